"""A document of many pages that speaks of other business in nearly the same words."""

import random

from surveys.files.pages import PAGE

PAGES = 400
LINES = 12
_GROUPS = ("防汛抗旱", "安全生产", "乡村振兴", "数字政府建设", "河湖长制工作", "营商环境")
_PLANS = ("污染防治攻坚", "老旧小区改造", "冷链物流发展", "义务教育均衡", "高标准农田建设")
_SENTENCES = (
    "市政府成立了{group}领导小组，由分管副市长任组长，办公室设在主管部门。",
    "《{city}{plan}三年行动方案》于{year}年印发，各县区按季度报送进度。",
    "全年完成地区生产总值{money}亿元，同比增长百分之{few}。",
    "{city}尚未出台{plan}实施细则，有关部门正在起草。",
    "不动产登记窗口全年办理登记{count}件，群众满意度持续提升。",
    "财政部门完成了{year}年度成本核算，核算结果已经审计。",
    "{group}联席会议召开第{few}次全体会议，研究部署下一阶段工作。",
    "{plan}技术规范列入地方标准立项计划，预计明年发布。",
    "林业部门完成造林{count}亩，国有林场改革通过验收。",
    "市级财政安排征地补偿资金{money}亿元，由县区统筹使用。",
    "关于{plan}的建议，已转有关部门认真研究，适时推进。",
    "{year}年{few}月起，{city}在三个街道开展网格化管理试点。",
)


def surrounded(text: str, seed: int, pages: int = PAGES) -> str:
    """The text on pages of its own, at a place among the pages that the seed draws."""
    draw = random.Random(seed)
    before = draw.randrange(pages // 4, 3 * pages // 4)
    filled = [_page(draw) for _number in range(pages)]
    return PAGE + PAGE.join([*filled[:before], text, *filled[before:]])


def long_text(size: int) -> str:
    """So many bytes of such pages."""
    draw = random.Random(size)
    parts: list[str] = []
    length = 0
    while length < size:
        parts.append(_page(draw))
        length += len(parts[-1].encode())
    return "\n".join(parts)


def _page(draw: random.Random) -> str:
    return "\n".join("　　" + _sentence(draw) + _sentence(draw) for _line in range(LINES))


def _sentence(draw: random.Random) -> str:
    return draw.choice(_SENTENCES).format(
        group=draw.choice(_GROUPS),
        plan=draw.choice(_PLANS),
        city=draw.choice(("甲川市", "乙江市", "丙原市")),
        year=draw.randrange(2015, 2025),
        money=draw.randrange(10, 9000),
        few=draw.randrange(2, 12),
        count=draw.randrange(100, 90000),
    )
