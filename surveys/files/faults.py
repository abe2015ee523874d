"""The words for what the limited process finds wrong with a file."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from surveys.limited.call import Failed, Why
from surveys.limited.fault import Fault

_WORDS = {
    "too_many_members": _(
        "%(name)s holds more than %(limit)d files, which looks like a ZIP bomb. It was not stored."
    ),
    "bomb": _("%(name)s unpacks to %(size)d MB, which looks like a ZIP bomb. It was not stored."),
    "packed_otherwise": _(
        "%(name)s is packed in a way that office programs do not use. Open it in the program that"
        " wrote it and save it anew."
    ),
    "damaged_archive": _(
        "%(name)s is damaged: its archive cannot be read. Send the original file again."
    ),
    "damaged": _("%(name)s is damaged: it cannot be read. Send the original file again."),
    "macros": _("%(name)s holds macros. Save it without macros (DOCX, XLSX or PDF)."),
    "password": _("%(name)s is protected by a password. Save it without one."),
    "too_many_pixels": _(
        "%(name)s is a picture of %(wide)d × %(tall)d points, which is too large. Save it smaller."
    ),
    "no_text": _(
        "%(name)s is not text in UTF-8, GB 18030 or UTF-16. Open it in the program that"
        " wrote it and save it anew, in Excel as “CSV UTF-8”."
    ),
}
_TOO_MUCH = _(
    "%(name)s takes more time or memory than a document may. Open it in the program that wrote it"
    " and save it anew, or as PDF."
)
_FAILED = _("%(name)s cannot be examined: it is damaged. Send the original file again.")


def fault_words(fault: Fault, name: str) -> str | None:
    """None for a code that is worded elsewhere."""
    words = _WORDS.get(fault.code)
    return None if words is None else str(words) % {"name": name, **fault.details}


def failure_words(failed: Failed, name: str) -> str:
    much = failed.why in (Why.TIME, Why.MEMORY, Why.ANSWER)
    return str(_TOO_MUCH if much else _FAILED) % {"name": name}
