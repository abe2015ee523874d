"""What the page of types shows of every city: its place in a list, its circle in the figure."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from scoring.analysis.profile import CityProfile
from scoring.analysis.quadrant_figure import Point, QuadrantFigure
from scoring.rendered.links import CityLinks
from scoring.templatetags.figures import score


def city_list(cities: Iterable[CityProfile], links: CityLinks) -> SafeString:
    """Names with links, each with its rank in small print."""
    items = [
        f'<span class="nowrap">{links.link(item.city.adcode, item.city.short_label)} '
        f'<small class="muted">{item.rank}</small></span>\n'
        for item in cities
    ]
    return mark_safe("".join(items))  # noqa: S308 - links escape their words


def quadrant_points(figure: QuadrantFigure, links: CityLinks) -> SafeString:
    """A circle per city; its name shows on hover and focus."""
    return mark_safe("".join(_point(point, links) for point in figure.points))  # noqa: S308


def _point(point: Point, links: CityLinks) -> str:
    item = point.city
    name = escape(item.city.label)
    told = " · ".join(
        [
            item.city.label,
            _("rank %(rank)s") % {"rank": item.rank},
            f"{score(item.resource)} / {score(item.realisation)}",
        ]
    )
    place = f'x="{point.x}" y="{point.y}"'
    return (
        f'<a href="{escape(links.address(item.city.adcode))}" aria-label="{name}">'
        f'<circle class="q{item.quadrant}" cx="{point.x}" cy="{point.y}" r="4">'
        f"<title>{escape(told)}</title></circle>"
        f'<text class="tip" {place} dy="-8" text-anchor="middle" aria-hidden="true">{name}</text>'
        "</a>\n"
    )
