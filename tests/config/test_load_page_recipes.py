"""[accounts.pages] of auditor.toml."""

import pytest

from auditor.config.load import load
from auditor.config.settings import PageRecipe
from auditor.errors import BadInput


def settings(tmp_path, text):
    (tmp_path / "auditor.toml").write_text(text, encoding="utf-8")
    return load(rules={}, folder=tmp_path)


def test_recipes_by_host(tmp_path):
    text = """
    [accounts]
    window_days = 30
    [accounts.pages."WWW.example.com"]
    item = "article.post"
    date = "time"
    [accounts.pages."127.0.0.1:8080"]
    item = "li"
    date = ".when"
    title = "h3"
    link = "h3 a"
    """
    found = settings(tmp_path, text).accounts
    assert found.window_days == 30
    assert dict(found.pages) == {
        "www.example.com": PageRecipe("article.post", "time"),
        "127.0.0.1:8080": PageRecipe("li", ".when", "h3", "h3 a"),
    }
    assert settings(tmp_path, "").accounts.pages == {}


@pytest.mark.parametrize(
    ("says", "fault"),
    [
        ('pages = "x"', "must be a table of hosts"),
        ('[accounts.pages]\n"h.cn" = "li"', "must be a table of item"),
        ('[accounts.pages."https://h.cn/x"]\nitem = "li"\ndate = "b"', "without http://"),
        ('[accounts.pages."h.cn"]\nitem = "li"', "lacks date"),
        ('[accounts.pages."h.cn"]\nitem = "li"\ndate = "b["', "must be a CSS selector"),
        ('[accounts.pages."h.cn"]\nitem = "li"\ndate = ""', "must be a CSS selector"),
        ('[accounts.pages."h.cn"]\nitem = "li"\ndate = 5', "must be a CSS selector"),
        ('[accounts.pages."h.cn"]\nitem = "li"\ndate = "b"\ntitel = "h3"', "did you mean title"),
    ],
)
def test_every_fault_is_named_with_its_place(tmp_path, says, fault):
    head = "" if says.startswith("[") else "[accounts]\n"
    with pytest.raises(BadInput) as error:
        settings(tmp_path, head + says)
    assert fault in str(error.value)
    assert "[accounts.pages" in str(error.value)
