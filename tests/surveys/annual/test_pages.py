"""A table entered, refused, changed, and shown beside our letters."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from surveys.annual.layout import TOTAL
from surveys.annual.services import annual_table_store
from surveys.errors import ChangedMeanwhile, Refused
from surveys.models import AnnualTable, Edition, Organ, TrailEntry
from surveys.models.request import Channel
from surveys.reference.services import outcomes_load
from tests.builders import (
    Cast,
    make_city,
    make_letter,
    make_organ,
    make_outcome,
    make_reply,
    make_round,
)
from tests.scoring.inputs.sheets import reference_rows
from tests.surveys.annual.tables import cells, full, pasted
from tests.web.page import visit
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.engines, pytest.mark.usefixtures("english")]
YEAR = 2024


@pytest.fixture
def organ() -> Organ:
    """With a neighbour of the same city that nobody enters anything of."""
    outcomes_load(rows=reference_rows("outcomes.csv"))
    organ = make_organ()
    make_organ(organ.city, name="另一机关")
    return organ


@pytest.fixture
def edition(organ: Organ) -> Edition:
    """With two requests of 2024 to the organ that were not processed as repeated ones, and a
    request to its neighbour."""
    survey_round = make_round(opens_on=date(YEAR, 3, 4), cutoff=date(YEAR, 8, 30))
    for wave in (1, 2):
        _refused(survey_round, organ, wave)
    _refused(survey_round, Organ.objects.get(name="另一机关"), 1)
    return survey_round.edition


def _refused(survey_round: Any, organ: Organ, wave: int) -> None:
    letter = make_letter(survey_round, organ, channel=Channel.DISCLOSURE, wave=wave)
    outcome = make_outcome(Channel.DISCLOSURE, "repeated")
    make_reply(
        survey_round,
        organ=organ,
        letters=[letter],
        outcome=outcome,
        received_on=date(YEAR, 6, 3),
    )


def _address(edition: Edition, organ: Organ) -> str:
    return f"/editions/{edition.code}/cities/{organ.city.adcode}/annual/"


def _form(organ: Organ, text: str, **fields: object) -> dict[str, object]:
    facts = {"organ": organ.pk, "year": YEAR, "source": "https://example.org/2024", "revision": 0}
    return {**facts, "pasted": text, **fields}


def _client(cast: Cast) -> Client:
    return browser(cast.coder)


def test_a_pasted_table_is_kept_and_contradicted_leaf_by_leaf(
    cast: Cast, edition: Edition, organ: Organ
) -> None:
    client, address = _client(cast), _address(edition, organ)
    less = full()
    less["repeated"] = ["1", "", "", "", "", "", "1"]
    less["petition"] = ["60", "", "", "", "", "", "60"]
    assert client.post(address, _form(organ, pasted(less))).status_code == 302
    table = AnnualTable.objects.get()
    assert (table.organ, table.year, table.entered_by) == (organ, YEAR, cast.coder)
    assert table.cells["repeated"][TOTAL] == 1
    text = visit(client, address).text
    assert "Repeated request, total: the organ says 1, letters of ours prove 2." in text
    assert text.count("letters of ours prove") == 1
    assert "letters of ours prove 2" in visit(client, f"/editions/{edition.code}/annual/").text
    entry = TrailEntry.objects.get(action="table.store")
    assert entry.changes["table.repeated"] == [None, "1 0 0 0 0 0 1"]


def test_a_table_that_does_not_balance_is_refused_and_stays_as_it_was_typed(
    cast: Cast, edition: Edition, organ: Organ
) -> None:
    wrong = full()
    wrong["received"] = ["1,498", "", "", "", "", "", "1498"]
    answer = _client(cast).post(_address(edition, organ), _form(organ, pasted(wrong)))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "new and carried in are 1528, answered and carried out 1529" in text
    assert "Nothing was stored." in text
    assert "1,498" in text
    assert "https://example.org/2024" in text
    assert not AnnualTable.objects.exists()
    assert not TrailEntry.objects.filter(action="table.store").exists()


def test_cells_are_typed_too_and_stay_when_one_is_no_number(
    cast: Cast, edition: Edition, organ: Organ
) -> None:
    client, address = _client(cast), _address(edition, organ)
    typed = {"cell-received-total": "3", "cell-granted-total": "２", "cell-answered-total": "2"}
    refused = client.post(address, _form(organ, "", **typed, **{"cell-carried_out-total": "ein"}))
    assert refused.status_code == 422
    assert 'value="ein"' in refused.content.decode()
    done = client.post(address, _form(organ, "", **typed, **{"cell-carried_out-total": "1"}))
    assert done.status_code == 302
    assert AnnualTable.objects.get().cells["granted"] == {**cells({})["granted"], TOTAL: 2}


@pytest.mark.parametrize("text", ["", "\t" * 40, " \n "])
def test_a_form_with_nothing_in_it_is_no_table_of_zeros(
    cast: Cast, edition: Edition, organ: Organ, text: str
) -> None:
    """It would contradict every letter of ours."""
    client, address = _client(cast), _address(edition, organ)
    refused = client.post(address, _form(organ, text, **{"cell-granted-total": " "}))
    assert refused.status_code == 422
    assert "Nothing was typed" in refused.content.decode()
    long = client.post(address, _form(organ, text, **{"cell-granted-total": "0" + " " * 20 + "x"}))
    assert long.status_code == 422
    assert not AnnualTable.objects.exists()
    assert (
        client.post(address, _form(organ, text, **{"cell-granted-total": "0"})).status_code == 302
    )


def test_a_table_is_changed_by_whoever_saw_it_as_it_is(
    cast: Cast, edition: Edition, organ: Organ
) -> None:
    client, address = _client(cast), _address(edition, organ)
    client.post(address, _form(organ, pasted(full())))
    table = AnnualTable.objects.get()
    assert 'value="1499"' in client.get(f"{address}?change={table.pk}").content.decode()
    late = client.post(address, _form(organ, pasted(full()), source="other"))
    assert late.status_code == 409
    changed = client.post(address, _form(organ, pasted(full()), source="other", revision=1))
    assert changed.status_code == 302
    table.refresh_from_db()
    assert (table.source, table.revision) == ("other", 2)


def test_what_may_not_be_kept_is_refused(cast: Cast, edition: Edition, organ: Organ) -> None:
    facts: dict[str, Any] = {
        "actor": cast.coder,
        "edition": edition,
        "organ": organ,
        "year": YEAR,
        "cells": cells(),
        "source": "page",
        "revision": 0,
        "this_year": YEAR + 1,
    }
    for wrong in ({"source": " \u200b"}, {"year": YEAR + 1}, {"year": 2007}):
        with pytest.raises(Refused):
            annual_table_store(**{**facts, **wrong})
    with pytest.raises(ChangedMeanwhile):
        annual_table_store(**{**facts, "revision": 1})
    assert not AnnualTable.objects.exists()
    annual_table_store(**facts)
    assert AnnualTable.objects.count() == 1


def test_who_logs_no_replies_enters_no_table(cast: Cast, edition: Edition, organ: Organ) -> None:
    client, address = browser(cast.outsider), _address(edition, organ)
    assert "Enter a table" not in visit(client, address).text
    assert client.post(address, _form(organ, pasted(full()))).status_code == 403
    assert not AnnualTable.objects.exists()


def test_a_table_is_entered_from_the_list_by_the_name_of_its_city(
    cast: Cast, edition: Edition, organ: Organ
) -> None:
    """The form proposes the edition's own year."""
    client, here = _client(cast), f"/editions/{edition.code}/annual/"
    answer = client.get(here, {"q": organ.city.adcode})
    assert answer.headers["Location"] == _address(edition, organ)
    assert client.get(_address(edition, organ)).context["form"].initial["year"] == min(
        edition.year, timezone.localdate().year - 1
    )
    others = [make_organ(make_city(f"同名{n}市")).city for n in "一二"]
    page = visit(client, f"{here}?q=同名")
    assert all(page.leads_to(f"/editions/{edition.code}/cities/{c.adcode}/annual/") for c in others)
    assert "No city matches" in visit(client, f"{here}?q=火星").text


def test_one_entered_twice_is_said_to_be_there_and_words_to_be_no_table(
    cast: Cast, edition: Edition, organ: Organ
) -> None:
    client, address = _client(cast), _address(edition, organ)
    client.post(address, _form(organ, pasted(full())))
    again = client.post(address, _form(organ, pasted(full())))
    assert again.status_code == 409
    assert "is entered already: change that one." in again.content.decode()
    stale = client.post(address, _form(organ, pasted(full()), revision=7))
    assert "Somebody else changed this table" in stale.content.decode()
    other = Organ.objects.get(name="另一机关")
    words = client.post(address, _form(other, "一段别的文字\n没有表"))
    assert "No row of the printed table is recognised" in words.content.decode()
    assert "is missing" not in words.content.decode()
    assert AnnualTable.objects.count() == 1


def test_a_year_of_which_our_letters_prove_nothing_is_not_called_consistent(
    cast: Cast, edition: Edition, organ: Organ
) -> None:
    client, address = _client(cast), _address(edition, organ)
    client.post(address, _form(organ, pasted(full()), year=YEAR - 1))
    text = visit(client, address).text
    assert "there is nothing to compare" in text
    assert "Nothing in it contradicts" not in text
