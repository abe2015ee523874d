from __future__ import annotations

from django.contrib import admin

from surveys.admin.base import ReadOnlyAdmin
from surveys.models import City, Organ, Outcome, Question


@admin.register(City)
class CityAdmin(ReadOnlyAdmin):
    list_display = ("adcode", "name", "province", "region", "level", "pinyin", "is_capital")
    list_filter = ("region", "level", "is_capital", "in_yangtze_belt", "in_yellow_provinces")
    search_fields = ("=adcode", "name", "pinyin_full", "^initials", "province")


@admin.register(Organ)
class OrganAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "city")
    list_filter = ("kind",)
    list_select_related = ("city",)
    search_fields = ("name", "city__name", "=city__adcode")


@admin.register(Outcome)
class OutcomeAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_zh", "name_en", "channel", "effective", "source")
    list_filter = ("channel", "effective")
    search_fields = ("code", "name_zh", "name_en")


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ("code", "name_zh", "name_en", "kind", "source", "counts_as_one", "rule")
    list_filter = ("kind", "source")
    search_fields = ("code", "name_zh", "name_en")
