"""The cut-off where people meet it: logging, marks, the round's switch, runs and exports."""

from __future__ import annotations

import datetime
import io
import json
import zipfile

import pytest
from django.utils import timezone

from scoring.models import ScoreRun
from scoring.products.bundle import bundle_export
from scoring.runs.reproduction import verify
from surveys.models import City, Edition, Reply, Round
from surveys.open_edition import edition_touch
from surveys.seen import seen_word
from tests.builders import (
    AFTER_CUTOFF,
    CUTOFF,
    OPENS,
    Cast,
    make_answer,
    make_city,
    make_evidence,
    make_organ,
    make_outcome,
    make_question,
    make_reply,
    make_round,
)
from tests.scoring.scored import compute, make_scored
from tests.web.page import visit
from tests.web.people import browser

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.engines,
    pytest.mark.usefixtures("evidence_folder"),
]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def city() -> City:
    return make_city("迟复市")


def _form(edition: Edition, city: City, page: str = "reply") -> str:
    return f"/editions/{edition.code}/cities/{city.adcode}/{page}/"


def test_today_is_proposed_only_while_it_is_in_time(
    cast: Cast, edition: Edition, city: City
) -> None:
    today = timezone.localdate()
    survey_round = make_round(edition, opens_on=today - DAY, cutoff=today + DAY)
    client = browser(cast.coder)
    page = client.get(_form(edition, city))
    assert page.context["form"].initial["received_on"] == today
    assert f"was {survey_round.cutoff}" not in page.content.decode()
    for dates in ({"opens_on": OPENS, "cutoff": today - DAY}, {"opens_on": today + DAY}):
        Round.objects.update(**{"cutoff": today + 2 * DAY, **dates})
        page = client.get(_form(edition, city))
        assert page.context["form"].initial["received_on"] is None
    Round.objects.update(opens_on=OPENS, cutoff=CUTOFF)
    text = client.get(_form(edition, city)).content.decode()
    assert f"The cut-off of round 1 was {CUTOFF}" in text
    assert f"After the cut-off {CUTOFF}: late" in text, "for the script to show"


def test_a_late_reply_is_kept_and_marked(
    cast: Cast, edition: Edition, survey_round: Round, city: City
) -> None:
    client = browser(cast.coder)
    organ = make_organ(city)
    typed = {
        "survey_round": survey_round.pk,
        "organ": organ.pk,
        "unasked": make_outcome().pk,
    }
    early = client.post(_form(edition, city), {**typed, "received_on": OPENS - DAY})
    assert early.status_code == 422
    assert "no reply to it came" in str(early.context["form"].errors["received_on"])
    page = client.post(
        _form(edition, city), {**typed, "received_on": AFTER_CUTOFF}, follow=True
    ).content.decode()
    assert f"It came after the cut-off {CUTOFF}: marked late." in page
    for address in (f"/editions/{edition.code}/log/", _form(edition, city)):
        text = client.get(address).content.decode()
        assert '<span class="badge wait">late</span>' in text
    reply = Reply.objects.get()
    change = client.get(f"/replies/{reply.pk}/").content.decode()
    assert f'data-cutoff="{CUTOFF}"' in change
    progress = browser(cast.outsider).get(f"/editions/{edition.code}/").content.decode()
    assert "1 late reply" in progress


@pytest.mark.parametrize(
    ("counts", "says"),
    [(False, "the city counts as without this reply"), (True, "no longer counts as silent")],
)
def test_a_closed_round_is_offered_for_late_replies(
    cast: Cast, edition: Edition, survey_round: Round, city: City, counts: bool, says: str
) -> None:
    Round.objects.filter(pk=survey_round.pk).update(closed_on=AFTER_CUTOFF, counts_late=counts)
    second = make_round(edition, number=2, opens_on=AFTER_CUTOFF, cutoff=AFTER_CUTOFF + DAY)
    client, organ, outcome = browser(cast.coder), make_organ(city), make_outcome()
    page = client.get(_form(edition, city))
    assert page.context["form"].initial["survey_round"] == second.pk
    assert f"{survey_round} (closed)" in page.content.decode()
    assert f"Round 1 was closed on {AFTER_CUTOFF}" in page.content.decode()
    typed = {"survey_round": survey_round.pk, "organ": organ.pk, "unasked": outcome.pk}
    typed |= {"channel": "consultation", "received_on": CUTOFF}
    early = client.post(_form(edition, city), typed)
    assert "attach the letter" in str(early.context["form"].errors["received_on"])
    assert not Reply.objects.exists()
    typed["received_on"] = AFTER_CUTOFF
    assert says in client.post(_form(edition, city), typed, follow=True).content.decode()
    late = Reply.objects.get()
    timely = make_reply(survey_round, make_city(), received_on=CUTOFF)
    for reply, settled in ((late, False), (timely, True)):
        page = client.get(f"/replies/{reply.pk}/")
        assert page.context["settled"] is settled
        assert ("a reply in time can no longer be changed" in page.content.decode()) is settled


