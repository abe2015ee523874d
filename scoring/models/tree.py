from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from scoring.models.querysets import IndicatorQuerySet
from scoring.unit_words import unit_label
from surveys.models.bilingual import Bilingual

# The four domains in the order of the appendix, with the field names used for their
# scores and ranks everywhere.
DOMAINS: tuple[tuple[str, str], ...] = (
    ("R", "resource"),
    ("G", "management"),
    ("C", "compensation"),
    ("M", "market"),
)
ROOT_CODE = "INDEX"
# The five nodes of the appendix: what a run keeps a row per city of.
SCORED: tuple[tuple[str, str], ...] = ((ROOT_CODE, "composite"), *DOMAINS)
SCORED_CODES = tuple(code for code, _field in SCORED)
SCORED_FIELDS = tuple(field for _code, field in SCORED)


class Node(Bilingual):
    """A branch of the indicator tree: the index, a domain, a first- or second-level group."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    level = models.PositiveSmallIntegerField(_("level"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("node")
        verbose_name_plural = _("nodes")
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(level=0, parent__isnull=True)
                | models.Q(level__gt=0, parent__isnull=False),
                name="only_the_root_has_no_parent",
            ),
        )


class Indicator(Bilingual):
    """A third-level indicator: one column of the matrix."""

    class Kind(models.TextChoices):
        AREA = "area", _("Area")
        RATIO = "ratio", _("Ratio")
        CONTINUOUS = "continuous", _("Amount")
        COUNT = "count", _("Count")
        BINARY = "binary", _("Yes or no")
        ORDINAL = "ordinal", _("Grade")

    class Source(models.TextChoices):
        RASTER = "raster", _("Land-use raster")
        ZONING = "zoning", _("Resource zoning")
        STATISTICS = "statistics", _("Statistics")
        SURVEY = "survey", _("Replies")
        POLICY_DOCUMENT = "policy_document", _("Policy documents")
        DOCUMENT_COUNT = "document_count", _("Word count of the plan")
        WEB_COUNT = "web_count", _("Count on the website")
        REGISTER = "register", _("Public register")

    code = models.CharField(_("code"), max_length=20, unique=True)
    parent = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="indicators", verbose_name=_("group")
    )
    domain = models.ForeignKey(
        Node, on_delete=models.PROTECT, related_name="+", verbose_name=_("domain")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    unit = models.CharField(_("unit"), max_length=20)
    direction = models.SmallIntegerField(_("direction"))
    source = models.CharField(_("source"), max_length=20, choices=Source.choices)
    derivation = models.CharField(_("derivation"), max_length=200)
    reference_year = models.PositiveSmallIntegerField(_("reference year"))
    direction_note = models.CharField(_("note on the direction"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("position",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(direction__in=(-1, 1)), name="direction_is_plus_or_minus_one"
            ),
        )

    @property
    def unit_label(self) -> str:
        return unit_label(self.unit)

    @property
    def is_coded(self) -> bool:
        """True where the value comes from reviewed answers, not from a spreadsheet."""
        return self.source in {self.Source.SURVEY, self.Source.POLICY_DOCUMENT}


class Variable(Bilingual):
    """A base variable of the indicators' formulas, in its stored unit."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    stored_unit = models.CharField(_("stored unit"), max_length=20)
    note = models.CharField(_("note"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("base variable")
        verbose_name_plural = _("base variables")
        ordering = ("position",)
