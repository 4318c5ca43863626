"""Text as a reader takes it: whatever width, script or spacing its letters are disguised with. Each letter remembers its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_CHINESE_DIGITS = dict(
    zip("〇零○Ｏ一二三四五六七八九壹贰叁肆伍陆柒捌玖貳參陸幺两", "0000123456789123456789" + "23612", strict=True)
)
_LIKE_X = frozenset("×✕╳ХхΧχⅹⅩ")
_SEPARATORS = frozenset("-‐‑‒–—―－_·•.．。,，、/／\\|｜:：;；*'’‘`′\"“”()（）[]【】~～+=")


@dataclass(frozen=True)
class Plain:
    """Letters, and for each its place in the text as written."""

    letters: str
    places: tuple[int, ...]
    written: str

    def spot(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the written text behind some letters."""
        return self.places[start], self.places[end - 1] + 1


def plain(text: str, *, without: Callable[[str], bool] | None = None) -> Plain:
    """Half-width, lower case, without what cannot be seen; and without what `without` says."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for each in _readings(letter):
            if _invisible(each) or (without is not None and without(each)):
                continue
            letters.append(each)
            places.append(place)
    return Plain("".join(letters), tuple(places), text)


def compact(text: str) -> Plain:
    """Without blanks and the marks that are put between letters to keep a word from being found; Chinese full stops and commas stay."""
    return plain(text, without=lambda letter: letter.isspace() or letter in "-_*·•.~'\"`|/\\+=")


def spaced_digits(text: str) -> Plain:
    """As `plain`, with every kind of blank as one kind."""
    made = plain(text)
    return Plain("".join(" " if letter.isspace() else letter for letter in made.letters), made.places, text)


def chinese_digits(text: str) -> str:
    """三六九九 → 3699, for numbers written out in characters; of the same length, so that places stay."""
    return "".join(_CHINESE_DIGITS.get(letter, letter) for letter in text)


def is_separator(letter: str) -> bool:
    """What may stand between the digits of one number."""
    return letter.isspace() or letter in _SEPARATORS


def _readings(letter: str) -> str:
    if letter in _LIKE_X:
        return "x"
    number = unicodedata.digit(letter, None)  # full-width, circled, Arabic-Indic, mathematical
    if number is not None:
        return str(number)
    return unicodedata.normalize("NFKC", letter).lower()


def _invisible(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cf", "Mn", "Me") or letter == "\x00"
