"""Read giant and deep pages, each in a process of its own, and print CPU seconds and memory on top of a small page.

python bench/hostile_pages.py [--mib 10] [--kinds deep-div links-1m …] [--home] [--run]
"""

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from auditor.demo.server import Answer, listening
from auditor.extract.extract_page import extract

TODAY = date(2026, 3, 2)
URL = "http://a.gov.cn/zwgk/index.html"
MOST_S = 60
HEAD = "<html><head><meta charset=utf-8><title>晴川区人民政府</title></head><body><div>当前位置：首页</div>"


def filled(piece: str, size: int) -> str:
    """Return a piece repeated up to about so many bytes."""
    return piece * max(1, size // len(piece.encode()))


def numbered(make: Callable[[int], str], size: int) -> str:
    """Return numbered pieces up to about so many bytes."""
    parts, length, number = [], 0, 0
    while length < size:
        part = make(number)
        parts.append(part)
        length += len(part.encode())
        number += 1
    return "".join(parts)


KINDS: dict[str, Callable[[int], str]] = {
    "deep-div": lambda size: HEAD + filled("<div>", size),
    "deep-div-100k": lambda size: HEAD + "<div>" * 100_000 + "x",
    "deep-table-100k": lambda size: HEAD + "<table><tr><td>" * 100_000,
    "deep-table": lambda size: HEAD + filled("<table>", size),
    "deep-mixed": lambda size: HEAD + filled("<ul><li><div><span><b>", size),
    "deep-font": lambda size: HEAD + numbered(lambda n: f"<font size={n}>x", size),
    "deep-a": lambda size: HEAD + filled("<a href=/x><div>", size),
    "deep-form": lambda size: HEAD + filled("<form><button><select><option>", size),
    "deep-svg": lambda size: HEAD + filled("<svg><g><foreignObject>", size),
    "deep-template": lambda size: HEAD + filled("<template>", size),
    "attributes-500k": lambda size: HEAD + "<p " + numbered(lambda n: f"a{n}=1 ", min(size, 7_000_000)) + ">",
    "links-1m": lambda size: HEAD + numbered(lambda n: f"<a href={n}>", size),
    "links-titled": lambda size: HEAD + numbered(lambda n: f"<li><a href=t{n}.html>第{n}号通知</a>2024-01-02", size),
    "rows": lambda size: HEAD + numbered(lambda n: f"<tr><td>第{n}行<td>2024-01-{n % 28 + 1:02}", size),
    "text-han": lambda size: HEAD + "<p>" + filled("关于召开工作会议的通知", size),
    "text-han-lines": lambda size: HEAD + filled("<p>关于召开2024年工作会议的通知。\n", size),
    "text-dates": lambda size: HEAD + filled("2024年1月2日 2024-01-02 ", size),
    "text-digits": lambda size: HEAD + "<p>" + filled("1", size),
    "text-letters": lambda size: HEAD + "<p>" + filled("a", size),
    "text-spaces": lambda size: HEAD + "<p>x" + filled(" ", size) + "x",
    "text-brackets": lambda size: HEAD + filled("《", size),
    "text-entities": lambda size: HEAD + filled("&amp;&#20013;&nbsp;", size),
    "text-entity": lambda size: HEAD + filled("&", size),
    "text-numbers": lambda size: HEAD + filled("110101199003070011 13800138000 ", size),
    "text-newlines": lambda size: HEAD + filled("\n", size),
    "text-lines": lambda size: HEAD + filled("a<br>", size),
    "nul": lambda size: HEAD + filled("\0", size),
    "bytes-ff": lambda size: HEAD + filled("\xff", size),
    "attribute-long": lambda size: HEAD + f"<a href='{filled('a/', size)}' title='{filled('标题', 1000)}'>x</a>",
    "class-long": lambda size: HEAD + f"<div class='{filled('list ', size)}'>x</div>",
    "title-long": lambda size: f"<title>{filled('晴川区', size)}</title>",
    "heading-long": lambda size: HEAD + f"<h1>{filled('晴川区', size)}</h1>",
    "trail-long": lambda size: HEAD + "<div>当前位置：" + filled("首页 &gt; ", size),
    "comment-open": lambda size: HEAD + "<!--" + filled("- -", size),
    "comments": lambda size: HEAD + filled("<!-->", size),
    "comments-open": lambda size: HEAD + filled("<!--", size),
    "script-open": lambda size: HEAD + "<script>" + filled("</scrip", size),
    "script-many": lambda size: HEAD + filled("<script>a='</div>'</script>", size),
    "script-pager": lambda size: HEAD + "<script>" + filled("createPageHTML(1,", size) + "</script>",
    "script-urls": lambda size: HEAD + "<script>" + filled("location.href='http://a/';alert('页面不存在');", size),
    "script-json": lambda size: HEAD + "<script>var x=" + filled('[{"a":"2024-01-02","url":"/a.html"},', size),
    "style-open": lambda size: HEAD + "<style>" + filled("a{background:url(", size),
    "style-urls": lambda size: HEAD + "<style>" + numbered(lambda n: f"a{{b:url({n})}}", size) + "</style>",
    "style-hidden": lambda size: HEAD
    + numbered(lambda n: f"<style>.c{n}{{display:none}}</style><a class=c{n} href=/{n}>x</a>", size),
    "meta-100k": lambda size: numbered(lambda n: f"<meta name=a{n} content=b>", size),
    "meta-refresh": lambda size: filled("<meta http-equiv=refresh content='0;url=/x'>", size),
    "meta-long": lambda size: f"<meta name=PubDate content='{filled('2024-01-02 ', size)}'>" + HEAD,
    "base-many": lambda size: numbered(lambda n: f"<base href=//{n}.cn/>", size) + "<a href=x>x</a>",
    "data-url": lambda size: HEAD + f"<img src='data:image/png;base64,{filled('A', size)}'>",
    "data-urls": lambda size: HEAD + filled("<img src='data:image/png;base64,AAAA'>", size),
    "srcset-100k": lambda size: HEAD + f"<img srcset='{numbered(lambda n: f'/{n}.png {n}w, ', size)}'>",
    "srcset-open": lambda size: HEAD + f"<img srcset='{filled('a (', size)}'>",
    "images": lambda size: HEAD + numbered(lambda n: f"<img src=/{n}.png alt=x>", size),
    "inputs": lambda size: HEAD + "<form>" + filled("<input>", size),
    "select": lambda size: HEAD + "<select>" + filled("<option>x", size),
    "svg-paths": lambda size: HEAD + "<svg>" + filled("<path d='M0 0'/>", size) + "</svg>",
    "ids": lambda size: HEAD + numbered(lambda n: f"<i id=n{n}></i><a href=#m{n}>x</a>", size),
    "onclick": lambda size: HEAD + filled("<a href='#' onclick=\"window.open('/x.html')\">查看通知公告</a>", size),
    "hidden": lambda size: HEAD + filled("<div style='display:none'><a href=http://x.cn/>博彩</a></div>", size),
    "hidden-deep": lambda size: HEAD
    + filled("<div style='display:none'>", size // 2)
    + filled("<a href=http://x.cn/>x</a>", size // 2),
    "iframe-srcdoc": lambda size: HEAD + filled("<iframe srcdoc='<p>x'></iframe>", size),
    "lt": lambda size: HEAD + filled("<", size),
    "tag-starts": lambda size: HEAD + filled("<a " * 8_000 + ">", size),
    "tag-tail": lambda size: HEAD + "<p a='" + "<div>" * 30_000 + "'>" + filled("<t", size),
    "lt-open": lambda size: HEAD + filled("<a ", size),
    "quotes": lambda size: HEAD + "<a href=\"" + filled("'\"", size),
    "closings": lambda size: HEAD + filled("</div></p></b>", size),
    "misnested": lambda size: HEAD + filled("<b><p></b><i></p>", size),
    "misnested-a": lambda size: HEAD + numbered(lambda n: f"<a href={n}><p><b>", size),
    "select-table": lambda size: HEAD + filled("<table><td><select><table>", size),
    "foster": lambda size: HEAD + "<table>" + filled("x<b>y", size),
    "framesets": lambda size: filled("<frameset><frame src=a.html>", size),
    "text-wechat": lambda size: HEAD + filled("微信公众号：晴川发布 抖音号 ", size),
    "text-contact": lambda size: HEAD + filled("联系电话：010-12345678 地址：晴川路1号 ", size),
    "text-documents": lambda size: HEAD + filled("《晴川区办法》（晴政发〔2020〕12号）至2024年1月1日废止 ", size),
    "article": lambda size: HEAD + "<h1>办法</h1>" + filled("<p>第一条 根据《条例》制定本办法。</p>", size),
}  # fmt: skip


def peak_mb() -> float:
    """Return the highest resident memory of this process since `forget_peak`, MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def forget_peak() -> None:
    """Let the highest resident memory be that of now (proc(5), clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5")


def measure(kind: str, size: int, results: "multiprocessing.SimpleQueue[tuple[float, float, str]]", home: bool) -> None:
    """Read one page and put CPU seconds, MB on top and what was read."""
    body = KINDS[kind](size).encode("latin-1" if kind == "bytes-ff" else "utf-8", "replace")
    extract(HEAD.encode(), URL, "text/html", today=TODAY)
    forget_peak()
    before, started = peak_mb(), time.process_time()
    facts = extract(body, URL, "text/html", is_home=home, today=TODAY)
    results.put((time.process_time() - started, peak_mb() - before, f"{facts.kind.value} {len(facts.links)} links"))


def audit(kinds: list[str], size: int) -> None:
    """Run the whole command over a site of these pages and print its time, its memory and what it found."""
    with listening([0]) as (host,), TemporaryDirectory() as folder:
        names = {f"/p{number}.html": kind for number, kind in enumerate(kinds)}
        encodings = {kind: "latin-1" if kind == "bytes-ff" else "utf-8" for kind in kinds}
        pages = {path: Answer(KINDS[kind](size).encode(encodings[kind], "replace")) for path, kind in names.items()}
        anchors = "".join(f"<li><a href='{path}'>{kind}</a></li>" for path, kind in names.items())
        host.pages = {**pages, "/": Answer(f"{HEAD}<ul>{anchors}</ul>".encode())}
        Path(folder, "inventory.csv").write_text(f"id,name,unit,url\ns,门户,办公室,{host.address}/\n", encoding="utf-8")
        environment = os.environ | {"AUDITOR_CRAWL_BROWSER": "false", "AUDITOR_EVIDENCE_SCREENSHOTS": "0"}
        command = [sys.executable, "-m", "auditor", "run", "--allow-private", "--rate", "0"]
        started = time.monotonic()
        done = subprocess.run(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, check=False)
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        report = json.loads(Path(folder, "reports/latest/findings.json").read_text(encoding="utf-8"))
        found = Counter(f"{one['rule']}" for one in report["findings"])
        unseen = Counter(f"{one['reason']}" for one in report["unknown"])
        print(
            f"exit {done.returncode}, {time.monotonic() - started:.0f} s, CPU {used.ru_utime + used.ru_stime:.0f} s, "
        )
        print(f"peak {used.ru_maxrss / 1024:.0f} MB; findings {dict(found)}; unknown {dict(unseen)}")


def main() -> None:
    """Print a line a kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mib", type=float, default=10)
    parser.add_argument("--kinds", nargs="*", default=list(KINDS), choices=list(KINDS))
    parser.add_argument("--home", action="store_true")
    parser.add_argument("--run", action="store_true", help="audit a site of these pages as a whole")
    arguments = parser.parse_args()
    if arguments.run:
        audit(arguments.kinds, int(arguments.mib * 2**20))
        return
    context = multiprocessing.get_context("fork")
    for kind in arguments.kinds:
        results: multiprocessing.SimpleQueue[tuple[float, float, str]] = context.SimpleQueue()
        reader = context.Process(target=measure, args=(kind, int(arguments.mib * 2**20), results, arguments.home))
        reader.start()
        reader.join(MOST_S)
        if reader.is_alive():
            reader.kill()
            reader.join()
            print(f"{kind:18} more than {MOST_S} s", flush=True)
        elif results.empty():
            print(f"{kind:18} ended with {reader.exitcode}", flush=True)
        else:
            cpu_s, mb, told = results.get()
            print(f"{kind:18} {cpu_s:6.2f} s {mb:6.0f} MB  {told}", flush=True)


if __name__ == "__main__":
    main()
