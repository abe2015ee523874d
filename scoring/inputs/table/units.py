"""Units of measurement as people write them, and the exact factor to an indicator's unit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache, lru_cache

from django.utils import translation

from scoring.index.derivation.units import PURE, Unit, parse_unit
from scoring.models import Indicator
from scoring.unit_words import SCALES, UNIT_WORDS

PERSON = parse_unit("person")
_ZH_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_EN_POWERS = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "k": 1000}
# What has no symbol of its own among the units of formulas, in those that have one.
_MU = Fraction(2000, 3)
_BASES: dict[str, tuple[str, Fraction]] = {
    **dict.fromkeys(
        ("元", "人民币", "人民币元", "圆", "rmb", "cny", "yuan"), ("yuan", Fraction(1))
    ),
    **dict.fromkeys(("人", "口人", "persons", "person", "people"), ("person", Fraction(1))),
    **dict.fromkeys(("人次", "人次数", "visits", "visit"), ("visits", Fraction(1))),
    **dict.fromkeys(("平方米", "平米", "m2", "sqm"), ("m2", Fraction(1))),
    **dict.fromkeys(("公顷", "hm2", "ha", "hectare", "hectares"), ("ha", Fraction(1))),
    **dict.fromkeys(("平方公里", "平方千米", "km2", "sqkm"), ("km2", Fraction(1))),
    **dict.fromkeys(("亩", "市亩", "mu"), ("m2", _MU)),
    **dict.fromkeys(("立方米", "立米", "方", "m3", "cubicmetres"), ("m3", Fraction(1))),
    **dict.fromkeys(("立方千米", "立方公里", "km3"), ("m3", Fraction(10**9))),
    **dict.fromkeys(("克", "g"), ("kg", Fraction(1, 1000))),
    **dict.fromkeys(("斤", "市斤"), ("kg", Fraction(1, 2))),
    **dict.fromkeys(("千克", "公斤", "kg"), ("kg", Fraction(1))),
    **dict.fromkeys(("吨", "t", "tonnes", "tons"), ("t", Fraction(1))),
    **dict.fromkeys(("kt",), ("t", Fraction(1000))),
    **dict.fromkeys(("千瓦时", "千瓦小时", "千瓦·时", "度", "kwh"), ("kWh", Fraction(1))),
    **dict.fromkeys(("兆瓦时", "mwh"), ("MWh", Fraction(1))),
    **dict.fromkeys(("吉瓦时", "gwh"), ("GWh", Fraction(1))),
    **dict.fromkeys(("太瓦时", "twh"), ("GWh", Fraction(1000))),
    **dict.fromkeys(("%", "百分比", "百分数", "百分之", "percent", "pct"), ("%", Fraction(1))),
    **dict.fromkeys(("‰", "千分比", "千分数", "千分之", "permille"), ("%", Fraction(1, 10))),
    **dict.fromkeys(("小数", "0-1", "0~1"), ("1", Fraction(1))),
}
_COUNTS = frozenset("个家项件次处种条例座所篇只宗款")
_GRADES = frozenset("分级档等")
# Words for what is no quantity, by the unit of the indicators that they fit.
_OTHERS = {
    **{scale.replace("-", sign): scale for scale in SCALES for sign in "-~—"},
    **dict.fromkeys(("1/0", "0/1", "是否", "是=1", "1=是", "是=1,否=0", "1=是,0=否"), "yes/no"),
    **dict.fromkeys(("无量纲", "无单位"), "index"),
}
_CO2 = re.compile(r"(co2|二氧化碳)(e|当量)?$")
_NUMBER = re.compile(r"(10\^\d{1,2}|\d[\d,]*(\.\d+)?(e\d{1,2})?)")
# “10k m3” and “10 km3” are the same without their blank, and a million apart.
_THOUSANDS = re.compile(r"(\d)\s*k\s+")
_DOUBTFUL = re.compile(r"\dk(?=m)")
_PER = re.compile(r"[/每]|per(?=person|capita)")
# Amounts of a year are all that an edition knows; a hectare ends with the same letter.
_A_YEAR = re.compile(r"([/·.]?(年|year|yr)|[/·.]a)$")
_COUNTED = (Indicator.Kind.COUNT, Indicator.Kind.ORDINAL)
_MAX = 40


@dataclass(frozen=True)
class Written:
    """A unit as the file has it; `counted` is one of the measure words, which count anything."""

    text: str
    unit: Unit
    counted: bool = False


@lru_cache(maxsize=2000)
def written_unit(text: str) -> Written | None:
    """The unit, or None where the text is none that is known."""
    if len(text) > _MAX:
        return None
    text = text.strip(" ()[]（）【】:：,，。")
    word = _THOUSANDS.sub(r"\1thousand", unicodedata.normalize("NFKC", text).casefold().strip())
    word = _blankless(word).strip("()[]:,。")
    stored = None if word in _COUNTS else _stored_words().get(word)
    if stored is not None:
        return Written(text, parse_unit(stored))
    if not word or _DOUBTFUL.search(word):
        return None
    top, *below = _PER.split(_A_YEAR.sub("", word) if len(word) > 1 else word)
    unit = _single(top)
    if unit is None and not below:
        return _counted(text, top)
    for part in below:
        under = _single({"capita": "人"}.get(part, part))
        if unit is None or under is None:
            return None
        unit = unit.over(under)
    return None if unit is None else Written(text, unit)


def unit_factor(written: Written, indicator: Indicator) -> Fraction | None:
    """How many of the indicator's units one of the written is; None where they measure other
    things. An amount per person may be written without “per person”: its name says it."""
    target = parse_unit(indicator.unit)
    if written.counted:
        return written.unit.factor if indicator.kind in _COUNTED else None
    unit = written.unit
    if unit.dimension != target.dimension and "人均" in indicator.name_zh:
        unit = unit.over(PERSON)
    return unit.factor / target.factor if unit.dimension == target.dimension else None


def converted(number: float, factor: Fraction) -> float:
    """The product as exact as a float can be: of the decimal digits that the file shows."""
    try:
        exact = Fraction(Decimal(repr(number))) * factor
    except (InvalidOperation, ValueError, OverflowError):
        return number * float(factor)
    return float(exact)


def plain_factor(factor: Fraction) -> str:
    """The factor as somebody would write it: 0.0001, 10000, or 2/30000."""
    exact = Decimal(factor.numerator) / Decimal(factor.denominator)
    digits = f"{exact.normalize():f}"
    return digits if Fraction(Decimal(digits)) == factor else str(factor)


def _single(word: str) -> Unit | None:
    factor = Fraction(1)
    match = _NUMBER.match(word)
    if match is not None and match[0] != word and word not in _BASES:
        factor *= _power(match[0])
        word = word[match.end() :]
    while word and word not in _BASES:
        power = next((p for p in _EN_POWERS if word.startswith(p) and word != p), None)
        if power is None and word[0] in _ZH_POWERS:
            power = word[0]
        if power is None:
            break
        factor *= {**_ZH_POWERS, **_EN_POWERS}[power]
        word = word[len(power) :]
    if word in _BASES:
        base, size = _BASES[word]
        return _scaled(PURE if base == "1" else parse_unit(base), factor * size)
    return _carbon(word, factor)


def _carbon(word: str, factor: Fraction) -> Unit | None:
    match = _CO2.search(word)
    base = _BASES.get(word[: match.start()]) if match else None
    if base is None or base[0] not in ("t", "kg"):
        return None
    tonnes = Fraction(1) if base[0] == "t" else Fraction(1, 1000)
    return _scaled(parse_unit("t CO2"), factor * base[1] * tonnes)


def _counted(text: str, word: str) -> Written | None:
    factor = Fraction(1)
    while len(word) > 1 and word[0] in _ZH_POWERS:
        factor *= _ZH_POWERS[word[0]]
        word = word[1:]
    return Written(text, _scaled(PURE, factor), counted=True) if word in _COUNTS | _GRADES else None


def _power(text: str) -> Fraction:
    base, caret, exponent = text.partition("^")
    return Fraction(10 ** int(exponent)) if caret else Fraction(Decimal(base.replace(",", "")))


def _scaled(unit: Unit, factor: Fraction) -> Unit:
    return Unit(unit.dimension, unit.factor * factor)


def _blankless(text: str) -> str:
    return "".join(text.split())


@cache
def _stored_words() -> dict[str, str]:
    """Every word that the product itself shows for a unit, in both languages."""
    words = dict(_OTHERS)
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for code, word in UNIT_WORDS.items():
                for text in (code, str(word)):
                    words[_blankless(unicodedata.normalize("NFKC", text).casefold())] = code
    return words
