"""A reminder (催办函) and a telephone script, in Chinese whatever the reader's language: the
letter goes to an organ. Pure: facts of a letter in, text out; nobody's name stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

INDENT = "\u3000\u3000"
ROUTES: Mapping[str, str] = {
    "web": "通过网上申请系统",
    "email": "以电子邮件方式",
    "fax": "以传真方式",
    "registered": "以挂号信或特快专递方式",
    "post": "以平常信函方式",
    "in_person": "以当面提交方式",
    "mailbox": "通过领导信箱",
    "hotline": "通过12345热线",
}
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class LateFacts:
    """`due` is the last day by the national calendar, `due_local` with the area's own days;
    `days_late` in working days, of a consultation in calendar days. `own_limit` is what the
    organ itself names for a consultation; `reconsideration_by` is left out once it is over."""

    organ: str
    consultation: bool
    questions: tuple[str, ...]
    route: str
    number: str
    sent_on: date
    received_on: date | None
    corrected_on: date | None
    extension: int
    paused: bool
    due: date | None
    due_local: date | None
    days_late: int
    own_limit: str
    reconsideration_by: date | None
    reminded: tuple[date, ...]
    today: date


def reminder_text(facts: LateFacts) -> str:
    """The first line is the title; paragraphs begin with two blanks."""
    title = "关于催办网上咨询的函" if facts.consultation else "关于催办政府信息公开申请的函"
    body = [_sent(facts), *_asked(facts), _late(facts), _wanted(facts), *_remedy(facts)]
    end = ["", "咨询人：" if facts.consultation else "申请人：", _day(facts.today)]
    lines = [title, "", f"{facts.organ}：", *(INDENT + line for line in body), *end]
    return "\n".join(lines) + "\n"


def telephone_text(facts: LateFacts) -> str:
    """What to say and what to write down, line by line."""
    kind = "咨询" if facts.consultation else "政府信息公开申请"
    number = f"，编号是{facts.number}" if facts.number else ""
    lines = [
        f"电话催办提纲：{facts.organ}",
        "",
        f"1. 您好，想了解一件{kind}的办理情况：{_day(facts.sent_on)}{_route(facts)}提交{number}。",
        f"2. 内容是：{'；'.join(facts.questions)}。",
        f"3. {_late(facts)}",
        "4. 请问：现在由哪个科室办理？什么时候答复？有没有发过补正、延期、收费或者征求意见的通知？",
        "5. 如果已经答复：请告知文号、日期和送达方式，必要时请再发一次。",
        "6. 如果不属于贵单位职责：请告知应当向哪个机关提出及其联系方式。",
        "7. 通话结束：记下对方的说法（不记姓名），登记为“来往电话”。",
    ]
    return "\n".join(lines) + "\n"


def _sent(facts: LateFacts) -> str:
    verb = "咨询" if facts.consultation else "政府信息公开申请"
    number = f"（编号：{facts.number}）" if facts.number else ""
    who = "我们" if facts.consultation else "申请人"
    line = f"{who}于{_day(facts.sent_on)}{_route(facts)}向贵机关提交{verb}{number}"
    if facts.received_on is not None and not facts.consultation:
        line += f"，贵机关于{_day(facts.received_on)}收到"
    if facts.corrected_on is not None:
        line += f"，并于{_day(facts.corrected_on)}收到补正材料"
    return f"{line}，内容如下："


def _asked(facts: LateFacts) -> list[str]:
    if len(facts.questions) == 1:
        return [f"{facts.questions[0]}。"]
    last = len(facts.questions) - 1
    return [
        f"{_numeral(at)}、{question}{'。' if at == last else '；'}"
        for at, question in enumerate(facts.questions)
    ]


def _numeral(at: int) -> str:
    return _NUMERALS[at] if at < len(_NUMERALS) else str(at + 1)


def _late(facts: LateFacts) -> str:
    until = "，按当地放假安排计算于".join(_day(day) for day in _days(facts))
    if facts.consultation:
        return (
            f"按照贵单位公布的办理时限（{facts.own_limit}），答复期限于{until}届满。"
            f"截至{_day(facts.today)}已超过{facts.days_late}日，尚未收到答复。"
        )
    begin = "收到补正材料" if facts.corrected_on is not None else "收到申请"
    more = f"，贵机关告知延长{facts.extension}个工作日" if facts.extension else ""
    more += "，征求意见等所需时间已经扣除" if facts.paused else ""
    return (
        f"依照《中华人民共和国政府信息公开条例》第三十三条，行政机关应当自{begin}之日起20个工作日内"
        f"予以答复{more}，答复期限于{until}届满。"
        f"截至{_day(facts.today)}已逾期{facts.days_late}个工作日，申请人尚未收到答复。"
    )


def _days(facts: LateFacts) -> list[date]:
    return [day for day in (facts.due, facts.due_local) if day is not None]


def _wanted(facts: LateFacts) -> str:
    before = ""
    if facts.reminded:
        before = f"此前已于{'、'.join(_day(day) for day in facts.reminded)}催办。"
    if facts.consultation:
        return f"{before}请贵单位尽快答复；不属于贵单位职责的，请告知应当向哪个单位提出。"
    return (
        f"{before}请贵机关依法尽快作出书面答复并送达；已经作出答复的，请告知文号、日期和送达方式。"
    )


def _remedy(facts: LateFacts) -> list[str]:
    if facts.consultation:
        return []
    limit = facts.reconsideration_by
    by = f"（申请行政复议的期限至{_day(limit)}）" if limit is not None else ""
    return [
        "仍未答复的，申请人可以依照《中华人民共和国政府信息公开条例》第五十一条，向上一级行政机关或者"
        f"政府信息公开工作主管部门投诉、举报，也可以依法申请行政复议或者提起行政诉讼{by}。"
    ]


def _route(facts: LateFacts) -> str:
    return ROUTES.get(facts.route, "")


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
