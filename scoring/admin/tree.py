from __future__ import annotations

from django.contrib import admin

from scoring.models import Indicator, Node, Variable
from surveys.admin.base import ReadOnlyAdmin


@admin.register(Node)
class NodeAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_zh", "name_en", "level", "parent")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("code", "name_zh", "name_en")


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_zh", "kind", "unit", "direction", "source", "reference_year")
    list_filter = ("domain", "kind", "source", "direction")
    search_fields = ("code", "name_zh", "name_en", "derivation")


@admin.register(Variable)
class VariableAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_zh", "name_en", "stored_unit")
    search_fields = ("code", "name_zh", "name_en")
