"""How long tests wait for what takes milliseconds on an idle machine.

One number for all of them: two slow cores that somebody else uses too are no failure, and
nobody waits so long where things work.
"""

PATIENCE_SECONDS = 300.0
# Of one step in a browser: a page that never comes fails within a minute.
STEP_MILLISECONDS = PATIENCE_SECONDS * 1000 / 5
