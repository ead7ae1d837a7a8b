"""A made-up snapshot of a realistic size: nothing in it is anybody's."""

import hashlib
import random
from dataclasses import dataclass, field
from typing import Any

from reports.sections import sections
from reports.snapshot import Snapshot
from reports.validation import validate
from transfer.kernel.figures import Cells, Figure, Unit

SERVICES = [
    ("01110", "First contact and MASH", 24, 9, 3),
    ("01120", "Assessment", 41, 14, 6),
    ("01130", "Child protection hubs", 58, 17, 8),
    ("01140", "Children looked after and leaving care", 39, 8, 5),
    ("01150", "Fostering", 22, 3, 2),
    ("01160", "Adoption", 9, 0, 1),
    ("01170", "Residential unit", 31, 6, 0),
    ("01180", "Virtual school", 8, 0, 2),
    ("01190", "Independent reviewing and LADO", 11, 4, 0),
    ("01200", "Business support", 34, 2, 6),
]
GROUPS = ["Employees", "Premises", "Transport", "Supplies and services", "Third-party payments", "Income"]
ROUTES = ["Novate", "Assign", "Retain and recharge", "Expire", "Re-procure"]
FILES = ["trust-establishment.xlsx", "budget-book.xlsx", "contracts-register.xlsx", "steering-group-plan.xlsx"]
SHEETS = ["Establishment", "Budget", "Register", "Plan"]
Block = dict[str, Any]


def column(key: str, label: str, kind: str = "text", kind_class: str = "public", **more: Any) -> dict[str, Any]:
    return {"key": key, "label": label, "kind": kind, "class": kind_class, **more}


def table(key: str, title: str, columns: list[dict[str, Any]], rows: list[dict[str, Any]], **more: Any) -> Block:
    return {"type": "table", "key": key, "title": title, "columns": columns, "rows": rows, **more}


def snapshot(kind: str = "due-diligence", /, **changes: Any) -> Snapshot:
    """A validated snapshot of a kind; keyword changes replace its top-level values."""
    maker = _Maker()
    blocks = {"due-diligence": maker.due_diligence, "business-case": maker.business_case}[kind]()
    title = {"due-diligence": "Due diligence report", "business-case": "Business case"}[kind]
    data: dict[str, Any] = {
        "format": 1,
        "kind": kind,
        "title": title,
        "programme": {"name": "Elmstead Children First", "slug": "elmstead", "council": "Elmstead Borough Council"},
        "option": {"name": "Company owned by the council"},
        "as_at": "2021-03-01",
        "frozen_at": "2021-03-01T09:30:00+00:00",
        "frozen_by": "Priya Nair",
        "status": "draft",
        "figures": maker.figures,
        "sources": [_source(number) for number in range(4)],
        "missing_sources": ["The council’s own establishment list. Elmstead Borough Council HR brings it."],
        "sections": [_section(n, entry, blocks.get(entry.key, [])) for n, entry in enumerate(sections(kind), 1)],
        "audit_head": hashlib.sha256(b"head").hexdigest(),
    }
    return validate({**data, **changes})


def small(blocks: list[Block], figures: dict[str, Any] | None = None, **changes: Any) -> Snapshot:
    """A snapshot of one section with these blocks."""
    section = {
        "key": "people",
        "number": "1",
        "title": "People",
        "owner": "HR",
        "narrative": None,
        "exempt_paragraphs": [],
        "blocks": blocks,
        "missing": [],
    }
    return snapshot("due-diligence", sections=[{**section, **changes}], figures=figures or {})


def figure(key: str, value: int, unit: Unit = "count", operation: Any = "count", **more: Any) -> dict[str, Any]:
    """A figure's JSON, counted from as many rows as its value unless told otherwise."""
    cells = Cells(1, "ab" * 32, "Establishment", "K", "occupancy", tuple(range(6, 6 + min(abs(value), 40))))
    made = Figure(key, key, value, unit, operation, () if more.get("inputs") else (cells,), **more).as_json()
    return made


