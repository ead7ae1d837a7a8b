"""Running every check on what one viewer may see."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from imports.parts import by_sheet
from transfer.baseline.queries import find_agreed_figures, open_disputes
from transfer.budget.models import BudgetLine
from transfer.budget.queries import option_money
from transfer.checks import rules
from transfer.checks.rules import Check, PlanItem, Report, counted, in_order, named
from transfer.contracts.queries import contracts_without_route
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import (
    approved_and_lost,
    cost_terms,
    list_time_shares,
    release_key,
    scheme_rate,
)
from transfer.establishment.rules.shares import shares_not_100
from transfer.extensions import db
from transfer.kernel.keeping import keep
from transfer.programmes.models import Option, Service, Transfer
from transfer.programmes.queries import (
    employer,
    find_preferred_option,
    list_claims,
    list_options,
    list_organisations,
    list_services,
    moves_of,
)
from transfer.programmes.rules import Viewer, functions_needing_power, name_key, provider_after
from transfer.releases.models import Release
from transfer.releases.queries import releases_in_force
from transfer.releases.rules import DATASET_NAMES
from transfer.steering.queries import list_milestones, parked_references
from transfer.tupe.models import PensionRoute
from transfer.tupe.queries import rated_routes

PARTS = (("filled", "filled"), ("agency", "agency"), ("vacant", "vacant"), ("frozen", "frozen"),
         ("under_offer", "under offer"))  # fmt: skip


def list_checks(viewer: Viewer) -> list[Check]:
    """Every check on the data that this viewer may see, worst first."""
    return in_order(check for find in CHECKS for check in find(viewer))


def _places(release: Release, field: str, rows: Sequence[int]) -> str:
    """The cells in words: "list.xlsx, Establishment!W10, W12"."""
    column = release.columns.get(field, "")
    found = by_sheet(release.sheets, release.sheet, rows)
    told = [f"{sheet + '!' if sheet else ''}{named([f'{column}{row}' for row in of])}" for sheet, of in found.items()]
    return f"{release.file.name}, {'; '.join(told)}"


def _who(release: Release) -> str:
    return release.organisation.short if release.organisation else "the programme"


def _parts(viewer: Viewer) -> Iterator[Check]:
    for release in releases_in_force(viewer, "establishment"):
        parts = {words: int(release.totals.get(key, 0)) for key, words in PARTS}
        shown = {words: number for words, number in parts.items() if number}
        what = f"the posts of {_who(release)}"
        sentence = rules.parts_do_not_total(what, release.rows_accepted, shown)
        if sentence:
            yield Check(
                "parts-do-not-total", "warning", sentence, _places(release, "occupancy", [release.header_row]),
                "establishment.posts", {"occupancy": "not stated"},
                f"HR of {_who(release)} uploads a list that says how each of these posts is filled",
            )  # fmt: skip
    for claim in list_claims(viewer):
        sentence = (
            rules.parts_do_not_total(f"“{claim.statement}”", claim.value or 0, claim.parts) if claim.parts else None
        )
        if sentence:
            place = f"{claim.document}, {claim.paragraph}".rstrip(", ")
            yield Check("parts-do-not-total", "warning", sentence, place, "programmes.claims")


def _printed_totals(viewer: Viewer) -> Iterator[Check]:
    for dataset in DATASET_NAMES:
        for release in releases_in_force(viewer, dataset):
            for each in release.printed_totals:
                if each["printed"] != each["added"]:
                    # Of several sheets read as one list each prints its own; versions of earlier editions name none.
                    sheet, own = each.get("sheet") or release.sheet, each.get("sheet") and not each.get("of_all")
                    what = f"{release.file.name} ({f'{sheet}, ' if own else ''}{each['heading']})"
                    sentence = rules.total_differs(what, each["printed_text"], each["added_text"])
                    place = f"{release.file.name}, {f'{sheet}!' if sheet else ''}{each['cell']}"
                    yield Check(
                        "parts-do-not-total", "warning", sentence, place, "releases.show", {"release_id": release.id}
                    )


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


def _milestones(viewer: Viewer) -> Iterator[Check]:
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


def _employers(viewer: Viewer) -> Iterator[Check]:
    employers = [employer(each) for each in list_organisations(viewer)]
    for one, other in rules.one_company_number(employers):
        sentence = (
            f"Note that {one.short} and {other.short} have one company number, so they are one employer: "
            "nobody is in a TUPE transfer between them"
        )
        yield Check("one-company-number", "note", sentence, "Organisations", "programmes.organisations")


def _powers(viewer: Viewer) -> Iterator[Check]:
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


_is_agency = (AssignmentLine.occupancy == "agency") | (AssignmentLine.contract_type == "agency")
# What a line may lack, by the check's code: the column where it would stand, and which lines lack it.
LACKING: dict[str, tuple[str, ColumnElement[bool]]] = {
    "fixed-term-without-end": (
        "contract_end_on", (AssignmentLine.contract_type == "fixed-term") & AssignmentLine.contract_end_on.is_(None),
    ),
    "agency-unnamed": ("agency_name", _is_agency & (func.coalesce(AssignmentLine.agency_name, "") == "")),
}  # fmt: skip


def _lines_lacking(viewer: Viewer) -> Iterator[Check]:
    """One check a list and kind for assignment lines that lack something, all in one query."""
    held, line = releases_in_force(viewer, "establishment"), AssignmentLine
    conditions = [lacks for _, lacks in LACKING.values()]
    query = select(line.release_id, line.source_row, *conditions).where(
        line.release_id.in_([each.id for each in held]), or_(*conditions)
    )
    found: dict[tuple[int, str], list[int]] = defaultdict(list)
    for release_id, row, *lacks in db.session.execute(query.order_by(line.source_row)):
        for code, is_so in zip(LACKING, lacks, strict=True):
            if is_so:
                found[release_id, code].append(row)
    for release in held:
        for code, (column, _) in LACKING.items():
            if rows := found[release.id, code]:
                endpoint, arguments, who = _corrected(viewer, release)
                yield Check(code, "warning", _lacking_words(code, len(rows), _who(release)),
                            _places(release, column, rows), endpoint, arguments, who)  # fmt: skip


def _corrected(viewer: Viewer, release: Release) -> tuple[str, dict[str, Any], str]:
    """(endpoint, arguments, who) for a fault that a corrected list puts right: the upload of it for who may bring it,
    else the version, with who does."""
    brings = f"HR of {_who(release)} uploads a corrected list"
    if release.organisation_id in viewer.sides and viewer.may_upload(release.dataset):
        return "intake.new", {"place": f"{release.dataset}:{release.organisation_id}"}, "Upload a corrected list"
    return "releases.show", {"release_id": release.id}, brings


def _lacking_words(code: str, number: int, who: str) -> str:
    if code == "agency-unnamed":
        return f"Enter the agency of {counted(number, 'agency worker', 'agency workers')} of {who}"
    return f"Enter when {counted(number, 'fixed-term contract', 'fixed-term contracts')} of {who} will end"


def _contracts(viewer: Viewer) -> Iterator[Check]:
    contracts = contracts_without_route(viewer)
    if contracts:
        many = counted(len(contracts), "contract", "contracts")
        names = named([each.reference for each in contracts])
        yield Check("contract-without-route", "warning", f"Decide a route for {many}", f"Contracts: {names}",
                    "contracts.index", {"route": "none"})  # fmt: skip


def _shares(viewer: Viewer) -> Iterator[Check]:
    shares = [(each.post_no, each.from_on, each.to_on, each.percent) for each in list_time_shares(viewer)]
    for post_no, total in sorted(shares_not_100(shares).items()):
        sentence = f"Make the time shares of post {post_no} come to 100: they come to {total.normalize():f}"
        yield Check("shares-not-100", "error", sentence, f"Time shares, {post_no}", "establishment.time",
                    {"search": post_no})  # fmt: skip


Kept = tuple[tuple[Any, ...], ...]


def _kept(what: str, release: Release, read: Callable[[int], Kept]) -> Kept:
    """What is read of a version's codes, which never change: a correction puts right names and dates alone."""
    return keep(("check", what, release_key(release)), lambda: read(release.id))


