"""A photo is known again after it was made smaller or saved anew, and others are not taken for it."""

from __future__ import annotations

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from doudi.base.photos import SAME, distance, fingerprint, seen_twice

PRINTS = st.integers(-(2**63), 2**63 - 1)


def room(seed: int) -> Image.Image:
    """A picture with some light and some things in it."""
    dice = random.Random(seed)
    picture = Image.linear_gradient("L").rotate(dice.randint(0, 359)).resize((800, 600)).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for _ in range(12):
        x, y = dice.randint(0, 700), dice.randint(0, 500)
        draw.rectangle(
            (x, y, x + dice.randint(30, 300), y + dice.randint(30, 200)),
            fill=(dice.randint(0, 255), dice.randint(0, 255), dice.randint(0, 255)),
        )
    return picture


def saved(picture: Image.Image, kind: str = "JPEG", **more: int) -> io.BytesIO:
    content = io.BytesIO()
    picture.save(content, kind, **more)
    content.seek(0)
    return content


@pytest.mark.parametrize("seed", range(12))
def test_a_copy_is_known_again(seed: int) -> None:
    picture = room(seed)
    first = fingerprint(saved(picture, quality=85))
    assert first is not None
    for copy in (
        saved(picture, quality=40),
        saved(picture, "PNG"),
        saved(picture.resize((400, 300)), quality=70),
    ):
        other = fingerprint(copy)
        assert other is not None
        assert distance(first, other) <= SAME


def test_other_photos_are_others() -> None:
    prints = [(seed, fingerprint(saved(room(seed)))) for seed in range(60)]
    assert all(bits is not None for _, bits in prints)
    assert seen_twice([(key, bits) for key, bits in prints if bits is not None]) == []


def test_what_is_no_picture_or_all_of_one_colour_has_no_fingerprint() -> None:
    assert fingerprint(io.BytesIO(b"\xff\xd8\xff" + b"\0" * 20)) is None
    assert fingerprint(saved(Image.new("RGB", (80, 60), (90, 90, 90)))) is None


@given(
    st.lists(PRINTS, max_size=12),
    st.lists(st.tuples(st.integers(0, 11), st.sets(st.integers(0, 63), max_size=6)), max_size=6),
)
def test_the_quick_way_finds_what_the_slow_one_does(prints: list[int], copies: list[tuple[int, set[int]]]) -> None:
    rows = list(prints)
    for place, flipped in copies:
        if place < len(prints):
            bits = prints[place] & (2**64 - 1)
            for each in flipped:
                bits ^= 1 << each
            rows.append(bits - 2**64 if bits >> 63 else bits)
    slow = [(a, b) for a in range(len(rows)) for b in range(a + 1, len(rows)) if distance(rows[a], rows[b]) <= SAME]
    assert seen_twice(enumerate(rows)) == slow
