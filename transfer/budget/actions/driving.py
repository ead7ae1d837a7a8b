"""Drivers counted here, who owns and approves a driver, notes on funds, and payments between the bodies."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from transfer.audit.actions import record
from transfer.budget.actions.books import refuse_second
from transfer.budget.actions.holding import refuse_when_held
from transfer.budget.models import DriverRecord, FundNote, InternalPayment
from transfer.budget.queries import SeenDriver, SeenFund, count_driver, list_drivers
from transfer.budget.queries.drivers import BROUGHT, MEASURE_WORDS
from transfer.budget.rules import Rule, check_rule, selector_words
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError
from transfer.programmes.actions.changing import one_of, refuse_stale, save
from transfer.programmes.queries import get_option, get_organisation, wait_for_turn
from transfer.programmes.rules import Viewer, name_key

PAYMENT_NAMES = ("name", "payer_id", "payer_lines", "payee_id", "payee_lines")


def add_counted_driver(viewer: Viewer, *, name: str, measure: str, option_id: int, owner: str) -> DriverRecord:
    """Count a driver from the lists that both sides see, and keep what was counted. Raises DomainError for a name that
    another driver has, and where there is nothing to count."""
    refuse_when_held(viewer)
    one_of(measure, tuple(MEASURE_WORDS), "measure")
    wait_for_turn(viewer.programme_id)
    if name_key(name) in {name_key(each.driver.name) for each in list_drivers(viewer)}:
        raise DomainError("Enter another name: a driver has this one", "name")
    row = DriverRecord(
        programme_id=viewer.programme_id, key=name_key(name), name=name.strip(), measure=measure, option_id=option_id,
        owner=owner.strip(), set_by=viewer.name, approved_digest="", approved_by="", approved_at=None,
        **_counting(viewer, measure, option_id),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    record(
        viewer, "count_driver", ("driver", row.id), f"The driver {row.name} was counted",
        programme_id=viewer.programme_id, changes={"places": (None, row.places), "owner": (None, row.owner)},
    )  # fmt: skip
    return row


def _counting(viewer: Viewer, measure: str, option_id: int) -> dict[str, Any]:
    counted = count_driver(viewer, measure, option_id)
    option = get_option(viewer, option_id)
    return {
        "places": [[place, f"{quantity.normalize():f}"] for place, quantity in counted.places],
        "release_ids": list(counted.release_ids), "as_at": counted.as_at,
        "source": f"{MEASURE_WORDS[measure]}, in {option.name}",
    }  # fmt: skip


def count_again(viewer: Viewer, row: DriverRecord, *, version: int | None = None) -> None:
    """Count the same thing from the lists of today. Other quantities are no longer approved. Raises StaleVersion."""
    refuse_when_held(viewer)
    refuse_stale(row, version, ("owner", "source", "as_at"))
    if row.option_id is None:
        raise DomainError("Bring this driver’s file again: its quantities were not counted here")
    values = {**_counting(viewer, row.measure, row.option_id), "set_by": viewer.name}
    save(viewer, row, "driver", "count_driver", f"The driver {row.name} was counted again", values)


def own_driver(
    viewer: Viewer, seen: SeenDriver, *, owner: str, source: str, as_at: date | None = None, version: int | None = None
) -> None:
    """Say who answers for a driver, its source where its file does not, and the day of its quantities. Another day or
    source makes an approval void, in words that everybody sees. Raises StaleVersion."""
    refuse_when_held(viewer)
    if not owner.strip():
        raise DomainError("Enter who answers for it", "owner")
    row = seen.record or _record(viewer, seen)
    if seen.record is not None:
        refuse_stale(row, version, ("owner", "source", "as_at"))
    values: dict[str, Any] = {"owner": owner.strip(), "source": source.strip() or row.source, "set_by": viewer.name}
    if as_at and as_at != seen.as_at:
        values |= {"as_at": as_at, "said_of": seen.digest}
    if seen.approved:
        values["approval_void"] = _void(viewer, seen, values)
    save(viewer, row, "driver", "own_driver", f"The driver {row.name} has an owner", values)


def _void(viewer: Viewer, seen: SeenDriver, values: Mapping[str, Any]) -> str:
    """What was changed that its approval rested on, blank when nothing was."""
    day, told = values.get("as_at"), []
    if day:
        told.append(f"its day from {long_date(seen.as_at) if seen.as_at else 'none'} to {long_date(day)}")
    if not any(row.source for row in seen.rows) and values["source"] != seen.source:
        told.append("where its quantities come from")
    return f"{viewer.name} changed {' and '.join(told)}"[:300] if told else ""


def _record(viewer: Viewer, seen: SeenDriver) -> DriverRecord:
    key = {"programme_id": viewer.programme_id, "key": name_key(seen.driver.name)}
    refuse_second(viewer, DriverRecord, key, ("owner", "source"))
    row = DriverRecord(
        **key, name=seen.driver.name, measure=BROUGHT,
        option_id=None, as_at=None, source="", places=[], release_ids=[], owner="", set_by="", approved_digest="",
        approved_by="", approved_at=None,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def approve_driver(viewer: Viewer, seen: SeenDriver, *, version: int | None = None) -> None:
    """Approve the quantities as they are now. Raises DomainError for whoever set the driver up, for one without source,
    day or owner, and for one that cannot split anything; StaleVersion."""
    refuse_when_held(viewer)
    row, lacks = seen.record, seen.lacks()
    if row is None or lacks:
        raise DomainError(f"Say {' and '.join(lacks)} first")
    refuse_stale(row, version, ("owner", "source"))
    if seen.set_up_by(viewer):
        raise DomainError("Ask somebody else to approve it: you set it up")
    if any(place is None for place, _ in seen.driver.places) or not any(quantity for _, quantity in seen.driver.places):
        raise DomainError("Mend its quantities first: it cannot split anything as it is")
    values = {
        "approved_digest": seen.digest, "approved_by": viewer.name, "approved_at": clock.now(), "approval_void": "",
    }  # fmt: skip
    save(viewer, row, "driver", "approve_driver", f"The driver {row.name} was approved", values)


def explain_fund(viewer: Viewer, seen: SeenFund, explanation: str, *, version: int | None = None) -> None:
    """Why a fund's spending and its funding are not shared alike. Raises DomainError when blank; StaleVersion."""
    if not explanation.strip():
        raise DomainError("Say why they are not shared alike", "explanation")
    values = {"explanation": explanation.strip(), "written_by": viewer.name, "written_at": clock.now()}
    summary = f"The fund {seen.name or 'none'} was explained"
    if seen.note is not None:
        refuse_stale(seen.note, version, ("explanation", "written_by"))
        save(viewer, seen.note, "fund_note", "explain_fund", summary, values)
        return
    key = {"programme_id": viewer.programme_id, "fund": seen.name}
    refuse_second(viewer, FundNote, key, ("explanation", "written_by"))
    row = FundNote(**key, **values)
    db.session.add(row)
    db.session.flush()
    record(
        viewer, "explain_fund", ("fund_note", row.id), summary, programme_id=viewer.programme_id,
        changes={"explanation": (None, row.explanation)},
    )  # fmt: skip


