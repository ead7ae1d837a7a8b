"""Every list downloads as a workbook that comes back without a finding and without a change."""

import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from reports.values import values_workbook
from tests.client import InspectingClient
from tests.factories.crawling import read
from tests.factories.planted import SIDES, plant, planted
from tests.factories.programmes import World, make_programme
from tests.pages.test_intake import send
from transfer.extensions import db
from transfer.intake.models import Upload
from transfer.intake.queries.version_rows import accepted_values
from transfer.releases.models import Release

STAFF = (
    ("Post number", "Job title", "Service", "Cost centre", "FTE", "Full-time salary", "Actual salary", "Occupancy",
     "Person reference", "Surname", "Date of birth", "Contract type", "Contract end", "Hours", "Notes"),
    ("00017", "=Social worker", "Fostering", "00100", 0.5, 40000.01, 20000.07, "Filled", "0009", "Abbot", "01/02/1980",
     "Fixed-term", "31/03/2030", 18.25, "-5 days a month"),
    ("P2", "@Worker", "Assessment", "00110", 0.333333, 30000, 9999.99, "Filled", "0010", "O'Birch", "29/02/1980",
     "Permanent", None, 12, "'Tis so"),
    ("P3", "+1 post", "Fostering", "00100", 1, 52000, 52000, "Vacant", None, None, None, None, None, 37, None),
)  # fmt: skip
BOOK = (
    ("Cost centre", "Account", "Account name", "Subjective group", "Fund", "2021/22 base budget",
     "2020/21 outturn £000"),
    ("00100", "01000", "=Salaries", "Employees", "GF", 1000.01, 0.001),
    ("00200", "I9000", "Fees", "Income", "GF", -50.1, -1.5),
    ("00300", "I9001", "-Grant", "Income", "007", 0, None),
)  # fmt: skip
CONTRACTS = (
    ("Reference", "Title", "Supplier", "Supplier number", "Service", "Annual value", "Start", "End", "Notice months",
     "Irrecoverable VAT"),
    ("007", "=Placements", "-Homes Ltd", "00500", "Fostering", 1234.56, "01/04/2020", "31/03/2090", 6, "+20%"),
    ("C2", "Cleaning, “deep”", "A & B", None, None, None, "01/04/2020", None, None, None),
)  # fmt: skip
ASSETS = (
    ("Reference", "Description", "Kind", "Location", "Value"),
    ("0001", "@Town Hall", "Building", "1 High St\nTown", "£250,000.50"),
    ("A2", "-80 freezer", "Equipment", None, "to be valued"),
)
SHARES = (
    ("Post number", "Organisation", "Percent", "Service", "From", "Basis"),
    ("00017", "Council", 99.75, "Fostering", "01/04/2021", "=diary"),
    ("00017", "Company", "0.25%", "Fostering", "01/04/2021", None),
)
DRIVERS = (
    ("Driver", "Organisation", "Quantity", "As at", "Source"),
    ("Headcount", "Council", 12.5, "31/01/2021", "=List"),
    ("Headcount", "Company", 0.1, "31/01/2021", None),
)
PLAN = (
    ("Reference", "Milestone", "Workstream", "Kind", "Owner", "Baseline", "Forecast", "Depends on", "Comment"),
    ("01", "-Decide", "HR", "Decision", "Head of HR", "01/02/2021", "08/02/2021", None, "=on course"),
    ("02", "Consult", "HR", "Legal", None, "01/03/2021", None, "01", None),
)
SERVICES = (
    ("Service", "Tier", "Directorate", "Provider", "Cost centres", "Functions"),
    ("Fostering", "1 to low 2", "Children", "Council", "00100; 00101", "Fostering; Adoption"),
)
KPIS = (
    ("Number", "Measure", "Definition", "Period", "Value", "Target", "Source"),
    ("05", "=Seen in 5 days", "-", "Quarter 3", "-0.50", "91%", "+System"),
    ("5b", "Places", None, None, "0091", None, None),
)
# data set → who brings it, of which side, the rows, and the list that is downloaded (none: only from the uploads).
LISTS: dict[str, tuple[str, str, Any, str | None]] = {
    "establishment": ("hr-Council", "Council", STAFF, None),
    "budget": ("finance-Council", "Council", BOOK, "money/lines.xlsx"),
    "contracts": ("legal-Council", "Council", CONTRACTS, "contracts.xlsx"),
    "assets": ("legal-Council", "Council", ASSETS, "diligence/assets.xlsx"),
    "time_shares": ("lead", "", SHARES, None),
    "drivers": ("lead", "", DRIVERS, None),
    "milestones": ("lead", "", PLAN, "plan.xlsx"),
    "services": ("lead", "", SERVICES, None),
    "kpis": ("lead", "", KPIS, "diligence/kpis.xlsx"),
}


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def bring(client: InspectingClient, world: World, dataset: str, content: bytes) -> dict[str, Any]:
    """Upload and accept: the rows of the version, once the file was found to hold no fault."""
    _, side, _, _ = LISTS[dataset]
    answer = send(client, world, content, f"{dataset}.xlsx", dataset, side)
    assert answer.status_code == 303, answer.text
    db.session.rollback()
    upload = db.session.scalars(select(Upload).order_by(Upload.id.desc())).first()
    assert upload
    outcome = upload.outcome
    accepted = client.post(f"{answer.location}/accept", data={"against": str(outcome["against"] or "")})
    assert accepted.status_code == 303, accepted.text
    db.session.rollback()
    release = db.session.scalars(select(Release).order_by(Release.id.desc())).first()
    assert release and release.dataset == dataset
    return {"outcome": outcome, "rows": accepted_values(world.system, release)}


