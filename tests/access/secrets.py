"""The words that some people must not read, wherever an address leads."""

from __future__ import annotations

from dataclasses import dataclass

from surveys.models.user import Role


@dataclass(frozen=True)
class Secret:
    """Words that only `readers` (roles, or `fellow`, who wrote them) may find anywhere."""

    name: str
    words: tuple[str, ...]
    readers: frozenset[str]


# The numbers have so many digits that no hash, time or key on a page holds them by chance.
SUBMITTED = frozenset({Role.REVIEWER, Role.MANAGER, Role.ADMINISTRATOR})
SECRETS = (
    Secret(
        "draft", ("草稿引文甲乙丙", "草稿细节甲乙丙", "草稿备注甲乙丙", "835190264731"), frozenset()
    ),
    Secret(
        "undecided",
        ("待审引文丁戊己", "待审细节丁戊己", "待审备注丁戊己", "947270518263"),
        SUBMITTED,
    ),
    Secret(
        "returned",
        ("退回引文庚辛壬", "退回细节庚辛壬", "退回理由庚辛壬", "729310846257"),
        SUBMITTED,
    ),
    # What an undecided answer rests on: whoever codes may open it, others learn no name of it.
    Secret("document", ("待审材料名癸亥",), SUBMITTED | {Role.ASSISTANT}),
    # A private note has one reader.
    Secret("note", ("私下所记寅卯辰",), frozenset()),
    Secret("personal", ("私人姓名子丑寅", "私人正文子丑寅"), SUBMITTED),
)
