"""PDF, workbook, charts and the registry of sections, from the same made-up snapshot."""

import re
import zipfile
from datetime import date, datetime
from io import BytesIO

import pikepdf
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from reports import chart
from reports.apart import NotMade, pdf_apart
from reports.editions import edition
from reports.pdf import html, pdf
from reports.references import formula_words, references
from reports.sections import sections
from reports.snapshot import canonical, digest
from reports.tables import TableColumn, table_workbook
from reports.validation import validate
from reports.workbook import workbook
from tests.factories.snapshots import column, figure, small, snapshot, table
from transfer.kernel.errors import DomainError, NotFound

KEYS = {
    "due-diligence": "cover scope documents reds services powers contracts people money performance requests missing "
    "treatment signoffs",
    "business-case": "summary background scope options economic commercial financial management workforce support "
    "consultation risks implications appendices",
}


@pytest.fixture(scope="module")
def public():
    return pdf(snapshot("due-diligence"), "public")


@pytest.mark.parametrize("kind", KEYS)
def test_sections_stand_in_their_order(kind):
    assert [section.key for section in sections(kind)] == KEYS[kind].split()
    assert all(section.owner and section.belongs for section in sections(kind))


def test_an_unknown_kind_of_pack_is_refused():
    with pytest.raises(NotFound):
        sections("newsletter")


def test_every_page_carries_title_edition_mark_hash_date_and_number(public):
    pages = PdfReader(BytesIO(public)).pages
    for number, page in enumerate(pages, 1):
        text = " ".join(page.extract_text().split())
        for words in ("Due diligence report", "OFFICIAL — public edition", "DRAFT", "As at 1 March 2021"):
            assert words in text, (number, words)
        assert digest(snapshot("due-diligence"))[:12] in text
        assert f"Page {number} of {len(pages)}" in text


def test_the_pdf_is_tagged_and_says_that_it_is_ua_1(public):
    with pikepdf.open(BytesIO(public)) as made:
        assert made.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in made.Root
        assert str(made.Root.Lang) == "en-GB"
        with made.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
    titles = [entry.title for entry in PdfReader(BytesIO(public)).outline if not isinstance(entry, list)]
    assert [title for title in titles if "Contracts" in title]
    assert len(titles) == 1 + 14 + 1 + 2  # contents, sections, what is withheld, two appendices


def elements(node):
    """Every element of a PDF's structure."""
    if isinstance(node, pikepdf.Array):
        for each in node:
            yield from elements(each)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield node
        yield from elements(node.get("/K", pikepdf.Array()))


def test_pictures_table_headings_and_bookmarks_can_be_followed_without_sight():
    with pikepdf.open(BytesIO(pdf(snapshot("business-case"), "exempt"))) as made:
        found = list(elements(made.Root.StructTreeRoot.K))
        pictures = [each for each in found if each.S == "/Figure"]
        assert pictures
        assert all(str(each.Alt).strip() for each in pictures)
        headings = [each for each in found if each.S == "/TH"]
        assert headings
        assert {str(each.A.get("/Scope")) for each in headings} == {"/Column"}
        assert sum(each.S == "/H1" for each in found) == 1
        assert made.Root.ViewerPreferences.DisplayDocTitle
        assert str(made.docinfo.Title) == "Business case: exempt edition"
        assert {str(page.get("/Tabs")) for page in made.pages} == {"/S"}
        links = [each for page in made.pages for each in page.get("/Annots", ())]
        assert links
        assert all(str(each.Contents).strip() for each in links)
        with made.open_outline() as outline:
            assert any(each.children for each in outline.root)


def test_every_letter_is_in_a_font_that_the_pdf_brings(public):
    with pikepdf.open(BytesIO(public)) as made:
        fonts = [font for page in made.pages for font in page.Resources.get("/Font", {}).values()]
        inner = [font.DescendantFonts[0] if "/DescendantFonts" in font else font for font in fonts]
        assert fonts
        assert all("/ToUnicode" in font for font in fonts)
        assert all({"/FontFile", "/FontFile2", "/FontFile3"} & set(each.FontDescriptor.keys()) for each in inner)


