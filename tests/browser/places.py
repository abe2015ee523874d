"""The pages that people work on, and how to come to those whose number is not known."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.browser.visitor import Visitor

OLD, NEW = "/editions/2023-demo", "/editions/2024-demo"
CITY = "/cities/330100"


@dataclass(frozen=True)
class Place:
    """`path`, and from there along the first link that matches each selector of `links`."""

    name: str
    path: str
    links: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.name

    def enter(self, visitor: Visitor) -> None:
        visitor.page.goto(self.path)
        for selector in self.links:
            target = visitor.page.locator(selector).first.get_attribute("href")
            here = visitor.page.url
            visitor.page.goto(str(target) if "://" not in str(target) else here)
        assert urlsplit(visitor.page.url).path != "/sign-in/"


RUN = ".lead a[href^='/runs/']"
# A manager and an administrator can open all of these.
PLACES = (
    Place("home", "/"),
    Place("help", "/help/"),
    Place("password", "/password/"),
    Place("editions", "/editions/"),
    Place("edition-new", "/editions/new/"),
    Place("edition", f"{NEW}/"),
    Place("log", f"{NEW}/log/?q=hz"),
    Place("reply-new", f"{NEW}{CITY}/reply/"),
    Place("code", f"{NEW}{CITY}/code/"),
    Place("review", f"{NEW}/review/"),
    Place("answer", f"{NEW}/review/", ("table.data tbody a",)),
    Place("trail", "/trail/?edition=2024-demo"),
    Place("ranking", f"{OLD}/ranking/?province=浙江省"),
    Place("ranking-published", "/editions/2023-published/ranking/?province=浙江省"),
    Place("city", f"{OLD}{CITY}/"),
    Place("published", f"{OLD}/published/?moved=1"),
    Place("priorities", f"{NEW}/priorities/"),
    Place("values", f"{NEW}/values/"),
    Place("run", f"{OLD}/ranking/?province=浙江省", (RUN,)),
    Place("audit", f"{NEW}/audit/"),
    Place("profile", f"{OLD}/types/"),
    Place("runs", f"{OLD}/runs/"),
    Place("explain", f"{OLD}{CITY}/", ("a[href*='/explain/']",)),
    Place("sensitivity", f"{OLD}/ranking/?province=浙江省", (RUN, "a[href$='/sensitivity/']")),
    Place("methods", "/methods/"),
    Place("method", "/methods/", ("main a[href^='/methods/']:not([href*='import'])",)),
    Place("admin", "/admin/"),
    Place("admin-list", "/admin/surveys/answer/"),
    Place("admin-change", "/admin/surveys/city/", ("#result_list th a",)),
)
