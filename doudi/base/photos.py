"""Whether a photo has been seen before: a fingerprint that survives shrinking, another quality and another file format.

Visits and orders are proved by photos; the same one sent twice proves one of them at most (R-DIS-05).
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import IO

from PIL import Image, UnidentifiedImageError

BITS = 64
SAME = 3  # bits that may differ between two copies of one photo
_PARTS = 4  # of 16 bits each: copies that differ in fewer bits than there are parts agree in one of them
_WIDEST = 100_000_000  # pixels; more is no photo of a phone

Image.MAX_IMAGE_PIXELS = _WIDEST


def fingerprint(content: IO[bytes]) -> int | None:
    """The difference hash of a photo: 64 bits, whether each of 8 by 8 places is darker than the one to its right; as a signed number, so
    that every database keeps it. None for what cannot be read as a picture, and for one without any contrast, which is like all others."""
    try:
        with Image.open(content) as picture:
            picture.draft("L", (64, 64))
            small = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
    light = small.tobytes()
    if max(light) - min(light) < 8:
        return None
    bits = 0
    for row in range(8):
        for place in range(8):
            bits = bits << 1 | (light[row * 9 + place] < light[row * 9 + place + 1])
    return bits - (1 << BITS) if bits >> (BITS - 1) else bits


def distance(one: int, other: int) -> int:
    """In how many of the 64 bits two fingerprints differ."""
    return ((one ^ other) & ((1 << BITS) - 1)).bit_count()


def seen_twice(prints: Iterable[tuple[int, int]], *, most: int = SAME) -> list[tuple[int, int]]:
    """The pairs of keys whose photos are copies of one another, by at most `most` bits (fewer than 4); `prints` are (key, fingerprint).

    Such copies agree in at least one quarter of the fingerprint, so only those that do are compared: a hundred thousand photos take no
    square of time.
    """
    assert most < _PARTS
    keys: dict[int, list[int]] = {}
    for key, bits in prints:
        keys.setdefault(bits, []).append(key)
    found = {pair for same in keys.values() for pair in combinations(sorted(set(same)), 2)}
    alike: dict[tuple[int, int], list[int]] = {}
    for bits in keys:
        for part in range(_PARTS):
            alike.setdefault((part, bits >> (16 * part) & 0xFFFF), []).append(bits)
    for group in alike.values():
        for one, other in combinations(group, 2):
            if distance(one, other) <= most:
                found.update((min(a, b), max(a, b)) for a in keys[one] for b in keys[other] if a != b)
    return sorted(found)
