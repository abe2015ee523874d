"""Addresses of the survey side."""

from django.urls import path

from surveys.annual import views as annual
from surveys.coding.views import (
    alike,
    codebook,
    codebook_draft,
    codebook_move,
    coding,
    log,
    quotation,
    review,
    review_queue,
)
from surveys.evidence.views import evidence, pages, passages
from surveys.forms import views as forms
from surveys.history import views as history
from surveys.past import views as past
from surveys.people import views as people
from surveys.rounds.chasing import views as chasing
from surveys.rounds.views import (
    calendar,
    call,
    editions,
    letter,
    letter_list,
    letters,
    replies,
    reply_change,
    why,
)
from surveys.statistics import views as statistics

EDITION = "editions/<slug:edition>/"
PAST = f"{EDITION}past/"
CITY = f"{EDITION}cities/<str:adcode>/"
PAGE = "evidence/<int:pk>/pages/<int:number>/"

urlpatterns = [
    path("editions/", editions.edition_list, name="editions"),
    path(EDITION, editions.edition_page, name="edition"),
    path(f"{EDITION}freeze/", editions.freeze, name="edition-freeze"),
    path(f"{EDITION}rounds/", editions.round_new, name="round-new"),
    path(PAST, past.past_page, name="past"),
    path(f"{PAST}template.xlsx", past.past_template_file, name="past-template"),
    path(f"{PAST}<int:pk>/", past.past_batch, name="past-batch"),
    path(f"{PAST}<int:pk>/state/", past.past_state, name="past-state"),
    path(f"{PAST}<int:pk>/store/", past.past_store, name="past-store"),
    path(f"{PAST}<int:pk>/discard/", past.past_discard, name="past-discard"),
    path(f"{PAST}<int:pk>/refused.csv", past.past_errors, name="past-errors"),
    path("rounds/<int:pk>/close/", editions.round_end, name="round-close"),
    path("rounds/<int:pk>/late/", editions.round_late, name="round-late"),
    path(f"{EDITION}log/", log.log_page, name="log"),
    path(f"{EDITION}coding/", log.coding_page, name="coding"),
    path(f"{EDITION}alike/", alike.clusters_page, name="alike"),
    path("evidence/<int:pk>/alike/", alike.cluster_page, name="alike-cluster"),
    path("evidence/<int:pk>/alike/propose/", alike.cluster_propose, name="alike-propose"),
    path("evidence/<int:pk>/alike/texts/", alike.cluster_texts, name="alike-texts"),
    path(f"{EDITION}log/search/", log.log_search, name="log-search"),
    path(f"{CITY}reply/", replies.reply_new, name="reply-new"),
    path("replies/<int:pk>/", reply_change.reply_edit, name="reply-edit"),
    path("replies/<int:pk>/withdraw/", reply_change.reply_remove, name="reply-withdraw"),
    path(f"{CITY}letters/", letters.letter_new, name="letter-new"),
    path(f"{CITY}letters/all/", letter_list.city_letters, name="city-letters"),
    path(f"{EDITION}letters/", letter_list.letter_list, name="letters"),
    path("letters/<int:pk>/", letter.letter_page, name="letter"),
    path("letters/<int:pk>/why/", why.letter_why, name="letter-why"),
    path("letters/<int:pk>/events/", letter.letter_event, name="letter-event"),
    path(
        "letters/<int:pk>/events/<int:event>/strike/",
        letter.letter_event_strike,
        name="letter-event-strike",
    ),
    path("letters/<int:pk>/call/", call.letter_call, name="letter-call"),
    path(f"{EDITION}chase/", chasing.chase_page, name="chase"),
    path("letters/<int:pk>/draft/<slug:extension>/", chasing.chase_file, name="chase-file"),
    path("letters/<int:pk>/chased/", chasing.letter_chased, name="letter-chased"),
    path("letters/<int:pk>/facts/", letter.letter_facts, name="letter-facts"),
    path("letters/<int:pk>/limit/", letter.letter_limit, name="letter-limit"),
    path(f"{CITY}organs/", replies.organ_new, name="organ-new"),
    path(f"{CITY}evidence/", replies.evidence_new, name="evidence-new"),
    path(f"{CITY}code/", coding.code_page, name="code"),
    path(f"{CITY}code/note/", coding.code_note, name="code-note"),
    path(f"{CITY}quotation/", quotation.quotation_state, name="quotation"),
    path(f"{CITY}code/<slug:question>/", coding.code_question, name="code-question"),
    path("codebook/", codebook.codebook_page, name="codebook"),
    path("codebook/versions/", codebook.codebook_versions, name="codebook-versions"),
    path("codebook/diff/", codebook.codebook_diff, name="codebook-diff"),
    path("codebook/draft/", codebook_draft.codebook_draft, name="codebook-draft"),
    path("codebook/publish/", codebook_draft.codebook_publish_page, name="codebook-publish"),
    path("codebook/discard/", codebook_draft.codebook_discard, name="codebook-discard"),
    path("codebook/draft/<slug:question>/", codebook_draft.codebook_part, name="codebook-part"),
    path(f"{EDITION}codebook/", codebook_move.codebook_move, name="codebook-move"),
    path(f"{EDITION}review/", review_queue.queue, name="review"),
    path("answers/<int:pk>/", review.answer_page, name="answer"),
    path("answers/<int:pk>/decide/", review.answer_decide, name="answer-decide"),
    path("decisions/<int:pk>/undo/", review.approval_take_back, name="approval-undo"),
    path("evidence/<int:pk>/", evidence.download, name="evidence"),
    path("evidence/<int:pk>/text/", evidence.text, name="evidence-text"),
    path("evidence/<int:pk>/passages/", passages.passages, name="evidence-passages"),
    path("evidence/<int:pk>/parts/<int:number>/", evidence.part, name="evidence-part"),
    path("evidence/<int:pk>/pages/", pages.pages, name="evidence-pages"),
    path(PAGE, pages.page, name="evidence-page"),
    path(f"{PAGE}<int:width>.jpg", pages.image, name="evidence-image"),
    path(f"{PAGE}marks/", pages.marks, name="evidence-marks"),
    path("accounts/new/", people.accounts_new, name="accounts-new"),
    path("calendar/", calendar.calendar_page, name="calendar"),
    path("calendar/days/", calendar.calendar_day, name="calendar-day"),
    path("calendar/table/", calendar.calendar_table, name="calendar-table"),
    path(f"{EDITION}statistics/", statistics.statistics_page, name="statistics"),
    path(f"{EDITION}statistics/slow/", statistics.statistics_state, name="statistics-state"),
    path(f"{EDITION}statistics/file.xlsx", statistics.statistics_file, name="statistics-file"),
    path(f"{EDITION}annual/", annual.annual_list, name="annual"),
    path(f"{CITY}annual/", annual.annual_city, name="annual-city"),
    path("trail/", history.trail, name="trail"),
    path("dates/", forms.date_typed, name="date"),
]
