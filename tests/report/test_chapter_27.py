"""The chapter of item 27: its table of units agrees with its sentence."""

from dataclasses import replace

from auditor.model.audit import AccountProposal, Reason
from auditor.report.chapter_27 import COUNTED, chapter_twenty_seven
from auditor.report.report_model import report_of
from auditor.rules import Confidence
from tests.report.invented import rich_audit
from tests.report.rules import RULES


def test_what_is_closed_already_is_not_counted_among_what_is_to_be_closed():
    made = rich_audit()
    account = made.item_27[0].subject

    def closing(why):
        proposal = AccountProposal(account, "close", None, (Reason(why),), Confidence.CONFIRMED)
        chapter = chapter_twenty_seven(report_of(replace(made, item_27=(proposal,)), RULES.values(), "zh"))
        (unit,) = chapter.units
        return unit.accounts, unit.counts[COUNTED.index("close")]

    assert closing("closing") == (1, 1)
    assert closing("closed") == (1, 0)