def _posted(release: Release) -> Kept:
    """(service's key, cost centre, how many lines) of those that say a cost centre."""
    return _kept("posted", release, _read_posted)


def _read_posted(release_id: int) -> Kept:
    key, centre = AssignmentLine.service_key, AssignmentLine.cost_centre
    query = select(key, centre, func.count()).where(AssignmentLine.release_id == release_id, centre.is_not(None))
    return tuple((one, two, number) for one, two, number in db.session.execute(query.group_by(key, centre)))


def _managers(release_id: int) -> Kept:
    line = AssignmentLine
    query = select(line.line_manager_post, line.service_key, func.coalesce(line.cost_centre, "")).distinct()
    own = query.where(line.release_id == release_id, func.coalesce(line.line_manager_post, "") != "")
    return tuple(tuple(row) for row in db.session.execute(own))


def _budgeted(viewer: Viewer) -> set[str]:
    """The cost centres of the budget books."""
    books = releases_in_force(viewer, "budget")
    return {centre for release in books for (centre,) in _kept("budgeted", release, _read_budgeted)}


def _read_budgeted(release_id: int) -> Kept:
    query = select(BudgetLine.cost_centre).where(BudgetLine.release_id == release_id).distinct()
    return tuple(tuple(row) for row in db.session.execute(query))


def _centres(viewer: Viewer) -> dict[str, int]:
    return {link.cost_centre: service.id for service in list_services(viewer) for link in service.cost_centres}


