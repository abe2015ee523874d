"""What is odd about a request's dates, as codes; `docs/law.md` says each in words."""

from __future__ import annotations

from enum import StrEnum


class Flag(StrEnum):
    """In the order in which they are told."""

    RECEIPT_UNCONFIRMED = "receipt_unconfirmed"
    CALENDAR_UNPUBLISHED = "calendar_unpublished"
    REGULATIONS_OLDER = "regulations_older"
    DATE_BEFORE_RECEIPT = "date_before_receipt"
    CORRECTION_LATE = "correction_late"
    CORRECTION_REPEATED = "correction_repeated"
    THIRD_PARTY_LATE = "third_party_late"
    THIRD_PARTY_OVER_15 = "third_party_over_15"
    ORGAN_LATE = "organ_late"
    ORGAN_OVER_15 = "organ_over_15"
    EXTENSION_LATE = "extension_late"
    EXTENSION_OVER_CAP = "extension_over_cap"
    FEE_NOTICE_LATE = "fee_notice_late"
    FEE_NOTICE_REPEATED = "fee_notice_repeated"
    PAYMENT_LATE = "payment_late"
    STOPPED = "stopped"
    PORTAL_ONLY = "portal_only"
    AFTER_END = "after_end"
    LATE = "late"
    BETWEEN_DATES = "between_dates"
