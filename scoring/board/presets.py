"""The presets of the board: what each lists, in which columns and order; a new one is a row."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from scoring.board.answers import waiting
from scoring.board.cities.doubts import doubtful
from scoring.board.cities.to_code import to_code
from scoring.board.letters import days
from scoring.board.preset import Preset
from scoring.board.scene import Scene
from surveys.models.request import AWAITED
from surveys.permissions import Action
from surveys.rounds.filters import SOON_DAYS

DEFAULT = "round"
# Who may read any answer that nobody has approved.
UNDECIDED = (Action.CODE_ANSWER, Action.REVIEW_ANSWER)
LETTER = ("city", "channel", "part", "status")
DUE = ("due", "due_local")
SURVEY = (
    *("leading_group", "leading_group_head", "implementation_plan", "gep_standard"),
    *("gep_accounting", "property_registration", "consultation_answered", "reply_quality"),
)
PRESETS: tuple[Preset, ...] = (
    Preset(
        "round",
        "cities",
        _("Sent and received"),
        _("Each city with its letters, what happened last, its replies and whether one counts."),
        (
            *("letters", "open", "overdue", "last_on", "newest", "due", "replies", "outcomes"),
            "effective",
        ),
    ),
    Preset(
        "answers",
        "cities",
        _("The eight answers"),
        _("The survey's questions as far as you may read them, with what each rests on."),
        SURVEY,
    ),
    Preset(
        "progress",
        "cities",
        pgettext_lazy("preset", "Progress"),
        _("How many questions of each city stand where, as far as you may know."),
        (
            *("coded", "alone", "paired", "agreed", "disputed", "in_review", "returned"),
            *("reviewed", "unknown"),
        ),
    ),
    Preset(
        "doubtful",
        "cities",
        pgettext_lazy("preset", "Doubtful"),
        _(
            "Questions on which two readings differ, that were sent back, or that were answered"
            " “unknown”, as far as you may know."
        ),
        ("disputed", "returned", "unknown", "doubts"),
        only=doubtful,
        order="-disputed",
    ),
    Preset(
        "values",
        "cities",
        _("Data coverage"),
        _("Of how many indicators of each domain the newest run has a value."),
        ("resource_covered", "management_covered", "compensation_covered", "market_covered"),
        opens="city",
    ),
    Preset(
        "results",
        "cities",
        pgettext_lazy("preset", "Ranks"),
        _("Ranks and scores of the newest run."),
        ("composite_rank", "resource_rank", "management_rank", "compensation_rank", "market_rank"),
        order="composite_rank",
        opens="city",
    ),
    Preset(
        "to_code",
        "cities",
        _("Replies to code"),
        _("Cities that replied and have questions that are open to you."),
        ("replies", "first_reply", "outcomes"),
        only=to_code,
        needs=(Action.CODE_ANSWER,),
        opens="code",
    ),
    Preset(
        "letters",
        "letters",
        _("All letters"),
        _("Every letter of ours with its state and due day: open ones first, by the day."),
        (*LETTER, "wave", "sent", *DUE, "flags", "outcome"),
    ),
    Preset(
        "open",
        "letters",
        _("Without an answer"),
        _("Letters that are out, or not sent yet, and that nobody has answered."),
        (*LETTER, "handler", "sent", *DUE, "newest"),
        only=lambda _scene: AWAITED,
        act="hand",
    ),
    Preset(
        "unsent",
        "letters",
        _("Unsent"),
        _("Letters that were prepared and have not gone out."),
        (*LETTER, "wave", "handler"),
        only=days.unsent,
        step=_("Send letters that are ready"),
        act="sent",
    ),
    Preset(
        "confirm",
        "letters",
        _("To confirm"),
        _("Sent, and nobody confirmed or signed for the receipt: their due day is provisional."),
        (*LETTER, "route", "sent", "due", "newest"),
        only=days.to_confirm,
        order="sent",
        step=_("Confirm receipts"),
        act="confirmed",
    ),
    Preset(
        "due",
        "letters",
        _("Due soon"),
        _("Letters whose due day, by either calendar, is near; the filter sets how near."),
        (*LETTER, "handler", *DUE, "newest"),
        given={"days": str(SOON_DAYS)},
        step=_("Letters due soon"),
        act="called",
    ),
    Preset(
        "late",
        "letters",
        _("Late by law"),
        _(
            "Every due day of theirs is over. One that the cut-off found without an answer is"
            " silent as well."
        ),
        (*LETTER, "handler", "sent", *DUE, "newest"),
        only=days.late_by_law,
        order="due",
        step=_("Letters late by law"),
        act="remind",
    ),
    Preset(
        "between",
        "letters",
        _("Between the two days"),
        _("The national due day is over and the local one is not, or the other way round."),
        (*LETTER, "handler", *DUE, "newest"),
        only=days.between_dates,
        order="due",
        step=_("Letters between their two days"),
    ),
    Preset(
        "silent",
        "letters",
        _("Silent at the cut-off"),
        _(
            "Without an answer when the round's cut-off passed, and still without one; late by"
            " law or not."
        ),
        (*LETTER, "handler", "sent", *DUE, "newest"),
        only=days.silent,
        step=_("Letters silent at the cut-off"),
        act="called",
    ),
    Preset(
        "refused",
        "letters",
        _("Refused at intake"),
        _("An organ did not take them in: neither late nor silent."),
        (*LETTER, "route", "handler", "newest", "remedy_by"),
        only=days.refused_intake,
        step=_("Letters refused at intake"),
        act="sent",
    ),
    Preset(
        "ours",
        "letters",
        _("Owed by us"),
        _("An organ waits for a correction or a fee. For a correction no law names a day."),
        ("city", "owed", "asked_on", "owed_by", "handler", "newest"),
        only=days.owed,
        order="owed_by",
        step=_("Corrections and fees that we owe"),
        act="corrected",
    ),
    Preset(
        "remedies",
        "letters",
        _("Remedies running out"),
        _("A reconsideration or a suit has to be asked for within fourteen days."),
        ("city", "outcome", "status", "remedy_by", "handler", "newest"),
        only=days.remedies,
        order="remedy_by",
        step=_("Remedies that run out"),
    ),
    Preset(
        "portals",
        "letters",
        _("Portals to look into"),
        _("Nobody tells us that an answer stands in a portal: so long after the last look, again."),
        ("city", "route", "sent", "looked", "due", "handler"),
        only=days.portals,
        order="looked",
        step=_("Look into portals"),
        act="looked",
    ),
    Preset(
        "decided",
        "answers",
        _("All answers"),
        _("Answers that you may read, with what each rests on."),
        ("question", "answer", "state", "rests"),
    ),
    Preset(
        "returned",
        "answers",
        _("Returned"),
        _("Answers that a reviewer sent back and that wait for their coder."),
        ("question", "answer", "rests", "coder", "sent"),
        only=waiting.returned,
        needs=UNDECIDED,
        counted=True,
    ),
    Preset(
        "review",
        "answers",
        _("In review"),
        _("Answers that wait for a verdict, as far as you may read them."),
        ("question", "answer", "rests", "coder", "sent"),
        only=waiting.in_review,
        needs=UNDECIDED,
        order="sent",
        counted=True,
    ),
    Preset(
        "broken",
        "answers",
        _("Broken citations"),
        _("Answers whose quotation or box is no longer in its document: to be cited anew."),
        ("question", "answer", "state", "rests", "coder", "sent"),
        only=waiting.broken,
        needs=UNDECIDED,
        order="sent",
        step=_("Answers to cite anew"),
    ),
    Preset(
        "people",
        "people",
        _("Work by person"),
        _("Letters by their handler, replies by who logged them, questions by their coder."),
        ("open", "overdue", "owed", "logged", "coded", "in_review"),
        order="-open",
        needs=(Action.MANAGE_EDITION,),
    ),
    Preset(
        "provinces",
        "provinces",
        _("Work by province"),
        _("What came back of each province, and what is still to do there."),
        (
            *("cities", "effective", "lacking", "open", "overdue", "owed", "logged", "coded"),
            "in_review",
        ),
        needs=(Action.MANAGE_EDITION,),
    ),
)
_BY_NAME = {preset.name: preset for preset in PRESETS}
STEPS = tuple(preset for preset in PRESETS if preset.step)


def preset_named(name: str, scene: Scene) -> Preset:
    """The default one where there is none of that name for the person."""
    found = _BY_NAME.get(name)
    return found if found and found.is_open_to(scene.person) else _BY_NAME[DEFAULT]


def presets_of(scene: Scene) -> list[Preset]:
    return [preset for preset in PRESETS if preset.is_open_to(scene.person)]


def counted_of(scene: Scene) -> list[Preset]:
    """Those with a number in the menu of the board."""
    return [preset for preset in presets_of(scene) if preset.step or preset.counted]
