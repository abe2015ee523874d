"""The text of synthetic letters, web pages and search records, as pure functions.

No seal, no document number, no official's name: each text is marked as synthetic at its
top and bottom and holds, word for word, every sentence that an answer cites.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ecoasset.demo.fixture import DemoAnswer, DemoReply

MARK = "演示数据（合成）"

ORGANS: dict[str, str] = {
    "government_office": "{seat}办公室",
    "development_reform": "{city}发展和改革委员会",
    "natural_resources": "{city}自然资源局",
    "ecology_environment": "{city}生态环境局",
    "statistics": "{city}统计局",
}
SELVES = (("自治州", "我州"), ("地区", "我地区"), ("盟", "我盟"))

# What a letter says of a question, by the answer; `{self}` is 我市, 我州 …, `{detail}` the
# synthetic title of a document.
SENTENCES: dict[str, dict[str, str]] = {
    "leading_group": {
        "yes": "{self}已成立生态产品价值实现专项领导小组，见{detail}。",
        "in_preparation": "{self}正在筹备成立生态产品价值实现专项领导小组，见{detail}。",
        "no": "{self}目前未成立生态产品价值实现专项领导小组。",
    },
    "leading_group_head": {
        "yes": "该领导小组由{self}政府主要领导任组长。",
        "no": "{self}没有由党委或政府主要领导任组长的生态产品价值实现专项领导小组。",
    },
    "implementation_plan": {
        "yes": "{self}已印发生态产品价值实现机制实施方案，见{detail}。",
        "in_preparation": "{self}的生态产品价值实现机制实施方案正在征求意见，见{detail}。",
        "no": "{self}目前未出台生态产品价值实现机制实施方案。",
    },
    "gep_standard": {
        "yes": "{self}已发布生态产品总值核算规范，见{detail}。",
        "in_preparation": "{self}的生态产品总值核算规范正在编制，见{detail}。",
        "no": "{self}目前未发布生态产品总值核算规范。",
    },
    "gep_accounting": {
        "yes": "{self}已完成全域生态产品总值核算，见{detail}。",
        "in_preparation": "{self}已委托开展生态产品总值核算，尚无结果，见{detail}。",
        "no": "{self}目前未开展生态产品总值核算。",
    },
    "property_registration": {
        "yes": "{self}已发布自然资源所有权首次登记通告，见{detail}。",
        "in_preparation": "{self}已制定自然资源确权登记工作方案，尚未发布通告，见{detail}。",
        "no": "{self}目前未发布自然资源所有权首次登记通告。",
    },
}
CLOSINGS: dict[int, str] = {
    4: "以上事项已逐项答复，所列文件可在政府网站核对。",
    3: "以上为现有信息的直接答复，其余事项暂无资料。",
    2: "所询事项请联系主管部门，联系电话可在该部门网站查询，来电均有人接听。",
    1: "所询事项正在研究，待有结果后另行告知。",
    0: "来件收悉。",
}
LISTED = {
    "yes": "{city}{topic}，见{detail}。",
    "in_preparation": "{city}拟{topic}，尚未落实，见{detail}。",
    "no": "{city}尚未{topic}。",
    "0": "{city}{topic}：0。",
}
LIST_COUNT = "{city}{topic}：{value}，见{detail}。"


@dataclass(frozen=True)
class Letter:
    """A text and, by question code, the sentence of it that the answer cites."""

    text: str
    quotations: dict[str, str]


@dataclass(frozen=True)
class Search:
    """Where somebody looked for what was not found, and with what words."""

    place: str
    words: str


def organ_name(city: str, kind: str) -> str:
    """The organ's usual name; prefectures and leagues have an administrative office."""
    seat = f"{city}行政公署" if city.endswith(("地区", "盟")) else f"{city}人民政府"
    return ORGANS[kind].format(city=city, seat=seat)


def quotation(city: str, answer: DemoAnswer, topic: str) -> str:
    """The sentence of the evidence on this question; `topic` is the question's Chinese name."""
    says = answer.evidence_value
    if answer.question == "reply_quality":
        return CLOSINGS[int(says)]
    pattern = SENTENCES.get(answer.question, LISTED).get(says, LIST_COUNT)
    return pattern.format(
        self=_self(city),
        city=city,
        detail=answer.detail_zh,
        topic=topic.removeprefix("是否"),
        value=says,
    )


def letter_text(city: str, reply: DemoReply, sentences: Sequence[str]) -> str:
    """The text of `reply` with the given sentences, each on a line of its own."""
    organ = organ_name(city, reply.organ_kind)
    subject = "政府信息公开申请答复" if reply.channel == "disclosure" else "咨询事项答复"
    lines = [
        MARK,
        f"{organ}{subject}",
        "关于生态产品价值实现工作情况的来件已收到，现答复如下：",
        *sentences,
        CLOSINGS[reply.substance],
        organ,
        _chinese_date(reply.dated_on),
        MARK,
    ]
    return "\n".join(lines) + "\n"


def reply_letter(
    city: str, reply: DemoReply, answers: Sequence[DemoAnswer], topics: dict[str, str]
) -> Letter:
    """The letter of `reply`, with the sentence for each answer resting on it.

    `answers` may be all answers of the city; those that cite another letter, a page or a
    search are left out. `topics` gives a question's Chinese name by its code.
    """
    cited = {
        answer.question: quotation(city, answer, topics[answer.question])
        for answer in answers
        if answer.basis == "reply" and reply.answers(answer.request)
    }
    sentences = [text for code, text in cited.items() if code != "reply_quality"]
    return Letter(text=letter_text(city, reply, sentences), quotations=cited)


def web_page(city: str, answer: DemoAnswer, topic: str) -> Letter:
    """The archived page on which an answer with basis `web` rests."""
    sentence = quotation(city, answer, topic)
    lines = [MARK, f"{city}：{topic}", sentence, "本页为演示用的合成网页存档。", MARK]
    return Letter(text="\n".join(lines) + "\n", quotations={answer.question: sentence})


def search_record(city: str, answer: DemoAnswer, topic: str) -> Search:
    """Where and with what words an answer with basis `search` was looked for in vain."""
    if answer.question == "reply_quality":
        return Search(place=f"{MARK}本轮{city}各申请和咨询的收件记录", words="答复")
    return Search(place=f"{MARK}{city}政府网站及主管部门公布的名单", words=f"{city} {topic}")


def _self(city: str) -> str:
    return next((word for ending, word in SELVES if city.endswith(ending)), "我市")


def _chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
