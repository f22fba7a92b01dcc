"""Answers and pages of the hostile web: an article without a fault is without one for every rule."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from html import escape
from random import Random

from tests.hostile.server import Ask, Send

LETTERS = "春夏秋冬山水林田湖草花木松竹梅兰菊桂棉麻谷稻豆茶桑蚕牛羊马鹿鹤雁河江溪泉桥路街巷灯塔帆船琴书画诗歌舞"
DAY = "2026-06-20"
AS_OF = "2026-06-30"
Later = Callable[[Ask, asyncio.StreamWriter], Awaitable[None]]


def story(name: str, letters: int = 400) -> str:
    """Return a text that no other name has, without any word that means something to an auditor."""
    chance = Random(name)
    return "".join(chance.choice(LETTERS) + ("，" if place % 13 == 12 else "") for place in range(letters))


def head(title: str, *, charset: str = "utf-8", more: str = "") -> str:
    """Return the head of a content page with every tag the guideline asks for."""
    tags = {
        "SiteName": "晴川区政府", "SiteDomain": "www.example.gov.cn", "SiteIDCode": "3101090001",
        "ArticleTitle": title, "PubDate": f"{DAY} 09:00", "ContentSource": "区政府办公室",
        "ColumnName": "工作动态", "ColumnDescription": "本区工作动态", "ColumnKeywords": "动态",
        "ColumnType": "工作动态",
    }  # fmt: skip
    lines = "".join(f'<meta name="{name}" content="{escape(text)}">' for name, text in tags.items())
    declared = f'<meta charset="{charset}">' if charset else ""
    return f"<head>{declared}<title>{escape(title)}</title>{lines}{more}</head>"


def article(name: str, *, charset: str = "utf-8", body: str = "", more: str = "", title: str = "") -> str:
    """Return a faultless article whose text is its own; `body` stands behind the text, `more` in the head."""
    title = title or f"{story(name, 12)}的报道"
    return (
        f"<!DOCTYPE html><html lang='zh'>{head(title, charset=charset, more=more)}<body><h1>{escape(title)}</h1>"
        f"<p>发布时间：{DAY} 来源：区政府办公室</p><div class='content'><p>{story(name)}</p>{body}</div></body></html>"
    )


def listing(title: str, rows: Iterable[str], *, more: str = "") -> str:
    """Return a page of a column; `rows` are its items' markup."""
    items = "".join(f"<li>{row}<span>{DAY}</span></li>" for row in rows)
    return (
        f"<!DOCTYPE html><html lang='zh'>{head(title, more=more)}<body><h1>{title}</h1><ul>{items}</ul></body></html>"
    )


def anchor(address: str, text: str) -> str:
    """Return a link as markup."""
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def answer(body: str | bytes, status: str = "200 OK", *headers: str, length: bool = True) -> bytes:
    """Return one answer as bytes; its type is HTML in UTF-8 unless a header says otherwise."""
    data = body.encode() if isinstance(body, str) else body
    lines = [f"HTTP/1.1 {status}", *headers]
    if not any(line.lower().startswith("content-type") for line in headers):
        lines.append("Content-Type: text/html; charset=utf-8")
    if length:
        lines.append(f"Content-Length: {len(data)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def raw(lines: str, body: str | bytes = b"") -> bytes:
    """Return an answer whose head is written out, one line a line."""
    data = body.encode() if isinstance(body, str) else body
    return lines.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n" + data


def moved(location: str | bytes, status: str = "302 Found", *headers: str) -> bytes:
    """Return a redirect; bytes go out as they are."""
    value = location.encode() if isinstance(location, str) else location
    more = "".join(f"{line}\r\n" for line in headers).encode()
    return f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n".encode() + more + b"Location: " + value + b"\r\n\r\n"


def in_turn(*sends: Send) -> Later:
    """Answer the first time with the first, then the next, and with the last for ever."""

    async def send(ask: Ask, writer: asyncio.StreamWriter) -> None:
        now = sends[min(ask.times, len(sends)) - 1]
        if isinstance(now, bytes):
            writer.write(now)
        else:
            await now(ask, writer)

    return send


def drip(data: bytes, pause_s: float, before: bytes = b"") -> Later:
    """Send `before`, then `data` letter by letter."""

    async def send(ask: Ask, writer: asyncio.StreamWriter) -> None:
        writer.write(before)
        for place in range(len(data)):
            writer.write(data[place : place + 1])
            await writer.drain()
            await asyncio.sleep(pause_s)

    return send


def late(*pieces: bytes, pause_s: float) -> Later:
    """Send the pieces, each after a pause."""

    async def send(ask: Ask, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            await asyncio.sleep(pause_s)
            writer.write(piece)
            await writer.drain()

    return send


def endless(piece: bytes, before: bytes = b"", most: int = 1 << 28) -> Later:
    """Send `piece` again and again until the client leaves, or `most` bytes are out."""

    async def send(ask: Ask, writer: asyncio.StreamWriter) -> None:
        writer.write(before)
        for _ in range(most // len(piece)):
            writer.write(piece)
            await writer.drain()

    return send


async def silence(ask: Ask, writer: asyncio.StreamWriter) -> None:
    """Say nothing."""
    await asyncio.sleep(60)


async def reset(ask: Ask, writer: asyncio.StreamWriter) -> None:
    """Break the connection off."""
    writer.transport.abort()
