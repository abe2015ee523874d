"""Codes are stored for good: stable words, none of them twice, none empty."""

from scoring.index.codes import FindingCode, Reason


def test_codes_are_lowercase_words() -> None:
    for code in (*FindingCode, *Reason):
        assert code.value == code.name.lower()


def test_codes_of_stored_runs_keep_their_names() -> None:
    assert {
        "group_without_values",
        "units_without_group",
        "still_skewed",
        "constant_column",
        "empty_column",
        "constant_node",
        "unranked_units",
        "tied_ranks",
        "empty_node",
        "overflow",
        "total_with_gaps",
        "division_by_zero",
    } <= {code.value for code in FindingCode}
