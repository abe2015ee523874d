"""Storing a row that a person described, with the model's own checks as refusals."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from surveys.errors import Refused


def row_check(*, row: models.Model) -> None:
    """Refused with the first thing wrong, at its field."""
    try:
        row.full_clean()
    except ValidationError as error:
        wrong, messages = next(iter(error.message_dict.items()))
        raise Refused(messages[0], field=wrong) from error


def new_row_store(*, row: models.Model, twice: str, field: str) -> None:
    """Refused with the first thing wrong, at its field; with `twice` at `field` where somebody
    else stored the same at this moment."""
    row_check(row=row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Refused(twice, field=field) from error
