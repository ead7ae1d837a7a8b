"""Two renderings of one snapshot: the public edition and the exempt one.

The exempt edition holds everything (packs never hold named people's data). The public edition leaves out columns
about a person, what people typed about staff, pay from which one person's could be known, and what is commercial;
numbers of posts and people are rounded. It ends with a list of what is withheld and under which paragraph of Schedule
12A.
"""

from collections.abc import Mapping
from typing import Any, Literal

from reports.numbers import TOTAL_ROW, Name, find, number_name
from reports.rounding import SAID, rounded
from reports.snapshot import Cell, Row, Section, Snapshot, Source, Table, Withheld, column_class, digest, figure_key
from reports.suppression import suppressed

Edition = Literal["public", "exempt"]

PARAGRAPHS: dict[str, list[str]] = {
    "person": ["1", "2"],
    "typed": ["1", "2"],
    "child": ["1", "2"],
    "single-pay": ["1"],
    "small-count": ["2"],
    "commercial": ["3"],
}
WHY = {
    "person": "It is about one person",
    "typed": "It was typed in people’s own words, which may point to a person",
    "child": "It could show who a child is",
    "single-pay": "One person’s pay could be worked out",
    "small-count": "Fewer than five people could be identified",
    "commercial": "It is about financial or business affairs",
}
ABOUT = {
    "1": "information about a person",
    "2": "information that would show who a person is",
    "3": "the financial or business affairs of anybody, the council’s own included",
    "4": "consultation or negotiation about the work of its staff",
    "5": "legal advice that is privileged",
    "6": "notices and orders that the council means to give",
    "7": "the prevention or prosecution of crime",
}
_DROPPED = ("person", "typed", "child", "commercial")
WITHHELD = "withheld"  # the key of the section that lists it


def _officer(organisation: str) -> str:
    """Nobody's name; a list of no side is the programme's own."""
    return f"an officer of {'the programme' if organisation == 'The programme' else organisation}"


def edition(snapshot: Snapshot, which: Edition) -> Snapshot:
    """A new snapshot with `edition`, `paragraphs`, `withheld` and `digest` set; the one given is left as it is."""
    public = _Public(snapshot)
    sections = [public.section(section) for section in snapshot["sections"]]
    made: Snapshot = {**snapshot, "edition": which, "digest": digest(snapshot)}
    if which == "public":
        made["sections"] = sections
        made["figures"] = public.figures()
        made["frozen_by"] = f"an officer of {snapshot['programme']['council']}"
        if "approved_by" in made:
            made["approved_by"] = made["frozen_by"]
        if "front" in made and made["front"]["written_by"]:
            made["front"] = {**made["front"], "written_by": made["frozen_by"]}
        made["sources"] = [public.source(each) for each in snapshot["sources"]]
        made.pop("figure_classes", None)
        made.pop("beside", None)
    made["withheld"] = public.withheld
    made["paragraphs"] = sorted({p for item in public.withheld for p in item["paragraphs"]}, key=int)
    if public.withheld:
        made["sections"] = [*made["sections"], _withheld_section(public.withheld, which, len(sections) + 1)]
    return made


