"""What would lose its row if a file were accepted: the rows in force that it does not hold, and what hangs on each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from transfer.budget.models import BudgetAmount, BudgetLine, SplitRule
from transfer.contracts.models import Contract, ContractRoute
from transfer.contracts.rules import BY_KEY, STATE_WORDS
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import list_time_shares
from transfer.extensions import db
from transfer.intake.models import Upload
from transfer.intake.queries import decisions_touched
from transfer.intake.rules import key_of, told_changes, told_differences
from transfer.kernel.money import pounds
from transfer.programmes.queries import list_services
from transfer.programmes.rules import Viewer, name_key
from transfer.releases.models import Release
from transfer.releases.queries import Rest, releases_in_force, what_rests_on
from transfer.steering.models import Milestone, MilestoneUpdate

Effects = dict[str, list[str]]
ABSENT_WORDS = {
    "decisions": ("decision is kept and shown as “no longer on the list”, to be closed by a person",
                  "decisions are kept and shown as “no longer on the list”, to be closed by a person"),
    "shares": ("time share stands for a post that is on no list", "time shares stand for posts that are on no list"),
    "contracts": ("contract belongs to a service that would have no post left",
                  "contracts belong to services that would have no post left"),
    "budget": ("cost centre has money and would have no post left",
               "cost centres have money and would have no post left"),
    "routes": ("route is kept for a contract that the register no longer has",
               "routes are kept for contracts that the register no longer has"),
    "rules": ("split rule names what the list no longer has", "split rules name what the list no longer has"),
    "services": ("service would own a cost centre without a budget line",
                 "services would own a cost centre without a budget line"),
    "updates": ("update is kept for a milestone that the plan no longer has",
                "updates are kept for milestones that the plan no longer has"),
    "dependants": ("milestone depends on one that the plan no longer has",
                   "milestones depend on ones that the plan no longer has"),
}  # fmt: skip


@dataclass(frozen=True)
class Absent:
    """One row in force that the file does not hold: its key, what it was, and by kind what hangs on it, in words."""

    key: str
    was: str
    effects: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Absences:
    """rows: in the order of the list in force; counts: kind → how many things; packs: frozen from the version, which
    stay as they are."""

    rows: list[Absent]
    counts: Mapping[str, int]
    packs: Sequence[Rest]

    @property
    def sentences(self) -> list[tuple[int, str]]:
        return [(count, ABSENT_WORDS[kind][count != 1]) for kind, count in self.counts.items() if count]


def absences_of(viewer: Viewer, upload: Upload, in_force: Release | None) -> Absences:
    """What a file leaves out of the list in force, and what that does."""
    left = _left(upload)
    if in_force is None or not left:
        return Absences([], {}, [])
    keys = {key_of(each["key"]) for each in left}
    effects = EFFECTS.get(upload.dataset, _none)(viewer, in_force, keys)
    rows = [
        Absent(each["key"], str(each["from"] or ""), {kind: held[key] for kind, held in effects.items()
                                                     if (key := key_of(each["key"])) in held})
        for each in left
    ]  # fmt: skip
    counts = {kind: len({words for each in held.values() for words in each}) for kind, held in effects.items()}
    packs = [each for each in what_rests_on(viewer, in_force) if each.endpoint.startswith("packs.")]
    return Absences(rows, counts, packs)


def _left(upload: Upload) -> list[dict[str, Any]]:
    told = told_changes(upload.outcome)
    if told is not None:
        return [{"key": str(each["post_no"] or ""), "from": each["from"]} for each in told["left"]]
    return told_differences(upload.outcome).get("left", [])


def _by_key(pairs: Iterable[tuple[Any, str]], keys: set[str]) -> Effects:
    found: Effects = defaultdict(list)
    for key, words in pairs:
        if key_of(key) in keys:
            found[key_of(key)].append(words)
    return dict(found)


def _none(viewer: Viewer, in_force: Release, keys: set[str]) -> dict[str, Effects]:
    return {}


def _of_posts(viewer: Viewer, in_force: Release, keys: set[str]) -> dict[str, Effects]:
    left = {"left": [{"post_no": each} for each in sorted(keys)]}
    decided = decisions_touched(viewer, in_force.organisation_id, left)
    shares = list_time_shares(viewer)
    services, centres = _emptied(viewer, in_force, keys)
    return {
        "decisions": _by_key(((each["post_no"], f"{each['post_no']}: {each['state']}, {each['transfer']}")
                              for each in decided), keys),
        "shares": _by_key(((each.post_no, f"{each.post_no}: {each.organisation} {each.percent.normalize():f}%")
                           for each in shares), keys),
        "contracts": _spread(services, _contracts(viewer)),
        "budget": _spread(centres, _money(viewer)),
    }  # fmt: skip


def _emptied(viewer: Viewer, in_force: Release, keys: set[str]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Services and cost centres of which every post is absent: by name, the keys of those posts."""
    columns = (AssignmentLine.post_no, AssignmentLine.service_key, AssignmentLine.cost_centre)
    services: dict[str, list[str]] = defaultdict(list)
    centres: dict[str, list[str]] = defaultdict(list)
    for post, service, centre in db.session.execute(select(*columns).where(AssignmentLine.release_id == in_force.id)):
        services[service or ""].append(key_of(post))
        centres[centre or ""].append(key_of(post))
    return _wholly(services, keys), _wholly(centres, keys)


