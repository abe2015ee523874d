"""Letters of the same wording, and one key for what was proposed from one to another."""

from __future__ import annotations

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from ecoasset.env import BASE_DIR
from tests.browser.conftest import Arrive
from tests.browser.places import NEW
from tests.browser.product import Product
from tests.browser.visitor import press
from tests.engines.patience import PATIENCE_SECONDS
from tests.infra.launching import environment

pytestmark = pytest.mark.browser
CITY, QUESTION, WORDS = "210900", "gep_standard", "现答复如下"
# A code of the manager's of one city, proposed to the other, as the page of a cluster would.
PROPOSE = f"""
from surveys.models import Citation, Code, Evidence, Question, User
from surveys.coding.services.proposal import proposals_make
person, question = User.objects.get(username="manager"), Question.objects.get(code="{QUESTION}")
letters = Evidence.objects.filter(edition__code="2024-demo", reply__isnull=False)
own, other = (letters.filter(city__adcode=code)[0] for code in ("211000", "{CITY}"))
cell = dict(edition=own.edition, city=own.city, question=question, coder=person)
code = Code.objects.create(**cell, choice="unknown")
citation = Citation.objects.create(code=code, evidence=own, quotation="{WORDS}")
lines = proposals_make(actor=person, citation=citation, letters=[other])
print([line.fate.value for line in lines])
"""


@pytest.fixture
def proposed(product: Product) -> None:
    done = subprocess.run(
        [sys.executable, str(BASE_DIR / "manage.py"), "shell", "--verbosity", "0", "-c", PROPOSE],
        env=environment(ECOASSET_DATA=str(product.folder)),
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )
    assert "proposed" in done.stdout


def test_one_key_makes_a_proposal_a_draft(proposed: None, arrive: Arrive) -> None:
    page = arrive("manager").page
    page.goto(f"{NEW}/cities/{CITY}/code/")
    card = page.locator(f"#q-{QUESTION}")
    expect(card).to_contain_text("尚不是编码")
    card.focus()
    press(page, "t")
    expect(card.locator("[data-status]")).to_have_text("已保存")
    expect(card).not_to_contain_text("尚不是编码")
    expect(card.locator("textarea[name=quotation]").first).to_have_value(WORDS)
    expect(card).to_have_attribute("data-state", "complete")
