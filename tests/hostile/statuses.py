"""Statuses: which of them say that a page does not open, and which say only that a program was turned away."""

import asyncio

from tests.hostile.pages import answer, article, in_turn
from tests.hostile.plan import Plan, fine
from tests.hostile.server import Ask, Send
from tests.hostile.truth import broken, ok, unknown

CATEGORY = "status"
BROKEN = (400, 402, 404, 408, 409, 410, 411, 413, 414, 415, 416, 417, 422, 423, 424, 426, 431, 500, 501, 502, 504,
          505, 507, 508, 510, 520, 522, 523, 525, 530, 599)  # fmt: skip
REFUSALS = {401: "auth", 403: "auth", 407: "auth", 451: "auth", 429: "rate_limited", 412: "challenge",
            493: "challenge", 499: "challenge", 521: "challenge", 999: "challenge"}  # fmt: skip
SUSPECT = (405, 406, 418)


def add(plan: Plan) -> None:
    """Add one address a status, and those whose status changes from one request to the next."""
    for status in BROKEN:
        plan.case(CATEGORY, f"s{status}", answer(f"<p>{status}</p>", f"{status} x"), broken("http_error"))
    for status, reason in REFUSALS.items():
        plan.case(CATEGORY, f"s{status}", answer(f"<p>{status}</p>", f"{status} x"), unknown(reason))
    for status in SUSPECT:
        plan.case(CATEGORY, f"s{status}", answer(f"<p>{status}</p>", f"{status} x"),
                  broken("http_error", suspected=True), unknown(), browser=(broken("http_error"),))  # fmt: skip
    for status in (200, 201, 203, 206):
        plan.case(CATEGORY, f"s{status}", answer(article(f"s{status}"), f"{status} x"), ok())
    for status in (204, 205):
        plan.case(CATEGORY, f"s{status}", f"HTTP/1.1 {status} x\r\nContent-Length: 0\r\n\r\n".encode(), ok())
    plan.case(CATEGORY, "s300", answer(article("s300"), "300 Multiple Choices"), ok())
    _changing(plan)
    _methods(plan)


def _changing(plan: Plan) -> None:
    gone, busy, boom = answer("gone", "404 x"), answer("busy", "503 x"), answer("boom", "500 x")
    page = fine("changing")
    plan.case(CATEGORY, "s503", busy, broken("http_error"))
    plan.case(CATEGORY, "once-503", in_turn(busy, fine("once-503")), ok())
    plan.case(CATEGORY, "once-404", in_turn(gone, fine("once-404")), ok())
    plan.case(CATEGORY, "once-500", in_turn(boom, fine("once-500")), ok())
    plan.case(CATEGORY, "500-then-404", in_turn(boom, gone), broken("http_error"), broken("http_error", suspected=True))
    plan.case(CATEGORY, "404-then-403", in_turn(gone, answer("no", "403 x")), unknown("auth"))
    plan.case(CATEGORY, "404-then-429", in_turn(gone, answer("no", "429 x", "Retry-After: 0")), unknown("rate_limited"))
    plan.case(CATEGORY, "fine-once", in_turn(page, gone), ok())


def _methods(plan: Plan) -> None:
    plan.case(CATEGORY, "head-405", _by_method(answer("", "405 Method Not Allowed"), fine("head-405")), ok())
    plan.case(CATEGORY, "head-404", _by_method(answer("", "404 Not Found"), fine("head-404")), ok())
    plan.case(CATEGORY, "head-500", _by_method(answer("", "500 x"), fine("head-500")), ok())
    plan.case(CATEGORY, "get-404", _by_method(fine("get-404"), answer("gone", "404 x")), broken("http_error"))


def _by_method(for_head: bytes, for_all: bytes) -> Send:
    async def send(ask: Ask, writer: asyncio.StreamWriter) -> None:
        writer.write(for_head.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if ask.method == "HEAD" else for_all)

    return send
