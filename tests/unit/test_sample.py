"""The sample's workbooks hold what its expected.json says. Read with another library, reckoned here from the cells."""

import json
import tomllib
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from transfer.contracts import rules as contract_rules
from transfer.kernel.shares import apportion
from transfer.sample import make, story

EXPECTED = json.loads(Path(make.__file__).with_name("expected.json").read_text(encoding="utf-8"))
FILES = EXPECTED["files"]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWX"
Row = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample")
    make.write_folder(path)
    return path


def cells(folder: Path, name: str) -> list[list[Any]]:
    sheet = CalamineWorkbook.from_path(str(folder / name)).get_sheet_by_name(FILES[name]["sheet"])
    return [[None if value == "" else value for value in row] for row in sheet.to_python(skip_empty_area=False)]


def data_rows(folder: Path, name: str) -> dict[int, Row]:
    """Rows below the heading row, by row number, each by column letter; the total and what follows it left out."""
    rows: dict[int, Row] = {}
    for number, values in enumerate(cells(folder, name), start=1):
        if values[0] == "Total":
            break
        if number > FILES[name]["header_row"] and any(value is not None for value in values):
            rows[number] = dict(zip(LETTERS, values, strict=False))
    return rows


def parked(name: str) -> set[int]:
    return {int(f["cell"].lstrip(LETTERS)) for f in FILES[name]["findings"] if f["severity"] == "error"}


def accepted(folder: Path, name: str) -> dict[int, Row]:
    return {number: row for number, row in data_rows(folder, name).items() if number not in parked(name)}


def pence(pounds: Any) -> int:
    if isinstance(pounds, str):
        pounds = pounds.replace("£", "").replace(",", "")
    return int((Decimal(str(pounds)) * 100).to_integral_exact())


def thousandths(row: Row) -> int:
    return int(Decimal(str(row["F"])) * 1000)


STATES = {"Occupied": "filled", "Agency": "agency", "Vacant": "vacant", None: "not_stated", "Frozen": "frozen",
          "Under offer": "under_offer"}  # fmt: skip
STAFF = ("trust-establishment.xlsx", "trust-establishment-february.xlsx", "council-establishment.xlsx")


def staff_faults(rows: dict[int, Row]) -> set[tuple[str, str]]:
    """Every fault of a staff list, told as expected.json tells them: errors first, and only they on their row."""
    found: set[tuple[str, str]] = set()
    posts = {row["A"] for row in rows.values()}
    seen: set[tuple[Any, ...]] = set()
    for number, row in rows.items():
        errors = {c for c, wrong in (
            ("A", row["A"] is None or (row["A"], row["L"], row["M"]) in seen),
            ("T", isinstance(row["T"], str)),
            ("F", not isinstance(row["F"], float | int) or not 0 < row["F"] <= 1),
            ("I", isinstance(row["I"], str)),
            ("K", row["K"] not in STATES),
        ) if wrong}  # fmt: skip
        warnings = {c for c, wrong in (
            ("V", row["V"] is not None and row["V"] not in posts),
            ("D", not isinstance(row["D"], str)),
            ("K", row["K"] == "Vacant" and row["M"] is not None),
            ("J", not errors and row["J"] > row["I"]),
            ("W", row["K"] == "Agency" and row["W"] is None),
            ("R", row["Q"] == "Fixed term" and row["R"] is None),
        ) if wrong}  # fmt: skip
        seen.add((row["A"], row["L"], row["M"]))
        severity, columns = ("error", errors) if errors else ("warning", warnings)
        found |= {(f"{column}{number}", severity) for column in columns}
    return found


def expected_findings(name: str) -> set[tuple[str, str]]:
    return {(finding["cell"], finding["severity"]) for finding in FILES[name]["findings"]}


@pytest.mark.parametrize("name", STAFF)
def test_staff_list_counts_and_totals(folder: Path, name: str) -> None:
    rows = accepted(folder, name)
    assert len(data_rows(folder, name)) == FILES[name]["rows_with_data"]
    assert len(rows) == FILES[name]["rows_accepted"]
    totals = dict.fromkeys(STATES.values(), 0) | Counter(STATES[row["K"]] for row in rows.values())
    totals["fte_thousandths"] = sum(map(thousandths, rows.values()))
    totals["salary_actual_pence"] = sum(pence(row["J"]) for row in rows.values())
    assert totals == FILES[name]["totals"]


@pytest.mark.parametrize("name", STAFF)
def test_staff_list_faults_stand_at_their_cells_and_nowhere_else(folder: Path, name: str) -> None:
    assert staff_faults(data_rows(folder, name)) == expected_findings(name)


