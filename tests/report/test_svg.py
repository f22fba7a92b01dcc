import xml.etree.ElementTree as ET

from auditor.report.svg import BARS, HEIGHT, WIDTH, sparkline


def bars(values, label="trend"):
    root = ET.fromstring(str(sparkline(values, label)))
    return root, [{name: float(bar.get(name)) for name in ("x", "y", "width", "height")} for bar in root]


def test_a_bar_a_value_on_one_base_line():
    root, drawn = bars([0, 5, 10])
    assert [bar["height"] for bar in drawn] == [1, 12, 24]
    assert all(bar["y"] + bar["height"] == HEIGHT for bar in drawn)
    assert [bar.get("class") for bar in root] == [None, None, "now"]


def test_bars_keep_their_width_and_never_leave_the_chart():
    assert bars([1, 2])[1][0]["width"] == bars([1] * BARS)[1][0]["width"] == WIDTH / BARS - 1
    for count in (1, BARS, 3 * BARS):
        assert all(bar["x"] + bar["width"] <= WIDTH + 0.5 for bar in bars([3] * count)[1])


def test_it_is_read_out_by_its_label_and_empty_without_values():
    assert bars([1], 'a "b" <c>')[0].get("aria-label") == 'a "b" <c>'
    assert sparkline([], "x") == ""
    assert [bar["height"] for bar in bars([0, 0])[1]] == [1, 1]
