"""No file of the store tells a person's number, whatever part of a page or a post it stood in."""

from contextlib import suppress

import pytest
import zstandard
from sqlalchemy import select

from auditor.model import LinkKind
from auditor.store import schema
from auditor.store.packing import expand
from tests.make import AS_OF, post, reading
from tests.store.night import Night, article, column, item, link

MOBILE = "13812345678"
RESIDENT = "310109198001011239"
HOTLINE = "02125015988"


def everything(engine) -> str:
    """Return every value of every table, blobs unpacked."""
    told = []
    with engine.connect() as connection:
        for table in schema.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                for value in row:
                    if not isinstance(value, bytes):
                        told.append(str(value))
                        continue
                    with suppress(zstandard.ZstdError):  # not packed: its bytes are searched as they are
                        value = expand(value)
                    told.append(value.decode("utf-8", "replace"))
    return "\n".join(told)


@pytest.mark.parametrize("number", [MOBILE, RESIDENT, "１３８１２３４５６７８", "138 1234 5678"])
def test_numbers_of_persons_are_masked_wherever_a_page_shows_them(engine, number) -> None:
    night = Night(engine)
    words = "本次补贴名单公示如下，请各街道核对后报区人力资源和社会保障局备案，联系人张某，" * 4
    night.page(
        article("a.html", AS_OF, f"{words}电话{number}，热线{HOTLINE}", title=f"名单{number}", heading=f"名单 {number}",
                meta={"description": f"电话：{number}"})
    )  # fmt: skip
    rows = (item("b.html"),)
    night.page(column("list.html", *rows, links=(link("c.html", LinkKind.ANCHOR, f"联系 {number}"),)))
    night.recorder.account(reading(post(1, "p", title=f"寻人 {number}", text=f"请拨打 {number}")), AS_OF)
    night.recorder.close()
    kept = everything(engine)
    assert number not in kept
    assert kept.count("*") > 6
    assert HOTLINE in kept


def test_numbers_that_are_no_persons_stay(engine) -> None:
    night = Night(engine)
    night.page(article("a.html", AS_OF, "沪虹府发〔2025〕12号 统一社会信用代码 91310109MA1G5ABC12 " * 9))
    night.recorder.close()
    assert "91310109MA1G5ABC12" in everything(engine)
