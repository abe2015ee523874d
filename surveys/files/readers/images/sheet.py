"""What pictures of pages have in common: how large they become, and how they are written."""

from __future__ import annotations

import io
import math

from PIL import Image

# Of longer documents the rest has no pictures.
MOST_PAGES = 2_000
# Of the picture that comes out: as much as four screens hold.
MOST_POINTS = 16_000_000
# A JPEG has no longer side than 65,500; a page that is all length is made thin.
_MOST_SIDE = 16_000
_QUALITY = 82


def scale_of(wide: float, tall: float, width: int, most: float) -> float:
    """By what a page is multiplied to be so wide, or less where it would be too large."""
    return min(
        *(width / wide, most, _MOST_SIDE / max(wide, tall)),
        math.sqrt(MOST_POINTS / (wide * tall)),
    )


def jpeg_of(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()
