"""Places as a reader of English finds them: the Latin name first, then the Chinese one."""

from __future__ import annotations

import re

from django.utils.translation import get_language

PROVINCES = {
    "北京市": "Beijing",
    "天津市": "Tianjin",
    "河北省": "Hebei",
    "山西省": "Shanxi",
    "内蒙古自治区": "Inner Mongolia",
    "辽宁省": "Liaoning",
    "吉林省": "Jilin",
    "黑龙江省": "Heilongjiang",
    "上海市": "Shanghai",
    "江苏省": "Jiangsu",
    "浙江省": "Zhejiang",
    "安徽省": "Anhui",
    "福建省": "Fujian",
    "江西省": "Jiangxi",
    "山东省": "Shandong",
    "河南省": "Henan",
    "湖北省": "Hubei",
    "湖南省": "Hunan",
    "广东省": "Guangdong",
    "广西壮族自治区": "Guangxi",
    "海南省": "Hainan",
    "重庆市": "Chongqing",
    "四川省": "Sichuan",
    "贵州省": "Guizhou",
    "云南省": "Yunnan",
    "西藏自治区": "Tibet",
    "陕西省": "Shaanxi",
    "甘肃省": "Gansu",
    "青海省": "Qinghai",
    "宁夏回族自治区": "Ningxia",
    "新疆维吾尔自治区": "Xinjiang",
}
_KIND_OF_PROVINCE = re.compile("(?:壮族|回族|维吾尔)?自治区$|省$|市$")


def province_stem(province: str) -> str:
    """福建 of 福建省, 广西 of 广西壮族自治区."""
    return _KIND_OF_PROVINCE.sub("", province)


def reads_english() -> bool:
    return (get_language() or "").startswith("en")


def province_label(province: str) -> str:
    """`浙江省`, in English `Zhejiang 浙江省`; an unknown province keeps its own name."""
    latin = PROVINCES.get(province, "") if reads_english() else ""
    return f"{latin} {province}".strip()


def city_label(name: str, pinyin: str) -> str:
    """`杭州市`, in English `Hangzhou 杭州市`."""
    return f"{pinyin.capitalize()} {name}".strip() if reads_english() else name
