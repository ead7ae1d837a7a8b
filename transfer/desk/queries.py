"""What the home page, the comparison of options, search and `programme show` read across the contexts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, inspect, or_, select
from sqlalchemy.exc import SQLAlchemyError

from transfer.baseline.queries import (
    awaited_disputes,
    changes_to_decide,
    count_overdue,
    disputed_pence,
    find_agreed_figures,
    find_in_force,
    stands_in_the_way,
    waits_for_signature,
    waits_to_be_taken,
)
from transfer.baseline.rules import Key, beyond_dispute
from transfer.budget.queries import Ground, OptionMoney, drivers_to_approve, load_ground, money_of, option_money
from transfer.checks.queries import list_checks
from transfer.checks.rules import Check, errors_to_mend
from transfer.consultation.queries import is_own
from transfer.contract_sum.queries import requests_to_decide
from transfer.contracts.models import Contract
from transfer.contracts.queries import contracts_without_route, late_contracts
from transfer.desk.rules import FOUNDATIONS, State
from transfer.duties.queries import duties_of, overdue_replies
from transfer.duties.rules import Duty, presses
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import option_people, proposals_to_approve, reviews_due
from transfer.extensions import db
from transfer.intake.models import Upload
from transfer.intake.queries.parked_rows import count_to_mend
from transfer.packs.queries import unwritten_sections
from transfer.programmes.models import Option, Programme
from transfer.programmes.queries import (
    find_preferred_option,
    get_programme,
    list_constraints,
    list_options,
    list_organisations,
    list_services,
    roles_held,
)
from transfer.programmes.rules import ROLE_NAMES, Viewer, name_key
from transfer.releases.queries import (
    find_any,
    list_notices,
    list_releases,
    missing_data,
    release_ids_in_force,
    releases_in_force,
)
from transfer.releases.rules import DATASET_NAMES, OF_AN_ORGANISATION
from transfer.steering.models import Milestone
from transfer.steering.queries import get_plan, list_milestones
from transfer.tupe.queries import count_for_legal, count_undecided, earliest_eli_date

OWN_LISTS = {"hr": "establishment", "finance": "budget", "legal": "contracts"}
MOST_FOUND = 20


@dataclass(frozen=True)
class Standing:
    """Where the programme stands, as this viewer may see it. status: as the rules of the plan have it, "" without a
    plan; late: milestones; holding_up: references of those before go-live; shares: (organisation, pence) of those that
    take over under the preferred option, and unallocated: pence; both empty for who sees no money."""

    status: str
    late: int
    holding_up: tuple[str, ...]
    preferred: str
    shares: tuple[tuple[str, int], ...]
    unallocated: int | None
    option_id: int | None = None


@dataclass(frozen=True)
class Hit:
    """One thing that a search found: where it is shown and what it says."""

    kind: str
    title: str
    detail: str
    endpoint: str
    arguments: dict[str, Any]


def programme_summary(viewer: Viewer) -> dict[str, Any]:
    """The JSON of `programme show`: every option's counts and money, and every check. Shapes as datasets.md."""
    ground = load_ground(viewer)
    options = [
        {"name": option.name, **option_people(viewer, option), **_money_json(ground, option)}
        for option in list_options(viewer)
    ]
    checks = [
        {"code": each.code, "severity": each.severity, "message": each.message, "where": each.where}
        for each in list_checks(viewer)
    ]
    return {"options": options, "checks": checks}


def _money_json(ground: Ground, option: Option) -> dict[str, Any]:
    money = money_of(ground, option)
    shared = sum(money.shares.values())
    return {
        "budget": {**money.shares, "unallocated": money.unallocated, "excluded": money.excluded},
        "reconciliation": {
            "source": money.source,
            "shared": shared,
            "unallocated": money.unallocated,
            "excluded": money.excluded,
            "difference": money.difference,
        },
        **_agreed_json(ground, option),
    }


