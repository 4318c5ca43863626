"""Whether two photographs show the same: a fingerprint of what is seen, not of the bytes of the file.

A picture that was saved anew, made smaller or sent through a chat keeps its fingerprint but for a few bits; a second picture
of the same room from another step does not. Bytes that are equal are found by the hash of the file (`base.files`).
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from doudi.base.refused import Refused

_SIDE = 32  # the picture is looked at in so many points a side
_KEPT = 8  # and its so many slowest waves a side are kept: 64 bits
_FLAT = 3.0  # grey steps of spread under which a picture shows nothing
_MOST_PIXELS = 100_000_000


def _waves() -> npt.NDArray[np.float64]:
    """The matrix of the discrete cosine transform."""
    place = np.arange(_SIDE)
    return np.cos(np.pi * np.outer(place, 2 * place + 1) / (2 * _SIDE))


_WAVES = _waves()


def fingerprint(content: bytes) -> int | None:
    """64 bits of what a picture shows (pHash): bit by bit, whether a slow wave is stronger than the middle one.

    None where it shows nothing (a finger on the glass, a black picture): such fingerprints would all be alike. Raises `Refused` if
    the bytes are no picture or one of absurd size.
    """
    try:
        with Image.open(BytesIO(content)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise Refused("照片过大，请用手机相机重新拍摄后上传。")
            upright = ImageOps.exif_transpose(opened) or opened
            small = upright.convert("L").resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise Refused("照片打不开，请用手机相机重新拍摄后上传。") from error
    grey = np.asarray(small, dtype=np.float64)
    if grey.std() < _FLAT:
        return None
    slow = (_WAVES @ grey @ _WAVES.T)[:_KEPT, :_KEPT].ravel()
    bits = slow > np.median(slow[1:])  # the first is the brightness of the whole and says nothing
    return int(sum(1 << number for number, bit in enumerate(bits) if bit))


def bits_apart(one: int, other: int) -> int:
    """In how many of the 64 bits two fingerprints differ."""
    return (one ^ other).bit_count()
