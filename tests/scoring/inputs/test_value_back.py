"""What a withdrawn value had replaced comes back; what stands in a cell is shown to who adds."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from scoring.inputs.selectors import values_replaced
from scoring.inputs.services.batch_decision import batch_discard
from scoring.inputs.services.value import value_restore, value_set, value_withdraw
from scoring.models import Indicator, IndicatorValue
from surveys.errors import Refused
from surveys.models import Edition, TrailEntry
from surveys.seen import seen_word
from tests.builders import Cast, make_city, make_edition
from tests.scoring.inputs.batches import store
from tests.scoring.rows import make_index
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.engines]
LIST = "/admin/scoring/indicatorvalue/"


@pytest.fixture
def cell(edition: Edition) -> dict[str, Any]:
    """A cell whose second value is in force, like its neighbour in another edition."""
    make_index()
    city, indicator = make_city("甲市", adcode="990100"), Indicator.objects.get(code="R1.1.1")
    for one in (make_edition("2024-other"), edition):
        cell: dict[str, Any] = {"edition": one, "city": city, "indicator": indicator}
        for number, year in ((11.5, 2023), (12.5, 2024)):
            value_set(
                actor=None,
                **cell,
                value=number,
                reason="录入",
                source=f"年鉴 {year}",
                reference_year=year,
            )
    return cell


def current(cell: dict[str, Any]) -> IndicatorValue | None:
    return IndicatorValue.objects.filter(**cell, current=True).first()


def standing(edition: Edition) -> list[tuple[float, bool, bool]]:
    rows = IndicatorValue.objects.filter(edition=edition).order_by("pk")
    return list(rows.values_list("value", "current", "approved"))


def act(client: Client, row: IndicatorValue, **fields: Any) -> Any:
    data = {"action": "withdraw", "_selected_action": [row.pk], "seen": seen_word(row)}
    return client.post(LIST, {**data, **fields}, follow=True)


def test_the_page_says_what_was_replaced_and_brings_it_back(
    cast: Cast, cell: dict[str, Any]
) -> None:
    client, row = browser(cast.manager), current(cell)
    assert row is not None
    other = Edition.objects.get(code="2024-other")
    neighbours = standing(other)
    page = act(client, row, reason="录错")
    assert page.status_code == 200
    shown = page.content.decode()
    assert all(word in shown for word in ("11.5", "年鉴 2023", 'value="录错"'))
    assert current(cell) == row
    earlier = values_replaced([row])[row.pk]
    page = act(client, row, reason="录错", looked="1", restore=earlier.pk)
    assert "the earlier value counts again: 1" in page.content.decode()
    back = current(cell)
    assert back is not None
    facts = back.value, back.source, back.reference_year, back.reason, back.approved
    assert facts == (11.5, "年鉴 2023", 2023, "录错", True)
    assert standing(cell["edition"]) == [
        *((11.5, False, False), (12.5, False, False), (11.5, True, True))
    ]
    entry = TrailEntry.objects.latest("pk")
    assert (entry.action, entry.reason, entry.actor) == ("value.restore", "录错", cast.manager)
    assert standing(other) == neighbours


@pytest.mark.parametrize("restore", ["9" * 5000, "x", "0"])
def test_a_tick_of_something_else_withdraws_nothing(
    cast: Cast, cell: dict[str, Any], restore: str
) -> None:
    row = current(cell)
    assert row is not None
    page = act(browser(cast.manager), row, reason="录错", looked="1", restore=restore)
    assert "is not what the page showed" in page.content.decode()
    assert current(cell) == row


def test_without_a_tick_the_cell_is_empty(cast: Cast, cell: dict[str, Any]) -> None:
    row = current(cell)
    assert row is not None
    page = act(browser(cast.manager), row, reason="录错", looked="1")
    assert "Withdrawn: 1" in page.content.decode()
    assert current(cell) is None


def test_a_withdrawal_without_reason_keeps_what_was_chosen(
    cast: Cast, cell: dict[str, Any]
) -> None:
    client, row = browser(cast.manager), current(cell)
    assert row is not None
    for reason in (" ", "因" * 1001):
        page = act(client, row, reason=reason)
        assert page.status_code == 422
        shown = page.content.decode()
        assert f'name="_selected_action" value="{row.pk}"' in shown
        assert f'name="seen" value="{seen_word(row)}"' in shown
        assert page.context["form"].errors["reason"]
    assert "1001 characters, but only 300 fit" in str(page.context["form"].errors)
    assert current(cell) == row


def test_what_was_withdrawn_or_discarded_does_not_come_back(
    cast: Cast, cell: dict[str, Any], evidence_folder: None
) -> None:
    """Neither is what the next value replaced."""
    edition = cell["edition"]
    discarded = store(edition, "城市,R1.1.1\n甲市,13.5\n")
    batch_discard(actor=None, batch=discarded)
    second = current(cell)
    newest = value_set(actor=None, **cell, value=14.5, reason="录入")
    assert values_replaced([newest]) == {newest.pk: second}
    with pytest.raises(Refused):
        value_restore(actor=None, shown=newest, earlier=discarded.values.get(), reason="误")
    value_withdraw(actor=None, **cell, reason="误")
    last = value_set(actor=None, **cell, value=15.5, reason="录入")
    assert values_replaced([last]) == {}
    with pytest.raises(Refused):
        value_restore(actor=None, shown=last, earlier=newest, reason="误")
    with pytest.raises(Refused):
        value_restore(actor=None, shown=newest, earlier=second or newest, reason="误")
    assert current(cell) == last


def test_the_form_shows_what_stands_in_the_cell(cast: Cast, cell: dict[str, Any]) -> None:
    client, edition = browser(cast.manager), cell["edition"]
    chosen = {"edition": edition.code, "city": "990100", "indicator": "R1.1.1"}
    row = current(cell)
    assert row is not None
    page = client.get(f"{LIST}add/", chosen)
    shown = page.content.decode()
    assert all(
        word in shown for word in ("12.5", "年鉴 2024", f'name="seen" value="{seen_word(row)}"')
    )
    typed = {**chosen, "value": "9", "source": "年鉴", "reason": "补录"}
    blind = client.post(f"{LIST}add/", typed)
    assert (blind.status_code, blind.context["present"], current(cell)) == (409, row, row)
    newer = value_set(actor=None, **cell, value=20.5, reason="同时")
    late = client.post(f"{LIST}add/", {**typed, "seen": seen_word(row)})
    assert (late.status_code, late.context["present"], current(cell)) == (409, newer, newer)
    word = late.context["present_word"]
    assert client.post(f"{LIST}add/", {**typed, "seen": word}).status_code == 302
    added = current(cell)
    assert added is not None
    assert added.value == 9.0


def test_an_empty_cell_asks_nothing(cast: Cast, cell: dict[str, Any]) -> None:
    query = {"edition": cell["edition"].code, "city": "990100", "indicator": "R1.1.2"}
    page = browser(cast.manager).get(f"{LIST}add/", query)
    assert "No value stands in this cell." in page.content.decode()
    nothing = browser(cast.manager).get(f"{LIST}add/").content.decode()
    assert "No value stands in this cell." not in nothing