def test_the_head_of_the_history_is_printed_with_its_number_and_time():
    head = "ab" * 32
    made = snapshot("due-diligence", audit_head=head, audit_event=1234, audit_at="2021-03-01T09:29:00+00:00")
    for which in ("public", "exempt"):
        text = " ".join(html(edition(made, which)).split())
        assert "event 1,234 of this programme, 1 March 2021 at 09:29" in text
        assert f"SHA-256 {head}" in text


def test_the_cover_says_who_approved_and_the_public_one_names_nobody():
    told = {"status": "approved", "approved_by": "Una Grey", "approved_at": "2021-03-02T10:00:00+00:00"}
    made = snapshot("due-diligence", **told)
    assert "2 March 2021 at 10:00 by Una Grey" in html(edition(made, "exempt"))
    public = html(edition(made, "public"))
    assert "2 March 2021 at 10:00 by an officer of Elmstead Borough Council" in public
    assert "Una Grey" not in public


def test_a_share_tells_the_cells_that_it_splits_and_its_weights():
    def cells(column, rows):
        return {"release_id": 1, "file_sha256": "ab" * 32, "sheet": "Budget", "column": column, "rows": rows}

    weights = [{"organisation": name, "cells": cells("C", [row])} for name, row in (("Trust", 2), ("Council", 3))]
    part = {"driver": "Headcount", "cells": [cells("G", [7, 6])], "weights": weights, "index": 0}
    share = {**figure("share", 500, "pence", "share"), "cells": [cells("G", [9])], "parts": [part]}
    made = small([table("t", "T", [column("n", "Sum", "money")], [{"n": {"figure": "share"}}])], {"share": share})
    (told,) = references(edition(made, "exempt"))
    assert told.formula == "Sum of the cells, and a share of others by weight (Headcount)."
    name = "trust-establishment.xlsx (source 1), sheet Budget"
    assert told.places == (
        f"Whole: {name}, column G, row 9", f"Split: {name}, column G, rows 6–7", f"Weights: {name}, column C, rows 2–3",
    )  # fmt: skip
    part["cells"] = [cells("G", [])]
    (told,) = references(edition(made, "exempt"))
    unseen = f"{name}, column G, rows not shown in this edition"
    assert told.places[:2] == (f"Whole: {unseen}", f"Split: {unseen}")


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"operation": "total", "inputs": ("a",)}, "The same as F1: nothing else is added to it."),
        ({"operation": "total", "inputs": ("a", "b")}, "F1 + F2."),
        ({"operation": "difference", "inputs": ("a", "b")}, "F1 − F2."),
        ({"operation": "typed", "note": "Cash flow, discounted"}, "Typed by a person. Cash flow, discounted."),
        ({"operation": "typed", "note": "Cash flow, discounted."}, "Typed by a person. Cash flow, discounted."),
    ],
)
def test_how_a_figure_was_reached_is_a_sentence(told, says):
    assert formula_words(told, {"a": "F1", "b": "F2"}) == says


def test_a_quantity_stands_as_a_number_and_words_stay_words():
    rows = [{"q": "2650"}, {"q": "-1234.50"}, {"q": "not measured"}]
    made = small([table("t", "T", [column("q", "Quantity", "quantity")], rows)])
    printed = html(edition(made, "exempt"))
    for words in ("2,650", "−1,234.50", "not measured"):
        assert f'<td class="n">{words}</td>' in printed
    values = [row[0].value for row in load_workbook(BytesIO(workbook(made, "exempt")))["1 People"].iter_rows()]
    assert values[-3:] == [2650, -1234.5, "not measured"]


def test_a_printed_sheet_is_one_page_wide_with_its_mark_and_number():
    book = load_workbook(BytesIO(workbook(snapshot("due-diligence"), "public")))
    for sheet in book.worksheets:
        assert (sheet.page_setup.orientation, sheet.sheet_properties.pageSetUpPr.fitToPage) == ("landscape", True)
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.oddHeader.right.text == "OFFICIAL — public edition"
        assert sheet.oddFooter.right.text == "Page &P of &N"


