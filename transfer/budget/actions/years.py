"""The medium-term plan's lines and uplifts, the spend profile, and options' cash flows."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from transfer.audit.actions import record
from transfer.budget.models import CashFlow, MtfsLine, OptimismBias, SpendProfile, Uplift
from transfer.budget.queries import list_mtfs_lines, list_uplifts, option_bias, spend_profile
from transfer.budget.rules import LAST_YEAR, LINE_KINDS, UPLIFT_STATES, check_profile, year_start
from transfer.extensions import Model, db
from transfer.kernel.errors import DomainError
from transfer.programmes.actions.changing import one_of, refuse_stale, save
from transfer.programmes.models import Option
from transfer.programmes.queries import get_option
from transfer.programmes.rules import Viewer, name_key

MTFS_NAMES = ("name", "kind", "base_pence", "first_year", "uplift")
UPLIFT_NAMES = ("name", "year", "percent", "source", "status")
FLOW_NAMES = ("year", "label", "pence")


def _add(viewer: Viewer, row: Any, kind: str, summary: str, values: Mapping[str, Any]) -> None:
    db.session.add(row)
    db.session.flush()
    changes = {name: (None, value) for name, value in values.items()}
    record(viewer, f"add_{kind}", (kind, row.id), summary, programme_id=viewer.programme_id, changes=changes)


def _remove(viewer: Viewer, row: Any, kind: str, summary: str, names: Sequence[str]) -> None:
    changes = {name: (getattr(row, name), None) for name in names}
    record(viewer, f"remove_{kind}", (kind, row.id), summary, programme_id=viewer.programme_id, changes=changes)
    db.session.delete(row)
    db.session.flush()


def _mtfs_values(name: str, kind: str, base_pence: int, first_year: str, uplift: str | None) -> dict[str, Any]:
    one_of(kind, LINE_KINDS, "kind")
    try:
        year_start(first_year)
    except DomainError as error:
        raise DomainError(error.message, "first_year") from error
    if kind == "one-off" and uplift:
        raise DomainError("Leave a one-off line without an uplift: it stands in one year only", "uplift")
    return {"name": name, "kind": kind, "base_pence": base_pence, "first_year": first_year, "uplift": uplift or None}


def add_mtfs_line(
    viewer: Viewer, *, name: str, kind: str, base_pence: int, first_year: str, uplift: str | None = None
) -> MtfsLine:
    """A line at the end of the plan. Raises DomainError for a year that is none, or a one-off that is inflated."""
    values = _mtfs_values(name, kind, base_pence, first_year, uplift)
    row = MtfsLine(programme_id=viewer.programme_id, position=len(list_mtfs_lines(viewer)), **values)
    _add(viewer, row, "mtfs_line", f"The plan’s line {name} was added", values)
    return row


def change_mtfs_line(viewer: Viewer, row: MtfsLine, *, version: int | None = None, **values: Any) -> None:
    """values: all of name, kind, base_pence, first_year and uplift. Raises StaleVersion, DomainError."""
    refuse_stale(row, version, MTFS_NAMES)
    save(
        viewer, row, "mtfs_line", "change_mtfs_line", f"The plan’s line {row.name} was changed", _mtfs_values(**values)
    )


def remove_mtfs_line(viewer: Viewer, row: MtfsLine, *, version: int | None = None) -> None:
    refuse_stale(row, version, MTFS_NAMES)
    _remove(viewer, row, "mtfs_line", f"The plan’s line {row.name} was removed", MTFS_NAMES)


def _check_uplift(viewer: Viewer, values: Mapping[str, Any], but: Uplift | None = None) -> None:
    one_of(values["status"], UPLIFT_STATES, "status")
    year_start(values["year"])
    if not str(values["source"]).strip():
        raise DomainError("Say where the rate comes from", "source")
    taken = {(name_key(row.name), row.year) for row in list_uplifts(viewer) if row is not but}
    if (name_key(values["name"]), values["year"]) in taken:
        raise DomainError("Change the rate that stands: this uplift has one for that year", "year")


def add_uplift(viewer: Viewer, *, name: str, year: str, percent: Decimal, source: str, status: str) -> Uplift:
    """percent: 3.3, not 0.033. Raises DomainError for a second rate of one name and year."""
    values = {"name": name, "year": year, "percent": percent, "source": source, "status": status}
    _check_uplift(viewer, values)
    row = Uplift(programme_id=viewer.programme_id, **values)
    _add(viewer, row, "uplift", f"The uplift {name} for {year} was added", values)
    return row


def change_uplift(viewer: Viewer, row: Uplift, *, version: int | None = None, **values: Any) -> None:
    """values: all of name, year, percent, source and status. Raises StaleVersion, DomainError."""
    refuse_stale(row, version, UPLIFT_NAMES)
    _check_uplift(viewer, values, row)
    save(viewer, row, "uplift", "change_uplift", f"The uplift {row.name} for {row.year} was changed", values)


def remove_uplift(viewer: Viewer, row: Uplift, *, version: int | None = None) -> None:
    refuse_stale(row, version, UPLIFT_NAMES)
    _remove(viewer, row, "uplift", f"The uplift {row.name} for {row.year} was removed", UPLIFT_NAMES)


def set_spend_profile(viewer: Viewer, percents: Sequence[Decimal], source: str, *, version: int | None = None) -> None:
    """Twelve percentages, April to March, that come to exactly 100. Raises DomainError, StaleVersion."""
    check_profile(percents)
    values = {"percents": [f"{percent.normalize():f}" for percent in percents], "source": source}
    _set(viewer, spend_profile(viewer), SpendProfile, {"programme_id": viewer.programme_id}, values, version)


def _set(
    viewer: Viewer, row: Any, model: type[Model], key: dict[str, int], values: dict[str, Any], version: int | None
) -> None:
    """Change the one row of a key, or make it."""
    kind = "spend_profile" if model is SpendProfile else "optimism_bias"
    words = "The spend profile was set" if model is SpendProfile else "The optimism bias was set"
    subject = next(iter(key.values()))
    if row is not None:
        refuse_stale(row, version, values)
    old = {name: getattr(row, name) if row is not None else None for name in values}
    if old == values:
        return
    if row is None:
        row = model(**key, **values)
        db.session.add(row)
    else:
        for name, value in values.items():
            setattr(row, name, value)
    db.session.flush()
    changes = {name: (old[name], value) for name, value in values.items()}
    record(viewer, f"set_{kind}", (kind, subject), words, programme_id=viewer.programme_id, changes=changes)


def _check_flow(year: int) -> None:
    if not 0 <= year <= LAST_YEAR:
        raise DomainError(f"Enter a year from 0 to {LAST_YEAR}", "year")


def add_cash_flow(viewer: Viewer, option: Option, *, year: int, label: str, pence: int) -> CashFlow:
    """year counts from 0; costs are below zero. Raises DomainError for a year that has no discount rate."""
    get_option(viewer, option.id)
    _check_flow(year)
    values = {"year": year, "label": label, "pence": pence}
    row = CashFlow(option_id=option.id, **values)
    _add(viewer, row, "cash_flow", f"A cash flow of {option.name} was added", values)
    return row


def change_cash_flow(
    viewer: Viewer, row: CashFlow, *, year: int, label: str, pence: int, version: int | None = None
) -> None:
    refuse_stale(row, version, FLOW_NAMES)
    _check_flow(year)
    values = {"year": year, "label": label, "pence": pence}
    save(viewer, row, "cash_flow", "change_cash_flow", "A cash flow was changed", values)


def remove_cash_flow(viewer: Viewer, row: CashFlow, *, version: int | None = None) -> None:
    refuse_stale(row, version, FLOW_NAMES)
    _remove(viewer, row, "cash_flow", "A cash flow was removed", FLOW_NAMES)


def set_optimism_bias(
    viewer: Viewer, option: Option, percent: Decimal, source: str, *, version: int | None = None
) -> None:
    """How much costs are raised, as a per cent (10, not 0.1). Raises DomainError below 0 or without a source."""
    if percent < 0:
        raise DomainError("Enter a percentage of 0 or more", "percent")
    if not source.strip():
        raise DomainError("Say where the percentage comes from", "source")
    values = {"percent": percent, "source": source}
    _set(viewer, option_bias(viewer, option), OptimismBias, {"option_id": option.id}, values, version)