def _source(number: int) -> dict[str, Any]:
    return {
        "release_id": number + 1,
        "number": number + 1,
        "organisation": "Elmstead Children’s Trust",
        "dataset": ["Establishment", "Budget", "Contracts", "Milestones"][number],
        "filename": FILES[number],
        "sha256": hashlib.sha256(FILES[number].encode()).hexdigest(),
        "sheet": SHEETS[number],
        "as_at": "2021-01-31",
        "accepted_by": "Tom Okafor",
        "accepted_at": "2021-02-04T10:15:00+00:00",
        "rows": 384,
    }


def _section(number: int, entry: Any, blocks: list[Block]) -> dict[str, Any]:
    text = (
        f"{entry.belongs}\n\nThe steering group considered this on 22 February 2021.\n\n"
        "- The trust supplied its list on 4 February.\n- Two services have no agreed cost centre.\n\n" + _PROSE
    )
    unwritten = not blocks and number % 3 == 0
    return {
        "key": entry.key,
        "number": str(number),
        "title": entry.title,
        "owner": entry.owner,
        "narrative": None if unwritten else text,
        "exempt_paragraphs": list(entry.exempt_paragraphs),
        "blocks": blocks,
        "missing": [f"The text of this section. {entry.owner} writes it."] if unwritten else [],
    }


_PROSE = (
    "Services were commissioned separately until the direction of 2014. Since then the trust has run them under a "
    "contract whose sum is agreed each year. The council keeps the duty, and the director of children’s services "
    "keeps the statutory post. What follows is drawn from the accepted data and from documents listed in the index."
)