def test_a_row_is_as_high_as_the_words_folded_in_it():
    made = small([table("t", "T", [column("w", "What to do")], [{"w": "a word " * 25}, {"w": "short"}])])
    sheet = load_workbook(BytesIO(workbook(made, "exempt")))["1 People"]
    long = next(row for row in range(1, sheet.max_row + 1) if str(sheet.cell(row, 1).value).startswith("a word"))
    assert sheet.row_dimensions[long].height >= 3 * 15  # 175 letters in a column of at most 60
    assert sheet.row_dimensions[long + 1].height is None


def test_the_workbook_says_who_approved_it_and_where_the_history_stood():
    more = {"status": "approved", "approved_by": "Una Grey", "approved_at": "2021-03-02T10:00:00+00:00"}
    head = {"audit_head": "ab" * 32, "audit_event": 7, "audit_at": "2021-03-01T09:29:00+00:00"}
    book = load_workbook(BytesIO(workbook(snapshot("business-case", **more, **head), "exempt")))
    lines = [str(row[0].value) for row in book["Contents"].iter_rows()]
    assert "Frozen 1 March 2021 at 09:30 by Priya Nair" in lines
    assert "Approved 2 March 2021 at 10:00 by Una Grey" in lines
    assert f"Head of the history: event 7, 1 March 2021 at 09:29, SHA-256 {'ab' * 32}" in lines


def test_a_table_to_sign_has_room_to_write():
    columns = [column("body", "Body"), column("name", "Name and signature", "blank")]
    printed = html(edition(small([table("t", "T", columns, [{"body": "Council", "name": ""}])]), "exempt"))
    assert "to-fill" in printed
    assert re.findall(r"<col style=\"width:([\d.]+)%", printed)[1] > "60"


def test_a_label_of_the_plan_is_not_cut_where_there_is_room():
    name = "M08 Opening budget agreed by both finance officers"
    bar = {"label": name, "baseline_on": "2021-02-15", "forecast_on": None, "actual_on": None, "late": False}
    drawn = chart.draw("gantt", {"today": "2021-03-01", "milestones": [bar]}, title="T", desc="D", ident="c")
    assert f">{name}<" in drawn
    assert chart.SIGNS in drawn


def test_the_same_snapshot_gives_the_same_pdf_bytes():
    made = small([table("t", "T", [column("n", "Number", "number")], [{"n": 7}])])
    assert pdf(made, "public") == pdf(made, "public")


def test_the_public_pdf_holds_no_withheld_value(public):
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(public)).pages)
    assert "£30,000.00" not in text  # a salary of the schedule of posts
    assert "£12,345.67" not in text  # a contract's price
    assert "P00001" not in text


def test_an_unwritten_section_names_its_owner_and_what_is_missing(public):
    text = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(public)).pages).split())
    assert "This section is not written yet. Owner: Legal." in text


def test_a_long_schedule_is_told_by_count_and_hash():
    rows = [{"n": number} for number in range(501)]
    made = small([table("t", "Schedule of desks", [column("n", "Number", "number")], rows, schedule=True)])
    text = " ".join("".join(p.extract_text() for p in PdfReader(BytesIO(pdf(made, "exempt"))).pages).split())
    assert "This schedule has 501 rows and is not printed" in text
    assert "1 People" in text
    assert re.search(r"SHA-256 of its rows: ?[0-9a-f]{20}", text)
    assert load_workbook(BytesIO(workbook(made, "exempt")))["1 People"].max_row > 501


def test_every_printed_figure_has_its_mark_and_its_source():
    rows = [{"n": {"figure": "posts"}}]
    made = small([table("t", "T", [column("n", "Posts", "number")], rows)], {"posts": figure("posts", 12)})
    text = " ".join("".join(p.extract_text() for p in PdfReader(BytesIO(pdf(made, "exempt"))).pages).split())
    assert re.search(r"\b12 ?F1\b", text)
    assert "trust-establishment.xlsx (source 1), sheet Establishment, column K, rows 6–17" in text


