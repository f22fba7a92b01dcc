"""What normalising keeps, folds and drops."""

from hypothesis import given
from hypothesis import strategies as st

from auditor.text.normalise import fold, normalise


def test_punctuation_space_and_symbols_are_dropped() -> None:
    assert normalise("《关于 开展\u3000检查的通知》\n——（试行）\U0001f600") == "关于开展检查的通知试行"


def test_width_case_and_accents_are_folded() -> None:
    assert normalise("Ａｂ１２ É e\u0301 ①㈠") == "ab12ee1一"


def test_signs_of_several_characters_stay_apart() -> None:
    assert normalise("Ⅲ类 Ⅱ类 ⑩ ㎡") == "Ⅲ类Ⅱ类⑩㎡"


def test_rare_han_is_kept() -> None:
    assert normalise("𠮷〇村") == "𠮷〇村"


@given(st.text(st.characters(exclude_categories=()), max_size=80))
def test_any_text_folds_to_itself_again(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert len(once) == fold(text).size <= len(text)


@given(st.text(max_size=40), st.text(max_size=40))
def test_folding_is_by_character(head: str, tail: str) -> None:
    assert normalise(head + tail) == normalise(head) + normalise(tail)
