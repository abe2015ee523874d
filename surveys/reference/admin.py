from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from surveys.admin_pages.base import ReadOnlyAdmin
from surveys.admin_pages.filters import ChannelFilter
from surveys.models import City, Organ, Outcome, Question
from surveys.models.request import Channel


@admin.register(City)
class CityAdmin(ReadOnlyAdmin):
    list_display = ("adcode", "name", "within", "region", "level", "pinyin", "is_capital")
    list_filter = ("region", "level", "is_capital", "in_yangtze_belt", "in_yellow_provinces")
    search_fields = ("=adcode", "name", "pinyin_full", "^initials", "province")

    @admin.display(description=_("province"), ordering="province_adcode")
    def within(self, row: City) -> str:
        return row.province_label


@admin.register(Organ)
class OrganAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "city")
    list_filter = ("kind",)
    list_select_related = ("city",)
    search_fields = ("name", "city__name", "=city__adcode")


@admin.register(Outcome)
class OutcomeAdmin(ReadOnlyAdmin):
    list_display = ("name_zh", "name_en", "through", "effective", "source", "code")
    list_filter = (("channel", ChannelFilter), "effective")
    search_fields = ("code", "name_zh", "name_en")
    exclude = ("channel",)
    readonly_fields = ("through",)

    @admin.display(description=_("channel"), ordering="channel")
    def through(self, row: Outcome) -> str:
        return str(Channel(row.channel).label)


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = (
        "code",
        "name_zh",
        "name_en",
        "kind",
        "worded",
        "source",
        "counting",
        "rule",
    )
    list_filter = ("kind", "source")
    search_fields = ("code", "name_zh", "name_en")
    exclude = ("choices", "counts_as_one")
    readonly_fields = ("worded", "counting")

    @admin.display(description=_("answers"))
    def worded(self, row: Question) -> str:
        """With the words of the reader's language; a count has numbers beside them."""
        return " | ".join(row.answer_words(value) for value in row.words)

    @admin.display(description=_("answers that count as 1"), ordering="counts_as_one")
    def counting(self, row: Question) -> str:
        return " | ".join(row.answer_words(value) for value in row.counts_as_one.split())