@pytest.mark.parametrize("name", STAFF)
def test_rows_around_a_staff_list(folder: Path, name: str) -> None:
    everything = cells(folder, name)
    assert everything[FILES[name]["header_row"] - 1][0] == "Post Number"
    outside = set(range(1, len(everything) + 1)) - set(data_rows(folder, name)) - {FILES[name]["header_row"]}
    assert sorted(outside) == FILES[name]["ignored_rows"]


@pytest.mark.parametrize("name", STAFF)
def test_nobody_real(folder: Path, name: str) -> None:
    employed = [row for number, row in data_rows(folder, name).items() if row["O"] and number != 157]
    assert all(row["O"].startswith("QQ") for row in employed)
    assert len({row["O"] for row in employed}) == len(employed)
    assert len({row["L"] for row in employed}) == len(employed)
    assert all(row["T"] <= row["S"] for row in employed if not isinstance(row["T"], str))


@pytest.mark.parametrize("name", STAFF)
def test_pay_is_the_share_of_full_time_pay(folder: Path, name: str) -> None:
    for row in accepted(folder, name).values():
        share = Fraction(thousandths(row), 1000)
        if row["H"] != 52:
            share *= Fraction(str(row["H"])) / Fraction("52.143")
        known = 500_000 if row["A"] == "T01041" else 0
        assert abs(pence(row["J"]) - known - pence(row["I"]) * share) <= 1


def test_february_changes(folder: Path) -> None:
    before = {row["A"]: row for row in accepted(folder, STAFF[0]).values()}
    after = {row["A"]: row for row in accepted(folder, STAFF[1]).values()}
    both = [(before[post], after[post]) for post in after if post in before]
    changes = FILES[STAFF[1]]["changes_since_accepted"]
    assert set(before) - set(after) == set(changes["left"])
    assert set(after) - set(before) == set(changes["joined"])
    for key, column in (("regraded", "E"), ("hours_changed", "G"), ("moved_manager", "V")):
        told = [{"post_no": a["A"], "from": a[column], "to": b[column]} for a, b in both if a[column] != b[column]]
        assert sorted(told, key=str) == sorted(changes[key], key=str)
    filled = {b["A"] for a, b in both if a["K"] == "Vacant" and b["K"] == "Occupied"}
    assert filled == set(changes["filled"]) == {b["A"] for a, b in both if a["K"] != b["K"]}
    told_of = {post["post_no"] for key in ("regraded", "hours_changed", "moved_manager") for post in changes[key]}
    assert {b["A"] for a, b in both if a != b} == told_of | filled


def test_budget_book(folder: Path) -> None:
    name = "budget-book.xlsx"
    rows, good = data_rows(folder, name), accepted(folder, name)
    assert (len(rows), len(good)) == (FILES[name]["rows_with_data"], FILES[name]["rows_accepted"])
    income = sum(pence(row["G"]) for row in good.values() if row["E"] == "Income")
    spending = sum(pence(row["G"]) for row in good.values() if row["E"] != "Income")
    assert FILES[name]["totals"] == {
        "net_pence": income + spending, "gross_expenditure_pence": spending, "income_pence": income
    }  # fmt: skip
    assert {f"C{n}" for n, row in rows.items() if row["C"] is None} | {
        f"E{n}" for n, row in rows.items() if row["E"] == "Miscellaneous"
    } == {cell for cell, _ in expected_findings(name)}
    header = FILES[name]["header_row"]
    assert cells(folder, name)[header - 1][6] == FILES[name]["amount_column"]
    assert pence(cells(folder, name)[-1][6]) == FILES[name]["control_total_pence"]
    recharges = sum(pence(row["G"]) for row in rows.values() if str(row["C"]).startswith("R9"))
    assert recharges == FILES[name]["recharges_net_pence"]


def test_contracts_register(folder: Path) -> None:
    name = "contracts-register.xlsx"
    rows, good = data_rows(folder, name), accepted(folder, name)
    assert (len(rows), len(good)) == (FILES[name]["rows_with_data"], FILES[name]["rows_accepted"])
    assert sum(pence(row["E"]) for row in good.values()) == FILES[name]["totals"]["annual_value_pence"]
    found, seen = set(), set()
    for number, row in rows.items():
        found |= {(f"A{number}", "error")} if row["A"] in seen else set()
        found |= {(f"C{number}", "error")} if row["C"] is None else set()
        found |= {(f"E{number}", "error")} if isinstance(row["E"], str) and "£" not in row["E"] else set()
        found |= {(f"H{number}", "error")} if row["H"] < row["G"] else set()
        over = row["H"] < date(2021, 1, 31) and row["H"] >= row["G"]
        found |= {(f"H{number}", "warning")} if over else set()
        seen.add(row["A"])
    assert found == expected_findings(name)


