"""What would be signed today: the split of everything that both sides share, and what it rests on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from transfer.baseline.models import Dispute
from transfer.baseline.rules import Content, Key, Row, content_hash, content_of, merged, shares_of
from transfer.budget.models import BudgetAmount, BudgetLine
from transfer.budget.queries import Ground, OptionMoney, list_drivers, load_ground, money_of
from transfer.budget.queries.holding import versions_of
from transfer.budget.rules import method_words, plain_post, selector_words
from transfer.establishment.models import PayScale
from transfer.establishment.queries import list_cost_inputs, list_pay_scales, rates_of_programme
from transfer.establishment.rules.inputs import KINDS
from transfer.establishment.rules.scales import Point, grades_in_words, points_as_typed
from transfer.extensions import db
from transfer.kernel.dates import long_date
from transfer.kernel.figures import row_ranges
from transfer.programmes.models import Option
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer, name_key
from transfer.reference.queries import list_rates
from transfer.releases.models import Release
from transfer.releases.queries import list_releases, releases_in_force
from transfer.releases.rules import DATASET_NAMES

# What a post costs is built from these.
RATES = ("ni.", "pension.", "levy.", "hours.", "weeks.")


def as_everybody(viewer: Viewer) -> Viewer:
    """A viewer who stands on no side, and so sees what every side of the programme sees: what is agreed rests on that
    alone, and comes to the same pence whoever looks."""
    return Viewer(viewer.programme_id, None, "Every side", "auditor")


@dataclass(frozen=True)
class Made:
    """Rows and what they rest on, ready to be signed. money: where they were computed from."""

    money: OptionMoney
    ground: Content
    rows: Sequence[Row]

    @cached_property
    def content(self) -> dict[str, Any]:
        return content_of(self.ground, self.rows)

    @cached_property
    def hash(self) -> str:
        return content_hash(self.content)


def make_live(viewer: Viewer, option: Option, number: int, *, held: bool = True, settled: bool = True) -> Made:
    """What version `number` would be if it were made now. held False: from the newest versions, whatever the baseline
    in force stays on; settled False: as the rules split it, without what settled disputes gave to whom."""
    everybody = as_everybody(viewer)
    ground = load_ground(everybody, held)
    money = money_of(ground, option)
    rows = merged(
        Row(ground.programme.budget_year, part.cost_centre, part.group, part.fund or "", part.lines, part.source_pence,
            part.shares, part.unallocated_pence, part.excluded_pence)
        for part in money.summary.parts
    )  # fmt: skip
    return Made(money, _ground_content(everybody, ground, option, number, held),
                _settled(viewer, rows) if settled else rows)  # fmt: skip


def _settled(viewer: Viewer, rows: Sequence[Row]) -> list[Row]:
    """The rows with what settled disputes gave to whom: it leaves what is unallocated, to the penny."""
    query = select(Dispute).where(Dispute.programme_id == viewer.programme_id, Dispute.state == "settled")
    outcomes: dict[Key, list[tuple[int, int]]] = defaultdict(list)
    for dispute in db.session.scalars(query):
        key = (dispute.year, dispute.cost_centre, dispute.subjective_group, dispute.fund)
        outcomes[key] += [(each.organisation_id, each.pence) for each in dispute.outcomes]
    return [_with_outcome(row, outcomes[row.key]) if row.key in outcomes else row for row in rows]


def _with_outcome(row: Row, given: Sequence[tuple[int, int]]) -> Row:
    """Only what the row still has unallocated can be given: after an edit that left less, nothing is."""
    total = sum(pence for _, pence in given)
    if abs(total) > abs(row.unallocated_pence) or total * row.unallocated_pence <= 0:
        return row
    return Row(
        *row.key, row.lines, row.source_pence, shares_of([*row.shares, *given]), row.unallocated_pence - total,
        row.excluded_pence,
    )  # fmt: skip


def _ground_content(viewer: Viewer, ground: Ground, option: Option, number: int, held: bool) -> dict[str, Any]:
    programme, names = get_programme(viewer), ground.names
    providers = ground.setting(option).providers
    return {
        "programme": programme.slug, "number": number, "option": option.name, "year": programme.budget_year,
        "basis": programme.budget_basis,
        "rules": [
            {"id": f"{rule.id}", "name": f"“{selector_words(rule.selector)}”", "selector": dict(rule.selector),
             "does": method_words(rule, names), "posts": list(rule.posts), "reason": rule.reason}
            for rule in ground.rules
        ],
        "drivers": [
            {"id": name_key(each.driver.name), "name": each.driver.name, "source": each.source,
             "as_at": f"{each.as_at or ''}",
             "places": [[place, str(quantity)] for place, quantity in each.driver.places]}
            for each in sorted(list_drivers(viewer, held=held), key=lambda one: name_key(one.driver.name))
        ],
        "services": [
            {"id": f"{each.id}", "name": each.name, "provider": names.get(providers.get(each.id) or 0, "nobody"),
             "cost_centres": sorted(link.cost_centre for link in each.cost_centres)}
            for each in ground.services
        ],
        "rates": _rates(viewer),
        "files": [_file(release) for release in _files(viewer, ground, held)],
        "changes": [],
    }  # fmt: skip


def _rates(viewer: Viewer) -> list[dict[str, str]]:
    """Those that ship, and those that the programme entered, which go before them."""
    day = rates_of_programme(get_programme(viewer))
    return [
        *_entered(viewer),
        *(
            {
                "name": each.label,
                "id": each.name,
                "value": str(each.value),
                "status": each.status,
                "source": each.source,
            }
            for each in list_rates()
            if each.name.startswith(RATES) and each.stands_on(day)
        ),
    ]


def _entered(viewer: Viewer) -> list[dict[str, str]]:
    entered = [
        {"name": f"{KINDS[each.name].label}, as the programme entered it", "id": f"entered {each.id}",
         "value": f"{each.value.normalize():f}", "status": each.status, "source": each.source,
         "from": f"{each.starts_on}", "until": f"{each.ends_on or ''}", "whose": f"{each.organisation_id or ''}"}
        for each in list_cost_inputs(viewer)
    ]  # fmt: skip
    return [*entered, *(_scale(each) for each in list_pay_scales(viewer))]


def _scale(row: PayScale) -> dict[str, str]:
    """points: every one of them, so that a signature covers what each is paid."""
    return {
        "name": f"Pay scale of {grades_in_words(row.points)}", "id": f"scale {row.id}",
        "value": f"{len(row.points)} points", "status": row.status, "source": row.source, "from": f"{row.starts_on}",
        "month": f"{row.month}", "settled": f"{row.settled_on or ''}", "whose": f"{row.organisation_id or ''}",
        "points": points_as_typed(Point(*each) for each in row.points),
    }  # fmt: skip


def _files(viewer: Viewer, ground: Ground, held: bool) -> Iterable[Release]:
    """The books and drivers; and, where a rule splits posts by their time, the lists that the posts stand in."""
    yield from ground.releases.values()
    yield from versions_of(viewer, "drivers", held=held)
    if any(rule.method == "time" for rule in ground.rules):
        for dataset in ("time_shares", "establishment"):
            yield from releases_in_force(viewer, dataset)


def _file(release: Release) -> dict[str, Any]:
    whose = f" of {release.organisation.short}" if release.organisation else ""
    words = DATASET_NAMES[release.dataset]
    return {
        "id": f"{release.id}", "name": f"{words[:1].upper()}{words[1:]}{whose}, version {release.number}",
        "dataset": release.dataset, "organisation_id": release.organisation_id, "sha256": release.file.sha256,
        "mended": len(release.mended),
    }  # fmt: skip


def version_names(viewer: Viewer) -> dict[int, str]:
    """Every version of a budget book that all sides see, by its id, as people know it: "Budget of Council, version 2
    of 3 March 2021, book.xlsx"."""
    found = {}
    for each in list_releases(as_everybody(viewer), "budget"):
        whose = f" of {each.organisation.short}" if each.organisation else ""
        day = long_date(each.as_at or each.accepted_at.date())
        words = DATASET_NAMES[each.dataset]
        found[each.id] = f"{words[:1].upper()}{words[1:]}{whose}, version {each.number} of {day}, {each.file.name}"
    return found


def plain_posts(made: Made) -> dict[str, Any]:
    """The shared posts as a version keeps them."""
    return {post_no: plain_post(post) for post_no, post in made.money.ground.posts.items()}


def source_cells(made: Made) -> Mapping[Key, list[dict[str, Any]]]:
    """The cells that each row sums: [{"release_id", "column", "rows"}]."""
    ground = made.money.ground
    query = ground.query().with_only_columns(
        BudgetLine.cost_centre, BudgetLine.account, BudgetLine.subjective_group, BudgetLine.fund, BudgetLine.release_id,
        BudgetAmount.column, BudgetLine.source_row,
    )  # fmt: skip
    found: dict[Key, dict[tuple[int, str], list[int]]] = defaultdict(lambda: defaultdict(list))
    for centre, account, group, fund, release_id, column, row in db.session.execute(query):
        says = ground.accounts.get(release_id)
        group = says.group(account, group) if says else group
        found[(ground.programme.budget_year, centre, group, fund or "")][release_id, column].append(row)
    return {
        key: [{"release_id": release, "column": column, "rows": row_ranges(rows)}
              for (release, column), rows in cells.items()]
        for key, cells in found.items()
    }  # fmt: skip
