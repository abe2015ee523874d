"""Entities in the order in which the work flows through them."""

from scoring.models.batch import ImportBatch
from scoring.models.board_view import BoardView
from scoring.models.fault import ComputeFault
from scoring.models.heartbeat import Heartbeat
from scoring.models.method import EditionMethod, MethodVersion
from scoring.models.published import PublishedRank
from scoring.models.run import Basis, CityScore, ScoreRun
from scoring.models.study import Study, StudyBlock
from scoring.models.tree import Indicator, Node, Variable
from scoring.models.value import IndicatorValue

__all__ = [
    "Basis",
    "BoardView",
    "CityScore",
    "ComputeFault",
    "EditionMethod",
    "Heartbeat",
    "ImportBatch",
    "Indicator",
    "IndicatorValue",
    "MethodVersion",
    "Node",
    "PublishedRank",
    "ScoreRun",
    "Study",
    "StudyBlock",
    "Variable",
]
