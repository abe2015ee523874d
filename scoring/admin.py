"""Values, methods and runs, to look at; what is not an action of a service is read-only."""

from scoring.inputs import admin as inputs
from scoring.methods import admin as methods
from scoring.products.admin import ranks
from scoring.products.admin import runs as stored_runs
from scoring.reference import admin as reference
from scoring.runs import admin as runs

__all__ = ["inputs", "methods", "ranks", "reference", "runs", "stored_runs"]
