"""A photograph is known again after it was saved anew; another one of the same room is not."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance

from doudi.base.photographs import bits_apart, fingerprint
from doudi.base.refused import Refused


def a_room(seed: int) -> Image.Image:
    """Walls, furniture and light, drawn at random: 1200 × 900 points."""
    chance = np.random.default_rng(seed)
    picture = Image.new("RGB", (1200, 900), tuple(int(each) for each in chance.integers(120, 220, 3)))
    pen = ImageDraw.Draw(picture)
    for _ in range(25):
        left, top = (int(each) for each in chance.integers(0, 900, 2))
        wide, high = (int(each) for each in chance.integers(60, 420, 2))
        colour = tuple(int(each) for each in chance.integers(0, 255, 3))
        (pen.rectangle if chance.random() < 0.7 else pen.ellipse)((left, top, left + wide, top + high), fill=colour)
    return picture


def saved(picture: Image.Image, quality: int = 90) -> bytes:
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=quality)
    return kept.getvalue()


def print_of(picture: Image.Image, quality: int = 90) -> int:
    found = fingerprint(saved(picture, quality))
    assert found is not None
    return found


@pytest.mark.parametrize("seed", range(6))
def test_a_picture_sent_through_a_chat_keeps_its_fingerprint(seed: int) -> None:
    room = a_room(seed)
    sent = room.resize((600, 450))
    brighter = ImageEnhance.Brightness(room).enhance(1.1)
    for again in (print_of(room, 35), print_of(sent, 60), print_of(brighter)):
        assert bits_apart(print_of(room), again) <= 5


def test_different_rooms_are_far_apart() -> None:
    prints = [print_of(a_room(seed)) for seed in range(30)]
    apart = [bits_apart(one, other) for n, one in enumerate(prints) for other in prints[:n]]
    assert min(apart) > 7
    assert 24 < sum(apart) / len(apart) < 40


def test_a_finger_on_the_glass_shows_nothing() -> None:
    assert fingerprint(saved(Image.new("RGB", (800, 600), (30, 20, 20)))) is None


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(Refused, match="照片打不开"):
        fingerprint(b"no picture at all")
    with pytest.raises(Refused, match="照片打不开"):
        fingerprint(saved(a_room(1))[:2000])
