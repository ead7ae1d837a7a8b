"""Checks of the plan, the organisations and their powers, contracts, time shares, the split and the pensions."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from transfer.baseline.queries import find_agreed_figures, open_disputes
from transfer.budget.queries import option_money
from transfer.checks import rules
from transfer.checks.rules import Check, PlanItem, counted, named
from transfer.contracts.queries import contracts_without_route
from transfer.establishment.queries import approved_and_lost, cost_terms, list_time_shares, scheme_rate
from transfer.establishment.rules.shares import shares_not_100
from transfer.programmes.models import Option, Service, Transfer
from transfer.programmes.queries import (
    employer,
    find_preferred_option,
    list_options,
    list_organisations,
    list_services,
    moves_of,
)
from transfer.programmes.rules import Viewer, functions_needing_power, provider_after
from transfer.steering.queries import list_milestones, parked_references
from transfer.tupe.models import PensionRoute
from transfer.tupe.queries import rated_routes


def _plan(viewer: Viewer) -> list[PlanItem]:
    return [
        PlanItem(
            each.reference,
            each.title,
            each.actual_on or each.forecast_on or each.baseline_on,
            each.concerns,
            tuple(each.depends_on),
        )  # fmt: skip
        for each in list_milestones(viewer)
    ]


def milestones(viewer: Viewer) -> Iterator[Check]:
    plan = _plan(viewer)
    for item, sentence in rules.dated_after_what_it_concerns(plan):
        yield _milestone_check("dated-after-what-it-concerns", "error", sentence, item.reference)
    for ring in rules.dependency_cycles(plan):
        sentence = f"Break the ring: {named(ring)} wait for one another, so none of them can begin"
        yield _milestone_check("dependency-cycle", "error", sentence, ring[0])
    for item, others in rules.depends_on_parked(plan, parked_references(viewer)):
        sentence = f"Mend {named(others)} in the plan: {item.reference} depends on it, and its row was left out"
        yield _milestone_check("depends-on-parked", "warning", sentence, item.reference)


def _milestone_check(code: str, severity: str, sentence: str, reference: str) -> Check:
    return Check(code, severity, sentence, f"Plan, {reference}", "steering.milestone", {"reference": reference})


def same_employers(viewer: Viewer) -> Iterator[Check]:
    employers = [employer(each) for each in list_organisations(viewer)]
    for one, other in rules.one_company_number(employers):
        sentence = (
            f"Note that {one.short} and {other.short} have one company number, so they are one employer: "
            "nobody is in a TUPE transfer between them"
        )
        yield Check("one-company-number", "note", sentence, "Organisations", "programmes.organisations")


def powers(viewer: Viewer) -> Iterator[Check]:
    councils = {each.id for each in list_organisations(viewer) if each.kind == "council"}
    options = list_options(viewer)
    for service in list_services(viewer):
        needed = functions_needing_power(service.functions)
        if needed and not service.powers_confirmed_by and _leaves_councils(service, options, councils):
            sentence = f"Confirm the power of whoever will run {service.name} to act as {named(needed)}"
            yield Check("confirm-power", "warning", sentence, f"Services, {service.name}", "programmes.service",
                        {"service_id": service.id})  # fmt: skip


def _leaves_councils(service: Service, options: Sequence[Option], councils: set[int]) -> bool:
    return any(provider_after(service.id, service.provider_id, moves_of(option)) not in councils for option in options)


def contracts_to_route(viewer: Viewer) -> Iterator[Check]:
    contracts = contracts_without_route(viewer)
    if contracts:
        many = counted(len(contracts), "contract", "contracts")
        names = named([each.reference for each in contracts])
        yield Check("contract-without-route", "warning", f"Decide a route for {many}", f"Contracts: {names}",
                    "contracts.index", {"route": "none"})  # fmt: skip


def shares_to_100(viewer: Viewer) -> Iterator[Check]:
    shares = [(each.post_no, each.from_on, each.to_on, each.percent) for each in list_time_shares(viewer)]
    for post_no, total in sorted(shares_not_100(shares).items()):
        sentence = f"Make the time shares of post {post_no} come to 100: they come to {total.normalize():f}"
        yield Check("shares-not-100", "error", sentence, f"Time shares, {post_no}", "establishment.time",
                    {"search": post_no})  # fmt: skip


def lost_shares(viewer: Viewer) -> Iterator[Check]:
    for post_no in approved_and_lost(viewer):
        sentence = f"Look at post {post_no}: the list of time shares no longer says what was approved for it"
        yield Check("approved-shares-lost", "warning", sentence, f"Time shares, {post_no}", "establishment.time",
                    {"search": post_no})  # fmt: skip


def unallocated_money(viewer: Viewer) -> Iterator[Check]:
    option = find_preferred_option(viewer)
    if option is None:
        return
    agreed = find_agreed_figures(viewer)
    settled = agreed.unallocated_pence if agreed and agreed.is_of(option) else None
    unallocated = settled if settled is not None else option_money(viewer, option).unallocated
    if not unallocated:
        return
    disputes = open_disputes(viewer)
    # Of a row that came to less since, no more than what is unallocated is in dispute.
    in_dispute = min(sum(each.amount_pence for each in disputes), unallocated) if unallocated > 0 else 0
    if unallocated != in_dispute:
        sentence = rules.unallocated_sentence(option.name, unallocated - in_dispute)
        yield Check("unallocated-money", "warning", sentence, "Money", "budget.index", {"option": option.id})
    if in_dispute:
        numbers = sorted(each.number for each in disputes)
        place = (
            ("baseline.dispute", {"dispute_id": disputes[0].id}) if len(disputes) == 1 else ("baseline.disputes", {})
        )
        sentence = rules.disputed_sentence(numbers, option.name, in_dispute)
        yield Check("unallocated-money", "warning", sentence, "Money, Disputes", *place)


def pension_rates(viewer: Viewer) -> Iterator[Check]:
    """What a route says that the new employer pays, where its posts are costed at another rate."""
    routes = rated_routes(viewer) if viewer.may("people.view") else []
    terms = cost_terms(viewer) if routes else None
    said: dict[tuple[int, str], list[tuple[PensionRoute, Transfer]]] = defaultdict(list)
    for route, transfer in routes:
        said[transfer.to_id, scheme_rate(route.scheme)].append((route, transfer))
    for (employer_id, rate_name), alike in said.items():
        costed = terms.rate(rate_name, employer_id).value * 100 if terms else None
        route, transfer = alike[0]
        if costed is None or any(each.rate == costed for each, _ in alike):
            continue
        sentence = rules.pension_rate_sentence(transfer.transferee.short, route.scheme, route.rate or 0, costed)
        yield Check("pension-rate-differs", "warning", sentence, f"Pensions, {transfer.transferee.short}",
                    "establishment.cost")  # fmt: skip
