"""A small programme loaded from workbooks of its own, so that every figure of a pack has bytes behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from reports.editions import edition
from reports.snapshot import Snapshot as Frozen
from reports.wording import figure_words
from tests.factories.programmes import make_user
from transfer.cli import load
from transfer.extensions import db
from transfer.identity.models import User
from transfer.programmes.models import Membership, Option, Programme
from transfer.programmes.queries import find_preferred_option, find_programme, find_viewer, system_viewer
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release

# Words that no pack may print: they belong to single people.
CANARIES = ("Xanthippe", "Quillfeather", "QQ123456C", "41234.56", "41,234.56", "PERS-77")
# What only the council's unshared list says.
COUNCIL_ONLY = "Harbourmaster of play"

PROGRAMME = """
[programme]
name = "Harbour children"
slug = "harbour"
engine = "contractual"
go_live_on = 2021-04-01
as_if_today = 2021-03-01
budget = { year = "2021/22", basis = "base" }
[[organisation]]
name = "Harbour Council"
short = "Council"
kind = "council"
[[organisation]]
name = "Harbour Trust"
short = "Trust"
kind = "trust"
company_number = "00000001"
[[organisation]]
name = "Harbour Company"
short = "Company"
kind = "company"
company_number = "00000002"
[[service]]
name = "Fostering"
tier = 4
provider = "Trust"
cost_centres = ["01150"]
[[service]]
name = "Adoption"
tier = 4
provider = "Trust"
cost_centres = ["01160"]
functions = ["adoption agency"]
[[service]]
name = "Play"
tier = 1
provider = "Council"
cost_centres = ["02330"]
[[option]]
name = "As now"
[[option]]
name = "Company"
preferred = true
[[option.transfer]]
from = "Trust"
to = "Company"
on = 2021-04-01
basis = "business transfer"
services = ["Fostering", "Adoption"]
[[dataset]]
kind = "establishment"
file = "trust.xlsx"
organisation = "Trust"
as_at = 2021-01-31
[[dataset]]
kind = "establishment"
file = "council.xlsx"
organisation = "Council"
as_at = 2021-01-31
[[dataset]]
kind = "budget"
file = "book.xlsx"
organisation = "Council"
as_at = 2021-01-31
[[dataset]]
kind = "contracts"
file = "register.xlsx"
organisation = "Council"
as_at = 2021-01-31
[[dataset]]
kind = "drivers"
file = "drivers.xlsx"
[[dataset]]
kind = "milestones"
file = "plan.xlsx"
[[split]]
select = { group = "Depreciation and impairment" }
method = "exclude"
reason = "capital charges are below the line"
[[split]]
select = { cost_centre = "09010" }
method = "driver"
driver = "Headcount"
[[split]]
select = { service = "*" }
method = "follow the service"
"""
# A shared post: the trust's first, three quarters of whose time is the company's.
SHARED = """
[[dataset]]
kind = "time_shares"
file = "time.xlsx"
[[split]]
select = { cost_centre = "01150" }
method = "time"
posts = ["T0001"]
"""
STAFF = ["Post no", "Job title", "Service", "Cost centre", "FTE", "Occupancy", "Person ref", "Surname", "Forename",
         "NI number", "Actual salary", "Contract type", "Pension scheme"]  # fmt: skip


@dataclass
class PackWorld:
    programme: Programme
    option: Option
    users: dict[str, User]

    def viewer(self, name: str) -> Viewer:
        found = find_viewer(self.programme, self.users[name], date(2021, 3, 1))
        assert found
        return found

    @property
    def system(self) -> Viewer:
        return system_viewer(self.programme)


def _save(folder: Path, name: str, rows: Sequence[Sequence[Any]]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    for row in rows:
        sheet.append(list(row))
    book.save(folder / name)


def _staff(
    prefix: str, service: str, centre: str, number: int, first: int, title: str = "Social worker"
) -> list[list[Any]]:
    """Of every twelve posts one vacant and two agency; the rest filled by permanent staff, one part time."""
    rows: list[list[Any]] = []
    for index in range(number):
        state = "vacant" if index % 12 == 5 else "agency" if index % 12 in (7, 9) else "filled"
        held = state == "filled"
        rows.append([
            f"{prefix}{first + index:04d}", title, service, centre, 0.6 if index == 2 else 1, state,
            "PERS-77" if held and index == 0 else f"P{prefix}{first + index}" if held else None,
            "Quillfeather" if held else None, "Xanthippe" if held else None,
            "QQ123456C" if held and index == 0 else None,
            41234.56 if held else None, "permanent" if held else None, "LGPS" if held else None,
        ])  # fmt: skip
    return rows


def write_folder(folder: Path, *, shared_post: bool = False) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    head, split, rules = PROGRAMME.partition("[[split]]")
    written = head + (SHARED if shared_post else "") + split + rules
    (folder / "programme.toml").write_text(written, encoding="utf-8")
    _save(folder, "time.xlsx", [["Post", "Organisation", "Share"], ["T0001", "Council", 25], ["T0001", "Company", 75]])
    trust = [*_staff("T", "Fostering", "01150", 24, 1), *_staff("T", "Adoption", "01160", 7, 100)]
    broken = ["T0999", "Social worker", "Fostering", "01150", "many", "filled"] + [None] * 7
    _save(folder, "trust.xlsx", [["Harbour Trust"], [], STAFF, *trust, broken])
    _save(folder, "council.xlsx", [STAFF, *_staff("C", "Play", "02330", 13, 1, COUNCIL_ONLY)])
    _save(folder, "book.xlsx", [
        ["Cost centre", "Account", "Account name", "Group", "2021/22 base"],
        ["01150", "1000", "Pay", "Employees", 900000.05],
        ["01150", "3000", "Materials", "Supplies and services", 1234.1],
        ["01150", "9000", "Fees", "Income", -100.01], ["01160", "1000", "Pay", "Employees", 300000],
        ["01160", "7000", "Depreciation", "Depreciation and impairment", 77.77],
        ["02330", "1000", "Pay", "Employees", 410000],
        ["09010", "4000", "Payroll service", "Support services", 1000.01],
        ["09010", "4100", "Computers", "Support services", 0.05],
        ["09020", "4200", "Contingency", "Supplies and services", 555.55],
    ])  # fmt: skip
    _save(folder, "register.xlsx", [
        ["Reference", "Title", "Supplier", "Service", "Annual value", "End date", "Notice months"],
        ["K1", "Homes", "Homes Ltd", "Fostering", 120000, date(2021, 9, 1), 3],
        ["K2", "Games", "Games Ltd", "Play", 900.5, date(2023, 3, 31), 1],
        ["K3", "Advice", "Advice Ltd", None, None, None, None],
    ])  # fmt: skip
    _save(folder, "drivers.xlsx", [["Driver", "Organisation", "Quantity"], ["Headcount", "Council", 2],
                                   ["Headcount", "Company", 1]])  # fmt: skip
    _save(folder, "plan.xlsx", [
        ["Ref", "Title", "Workstream", "Kind", "Baseline", "Forecast", "Depends on"],
        ["M1", "Decision", "Governance", "decision", date(2021, 2, 1), date(2021, 3, 10), None],
        ["M2", "Start", "Governance", "internal", date(2021, 4, 1), date(2021, 4, 1), "M1"],
    ])  # fmt: skip


def make_pack_world(folder: Path, *, unshared: Sequence[str] = (), shared_post: bool = False) -> PackWorld:
    """The programme loaded from its workbooks, with a user of each kind; unshared: sides that take their staff list
    back. Committed."""
    write_folder(folder, shared_post=shared_post)
    loaded = load(folder)
    programme = find_programme(loaded.slug)
    assert programme
    sides = {each.short: each.id for each in programme.organisations}
    users = {}
    for name, role, side in (
        ("lead", "lead", None), ("finance-Council", "finance", "Council"), ("legal-Trust", "legal", "Trust"),
        ("member-Council", "member", "Council"), ("member-Trust", "member", "Trust"), ("guest", "guest", None),
    ):  # fmt: skip
        users[name] = make_user(f"{name.lower()}@example.org", name)
        db.session.add(Membership(
            programme_id=programme.id, user_id=users[name].id, role=role, organisation_id=sides.get(side or ""),
            created_at=datetime.now(UTC).replace(tzinfo=None), areas=["plan", "packs"] if role == "guest" else [],
        ))  # fmt: skip
    for release in db.session.query(Release).filter(Release.dataset == "establishment"):
        if release.organisation and release.organisation.short in unshared:
            release.shared_at = release.shared_by = None
    db.session.commit()
    option = find_preferred_option(system_viewer(programme))
    assert option
    return PackWorld(programme, option, users)


def printed_counts(made: Frozen) -> list[tuple[frozenset[Any], str]]:
    """The posts behind every number of posts of a pack, and how its public edition prints it."""
    public, figures = edition(made, "public"), made["figures"]

    def posts(key: str) -> set[Any]:
        rows = {(c["release_id"], c["sheet"], row) for c in figures[key]["cells"] for row in c["rows"]}
        return rows.union(*map(posts, figures[key]["inputs"]))

    counted = [key for key, kind in made["figure_classes"].items() if kind == "small-count"]
    return [
        (frozenset(posts(key)), figure_words(public["figures"][key]))
        for key in counted
        if figures[key]["unit"] == "count" and key in public["figures"]
    ]
