from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.clock import events as clock
from surveys.models.evidence import Evidence
from surveys.models.outcome import Outcome
from surveys.models.reply import Reply
from surveys.models.request import InfoRequest


class EventKind(models.TextChoices):
    """What can happen to a letter: the clock's kinds, and ours that no clock reads."""

    READY = "ready", _("Ready to be sent")
    SUBMITTED = clock.Kind.SUBMITTED.value, pgettext_lazy("of a letter", "Sent")
    RECEIVED = clock.Kind.RECEIVED.value, _("Received by the organ")
    ACKNOWLEDGED = clock.Kind.ACKNOWLEDGED.value, _("Receipt confirmed")
    CORRECTION_NOTICE = clock.Kind.CORRECTION_NOTICE.value, _("Correction asked for")
    CORRECTED = clock.Kind.CORRECTED.value, _("Correction received by the organ")
    THIRD_PARTY_SENT = clock.Kind.THIRD_PARTY_SENT.value, _("Third party asked")
    THIRD_PARTY_RECEIVED = clock.Kind.THIRD_PARTY_RECEIVED.value, _("Third party got the letter")
    THIRD_PARTY_ANSWERED = clock.Kind.THIRD_PARTY_ANSWERED.value, _("Third party answered")
    ORGAN_SENT = clock.Kind.ORGAN_SENT.value, _("Other organ asked")
    ORGAN_RECEIVED = clock.Kind.ORGAN_RECEIVED.value, _("Other organ got the letter")
    ORGAN_ANSWERED = clock.Kind.ORGAN_ANSWERED.value, _("Other organ answered")
    EXTENDED = clock.Kind.EXTENDED.value, _("Period extended")
    FEE_NOTICE = clock.Kind.FEE_NOTICE.value, _("Fee asked for")
    FEE_NOTICE_RECEIVED = clock.Kind.FEE_NOTICE_RECEIVED.value, _("Fee notice received by us")
    PAID = clock.Kind.PAID.value, _("Fee paid")
    POSTED = clock.Kind.POSTED.value, _("Reply handed to the post")
    PORTAL_ANSWERED = clock.Kind.PORTAL_ANSWERED.value, _("Answer found in the portal")
    PORTAL_LOOKED = "portal_looked", _("Looked into the portal")
    REPLIED = clock.Kind.REPLIED.value, _("Reply came")
    TELEPHONE = clock.Kind.TELEPHONE.value, _("Call or counter")
    WITHDRAWN = clock.Kind.WITHDRAWN.value, _("Withdrawn by us")
    REFUSED_INTAKE = "refused_intake", _("Refused at intake")
    NO_CHANNEL = "no_channel", _("No channel found")
    CLOSED = "closed", _("Closed by us")
    REMINDER = "reminder", _("Reminder sent")
    RECONSIDERATION_ASKED = "reconsideration_asked", _("Reconsideration asked for")
    RECONSIDERATION_DECIDED = "reconsideration_decided", _("Reconsideration decided")
    SUIT_FILED = "suit_filed", _("Suit filed")
    SUIT_DECIDED = "suit_decided", _("Suit decided")


class Route(models.TextChoices):
    """How a letter travels; a letter sent again by another route is the same letter."""

    WEB = clock.Route.WEB.value, _("Web form")
    EMAIL = clock.Route.EMAIL.value, _("E-mail")
    FAX = clock.Route.FAX.value, _("Fax")
    REGISTERED = clock.Route.REGISTERED.value, _("Registered or express post")
    POST = clock.Route.POST.value, _("Ordinary post")
    IN_PERSON = clock.Route.IN_PERSON.value, _("In person")
    MAILBOX = "mailbox", _("Leader's mailbox")
    HOTLINE = "hotline", _("12345 hotline")


class Call(models.TextChoices):
    """What was said by telephone or at a counter; each is a finding of its own."""

    ASKED_PURPOSE = clock.Call.ASKED_PURPOSE.value, _("asked what it is for")
    ASKED_INTRODUCTION = (
        clock.Call.ASKED_INTRODUCTION.value,
        _("asked for an introduction"),
    )
    ASKED_WITHDRAWAL = clock.Call.ASKED_WITHDRAWAL.value, _("asked us to withdraw")
    ASKED_CONSULTATION = clock.Call.ASKED_CONSULTATION.value, _("asked us to consult instead")
    NOT_OUR_MATTER = clock.Call.NOT_OUR_MATTER.value, _("said it is not their matter")
    OTHER = clock.Call.OTHER.value, _("something else")


class Result(models.TextChoices):
    """Of a reconsideration or a suit."""

    UPHELD = "upheld", _("upheld")
    CORRECTED = "corrected", _("corrected")
    OTHER = "other", pgettext_lazy("of a reconsideration", "other")


class RequestEvent(models.Model):
    """One dated thing that happened to a letter, with who entered it and the document behind it.

    Never changed: one that was entered by mistake is struck out with a reason and stays to be
    read. Events of a reply are written with it and struck with it.
    """

    request = models.ForeignKey(
        InfoRequest, on_delete=models.PROTECT, related_name="history", verbose_name=_("request")
    )
    kind = models.CharField(_("event"), max_length=30, choices=EventKind.choices)
    date = models.DateField(_("date"))
    # Empty where nobody noted it; the clock then waits for a confirmed receipt.
    route = models.CharField(_("route"), max_length=12, choices=Route.choices, blank=True)
    days = models.PositiveSmallIntegerField(_("working days"), null=True, blank=True)
    call = models.CharField(_("what was said"), max_length=20, choices=Call.choices, blank=True)
    result = models.CharField(_("result"), max_length=10, choices=Result.choices, blank=True)
    outcome = models.ForeignKey(
        Outcome, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    document = models.ForeignKey(
        Evidence,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("document"),
    )
    reply = models.ForeignKey(
        Reply,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("reply"),
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    # Of the form it was chosen in for many letters: the form sent twice enters it once.
    form_token = models.UUIDField(null=True, editable=False)
    # Of a reply: the calendar by which it was judged on time or late.
    calendar = models.CharField(_("calendar version"), max_length=16, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    struck_at = models.DateTimeField(_("struck out at"), null=True, blank=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("struck out by"),
    )
    struck_reason = models.CharField(_("why struck out"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("event of a request")
        verbose_name_plural = _("events of requests")
        ordering = ("request", "date", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="extended", days__isnull=False, days__gt=0)
                | (~models.Q(kind="extended") & models.Q(days__isnull=True)),
                name="extension_alone_has_days",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="telephone") ^ models.Q(call=""),
                name="call_alone_says_what",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="submitted") | models.Q(route=""),
                name="sending_alone_has_a_route",
            ),
            models.CheckConstraint(
                condition=models.Q(struck_at__isnull=True, struck_reason="")
                | (models.Q(struck_at__isnull=False) & ~models.Q(struck_reason="")),
                name="struck_event_has_a_reason",
            ),
            models.UniqueConstraint(
                fields=["form_token", "request"], name="one_event_per_form_and_letter"
            ),
        )

    def __str__(self) -> str:
        return f"{self.request} · {self.get_kind_display()} · {self.date}"
