"""Pictures of telephones, whose kind only their decoder knows."""

from __future__ import annotations

import pi_heif

from surveys.files.readers.kinds import HEIC
from surveys.limited.fault import Fault

# As large as the pictures of any telephone; a larger one is a bomb.
MOST_PIXELS = 120_000_000


def heic_check(content: bytes, extension: str) -> str:
    """The media type; `Fault` where the picture cannot be decoded."""
    try:
        picture = pi_heif.open_heif(content)
        wide, tall = picture.size
        if wide * tall > MOST_PIXELS:
            raise Fault("too_many_pixels", wide=wide, tall=tall)
        # Its points are asked for, so it is decoded: here, and nowhere in a web process.
        memoryview(picture.data)
    except (ValueError, EOFError, OSError, RuntimeError, SyntaxError) as error:
        raise Fault("damaged") from error
    return HEIC.media_type