def _agreed_json(ground: Ground, option: Option) -> dict[str, Any]:
    """What was agreed, once a baseline of this option is in force; nothing before."""
    found = find_agreed_figures(ground.viewer)
    if found is None or not found.is_of(option):
        return {}
    shares = {each.short: found.shares.get(each.id, 0) for each in ground.organisations}
    rest = {"unallocated": found.unallocated_pence, "excluded": found.excluded_pence}
    version = {"number": found.baseline.number, "hash": found.baseline.hash, "changes": list(found.numbers)}
    return {"agreed": {"baseline": version, "budget": {**shares, **rest}}}


def compare_options(viewer: Viewer) -> list[dict[str, Any]]:
    """One dict an option, side by side, the preferred one first: the option, its people, its money, its services by
    transfer, constraints."""
    names = {service.id: service.name for service in list_services(viewer)}
    constraints = list_constraints(viewer)
    compared, ground = [], load_ground(viewer)
    for option in sorted(list_options(viewer), key=lambda option: not option.preferred):
        results = [
            (each, next((result for result in each.results if result.option_id == option.id), None))
            for each in constraints
        ]
        compared.append(
            {
                "option": option,
                "people": option_people(viewer, option),
                "money": money_of(ground, option),
                "transfers": [
                    (transfer, [names[service_id] for service_id in transfer.service_ids if service_id in names])
                    for transfer in option.transfers
                ],
                "constraints": results,
                "fails": any(result and result.passes is False for _, result in results),
            }
        )
    return compared


def missing_for_options(viewer: Viewer) -> list[str]:
    """Which lists the comparison could not count, because they are not there or not shared with this viewer."""
    employers = [each for each in list_organisations(viewer) if each.id in _providers(viewer)]
    return missing_data(viewer, "establishment", employers) + missing_data(viewer, "budget")


def _providers(viewer: Viewer) -> set[int]:
    return {service.provider_id for service in list_services(viewer) if service.provider_id is not None}


def own_state(viewer: Viewer, programme: Programme, checks: Sequence[Check]) -> State:
    """What this viewer's tasks are made from. checks: those that this viewer may see."""
    option = find_preferred_option(viewer)
    money = option_money(viewer, option) if option and viewer.may("money.view") else None
    to_sign = waits_for_signature(viewer)
    undecided = count_undecided(viewer, option) if option and viewer.may("people.view") else 0
    return State(
        undecided_people=undecided,
        legal_questions=count_for_legal(viewer) if "legal" in viewer.roles else 0,
        contracts_without_route=len(contracts_without_route(viewer)) if viewer.may("contracts.view") else 0,
        unallocated_pence=_without_place(viewer, money) if money and "finance" in viewer.roles else 0,
        late_milestones=sum(each.late for each in list_milestones(viewer)),
        late_contracts=_late_contracts(viewer, programme.today()) if viewer.role == "lead" else (0, 0),
        overdue_replies=overdue_replies(viewer, programme.today()) if viewer.role == "lead" else 0,
        not_held=_not_held(viewer) if viewer.role == "lead" else (),
        unwritten_sections=unwritten_sections(viewer, viewer.roles),
        unconfirmed_bases=sum(not each.basis_confirmed_by for each in option.transfers) if option else 0,
        waiting_uploads=_waiting_uploads(viewer),
        rows_to_mend=count_to_mend(viewer) if viewer.may("checks.view") else 0,
        own_lists_missing=_own_lists_missing(viewer),
        unshared=_unshared(viewer),
        errors=errors_to_mend(checks, viewer.may),
        checks=len(checks),
        eli_latest_on=earliest_eli_date(viewer, option) if option else None,
        not_described=_not_described(viewer),
        pressing=_pressing(viewer, programme.today()),
        time_reviews=reviews_due(viewer) if viewer.may("rates.edit") else 0,
        time_proposals=proposals_to_approve(viewer) if viewer.may("rates.edit") else 0,
        to_sign=to_sign,
        before_signing=tuple(stands_in_the_way(viewer)) if to_sign else (),
        drivers_to_approve=tuple(drivers_to_approve(viewer)) if viewer.role == "finance" else (),
        disputes=awaited_disputes(viewer, programme.today()) if viewer.role == "finance" else (),
        to_take=waits_to_be_taken(viewer),
        changes_to_decide=changes_to_decide(viewer),
        sums_to_decide=requests_to_decide(viewer),
        overdue_disputes=count_overdue(viewer, programme.today()) if viewer.may("money.view") else 0,
    )