def _named(release_id: int) -> Kept:
    line = AssignmentLine
    query = select(line.service, line.service_key, line.cost_centre).distinct()
    return tuple(tuple(row) for row in db.session.execute(query.where(line.release_id == release_id)))


def _unknown_services(viewer: Viewer) -> Iterator[Check]:
    """Services that the lists name and the programme has not, of posts that no cost centre places either."""
    lists = releases_in_force(viewer, "establishment")
    rows = {row for release in lists for row in _kept("named", release, _named)}
    keys, centres = {name_key(each.name) for each in list_services(viewer)}, _centres(viewer)
    if unknown := rules.unknown_services(rows, keys, centres):
        who = "" if viewer.may("programme.edit") else "The programme lead adds services"
        sentence = rules.unknown_services_sentence(unknown)
        yield Check("service-not-in-programme", "warning", sentence, "Services", "programmes.services", who=who)


def _unowned_centres(viewer: Viewer) -> Iterator[Check]:
    unowned = sorted(_budgeted(viewer) - set(_centres(viewer)))
    if unowned:
        many = counted(len(unowned), "cost centre", "cost centres")
        yield Check("cost-centre-without-service", "warning", f"Say which service owns {many}: {named(unowned)}",
                    "Services", "programmes.services")  # fmt: skip


def _disagreements(viewer: Viewer) -> Iterator[Check]:
    services = {name_key(each.name): each.id for each in list_services(viewer)}
    names = {each.id: each.name for each in list_services(viewer)}
    centres = _centres(viewer)
    for release in releases_in_force(viewer, "establishment"):
        for service_key, cost_centre, number in rules.disagreements(_posted(release), services, centres):
            lines = counted(number, "line names", "lines name")
            sentence = (
                f"Mend the service or the cost centre: {lines} {names[services[service_key]]}, while {cost_centre} "
                f"belongs to {names[centres[cost_centre]]}"
            )
            yield Check("service-and-cost-centre-disagree", "warning", sentence, f"{release.file.name}, {cost_centre}",
                        "establishment.posts", {"search": cost_centre})  # fmt: skip


def _unallocated(viewer: Viewer) -> Iterator[Check]:
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


def _without_budget(viewer: Viewer) -> Iterator[Check]:
    if not releases_in_force(viewer, "budget"):
        return
    lists = releases_in_force(viewer, "establishment")
    posts = {centre for release in lists for _, centre, _ in _posted(release) if centre}
    missing = sorted(rules.posts_without_budget(posts, _budgeted(viewer)))
    if missing:
        many = counted(len(missing), "cost centre that has", "cost centres that have")
        sentence = f"Find the budget of {many} posts and no budget line: {named(missing)}"
        yield Check("post-without-budget", "warning", sentence, "Establishment and budget", "establishment.posts",
                    {"search": missing[0]})  # fmt: skip


def _unshared_posts(viewer: Viewer) -> Iterator[Check]:
    option = find_preferred_option(viewer)
    if not option or not option.transfers:
        return
    moves = moves_of(option)
    services = list_services(viewer)
    after = {each.id: provider_after(each.id, each.provider_id, moves) for each in services}
    keys, centres = {name_key(each.name): each.id for each in services}, _centres(viewer)
    lists = releases_in_force(viewer, "establishment")
    rows = {row for release in lists for row in _kept("managers", release, _managers)}
    reports = [
        Report(manager, after.get(keys.get(key) or centres.get(centre) or -1)) for manager, key, centre in sorted(rows)
    ]
    for post_no in rules.shared_posts(reports, [each.post_no for each in list_time_shares(viewer)]):
        sentence = f"Share out the time of post {post_no}: its staff will work for two organisations"
        yield Check("shared-post-without-shares", "warning", sentence, f"Post {post_no}", "establishment.posts",
                    {"search": post_no})  # fmt: skip


def _lost_shares(viewer: Viewer) -> Iterator[Check]:
    for post_no in approved_and_lost(viewer):
        sentence = f"Look at post {post_no}: the list of time shares no longer says what was approved for it"
        yield Check("approved-shares-lost", "warning", sentence, f"Time shares, {post_no}", "establishment.time",
                    {"search": post_no})  # fmt: skip


def _pension_rates(viewer: Viewer) -> Iterator[Check]:
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


CHECKS: tuple[Callable[[Viewer], Iterator[Check]], ...] = (
    _parts, _printed_totals, _milestones, _employers, _powers, _lines_lacking, _contracts, _shares,
    _unknown_services, _unowned_centres, _disagreements, _unallocated, _without_budget, _unshared_posts, _lost_shares,
    _pension_rates,
)  # fmt: skip


def grouped(checks: Sequence[Check]) -> dict[str, list[Check]]:
    """The same checks by severity, worst first."""
    groups: dict[str, list[Check]] = defaultdict(list)
    for each in checks:
        groups[each.severity].append(each)
    return dict(groups)
