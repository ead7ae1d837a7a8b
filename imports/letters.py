"""Excel's names of columns and cells."""

from functools import cache


@cache
def column_letter(index: int) -> str:
    """0 → "A", 25 → "Z", 26 → "AA"."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letter: str) -> int:
    """ "A" → 0, "AA" → 26."""
    index = 0
    for char in letter:
        index = index * 26 + ord(char) - 64
    return index - 1