def _wholly(places: Mapping[str, list[str]], keys: set[str]) -> dict[str, list[str]]:
    return {name: posts for name, posts in places.items() if name and keys.issuperset(posts)}


def _spread(emptied: Mapping[str, list[str]], held: Mapping[str, list[str]]) -> Effects:
    """What hangs on an emptied place, at each of the posts that it had."""
    found: Effects = defaultdict(list)
    for place, posts in emptied.items():
        for post in posts:
            found[post] += held.get(place, [])
    return {post: words for post, words in found.items() if words}


def _contracts(viewer: Viewer) -> dict[str, list[str]]:
    """By the service's name as names are compared."""
    if not viewer.may("contracts.view"):
        return {}
    ids = [each.id for each in releases_in_force(viewer, "contracts")]
    query = select(Contract.service_key, Contract.reference, Contract.title).where(Contract.release_id.in_(ids))
    found: dict[str, list[str]] = defaultdict(list)
    for service, reference, title in db.session.execute(query.order_by(Contract.reference)):
        found[service].append(f"{reference} {title}")
    return found


def _money(viewer: Viewer) -> dict[str, list[str]]:
    """By cost centre, what the first column of the books in force gives it."""
    if not viewer.may("money.view"):
        return {}
    ids = [each.id for each in releases_in_force(viewer, "budget")]
    first = [each.amount_columns[0]["letter"] for each in releases_in_force(viewer, "budget") if each.amount_columns]
    query = (
        select(BudgetLine.cost_centre, func.sum(BudgetAmount.amount_pence))
        .join(BudgetAmount, BudgetAmount.line_id == BudgetLine.id)
        .where(BudgetLine.release_id.in_(ids), BudgetAmount.column.in_(first))
        .group_by(BudgetLine.cost_centre)
    )
    return {centre: [f"{centre}: {pounds(int(pence))}"] for centre, pence in db.session.execute(query)}


def _route_words(held: ContractRoute) -> str:
    route = BY_KEY[held.route].name if held.route in BY_KEY else "No route yet"
    return f"{held.reference}: {route}, {STATE_WORDS[held.state].lower()}"


def _of_contracts(viewer: Viewer, in_force: Release, keys: set[str]) -> dict[str, Effects]:
    query = select(ContractRoute).where(
        ContractRoute.programme_id == viewer.programme_id, ContractRoute.organisation_id == in_force.organisation_id
    )
    routes = [(each.reference, _route_words(each)) for each in db.session.scalars(query)]
    return {"routes": _by_key(routes, keys)}


def _of_budget(viewer: Viewer, in_force: Release, keys: set[str]) -> dict[str, Effects]:
    """A cost centre is gone when none of its lines is left."""
    lines = select(BudgetLine.cost_centre, BudgetLine.account, BudgetLine.fund)
    places: dict[str, list[str]] = defaultdict(list)
    for centre, account, fund in db.session.execute(lines.where(BudgetLine.release_id == in_force.id)):
        places[centre].append(key_of(" · ".join(each for each in (centre, account, fund) if each)))
    gone = _wholly(places, keys)
    owners: dict[str, list[str]] = defaultdict(list)
    for service in list_services(viewer):
        for each in service.cost_centres:
            owners[each.cost_centre].append(service.name)
    return {"services": _spread(gone, owners), "rules": _spread(gone, _rules(viewer, "cost_centre"))}


def _rules(viewer: Viewer, name: str) -> dict[str, list[str]]:
    """Split rules by what they select, or by their driver."""
    query = select(SplitRule).where(SplitRule.programme_id == viewer.programme_id).order_by(SplitRule.position)
    found: dict[str, list[str]] = defaultdict(list)
    for rule in db.session.scalars(query):
        named = rule.driver if name == "driver" else rule.selector.get(name)
        if named:
            found[named].append(f"Rule {rule.position + 1}: {rule.method}")
    return found


def _of_drivers(viewer: Viewer, in_force: Release, keys: set[str]) -> dict[str, Effects]:
    names = {key.split(" · ")[0]: key for key in sorted(keys)}
    held = {name_key(name): words for name, words in _rules(viewer, "driver").items()}
    return {"rules": {names[name]: held[name_key(name)] for name in names if name_key(name) in held}}


def _of_milestones(viewer: Viewer, in_force: Release, keys: set[str]) -> dict[str, Effects]:
    updates = select(MilestoneUpdate.reference, MilestoneUpdate.updated_by, MilestoneUpdate.id)
    updates = updates.where(MilestoneUpdate.programme_id == viewer.programme_id).order_by(MilestoneUpdate.id)
    said = [(reference, f"{reference}, by {who} ({number})") for reference, who, number in db.session.execute(updates)]
    rows = db.session.scalars(select(Milestone).where(Milestone.release_id == in_force.id))
    hanging = [(wanted, f"{row.reference} {row.title}") for row in rows if key_of(row.reference) not in keys
               for wanted in row.depends_on]  # fmt: skip
    return {"updates": _by_key(said, keys), "dependants": _by_key(hanging, keys)}


EFFECTS = {
    "establishment": _of_posts, "contracts": _of_contracts, "budget": _of_budget, "drivers": _of_drivers,
    "milestones": _of_milestones,
}  # fmt: skip
