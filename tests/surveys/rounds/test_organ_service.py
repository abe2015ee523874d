from __future__ import annotations

import pytest

from surveys.errors import Refused
from surveys.models import City, Organ, TrailEntry
from surveys.rounds.services.organ import organ_add
from tests.builders import Cast, make_city, make_organ

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db: None) -> City:
    return make_city()


def test_an_organ_is_added_with_its_clean_name(cast: Cast, city: City) -> None:
    organ = organ_add(actor=cast.coder, city=city, kind=Organ.Kind.FORESTRY, name=" 林业 局 ")
    assert (organ.name, organ.city) == ("林业 局", city)
    entry = TrailEntry.objects.get()
    assert (entry.action, entry.city_adcode, entry.edition) == ("organ.add", city.adcode, None)


@pytest.mark.parametrize(
    ("kind", "name", "field"),
    [
        (Organ.Kind.FORESTRY, "  ", "name"),
        (Organ.Kind.FORESTRY, "\u200b", "name"),
        (Organ.Kind.FORESTRY, "同名 局", "name"),
        (Organ.Kind.FORESTRY, "局" * 81, "name"),
        ("police", "公安局", "kind"),
    ],
)
def test_an_organ_that_is_refused(cast: Cast, city: City, kind: str, name: str, field: str) -> None:
    make_organ(city, name="同名 局")
    with pytest.raises(Refused) as caught:
        organ_add(actor=cast.coder, city=city, kind=kind, name=name)
    assert caught.value.field == field
    assert Organ.objects.count() == 1
    organ_add(actor=cast.coder, city=make_city(), kind=Organ.Kind.OTHER, name="同名 局")
