"""Encodings: read as a browser reads them, and told when visitors see mojibake."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.extract.encodings import codec_of, decode, prescan

TEXT = "区政府信息公开目录：关于开展年度检查工作的通知"


def page(declared: str = "", text: str = TEXT, before: str = "") -> str:
    meta = f'<meta charset="{declared}">' if declared else ""
    return f"<!doctype html><html><head>{before}{meta}<title>{text}</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (b"<meta charset=gbk>", "gbk"),
        (b"<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=GB2312'>", "GB2312"),
        (b'<meta content="text/html;charset = gb2312 " http-equiv="content-type">', "gb2312"),
        (b'<meta content="text/html; charset=gb2312" name=x>', ""),
        (b"<!-- <meta charset=gbk> --><meta charset=utf-8>", "utf-8"),
        (b"<!--><meta charset=gbk>-->", "gbk"),
        (b"<!-- <meta charset=gbk>", ""),
        (b'<meta name="d" content="<meta charset=big5>"><meta charset="gbk">', "gbk"),
        (b'<a title="<meta charset=gbk>"><meta charset=utf8>', "utf8"),
        (b"<p title='><meta charset=gbk>", ""),
        (b"<meta/charset='gbk'>", "gbk"),
        (b"<metadata charset='gbk'>", ""),
        (b"</meta charset=gbk><meta charset=big5>", "big5"),
        (b"<?xml version='1.0' encoding='gb2312'?><x>", "gb2312"),
        (b"<?xml version='1.0' encoding='gb2312'?><meta charset=utf-8>", "utf-8"),
        (b"<meta charset=nonsense><meta charset=gbk>", "gbk"),
        (b"<meta charset=gbk charset=utf-8>", "gbk"),
        (b'<meta charset="gbk', ""),
        (b"<meta charset=gbk", ""),
        (b"<meta charset=gbk / ", ""),
        (b"<meta charset=gbk />", "gbk"),
        (b"<meta http-equiv=content-type content='charset charset=gbk'>", "gbk"),
        (b'<meta http-equiv=content-type content="text/html;charset=\'gbk">', ""),
        (b"<x =a='><meta charset=gbk>'><meta charset=utf-8>", "utf-8"),
        (b"<? <meta charset=gbk> ?>", ""),
        (b"", ""),
    ],
)
def test_prescan_follows_the_standard(head: bytes, label: str) -> None:
    assert prescan(head) == label


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("GB2312", "gb18030"),
        ("x-gbk", "gb18030"),
        (" gb_2312-80\n", "gb18030"),
        ("Big5", "big5hkscs"),
        ("ISO-8859-1", "cp1252"),
        ("ascii", "cp1252"),
        ("unicode", "utf-16le"),
        ("UTF8", "utf-8"),
        ("utf-7", ""),
        ("", ""),
    ],
)
def test_labels(label: str, codec: str) -> None:
    assert codec_of(label) == codec


@pytest.mark.parametrize("declared", ["utf-8", ""])
def test_valid_utf_8_passes_through_as_the_same_object(declared: str) -> None:
    body = page(declared).encode()
    found = decode(body, "text/html")
    assert found.utf8 is body
    assert (found.encoding, found.declared, found.fault) == ("utf-8", declared, "")


@pytest.mark.parametrize(
    ("body", "content_type", "encoding", "declared"),
    [
        (page("gb2312").encode("gbk"), "", "gb18030", "gb2312"),
        (page("gbk", "镕喆㐀𠀀").encode("gb18030"), "", "gb18030", "gbk"),
        (page("").encode("gbk"), "", "gb18030", ""),
        (page("").encode("gbk"), "text/html; charset=GBK", "gb18030", "GBK"),
        (page("utf-8").encode("gbk"), 'text/html; charset="gb2312"', "gb18030", "gb2312"),
        (page("gbk").encode(), "text/html; charset=utf-8", "utf-8", "utf-8"),
        (page("gbk").encode(), "text/html; charset=unheard-of", "utf-8", "gbk"),
        (page("big5", "區政府資訊公開").encode("big5"), "", "big5hkscs", "big5"),
        (page("utf-16").encode(), "", "utf-8", "utf-16"),
        (b"\xef\xbb\xbf" + page("gbk").encode(), "text/html; charset=gbk", "utf-8", "gbk"),
        (b"\xff\xfe" + page("unicode").encode("utf-16le"), "", "utf-16le", "unicode"),
        (b"\xfe\xff" + page().encode("utf-16be"), "", "utf-16be", ""),
        (page().encode("utf-16le"), "text/html; charset=utf-16le", "utf-16le", "utf-16le"),
        (page("gbk", before="<!--" + "x" * 2000 + "-->").encode("gbk"), "", "gb18030", "gbk"),
        (page("iso-8859-1", "café à la crème").encode("cp1252"), "", "cp1252", "iso-8859-1"),
    ],
)
def test_encoding_is_found(body: bytes, content_type: str, encoding: str, declared: str) -> None:
    found = decode(body, content_type)
    assert (found.encoding, found.declared) == (encoding, declared)
    assert "\ufffd" not in found.utf8.decode()
    assert b"<title>" in found.utf8


def test_byte_order_mark_is_not_part_of_the_page() -> None:
    assert decode(b"\xef\xbb\xbf<p>x</p>").utf8 == b"<p>x</p>"
    assert decode(b"\xff\xfe" + "<p>页</p>".encode("utf-16le")).utf8.decode() == "<p>页</p>"


@pytest.mark.parametrize(
    ("body", "content_type", "encoding"),
    [
        (page("utf-8").encode("gbk"), "", "gb18030"),
        (page().encode("gbk"), "text/html; charset=utf-8", "gb18030"),
        (page("gb2312").encode(), "", "utf-8"),
        (page("gb2312", "标题测试信息公开").encode(), "", "utf-8"),
        (page().encode(), "text/html; charset=ISO-8859-1", "utf-8"),
        (page().encode("gbk"), "text/html; charset=ISO-8859-1", "gb18030"),
        (page().encode("utf-16le"), "", "utf-16le"),
        (page().encode("utf-16be"), "text/html; charset=utf-8", "utf-16be"),
    ],
)
def test_wrong_name_is_overruled_and_told(body: bytes, content_type: str, encoding: str) -> None:
    found = decode(body, content_type)
    assert found.encoding == encoding
    assert encoding in found.fault
    assert "<p>" in found.utf8.decode()
    assert "\ufffd" not in found.utf8.decode()


def test_few_bad_bytes_do_not_overrule_a_name() -> None:
    body = page("utf-8", TEXT * 60).encode().replace(b"</p>", b"\xe5\xa4</p>")
    found = decode(body)
    assert (found.encoding, found.fault) == ("utf-8", "")
    assert found.utf8.decode().count("\ufffd") == 1


@pytest.mark.parametrize(("codec", "cut"), [("utf-8", 1), ("utf-8", 2), ("gbk", 1), ("utf-16le", 1)])
def test_cut_last_letter_is_dropped(codec: str, cut: int) -> None:
    body = ("\ufeff" if codec.startswith("utf-16") else "").encode("utf-16le") + TEXT.encode(codec)[:-cut]
    assert decode(body).utf8.decode() == TEXT[:-1]


def test_euro_byte_of_gbk() -> None:
    assert decode(page("gbk").encode("gbk") + b"\x80 5").utf8.decode().endswith("€ 5")


def test_nul_bytes_do_not_make_utf_16() -> None:
    body = page("utf-8").encode().replace(b"<p>", b"<p>\0\0\0")
    assert decode(body).encoding == "utf-8"


@given(st.binary(max_size=300), st.text(max_size=40))
def test_never_raises_and_always_gives_utf_8(body: bytes, content_type: str) -> None:
    for prefix in (
        b"",
        b"<meta charset=gbk>",
        b"\xff\xfe",
        b"<meta charset=utf-8>",
        b"<?xml",
        b"<meta charset=euc-jp>",
    ):
        decode(prefix + body, content_type).utf8.decode()


@given(st.text(min_size=1, alphabet=st.characters(codec="gb18030", exclude_categories=["Cs"]), max_size=60))
def test_every_gb18030_page_is_read_back(text: str) -> None:
    body = f"<meta charset=gbk><p>{text}</p>".encode("gb18030")
    if decode(body).encoding == "gb18030":
        assert decode(body).utf8.decode() == f"<meta charset=gbk><p>{text}</p>"


@pytest.mark.parametrize(
    "piece", [b"<!--", b"<meta ", b'<a b="', b"<meta charset", b"<a ", b"charset=", b"\x80", b"\xff"]
)
def test_long_hostile_pages_take_linear_time(piece: bytes) -> None:
    assert decode(piece * 100_000, "text/html; charset=gbk").encoding in ("gb18030", "utf-8")
