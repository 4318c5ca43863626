"""Small drawn pictures that stand for photos and signatures: another one for every seed, the same one for the same seed."""

from __future__ import annotations

import io
import random

from PIL import Image, ImageDraw

_PHOTO, _GLASS = (320, 240), (260, 110)
Colour = tuple[int, int, int]


def signature(seed: str) -> bytes:
    """A signature on the glass: a PNG of one stroke that nobody else has."""
    dice = random.Random(f"signature {seed}")
    picture = Image.new("RGB", _GLASS, (255, 255, 255))
    x, y = 24.0, 55.0
    points = [(x, y)]
    for _ in range(14):
        x, y = x + dice.uniform(4, 26), min(max(y + dice.uniform(-34, 34), 14), 96)
        points.append((x, y))
    ImageDraw.Draw(picture).line(points, fill=(28, 34, 64), width=3, joint="curve")
    return _written(picture, "PNG")


def home(seed: str) -> bytes:
    """A house with two visitors before it, as a phone takes it: a JPEG."""
    dice = random.Random(f"home {seed}")
    picture = Image.new("RGB", _PHOTO, _shade(dice, (150, 190, 220)))
    draw = ImageDraw.Draw(picture)
    left, top, wide = dice.randint(20, 90), dice.randint(70, 110), dice.randint(120, 190)
    draw.rectangle((0, 190, *_PHOTO), fill=_shade(dice, (120, 140, 90)))
    draw.rectangle((left, top, left + wide, 200), fill=_shade(dice, (205, 190, 165)))
    draw.polygon(
        ((left - 12, top), (left + wide // 2, top - dice.randint(25, 50)), (left + wide + 12, top)),
        fill=_shade(dice, (120, 70, 60)),
    )
    door = left + dice.randint(15, wide - 45)
    draw.rectangle((door, 145, door + 28, 200), fill=_shade(dice, (90, 60, 40)))
    for turn in range(2):  # the two who visit
        at, tall = left + wide + 20 + turn * 26 - dice.randint(0, 60), dice.randint(44, 58)
        draw.ellipse((at, 200 - tall, at + 14, 214 - tall), fill=_shade(dice, (215, 175, 150)))
        draw.rectangle((at - 2, 214 - tall, at + 16, 222), fill=_shade(dice, (60, 80, 140)))
    return _written(picture, "JPEG")


def board(seed: str) -> bytes:
    """The notice board of a village with its sheets: a JPEG."""
    dice = random.Random(f"board {seed}")
    picture = Image.new("RGB", _PHOTO, _shade(dice, (185, 180, 170)))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((22, 34, 298, 204), fill=_shade(dice, (110, 35, 35)))
    draw.rectangle((32, 60, 288, 194), fill=_shade(dice, (60, 110, 90)))
    for sheet in range(3):
        left, top = 42 + sheet * 82 + dice.randint(-4, 6), 70 + dice.randint(0, 18)
        draw.rectangle((left, top, left + 66, top + 92), fill=_shade(dice, (240, 238, 228)))
        for line in range(6):
            draw.line(
                (left + 7, top + 16 + line * 12, left + dice.randint(28, 58), top + 16 + line * 12), fill=(70, 70, 70)
            )
    return _written(picture, "JPEG")


def _shade(dice: random.Random, colour: Colour) -> Colour:
    red, green, blue = (min(max(part + dice.randint(-22, 22), 0), 255) for part in colour)
    return red, green, blue


def _written(picture: Image.Image, kind: str) -> bytes:
    content = io.BytesIO()
    picture.save(content, kind)
    return content.getvalue()


__all__ = ["board", "home", "signature"]