class _Public:
    """The rules of the public edition over one snapshot, collecting what they withhold."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.found = find(snapshot)
        self.round = rounded(snapshot, self.found)
        self.why = suppressed(self.found) | dict.fromkeys(self.round.withheld, "small-count")
        self.withheld: list[Withheld] = []
        if self.round.words:
            self._tell_class("All sections", "Exact numbers of posts and people", "small-count")

    def section(self, section: Section) -> Section:
        where = f"{section['number']} {section['title']}"
        paragraphs = section["exempt_paragraphs"] or PARAGRAPHS["commercial"]
        made: Section = {**section, "blocks": []}
        how = section.get("withhold", "nothing")
        if how == "whole" or (how == "narrative" and section["narrative"]):
            what = "The whole section" if how == "whole" else "The text"
            self._tell(where, what, paragraphs, "Its author marked it as exempt")
            made["narrative"] = withheld_words(paragraphs, what)
        if how == "whole":
            made["missing"] = []
            return made
        for block in section["blocks"]:
            made["blocks"] += self._block(block, where)
        return made

    def _tell(self, where: str, what: str, paragraphs: list[str], why: str) -> None:
        entry: Withheld = {"section": where, "what": what, "paragraphs": list(paragraphs), "why": why}
        if entry not in self.withheld:
            self.withheld.append(entry)

    def _tell_class(self, where: str, what: str, kind: str) -> None:
        self._tell(where, what, PARAGRAPHS[kind], WHY[kind])

    def _block(self, block: dict[str, Any], where: str) -> list[dict[str, Any]]:
        kind = column_class(block)
        what = block.get("title") or "Part of the section"
        if kind in _DROPPED:
            self._tell_class(where, what, kind)
            return [_note(withheld_words(PARAGRAPHS[kind], f"“{what}”"))]
        if block["type"] == "figures":
            return [{**block, "items": self._items(block["items"], where)}]
        if block["type"] == "table":
            return [self._table(block, where)]  # type: ignore[list-item,arg-type]
        return self._chart(block, where) if block["type"] == "chart" else [block]

    def _items(self, items: list[dict[str, Any]], where: str) -> list[dict[str, Any]]:
        for item in items:
            kind = self.why.get(("figure", item["figure"]))
            if kind:
                self._tell_class(where, item["label"], kind)
        kept = [item for item in items if not self._left_out(item)]
        return [{**item, "note": _rounded_note(item)} if self._is_rounded(item["figure"]) else item for item in kept]

    def _left_out(self, item: dict[str, Any]) -> bool:
        number = self.found.numbers[("figure", item["figure"])]
        return column_class(item) in _DROPPED or number.kind == "small-count" and number.unit == "thousandths"

    def _is_rounded(self, key: str) -> bool:
        return ("figure", key) in self.round.words and ("figure", key) not in self.why

    def _chart(self, block: dict[str, Any], where: str) -> list[dict[str, Any]]:
        """A chart draws what its table says: it stands where the whole table does. Rounded, it draws what it can."""
        table = self._table(block["table"], where)
        whole = len(table["columns"]) == len(block["table"]["columns"])
        if whole and self._rounds(block["table"]):
            pairs = self._rounded_pairs(block)
            if pairs:
                return [{**block, "data": {"pairs": pairs}, "table": table}]
        elif whole and not any(self._withheld(cell) for row in _all_rows(table) for cell in row.values()):
            return [{**block, "table": table}]
        return [table, _note("The chart is left out because parts of its table are withheld.")]  # type: ignore[list-item]

    def _withheld(self, cell: Cell) -> bool:
        return _marked(cell) or ("figure", figure_key(cell)) in self.why

    def _rounded_pairs(self, block: dict[str, Any]) -> list[dict[str, Any]]:
        """What a chart of before and after draws of rounded numbers: not those that are printed in words."""
        table: Table = block["table"]
        pairs = []
        for index, (pair, row) in enumerate(zip(block["data"].get("pairs", ()), table["rows"], strict=False)):
            said = {key: self._said(table, index, row, key, "number").replace(",", "") for key in ("before", "after")}
            if all(words.isdigit() for words in said.values()):
                pairs.append({**pair, **{key: int(words) for key, words in said.items()}})
        return pairs

    def _said(self, table: Table, index: int, row: Row, key: str, kind: str) -> str:
        """A rounded number as it is printed; a nought that nothing stands behind is one too."""
        name = number_name(table, index, row, key, kind)
        return self.round.words.get(name, "") if name and name not in self.why else ""

    def _rounds(self, table: Table) -> bool:
        kinds = {column["key"]: column["kind"] for column in table["columns"]}
        rows = [*enumerate(table["rows"]), (TOTAL_ROW, table.get("total") or {})]
        return any(self._said(table, index, row, key, kind) for index, row in rows for key, kind in kinds.items())

    def _table(self, table: Table, where: str) -> Table:
        dropped = [column for column in table["columns"] if _dropped(column)]
        for kind in dict.fromkeys(map(column_class, dropped)) if table["rows"] else ():
            labels = [column["label"] for column in dropped if column_class(column) == kind]
            self._tell_class(where, f"{table['title']}: {', '.join(labels)}", kind)
        for kind in dict.fromkeys(row["_class"] for row in table["rows"] if row.get("_class") in _DROPPED):
            self._tell_class(where, f"{table['title']}: some of its rows", kind)
        gone = {column["key"] for column in dropped}
        made: Table = {**table, "columns": [column for column in table["columns"] if column["key"] not in gone]}
        made["rows"] = [
            self._row(table, index, row, gone, where)
            for index, row in enumerate(table["rows"])
            if row.get("_class") not in _DROPPED
        ]
        total = table.get("total")
        if total:
            made["total"] = self._row(table, TOTAL_ROW, total, gone, where)
        if self._rounds(made):
            made["note"] = " ".join(filter(None, (SAID, table.get("note"))))
        return made

    def _row(self, table: Table, index: int, row: Row, gone: set[str], where: str) -> Row:
        kinds = {column["key"]: column["kind"] for column in table["columns"]}
        made: Row = {key: row[key] for key in ("_group", "_subtotal") if key in row}
        for key in [key for key in kinds if key not in gone]:
            cell: Cell = row.get(key)
            name = number_name(table, index, row, key, kinds[key])
            kind = self.why.get(name) if name else None
            if kind:
                self._tell_class(where, f"{table['title']}: cells marked [c]", kind)
                cell = cell if figure_key(cell) else {"withheld": PARAGRAPHS[kind]}
            elif name and name in self.round.words and not figure_key(cell):
                cell = {"rounded": self.round.words[name]}
            made[key] = cell
        return made

    def source(self, source: Source) -> Source:
        """How many rows a staff list has is a number of posts."""
        made: Source = {**source, "accepted_by": _officer(source["organisation"])}
        if source["release_id"] in self.round.lists:
            made["rows"] = None
        return made

    def figures(self) -> dict[str, dict[str, Any]]:
        """Printed figures only; of a withheld one its label, of posts the rounded words, of pay no row numbers."""
        made = {}
        for key, figure in self.snapshot["figures"].items():
            number = self.found.numbers[("figure", key)]
            if number.printed:
                made[key] = self._figure(figure, ("figure", key))
        return made

    def _figure(self, figure: Mapping[str, Any], name: Name) -> dict[str, Any]:
        kind = self.why.get(name)
        if kind:
            kept = {field: figure[field] for field in ("key", "label", "unit")}
            return {**kept, "value": None, "withheld": PARAGRAPHS[kind]}
        if name in self.round.words:
            kept = {field: figure[field] for field in ("key", "label", "unit")}
            return {**kept, "value": None, "rounded": self.round.words[name]}
        inputs = [key for key in figure.get("inputs", ()) if self.found.numbers[("figure", key)].printed]
        made = {**figure, "inputs": inputs, "hidden_inputs": len(figure.get("inputs", ())) - len(inputs)}
        if self.found.numbers[name].kind != "public":
            made["cells"] = [{**cells, "rows": []} for cells in figure.get("cells", ())]
            made["parts"] = []
        made["parts"] = [_without_posts(part) for part in made.get("parts", ())]
        return made


def _without_posts(part: dict[str, Any]) -> dict[str, Any]:
    """A part that a post's cost was split or taken off by, without saying which post and which row."""
    if "cost" not in part and "less" not in part:
        return part
    less = [_without_post(each) for each in part.get("less", ())]
    if "cost" not in part:
        return {**part, "less": less}
    weights = [{**each, "cells": {**each["cells"], "rows": []}} for each in part["weights"]]
    cost = _without_post(part["cost"])
    return {**part, "cost": cost, "cells": cost["cells"], "weights": weights}


