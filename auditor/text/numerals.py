"""Small whole numbers as Chinese writes them: 7, 十, 十五, 两, 三十."""

_HAN = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2}


def small_number(word: str) -> int | None:
    """Return the number of up to two places that `word` writes in digits of either kind, None for other words."""
    if word.isdecimal():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    if ten:
        return 10 * _HAN.get(tens, 1) + _HAN.get(ones, 0)
    return _HAN.get(word)
