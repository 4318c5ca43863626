"""Identity numbers, accounts and phones in a text, however their digits are disguised and spaced (R-PUB-04).

A valid identity number is found anywhere in a run of digits, whatever stands between and around them: its date and check digit make
that safe. What merely looks like a number must begin and end where a group of digits does, or every table of amounts would be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from doudi.base import identity
from doudi.mechanisms.casework.notices.scanner.found import Kind
from doudi.mechanisms.casework.notices.scanner.plain import Plain, chinese_digits, is_separator, plain

_MOBILE = re.compile(r"(?:86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(?<![\d.])0\d{2,3}[-\s)）]{0,2}[2-9]\d{6,7}(?!\d)")
_SHORT_PHONE = re.compile(r"(?:电话|手机|座机|联系方式|热线)[^\d\n]{0,6}([2-9]\d{6,7})(?!\d)")
_MASKED_IDENTITY = re.compile(r"\d{4,14}[*x●■□＊﹡]{2,14}\d{0,4}x?")
_ACCOUNT_WORDS = re.compile(r"(?:账号|帐号|账户|帐户|卡号|存折|一卡通|银行卡)[^\d\n]{0,8}(\d(?:[\s-]?\d){7,23})")
_MOST_BETWEEN = 6  # blanks and marks between two digits of one number


@dataclass(frozen=True)
class Hit:
    """A number: its kind, and its stretch of the text as written."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True)
class _Run:
    """Digits with nothing but separators between them; `groups`: where in them a group begins."""

    digits: str
    places: tuple[int, ...]  # in the letters
    starts: frozenset[int]

    def group_ends(self, end: int) -> bool:
        return end == len(self.digits) or end in self.starts


def numbers(text: str) -> list[Hit]:
    """All numbers that may not be shown, in the order they stand in."""
    made = plain(text)
    found = list(_numbers(made, made.letters))
    in_characters = chinese_digits(made.letters)
    if in_characters != made.letters:
        found += _numbers(made, in_characters, only_long=True)
    return _apart(found)


def identity_across(cells: str) -> bool:
    """Whether a valid identity number is spread over cells that stand side by side."""
    return any(_identities(run) for run in _runs(plain(cells).letters))


def _numbers(made: Plain, letters: str, *, only_long: bool = False) -> Iterator[Hit]:
    """`only_long`: digits written as characters count only as whole numbers; 三人一组 is no phone."""
    for run in _runs(letters):
        taken: list[tuple[int, int]] = []
        for kind, start, end in (*_identities(run), *_looks_like(run)):
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            taken.append((start, end))
            yield Hit(kind, *made.spot(run.places[start], run.places[end - 1] + 1))
    if only_long:
        return
    for kind, pattern in (
        (Kind.IDENTITY, _MASKED_IDENTITY),
        (Kind.ACCOUNT, _ACCOUNT_WORDS),
        (Kind.PHONE, _LANDLINE),
        (Kind.PHONE, _SHORT_PHONE),
    ):
        for each in pattern.finditer(letters):
            start, end = each.span(1) if pattern.groups else each.span()
            yield Hit(kind, *made.spot(start, end))


def _runs(letters: str) -> Iterator[_Run]:
    digits: list[str] = []
    places: list[int] = []
    starts: set[int] = set()
    gap = 0
    for place, letter in enumerate(letters):
        if letter.isascii() and (letter.isdigit() or (letter == "x" and digits and not gap)):
            if gap or not digits:
                starts.add(len(digits))
            digits.append(letter)
            places.append(place)
            gap = 0
        elif letter == "x" and digits:
            starts.add(len(digits))
            digits.append(letter)
            places.append(place)
            gap = 0
        elif is_separator(letter) and digits and gap < _MOST_BETWEEN:
            gap += 1
        elif digits:
            yield _Run("".join(digits), tuple(places), frozenset(starts))
            digits, places, starts, gap = [], [], set(), 0
    if digits:
        yield _Run("".join(digits), tuple(places), frozenset(starts))


def _identities(run: _Run) -> list[tuple[Kind, int, int]]:
    """Every stretch of 18 with a date and a check digit that fit, at whatever place of the run."""
    found: list[tuple[Kind, int, int]] = []
    start = 0
    while start + 18 <= len(run.digits):
        if identity.is_valid(run.digits[start : start + 18].upper()):
            found.append((Kind.IDENTITY, start, start + 18))
            start += 18
        else:
            start += 1
    return found


def _looks_like(run: _Run) -> Iterator[tuple[Kind, int, int]]:
    """Whole groups that have the length of a number: 18 (mistyped or not), 15 of the old cards, 16 to 19 of accounts, 11 of phones."""
    for start in sorted(run.starts):
        whole = next((each for each in sorted(run.starts) if each > start), len(run.digits))
        group = run.digits[start:whole]
        if len(group) == 18 or _is_old_identity(group):
            yield Kind.IDENTITY, start, whole
        elif 16 <= len(group) <= 19 or (len(group) > 19 and group.isdigit()):
            yield Kind.ACCOUNT, start, whole
        elif mobile := _MOBILE.fullmatch(group):
            yield Kind.PHONE, start + mobile.start(1), whole
    yield from _spaced(run)


def _is_old_identity(group: str) -> bool:
    return len(group) == 15 and group.isdigit() and identity.is_valid(identity.upgrade(group))


def _spaced(run: _Run) -> Iterator[tuple[Kind, int, int]]:
    """Numbers in groups: a phone as 3-4-4, a card as fours (all cards of Chinese banks begin with 62)."""
    for start in sorted(run.starts):
        phone = run.digits[start : start + 11]
        inner = [each - start for each in sorted(run.starts) if start < each < start + 11]
        if _MOBILE.fullmatch(phone) and run.group_ends(start + 11) and inner and _evenly(inner, 11):
            yield Kind.PHONE, start, start + 11
        for length in (19, 16, 17, 18):
            number = run.digits[start : start + length]
            if len(number) < length or not run.group_ends(start + length) or not number.isdigit():
                continue
            groups = [each - start for each in sorted(run.starts) if start < each < start + length]
            if groups == list(range(4, length, 4)) and number.startswith("62"):
                yield Kind.ACCOUNT, start, start + length
                break


def _evenly(inner: list[int], length: int) -> bool:
    """138 1234 5678, 1 3 8 1 2 3 …: groups as somebody spaces one number, not two amounts that happen to stand together."""
    return inner in ([3, 7], [3], [7]) or len(inner) == length - 1


def _apart(hits: list[Hit]) -> list[Hit]:
    """Without those that lie in another: an identity number before an account before a phone."""
    order = [Kind.IDENTITY, Kind.ACCOUNT, Kind.PHONE]
    kept: list[Hit] = []
    for each in sorted(hits, key=lambda hit: (order.index(hit.kind), hit.start)):
        if not any(each.start < other.end and other.start < each.end for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda hit: hit.start)
