from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.files.page_box import PageBox
from surveys.files.quotation import MOST_CONTEXT, Anchor
from surveys.models.city import City
from surveys.models.edition import Edition
from surveys.models.evidence import Evidence
from surveys.models.querysets import CodeQuerySet
from surveys.models.question import Question


class Choice(models.TextChoices):
    """The words an answer can be; a blank is never read as "no"."""

    YES = "yes", _("Yes")
    NO = "no", _("No")
    IN_PREPARATION = "in_preparation", _("In preparation")
    UNKNOWN = "unknown", _("Unknown")


class CodedValue(models.Model):
    """A choice, or a number where the question is a grade or a count; never both."""

    question: models.ForeignKey[Question, Question]
    choice = models.CharField(_("answer"), max_length=20, choices=Choice.choices, blank=True)
    number = models.FloatField(_("number"), null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def value_display(self) -> str:
        """In the words of its question."""
        return self._asked().answer_words(self.choice if self.number is None else self.number)

    def _asked(self) -> Question:
        return self.question


class QuotedWords(models.Model):
    """The exact words of a document, and where they stand in it."""

    page = models.PositiveIntegerField(_("page"), null=True, blank=True)
    quotation = models.TextField(_("quotation"))
    # W3C Web Annotation's position and neighbours, in letters as quotations are compared; none
    # while the words stand at several places and no one is chosen, or cannot be read here.
    start = models.PositiveIntegerField(_("letters before it"), null=True, blank=True)
    prefix = models.CharField(_("words before it"), max_length=MOST_CONTEXT, blank=True)
    suffix = models.CharField(_("words after it"), max_length=MOST_CONTEXT, blank=True)

    class Meta:
        abstract = True

    @property
    def anchor(self) -> Anchor:
        return Anchor(self.start, self.prefix, self.suffix)


class Quoted(QuotedWords):
    """What an answer rests on in a document: its exact words, or a box on one of its pages.

    A box is told in shares of the page, as `PageBox` has them; what can be read in it may be
    written beside it, and is never looked for in the document.
    """

    quotation = models.TextField(_("quotation"), blank=True)
    box_x = models.FloatField(_("box from the left"), null=True, blank=True)
    box_y = models.FloatField(_("box from above"), null=True, blank=True)
    box_width = models.FloatField(_("width of the box"), null=True, blank=True)
    box_height = models.FloatField(_("height of the box"), null=True, blank=True)
    transcription = models.TextField(_("words in the box"), blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return (self.words or f"{self.page}: {self.box}")[:40]

    @property
    def box(self) -> PageBox | None:
        sides = (self.box_x, self.box_y, self.box_width, self.box_height)
        known = [side for side in sides if side is not None]
        return PageBox(*known) if len(known) == len(sides) else None

    @property
    def words(self) -> str:
        """What was quoted, or is read in the box; a box may have none."""
        return self.quotation or self.transcription


# What a citation is, whoever holds it.
QUOTED = (
    *("page", "quotation", "start", "prefix", "suffix"),
    *("box_x", "box_y", "box_width", "box_height", "transcription"),
)
# Four digits may not add up to a whole in the arithmetic of a database.
_EDGE = 1.00005


def box_fields(box: PageBox | None) -> dict[str, float]:
    if box is None:
        return {}
    return {"box_x": box.x, "box_y": box.y, "box_width": box.width, "box_height": box.height}


def quotation_or_box(name: str) -> models.CheckConstraint:
    """Words without a box, or a whole box within a page without a quotation."""
    sides = ("box_x", "box_y", "box_width", "box_height")
    without = models.Q(**{f"{side}__isnull": True for side in sides}, transcription="")
    # An unknown would pass: each side is said to be there.
    there = models.Q(**{f"{side}__isnull": False for side in sides}, page__isnull=False)
    inside = models.Q(box_x__gte=0, box_y__gte=0, box_width__gt=0, box_height__gt=0)
    inside &= models.Q(box_x__lte=_EDGE - models.F("box_width"))
    inside &= models.Q(box_y__lte=_EDGE - models.F("box_height"))
    quoted = ~models.Q(quotation="") & without
    return models.CheckConstraint(
        condition=quoted | (models.Q(quotation="") & there & inside), name=name
    )


class Searched(models.Model):
    """Proof of absence for a "no": where somebody looked, with what words, on what day."""

    place = models.CharField(_("where"), max_length=300)
    words = models.CharField(_("search words"), max_length=200)
    searched_on = models.DateField(_("searched on"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.place} · {self.words}"


class Code(CodedValue):
    """One coder's reading of the evidence for one question, as he or she works on it.

    What was sent stands in its submissions; `submitted` says that the newest is like it.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="codes", verbose_name=_("edition")
    )
    city = models.ForeignKey(
        City, on_delete=models.PROTECT, related_name="codes", verbose_name=_("city")
    )
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="codes", verbose_name=_("question")
    )
    coder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="codes",
        verbose_name=_("coder"),
    )
    detail = models.CharField(_("what exactly"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)
    # The submission of the edition before that this one says to be like: no key of the database,
    # since a synthetic edition goes without those that were compared with it.
    unchanged_from = models.BigIntegerField(_("unchanged from"), null=True, blank=True)
    # Of the reply's form, point by point as 0 or 1; none for every other question.
    checklist = models.JSONField(_("form checklist"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)
    # Of the round that it was brought in with; what is empty of it then was never noted.
    batch = models.ForeignKey(
        "surveys.RoundImport",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="codes",
        verbose_name=_("brought in with"),
    )

    objects = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("a coder's reading", "code")
        verbose_name_plural = _("codes")
        ordering = ("edition", "city__adcode", "question__position", "coder")
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "city", "question", "coder"],
                name="one_code_per_city_question_coder",
            ),
            models.CheckConstraint(
                condition=models.Q(choice="") | models.Q(number__isnull=True),
                name="code_is_choice_or_number",
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | ~models.Q(choice="")
                | models.Q(number__isnull=False),
                name="submitted_code_has_a_value",
            ),
        )

    def __str__(self) -> str:
        return f"{self.city} · {self.question} · {self.value_display}"


class Citation(Quoted):
    """The place in the evidence that a code rests on; `sha256` is of the file that a box was
    drawn on."""

    code = models.ForeignKey(
        Code,
        on_delete=models.CASCADE,
        related_name="citations",
        verbose_name=pgettext_lazy("a coder's reading", "code"),
    )
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, related_name="citations", verbose_name=_("evidence")
    )
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = (
            quotation_or_box("citation_is_a_quotation_or_a_box"),
            models.CheckConstraint(
                condition=models.Q(box_x__isnull=True) | ~models.Q(sha256=""),
                name="box_names_its_file",
            ),
        )


class SearchRecord(Searched):
    """A search that a code brings as its proof."""

    code = models.ForeignKey(
        Code,
        on_delete=models.CASCADE,
        related_name="searches",
        verbose_name=pgettext_lazy("a coder's reading", "code"),
    )

    class Meta:
        verbose_name = _("search record")
        verbose_name_plural = _("search records")
