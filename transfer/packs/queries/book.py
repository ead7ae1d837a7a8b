"""Where a pack's figures are collected, each once, with the cells that it came from."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from imports.parts import by_sheet
from transfer.kernel.dates import long_date
from transfer.kernel.figures import Cells, Figure, Operation, Unit
from transfer.packs.rules import key_part
from transfer.programmes.models import Option, Organisation, Programme, Service
from transfer.programmes.queries import get_programme, list_options, list_organisations, list_services, moves_of
from transfer.programmes.rules import Viewer, provider_after
from transfer.releases.models import Release
from transfer.releases.queries import releases_in_force
from transfer.releases.rules import DATASET_NAMES

Place = tuple[int, int]  # release id, source row
Block = dict[str, Any]
Row = dict[str, Any]
FIRST_FIELDS = ("post_no", "cost_centre", "reference", "driver", "number", "name")


@dataclass
class Content:
    """What the data says in one section, and what it cannot say: sentences that name who brings it."""

    blocks: list[Block] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


class Book:
    """One pack while it is gathered. Every number that comes from data is added here and printed by its key."""

    def __init__(self, viewer: Viewer, kind: str, option: Option) -> None:
        self.viewer, self.kind, self.option = viewer, kind, option
        self.programme: Programme = get_programme(viewer)
        self.today = self.programme.today()
        self.figures: dict[str, Figure] = {}
        self.classes: dict[str, str] = {}

    @cached_property
    def in_force(self) -> dict[str, Sequence[Release]]:
        return {dataset: releases_in_force(self.viewer, dataset) for dataset in DATASET_NAMES}

    @cached_property
    def releases(self) -> dict[int, Release]:
        return {release.id: release for held in self.in_force.values() for release in held}

    @cached_property
    def numbers(self) -> dict[int, int]:
        """The number of each source in this pack, by release."""
        return {release_id: number for number, release_id in enumerate(self.releases, 1)}

    @cached_property
    def organisations(self) -> Sequence[Organisation]:
        return list_organisations(self.viewer)

    @cached_property
    def names(self) -> dict[int, str]:
        return {each.id: each.short for each in self.organisations}

    @cached_property
    def services(self) -> Sequence[Service]:
        return list_services(self.viewer)

    @cached_property
    def options(self) -> Sequence[Option]:
        return list_options(self.viewer)

    @cached_property
    def after(self) -> dict[int, int | None]:
        """Who runs each service once this option's moves are done."""
        moves = moves_of(self.option)
        return {each.id: provider_after(each.id, each.provider_id, moves) for each in self.services}

    def name(self, organisation_id: int | None) -> str:
        return self.names.get(organisation_id or 0, "Nobody yet")

    def dates_of(self, service: Service) -> str:
        return ", ".join(long_date(move.transfer_on) for move in moves_of(self.option) if move.service_id == service.id)

    def cells(self, field_: str, places: Iterable[Place], column: str = "") -> tuple[Cells, ...]:
        """One column's cells of these rows, by version. A list without the field is told by its first column."""
        rows: dict[int, list[int]] = defaultdict(list)
        for release_id, row in places:
            rows[release_id].append(row)
        return tuple(
            cells for each in sorted(rows) for cells in self._cells(self.releases[each], field_, column, rows[each])
        )

    @staticmethod
    def _cells(release: Release, field_: str, column: str, rows: list[int]) -> Iterator[Cells]:
        """Of several sheets read as one list, each sheet's cells by themselves."""
        letter = column or release.columns.get(field_, "")
        if not letter:
            field_ = next((each for each in FIRST_FIELDS if each in release.columns), "")
            letter = release.columns.get(field_, "A")
        for sheet, own in by_sheet(release.sheets, release.sheet, rows).items():
            yield Cells(release.id, release.file.sha256, sheet, letter, field_, tuple(own))

    def add(self, figure: Figure, kind: str = "public") -> dict[str, str]:
        """The figure as a cell. The same key again is the same figure: raises when it says something else."""
        held = self.figures.setdefault(figure.key, figure)
        if held.value != figure.value:
            raise ValueError(f"{figure.key} is {held.value} in one place and {figure.value} in another")
        if kind != "public":
            self.classes[figure.key] = kind
        return {"figure": figure.key}

    def count(self, key: str, label: str, field_: str, places: Sequence[Place], kind: str = "public") -> Any:
        """How many rows; nil is a plain nought, since no cell stands behind it."""
        if not places:
            return 0
        return self.add(Figure(key, label, len(places), "count", "count", self.cells(field_, places)), kind)

    def sum(
        self, key: str, label: str, unit: Unit, value: int, cells: tuple[Cells, ...], *, kind: str = "public",
        parts: tuple[dict[str, Any], ...] = (), note: str = "",
    ) -> Any:  # fmt: skip
        """Cells added up, with parts that are shares of other cells."""
        if not cells and not parts:
            return 0
        return self.add(Figure(key, label, value, unit, "share" if parts else "sum", cells, (), parts, note), kind)

    def of_inputs(
        self, key: str, label: str, operation: Operation, inputs: Sequence[Any], unit: Unit, *, kind: str = "public"
    ) -> Any:
        """A total or a difference of figures; plain noughts among the inputs are left out."""
        keys = tuple(each["figure"] for each in inputs if isinstance(each, dict))
        values = [self.figures[each].value for each in keys]
        if not keys:
            return 0
        if operation == "difference" and not isinstance(inputs[0], dict):
            raise ValueError(f"{key} takes something from nothing")
        value = sum(values) if operation == "total" else values[0] - sum(values[1:])
        return self.add(Figure(key, label, value, unit, operation, inputs=keys), kind)

    def typed(self, key: str, label: str, value: int, unit: Unit, note: str, kind: str = "public") -> dict[str, str]:
        return self.add(Figure(key, label, value, unit, "typed", note=note), kind)

    def value(self, cell: Any) -> int:
        return self.figures[cell["figure"]].value if isinstance(cell, dict) else int(cell or 0)


def column(key: str, label: str, kind: str = "text", class_: str = "public", **more: Any) -> dict[str, Any]:
    made = {"key": key, "label": label, "kind": kind, **more}
    return {**made, "class": class_} if class_ != "public" else made


def table(key: str, title: str, columns: list[dict[str, Any]], rows: list[Row], **more: Any) -> Block:
    return {"type": "table", "key": key, "title": title, "columns": columns, "rows": rows, **more}


def figures_block(items: Sequence[tuple[str, Any, str]]) -> Block:
    """items: label, cell, note. Plain noughts cannot stand in it and are left out."""
    return {
        "type": "figures",
        "items": [{"label": a, "figure": b["figure"], "note": c} for a, b, c in items if isinstance(b, dict)],
    }


def bring(what: str, owner: str) -> str:
    """A gap with its owner: "The leases: Legal brings them." in one shape everywhere."""
    return f"{what}. To be brought by: {owner}."


__all__ = ["Block", "Book", "Content", "Place", "Row", "bring", "column", "figures_block", "key_part", "table"]
