from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from surveys.annual.layout import COLUMNS, ROWS, Cells, Wrong, wrongs
from surveys.annual.words import wrong_words
from surveys.errors import ChangedMeanwhile, Refused
from surveys.history.services import trail_write
from surveys.models import AnnualTable, Edition, Organ, User
from surveys.open_edition import edition_hold_open
from surveys.reasons import says_nothing
from surveys.rounds.services.new_row import row_check

# The regulations came into force in May 2008.
FIRST_YEAR = 2008


class TableRefused(Refused):
    """`wrong` is everything that is wrong with the table itself."""

    def __init__(self, wrong: list[Wrong]) -> None:
        super().__init__(wrong_words(wrong), field="pasted")
        self.wrong = wrong


@transaction.atomic
def annual_table_store(
    *,
    actor: User,
    edition: Edition,
    organ: Organ,
    year: int,
    cells: Cells,
    source: str,
    revision: int,
    this_year: int,
) -> AnnualTable:
    """Keep what the organ printed of a year, in the place of what was entered of it before; the
    history keeps both.

    Refused: a table that does not balance, no source, a year that is not over, a closed edition;
    and where somebody else entered it since `revision`, which is 0 of one not entered yet.
    """
    edition_hold_open(edition=edition)
    source = " ".join(source.split())
    if says_nothing(source):
        raise Refused(_("Say where the organ printed it: an address or a title."), field="source")
    if not FIRST_YEAR <= year < this_year:
        text = _("Tables are of whole years, from %(first)d to %(last)d.")
        facts = {"first": FIRST_YEAR, "last": this_year - 1}
        raise Refused(text % facts, field="year")
    wrong = list(wrongs(cells))
    if wrong:
        raise TableRefused(wrong)
    place = {"edition": edition, "organ": organ, "year": year}
    held = AnnualTable.objects.select_for_update(no_key=True).filter(**place).first()
    if (held.revision if held else 0) != revision:
        raise ChangedMeanwhile(_meanwhile(revision))
    old = _plain(held.cells, held.source) if held else {}
    row = held or AnnualTable(**place, revision=0)
    row.cells, row.source, row.entered_by = cells, source, actor
    row.revision += 1
    _save(row)
    trail_write(
        actor=actor,
        action="table.store",
        subject=row,
        edition=edition,
        city=organ.city,
        old=old,
        new=_plain(cells, source),
    )
    return row


def _save(row: AnnualTable) -> None:
    """Of two who enter it at once one comes second."""
    row_check(row=row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise ChangedMeanwhile(_meanwhile(row.revision - 1)) from error


def _meanwhile(revision: int) -> str:
    """Of one that was to be new, and of one that was to be changed."""
    if not revision:
        return _("The table of this organ and year is entered already: change that one.")
    return _("Somebody else changed this table: see how it is now.")


def _plain(cells: Mapping[str, Mapping[str, int]], source: str) -> dict[str, object]:
    """A field for each row: its numbers in the order of the columns."""
    rows = {f"table.{row}": " ".join(str(cells[row][column]) for column in COLUMNS) for row in ROWS}
    return {**rows, "source": source}