@dataclass
class _Maker:
    figures: dict[str, Any] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(2021))

    def add(self, key: str, label: str, value: int, unit: Unit, operation: Any, source: int, rows: range) -> Block:
        name = ["K", "G", "F", "H"][source]
        cells = Cells(
            source + 1, hashlib.sha256(FILES[source].encode()).hexdigest(), SHEETS[source], name, "x", (*rows,)
        )
        self.figures[key] = Figure(key, label, value, unit, operation, (cells,)).as_json()
        return {"figure": key}

    def total(self, key: str, label: str, inputs: list[str]) -> Block:
        value, unit = sum(self.figures[k]["value"] for k in inputs), self.figures[inputs[0]]["unit"]
        self.figures[key] = Figure(key, label, value, unit, "total", (), tuple(inputs)).as_json()
        return {"figure": key}

    def people(self) -> Block:
        columns = [column("service", "Service"), column("code", "Cost centre", "code")]
        states = ("filled", "agency", "vacant")
        columns += [column(state, state.capitalize(), "number", "small-count") for state in states]
        columns += [column("lines", "All", "number", "small-count", sum_of=[*states])]
        columns += [column("fte", "FTE", "fte", "small-count"), column("pay", "Pay a year", "money", "single-pay")]
        rows, row_number = [], 6
        for code, name, *counts in SERVICES:
            row: dict[str, Any] = {"service": name, "code": code, "_people": counts[0]}
            for state, count in zip(states, counts, strict=True):
                span = range(row_number, row_number + count)
                row[state] = self.add(f"{code}.{state}", f"{name}: {state}", count, "count", "count", 0, span)
                row_number += count
            row["lines"] = self.total(f"{code}.all", f"{name}: all lines", [f"{code}.{s}" for s in states])
            row["fte"], row["pay"] = sum(counts) * 931, counts[0] * 3_456_789
            rows.append(row)
        total: dict[str, Any] = {"service": "All services", "_people": sum(s[2] for s in SERVICES)}
        for state in states:
            total[state] = self.total(f"all.{state}", f"All {state}", [f"{s[0]}.{state}" for s in SERVICES])
        total["lines"] = self.total("all.lines", "All lines that move", [f"all.{state}" for state in states])
        total["fte"], total["pay"] = sum(r["fte"] for r in rows), sum(r["pay"] for r in rows)
        return table("posts-by-service", "Posts and people by service", columns, rows, total=total)

    def headlines(self) -> Block:
        names = [("Assignment lines that move", "all.lines"), ("Filled", "all.filled"), ("Agency", "all.agency")]
        return {
            "type": "figures",
            "items": [{"label": label, "figure": key, "note": "at 31 January 2021"} for label, key in names],
        }

    def money(self) -> Block:
        bodies = [
            ("company", "Company"),
            ("council", "Council"),
            ("unallocated", "Unallocated"),
            ("excluded", "Excluded"),
        ]
        columns = [
            column("service", "Service"),
            column("group", "Group"),
            column("source", "Source", "money", sum_of=[b for b, _ in bodies]),
        ]
        columns += [column(key, label, "money") for key, label in bodies]
        rows, number = [], 4
        for code, name, *_ in SERVICES:
            for group in GROUPS:
                key = f"money.{code}.{group}"
                amounts = [self.chance.randrange(1, 90_000_000) for _ in bodies[:2]] + [
                    self.chance.choice([0, 0, 4_600_000]),
                    0,
                ]
                row: dict[str, Any] = {"service": name, "group": group}
                for (body, label), amount in zip(bodies, amounts, strict=True):
                    signed = -amount // 9 if group == "Income" else amount
                    row[body] = self.add(
                        f"{key}.{body}",
                        f"{name}, {group}: {label}",
                        signed,
                        "pence",
                        "share",
                        1,
                        range(number, number + 3),
                    )
                row["source"] = self.total(
                    f"{key}.source", f"{name}, {group}: source", [f"{key}.{b}" for b, _ in bodies]
                )
                number += 3
                rows.append(row)
        total: dict[str, Any] = {"service": "Total"}
        for body in ("source", *[b for b, _ in bodies]):
            inputs = [f"money.{code}.{group}.{body}" for code, *_ in SERVICES for group in GROUPS]
            total[body] = self.total(f"money.{body}", f"All services: {body}", inputs)
        return table("split", "Budget by service and group, and how it splits", columns, rows, total=total)

    def bridge(self) -> Block:
        labels = [
            ("source", "Source", "source"),
            ("company", "Company", "share"),
            ("council", "Council", "share"),
            ("unallocated", "Unallocated", "unallocated"),
            ("excluded", "Excluded", "excluded"),
        ]
        steps = [
            {"label": label, "value_pence": self.figures[f"money.{key}"]["value"], "kind": kind}
            for key, label, kind in labels
        ]
        rows = [{"part": label, "amount": {"figure": f"money.{key}"}} for key, label, _ in labels]
        beside = table(
            "bridge-table", "From source to shares", [column("part", "Part"), column("amount", "Amount", "money")], rows
        )
        return {
            "type": "chart",
            "key": "bridge",
            "title": "Where the money goes",
            "chart": "bridge",
            "data": {"steps": steps},
            "alt": "Most of the budget moves to the company; a small part is unallocated.",
            "table": beside,
        }

    def contracts(self) -> Block:
        columns = [
            column("no", "No.", "code"),
            column("ref", "Ref", "code"),
            column("supplier", "Supplier"),
            column("title", "Title"),
            column("service", "Service"),
            column("ends", "Ends", "date"),
            column("value", "Annual value", "money", "commercial"),
            column("route", "Route"),
            column("state", "State"),
            column("notice", "Last notice", "date"),
        ]
        rows = [
            {
                "no": str(n),
                "ref": f"C{n:04d}",
                "supplier": f"Supplier {n} Limited",
                "title": f"Care and support services lot {n}",
                "service": SERVICES[n % 10][1],
                "ends": f"2022-{n % 12 + 1:02d}-28",
                "value": n * 1_234_567,
                "route": ROUTES[n % 5],
                "state": "consent requested",
                "notice": f"2021-{n % 12 + 1:02d}-28",
            }
            for n in range(1, 79)
        ]
        return table(
            "register",
            "Contracts and their routes",
            columns,
            rows,
            total={"supplier": "Total", "value": sum(r["value"] for r in rows)},
        )

    def gantt(self) -> Block:
        names = [
            "Cabinet decides",
            "Company incorporated",
            "Scheme of delegation signed",
            "Fostering agency registered",
            "Payroll parallel run",
            "Go-live",
        ]
        stones = [
            {
                "label": n,
                "baseline_on": f"2021-0{i // 3 + 2}-{10 + i}",
                "forecast_on": None if i == 1 else f"2021-0{i // 3 + 3}-{12 + i}",
                "actual_on": "2021-02-18" if i == 1 else None,
                "late": i == 3,
            }
            for i, n in enumerate(names)
        ]
        columns = [
            column("label", "Milestone"),
            column("baseline_on", "Baseline", "date"),
            column("forecast_on", "Forecast", "date"),
            column("actual_on", "Actual", "date"),
        ]
        return {
            "type": "chart",
            "key": "plan",
            "title": "Plan to go-live",
            "chart": "gantt",
            "data": {"milestones": stones, "today": "2021-03-01"},
            "alt": "Six milestones; the registration of the fostering agency is late.",
            "table": table(
                "plan-table",
                "Milestones",
                columns,
                [{k: s.get(k) for k in ("label", "baseline_on", "forecast_on", "actual_on")} for s in stones],
            ),
        }

    def structure(self) -> Block:
        trust = [(s, "Trust", s[2], 0) for s in SERVICES]
        pairs = [
            {"service": s[1], "organisation": o, "before": b, "after": a}
            for s, o, b, a in [*trust, *((s, "Company", 0, s[2]) for s in SERVICES)]
        ]
        rows = [
            {**p, when: {"figure": f"{code}.filled"}}
            for p, (code, *_) in zip(pairs, SERVICES * 2, strict=True)
            for when in ["before" if p["organisation"] == "Trust" else "after"]
        ]
        columns = [
            column("service", "Service"),
            column("organisation", "Organisation"),
            column("before", "Before", "number", "small-count"),
            column("after", "After", "number", "small-count"),
        ]
        return {
            "type": "chart",
            "key": "structure",
            "title": "People before and after",
            "chart": "before-after",
            "data": {"pairs": pairs},
            "alt": "All people of the trust move to the company.",
            "table": table("structure-table", "People before and after", columns, rows),
        }

    def schedule(self) -> Block:
        columns = [
            column("post", "Post", "code"),
            column("title", "Job title"),
            column("grade", "Grade"),
            column("salary", "Salary", "money", "single-pay"),
        ]
        rows = [
            {"post": f"P{n:05d}", "title": "Social worker", "grade": "L8", "salary": 3_000_000 + n} for n in range(620)
        ]
        return table("posts", "Schedule of posts", columns, rows, schedule=True, **{"class": "person"})

    def findings(self) -> Block:
        columns = [
            column("ref", "Ref", "code"),
            column("finding", "Finding"),
            column("action", "Action"),
            column("owner", "Owner"),
            column("due", "Due", "date"),
        ]
        rows = [
            {
                "ref": f"F-{n:02d}",
                "finding": "The fostering agency cannot open before its certificate is issued.",
                "action": "Ask the inspector for the date.",
                "owner": "Legal",
                "due": "2021-03-12",
            }
            for n in range(1, 7)
        ]
        return table("reds", "Red findings", columns, rows)

    def due_diligence(self) -> dict[str, list[Block]]:
        people = self.people()
        money = self.money()
        return {
            "reds": [self.findings()],
            "people": [self.headlines(), people, self.structure(), self.schedule()],
            "money": [self.bridge(), money],
            "contracts": [self.contracts()],
            "treatment": [{"type": "note", "text": "No treatment has been agreed."}],
        }

    def business_case(self) -> dict[str, list[Block]]:
        people = self.people()
        money = self.money()
        return {
            "summary": [self.headlines()],
            "workforce": [people, self.structure()],
            "financial": [self.bridge(), money],
            "commercial": [self.contracts()],
            "management": [self.gantt()],
            "appendices": [self.schedule()],
        }