def test_coder_and_reviewer_read_why_the_answer_does_not_count(
    cast: Cast, edition: Edition, survey_round: Round, city: City
) -> None:
    quality = make_question("reply_quality", kind="ordinal", minimum=0, maximum=4)
    late = make_reply(survey_round, city, received_on=AFTER_CUTOFF)
    letter = make_evidence(edition, city, reply=late)
    answer = make_answer(edition, city, quality, cast.coder, 4, evidence=letter)
    other = make_answer(edition, city, make_question(), cast.coder)
    coding = browser(cast.coder).get(_form(edition, city, "code")).content.decode()
    assert coding.count("the city counts as silent") == 1, "of one question alone"
    reviewer = browser(cast.reviewer)
    page = reviewer.get(f"/answers/{answer.pk}/").content.decode()
    assert "the city counts as silent" in page
    assert '<span class="badge wait">late</span>' in page
    assert "counts as silent" not in reviewer.get(f"/answers/{other.pk}/").content.decode()
    in_time = make_organ(city, name="按时的机关", kind="other")
    make_reply(survey_round, organ=in_time)
    page = reviewer.get(f"/answers/{answer.pk}/").content.decode()
    assert "A quotation is from a letter that came after the cut-off" in page


def test_a_manager_counts_late_replies(
    cast: Cast, edition: Edition, survey_round: Round, city: City
) -> None:
    make_reply(survey_round, city, received_on=AFTER_CUTOFF)
    manager, target = browser(cast.manager), f"/rounds/{survey_round.pk}/late/"
    count = {"counts": "1", "reason": "邮路中断", "seen": seen_word(survey_round)}
    assert manager.post(target, {**count, "reason": ""}).status_code == 422, "a reason is asked for"
    assert manager.post(target, count).status_code == 302
    assert manager.post(target, count).status_code == 409, "an old page"
    survey_round.refresh_from_db()
    assert survey_round.counts_late
    page = manager.get(f"/editions/{edition.code}/").content.decode()
    assert "count like others" in page
    assert "late, counts" in manager.get(_form(edition, city)).content.decode()
    count["seen"] = seen_word(survey_round)
    assert manager.post(target, count).status_code == 422, "it counts them already"
    assert browser(cast.coder).post(target, {"counts": "0", "reason": "x"}).status_code == 403


def test_both_runs_say_how_many_replies_are_late(cast: Cast) -> None:
    scored = make_scored()
    edition = scored.edition
    survey_round = edition.rounds.get()
    make_reply(survey_round, scored.cities[0], received_on=AFTER_CUTOFF)
    make_reply(survey_round, scored.cities[1], received_on=CUTOFF)
    make_reply(survey_round, scored.cities[2], received_on=AFTER_CUTOFF, withdrawn=True)
    edition_touch(edition=edition)
    runs = compute(edition)
    client = browser(cast.reviewer)
    for run in runs.values():
        assert (run.late_replies, run.late_replies_counted, verify(run)) == (1, 0, [])
        assert "0 of them count" in visit(client, f"/runs/{run.pk}/").text
        ranking = visit(client, f"/editions/{edition.code}/ranking/?basis={run.basis}").text
        assert "1 late reply, 0 counted" in ranking
        files = zipfile.ZipFile(io.BytesIO(bundle_export(run).content))
        about = json.loads(files.read("manifest.json"))["about"]
        assert (about["late_replies"], about["late_replies_counted"]) == ("1", "0")
    Round.objects.update(counts_late=True)
    edition_touch(edition=edition)
    assert {run.late_replies_counted for run in compute(edition).values()} == {1}
    ScoreRun.objects.filter(pk=runs["approved"].pk).update(late_replies=None)
    page = visit(client, f"/runs/{runs['approved'].pk}/").text
    assert "not kept with this run" in page, "a run of an older version"
