from __future__ import annotations

from functools import partial

import pytest

from surveys.errors import ChangedMeanwhile, Refused
from surveys.evidence.services import evidence_add, evidence_mark_personal, file_store
from surveys.models import Edition, Evidence, StoredFile, TrailEntry
from tests.builders import Cast, make_city, make_document, make_edition, make_evidence

pytestmark = pytest.mark.django_db


def test_the_same_bytes_are_stored_once_under_two_names(cast: Cast, edition: Edition) -> None:
    city = make_city()
    first = file_store(document=make_document("复函.txt", "同样的内容"))
    second = file_store(document=make_document("副本.txt", "同样的内容"))
    assert first == second
    for name in ("复函.txt", "副本.txt"):
        evidence_add(
            actor=cast.coder,
            edition=edition,
            city=city,
            file=first,
            name=name,
            kind=Evidence.Kind.WEB,
        )
    assert (StoredFile.objects.count(), Evidence.objects.count()) == (1, 2)
    entry = TrailEntry.objects.filter(action="evidence.add").order_by("pk")[0]
    assert entry.changes["sha256"] == [None, first.sha256]


def test_a_document_is_closed_with_a_reason(cast: Cast, edition: Edition) -> None:
    document = make_evidence(edition, make_city())
    with pytest.raises(Refused) as caught:
        evidence_mark_personal(actor=cast.manager, evidence=document, personal=True, reason="")
    assert caught.value.field == "reason"
    evidence_mark_personal(
        actor=cast.manager, evidence=document, personal=True, reason="写有申请人姓名"
    )
    document.refresh_from_db()
    assert document.personal
    assert TrailEntry.objects.get().changes == {"personal": [False, True]}


def test_a_document_of_a_frozen_edition_is_closed_too(cast: Cast) -> None:
    edition = make_edition(frozen=True)
    document = make_evidence(edition, make_city())
    make_evidence(edition, document.city)
    stale = Evidence.objects.get(pk=document.pk)
    mark = partial(evidence_mark_personal, actor=cast.manager, reason="写有申请人姓名")
    mark(evidence=document, personal=True)
    with pytest.raises(ChangedMeanwhile):
        mark(evidence=stale, personal=True)
    with pytest.raises(Refused):
        mark(evidence=document, personal=True)
    assert list(Evidence.objects.filter(personal=True)) == [document]
    entry = TrailEntry.objects.get()
    assert (entry.edition, entry.changes) == (edition, {"personal": [False, True]})
    mark(evidence=document, personal=False)
    assert not Evidence.objects.filter(personal=True).exists()
