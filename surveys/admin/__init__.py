"""What is stored, to look at; what is not an action of a service is read-only."""

from surveys.admin import coding, editions, history, letters, people, places

__all__ = ["coding", "editions", "history", "letters", "people", "places"]
