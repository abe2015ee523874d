"""Which answers wait for somebody."""

from __future__ import annotations

from django.db.models import Q

from scoring.board.scene import Scene
from surveys.coding.broken import rests_on_broken
from surveys.models import Answer


def returned(_scene: Scene) -> Q:
    return Q(state=Answer.State.RETURNED)


def in_review(_scene: Scene) -> Q:
    return Q(state=Answer.State.IN_REVIEW)


def broken(scene: Scene) -> Q:
    return rests_on_broken(scene.person)
