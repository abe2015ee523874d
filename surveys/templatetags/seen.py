"""The hidden field by which a form says what its page showed."""

from __future__ import annotations

from django import template
from django.db.models import Model
from django.utils.html import format_html
from django.utils.safestring import SafeString

from surveys.seen import seen_word

register = template.Library()


@register.simple_tag
def seen(row: Model) -> SafeString:
    return format_html('<input type="hidden" name="seen" value="{}">', seen_word(row))
