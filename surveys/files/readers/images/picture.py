"""Pictures of scanners and telephones as pages, the right way up."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import pi_heif
from PIL import ExifTags, Image, ImageFile, ImageOps, UnidentifiedImageError

from surveys.files.readers.images.sheet import MOST_PAGES, jpeg_of, scale_of
from surveys.files.readers.kinds import BRANDS
from surveys.files.readers.picture import MOST_PIXELS
from surveys.limited.fault import Fault

# Of a file that was cut short in sending, as much is shown as came.
ImageFile.LOAD_TRUNCATED_IMAGES = True
# Its own limit only warns; ours is asked for each page.
Image.MAX_IMAGE_PIXELS = None
_FORMATS = ("JPEG", "PNG", "TIFF", "WEBP", "BMP")
_SIDEWAYS = (5, 6, 7, 8)
# Fax machines scan twice as fine across as down; beyond this a file only claims it.
_MOST_UNEQUAL = 2.5


def picture_sizes(content: bytes) -> list[tuple[float, float]]:
    """A TIFF has a page for each of its pictures; what moves is one picture, its first."""
    with _damage(), _opened(content) as image:
        return [_size(image) for image in _pages(image)]


def picture_image(content: bytes, number: int, width: int) -> bytes:
    with _damage(), _opened(content) as image:
        count = 0
        for page in _pages(image):
            count += 1
            if count == number:
                return jpeg_of(_drawn(page, width))
        raise Fault("no_page", count=count)


@contextmanager
def _damage() -> Iterator[None]:
    try:
        yield
    # Whatever a decoder raises for a file that is not what it says.
    except (OSError, EOFError, SyntaxError, ValueError, RuntimeError, TypeError, KeyError) as error:
        raise Fault("damaged") from error


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    if content[8:12] in BRANDS:
        telephone = pi_heif.open_heif(content)
        _bounded(*telephone.size)
        # Turned by its decoder already.
        yield telephone.to_pillow()
        return
    try:
        image = Image.open(io.BytesIO(content), formats=_FORMATS)
    except UnidentifiedImageError as error:
        raise Fault("damaged") from error
    with image:
        yield image


def _pages(image: Image.Image) -> Iterator[Image.Image]:
    """The same object at one page after another."""
    _bounded(*image.size)
    yield image
    if image.format != "TIFF":
        return
    for place in range(1, MOST_PAGES):
        try:
            image.seek(place)
        except EOFError:
            return
        _bounded(*image.size)
        yield image


def _bounded(wide: int, tall: int) -> None:
    if wide * tall > MOST_PIXELS:
        raise Fault("too_many_pixels", wide=wide, tall=tall)


def _size(image: Image.Image) -> tuple[float, float]:
    wide, tall = float(image.size[0]), image.size[1] * _stretch(image)
    return (tall, wide) if _is_sideways(image) else (wide, tall)


def _is_sideways(image: Image.Image) -> bool:
    """Whether its size is that of the picture before it is turned; a TIFF tells the other one."""
    if image.format == "TIFF":
        return False
    return image.getexif().get(ExifTags.Base.Orientation) in _SIDEWAYS


def _stretch(image: Image.Image) -> float:
    """How much taller a page is than its points say: those of a fax are not square."""
    across, down = image.info.get("dpi", (1, 1)) if image.format == "TIFF" else (1, 1)
    across, down = float(across or 1), float(down or 1)
    unequal = max(across, down) / min(across, down)
    return across / down if 0 < unequal <= _MOST_UNEQUAL else 1.0


def _drawn(image: Image.Image, width: int) -> Image.Image:
    """Made small before anything else is done to it, so that a large one fits into memory."""
    wide, tall = _size(image)
    scale = scale_of(wide, tall, width, 1.0)
    sides = (max(round(wide * scale), 1), max(round(tall * scale), 1))
    target = sides[::-1] if _is_sideways(image) else sides
    image.draft(None, target)
    # Asked of the file, before the picture is another one.
    turn = ImageOps.exif_transpose if image.format != "TIFF" else None
    exif = image.getexif() if turn else None
    small = _plain(image).resize(target, Image.Resampling.LANCZOS, reducing_gap=2.0)
    if turn is None or exif is None:
        return small
    small.info["exif"] = exif.tobytes()
    return turn(small)


def _plain(image: Image.Image) -> Image.Image:
    """In grey or in colours, on white paper."""
    if image.mode.startswith("I;16"):
        # Of sixteen bits the upper eight.
        return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        shown = image.convert("RGBA")
        paper = Image.new("RGBA", shown.size, "white")
        paper.alpha_composite(shown)
        return paper.convert("RGB")
    return image.convert("L" if image.mode in ("1", "L", "I", "F") else "RGB")
