"""Fixtures on the database; a plugin that `tests/conftest.py` loads once Django is set up.

They cannot stand in a conftest of a folder: pytest may read that before the settings exist.
"""

from __future__ import annotations

import copy
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import transaction
from django.template import Context
from django.test import Client
from django.test.signals import template_rendered
from django.utils import translation
from django.utils.safestring import SafeString
from pytest_django import DjangoDbBlocker, Settings
from template_partials.templatetags.partials import TemplateProxy

from surveys.models import Edition, Question, Round
from surveys.models.user import Role
from tests.builders import (
    Cast,
    load_reference,
    make_cast,
    make_edition,
    make_question,
    make_round,
    make_user,
)
from tests.engines import tables
from tests.scoring.scored import Scored, make_scored
from tests.surveys.limited import here
from tests.web.people import browser


@pytest.fixture(scope="session", autouse=True)
def told_parts() -> Iterator[None]:
    """The test client knows what a part of a page was given, as it does of a whole template."""

    def render(part: TemplateProxy, context: Context) -> SafeString:
        template_rendered.send(sender=part, template=part, context=context)
        return part.nodelist.render(context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TemplateProxy, "_render", render)
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
    shared_folder: Path,
) -> Iterator[None]:
    """In the place of pytest-django's, by which every process of a session would migrate."""
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(tables.made(shared_folder))
        yield
        with django_db_blocker.unblock():
            stack.close()


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def edition(db: None) -> Edition:
    return make_edition("2025-test")


@pytest.fixture
def survey_round(edition: Edition) -> Round:
    return make_round(edition)


@pytest.fixture
def question(db: None) -> Question:
    return make_question()


@pytest.fixture
def analyst(db: None) -> Client:
    """The browser of somebody who reads results and decides nothing."""
    return browser(make_user(Role.ANALYST))


@pytest.fixture
def english() -> Iterator[None]:
    """What the program says in the test is the source string."""
    with translation.override("en"):
        yield


@pytest.fixture
def evidence_folder(settings: Settings, tmp_path: Path) -> Path:
    """An empty evidence store of the test's own."""
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return tmp_path / "evidence"


@pytest.fixture(scope="session", autouse=True)
def no_power_cut() -> Iterator[None]:
    """The disk is not waited for at each file of evidence; tests of that bring their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _descriptor: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def files_read_here() -> Iterator[None]:
    with here.readers_here():
        yield


@pytest.fixture
def own_process() -> Iterator[None]:
    """Files are read as in the product: by a limited process for each."""
    with here.in_a_limited_process():
        yield


@pytest.fixture(scope="module")
def reference(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The reference data for every test of a module, loaded once and rolled back after it.

    Not for a module with transactional tests: those empty the database.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference()
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def scored_world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scored]:
    """A small computed edition for every test of a module; nothing that a test changes stays."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_scored()
        transaction.set_rollback(True)


@pytest.fixture
def scored(db: None, scored_world: Scored) -> Scored:
    """The module's, or what the module made of it: rows as they were, objects of the test's own."""
    return copy.deepcopy(scored_world)
