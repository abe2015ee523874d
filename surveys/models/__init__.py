"""Entities in the order in which the work flows through them."""

from surveys.models.annual_table import AnnualTable
from surveys.models.answer import Answer
from surveys.models.calendar_day import CalendarDay
from surveys.models.city import City, Organ
from surveys.models.code import Citation, Code, SearchRecord
from surveys.models.desk.case_note import CaseNote
from surveys.models.desk.citation_check import CitationCheck
from surveys.models.desk.codebook import CodebookDraft, CodebookVersion
from surveys.models.desk.priority import ReviewPriority
from surveys.models.desk.proposal import CodeProposal
from surveys.models.desk.wording import Wording, WordingBand
from surveys.models.due_move import DueMove
from surveys.models.edition import Edition
from surveys.models.evidence import Evidence, StoredFile
from surveys.models.letter_outcome import LetterOutcome
from surveys.models.outcome import Outcome
from surveys.models.question import Question
from surveys.models.reference_load import ReferenceLoad
from surveys.models.reply import Reply
from surveys.models.request import InfoRequest
from surveys.models.request_event import RequestEvent
from surveys.models.review import ReviewDecision
from surveys.models.round import Round
from surveys.models.round_import import RoundImport, RoundImportFile
from surveys.models.round_statistics import RoundStatistics
from surveys.models.submission import Submission, SubmissionCitation, SubmissionSearch
from surveys.models.trail import TrailEntry
from surveys.models.user import User

__all__ = [
    "AnnualTable",
    "Answer",
    "CalendarDay",
    "CaseNote",
    "Citation",
    "CitationCheck",
    "City",
    "Code",
    "CodeProposal",
    "CodebookDraft",
    "CodebookVersion",
    "DueMove",
    "Edition",
    "Evidence",
    "InfoRequest",
    "LetterOutcome",
    "Organ",
    "Outcome",
    "Question",
    "ReferenceLoad",
    "Reply",
    "RequestEvent",
    "ReviewDecision",
    "ReviewPriority",
    "Round",
    "RoundImport",
    "RoundImportFile",
    "RoundStatistics",
    "SearchRecord",
    "StoredFile",
    "Submission",
    "SubmissionCitation",
    "SubmissionSearch",
    "TrailEntry",
    "User",
    "Wording",
    "WordingBand",
]
