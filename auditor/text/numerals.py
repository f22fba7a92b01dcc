"""Whole numbers as Chinese writes them: 十, 十五, 两, 三十, 一百二十, 二〇二六."""

HAN_DIGITS = "〇零一二三四五六七八九十百千两"
VALUES = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000}


def small_number(word: str) -> int | None:
    """Return the number of up to two places that `word` writes in digits of either kind, None for other words."""
    if word.isdecimal():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    return 10 * VALUES.get(tens, 1) + VALUES.get(ones, 0) if ten else VALUES.get(word)


def digits_of(written: str) -> str:
    """Return a number as digits, whether written in digits or Han; other words as they are."""
    if written.isdecimal():
        return str(int(written))
    if any(sign not in VALUES and sign not in _SCALES for sign in written):
        return written
    if not any(sign in _SCALES for sign in written):
        return str(int("".join(str(VALUES[sign]) for sign in written)))
    total, digit = 0, 0
    for sign in written:
        if sign in _SCALES:
            total, digit = total + (digit or 1) * _SCALES[sign], 0
        else:
            digit = VALUES[sign]
    return str(total + digit)
