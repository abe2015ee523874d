"""Cells of a table that is told by columns."""

from django import template

from surveys.sheets.markup import cells_html

register = template.Library()
register.simple_tag(cells_html, name="cells")
