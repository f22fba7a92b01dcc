import pytest

from auditor.store import url_ids
from auditor.store.opening import open_store
from auditor.store.recorder import Recorder
from auditor.text.personal_numbers import mask_text


@pytest.fixture
def engine(tmp_path):
    engine = open_store(f"sqlite:///{tmp_path}/a.db")
    yield engine
    engine.dispose()


def test_equal_keys_share_an_id_and_ids_last(engine):
    recorder = Recorder(engine, "run", mask_text)
    one, two, same = recorder.ids.of(["http://a.cn/1", "http://a.cn/2", "http://a.cn/1;jsessionid=ABCDEF012345"])
    assert one == same != two
    recorder.close()
    again = Recorder(engine, "run", mask_text)
    assert again.ids.of(["http://a.cn/2", "http://a.cn/1", "http://a.cn/3"]) == [two, one, two + 1]
    again.close()


def test_ids_hold_when_the_memory_is_too_small(engine, monkeypatch):
    monkeypatch.setattr(url_ids, "REMEMBERED", 5)
    recorder = Recorder(engine, "run", mask_text)
    addresses = [f"http://a.cn/{number}" for number in range(40)]
    first = []
    for start in range(0, 40, 4):
        first += recorder.ids.of(addresses[start : start + 4])
        recorder.flush()
    assert len(set(first)) == 40
    assert recorder.ids.of(addresses) == first
    recorder.close()
