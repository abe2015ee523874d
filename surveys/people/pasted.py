"""A pasted list of accounts: a line each, name, user name and role, as a table or a chat has it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from surveys.models import User
from surveys.models.user import Role

MOST_LINES = 50
LANGUAGES = ("zh-hans", "en")
_SEPARATORS = ("\t", r"[,，]", r"[;；]", r"\s")
_HEADINGS = {"role", "角色"}
_NAME = User._meta.get_field("full_name").max_length or 60


@dataclass(frozen=True)
class NewAccount:
    full_name: str
    username: str
    role: str


@dataclass(frozen=True)
class Line:
    """One line as it was pasted, what was read of it, and what is wrong with it."""

    number: int
    text: str
    account: NewAccount
    problems: tuple[str, ...]

    @property
    def role_label(self) -> str:
        known = self.account.role in Role.values
        return str(Role(self.account.role).label) if known else self.account.role


def lines_read(text: str, taken: Collection[str]) -> list[Line]:
    """Every line that is neither empty nor a heading; `taken` are user names in lower case."""
    roles = _roles()
    earlier: dict[str, int] = {}
    lines = []
    for number, line in _lines(text):
        cells = _cells(line, roles)
        if cells[-1].casefold() in _HEADINGS:
            continue
        account, problems = _account(cells, roles)
        lower = account.username.casefold()
        if lower in taken:
            problems.append(_("There is an account %(username)s already.") % vars(account))
        if lower and lower in earlier:
            problems.append(_("The same user name as in line %(n)d.") % {"n": earlier[lower]})
        earlier.setdefault(lower, number)
        lines.append(Line(number, line, account, tuple(problems)))
    return lines


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, raw in enumerate(text.splitlines(), start=1):
        # A chat leaves marks of direction and of no width, which nobody sees.
        line = "".join(sign for sign in raw if unicodedata.category(sign) != "Cf")
        if line.strip():
            yield number, line.strip(" \u3000\r")


def _cells(line: str, roles: Mapping[str, str]) -> list[str]:
    """Parted by the first separator that is there; between blanks, the role is what a role is
    called, and a name may have blanks of its own."""
    for separator in _SEPARATORS[:-1]:
        if re.search(separator, line):
            return [cell.strip().strip('"').strip() for cell in re.split(separator, line)]
    words = line.split()
    for first in range(1, len(words)):
        role = " ".join(words[first:])
        if role.casefold() in roles:
            return [" ".join(words[: first - 1]), words[first - 1], role]
    return [" ".join(words[:-2]), *words[-2:]] if len(words) > 2 else words


def _account(cells: list[str], roles: Mapping[str, str]) -> tuple[NewAccount, list[str]]:
    while len(cells) > 3 and not cells[-1]:
        cells = cells[:-1]
    name, username, role = (*cells, "", "", "")[:3]
    username = User.normalize_username(username)
    known = roles.get(role.casefold())
    account = NewAccount(name, username, known or role)
    if len(cells) != 3:
        text = _("Three things are needed, and %(n)d are here: name, user name, role.")
        return account, [text % {"n": len([cell for cell in cells if cell])}]
    problems = [] if name else [_("The name is missing.")]
    if len(name) > _NAME:
        problems.append(_("The name is longer than %(n)d characters.") % {"n": _NAME})
    problems += _name_problems(username)
    if known is None:
        offered = pgettext("list", ", ").join(str(label) for label in Role.labels)
        words = {"role": role or "–", "roles": offered}
        problems.append(_("There is no role “%(role)s”; there are: %(roles)s.") % words)
    return account, problems


def _name_problems(username: str) -> list[str]:
    if not username:
        return [_("The user name is missing.")]
    try:
        User._meta.get_field("username").run_validators(username)
    except ValidationError as error:
        return [str(message) for message in error.messages]
    return []


def _roles() -> dict[str, str]:
    """What roles are called in either language, and as they are stored, to the stored word."""
    found = {value: value for value in Role.values}
    for language in LANGUAGES:
        with override(language):
            found |= {str(label).casefold(): value for value, label in Role.choices}
    return found
