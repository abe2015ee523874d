"""A workbook is Chinese: its template lists the words of each column, and a refusal names them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from surveys.models import Outcome
from surveys.past.reading.columns import SheetKind
from tests.builders import make_outcome
from tests.surveys.past.books import EVENTS, LETTERS, REPLIES
from tests.surveys.past.small import Small, make_small
from tests.surveys.past.test_import_round import bring
from tests.web.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evidence_folder")]
LETTER = {"city": "甲市", "organ": "甲市发展和改革委员会", "channel": "依申请公开", "wave": 2}


@pytest.fixture
def small() -> Small:
    return make_small()


def test_a_refused_word_names_those_that_are_read(small: Small, tmp_path: Path) -> None:
    """All of them, as a workbook calls them, outcomes in the order of the official table."""
    Outcome.objects.filter(code="disclosure_said").update(position=1)
    for place, name in ((2, "部分公开"), (3, "本机关不掌握")):
        make_outcome("disclosure", f"d{place}", name_zh=name, position=place)
    book = small.book
    rows = {
        "channel": book.put(LETTERS, key="L6", **{**LETTER, "channel": "飞鸽"}),
        "route": book.put(LETTERS, key="L7", **{**LETTER, "wave": 3}, route="顺丰"),
        "part": book.put(LETTERS, key="L8", **{**LETTER, "wave": 4}, part="天气"),
        "organ": book.put(LETTERS, key="L9", **{**LETTER, "organ": "甲市发改委"}),
    }
    event = book.put(EVENTS, key="L2", kind="下雨", date="2025-03-10")
    reply = book.put(REPLIES, key="R9", letter="L1", outcome="同意", received="2025-05-05")
    _status, report = bring(book.save(tmp_path / "round"), small)
    told = {(one["sheet"], one["row"]): one["message"] for one in report["findings"]}
    letters = {name: told["函件", row] for name, row in rows.items()}
    assert "依申请公开、政府咨询" in letters["channel"]
    assert "挂号信或快递" in letters["route"]
    assert "12345 热线" in letters["route"]
    assert "全部、发展和改革委员会" in letters["part"]
    assert "甲市发展和改革委员会" in letters["organ"]
    assert "电话或窗口" in told["经过", event]
    assert "法院裁判" in told["经过", event], "the last of them too"
    assert "予以公开、部分公开、本机关不掌握" in told["答复", reply]
    assert "disclosure" not in " ".join(told.values())


def test_the_template_lists_every_word_that_is_read(small: Small) -> None:
    address = reverse("past-template", args=[small.edition.code])
    content = browser(small.cast.manager).get(address).content
    sheet = load_workbook(io.BytesIO(content))["说明"]
    rows = [[str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True)]
    listed = [row for row in rows if row[0] in list(SheetKind) and row[4]]
    words = {(row[0], row[1].removesuffix(" *")): row[4] for row in listed}
    assert words["函件", "渠道"] == "依申请公开、政府咨询"
    assert "挂号信或快递" in words["函件", "寄送途径"]
    examples = {(row[0], row[1].removesuffix(" *")): row[3] for row in listed}
    known = {place: [*words[place].split("、"), "EMS", "发改委", ""] for place in words}
    assert [place for place in words if examples[place] not in known[place]] == []
    assert "询问用途" in words["经过", "电话内容"]
    assert {"reply_quality", "leading_group"} <= {row[1] for row in rows}
    assert ["实质答复", "consultation_said", "政府咨询"] in [row[:3] for row in rows]
