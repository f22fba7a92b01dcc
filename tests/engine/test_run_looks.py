from pathlib import Path

from auditor.engine.run_looks import Looks
from auditor.model import Outcome
from auditor.store.opening import open_store
from tests.make import HOME
from tests.store.night import Night, facts, reply


def test_gone_is_what_was_answered_so_in_this_run(tmp_path: Path) -> None:
    engine = open_store(f"sqlite:///{tmp_path}/auditor.db")
    night = Night(engine)
    night.look(reply("missing", Outcome.HTTP_ERROR, 404))
    night.look(reply("withdrawn", Outcome.HTTP_ERROR, 410))
    night.look(reply("failing", Outcome.HTTP_ERROR, 503))
    night.page(facts("fine"))
    night.recorder.close()
    gone, other = Looks(engine, night.run), Looks(engine, "another")
    names = ("missing", "withdrawn", "failing", "fine", "never-asked")
    assert [name for name in names if gone.gone(HOME + name)] == ["missing", "withdrawn"]
    assert not other.gone(HOME + "missing")
    engine.dispose()
