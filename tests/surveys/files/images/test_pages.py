"""Pages as pictures: as large and as upright as a reader of the paper sees them."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from surveys.files.readers.images.pages import page_image, page_sizes
from surveys.files.readers.images.sheet import MOST_POINTS
from surveys.files.readers.kinds import BMP, HEIC, JPEG, PDF, PNG, TIFF, WEBP, Kind
from surveys.limited.fault import Fault
from tests.surveys.files.images.scans import (
    TALL,
    TURNED_HEIC,
    WIDE,
    coded,
    marked,
    pages_of_fax,
    pdf_page,
    sideways,
)
from tests.surveys.files.samples import HEIC as SQUARE
from tests.surveys.files.samples import encrypted_pdf, pdf_file

BLACK, WHITE = True, False


def drawn(content: bytes, kind: Kind, number: int = 1, width: int = 900) -> Image.Image:
    found = Image.open(io.BytesIO(page_image(content, kind.media_type, number, width)))
    assert found.format == "JPEG"
    return found.convert("L")


def corners(image: Image.Image) -> tuple[bool, bool, bool]:
    """Whether it is black in the upper left, upper right and lower left corner."""
    right, bottom = image.size[0] - 2, image.size[1] - 2
    found = (image.getpixel(place) for place in ((1, 1), (right, 1), (1, bottom)))
    upper_left, upper_right, lower_left = (int(value) < 100 for value in found)  # type: ignore[arg-type]
    return upper_left, upper_right, lower_left


UPRIGHT, TURNED = (BLACK, WHITE, BLACK), (BLACK, BLACK, WHITE)


@pytest.mark.parametrize(
    ("content", "kind", "size", "seen"),
    [
        (coded(marked(), "JPEG"), JPEG, (WIDE, TALL), UPRIGHT),
        (coded(marked(), "JPEG", exif=sideways()), JPEG, (TALL, WIDE), TURNED),
        (coded(marked("CMYK"), "JPEG"), JPEG, (WIDE, TALL), UPRIGHT),
        (coded(marked("L"), "PNG"), PNG, (WIDE, TALL), UPRIGHT),
        (coded(marked(), "PNG", exif=sideways()), PNG, (TALL, WIDE), TURNED),
        (coded(marked(), "WEBP"), WEBP, (WIDE, TALL), UPRIGHT),
        (coded(marked(), "BMP"), BMP, (WIDE, TALL), UPRIGHT),
        (coded(marked(), "TIFF", tiffinfo={0x0112: 6}), TIFF, (TALL, WIDE), TURNED),
        (TURNED_HEIC, HEIC, (64, 96), TURNED),
    ],
    ids=["jpeg", "exif", "cmyk", "png", "png-exif", "webp", "bmp", "tiff-turned", "heic"],
)
def test_a_picture_is_one_page_the_right_way_up(
    content: bytes, kind: Kind, size: tuple[int, int], seen: tuple[bool, bool, bool]
) -> None:
    assert page_sizes(content, kind.media_type) == [size]
    image = drawn(content, kind)
    assert image.size == size, "no picture is blown up"
    assert corners(image) == seen


def test_what_is_seen_through_lies_on_white_paper() -> None:
    glass = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert corners(drawn(coded(glass, "PNG"), PNG)) == (WHITE, WHITE, WHITE)
    palette = coded(Image.new("P", (20, 20), 0), "PNG", transparency=0)
    assert corners(drawn(palette, PNG)) == (WHITE, WHITE, WHITE)


def test_sixteen_bits_of_grey_are_not_all_white() -> None:
    grey = coded(Image.new("I;16", (20, 20), 0x4000), "PNG")
    assert drawn(grey, PNG).getpixel((5, 5)) == pytest.approx(0x40, abs=3)


@pytest.mark.parametrize(("kind", "name"), [(PNG, "PNG"), (WEBP, "WEBP")])
def test_what_moves_is_its_first_picture(kind: Kind, name: str) -> None:
    moving = coded(marked(), name, save_all=True, append_images=[Image.new("RGB", (WIDE, TALL))])
    assert page_sizes(moving, kind.media_type) == [(WIDE, TALL)]
    assert corners(drawn(moving, kind)) == UPRIGHT
    with pytest.raises(Fault) as caught:
        drawn(moving, kind, 2)
    assert (caught.value.code, caught.value.details) == ("no_page", {"count": 1})


def test_a_tiff_has_a_page_for_each_of_its_pictures() -> None:
    fax = pages_of_fax()
    assert page_sizes(fax, TIFF.media_type) == [(WIDE, TALL), (30, 50), (WIDE, TALL)]
    assert drawn(fax, TIFF, 2).size == (30, 50)
    assert corners(drawn(fax, TIFF, 2)) == (BLACK, BLACK, BLACK)
    assert corners(drawn(fax, TIFF, 3)) == UPRIGHT
    with pytest.raises(Fault, match="no_page"):
        drawn(fax, TIFF, 4)


def test_points_of_a_fax_that_are_not_square_are_stretched() -> None:
    fax = coded(marked("1", (172, 98)), "TIFF", compression="group4", dpi=(204, 98))
    assert page_sizes(fax, TIFF.media_type) == [(172, pytest.approx(204))]
    assert drawn(fax, TIFF).size == (172, 204)
    odd = coded(marked("1", (172, 98)), "TIFF", compression="group4", dpi=(9000, 1))
    assert page_sizes(odd, TIFF.media_type) == [(172, 98)], "it only claims that"


def test_a_large_picture_is_made_small() -> None:
    assert drawn(coded(marked(size=(3000, 2000)), "JPEG"), JPEG).size == (900, 600)
    turned = coded(marked(size=(3000, 2000)), "JPEG", exif=sideways())
    assert drawn(turned, JPEG).size == (900, 1350)
    assert corners(drawn(turned, JPEG)) == TURNED


def test_of_a_picture_that_was_cut_short_the_beginning_is_shown() -> None:
    grain = coded(marked(size=(900, 900)), "JPEG", quality=95)
    assert corners(drawn(grain[:3000], JPEG))[0] is BLACK


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b"\x89PNG\r\n\x1a\nscan", PNG, "damaged"),
        (b"", PNG, "damaged"),
        (SQUARE[:-20], HEIC, "damaged"),
        (coded(marked("P"), "GIF"), PNG, "damaged"),
        (coded(Image.new("1", (12_000, 11_000)), "PNG"), PNG, "too_many_pixels"),
        (b"%PDF-1.4 nothing", PDF, "damaged"),
        (pdf_page()[:200], PDF, "damaged"),
        (encrypted_pdf(), PDF, "password"),
    ],
    ids=["png", "empty", "heic", "other", "pixels", "pdf", "cut", "closed"],
)
def test_what_cannot_be_shown_says_why(content: bytes, kind: Kind, code: str) -> None:
    for ask in (lambda: page_sizes(content, kind.media_type), lambda: drawn(content, kind)):
        with pytest.raises(Fault) as caught:
            ask()
        assert caught.value.code == code


LOWER, LEFT_ABOVE = (WHITE, WHITE, BLACK), (BLACK, WHITE, WHITE)
RIGHT_ABOVE = (WHITE, BLACK, WHITE)


@pytest.mark.parametrize(
    ("content", "size", "seen"),
    [
        (pdf_page(), (600, 800), LOWER),
        (pdf_page(more="/Rotate 90"), (800, 600), LEFT_ABOVE),
        (pdf_page(more="/Rotate 180/CropBox[0 0 300 800]"), (300, 800), RIGHT_ABOVE),
        (pdf_page(more="/CropBox[50 50 250 150]"), (200, 100), LOWER),
        (pdf_page("-300 -300 300 300"), (600, 600), (WHITE, WHITE, WHITE)),
        (pdf_page("600 800 0 0"), (600, 800), LOWER),
        (pdf_page("0 0 0 0"), (612, 792), LOWER),
        (pdf_page("0 0 1 1"), (1, 1), (BLACK, BLACK, BLACK)),
        (pdf_page("0 0 14400 14400"), (14400, 14400), LOWER),
    ],
    ids=["a4", "rotated", "both", "cropped", "moved", "back", "none", "tiny", "giant"],
)
def test_a_pdf_page_is_rotated_and_cropped_as_readers_do(
    content: bytes, size: tuple[int, int], seen: tuple[bool, bool, bool]
) -> None:
    assert page_sizes(content, PDF.media_type) == [size]
    assert corners(drawn(content, PDF)) == seen


@pytest.mark.parametrize("box", ["0 0 1 100000", "0 0 100000 1", "0 0 200000 200000", "0 0 1e39 9"])
def test_no_page_is_larger_than_a_screen_needs(box: str) -> None:
    content = pdf_page(box)
    wide, tall = page_sizes(content, PDF.media_type)[0]
    assert 0 < min(wide, tall) <= max(wide, tall) < float("inf")
    across, down = drawn(content, PDF, width=1600).size
    assert across * down <= MOST_POINTS * 1.01
    assert max(across, down) <= 16_001


def test_a_document_of_400_pages_is_measured_without_being_drawn() -> None:
    content = pdf_file(*(f"第 {number} 页" for number in range(400)))
    assert page_sizes(content, PDF.media_type) == [(595, 842)] * 400
    assert drawn(content, PDF, 400).size[0] == 900
    for number in (0, 401):
        with pytest.raises(Fault, match="no_page"):
            drawn(content, PDF, number)
