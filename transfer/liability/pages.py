"""Rows, columns and documents of the liability pages."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from reports.schedule import Part, Schedule, words_of
from reports.tables import TableColumn
from transfer.kernel.dates import long_date
from transfer.liability.models import DisclosedLine, Disclosure
from transfer.liability.rules import CHANGES, LISTED, STAGE_NAMES, Change, Told, handed_over

MARK = {"A": "OFFICIAL-SENSITIVE", **dict.fromkeys("BCN", "OFFICIAL-SENSITIVE: PERSONAL")}
ERASED = "Erased"
WITHHELD = "[c]"
WITHHELD_WORDS = "[c] is withheld, so that nobody can be picked out"


def title_of(disclosure: Disclosure) -> str:
    number = f", number {disclosure.number}" if disclosure.number > 1 or disclosure.stage == "N" else ""
    return f"{STAGE_NAMES[disclosure.stage]}{number}"


def fields_of(disclosure: Disclosure) -> Sequence[Told]:
    """Which values its lines hold."""
    return handed_over(disclosure.content["items"]) if disclosure.stage == "C" else LISTED


def holds_pay(disclosure: Disclosure) -> bool:
    """Whether its lines say what a person is paid."""
    return disclosure.stage != "A" and any(each.kind == "money" for each in fields_of(disclosure))


def parts_of(disclosure: Disclosure, lines: Sequence[DisclosedLine], *, pay: bool = True) -> list[Part]:
    """Every table of what was issued, as frozen; without pay for a reader who does not see it."""
    if disclosure.stage == "A":
        return _counted(disclosure.content)
    parts = [_changed(lines, pay)] if disclosure.stage == "N" else []
    parts.append(_people(disclosure, lines, pay))
    if disclosure.stage == "B":
        rows = [[each["name"], each["parties"], each["agreed_on"], each["note"]]
                for each in disclosure.content["agreements"]]  # fmt: skip
        columns = [TableColumn("Agreement"), TableColumn("Between"), TableColumn("Agreed on", "date"),
                   TableColumn("Note")]  # fmt: skip
        parts.append(Part("Collective agreements that go on to apply", columns, rows))
    return parts


def _people(disclosure: Disclosure, lines: Sequence[DisclosedLine], pay: bool) -> Part:
    fields = [each for each in fields_of(disclosure) if pay or each.kind != "money"]
    columns = [TableColumn("First name"), TableColumn("Surname")]
    rest = [each for each in fields if each.key not in ("surname", "forename")]
    columns += [TableColumn(each.label, _KINDS.get(each.kind, each.kind)) for each in rest]
    keys = ["forename", "surname", *(each.key for each in rest)]
    rows = [
        [(each.told or {}).get(key) for key in keys] if each.told is not None else [ERASED, *[None] * (len(keys) - 1)]
        for each in lines
    ]
    return Part("People", columns, rows, by_person=True)


_KINDS = {"number": "text"}  # a number of hours is kept as text, and an age has no sums


def _changed(lines: Sequence[DisclosedLine], pay: bool) -> Part:
    columns = [TableColumn("Post number", "code"), TableColumn("Person reference", "code"), TableColumn("What"),
               TableColumn("Told before"), TableColumn("Is now")]  # fmt: skip
    rows = []
    for each in lines:
        who = [each.post_no, each.person_ref]
        changes = (each.told or {}).get(CHANGES, ())
        told = [[*who, label, *(words_of(value, kind) if pay or kind != "money" else "" for value in (was, now))]
                for label, was, now, kind in changes]  # fmt: skip
        rows += told or [[*who, "On the list since" if each.told else ERASED, "", "See the person’s line"]]
    return Part("What has changed", columns, rows)


def _counted(content: Mapping[str, Any]) -> list[Part]:
    heads = [TableColumn("Grades"), TableColumn("Hours a week")]
    groups = [[each["grades"], each["hours"]] for each in content["groups"]] + [["Everybody", ""]]
    people = [each["people"] for each in content["groups"]]
    sizes = [*people, sum(people)]
    parts = [Part("People by group", [*heads, TableColumn("People", "number")],
                  [[*group, size] for group, size in zip(groups, sizes, strict=True)])]  # fmt: skip
    for table in content["tables"]:
        columns = [*heads, *(TableColumn(band) for band in table["bands"])]
        rows = [
            [*group, *(WITHHELD if cell is None else str(cell) for cell in cells)]
            for group, cells in zip(groups, table["cells"], strict=True)
        ]
        parts.append(Part(table["title"], columns, rows))
    lines = [[*line[:3], line[3] or WITHHELD] for line in content["lines"]]
    columns = [TableColumn("Line", "code"), *heads, TableColumn("Length of service")]
    return [*parts, Part("Lines", columns, lines)]


def facts_of(disclosure: Disclosure) -> list[tuple[str, str]]:
    transfer = disclosure.transfer
    facts = [
        ("From", transfer.transferor.name), ("To", transfer.transferee.name),
        ("Transfer", long_date(transfer.transfer_on)), ("Given on", long_date(disclosure.issued_on)),
        ("As at", long_date(disclosure.as_at)), ("Given by", disclosure.issued_by),
        ("Given to", "; ".join(f"{each.name}, {each.organisation}" for each in disclosure.given)),
        ("People", f"{disclosure.people:,}"),
    ]  # fmt: skip
    if since := disclosure.content.get("looks_back_from"):
        facts.append(("Disciplinary action, grievances and claims since", long_date(date.fromisoformat(since))))
    for each in disclosure.content.get("bases", ()):
        condition = f" Condition: {each['condition']}" if each["condition"] else ""
        facts.append((f"Lawful basis of {each['item'][:1].lower()}{each['item'][1:]}", each["basis"] + condition))
    notes = (
        ("Special circumstances", disclosure.special_reason), ("Of disputed people", disclosure.acknowledged),
        ("Note", disclosure.content.get("note", "")),
        ("Withheld", WITHHELD_WORDS if disclosure.stage == "A" else ""),
    )  # fmt: skip
    return [*facts, *((what, says) for what, says in notes if says)]


def schedule_of(disclosure: Disclosure, lines: Sequence[DisclosedLine]) -> Schedule:
    """The document of an issue, from what was frozen alone."""
    return Schedule(
        title_of(disclosure), MARK[disclosure.stage], disclosure.sha256, facts_of(disclosure),
        parts_of(disclosure, lines),
    )  # fmt: skip


def change_words(change: Change) -> str:
    was, now = (words_of(each, change.kind) or "blank" for each in (change.was, change.now))
    return f"{change.label}: {was} → {now}"


def table_of(part: Part) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Columns and rows of a part as the table component draws them."""
    columns = [
        {"key": str(number), "label": each.label, "kind": "code" if each.kind == "code" else "text"}
        for number, each in enumerate(part.columns)
    ]
    rows = [
        {str(number): words_of(value, column.kind)
         for number, (value, column) in enumerate(zip(row, part.columns, strict=True))}
        for row in part.rows
    ]  # fmt: skip
    return columns, rows
