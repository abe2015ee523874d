"""The seven facts as a workbook: every place with its counts, every city with its answers."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from scoring.export.file import SYNTHETIC, Export, file_name, synthetic_flag
from scoring.models import Basis
from scoring.round_facts.counts import ALL, FACT_WORDS, KINDS, RESTS_WORDS, counted
from scoring.round_facts.known import FACTS, Known, Rests
from surveys.models import Edition
from surveys.sheets.table import Cell, Table
from surveys.sheets.writers import XLSX_TYPE, xlsx_bytes


def facts_export(edition: Edition, basis: Basis, known: Known) -> Export:
    header = (
        *(_("Property"), _("Value"), _("Fact"), _("Yes"), _("No"), _("Cities"), _("Share")),
        *(f"{_('Yes')}, {RESTS_WORDS[rests]}" for rests in Rests),
        *(f"{_('No')}, {RESTS_WORDS[rests]}" for rests in Rests),
        "synthetic",
    )
    places = Table(_("Facts"), header, list(_places(edition, known)))
    names = tuple(str(FACT_WORDS[fact]) for fact in FACTS)
    cities = Table(
        _("Cities"), ("adcode", _("City"), *names, "synthetic"), list(_cities(edition, known))
    )
    content = xlsx_bytes(
        [places, cities],
        created=edition.opened_at,
        print_header=SYNTHETIC if edition.synthetic else "",
    )
    return Export(file_name(edition, "facts", basis, extension="xlsx"), XLSX_TYPE, content)


def _places(edition: Edition, known: Known) -> Iterator[tuple[Cell, ...]]:
    for kind in (ALL, *KINDS):
        for row in counted(known, kind):
            for count in row.counts:
                yield (
                    str(KINDS.get(kind, "")),
                    row.place.words,
                    str(FACT_WORDS[count.fact]),
                    *(count.yes, count.no, count.cities, count.share),
                    *count.by_rests.values(),
                    *count.no_by_rests.values(),
                    synthetic_flag(edition),
                )


def _cities(edition: Edition, known: Known) -> Iterator[tuple[Cell, ...]]:
    """1, 0, or nothing where it is not known."""
    for city in known.cities:
        answers = [known.yes[fact].get(city.pk) for fact in FACTS]
        cells = [None if answer is None else int(answer) for answer in answers]
        yield (city.adcode, city.label, *cells, synthetic_flag(edition))