def exported(client: InspectingClient, dataset: str, address: str | None) -> list[bytes]:
    """Every download of the list."""
    addresses = [f"/p/north/uploads/export/{dataset}.xlsx", *([f"/p/north/{address}"] if address else [])]
    found = []
    for each in addresses:
        answer = client.get(each)
        assert answer.status_code == 200, each
        found.append(answer.data)
    return found


@pytest.mark.parametrize("dataset", LISTS)
def test_a_list_comes_back_without_a_finding_and_without_a_change(
    client: InspectingClient, world: World, dataset: str
) -> None:
    user, _, (header, *rows), address = LISTS[dataset]
    client.sign_in(world.users[user])
    before = bring(client, world, dataset, values_workbook([(None, (header, *rows))]))
    assert [each for each in before["outcome"]["findings"] if each["severity"] == "error"] == []
    assert before["rows"]
    for content in exported(client, dataset, address):
        after = bring(client, world, dataset, content)
        assert after["outcome"]["findings"] == []
        assert after["outcome"]["unmapped"] == []
        assert after["rows"] == before["rows"]
        changes = after["outcome"]["changes"]
        assert not changes or not any(changes.values()), changes


def test_text_that_begins_like_a_formula_is_guarded_in_the_workbook_and_unharmed_when_it_is_read(
    client: InspectingClient, world: World
) -> None:
    header, *rows = CONTRACTS
    client.sign_in(world.users["legal-Council"])
    before = bring(client, world, "contracts", values_workbook([(None, (header, *rows))]))
    (content, _) = exported(client, "contracts", "contracts.xlsx")
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert cells["'=Placements"] == "s" and cells["'-Homes Ltd"] == "s" and cells["007"] == "s"
    assert cells[1234.56] == "n"
    assert before["rows"][0]["title"] == "=Placements"


def test_who_may_not_see_all_of_a_list_is_told_not_to_bring_it_back(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    bring(client, world, "establishment", values_workbook([(None, STAFF)]))
    for user in ("member-Council", "finance-Council"):
        answer = client.sign_in(world.users[user]).get("/p/north/people/posts.xlsx")
        names = load_workbook(io.BytesIO(answer.data)).sheetnames
        assert names == ["Posts", "Not for bringing back"], user
    client.sign_in(world.users["guest"])
    assert client.get("/p/north/uploads/export/establishment.xlsx").status_code == 403


def test_a_filtered_download_comes_back_as_the_whole_list(client: InspectingClient, world: World) -> None:
    """What the filter left out has not left."""
    client.sign_in(world.users["legal-Council"])
    bring(client, world, "contracts", values_workbook([(None, CONTRACTS)]))
    content = client.get("/p/north/contracts.xlsx?search=Cleaning").data
    seen, whole = load_workbook(io.BytesIO(content)).worksheets
    assert (seen.max_row, whole.max_row) == (2, 4)
    assert str(whole["A1"].value).startswith("The whole list, all of its 2 rows, whatever the page was filtered by.")
    after = bring(client, world, "contracts", content)
    assert after["outcome"]["sheet"] == "Bring back Council" and len(after["rows"]) == 2
    assert after["outcome"]["findings"] == []


def test_a_download_of_posts_carries_no_whole_staff_list(client: InspectingClient, world: World) -> None:
    """Its birthdays, absences and notes are in no list that anybody sees."""
    client.sign_in(world.users["hr-Council"])
    bring(client, world, "establishment", values_workbook([(None, STAFF)]))
    book = load_workbook(io.BytesIO(client.get("/p/north/people/posts.xlsx").data))
    assert book.sheetnames == ["Posts", "Not for bringing back"]
    assert "downloads the whole list from Uploads" in str(list(book["Not for bringing back"].values))


# Who asks for the other side's rows, how, and which of these lists they find their own in so.
ASKED_BY_ADDRESS = {
    "hr": ("people/posts.xlsx", "people/cost.xlsx", "people/structure/lines.xlsx", "people/time.xlsx", "history.xlsx"),
    "finance": ("money/lines.xlsx", "money/split.xlsx", "money/gaps.xlsx", "money/history.xlsx", "history.xlsx"),
    "legal": ("contracts.xlsx", "diligence/assets.xlsx"),
}
FOUND_BY_ITS_OWN = {"people/posts.xlsx", "money/lines.xlsx", "contracts.xlsx", "diligence/assets.xlsx"}


def test_an_export_asked_by_address_for_the_other_side_holds_nothing_of_it(
    client: InspectingClient, world: World
) -> None:
    """The page offers no such filter; an address can be typed."""
    for side in SIDES:
        plant(world, side)
    council = world.organisations["Council"].id
    for role, addresses in ASKED_BY_ADDRESS.items():
        for address in addresses:
            for asked in (
                f"organisation={council}",
                "search=quokka",
                "q=quokka",
                f"employer={council}",
                "holder=quokka",
            ):
                client.sign_in(world.users[f"{role}-Trust" if role != "legal" else "auditor"])
                met = planted("Council").search(read(client.get(f"/p/north/{address}?{asked}")))
                assert not met, f"{address}?{asked}: {met}"
            if address in FOUND_BY_ITS_OWN:
                client.sign_in(world.users[f"{role}-Council"])
                found = (read(client.get(f"/p/north/{address}?{each}=quokka")) for each in ("search", "q"))
                assert all(planted("Council").search(each) for each in found), address
