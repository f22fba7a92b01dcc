"""Time: slow but whole is fine, never whole is unknown; nothing holds a run."""

from tests.hostile.pages import answer, article, drip, endless, late, silence
from tests.hostile.plan import Plan, fine
from tests.hostile.truth import broken, ok, unknown

CATEGORY = "time"
TIMEOUT = unknown("timeout")


def add(plan: Plan) -> None:
    """Add answers that come late, in pieces, or never."""
    page = fine("late-head")
    plan.case(CATEGORY, "late-head", late(page, pause_s=0.7), ok())
    page = fine("two-pieces")
    plan.case(CATEGORY, "two-pieces", late(page[:40], page[40:], pause_s=0.5), ok())
    page = fine("late-body")
    cut = page.index(b"\r\n\r\n") + 4
    plan.case(CATEGORY, "late-body", late(page[:cut], page[cut:900], page[900:], pause_s=0.8), ok())
    page = fine("split-letters")
    plan.case(CATEGORY, "split-letters", late(*(page[at : at + 211] for at in range(0, len(page), 211)),
                                              pause_s=0.02), ok())  # fmt: skip
    plan.case(CATEGORY, "silence", silence, TIMEOUT)
    plan.case(CATEGORY, "drip-head", drip(b"HTTP/1.1 200 OK\r\nServer: " + b"x" * 4_000, 0.05), TIMEOUT)
    plan.case(CATEGORY, "drip-status", drip(b"HTTP/1.1 200 OK" + b" " * 4_000, 0.05), TIMEOUT)
    body = article("drip-body").encode()
    head = answer(b"", "200 OK", f"Content-Length: {len(body)}", length=False)
    plan.case(CATEGORY, "drip-body", drip(body, 0.05, head), TIMEOUT, ok())
    plan.case(CATEGORY, "body-never", late(answer(b"", "200 OK", "Content-Length: 900", length=False), b"",
                                           pause_s=20), TIMEOUT)  # fmt: skip
    plan.case(CATEGORY, "drip-404", drip(body, 0.05, head.replace(b"200 OK", b"404 x")), broken("http_error"))
    plan.case(CATEGORY, "silent-redirect", b"HTTP/1.1 302 Found\r\nLocation: /time/silence.html\r\n\r\n", TIMEOUT,
              closes=True)  # fmt: skip
    chunk = b"10\r\n0123456789abcdef\r\n" * 512
    plan.case(CATEGORY, "endless-chunks",
              endless(chunk, answer(b"", "200 OK", "Transfer-Encoding: chunked", length=False)),
              ok(may=("page-oversize", "page-tags", "page-slow")), TIMEOUT)  # fmt: skip
    plan.case(CATEGORY, "endless-body", endless(b"0123456789abcdef" * 512, answer(b"", length=False)),
              ok(may=("page-oversize", "page-tags", "page-slow")), TIMEOUT)  # fmt: skip
    plan.case(CATEGORY, "endless-file",
              endless(b"0123456789abcdef" * 512, answer(b"", "200 OK", "Content-Type: application/zip", length=False)),
              ok(), at="/time/endless.zip")  # fmt: skip
