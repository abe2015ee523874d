"""A reply that several cities sent with their own names, days and figures, and one of another's."""

from __future__ import annotations

TEMPLATE = (
    "{organ}\n政府信息公开申请答复书\n〔2025〕第{number}号\n申请人：\n"
    "您于2025年{month}月{day}日提交的政府信息公开申请收悉。经审查，现答复如下：\n"
    "一、{city}已成立生态产品价值实现机制工作领导小组，由市长任组长，办公室设在市发展和改革委员会。\n"
    "二、{city}尚未编制生态产品总值核算地方标准，目前参照国家规范开展核算。\n"
    "三、您所申请的其他信息不属于本机关公开范围，建议向有关部门咨询。\n"
    "如对本答复不服，可以自收到本答复之日起六十日内申请行政复议。\n"
    "{organ}\n2025年{month}月{day}日\n"
)
OTHER = (
    "关于您咨询事项的回复\n我局高度重视林业碳汇工作，近年来完成造林面积稳步增长，"
    "建立了森林资源一张图管理平台，并与多家金融机构合作推出林权抵押贷款产品。"
    "欢迎您继续关注和支持我市林草事业的发展，祝您生活愉快。\n"
)


def letter(city: str, number: int = 7, more: str = "") -> str:
    """As the city's government office would send it."""
    return more + TEMPLATE.format(
        organ=f"{city}人民政府办公室", city=city, number=number, month=number % 12 + 1, day=number
    )