def test_plan_has_its_faults(folder: Path) -> None:
    name = "steering-group-plan.xlsx"
    rows = data_rows(folder, name)
    assert (len(rows), len(accepted(folder, name))) == (FILES[name]["rows_with_data"], FILES[name]["rows_accepted"])
    by_reference = {row["A"]: (number, row) for number, row in rows.items()}
    unreal = {(f"F{n}", "error") for n, row in rows.items() if not isinstance(row["F"], date)}
    waits = {(f"I{n}", "warning") for n, row in rows.items() if "M18" in str(row["I"])}
    assert unreal | waits == expected_findings(name)
    about = by_reference["M17"][1]
    assert about["J"] == "M14" and about["F"] > by_reference["M14"][1]["G"]
    assert by_reference["M18"][1]["I"] == "M19" and by_reference["M19"][1]["I"] == "M18"


def test_small_files(folder: Path) -> None:
    assert len(data_rows(folder, "drivers.xlsx")) == FILES["drivers.xlsx"]["rows_accepted"]
    shares: dict[str, dict[str, str]] = {}
    for row in data_rows(folder, "management-time.xlsx").values():
        written = Decimal(str(row["D"]).rstrip("%"))
        percent = written * 100 if written <= 1 else written
        shares.setdefault(row["A"], {})[row["C"]] = f"{int(percent)}"
    assert shares == FILES["management-time.xlsx"]["shares"]


def moved_by(option: dict[str, Any]) -> dict[str, str]:
    return {name: transfer["to"] for transfer in option.get("transfer", ()) for name in transfer["services"]}


def test_options_count_what_moves(folder: Path) -> None:
    programme = tomllib.loads((folder / "programme.toml").read_text(encoding="utf-8"))
    trust, council = (list(accepted(folder, STAFF[i]).values()) for i in (0, 2))
    assert [option["name"] for option in programme["option"]] == list(EXPECTED["options"])
    for option in programme["option"]:
        wanted = dict(EXPECTED["options"][option["name"]])
        wanted.pop("budget", None)
        services = moved_by(option)
        moving = [row for row in trust + council if row["C"] in services]
        counted = dict.fromkeys(STATES.values(), 0) | Counter(STATES[row["K"]] for row in moving)
        counted["lines_moving"] = len(moving)
        counted["fte_thousandths"] = sum(map(thousandths, moving))
        counted["tupe_candidates"] = sum(row["K"] == "Occupied" and row["C"] in services for row in council)
        assert counted == wanted


def split_line(row: Row, owners: dict[str, str]) -> dict[str, int]:
    """Where one line's pence go under the five rules that the programme writes down, in their order."""
    amount = pence(row["G"])
    if row["F"] == "DSG":
        return {"Council": amount}
    if row["E"] == "Depreciation and impairment" or row["C"].startswith("R9"):
        return {"excluded": amount}
    if row["A"] == "09010":
        return dict(zip(("Company", "Council"), apportion(amount, (350, 2650)), strict=True))
    return {owners.get(row["A"], "unallocated"): amount}


def test_options_split_the_money(folder: Path) -> None:
    programme = tomllib.loads((folder / "programme.toml").read_text(encoding="utf-8"))
    lines = accepted(folder, "budget-book.xlsx").values()
    for option in programme["option"][1:]:
        moves = moved_by(option)
        owners = {code: moves.get(service["name"], service["provider"])
                  for service in programme["service"] for code in service["cost_centres"]}  # fmt: skip
        result = {"Company": 0, "Council": 0, "Trust": 0, "unallocated": 0, "excluded": 0}
        for row in lines:
            for where, amount in split_line(row, owners).items():
                result[where] += amount
        assert result == EXPECTED["options"][option["name"]]["budget"]


def test_two_runs_write_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    make.write_folder(tmp_path)
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 12
    for name in names:
        assert (folder / name).read_bytes() == (tmp_path / name).read_bytes(), name


def test_later_data_is_not_loaded_with_the_programme(folder: Path) -> None:
    programme = tomllib.loads((folder / "programme.toml").read_text(encoding="utf-8"))
    named = {dataset["file"] for dataset in programme["dataset"]}
    assert all((folder / name).exists() for name in named)
    assert named.isdisjoint({"kpis.xlsx", "council-assets.xlsx", "trust-assets.xlsx"})
    scorecard = CalamineWorkbook.from_path(str(folder / "kpis.xlsx")).get_sheet_by_index(0).to_python()
    assert "5b" in [row[0] for row in scorecard] and len(scorecard) == 21


