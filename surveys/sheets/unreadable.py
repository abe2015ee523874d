"""The words for a file that holds no table which can be read: the reason, and what to do."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from surveys.limited.fault import Fault
from surveys.sheets.cells import MAX_CELLS, MAX_COLUMN, MAX_ROW

_WORDS = {
    "no_table": _("%(name)s is not a table. Save it as XLSX or CSV."),
    "no_text": _("%(name)s is neither UTF-8 nor GB 18030 text."),
    "text_broken": _(
        "%(name)s cannot be read as a table (line %(line)d: %(error)s). Save it as XLSX or CSV"
        " again."
    ),
    "no_workbook": _(
        "%(name)s cannot be read as a workbook. Open it, save it as XLSX and try again."
    ),
    "table_too_large": _(
        "%(name)s is too large: at most %(rows)d rows, %(columns)d columns and %(cells)d"
        " filled cells. Delete what is not needed, also empty formatted rows."
    ),
    "password": _(
        "%(name)s is protected by a password. Open it, remove the password (File, Info, Protect"
        " Workbook) and save it anew."
    ),
    "page_without_table": _(
        "%(name)s is a web page without any table. Open it in a spreadsheet program and save it"
        " as Excel workbook (*.xlsx)."
    ),
    "xml_spreadsheet": _(
        "%(name)s is an “XML Spreadsheet 2003”. Open it in a spreadsheet program and save it as"
        " Excel workbook (*.xlsx)."
    ),
    "web_archive": _(
        "%(name)s is a web archive (MHT). Open it in a spreadsheet program and save it as Excel"
        " workbook (*.xlsx)."
    ),
    "binary_workbook": _(
        "%(name)s is a binary workbook (XLSB). Open it in a spreadsheet program and save it as"
        " Excel workbook (*.xlsx)."
    ),
    "open_document": _(
        "%(name)s is an OpenDocument file (ODS). Open it in a spreadsheet program and save it as"
        " Excel workbook (*.xlsx)."
    ),
}
_LIMITS = {"rows": MAX_ROW, "columns": MAX_COLUMN, "cells": MAX_CELLS}


def table_words(fault: Fault, name: str) -> str:
    """Empty for a code that is worded elsewhere."""
    words = _WORDS.get(fault.code)
    return str(words) % {"name": name, **_LIMITS, **fault.details} if words else ""
