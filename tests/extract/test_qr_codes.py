"""QR codes drawn by one library and read by another."""

import io
from importlib import util

import pytest

from auditor.extract import qr_codes
from auditor.extract.qr_codes import can_read_codes, read_codes

segno = pytest.importorskip("segno")
pytest.importorskip("zxingcpp")
Image = pytest.importorskip("PIL.Image")
TEXT = "http://weixin.qq.com/r/0TqK1pXE6vRrrWq8929y"


def drawn(text=TEXT, kind="png", **how):
    out = io.BytesIO()
    segno.make(text, micro=False).save(out, kind="png", **{"scale": 4, **how})
    if kind == "png":
        return out.getvalue()
    other = io.BytesIO()
    Image.open(out).convert("RGB").save(other, kind)
    return other.getvalue()


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "bmp", "webp"])
def test_codes_are_read_from_every_kind_of_picture(kind):
    assert read_codes(drawn(kind=kind)) == (TEXT,)


def test_codes_on_a_transparent_ground_are_read():
    assert read_codes(drawn(light=None)) == (TEXT,)


def test_several_codes_of_one_picture_are_read():
    wide = Image.new("L", (700, 300), 255)
    for at, text in enumerate(("https://weibo.com/u/1234567890", TEXT)):
        wide.paste(Image.open(io.BytesIO(drawn(text))).convert("L"), (20 + 350 * at, 20))
    out = io.BytesIO()
    wide.save(out, "png")
    assert set(read_codes(out.getvalue())) == {"https://weibo.com/u/1234567890", TEXT}


@pytest.mark.parametrize("body", [b"", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, drawn()[:150]])
def test_what_is_no_picture_holds_no_code(body):
    assert read_codes(body) == ()


def test_a_picture_of_too_many_pixels_is_not_opened(monkeypatch):
    monkeypatch.setattr(qr_codes, "MOST_PIXELS", 100)
    assert read_codes(drawn()) == ()


def test_what_is_missing_is_told(monkeypatch):
    assert can_read_codes()
    find = util.find_spec
    monkeypatch.setattr(qr_codes, "find_spec", lambda name: None if name == "zxingcpp" else find(name))
    assert not can_read_codes()
