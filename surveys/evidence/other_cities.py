"""Whether a letter speaks in the name of another city than the one that it is kept for."""

from __future__ import annotations

from surveys.evidence.store import StoreAway
from surveys.evidence.words import evidence_words
from surveys.models import City, Evidence, Reply
from surveys.places.other_cities import Named, other_cities_named

# Read while somebody waits for the next page: the letter itself, not what a thick file holds.
MOST_FILES, MOST_BYTES = 3, 2_000_000


def other_cities_in(evidence: Evidence, text: str) -> list[Named]:
    """Of the words of a reply; an archived page may be anybody's."""
    if evidence.reply_id is None or not text:
        return []
    columns = ("adcode", "name", "short_name", "pinyin", "province", "is_capital")
    return other_cities_named(text, evidence.city, City.objects.only(*columns))


def other_cities_of(reply: Reply) -> list[Named]:
    """Of the documents that came with it, as far as they are quickly read."""
    rows = reply.evidence.filter(file__size__lte=MOST_BYTES).select_related("file", "city")
    named: dict[str, Named] = {}
    for row in rows.order_by("pk")[:MOST_FILES]:
        try:
            found = other_cities_in(row, evidence_words(row) or "")
        except StoreAway:
            raise
        except (OSError, ValueError):
            continue  # the coding screen says what is wrong with it
        named |= {one.city.adcode: one for one in found}
    return list(named.values())
