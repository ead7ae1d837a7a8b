"""A file is read, or refused in a sentence that names it and the reason."""

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from imports.check import check
from imports.limits import Limits
from imports.reading import guarded, open_table
from tests.unit.imports.workbooks import delimited, xlsx
from transfer.kernel.errors import FileRefused

ROWS = [["Post No", "Job Title", "FTE"], ["P1", "Clerk", 1]]

SHEET = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<sheetData><row r="1"><c r="A1"><v>1</v></c>'
)


def refusal(content: bytes, name: str, **limits: int) -> str:
    with pytest.raises(FileRefused) as refused:
        check("establishment", content, name, limits=Limits(**limits))
    assert name in refused.value.message
    return refused.value.message


def test_what_is_not_a_spreadsheet_is_refused_whatever_its_name_says() -> None:
    assert "a picture" in refusal(b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "staff.xlsx")
    assert "a PDF" in refusal(b"%PDF-1.7 ...", "staff.xls")
    assert "web page" in refusal(b"<html><table></table></html>", "staff.xls")
    assert "not a spreadsheet" in refusal(b"\x01\x02\x03\x04" * 50, "staff.xlsx")
    assert "not a spreadsheet" in refusal(b"a\x00b,c" * 9, "staff.csv")
    assert ".ods" in refusal(b"hello", "staff.docx")
    assert ".ods" in refusal(xlsx(ROWS), "staff.exe")


@pytest.mark.parametrize(
    ("begins", "kind"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"\x89PNG", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"GIF89a", "a picture"),
        (b"PK\x05\x06", "an empty archive"),
        (b"Rar!\x1a\x07", "an archive"),
        (b"7z\xbc\xaf\x27\x1c", "an archive"),
        (b"{\\rtf1", "a document"),
        (b"MZ\x90\x00", "a program"),
        (b"\x1f\x8b\x08", "a compressed file"),
    ],
)
def test_the_first_bytes_tell_what_a_file_is(begins: bytes, kind: str) -> None:
    """Before anything is unpacked or parsed, and whatever stands behind: a list as text would be read."""
    told = refusal(begins + b"\nPost No,Job Title,FTE\nP1,Clerk,1\n", "staff.csv")
    assert told.endswith(f"it is {kind}")


def test_an_archive_of_something_else_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "no sheet here")
    assert "archive" in refusal(out.getvalue(), "staff.xlsx")


def test_an_empty_file_and_one_without_a_header() -> None:
    assert "empty" in refusal(b"", "staff.csv")
    assert "empty" in refusal(b" \r\n,,\r\n", "staff.csv")
    assert "no header" in refusal(xlsx([["a", "b"], [1, 2]]), "staff.xlsx")
    assert "no column for a job title or the FTE" in refusal(
        xlsx([["Post No", "Grade", "Surname"], ["1", "2", "3"]]), "staff.xlsx"
    )


def test_a_damaged_workbook() -> None:
    content = xlsx(ROWS)
    assert "damaged" in refusal(content[: len(content) // 2], "staff.xlsx")


def test_limits_are_met_before_the_file_is_parsed() -> None:
    assert "50 MB or less" in refusal(bytes(200 * 1024 * 1024), "staff.xlsx")
    assert "1 rows or fewer" in refusal(xlsx(ROWS), "staff.xlsx", rows=1)
    assert "1 rows or fewer" in refusal(delimited(ROWS), "staff.csv", rows=1)
    assert "2 columns or fewer" in refusal(xlsx(ROWS), "staff.xlsx", columns=2)
    assert "2 columns or fewer" in refusal(delimited(ROWS), "staff.csv", columns=2)


def _repacked(part: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(ROWS))) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for each in source.namelist():
            target.writestr(each, content if each == part else source.read(each))
    return out.getvalue()


def test_a_bomb_is_refused() -> None:
    assert "grows to" in refusal(_repacked("docProps/app.xml", b" " * (120 * 1024 * 1024)), "staff.xlsx")
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    assert "expands itself" in refusal(_repacked("xl/worksheets/sheet1.xml", entities), "staff.xlsx")


def test_one_cell_far_out_does_not_fill_the_memory() -> None:
    far = SHEET + b"</row>"
    far += b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    assert "rows or fewer" in refusal(_repacked("xl/worksheets/sheet1.xml", far), "staff.xlsx")


def test_a_panic_of_the_reading_library_becomes_a_refusal() -> None:
    class PanicException(BaseException):
        pass

    def panics() -> None:
        raise PanicException("index out of bounds")

    with pytest.raises(FileRefused, match=r"staff\.xlsx is damaged"):
        guarded("staff.xlsx", panics)
    with pytest.raises(KeyboardInterrupt):
        guarded("staff.xlsx", lambda: (_ for _ in ()).throw(KeyboardInterrupt()))


def test_sheets_are_named_with_their_rows_and_hidden_ones_as_such() -> None:
    book = open_table(xlsx(ROWS, title="Staff", hidden={"Lists": [["x"]]}), "staff.xlsx")
    assert [(sheet.name, sheet.row_count, sheet.hidden) for sheet in book.sheets] == [
        ("Staff", 2, False),
        ("Lists", 1, True),
    ]
    with pytest.raises(FileRefused, match="no sheet named “Posts”: it has “Staff”, “Lists”"):
        book.sheet("Posts")


def test_an_excel_error_is_not_read_as_blank() -> None:
    cells = SHEET
    cells += b'<c r="B1" t="e"><v>#REF!</v></c></row></sheetData></worksheet>'
    content = _repacked("xl/worksheets/sheet1.xml", cells)
    assert open_table(content, "a.xlsx").sheets[0].rows == [[1.0, "#REF!"]]
    plain = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert plain == [[1.0, ""]]


def test_progress_is_told_in_rows() -> None:
    seen: list[tuple[int, int]] = []
    check("establishment", xlsx(ROWS), "a.xlsx", progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (1, 1)
    assert seen == sorted(seen)


def test_a_data_set_that_does_not_exist() -> None:
    with pytest.raises(FileRefused, match="is not one"):
        check("payroll", b"", "a.csv")
