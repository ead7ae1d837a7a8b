"""A file that ends the reader refuses itself, in words, and nothing else ends."""

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest

from imports import apart as reading
from imports.apart import check_apart, read_file_apart, sheets_apart
from imports.brought import LooksLike
from imports.check import check
from imports.limits import DEFAULT
from tests.unit.imports.workbooks import POSTS_HEADER, delimited, post, vacant, xlsx
from transfer.kernel.apart import EndedApart
from transfer.kernel.errors import FileRefused

POSTS = xlsx([POSTS_HEADER, post(1), vacant(2), post(3, FTE=2)])


def test_the_answer_is_the_same() -> None:
    heard: list[tuple[int, int]] = []
    found = check_apart("establishment", POSTS, "list.xlsx", progress=lambda *each: heard.append(each))
    assert found == check("establishment", POSTS, "list.xlsx")
    assert (len(found.rows), len(found.parked)) == (2, 1) and heard[-1] == (3, 3)


def test_a_refusal_keeps_its_words_and_what_the_file_looks_like() -> None:
    with pytest.raises(FileRefused, match="note.docx is not a spreadsheet"):
        check_apart("establishment", b"words", "note.docx")
    with pytest.raises(LooksLike) as looks:
        read_file_apart("budget", POSTS, "list.xlsx", among={"establishment", "contracts"})
    assert looks.value.likely == "establishment"


@pytest.mark.parametrize(
    "how, words",
    [
        ("memory", "list.xlsx needs more memory than the 512 MB that a file may take"),
        ("seconds", "list.xlsx takes longer to read than the 7 seconds that a file may take"),
        ("crash", "list.xlsx is damaged, and reading it came to a sudden end"),
    ],
)
def test_each_end_names_the_file_and_the_limit(how: Any, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(*_: Any, **__: Any) -> None:
        raise EndedApart(how)

    monkeypatch.setattr(reading, "apart", ended)
    with pytest.raises(FileRefused, match=words):
        check_apart("establishment", POSTS, "list.xlsx", limits=replace(DEFAULT, memory=512 * 1024**2, seconds=7))


def test_a_file_that_needs_more_memory_than_it_may_take() -> None:
    lines = delimited([POSTS_HEADER, *(post(number) for number in range(3000))])
    with pytest.raises(FileRefused, match="needs more memory than the 100 MB"):
        check_apart("establishment", lines * 60, "long.csv", limits=replace(DEFAULT, memory=100 * 1024**2))


@pytest.mark.parametrize(
    "limit, words",
    [
        ({"bytes": 100}, "send a file of"), ({"rows": 2}, "2 rows or fewer"), ({"columns": 3}, "3 columns or fewer"),
        ({"cells": 20}, "20 cells or fewer"), ({"sheets": 1}, "1 sheets or fewer"),
        ({"expanded_bytes": 1000}, "grows to 0 MB when it is opened: send one that grows to 0 MB or less"),
    ],
)  # fmt: skip
def test_each_limit_is_named(limit: dict[str, int], words: str) -> None:
    two = xlsx([POSTS_HEADER, post(1), post(2)], more={"Other": [["A"]]})
    with pytest.raises(FileRefused, match=words):
        check("establishment", two, "list.xlsx", limits=replace(DEFAULT, **limit))


def test_an_archive_that_grows_too_much_says_by_how_much() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 150 * 1024 * 1024)
    with pytest.raises(FileRefused, match="150 MB when it is opened, more than 200 times its size"):
        check("establishment", out.getvalue(), "bomb.xlsx")


def test_delimited_text_has_a_limit_of_cells_too() -> None:
    with pytest.raises(FileRefused, match="20 cells or fewer"):
        check("establishment", delimited([POSTS_HEADER, post(1)]), "list.csv", limits=replace(DEFAULT, cells=20))


def test_sheets_are_listed_with_their_rows_and_the_rows_that_may_be_the_header() -> None:
    rows = [["Staff list"], [], POSTS_HEADER, post(1), post(2)]
    book = xlsx(rows, title="Staff", hidden={"Lookup": [["Code", "Meaning"], ["F", "Filled"]]})
    staff, lookup = sheets_apart(book, "list.xlsx")
    assert (staff.name, staff.hidden, staff.rows) == ("Staff", False, 5) and staff.top[2][0] == "Post No"
    assert (staff.candidates[0].row, staff.candidates[0].dataset) == (3, "establishment")
    assert (lookup.name, lookup.hidden, lookup.rows) == ("Lookup", True, 2)