def test_the_workbook_holds_numbers_to_the_penny_and_guards_text():
    columns = [column("name", "Name"), column("amount", "Amount", "money"), column("on", "On", "date")]
    rows = [{"name": "=1+1", "amount": -123456789, "on": "2021-04-01"}, {"name": "-5", "amount": 5, "on": None}]
    data = workbook(small([table("t", "T", columns, rows)]), "public")
    book = load_workbook(BytesIO(data))
    assert book.sheetnames == ["Contents", "1 People", "Sources", "Figures"]
    values = [[cell.value for cell in row] for row in book["1 People"].iter_rows()]
    assert ["'=1+1", -1234567.89, datetime(2021, 4, 1)] in values  # noqa: DTZ001 - a sheet's date has no zone
    assert ["'-5", 0.05, None] in values
    with zipfile.ZipFile(BytesIO(data)) as zipped:
        assert b"<v>-1234567.89</v>" in zipped.read("xl/worksheets/sheet2.xml")


def test_the_workbook_is_the_same_every_time_and_its_sheets_have_short_names():
    made = snapshot("business-case")
    first = workbook(made, "exempt")
    assert first == workbook(made, "exempt")
    names = load_workbook(BytesIO(first)).sheetnames
    assert all(len(name) <= 31 for name in names)
    assert len({name.lower() for name in names}) == 3 + 14 + 1


def test_download_what_i_see():
    columns = [TableColumn("Post"), TableColumn("Salary", "money"), TableColumn("FTE", "fte"), ("From", "date")]
    rows = [["007", 3_450_001, 600, date(2021, 4, 1)], ["@home", None, 1000, None]]
    book = load_workbook(BytesIO(table_workbook("Posts: all", columns, rows)))
    assert book.sheetnames == ["Posts  all"]
    sheet = book.active
    assert [cell.value for cell in sheet[2]] == ["007", 34500.01, 0.6, datetime(2021, 4, 1)]  # noqa: DTZ001
    assert sheet["A3"].value == "'@home"
    assert sheet.freeze_panes == "A2"
    assert table_workbook("T", columns, rows) == table_workbook("T", columns, rows)


CHARTS = [
    ("bridge", {"steps": [{"label": "Source", "value_pence": 500, "kind": "source"}]}),
    ("bars", {"items": [{"label": "Assign", "value": 4}]}),
    ("before-after", {"pairs": [{"service": "Fostering", "organisation": "Trust", "before": 3, "after": 0}]}),
    ("gantt", {"today": "2021-03-01", "milestones": [
        {"label": "Go-live", "baseline_on": "2021-04-01", "forecast_on": "2021-04-20", "actual_on": None, "late": True},
    ]}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "data"), CHARTS, ids=[kind for kind, _ in CHARTS])
def test_a_chart_is_labelled_and_safe_under_a_strict_policy(kind, data):
    svg = chart.draw(kind, data, title="Where <it> goes", desc="All of it moves", ident="c 1")
    assert svg.startswith("<svg")
    assert svg.count('role="img"') == 1
    assert '<title id="c-1-title">Where &lt;it&gt; goes</title>' in svg
    assert '<desc id="c-1-desc">All of it moves</desc>' in svg
    assert not re.search(r"\sstyle=|<style|<script|\son[a-z]+=", svg)
    assert all(name.startswith("c-1-") for name in re.findall(r'\bid="([^"]+)"', svg))
    labels = {"bridge": "Source", "bars": "Assign", "before-after": "3 before", "gantt": "late"}
    assert f">{labels[kind]}<" in svg


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"kind": "newsletter"}, "kind"),
        ({"as_at": "31 February"}, "as_at"),
        ({"figures": {"a": {"key": "b"}}}, "figures.a"),
        ({"status": "final"}, "status"),
    ],
)
def test_a_snapshot_with_a_fault_is_refused_at_its_path(change, path):
    with pytest.raises(DomainError) as refused:
        snapshot("due-diligence", **change)
    assert refused.value.field == path


