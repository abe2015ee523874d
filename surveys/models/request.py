from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models.city import Organ
from surveys.models.outcome import Outcome
from surveys.models.round import Round


class Channel(models.TextChoices):
    DISCLOSURE = "disclosure", _("Disclosure request")
    CONSULTATION = "consultation", _("Consultation")


# The part of a letter that asks everything.
WHOLE = "all"


class ApplicantType(models.TextChoices):
    """As in the columns of the official annual report (国办公开办函〔2021〕30号)."""

    PERSON = "person", _("natural person")
    COMPANY = "company", _("company")
    RESEARCH = "research", _("research institution")
    WELFARE = "welfare", _("public-welfare organisation")
    LEGAL_SERVICE = "legal_service", _("legal-service organisation")
    OTHER = "other", pgettext_lazy("of an applicant", "other organisation")


class Owed(models.TextChoices):
    """What an organ waits for from us."""

    CORRECTION = "correction", _("Correction to send")
    FEE = "fee", _("Fee to pay")


class Ground(models.TextChoices):
    """What a remedy would be against; `reconsidered` leaves the suit alone."""

    DECISION = "decision", _("Decision")
    SILENCE = "silence", _("No answer")
    RECONSIDERED = "reconsidered", _("Decision on a reconsideration")


class InfoRequest(models.Model):
    """One letter to one organ over one channel (依申请公开 or 政府咨询), with a part of the
    round's questions: the whole of them, those of one organ, or one (`surveys.rounds.parts`).

    Status says where the letter is; outcome says what the organ did with it. Both, the days and
    the flags are worked out from its events, its replies and the calendar, by
    `surveys.rounds.services.letter_state` and nothing else.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        READY = "ready", _("Ready")
        SENT = "sent", _("Sent")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        CORRECTION = "correction", _("Correction asked")
        CORRECTED = "corrected", _("Corrected")
        EXTENDED = "extended", _("Extended")
        REPLIED = "replied", _("Replied")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        REFUSED_INTAKE = "refused_intake", _("Refused at intake")
        NO_CHANNEL = "no_channel", _("No channel")

    round = models.ForeignKey(
        Round, on_delete=models.PROTECT, related_name="requests", verbose_name=_("round")
    )
    organ = models.ForeignKey(
        Organ, on_delete=models.PROTECT, related_name="requests", verbose_name=_("organ")
    )
    channel = models.CharField(_("channel"), max_length=20, choices=Channel.choices)
    wave = models.PositiveSmallIntegerField(_("wave"), default=1)
    part = models.CharField(_("part"), max_length=40, default=WHOLE)
    status = models.CharField(
        _("status"), max_length=20, choices=Status.choices, default=Status.DRAFT
    )
    outcome = models.ForeignKey(
        Outcome,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("outcome"),
    )
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    received_on = models.DateField(_("received by the organ on"), null=True, blank=True)
    # By the national calendar, and with the area's own days where those make a difference.
    due = models.DateField(_("due"), null=True, blank=True)
    due_local = models.DateField(_("due with the area's own days"), null=True, blank=True)
    provisional = models.BooleanField(_("provisional"), default=False)
    flags = models.JSONField(_("flags"), default=list, blank=True)
    is_open = models.BooleanField(_("open"), default=True)
    # By its events as well: the way it went last, its newest event, the last look into a portal,
    # what an organ waits for from us and until when (where a day is known), and the day from
    # which limits of remedies run.
    route = models.CharField(_("route"), max_length=12, blank=True)
    last_on = models.DateField(_("newest event"), null=True, blank=True)
    looked_on = models.DateField(_("last look"), null=True, blank=True)
    owed = models.CharField(_("owed by us"), max_length=12, choices=Owed.choices, blank=True)
    owed_by = models.DateField(_("owed until"), null=True, blank=True)
    remedy_from = models.DateField(_("remedies run from"), null=True, blank=True)
    remedy_ground = models.CharField(
        _("remedies against"), max_length=12, choices=Ground.choices, blank=True
    )
    # What the state was worked out from: standing events, and the calendar.
    event_count = models.PositiveIntegerField(_("events"), default=0)
    calendar = models.CharField(_("calendar version"), max_length=16, blank=True)
    number = models.CharField(_("query number"), max_length=80, blank=True)
    # Who signs it, as a code of the project's own: names are kept nowhere here.
    applicant = models.CharField(_("applicant"), max_length=20, blank=True)
    applicant_type = models.CharField(
        _("kind of applicant"), max_length=20, choices=ApplicantType.choices, blank=True
    )
    referred_from = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals",
        verbose_name=_("referred from"),
    )
    # Who sees to it; whoever wrote it down, until it is handed to another.
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("handler"),
    )
    # Grows with every event and every change of its facts, so that a write on an older one is
    # noticed.
    revision = models.PositiveIntegerField(_("revision"), default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="requests",
        verbose_name=_("created by"),
    )
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    # Of the round that it was brought in with; what is empty of it then was never noted.
    batch = models.ForeignKey(
        "surveys.RoundImport",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("brought in with"),
    )

    class Meta:
        verbose_name = _("information request")
        verbose_name_plural = _("information requests")
        ordering = ("round", "organ__city__adcode", "channel")
        indexes = (
            models.Index(fields=["is_open", "calendar"], name="request_calendar"),
            models.Index(fields=["round", "due"], name="request_due"),
            models.Index(fields=["applicant", "organ", "sent_on"], name="request_applicant"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["round", "wave", "organ", "channel", "part"],
                name="one_letter_per_round_wave_organ_channel_part",
            ),
            models.CheckConstraint(
                condition=models.Q(received_on__isnull=True)
                | models.Q(sent_on__isnull=True)
                | models.Q(received_on__gte=models.F("sent_on")),
                name="request_received_after_sent",
            ),
            models.CheckConstraint(
                condition=models.Q(remedy_from__isnull=True, remedy_ground="")
                | (models.Q(remedy_from__isnull=False) & ~models.Q(remedy_ground="")),
                name="remedy_has_a_ground",
            ),
            models.CheckConstraint(
                condition=models.Q(owed_by__isnull=True) | ~models.Q(owed=""),
                name="owed_until_says_what",
            ),
        )

    def __str__(self) -> str:
        return f"{self.organ} · {self.get_channel_display()} · {self.wave}"


# States of a letter that nobody can have answered yet.
UNSENT = (InfoRequest.Status.DRAFT, InfoRequest.Status.READY)
# Those that an organ did not take in: it answers them neither in time nor late.
TURNED_AWAY = (InfoRequest.Status.REFUSED_INTAKE, InfoRequest.Status.NO_CHANNEL)
# Somebody still sees to these: nobody has answered.
AWAITED = models.Q(is_open=True) & ~models.Q(status__in=TURNED_AWAY)
