"""Reading and writing tables: every fault has file, row and column."""

import io
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest

from scoring.index.exchange.tables import (
    Table,
    TableError,
    read_groups,
    read_table,
    read_tree,
    read_units,
    read_values,
    read_weights,
    write_results,
)

META = (
    "iCode,Parent,Direction,Weight,Type\na,P,1,1,Indicator\nb,P,-1,2,Indicator\nP,,,1,Aggregate\n"
)


class Reader(Protocol):
    """Writes the text to a file and reads it as a table."""

    def __call__(self, text: str, name: str = "t.csv", encoding: str = "utf-8") -> Table: ...


@pytest.fixture
def table(tmp_path: Path) -> Reader:
    def read(text: str, name: str = "t.csv", encoding: str = "utf-8") -> Table:
        (tmp_path / name).write_text(text, encoding=encoding)
        return read_table(tmp_path / name)

    return read


def test_tree_ignores_columns_and_rows_it_does_not_need(table: Reader) -> None:
    extra = META.replace("\na,", "\nx,,,,Group\ng,,,,Denominator\na,")
    tree = read_tree(table(extra))
    assert (tree.leaf_codes, tree.node_codes) == (("a", "b"), ("P",))
    assert [leaf.direction for leaf in tree.leaves] == [1, -1]


def test_tree_needs_neither_weight_nor_type(table: Reader) -> None:
    tree = read_tree(table("iCode,Parent,Direction\na,P,1\nP,,\n"))
    assert (tree.leaf_codes, tree.node_codes) == (("a",), ("P",))
    assert tree.leaves[0].weight == 1.0


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("a,P,1", "a,Q,1", "row 2, column Parent"),
        ("a,P,1", "a,P,up", "row 2, column Direction"),
        ("a,P,1", "a,P,", "row 2, column Direction"),
        ("a,P,1", "a,P,0", "row 2, column Direction"),
        ("-1,2", "-1,-2", "row 3, column Weight"),
        ("-1,2", "-1,inf", "row 3, column Weight"),
        ("b,P", "a,P", "row 3, column iCode"),
        ("P,,,1", "P,P,,1", "row 4, column Parent"),
        ("Direction", "Sign", "the column Direction is missing"),
        ("b,P,-1,2,Indicator", "b,P,-1,2", "row 3: 4 cells"),
    ],
)
def test_fault_in_the_tree_has_its_place(table: Reader, old: str, new: str, place: str) -> None:
    with pytest.raises(TableError, match=place):
        read_tree(table(META.replace(old, new, 1)))


def test_values_may_be_empty_or_na_and_nothing_else(table: Reader) -> None:
    data = table("uCode,a\nu,\nv,NA\nw, 1.5e3 \n\n")
    assert read_units(data) == ("u", "v", "w")
    np.testing.assert_array_equal(read_values(data, ["a"])[:, 0], [np.nan, np.nan, 1500.0])


@pytest.mark.parametrize("cell", ["x", "inf", "-inf", "NaN", "1e999", "1_000", "5%", "１２", "1 2"])
def test_bad_value_has_row_and_column(table: Reader, cell: str) -> None:
    data = table(f"uCode,a\nu,1\n,\nv,{cell}\n")
    with pytest.raises(TableError, match=r"t\.csv: row 4, column a: "):
        read_values(data, ["a"])


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("uCode,a\nu,1\nu,2\n", "row 3, column uCode"),
        ("uCode,a\n,1\n", "row 2, column uCode"),
        ("uCode,a\n", "no unit"),
        ("a\n1\n", "the column uCode is missing"),
    ],
)
def test_bad_units_are_refused(table: Reader, text: str, place: str) -> None:
    with pytest.raises(TableError, match=place):
        read_units(table(text))


@pytest.mark.parametrize(
    ("text", "encoding", "reason"),
    [
        ("", "utf-8", "no header"),
        ("a,a\n", "utf-8", "occurs twice"),
        ("uCode,a\n城市,1\n", "gbk", "not UTF-8"),
        ('a\n"x', "utf-8", "not a CSV"),
    ],
)
def test_file_that_is_no_table_is_refused(
    table: Reader, text: str, encoding: str, reason: str
) -> None:
    with pytest.raises(TableError, match=reason):
        table(text, encoding=encoding)


def test_byte_order_mark_is_not_part_of_the_header(table: Reader) -> None:
    assert table("uCode,a\nu,1\n", encoding="utf-8-sig").header == ("uCode", "a")


def test_missing_file_and_column_are_named(tmp_path: Path, table: Reader) -> None:
    with pytest.raises(TableError, match=r"none\.csv: cannot be read"):
        read_table(tmp_path / "none.csv")
    with pytest.raises(TableError, match="the column b is missing"):
        read_values(table("uCode,a\nu,1\n"), ["b"])


def test_groups_are_numbered_and_gaps_are_outside(table: Reader) -> None:
    data = table("uCode,g\nu,north\nv,\nw,east\nx,north\n")
    assert read_groups(data, ["g"])["g"].tolist() == [1, -1, 0, 1]


def test_weights_are_read_by_code(table: Reader) -> None:
    read = table("iCode,Level,Weight\na,1,0.5\nP,2,2\n")
    assert read_weights(read, known=("a", "P")) == {"a": 0.5, "P": 2.0}
    with pytest.raises(TableError, match="row 2, column Weight"):
        read_weights(table("iCode,Weight\na,-1\n"), known="a")


def test_results_have_a_row_per_unit_and_empty_cells_for_missing() -> None:
    file = io.StringIO()
    scores, ranks = np.array([[0.1, 2.0], [np.nan, 1.0]]), np.array([[1, 1], [0, 2]])
    write_results(file, ["u", "v"], ["I", "P"], scores, ranks)
    assert file.getvalue() == "uCode,I,I_rank,P,P_rank\nu,0.1,1,2.0,1\nv,,,1.0,2\n"
