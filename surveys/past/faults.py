"""Why a row of a round is refused, and what its reader should know: codes with words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from surveys.places.cities import PlaceFault
from surveys.sheets.faults import SheetFault, SheetNote, Worded


class PastFault(Worded):
    WORD = "word", _("Not a word that is known here. Write one of: %(words)s.")
    RULE = "rule", "%(reason)s"
    DIFFERS_ABOVE = (
        "differs_above",
        _("Row %(row)d says otherwise of the same. Write it once, or the same in both rows."),
    )
    OTHER_VALUE = (
        "other_value",
        _("Another value is there already (%(stored)s), and nothing is replaced by an import."),
    )
    SYNTHETIC = (
        "synthetic",
        _("This row is made up, and the edition holds what really happened."),
    )
    NO_ROUND = "no_round", _("The edition has no round %(number)d. Open it first.")
    WHICH_ROUND = (
        "which_round",
        _("The edition has %(count)d rounds: write the number of the one that is meant."),
    )
    UNKNOWN_ORGAN = (
        "unknown_organ",
        _(
            "%(city)s has no organ of this name. Correct the name, or give the kind of organ in"
            " its column: then it is added."
        ),
    )
    OTHER_ORGANS = (
        "other_organs",
        _(
            "%(city)s has no organ of this name, but: %(known)s. Correct the name, or give the kind"
            " of organ in its column: then it is added."
        ),
    )
    TOO_EARLY = "too_early", _("The round opened on %(opens)s: no letter of it was sent before.")
    KEY_TWICE = "key_twice", _("This number stands in row %(row)d too. Each letter has its own.")
    LETTER_TWICE = (
        "letter_twice",
        _("The same letter stands in row %(row)d too: organ, channel, wave and questions."),
    )
    NO_LETTER = "no_letter", _("The sheet of letters has no letter of this number.")
    LETTER_REFUSED = (
        "letter_refused",
        _("The letter in row %(row)d is refused, and with it what rests on it."),
    )
    REPLY_REFUSED = (
        "reply_refused",
        _("The reply in row %(row)d is refused, and with it what quotes its file."),
    )
    EVENT_REFUSED = (
        "event_refused",
        _("An event of this letter is refused (row %(row)d of %(sheet)s), and so the letter is."),
    )
    ROW_REFUSED = (
        "row_refused",
        _("Another row of the same is refused (row %(row)d), and so this one is."),
    )
    REPLY_TWICE = "reply_twice", _("The same reply stands in row %(row)d too.")
    NO_OUTCOME = "no_outcome", _("Write what the reply does with the letter: its outcome.")
    OUTCOME_TWICE = "outcome_twice", _("The reply answers this letter in row %(row)d already.")
    OTHER_CITY = "other_city", _("The reply answers letters of another city or round as well.")
    WHO_WROTE = (
        "who_wrote",
        _("A reply to no letter needs its city and the organ that wrote it."),
    )
    NO_QUESTION = "no_question", _("The codebook has no such question. Write its code or its name.")
    NO_PERSON = (
        "no_person",
        _("There is no account of this name. Write the user name of one that is there."),
    )
    PERSONS = "persons", _("Several accounts have this name: write the user name.")
    NOT_A_REVIEWER = "not_a_reviewer", _("This account may not review.")
    OWN_REVIEW = "own_review", _("Nobody approves what he or she coded.")
    REVIEW_OF_UNKNOWN = (
        "review_of_unknown",
        _("An answer whose coder is unknown cannot be approved: leave the reviewer empty."),
    )
    REVIEWERS = "reviewers", _("Row %(row)d says who approved this answer: one reading stands.")
    DRAFT_THERE = (
        "draft_there",
        _("This person has a draft of this answer here already, and nothing is replaced."),
    )
    QUOTATION_ALONE = "quotation_alone", _("Name the file that these words stand in.")
    FILE_ALONE = (
        "file_alone",
        _("Quote the words of this file that the answer rests on, or leave the file out."),
    )
    SEARCH_PART = (
        "search_part",
        _("A search record says where, with what words and on what day: this part is missing."),
    )
    QUOTATION_ABSENT = "quotation_absent", _("These words do not stand in the file %(file)s.")
    QUOTATION_ELSEWHERE = (
        "quotation_elsewhere",
        _("In %(file)s these words stand on page %(pages)s, not on the page that is given."),
    )
    NOT_AN_ADDRESS = (
        "not_an_address",
        _("Not an address of a page. Write it from http:// on, or leave the cell empty."),
    )
    FILE_MISSING = "file_missing", _("No file of this name came along: %(file)s.")
    FILES_ALIKE = "files_alike", _("Several files are called so: %(names)s.")
    FILE_NOT_NAMED = "file_not_named", _("No row names the file %(file)s. Name it or take it out.")
    FILE_REFUSED = "file_refused", "%(reason)s"
    OTHER_BYTES = (
        "other_bytes",
        _("The file %(file)s is not the one whose SHA-256 is given."),
    )


class PastNote(Worded):
    OTHER_SHEET = "other_sheet", _("The sheet %(sheet)s was not read: no sheet of a round.")
    FORMER_NAME = (
        "former_name",
        _("Sheet %(sheet)s, row %(row)d: the former name %(text)s was read as %(city)s."),
    )
    SERIAL = (
        "serial",
        _("Sheet %(sheet)s: %(count)d numbers were read as days, as spreadsheets count them."),
    )
    YEARLESS = (
        "yearless",
        _("Sheet %(sheet)s: %(count)d days without a year were put behind the round's first day."),
    )
    FILE_ALIKE = (
        "file_alike",
        _("Sheet %(sheet)s, row %(row)d: %(file)s was taken for %(named)s."),
    )
    NO_SENDING = (
        "no_sending",
        _("%(count)d letters have no day of sending: nothing is known of their clock."),
    )
    NO_ROUTE = "no_route", _("%(count)d sendings have no route: none is assumed.")
    NO_APPLICANT = "no_applicant", _("%(count)d letters have no applicant.")
    NO_CODER = (
        "no_coder",
        _("%(count)d answers have no coder: they stand under the account “coder unknown”."),
    )
    ONE_CODER = "one_coder", _("%(count)d answers have one coder alone.")
    UNCHECKED = (
        "unchecked",
        _("%(count)d quotations cannot be looked for: their files are pictures or closed to us."),
    )
    ADDRESS_ALONE = (
        "address_alone",
        _("%(count)d addresses without a file and a quotation were not read."),
    )
    OF_NO_ROW = (
        "of_no_row",
        _("%(count)d files of the sheet 文件 are of no row, and were not brought in."),
    )
    MORE_ALIKE = "more_alike", _("%(count)d more remarks of these kinds are not listed.")
    NEW_ORGANS = "new_organs", _("%(count)d organs are new and are added.")


FAULTS = (SheetFault, PlaceFault, PastFault)
NOTES = (SheetNote, PastNote)
