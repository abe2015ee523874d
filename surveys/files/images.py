"""Pages of documents as pictures: drawn in the limited process one at a time, and kept.

What is kept goes by the file's SHA-256, the page, the width and the program that drew it, so that
it is never another file's and may be lost at any time.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.metadata import version
from threading import BoundedSemaphore, Lock
from typing import IO, Any
from weakref import WeakValueDictionary

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from surveys.errors import NotThere, Refused
from surveys.files.readers.kinds import IMAGES, PDF
from surveys.files.shelf import shelf
from surveys.limited.call import Bounds, Failed, limited_call
from surveys.limited.fault import Fault

# Across: as wide as a column of the desk, and as wide as a screen.
WIDTHS = (900, 1600)
IMAGED = frozenset({PDF.media_type, *(kind.media_type for kind in IMAGES)})
# Raised where a page is drawn otherwise than before.
_DRAWN = "1"
_PROGRAM = "-".join([_DRAWN, *(version(name) for name in ("pypdfium2", "pillow", "pi-heif"))])
# A page may take a gigabyte while it is drawn; the threads of a process wait for each other.
_AT_ONCE = 2
_READERS = "surveys.files.readers.images"
_BOUNDS = Bounds(work_seconds=10, clock_seconds=25, answer=12 * 1024 * 1024)
_END_OF_JPEG = b"\xff\xd9"
_REASONS = {
    "password": gettext_lazy("It opens with a password only: download the document."),
    "too_many_pixels": gettext_lazy(
        "The picture is too large to be shown here: download the document."
    ),
}
_DAMAGED = gettext_lazy("Its pages cannot be shown here: download the document.")
logger = logging.getLogger(__name__)

Seen = tuple[str, list[list[int]]]
Opened = Callable[[], AbstractContextManager[bytes | IO[bytes]]]


@dataclass(frozen=True)
class Pages:
    """Width and height of each page, in units of its own; none where the `reason` says why."""

    sizes: tuple[tuple[float, float], ...] = ()
    reason: str = ""

    def __len__(self) -> int:
        return len(self.sizes)


def has_images(media_type: str) -> bool:
    return media_type in IMAGED


def image_tag(sha256: str, number: int, width: int) -> str:
    """What the picture is kept under, here and in a browser."""
    return f"{sha256}-{number}-{width}-{_PROGRAM}"


def pages_of(media_type: str, sha256: str, opened: Opened) -> Pages:
    """Of a document whose file `opened` opens; that may raise what it likes."""
    if not has_images(media_type):
        text = _(
            "Documents of this kind have no pictures of their pages. Their text is shown: quote"
            " the words."
        )
        return Pages(reason=text)
    key = f"{sha256}-pages-{_PROGRAM}"
    kept = _kept_json(key)
    if kept is None:
        try:
            kept = _asked(opened, "pages:page_sizes", media_type=media_type)
        except Fault as fault:
            return Pages(reason=str(_REASONS.get(fault.code, _DAMAGED)))
        except Failed as failed:
            logger.warning("the pages of a document of type %s: %s", media_type, failed)
            return Pages(reason=str(_DAMAGED))
        shelf().write(key, json.dumps(kept).encode())
    return Pages(tuple((wide, tall) for wide, tall in kept))


def image_of(media_type: str, sha256: str, opened: Opened, number: int, width: int) -> bytes:
    """The page, counted from 1, as a JPEG of one of `WIDTHS`; `NotThere` where there is none,
    `Refused` where it cannot be drawn."""
    if not has_images(media_type) or width not in WIDTHS:
        raise NotThere(_("There is no such page."))
    key = image_tag(sha256, number, width)
    kept = _kept_image(key)
    if kept is not None:
        return kept
    with _making.setdefault(key, Lock()):
        # Whoever waited for the same page finds it now.
        kept = _kept_image(key)
        if kept is None:
            kept = _drawn(media_type, opened, number, width)
            shelf().write(key, kept)
    return kept


def letters_on_page(media_type: str, sha256: str, opened: Opened, number: int) -> Seen:
    """The letters of a page, counted from 1, with the edges of each; none where that is not known,
    as of a picture or of a page that is not there."""
    if media_type != PDF.media_type:
        return "", []
    key = f"{sha256}-{number}-letters-{_PROGRAM}"
    kept = _kept_json(key)
    if kept is None:
        try:
            kept = _asked(opened, "letters:page_letters", number=number)
        except (Fault, Failed):
            return "", []
        shelf().write(key, json.dumps(kept).encode())
    return kept[0], kept[1]


def _drawn(media_type: str, opened: Opened, number: int, width: int) -> bytes:
    task: dict[str, Any] = {"media_type": media_type, "number": number, "width": width}
    try:
        image: bytes = _asked(opened, "pages:page_image", **task)
    except Fault as fault:
        if fault.code == "no_page":
            raise NotThere(_("There is no such page.")) from fault
        raise Refused(str(_REASONS.get(fault.code, _DAMAGED))) from fault
    except Failed as failed:
        logger.warning("page %d of a document of type %s: %s", number, media_type, failed)
        raise Refused(str(_DAMAGED)) from failed
    return image


def _asked(opened: Opened, reader: str, **options: Any) -> Any:
    with _slots, opened() as stream:
        return limited_call(f"{_READERS}.{reader}", stream, bounds=_BOUNDS, **options)


def _kept_json(key: str) -> Any:
    """None too for a file that a full disk cut off."""
    try:
        return json.loads(shelf().read(key) or b"")
    except ValueError:
        return None


def _kept_image(key: str) -> bytes | None:
    found = shelf().read(key)
    return found if found is not None and found.endswith(_END_OF_JPEG) else None


_slots = BoundedSemaphore(_AT_ONCE)
# By key, as long as a thread holds one.
_making: WeakValueDictionary[str, Any] = WeakValueDictionary()