def test_story_follows_every_candidate_through_legal_steps(folder: Path) -> None:
    """The pairs are those of the field's status model, domain/workforce.md §7."""
    ends = {"transferred", "objected", "left", "redeployed_out", "remained"}
    after = {
        "candidate": {"under_review"}, "under_review": {"in_scope", "not_assigned", "disputed"},
        "in_scope": {"informed"}, "informed": {"eli_disclosed"}, "eli_disclosed": {"confirmed"}, "confirmed": ends,
    }  # fmt: skip
    for journey in story.PEOPLE:
        states = ["candidate", *(step.state for step in journey.steps)]
        assert all(then in after[now] for now, then in pairwise(states))
        days = [step.decided_on for step in journey.steps]
        assert days == sorted(days) and all(day <= date(2021, 3, 1) for day in days)
    moving = {"Early Help Hub (Family Support)", "Targeted Youth Prevention incl. NEET"}
    filled = {r["A"] for r in accepted(folder, STAFF[2]).values() if r["C"] in moving and r["K"] == "Occupied"}
    assert len(filled) == 37
    assert sorted(journey.post_no for journey in story.PEOPLE) == sorted(filled)
    every = set(after) | ends | {"not_assigned", "disputed"}
    # Nobody transfers before the day: the one step that says so is a mistake, and is taken back.
    assert {journey.state for journey in story.PEOPLE} == every - {"transferred"} and len(every) == 13


def test_story_routes_leave_fifteen_contracts_open(folder: Path) -> None:
    references = {row["A"] for row in accepted(folder, "contracts-register.xlsx").values()}
    routed = [decision.reference for decision in story.CONTRACT_ROUTES]
    assert len(set(routed)) == len(routed) and set(routed) <= references
    assert len(references) - len(routed) == 15
    decisions = story.CONTRACT_ROUTES + story.STATUTORY_ROUTES
    assert {decision.route for decision in decisions} == set(contract_rules.ROUTES)
    assert {decision.consent for decision in decisions} == set(contract_rules.CONSENTS)
    assert {decision.state for decision in decisions} == set(contract_rules.STATES)


def test_story_words_leave_two_sections_of_each_pack_open() -> None:
    sections = {
        "due-diligence": "cover scope documents reds services powers contracts people money performance requests "
        "missing treatment signoffs",
        "business-case": "summary background scope options economic commercial financial management workforce support "
        "consultation risks implications appendices",
    }
    wanted = {(kind, section) for kind, keys in sections.items() for section in keys.split()}
    assert set(story.NARRATIVES) | set(story.EMPTY_SECTIONS) == wanted
    assert [kind for kind, _ in story.EMPTY_SECTIONS] == ["due-diligence"] * 2 + ["business-case"] * 2
    assert not set(story.NARRATIVES) & set(story.EMPTY_SECTIONS)


def test_story_names_only_what_the_programme_holds(folder: Path) -> None:
    programme = tomllib.loads((folder / "programme.toml").read_text(encoding="utf-8"))
    options = {option["name"] for option in programme["option"]}
    shorts = {organisation["short"] for organisation in programme["organisation"]}
    emails = {user.email for user in story.USERS}
    assert len(emails) == len(story.USERS) and all(email.endswith("@example.org") for email in emails)
    assert {user.side for user in story.USERS} <= shorts | {None}
    assert {user.role for user in story.USERS} == {"lead", "hr", "finance", "legal", "member", "auditor", "guest"}
    assert {facts.option for facts in story.OPTIONS} == options
    assert all(set(constraint.results) == options for constraint in story.CONSTRAINTS)
    told = {(t.option, t.transferor, t.transferee, t.basis) for t in story.TRANSFERS}
    assert told == {
        (o["name"], t["from"], t["to"], t["basis"]) for o in programme["option"] for t in o.get("transfer", ())
    }
    deciders = {step.decided_by for journey in story.PEOPLE for step in journey.steps}
    deciders |= {decision.decided_by for decision in story.CONTRACT_ROUTES}
    deciders |= {approval.approved_by for approval in story.TIME_SHARE_APPROVALS}
    assert deciders <= emails


def test_published_parts_do_not_come_to_the_published_whole() -> None:
    posts = next(claim for claim in story.CLAIMS if claim.subject == "posts")
    assert (posts.value, sum(posts.parts.values())) == (390, 377)
