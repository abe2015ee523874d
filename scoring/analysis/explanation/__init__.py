"""Why a city scores what it does: contributions, effects and causes, and how they are shown."""
