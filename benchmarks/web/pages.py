"""The addresses that are measured: every page that a person opens by a menu or a usual link.

A new page belongs into `PAGES`. Names in braces are objects of the demo editions that
`benchmarks.web.stage` names; downloads and fragments are no pages.
"""

from collections.abc import Mapping
from fnmatch import fnmatchcase

# The whole frame (header, editions, navigation, footer) around a few paragraphs that are the
# same for everybody; of the pages that extend base.html the one that costs least.
EMPTY = "/help/"

EDITION = "/editions/{edition}/"
CITY = f"{EDITION}cities/{{city}}/"
PAGES = (
    "/",
    "/password/",
    "/editions/",
    "/editions/new/",
    EDITION,
    f"{EDITION}change/",
    f"{EDITION}log/",
    f"{EDITION}log/?q=hz",
    f"{EDITION}board/",
    f"{EDITION}board/?preset=answers",
    f"{EDITION}board/?preset=progress",
    f"{EDITION}board/?preset=results",
    f"{EDITION}board/?preset=letters",
    f"{EDITION}board/?preset=letters&clock=overdue",
    f"{CITY}letters/all/",
    f"{EDITION}statistics/",
    f"{EDITION}annual/",
    f"{CITY}annual/",
    "/letters/{letter}/",
    "/letters/{letter}/why/",
    f"{CITY}reply/",
    f"{CITY}code/",
    f"{EDITION}coding/",
    f"{EDITION}alike/",
    f"{EDITION}review/",
    f"{EDITION}review/?state=approved",
    "/answers/{answer}/",
    f"{EDITION}priorities/",
    f"{EDITION}values/",
    f"{EDITION}past/",
    f"{EDITION}values/{{batch}}/",
    f"{EDITION}ranking/",
    f"{EDITION}ranking/?basis=provisional",
    f"{EDITION}ranking/?sort=name",
    f"{EDITION}ranking/?level=prefecture_city&coverage=low",
    "/editions/{ranks}/ranking/",
    CITY,
    f"{CITY}?basis=provisional",
    "/runs/{run}/cities/{city}/explain/",
    f"{EDITION}types/",
    f"{EDITION}facts/",
    f"{EDITION}facts/leading_group/",
    f"{EDITION}audit/",
    f"{EDITION}indicators/",
    f"{EDITION}indicators/G1.1.1/",
    "/editions/{whole}/published/",
    f"{EDITION}runs/",
    "/runs/{run}/",
    "/runs/compare/?old={run}&new={provisional}",
    "/runs/{run}/sensitivity/",
    "/studies/{study}/",
    "/studies/{study}/draws/1/",
    "/methods/",
    "/methods/{method}/",
    "/methods/{method}/edit/",
    "/methods/diff/?a={method}&b={method}",
    "/calendar/",
    "/codebook/",
    "/codebook/diff/",
    "/trail/",
    "/trail/?edition={edition}",
    "/admin/",
    "/admin/scoring/cityscore/",
    "/admin/scoring/indicatorvalue/add/",
    "/admin/surveys/answer/",
    "/admin/surveys/code/",
    "/admin/surveys/reply/",
    "/admin/surveys/evidence/",
    "/admin/surveys/trailentry/",
    "/admin/scoring/indicatorvalue/",
    "/admin/scoring/scorerun/",
)
RANKING = f"{EDITION}ranking/"
"""What fifty people reload beside the approvals."""

ANSWER = "/answers/{answer}/"


def addresses(objects: Mapping[str, object], pattern: str = "*") -> list[str]:
    """Those that fit the pattern, with the objects in their places."""
    found = [page.format_map(objects) for page in PAGES]
    return [address for address in found if fnmatchcase(address, pattern)]
