"""Services of the survey side that a frozen edition does not refuse by themselves."""

# They write what belongs to no edition, or open one; what they touch is refused elsewhere.
OF_NO_EDITION = {
    "edition_open",
    "editions_touch",
    "recompute_hint",
    # Tested by every write that passes through it.
    "edition_hold_open",
    "task_hint",
    "file_store",
    "organ_add",
    "organ_limit_set",
    "calendar_day_set",
    "calendar_load",
    "days_load",
    # Of the codebook, which editions share; its last step touches every open one.
    *("version_store", "codebook_publish", "codebook_draft_begin", "codebook_draft_save"),
    "codebook_draft_discard",
    "new_row_store",
    "row_check",
    "trail_write",
    # Parts of saving and sending.
    "submissions_write",
    "citation_checks_keep",
    "proof_replace",
    # What stands in a document is looked for in frozen editions too; the index does not read it.
    "citations_recheck",
    # What letters are compared by, of every edition.
    "wording_keep",
    *("wordings_catch_up", "wordings_forget", "wordings_hint"),
    # Computed of a frozen edition too, and decided by nobody.
    "statistics_compute",
    "statistics_store",
    "statistics_hint",
    # Parts of the writes on replies.
    "replies_touch",
    "letters_answered",
    "letters_refresh",
    "letter_state_refresh",
    "clock_of",
    *("clock_of_rows", "follow_check", "rest_check", "unknown_coder_get"),
    "round_import_work",  # keeps the refusal for its page: tested with it
    "letter_check_seen",
    "clock_before",
    "clocks_before",
    "state_facts",
    "overdue_on",
    "events_strike",
    "reply_events_write",
    "reply_events_strike",
    # Counts open letters of every edition anew.
    "calendar_replay",
    "letters_behind",
    "letters_as_stored",
    "facts_check",
    "refuse_before_opening",
    "refuse_early",
    "refuse_before_letters",
    "refuse_closed_round",
    "refuse_settled",
    "personal_digest",
    "check_date",
    "account_saved",
    # Of the demo's file of passwords, which is no row.
    "sign_in_forget",
    "sign_ins_file",
    "sign_ins_read",
    "sign_ins_write",
    "user_create",
    "users_create",
    "user_unlock",
    "user_change",
    "user_set_password",
    "table_load",
    "cities_load",
    "questions_load",
    "outcomes_load",
    # Personal data is closed on a frozen edition too.
    "evidence_mark_personal",
    # Worked out from an edition and stored with its version; changes nothing in it.
    "priorities_replace",
}
