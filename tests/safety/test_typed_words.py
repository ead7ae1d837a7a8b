"""Script and formulas, typed into every field of every form and uploaded in every list: nowhere do they come alive."""

import io
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from reports import chart
from reports.tables import TableColumn, table_workbook
from tests.client import InspectingClient
from tests.factories.programmes import World, make_programme
from tests.safety.visiting import WRITERS, QuickClient, addresses, fill_in, upload_all
from transfer.programmes.rules import PERMISSIONS

SCRIPT = """javascript:pwned()//"'><script>pwned()</script>{{7*7}}"""  # 60 letters fit into every column
FORMULA = "=1+cmd|'/C calc'!A0"
LIVE = re.compile(r"""<script>pwned|//"'>|</script>49""")


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


@pytest.fixture
def client(app: Flask) -> QuickClient:
    return QuickClient(app, app.response_class)


def alive(answer: TestResponse) -> list[str]:
    """What a browser would run of the words, or follow as a link."""
    found = LIVE.findall(answer.text)
    for tag in BeautifulSoup(answer.text, "html.parser").find_all(True):
        for name, value in tag.attrs.items():
            text = "".join(value) if isinstance(value, list) else str(value)
            link = name in ("href", "src", "action", "formaction", "data") or name.endswith(":href")
            if name.startswith("on") or (link and text.strip().lower().startswith(("javascript:", "data:text"))):
                found.append(str(tag))
        if tag.name == "script" and "pwned" in tag.get_text():
            found.append(str(tag))
    return found


def test_script_comes_alive_on_no_page(client: InspectingClient, world: World) -> None:
    assert upload_all(client, world, SCRIPT) >= 6
    fields, forms = fill_in(client, world, SCRIPT)
    assert fields > 40 and forms > 5, (fields, forms)
    met = 0
    for address, permission in addresses(client.application, "GET"):
        name = next((each for each in WRITERS if permission in PERMISSIONS[each.split("-")[0]]), "lead")
        answer = client.sign_in(world.users[name]).get(address.replace("<dataset>", "establishment"))
        assert not (answer.mimetype == "text/html" and alive(answer)), f"{address} to {name}: {alive(answer)[0]}"
        met += b"pwned()" in answer.data
        if "attachment" not in answer.headers.get("Content-Disposition", ""):
            assert answer.mimetype in ("text/html", "application/json"), f"{address}: {answer.mimetype}"
    assert met > 15, f"the words are met on {met} pages, and told as words"


def test_only_what_the_product_draws_is_taken_as_it_is(app: Flask) -> None:
    """Whatever a template is given is told as words. Charts, the picture of a one-time code and the style of a pack are
    the product's own."""
    root = Path(app.root_path).parent
    files = [*(root / "templates").rglob("*.html"), *(root / "transfer").rglob("*.py"), *root.glob("reports/*.py")]
    trusting = re.compile(r"\|\s*safe\b|{%-?\s*autoescape|autoescape\s*=\s*False|\bMarkup\(")
    found = {str(each.relative_to(root)) for each in files if trusting.search(each.read_text())}
    assert found == {"templates/components/chart.html", "transfer/identity/views/codes.py", "reports/pdf.py"}
    escapes = app.jinja_env.autoescape
    assert callable(escapes) and escapes("any/page.html")


def formulas(content: bytes) -> list[str]:
    """Cells that a spreadsheet would compute, or would once they are saved as CSV."""
    book = load_workbook(io.BytesIO(content))
    return [
        f"{sheet.title}!{cell.coordinate}: {cell.value}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or (isinstance(cell.value, str) and cell.value.startswith(tuple("=+-@\t\r\n")))
    ]


def _own(address: str, formula: str) -> bool:
    """The split's workbook is made to be computed: what nobody typed may be a formula there."""
    return address.endswith("/money/split.xlsx") and "cmd|" not in formula


LEADERS = ("=1+", "+1+", "-1+", "@SUM", "\t=", "\r=")


def test_formulas_are_text_in_every_workbook(client: InspectingClient, world: World) -> None:
    upload_all(client, world, FORMULA)
    books = met = 0
    for address, _ in addresses(client.application, "GET"):
        for name in WRITERS if address.endswith(".xlsx") else ():
            answer = client.sign_in(world.users[name]).get(address.replace("<dataset>", "establishment"))
            if answer.status_code == 200:
                books += 1
                found = [each for each in formulas(answer.data) if not _own(address, each)]
                assert not found, f"{address}: {found[0]}"
                met += "cmd|" in _text(answer.data)
                break
    assert books > 8 and met > 3, (books, met)


@pytest.mark.parametrize("leader", LEADERS)
def test_whatever_begins_a_formula_is_guarded(leader: str) -> None:
    columns = [TableColumn("Words"), TableColumn("Amount", "money")]
    assert not formulas(table_workbook("Lines", columns, [[f"{leader}cmd|'/C calc'!A0", -500]]))


LABEL = "</text><script>pwned()</script><a href='javascript:pwned()'>"


def test_a_label_is_no_element_of_a_chart() -> None:
    """Charts stand in pages and packs as they are drawn."""
    drawn = [
        chart.bars([{"label": LABEL, "value": 3}], title=LABEL, desc=LABEL, ident="one"),
        chart.bridge([{"label": LABEL, "value_pence": 3, "kind": "source"}], title=LABEL, desc=LABEL, ident="two"),
    ]
    for svg in drawn:
        tags = {each.tag.rpartition("}")[2] for each in ElementTree.fromstring(svg).iter()}
        assert not tags & {"script", "a", "foreignObject", "image"} and "<script" not in svg


def _text(content: bytes) -> str:
    from tests.guards.test_canary import read

    class Answer:
        data, mimetype = content, ""

    return read(Answer())  # type: ignore[arg-type]
