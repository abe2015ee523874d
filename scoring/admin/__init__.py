"""Values, methods and runs, to look at; what is not an action of a service is read-only."""

from scoring.admin import batches, methods, runs, tree

__all__ = ["batches", "methods", "runs", "tree"]
