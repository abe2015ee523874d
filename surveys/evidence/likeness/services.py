from __future__ import annotations

import logging
import re

from django.db import transaction
from django.db.models import Count
from django.utils.module_loading import import_string

from surveys.evidence.likeness.selectors import VERSION, files_without_wording
from surveys.evidence.likeness.shingles import (
    ALIKE,
    likeness,
    names_pattern,
    opening_of,
    packed,
    shingles_of,
    unpacked,
)
from surveys.evidence.store import StoreAway, store_read
from surveys.files.reading import READABLE, words_of
from surveys.hint import task_hint
from surveys.models import City, Evidence, StoredFile, Wording, WordingBand
from surveys.places.names import PROVINCES, province_stem

logger = logging.getLogger(__name__)
TASK = "surveys.wordings"
# Named and not imported: the library loads what no waiting process should hold.
_BANDS = "surveys.evidence.likeness.sketch.bands_of"
# Of the wordings that share a band, those that share most of them.
MOST_COMPARED = 24


def wordings_hint(*, until: str = "") -> None:
    """Ask a worker for what is missing: the next slice, or `all` of it."""
    task_hint(TASK, *([until] if until else []))


def wordings_catch_up(*, limit: int) -> int:
    """Work out the wordings of so many files that have none, or an old one; how many there were.

    Each file is kept at once. StoreAway where no file can be read: nothing is kept of it then.
    """
    keys = files_without_wording(limit)
    names = _names() if keys else re.compile("(?!)")
    files = StoredFile.objects.in_bulk(keys)
    for file in (files[key] for key in keys):
        words = _words(file)
        shingles = shingles_of(words, names)
        bands = import_string(_BANDS)(shingles) if shingles else []
        wording_keep(file=file, opening=opening_of(words), shingles=shingles, bands=bands)
    return len(keys)


@transaction.atomic
def wording_keep(
    *, file: StoredFile, opening: str, shingles: frozenset[int], bands: list[int]
) -> None:
    """In its group: that of a leading wording which is alike, else one of its own. Whoever did
    the same meanwhile did it for both, unless the file was opened since."""
    _hold()
    is_open = Evidence.objects.filter(file=file, personal=False).exists()
    before = Wording.objects.filter(pk=file.pk).first()
    if before is not None and (before.version, before.is_open) == (VERSION, is_open):
        return
    # What leads others goes on leading them.
    leads = before is not None and before.is_open == is_open and _has_followers(before)
    group = None if leads else _alike(file, shingles, bands, is_open)
    facts = {"version": VERSION, "is_open": is_open, "opening": opening}
    row, _made = Wording.objects.update_or_create(
        file=file, defaults={**facts, "shingles": packed(shingles)}
    )
    row.bands.all().delete()
    if group is None and shingles:
        group = row.pk
        WordingBand.objects.bulk_create(WordingBand(wording=row, value=value) for value in bands)
    Wording.objects.filter(pk=row.pk).update(group=group)


def wordings_forget(*, file: StoredFile) -> None:
    """Where a document of the file was closed or opened: the wording is worked out anew, and so
    are those that it led. A step of the caller's transaction."""
    Wording.objects.filter(group=file.pk).delete()
    Wording.objects.filter(pk=file.pk).delete()
    transaction.on_commit(wordings_hint)


def _has_followers(row: Wording) -> bool:
    return Wording.objects.filter(group=row).exclude(pk=row.pk).exists()


def _hold() -> None:
    """One after another: two that are alike and come at once must not lead a group each."""
    first = StoredFile.objects.order_by("pk").values_list("pk", flat=True)[:1]
    list(StoredFile.objects.select_for_update(no_key=True).filter(pk__in=list(first)))


def _alike(
    file: StoredFile, shingles: frozenset[int], bands: list[int], is_open: bool
) -> int | None:
    """The leading wording that is most alike, an open one before any other; None where none is."""
    shared = WordingBand.objects.filter(value__in=bands, wording__version=VERSION)
    shared = shared.exclude(wording=file.pk)
    if is_open:
        shared = shared.filter(wording__is_open=True)
    often = shared.order_by().values_list("wording").annotate(n=Count("pk"))
    keys = [key for key, _n in often.order_by("-n", "wording")[:MOST_COMPARED]]
    leaders = Wording.objects.filter(pk__in=keys)
    found = [
        (leader.is_open, likeness(shingles, unpacked(leader.shingles)), -leader.pk)
        for leader in leaders
    ]
    alike = [one for one in found if one[1] >= ALIKE]
    return -max(alike)[2] if alike else None


def _words(file: StoredFile) -> str:
    """Empty where they cannot be read here; of a file that is damaged other pages tell."""
    if file.media_type not in READABLE:
        return ""
    try:
        return words_of(file.media_type, store_read(file.sha256)) or ""
    except StoreAway:
        raise
    except (OSError, ValueError) as error:
        logger.warning("file %s has no words to compare: %s", file, error)
        return ""


def _names() -> re.Pattern[str]:
    """Of all cities and provinces, so that the same file is the same whichever city it is of."""
    names = [name for pair in City.objects.values_list("name", "short_name") for name in pair]
    return names_pattern([*names, *PROVINCES, *map(province_stem, PROVINCES)])
