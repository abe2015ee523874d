"""A web page as it was saved: by itself, or as the mail-like file that holds its pictures too."""

from __future__ import annotations

import re

from surveys.files.readers.html import page_words
from surveys.files.readers.mail import saved_page_words
from surveys.files.readers.words import MOST_CHARACTERS

_HEAD = 4096
_MIME = re.compile(rb"^(?:mime-version|content-type)[ \t]*:", re.IGNORECASE | re.MULTILINE)


def is_saved_page(content: bytes) -> bool:
    head = content[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    return not head.startswith(b"<") and _MIME.search(head.partition(b"<html")[0]) is not None


def web_words(content: bytes) -> str:
    words = saved_page_words(content) if is_saved_page(content) else ""
    return (words or page_words(content))[:MOST_CHARACTERS]
