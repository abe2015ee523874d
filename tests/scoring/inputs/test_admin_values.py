"""Values in the administration: added and withdrawn by the services, never edited."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from scoring.inputs.services.value import value_set, value_withdraw
from scoring.models import Indicator, IndicatorValue
from surveys.errors import Refused
from surveys.models import City, Edition, TrailEntry
from surveys.models.user import Role
from surveys.permissions import ROLE_ACTIONS, Action
from surveys.seen import seen_word
from tests.builders import Cast, make_city, make_edition
from tests.scoring.rows import make_index, make_value
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
LIST = "/admin/scoring/indicatorvalue/"


@pytest.fixture
def cell(edition: Edition) -> dict[str, Any]:
    """A cell with a neighbour in another city and one in another edition."""
    make_index()
    city, other = make_city("甲市", adcode="990100"), make_city("乙市", adcode="990200")
    make_value(edition, other, "R1.1.1", 3.0)
    make_value(make_edition("2024-other"), city, "R1.1.1", 4.0)
    return {
        "edition": edition,
        "city": city,
        "indicator": Indicator.objects.get(code="R1.1.1"),
    }


def typed(edition: Edition, **changed: str) -> dict[str, str]:
    facts = {"edition": edition.code, "city": "990100", "indicator": "R1.1.1", "value": "12.5"}
    return {**facts, "source": "统计年鉴", "reference_year": "2023", "reason": "补录", **changed}


def withdraw(client: Client, *rows: IndicatorValue, reason: str = "有误") -> str:
    words = [seen_word(row) for row in rows]
    data = {"action": "withdraw", "_selected_action": [row.pk for row in rows]}
    page = client.post(LIST, {**data, "seen": words, "reason": reason}, follow=True)
    return page.content.decode()


def stored() -> list[tuple[str, str, float, bool, bool]]:
    rows = IndicatorValue.objects.order_by("pk").select_related("edition", "city")
    return [(row.edition.code, row.city.name, row.value, row.current, row.approved) for row in rows]


def test_a_value_is_added_with_its_source_and_reason(
    cast: Cast, edition: Edition, cell: dict[str, Any]
) -> None:
    client, before = browser(cast.manager), stored()
    query = f"?edition={edition.code}&city=990100&indicator=R1.1.1"
    form = client.get(f"{LIST}add/{query}").context["form"]
    assert [form[name].value() for name in ("edition", "city", "indicator")] == [
        *(edition.code, "990100", "R1.1.1")
    ]
    page = client.post(f"{LIST}add/", typed(edition), follow=True)
    assert page.redirect_chain == [(LIST + query, 302)]
    assert "is approved now" in page.content.decode()
    row = IndicatorValue.objects.get(value=12.5)
    facts = row.source, row.reference_year, row.reason, row.entered_by, row.approved
    assert facts == ("统计年鉴", 2023, "补录", cast.manager, True)
    assert stored()[:-1] == before
    entry = TrailEntry.objects.get()
    assert (entry.action, entry.reason, entry.city_adcode) == ("value.set", "补录", "990100")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"source": ""}, "source"),
        ({"reason": " "}, "reason"),
        ({"value": "much"}, "value"),
        ({"value": "nan"}, "value"),
        ({"value": "-1"}, "value"),
        ({"reference_year": "2999"}, "reference_year"),
        ({"city": "000000"}, "city"),
        ({"indicator": "Z9"}, "indicator"),
    ],
)
def test_what_cannot_be_added_is_said_at_its_field(
    cast: Cast, edition: Edition, cell: dict[str, Any], changed: dict[str, str], field: str
) -> None:
    before = stored()
    page = browser(cast.manager).post(f"{LIST}add/", typed(edition, **changed))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == [field]
    assert (stored(), TrailEntry.objects.count()) == (before, 0)


def test_a_closed_edition_is_not_offered(
    cast: Cast, edition: Edition, cell: dict[str, Any]
) -> None:
    frozen = make_edition("2020-frozen", frozen=True)
    page = browser(cast.manager).post(f"{LIST}add/", typed(frozen))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["edition"])
    offered = [code for code, _words in page.context["form"].fields["edition"].choices]
    assert [str(code) for code in offered] == ["", edition.code, "2024-other"]


def test_a_value_is_withdrawn_with_a_reason(cast: Cast, cell: dict[str, Any]) -> None:
    client = browser(cast.manager)
    row = make_value(cell["edition"], cell["city"], "R1.1.1", 12.5)
    neighbours = stored()[:-1]
    assert "Give a reason." in withdraw(client, row, reason=" ")
    assert "Withdrawn: 1" in withdraw(client, row)
    assert stored() == [*neighbours, (cell["edition"].code, "甲市", 12.5, False, False)]
    entry = TrailEntry.objects.get()
    assert (entry.action, entry.reason, entry.actor) == ("value.withdraw", "有误", cast.manager)


def test_a_row_that_is_not_in_force_takes_no_other_with_it(
    cast: Cast, cell: dict[str, Any]
) -> None:
    """Neither an old row that is listed as history, nor one replaced since the list was shown."""
    client = browser(cast.manager)
    old = value_set(actor=None, **cell, value=1.0, reason="先")
    shown = seen_word(old)
    new = value_set(actor=None, **cell, value=2.0, reason="后")
    old.refresh_from_db()
    assert "it was replaced or withdrawn. (1)" in withdraw(client, old)
    data = {"action": "withdraw", "_selected_action": [old.pk], "seen": [shown], "reason": "误"}
    page = client.post(LIST, data, follow=True).content.decode()
    assert "Changed since the list was shown. Look again, then decide. (1)" in page
    with pytest.raises(Refused, match="不再有效"):
        value_withdraw(actor=None, **cell, reason="误", shown=old)
    new.refresh_from_db()
    assert (new.current, new.approved) == (True, True)


def test_adding_and_withdrawing_are_for_those_who_sign_off(
    cast: Cast, cell: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    manager = ROLE_ACTIONS[Role.MANAGER] - {Action.SIGN_OFF}
    monkeypatch.setitem(ROLE_ACTIONS, Role.MANAGER, manager)
    client, before = browser(cast.manager), stored()
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}add/", typed(cell["edition"])).status_code == 403
    withdraw(client, *IndicatorValue.objects.all())
    assert stored() == before
    assert f"{LIST}add/" not in client.get("/admin/").content.decode()


def test_what_is_not_signed_off_is_for_those_who_see_the_provisional_basis(
    cast: Cast, cell: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    make_value(cell["edition"], cell["city"], "R1.1.2", 77.0, approved=False)
    client = browser(cast.manager)
    assert client.get(f"{LIST}?standing=submitted").context["cl"].result_count == 1
    manager = ROLE_ACTIONS[Role.MANAGER] - {Action.SEE_PROVISIONAL}
    monkeypatch.setitem(ROLE_ACTIONS, Role.MANAGER, manager)
    assert client.get(f"{LIST}?standing=submitted").context["cl"].result_count == 0
    assert client.get(LIST).context["cl"].result_count == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("standing=approved", 3),
        ("standing=old", 1),
        ("indicator=R1.1.1&city=990100", 1),
        ("domain=G", 0),
        ("domain=R&by_hand=1&edition=2024-other", 1),
        ("by_hand=0", 0),
    ],
)
def test_values_are_narrowed_by_several_criteria(
    cast: Cast, cell: dict[str, Any], query: str, found: int
) -> None:
    make_value(cell["edition"], City.objects.get(adcode="990200"), "R1.1.2", 1.0)
    old = {"current": False, "approved": False}
    make_value(cell["edition"], City.objects.get(adcode="990200"), "R1.2.1", 9.0, **old)
    assert browser(cast.manager).get(f"{LIST}?{query}").context["cl"].result_count == found
