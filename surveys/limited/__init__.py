"""Work on a stranger's file, done in a process of its own that may do nothing else.

A reader is a function `(content: bytes, **options) -> bytes | anything JSON can say` in a module
that imports no Django. It refuses by raising `Fault` with a code and details; the words for a
code are chosen where the reader is asked, in the language of the page:

    try:
        sheets = limited_call("surveys.sheets.readers.xlsx:read", content, rows=5000)
    except Fault as fault:    # the reader's own verdict
        raise Refused(WORDS[fault.code] % fault.details) from fault
    except Failed as failed:  # out of time, memory or room for its answer, or crashed
        ...

The process has no environment, writes no file, ends with its parent, and is held to `Bounds`:
seconds of work, seconds on the clock, memory, and the size of its answer.
"""
