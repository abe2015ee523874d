from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from scoring.models import Indicator, Node, Variable
from scoring.unit_words import unit_label
from surveys.admin_pages.base import ReadOnlyAdmin


@admin.register(Node)
class NodeAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_zh", "name_en", "level", "parent")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("code", "name_zh", "name_en")


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    list_display = (
        "code",
        "name_zh",
        "kind",
        "measured_in",
        "direction",
        "source",
        "reference_year",
    )
    list_filter = ("domain", "kind", "source", "direction")
    search_fields = ("code", "name_zh", "name_en", "derivation")
    exclude = ("unit",)
    readonly_fields = ("measured_in",)

    @admin.display(description=_("unit"), ordering="unit")
    def measured_in(self, row: Indicator) -> str:
        return row.unit_label


@admin.register(Variable)
class VariableAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_zh", "name_en", "measured_in")
    search_fields = ("code", "name_zh", "name_en")
    exclude = ("stored_unit",)
    readonly_fields = ("measured_in",)

    @admin.display(description=_("stored unit"), ordering="stored_unit")
    def measured_in(self, row: Variable) -> str:
        return unit_label(row.stored_unit)
