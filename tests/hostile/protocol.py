"""Oddities of HTTP/1.1: what browsers show is fine, what they refuse is not."""

from tests.hostile.pages import answer, article, drip, endless, in_turn, raw, reset
from tests.hostile.plan import Plan, fine
from tests.hostile.truth import Truth, broken, ok, unknown

CATEGORY = "protocol"


def add(plan: Plan) -> None:
    """Add heads and bodies that are not as RFC 9112 wants them."""
    _heads(plan)
    _bodies(plan)
    _refused(plan)


def _add(plan: Plan, name: str, lines: str, *truths: Truth, body: str | bytes | None = None) -> None:
    """Add an answer that ends with its connection; `{n}` in its lines is the length of the page."""
    page = article(name).encode() if body is None else body
    lines = lines.replace("{n}", str(len(page)))
    kind = "" if "content-type" in lines.lower() else "\nContent-Type: text/html; charset=utf-8"
    plan.case(CATEGORY, name, raw(lines + kind, page), *truths or (ok(),), closes=True)


def _heads(plan: Plan) -> None:
    first = "HTTP/1.1 200 OK\nContent-Length: {n}"
    _add(plan, "folded", f"{first}\nX-A: a\n b")
    _add(plan, "no-colon", "HTTP/1.1 200 OK\nnonsense\nContent-Length: {n}")
    _add(plan, "space-colon", f"{first}\nX-A : a")
    _add(plan, "control", f"{first}\nX-A: a\x01b")
    _add(plan, "eight-bit", f"{first}\nX-A: " + "中文".encode("gbk").decode("latin-1"))
    _add(plan, "empty-value", f"{first}\nX-A:")
    _add(plan, "many-fields", first + "".join(f"\nX-{number}: {number}" for number in range(400)))
    _add(plan, "long-field", f"{first}\nX-A: " + "x" * 30_000)
    _add(plan, "lower-case", "HTTP/1.1 200 ok\ncontent-length: {n}")
    _add(plan, "no-reason", "HTTP/1.1 200\nContent-Length: {n}")
    _add(plan, "gbk-reason", "HTTP/1.1 200 " + "成功".encode("gbk").decode("latin-1") + "\nContent-Length: {n}")
    _add(plan, "http-1.0", "HTTP/1.0 200 OK")
    _add(plan, "type-twice", f"{first}\nContent-Type: text/html\nContent-Type: text/html; charset=utf-8")
    _add(plan, "cookie-nonsense", f"{first}\nSet-Cookie: =;;;=\nSet-Cookie: " + "y" * 5_000)
    page = article("bare-lf").encode()
    lf = b"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nContent-Length: %d\n\n" % len(page) + page
    plan.case(CATEGORY, "bare-lf", lf, ok(), closes=True)
    interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
    plan.case(CATEGORY, "interim", interim + fine("interim"), ok())


def _bodies(plan: Plan) -> None:
    ok_line, chunked = "HTTP/1.1 200 OK", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked"
    _add(plan, "length-abc", f"{ok_line}\nContent-Length: abc")
    _add(plan, "length-twice-equal", f"{ok_line}\nContent-Length: {{n}}\nContent-Length: {{n}}")
    _add(plan, "length-list", f"{ok_line}\nContent-Length: {{n}}, {{n}}")
    _add(plan, "length-negative", f"{ok_line}\nContent-Length: -1", ok(), broken("protocol"), unknown())
    _add(plan, "length-too-long", f"{ok_line}\nContent-Length: 99999", ok(), unknown())
    _add(plan, "no-length", ok_line)
    _add(plan, "chunked", chunked, body=_chunks("chunked"))
    _add(plan, "chunked-small", chunked, body=_chunks("chunked-small", 7))
    _add(plan, "chunked-extended", chunked, body=_chunks("chunked-extended", more=b";a=b"))
    _add(plan, "chunked-and-length", f"{chunked}\nContent-Length: 5", body=_chunks("chunked-and-length"))
    _add(plan, "chunked-upper", "HTTP/1.1 200 OK\nTransfer-Encoding: CHUNKED", body=_chunks("chunked-upper"))
    _add(plan, "chunked-cut", chunked, ok(), broken("protocol"), unknown(), body=_chunks("chunked-cut")[:-400])
    _add(plan, "no-type", "HTTP/1.1 200 OK\nContent-Length: {n}\nContent-Type:")
    plan.case(CATEGORY, "answer-behind", fine("answer-behind") + answer("<p>forged</p>", "404 Not Found"), ok())
    plan.case(CATEGORY, "letters-behind", fine("letters-behind") + b"more", ok())


def _chunks(name: str, size: int = 1 << 20, more: bytes = b"") -> bytes:
    page = article(name).encode()
    pieces = [page[start : start + size] for start in range(0, len(page), size)]
    return b"".join(b"%x%s\r\n%s\r\n" % (len(piece), more, piece) for piece in pieces) + b"0\r\nX-T: t\r\n\r\n"


def _refused(plan: Plan) -> None:
    _add(plan, "length-twice", "HTTP/1.1 200 OK\nContent-Length: {n}\nContent-Length: 3", broken("protocol"))
    _add(plan, "null-in-head", "HTTP/1.1 200 OK\nX-A: a\0b\nContent-Length: {n}", broken("protocol"))
    _add(plan, "head-too-big", "HTTP/1.1 200 OK\nX-A: " + "x" * 400_000, broken("protocol"))
    plan.case(CATEGORY, "head-endless", endless(b"X-Y: 0123456789\r\n" * 64, b"HTTP/1.1 200 OK\r\n"),
              broken("protocol"), closes=True)  # fmt: skip
    plan.case(CATEGORY, "interim-endless", endless(b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n" * 64),
              broken("protocol"), closes=True)  # fmt: skip
    for name, sent in {
        "mail-banner": b"220 mail ready\r\n", "ssh-banner": b"SSH-2.0-x\r\n", "zeros": bytes(900),
        "http-2-preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "status-abc": b"HTTP/1.1 abc OK\r\n\r\n",
        "status-9": b"HTTP/1.1 9 OK\r\n\r\n",
    }.items():  # fmt: skip
        plan.case(CATEGORY, name, sent, broken("protocol"), closes=True)
    plan.case(CATEGORY, "closes", b"", broken("refused"), closes=True)
    plan.case(CATEGORY, "resets", reset, broken("refused"))
    plan.case(CATEGORY, "half-a-head", b"HTTP/1.1 200 OK\r\nContent-Le", broken("refused", "protocol"), closes=True)
    plan.case(CATEGORY, "upgrade", raw("HTTP/1.1 101 Switching\nUpgrade: x\nConnection: upgrade"), broken("protocol"),
              closes=True)  # fmt: skip
    plan.case(CATEGORY, "resets-once", in_turn(reset, fine("resets-once")), ok())
    plan.case(
        CATEGORY, "slow-head", drip(b"HTTP/1.1 200 OK\r\n", 0.01, b""), broken("refused", "protocol"), closes=True
    )
