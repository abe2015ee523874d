"""The pages that people work on, and how to come to those whose number is not known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.urls import resolve
from playwright.sync_api import Page

from tests.browser.visitor import Visitor

OLD, NEW = "/editions/2023-demo", "/editions/2024-demo"
CITY = "/cities/330100"


@dataclass(frozen=True)
class Place:
    """`path`, and from there along the first link that matches each selector of `links`; then
    `deed`, where the page is come to by doing something.

    `view` is the name of the address that it ends at, where that is not `name`.
    """

    name: str
    path: str
    links: tuple[str, ...] = ()
    view: str = ""
    deed: Callable[[Page], None] | None = None

    def __str__(self) -> str:
        return self.name

    def enter(self, visitor: Visitor) -> None:
        page = visitor.page
        page.goto(self.path)
        for selector in self.links:
            target = page.locator(selector).first.get_attribute("href")
            assert target is not None, selector
            answer = page.goto(urljoin(page.url, target))
            assert answer is not None
            assert answer.ok, target
        if self.deed is not None:
            self.deed(page)
        assert resolve(urlsplit(page.url).path).view_name == (self.view or self.name)


def compare(page: Page) -> None:
    """The newest run of each basis."""
    page.locator("input[name=old]").nth(1).check()
    page.locator("input[name=new]").nth(0).check()
    page.locator("main form button").first.click()
    page.wait_for_url("**/runs/compare/**")


def ask_for_judgements(page: Page) -> None:
    """The pairwise matrix of a node's children, within the editor."""
    page.locator("details.schemes summary").click()
    page.locator("#scope").select_option("INDEX")
    page.locator("#scheme").select_option("ahp")
    page.locator("#judgements table").wait_for()


RUN = ".lead a[href^='/runs/']"
SENSITIVITY = (RUN, "a[href$='/sensitivity/']")
STUDY = (*SENSITIVITY, "main a[href^='/studies/']")
METHOD = "main a[href^='/methods/']:not([href*='import'])"
# A manager and an administrator can open all of these.
PLACES = (
    Place("home", "/"),
    Place("help", "/help/"),
    Place("password", "/password/"),
    Place("editions", "/editions/"),
    Place("edition-new", "/editions/new/"),
    Place("edition-change", f"{NEW}/change/"),
    Place("edition", f"{NEW}/"),
    Place("log", f"{NEW}/log/?q=hz"),
    Place("reply-new", f"{NEW}{CITY}/reply/"),
    Place("board", f"{NEW}/board/?preset=late"),
    Place("city-letters", f"{NEW}{CITY}/letters/all/"),
    Place("letter", f"{NEW}{CITY}/letters/all/", ("table.data tbody th a",)),
    Place(
        "letter-why",
        f"{NEW}{CITY}/letters/all/",
        ("table.data tbody th a", ".actions a[href$='/why/']"),
    ),
    Place("statistics", f"{NEW}/statistics/?by=region"),
    Place("annual", f"{NEW}/annual/"),
    Place("annual-city", f"{NEW}{CITY}/annual/"),
    Place("facts", f"{OLD}/facts/"),
    Place("facts-cities", f"{OLD}/facts/leading_group/?answer=no"),
    Place("calendar", "/calendar/"),
    Place("code", f"{NEW}{CITY}/code/"),
    Place("alike", f"{NEW}/alike/"),
    Place("review", f"{NEW}/review/"),
    Place("answer", f"{NEW}/review/", ("table.data tbody a",)),
    Place("trail", "/trail/?edition=2024-demo"),
    Place("ranking", f"{OLD}/ranking/?province=浙江省"),
    Place("ranking-published", "/editions/2023-published/ranking/?province=浙江省", view="ranking"),
    Place("city", f"{OLD}{CITY}/"),
    Place("published", f"{OLD}/published/?moved=1"),
    Place("priorities", f"{NEW}/priorities/"),
    Place("values", f"{NEW}/values/"),
    Place("values-batch", f"{NEW}/values/", ("table.data tbody a",)),
    Place("run", f"{OLD}/ranking/?province=浙江省", (RUN,)),
    Place("audit", f"{NEW}/audit/"),
    Place("profile", f"{OLD}/types/"),
    Place("runs", f"{OLD}/runs/"),
    Place("explain", f"{OLD}{CITY}/", ("a[href*='/explain/']",)),
    Place(
        "explain-previous",
        f"{NEW}{CITY}/",
        ("a[href*='/explain/']", "a[href='?against=previous']"),
        view="explain",
    ),
    Place("sensitivity", f"{OLD}/ranking/?province=浙江省", SENSITIVITY),
    Place("study", f"{OLD}/ranking/?province=浙江省", STUDY),
    Place("study-draw", f"{OLD}/ranking/?province=浙江省", (*STUDY, "a[href*='/draws/']")),
    Place("compare", f"{OLD}/runs/", deed=compare),
    Place("methods", "/methods/"),
    Place("method", "/methods/", (METHOD,)),
    Place("method-edit", "/methods/", (METHOD, "a[href$='/edit/']")),
    Place(
        "method-judgements",
        "/methods/",
        (METHOD, "a[href$='/edit/']"),
        "method-edit",
        ask_for_judgements,
    ),
    Place("method-diff", "/methods/diff/?a=1&b=1"),
    Place("edition-delete", f"{OLD}/delete/"),
    Place("admin", "/admin/", view="admin:index"),
    Place("admin-list", "/admin/surveys/answer/", view="admin:surveys_answer_changelist"),
    Place(
        "admin-ranks",
        "/admin/scoring/cityscore/?edition=2023-demo&province=浙江省",
        view="admin:scoring_cityscore_changelist",
    ),
    Place(
        "admin-value-new",
        "/admin/scoring/indicatorvalue/add/",
        view="admin:scoring_indicatorvalue_add",
    ),
    Place(
        "admin-change",
        "/admin/surveys/city/",
        ("#result_list tbody th a",),
        "admin:surveys_city_change",
    ),
)