def _without_post(cost: dict[str, Any]) -> dict[str, Any]:
    return {**cost, "post": "", "cells": [{**cells, "rows": []} for cells in cost["cells"]]}


def _rounded_note(item: Mapping[str, Any]) -> str:
    return "; ".join(filter(None, (item.get("note"), "rounded")))


def withheld_words(paragraphs: list[str], what: str) -> str:
    return f"{what} is withheld from this edition under {paragraph_words(paragraphs)}."


def paragraph_words(paragraphs: list[str]) -> str:
    """["1", "2"] → "paragraphs 1 and 2 of Schedule 12A"."""
    if len(paragraphs) == 1:
        return f"paragraph {paragraphs[0]} of Schedule 12A"
    return f"paragraphs {', '.join(paragraphs[:-1])} and {paragraphs[-1]} of Schedule 12A"


def _dropped(column: Any) -> bool:
    """FTE of a few people would narrow the rounded numbers beside it."""
    return column_class(column) in _DROPPED or column_class(column) == "small-count" and column["kind"] == "fte"


def _note(text: str) -> dict[str, Any]:
    return {"type": "note", "text": text}


def _marked(cell: Cell) -> bool:
    return isinstance(cell, dict) and "withheld" in cell


def _all_rows(table: Table) -> list[Row]:
    total = table.get("total")
    return [*table["rows"], *([total] if total else [])]


def _paragraphs_told(withheld: list[Withheld]) -> str:
    used = sorted({paragraph for item in withheld for paragraph in item["paragraphs"]}, key=int)
    told = "; ".join(f"{paragraph}, {ABOUT[paragraph]}" for paragraph in used)
    return (
        f"Paragraphs of Part 1 of Schedule 12A to the Local Government Act 1972: {told}. Whether withholding each of "
        "these serves the public interest is for the council to decide and record; this pack does not hold that."
    )


def _withheld_section(withheld: list[Withheld], which: Edition, number: int) -> Section:
    title = "What is withheld, and under which paragraph" if which == "public" else "What the public edition withholds"
    columns = [("section", "Section"), ("what", "What"), ("paragraph", "Schedule 12A paragraph"), ("why", "Reason")]
    rows = [
        {"section": w["section"], "what": w["what"], "paragraph": ", ".join(w["paragraphs"]), "why": w["why"]}
        for w in withheld
    ]
    table = {
        "type": "table",
        "key": WITHHELD,
        "title": title,
        "columns": [{"key": key, "label": label, "kind": "text"} for key, label in columns],
        "rows": rows,
    }
    return {
        "key": WITHHELD,
        "number": str(number),
        "title": title,
        "owner": "",
        "narrative": None,
        "exempt_paragraphs": [],
        "blocks": [table, _note(_paragraphs_told(withheld))],
        "missing": [],
    }
