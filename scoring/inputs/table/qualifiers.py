"""What stands around an indicator's name in a heading: unit, year, scope, another quantity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from scoring.inputs.table.units import Written, written_unit
from scoring.models import Indicator
from surveys.sheets.headings import EDGES, heading_split, key_of, pieces
from surveys.sheets.numbers import tidy


class Means(StrEnum):
    UNIT = "unit"
    YEAR = "year"
    OTHER = "other"  # another quantity than the indicator: its growth, its share, its rank
    SCOPE = "scope"  # of another area than the whole city
    NOTHING = "nothing"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Qualifier:
    means: Means
    text: str
    unit: Written | None = None
    year: int | None = None


@dataclass(frozen=True)
class TitleUnit:
    """`units` is empty where nothing of it is understood."""

    text: str
    units: tuple[Written, ...]


_YEAR = re.compile(r"(?:截至|截止)?((?:19|20)\d\d)(?:年|年度|年末|年底|年年末|year)?(?:数|数据)?")
_UNIT_WORD = re.compile(r"(?:计量)?单位\s*[::]?\s*(.+)|units?\s*[:=]?\s+(.+)", re.IGNORECASE)
_UNIT_INSIDE = re.compile(r"单位\s*:\s*([^()\s]+(?:\s*[,、;]\s*[^()\s]+)*)")
_OTHER = re.compile(
    r"增长|增速|增幅|增加|增减|增量|同比|环比|上年|去年|±|年均|平均|人均|户均|地均|占|比重|比例|份额|构成"
    r"|累计|排名|排序|位次|名次|得分|目标|计划|规划|预算|预计|预测|变化|变动|可比价|不变价"
    r"|率$|指数|growth|change|rank|share|per ?capita|target|forecast",
    re.IGNORECASE,
)
_SCOPE = re.compile(
    r"市辖区|市区|城区|主城|城镇|农村|乡村|县域|建成区|中心城|开发区|市本级|本级|市级$|区级|县级"
    r"|全省|全国|不含|除外|其中|规模以上|规上|限额以上|urban|districts? only|provinc",
    re.IGNORECASE,
)
_SHARES = frozenset({"占比", "比重", "比例", "占", "份额", "share"})
_NOTHING = frozenset(
    {
        *(
            "全市",
            "全域",
            "市域",
            "全市域",
            "全州",
            "全地区",
            "全盟",
            "全辖区",
            "全口径",
            "行政区域",
        ),
        *(
            "地级市",
            "合计",
            "总计",
            "总量",
            "总数",
            "总额",
            "总值",
            "小计",
            "数值",
            "数量",
            "数据",
            "值",
        ),
        *("绝对数", "绝对值", "绝对量", "全年", "年末", "年底", "年末数", "本年", "当年", "全年数"),
        *(
            "当年价",
            "当年价格",
            "现价",
            "按当年价格计算",
            "按当年价计算",
            "按现价计算",
            "当年价格计算",
        ),
        *("指标", "指标值", "统计值", "实际值", "1-12月", "1—12月", "1–12月", "wholecity", "total"),
    }
)


def qualifiers(text: str, indicator: Indicator) -> Iterator[Qualifier]:
    """Each part of a bracket, or of what stands behind a name, with what it means."""
    text = tidy(text)
    whole = _qualifier(text.strip(EDGES), indicator)
    if whole.means not in (Means.UNKNOWN, Means.OTHER):
        yield whole
        return
    heading = heading_split(text)
    for part in [piece for each in (heading.name, *heading.brackets) for piece in pieces(each)]:
        found = _qualifier(part, indicator)
        words = part.split()
        if found.means == Means.UNKNOWN and len(words) > 1:
            yield from (_qualifier(word, indicator) for word in words)
        else:
            yield found


def title_unit(text: str) -> TitleUnit | None:
    """What a title says of the units below it: “单位：万元”, “各市产值（万元）”."""
    text = tidy(text)
    match = _UNIT_INSIDE.search(text) or _UNIT_WORD.match(text.strip(EDGES + "()"))
    if match is not None:
        said = next(filter(None, match.groups())).strip(EDGES + "()")
        whole = written_unit(said)
        found: list[Written | None] = [whole]
        if whole is None:
            found = [written_unit(piece) for piece in pieces(said)]
        return TitleUnit(said, tuple(unit for unit in found if unit is not None))
    for part in (text.strip(EDGES + "()"), *heading_split(text).brackets):
        alone = written_unit(part)
        if alone is not None:
            return TitleUnit(part, (alone,))
    return None


def title_qualifiers(titles: Iterable[str], indicator: Indicator) -> Iterator[Qualifier]:
    """What brackets of titles say against an indicator: another quantity, another scope."""
    for title in titles:
        for part in heading_split(title).brackets:
            for found in qualifiers(part, indicator):
                if found.means in (Means.OTHER, Means.SCOPE):
                    yield found


def year_of(text: str) -> int | None:
    """2022 for “2022”, “2022年” or “2022 年末”."""
    match = _YEAR.fullmatch(key_of(text))
    return int(match[1]) if match else None


def _qualifier(text: str, indicator: Indicator) -> Qualifier:
    match = _UNIT_WORD.fullmatch(text)
    word = (match[1] or match[2]).strip(EDGES + "()") if match else text
    unit = written_unit(word)
    if unit is not None:
        return Qualifier(Means.UNIT, word, unit=unit)
    year = year_of(text)
    if year is not None:
        return Qualifier(Means.YEAR, text, year=year)
    key = key_of(text)
    name = key_of(indicator.name_zh)
    own = (key in name and len(key) > 1) or key == key_of(indicator.name_en)
    if not key or key in _NOTHING or own or (key in _SHARES and indicator.unit == "%"):
        return Qualifier(Means.NOTHING, text)
    if key[-1] in "%‰" and _qualifier(key[:-1], indicator).means == Means.NOTHING:
        return Qualifier(Means.UNIT, key[-1], unit=written_unit(key[-1]))
    if _SCOPE.search(key):
        return Qualifier(Means.SCOPE, text)
    if _OTHER.search(key):
        return Qualifier(Means.OTHER, text)
    return Qualifier(Means.UNKNOWN, text)