def _without_place(viewer: Viewer, money: OptionMoney) -> int:
    """What is unallocated in an option and not in dispute. Nothing once a baseline holds the figures: it is signed
    with nothing unallocated but what is in dispute, and no rule is edited any more."""
    if not money.unallocated or find_in_force(viewer):
        return 0
    held: dict[Key, int] = defaultdict(int)
    year = money.ground.programme.budget_year
    for part in money.summary.parts:
        held[year, part.cost_centre, part.group, part.fund or ""] += part.unallocated_pence
    return beyond_dispute(held, disputed_pence(viewer))


def _late_contracts(viewer: Viewer, today: date) -> tuple[int, int]:
    """How many contracts are late, and the most days that one of them is."""
    days = [(today - each.late.due_on).days for each in late_contracts(viewer) if each.late]
    return len(days), max(days, default=0)


def _not_held(viewer: Viewer) -> tuple[str, ...]:
    """Names of the roles that bring lists, of those that nobody has yet."""
    held = roles_held(viewer)
    return tuple(ROLE_NAMES[role] for role in OWN_LISTS if role not in held)


def _pressing(viewer: Viewer, today: date) -> tuple[Duty, ...]:
    """What HR and legal of the viewer's own side owe now or in the coming weeks; the others are not asked for it on
    their first page."""
    if viewer.role not in {"hr", "legal"}:
        return ()
    found = [each for each in duties_of(viewer) if is_own(viewer, each.side_id)]
    return tuple(each for each in found if presses(each, today))


def _not_described(viewer: Viewer) -> tuple[str, ...]:
    if viewer.role != "lead":
        return ()
    held = {
        "services": bool(list_services(viewer)), "options": bool(list_options(viewer)),
        "plan": bool(releases_in_force(viewer, "milestones")),
    }  # fmt: skip
    return tuple(key for key in FOUNDATIONS if not held[key])


def where_it_stands(viewer: Viewer) -> Standing | None:
    """The answer to "where do we stand", None for who may not see the plan."""
    if not viewer.may("plan.view"):
        return None
    plan, option = get_plan(viewer), find_preferred_option(viewer)
    shares: tuple[tuple[str, int], ...] = ()
    unallocated = None
    if option and viewer.may("money.view"):
        money = option_money(viewer, option)
        if money.source:
            takers = dict.fromkeys(transfer.transferee.short for transfer in option.transfers)
            shares = tuple((short, money.shares[short]) for short in takers if money.shares.get(short))
            unallocated = money.unallocated
    return Standing(
        plan.status if plan.items else "", len(plan.late), tuple(plan.holding_up_go_live),
        option.name if option else "", shares, unallocated, option.id if option else None,
    )  # fmt: skip


def corrections_for(viewer: Viewer) -> list[dict[str, Any]]:
    """What this viewer read and was corrected since: the notice, what it was, why, and the correction where it is
    shared with them by now."""
    found = []
    for notice in list_notices(viewer):
        release, wrong = notice.release, find_any(notice.release.corrects_id)
        of = f" of {release.organisation.short}" if release.organisation else ""
        found.append(
            {
                "id": notice.id, "what": f"the {DATASET_NAMES[release.dataset]}{of}",
                "reason": release.correction_reason,
                "wrong": wrong.number if wrong else None, "number": release.number, "undone": release.undone_at,
                "release_id": release.id if release.shared_at or release.organisation_id in viewer.sides else None,
            }
        )  # fmt: skip
    return found


def _waiting_uploads(viewer: Viewer) -> int:
    query = select(func.count()).select_from(Upload)
    query = query.where(Upload.programme_id == viewer.programme_id, Upload.state == "checked")
    return (
        db.session.scalar(query.where(or_(Upload.organisation_id.in_(viewer.sides), Upload.organisation_id.is_(None))))
        or 0
    )