def test_a_number_that_is_not_whole_is_refused():
    made = small([table("t", "T", [column("n", "Pay", "money")], [{"n": 5}])])
    made["sections"][0]["blocks"][0]["rows"][0]["n"] = 5.5
    with pytest.raises(DomainError):
        validate(made)
    with pytest.raises(TypeError):
        canonical({"n": 5.5})


def pages_of(content):
    return PdfReader(BytesIO(content)).pages


def test_a_wide_list_is_an_annex_and_sections_stay_upright():
    names = [column(f"c{n}", f"Column {n}") for n in range(12)]
    rows = [{each["key"]: f"Words of row {n}" for each in names} for n in range(41)]
    made = small([table("t", "Register of desks", names, rows, schedule=True)])
    pages = list(pages_of(pdf(made, "exempt")))
    sideways = [page for page in pages if page.mediabox.width > page.mediabox.height]
    assert sideways
    assert "Register of desks" in sideways[0].extract_text()
    place = pages.index(sideways[0]) + 1
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert f"41 rows, printed in annex A, page {place}." in text
    assert "Words of row 40" in text


def test_a_wide_table_that_is_short_stays_in_its_section():
    names = [column("name", "Name"), *(column(f"m{n}", f"Sum {n}", "money") for n in range(6))]
    rows = [{"name": "Option", **{f"m{n}": 4_000_000_000 for n in range(6)}}]
    pages = pages_of(pdf(small([table("t", "Money", names, rows)]), "exempt"))
    assert all(page.mediabox.width < page.mediabox.height for page in pages)
    assert "annex" not in " ".join(page.extract_text() for page in pages)


def test_a_column_that_groups_is_a_heading_above_its_rows():
    names = [column("n", "Desk", "number"), column("room", "Room")]
    rows = [{"n": n, "room": "North" if n < 3 else "South"} for n in range(6)]
    printed = html(edition(small([table("t", "Desks", names, rows, schedule=True, group="room")]), "exempt"))
    assert printed.count(">North<") == printed.count(">South<") == 1
    assert ">Room<" not in printed


def test_a_number_without_a_mark_stands_under_those_that_have_one():
    rows = [{"n": {"figure": "posts"}, "plain": 3}, {"n": 0, "plain": 4}]
    names = [column("n", "Posts", "number"), column("plain", "Desks", "number")]
    printed = html(edition(small([table("t", "T", names, rows)], {"posts": figure("posts", 3)}), "exempt"))
    assert '<td class="n">0<span class="ref"></span></td>' in printed
    assert printed.count('<span class="ref"></span>') == 1


def test_a_code_is_on_one_line_beside_much_text():
    names = [column("hash", "SHA-256", "code"), *(column(f"t{n}", f"Text {n}") for n in range(7))]
    code = "23604fab3eef124e"
    rows = [{"hash": code, **{f"t{n}": "Establishment list of the council" for n in range(7)}}]
    pages = pages_of(pdf(small([table("t", "T", names, rows)]), "exempt"))
    assert code in "".join(page.extract_text() for page in pages)


def test_a_withheld_figure_has_no_mark_to_look_up():
    rows = [{"n": {"figure": "posts"}}]
    made = small(
        [table("t", "T", [column("n", "Posts", "number", "small-count")], rows)], {"posts": figure("posts", 3)}
    )
    assert [each.mark for each in references(edition(made, "exempt"))] == ["F1"]
    assert references(edition(made, "public")) == []
    assert 'id="f1"' not in html(edition(made, "public"))


def test_a_pdf_made_apart_is_the_same_and_a_failure_has_its_words():
    made = small([table("t", "T", [column("n", "Number", "number")], [{"n": 1}])])
    assert pdf_apart(made, "exempt") == pdf(made, "exempt")
    with pytest.raises(NotMade, match="There is no edition secret"):
        pdf_apart(made, "secret")