def _payment(viewer: Viewer, values: Mapping[str, Any]) -> dict[str, Any]:
    if values["payer_id"] == values["payee_id"]:
        raise DomainError("Choose two organisations: nobody pays themselves", "payee_id")
    for side in ("payer", "payee"):
        get_organisation(viewer, values[f"{side}_id"])
        check_rule(Rule(values[f"{side}_lines"], "leave unallocated"))
        if not values[f"{side}_lines"]:
            field = f"{side}_cost_centre"
            raise DomainError(f"Say which lines: {selector_words({})} of a book is no single payment", field)
    return dict(values)


def add_payment(viewer: Viewer, **values: Any) -> InternalPayment:
    """values: name, payer_id, payer_lines, payee_id, payee_lines. Raises DomainError."""
    row = InternalPayment(programme_id=viewer.programme_id, **_payment(viewer, values))
    db.session.add(row)
    db.session.flush()
    record(
        viewer, "add_internal_payment", ("internal_payment", row.id), f"The payment {row.name} was marked",
        programme_id=viewer.programme_id, changes={name: (None, values[name]) for name in PAYMENT_NAMES},
    )  # fmt: skip
    return row


def change_payment(viewer: Viewer, row: InternalPayment, *, version: int | None = None, **values: Any) -> None:
    refuse_stale(row, version, PAYMENT_NAMES)
    summary = f"The payment {row.name} was changed"
    save(viewer, row, "internal_payment", "change_internal_payment", summary, _payment(viewer, values))


def remove_payment(viewer: Viewer, row: InternalPayment, *, version: int | None = None) -> None:
    refuse_stale(row, version, PAYMENT_NAMES)
    record(
        viewer, "remove_internal_payment", ("internal_payment", row.id), f"The payment {row.name} was unmarked",
        programme_id=viewer.programme_id, changes={name: (getattr(row, name), None) for name in PAYMENT_NAMES},
    )  # fmt: skip
    db.session.delete(row)
    db.session.flush()