def _own_lists_missing(viewer: Viewer) -> tuple[str, ...]:
    dataset = OWN_LISTS.get(viewer.role)
    held = {release.organisation_id for release in releases_in_force(viewer, dataset)} if dataset else set()
    providers = _providers(viewer)  # as long as nobody said who runs what, every side is asked
    expected = viewer.sides & providers if providers else viewer.sides
    return (DATASET_NAMES[dataset],) if dataset and expected - held else ()


def _unshared(viewer: Viewer) -> int:
    if not viewer.sides:
        return 0
    mine = [each for each in list_releases(viewer) if each.organisation_id in viewer.sides and each.undone_at is None]
    newest = {
        (each.dataset, each.organisation_id): each for each in reversed(mine) if each.dataset in OF_AN_ORGANISATION
    }
    return sum(each.shared_at is None and viewer.may_upload(each.dataset) for each in newest.values())


def search(viewer: Viewer, words: str) -> list[Hit]:
    """Services, posts, contracts and milestones that hold the words; at most twenty of each, only what is visible.

    A person is found by post number or job title: names are never searched, so that they stay out of addresses.
    """
    words = words.replace("\x00", "").strip()  # a database that takes no such sign would refuse the whole query
    pattern = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    if len(words) < 2:
        return []
    hits = [
        Hit(
            "Service",
            each.name,
            f"Tier {each.tier}" if each.tier else "",
            "programmes.service",
            {"service_id": each.id},
        )
        for each in list_services(viewer)
        if name_key(words) and name_key(words) in name_key(each.name)
    ]
    if viewer.may("people.view"):
        hits += _posts(viewer, pattern)
    if viewer.may("contracts.view"):
        hits += _contracts(viewer, pattern)
    if viewer.may("plan.view"):
        hits += _milestones(viewer, pattern)
    return hits


def _posts(viewer: Viewer, pattern: str) -> list[Hit]:
    query = select(AssignmentLine).where(
        AssignmentLine.release_id.in_(release_ids_in_force(viewer, "establishment")),
        or_(AssignmentLine.post_no.ilike(pattern, escape="\\"), AssignmentLine.job_title.ilike(pattern, escape="\\")),
    )
    rows = db.session.scalars(query.order_by(AssignmentLine.post_no).limit(MOST_FOUND))
    return [
        Hit("Post", f"{row.post_no} {row.job_title}", row.service or "", "establishment.post", {"line_id": row.id})
        for row in rows
    ]


def _contracts(viewer: Viewer, pattern: str) -> list[Hit]:
    query = select(Contract).where(
        Contract.release_id.in_(release_ids_in_force(viewer, "contracts")),
        or_(
            Contract.reference.ilike(pattern, escape="\\"),
            Contract.title.ilike(pattern, escape="\\"),
            Contract.supplier.ilike(pattern, escape="\\"),
        ),
    )
    rows = db.session.scalars(query.order_by(Contract.reference).limit(MOST_FOUND))
    return [
        Hit("Contract", f"{row.reference} {row.title}", row.supplier, "contracts.show", {"contract_id": row.id})
        for row in rows
    ]


def _milestones(viewer: Viewer, pattern: str) -> list[Hit]:
    query = select(Milestone).where(
        Milestone.release_id.in_(release_ids_in_force(viewer, "milestones")),
        or_(Milestone.reference.ilike(pattern, escape="\\"), Milestone.title.ilike(pattern, escape="\\")),
    )
    rows = db.session.scalars(query.order_by(Milestone.reference).limit(MOST_FOUND))
    return [
        Hit(
            "Milestone",
            f"{row.reference} {row.title}",
            row.workstream,
            "steering.milestone",
            {"reference": row.reference},
        )
        for row in rows
    ]


def days_to_go_live(viewer: Viewer) -> int:
    programme = get_programme(viewer)
    return (programme.go_live_on - programme.today()).days


def not_ready() -> list[str]:
    """Why the service should get no traffic: sentences without detail that an outsider could use."""
    try:
        db.session.execute(select(1))
    except SQLAlchemyError:
        return ["The database does not answer."]
    return [] if inspect(db.engine).has_table("users") else ["The database has no tables: run the migrations."]
