"""Agreeing support services between bodies, and saying what is left behind."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from transfer.audit.actions import record
from transfer.budget.queries import option_money
from transfer.budget.rules import year_start
from transfer.extensions import db
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.kernel.money import pounds
from transfer.overheads.models import StrandedCost, SupportAgreement
from transfer.overheads.queries import funded_out, list_stranded
from transfer.overheads.rules import VAT_CODES, check_ledger, check_terms
from transfer.programmes.actions.changing import STALE, one_of, refuse_stale, save
from transfer.programmes.queries import find_preferred_option, get_organisation, get_programme
from transfer.programmes.rules import Viewer, name_key

SIDES = ("supplier", "customer")


def _checked(viewer: Viewer, terms: dict[str, Any]) -> dict[str, Any]:
    for name in ("supplier_id", "customer_id"):
        get_organisation(viewer, terms[name])
    check_terms(
        terms["supplier_id"], terms["customer_id"], terms["volume"], terms["price_pence"], terms["starts_on"],
        terms["ends_on"],
    )  # fmt: skip
    one_of(terms["vat_code"], list(VAT_CODES), "vat_code")
    if not 0 <= terms["tolerance_percent"] <= 100:
        raise DomainError("Enter a percentage from 0 to 100", "tolerance_percent")
    if not 0 <= terms["notice_months"] <= 120:
        raise DomainError("Enter months from 0 to 120", "notice_months")
    return terms


def add_agreement(
    viewer: Viewer, *, supplier_id: int, customer_id: int, service: str, unit: str, volume: Decimal, price_pence: int,
    starts_on: date, ends_on: date, price_index: str = "", vat_code: str = "unknown",
    tolerance_percent: Decimal = Decimal(0), notice_months: int = 0, step_down: str = "",
) -> SupportAgreement:  # fmt: skip
    """What one body does for another: volume units a year at price_pence each. Raises DomainError."""
    terms = _checked(viewer, {
        "supplier_id": supplier_id, "customer_id": customer_id, "service": service, "unit": unit, "volume": volume,
        "price_pence": price_pence, "starts_on": starts_on, "ends_on": ends_on, "price_index": price_index,
        "vat_code": vat_code, "tolerance_percent": tolerance_percent, "notice_months": notice_months,
        "step_down": step_down,
    })  # fmt: skip
    found = SupportAgreement(programme_id=viewer.programme_id, **terms)
    db.session.add(found)
    db.session.flush()
    record(viewer, "add_agreement", ("support_agreement", found.id), f"A support agreement was added: {service}",
           programme_id=viewer.programme_id)  # fmt: skip
    return found


def change_agreement(
    viewer: Viewer, agreement: SupportAgreement, terms: dict[str, Any], *, version: int | None = None
) -> None:
    """terms: as `add_agreement` takes them. Raises DomainError, StaleVersion."""
    refuse_stale(agreement, version, terms)
    save(viewer, agreement, "support_agreement", "change_agreement",
         f"The support agreement on {agreement.service} was changed", _checked(viewer, terms))  # fmt: skip


def enter_ledger(
    viewer: Viewer, agreement: SupportAgreement, *, side: str, pence: int, version: int | None = None
) -> None:
    """What a body's own ledger shows of an agreement for a full year; its own side says it. Raises DomainError,
    StaleVersion."""
    one_of(side, SIDES, "side")
    if version is not None and version != agreement.version:
        raise StaleVersion(STALE, {"pence": pounds(getattr(agreement, f"{side}_pence") or 0)})
    body = getattr(agreement, side)
    if not viewer.unrestricted and body.id not in viewer.sides:
        raise DomainError(f"Only finance of {body.short} says what its own ledger shows")
    check_ledger(side, pence)
    save(viewer, agreement, "support_agreement", "enter_ledger",
         f"{body.short} said what its ledger shows of {agreement.service}", {f"{side}_pence": pence})  # fmt: skip


def remove_agreement(viewer: Viewer, agreement: SupportAgreement, *, version: int | None = None) -> None:
    refuse_stale(agreement, version, ("service", "volume", "price_pence"))
    record(viewer, "remove_agreement", ("support_agreement", agreement.id),
           f"The support agreement on {agreement.service} was removed", programme_id=viewer.programme_id)  # fmt: skip
    db.session.delete(agreement)
    db.session.flush()


def _funded(viewer: Viewer, organisation_id: int, year: str, centres: Sequence[str], typed: int | None) -> int:
    """From the split where cost centres of the budget year are named, else as typed. Raises DomainError."""
    if not centres:
        if typed is None or typed < 0:
            raise DomainError("Enter the share that others fund, or the cost centres to take it from", "funded_pence")
        return typed
    option, programme = find_preferred_option(viewer), get_programme(viewer)
    if option is None:
        raise DomainError("Name a preferred option first: its split says what share goes out", "centres")
    if programme.budget_year != year:
        raise DomainError(f"The split is of {programme.budget_year}: enter the share itself for {year}", "centres")
    found = funded_out(option_money(viewer, option), organisation_id, centres)
    if typed is not None and typed != found:
        raise DomainError(
            f"The split gives others {pounds(found)} of these cost centres, not {pounds(typed)}. Leave the share empty "
            "to take that. A recharge of the same service is not added: it would count twice", "funded_pence",
        )  # fmt: skip
    return found


def add_stranded(
    viewer: Viewer, *, organisation_id: int, service: str, year: str, centres: Sequence[str], funded_pence: int | None,
    avoided_pence: int, exit_on: date | None, plan: str,
) -> StrandedCost:  # fmt: skip
    """One support service of a body in a year. centres: cost centres whose share the split gives to others;
    funded_pence: that share, where no cost centre is named. Raises DomainError."""
    body = get_organisation(viewer, organisation_id)
    year_start(year)
    same = (body.id, name_key(service), year)
    if same in {(each.organisation_id, name_key(each.service), each.year) for each in list_stranded(viewer)}:
        raise DomainError(f"{service} of {body.short} in {year} is there already", "service")
    found = StrandedCost(
        programme_id=viewer.programme_id, organisation_id=body.id, service=service, year=year, centres=list(centres),
        **_amounts(viewer, body.id, year, centres, funded_pence, avoided_pence), exit_on=exit_on, plan=plan,
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    record(viewer, "add_stranded", ("stranded_cost", found.id), f"A stranded cost was added: {service}, {year}",
           programme_id=viewer.programme_id)  # fmt: skip
    return found


def _amounts(
    viewer: Viewer, organisation_id: int, year: str, centres: Sequence[str], funded: int | None, avoided: int
) -> dict[str, int]:
    if avoided < 0:
        raise DomainError("Enter an amount that is not below zero", "avoided_pence")
    return {"funded_pence": _funded(viewer, organisation_id, year, centres, funded), "avoided_pence": avoided}


def change_stranded(
    viewer: Viewer, row: StrandedCost, *, centres: Sequence[str], funded_pence: int | None, avoided_pence: int,
    exit_on: date | None, plan: str, version: int | None = None,
) -> None:  # fmt: skip
    """Raises DomainError, StaleVersion."""
    refuse_stale(row, version, ("funded_pence", "avoided_pence", "exit_on", "plan"))
    amounts = _amounts(viewer, row.organisation_id, row.year, centres, funded_pence, avoided_pence)
    save(viewer, row, "stranded_cost", "change_stranded", f"The stranded cost of {row.service} was changed",
         {**amounts, "centres": list(centres), "exit_on": exit_on, "plan": plan})  # fmt: skip


def remove_stranded(viewer: Viewer, row: StrandedCost, *, version: int | None = None) -> None:
    refuse_stale(row, version, ("funded_pence", "avoided_pence", "plan"))
    record(viewer, "remove_stranded", ("stranded_cost", row.id), f"The stranded cost of {row.service} was removed",
           programme_id=viewer.programme_id)  # fmt: skip
    db.session.delete(row)
    db.session.flush()
