"""WeChat pages as they were captured: article, wall, and what is neither."""

import csv
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from auditor.extract.weixin_article import DEAD, ArticleState, read_weixin_article

pytestmark = pytest.mark.realdata
CHINA = ZoneInfo("Asia/Shanghai")


def labelled(data: Path) -> list[dict[str, str]]:
    with (data / "labels.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_articles_are_there_and_dated_and_the_rest_accuses_nobody(data):
    folder = data / "wechat_pages"
    rows = labelled(folder)
    assert len(rows) == 7
    for row in rows:
        found = read_weixin_article((folder / row["file"]).read_bytes())
        if row["kind"] == "article":
            assert found.state is ArticleState.THERE, row["file"]
            assert found.account_name, row["file"]
            assert found.published_at is not None, row["file"]
            shown = found.published_at.astimezone(CHINA).date().isoformat()
            assert row["published_shown"] in ("", shown)
        else:
            assert found.state not in DEAD, row["file"]
            assert found.state is not ArticleState.THERE, row["file"]
