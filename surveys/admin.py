"""What is stored, to look at; what is not an action of a service is read-only."""

from surveys.annual import admin as annual
from surveys.coding import admin as coding
from surveys.history import admin as history
from surveys.past import admin as past
from surveys.people import admin as people
from surveys.reference import admin as reference
from surveys.rounds.admin import editions, letters
from surveys.rounds.admin import history as letter_history

__all__ = [
    "annual",
    "coding",
    "editions",
    "history",
    "letter_history",
    "letters",
    "past",
    "people",
    "reference",
]
