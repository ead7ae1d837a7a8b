"""What every figure of money stands on: the books in force, the rules, the drivers and the shared posts."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Select, func, select

from transfer.budget.models import BudgetAmount, BudgetLine, SplitRule
from transfer.budget.queries.accounts import account_maps
from transfer.budget.queries.drivers import drivers_of
from transfer.budget.queries.holding import held_posts, versions_of
from transfer.budget.rules import (
    COMPONENTS,
    Accounts,
    Catch,
    Columns,
    Driver,
    Grouped,
    Rule,
    Setting,
    SharedPost,
    SplitLine,
    Summary,
    catches_of,
    columns_of,
    group,
    sum_as_now,
    sum_up,
)
from transfer.establishment.queries import post_costs, post_lines, shares_for_money
from transfer.extensions import db, read_once
from transfer.kernel.apart import collector_paused
from transfer.kernel.keeping import Made, keep
from transfer.programmes.models import Option, Organisation, Programme, Service
from transfer.programmes.queries import get_programme, list_organisations, list_services, moves_of
from transfer.programmes.rules import Viewer, provider_after
from transfer.releases.models import Release
from transfer.releases.queries import missing_data

LINE_COLUMNS = (
    BudgetLine.id,
    BudgetLine.release_id,
    BudgetLine.source_row,
    BudgetAmount.column,
    BudgetLine.cost_centre,
    BudgetLine.account,
    BudgetLine.account_name,
    BudgetLine.subjective_group,
    BudgetLine.fund,
    BudgetAmount.amount_pence,
)
# As `columns_of` takes them.
RAW_COLUMNS = (
    BudgetAmount.id,
    BudgetLine.release_id,
    BudgetLine.cost_centre,
    BudgetLine.account,
    BudgetLine.account_name,
    BudgetLine.subjective_group,
    BudgetLine.fund,
    BudgetAmount.amount_pence,
)


@dataclass(frozen=True)
class Ground:
    """Loaded once for a page, whatever the number of options on it. releases: the budget books, by id; maps: what
    each organisation's map says of its accounts, by its id; tried: rules that stand in for the programme's own; column:
    a year and basis that stand in for the programme's own."""

    viewer: Viewer
    programme: Programme
    organisations: Sequence[Organisation]
    services: Sequence[Service]
    releases: Mapping[int, Release]
    rows: Sequence[SplitRule]
    drivers: Mapping[str, Driver]
    posts: Mapping[str, SharedPost]

    maps: Mapping[int, Accounts] = field(default_factory=dict)
    tried: Sequence[Rule] | None = None
    column: tuple[str, str] | None = None

    @cached_property
    def rules(self) -> list[Rule]:
        return [as_rule(row) for row in self.rows] if self.tried is None else list(self.tried)

    def with_rules(self, rules: Sequence[Rule]) -> "Ground":
        """The same ground under other rules, to try what nobody has saved."""
        return replace(self, tried=rules)

    def at(self, year: str, basis: str) -> "Ground":
        """The same ground with the amounts of another year or basis."""
        return replace(self, column=(year, basis))

    @property
    def year_and_basis(self) -> tuple[str, str]:
        return self.column or (self.programme.budget_year, self.programme.budget_basis)

    @cached_property
    def accounts(self) -> dict[int, Accounts]:
        """What is said of the accounts of each release."""
        owned = ((key, release.organisation_id or 0) for key, release in self.releases.items())
        return {key: self.maps[owner] for key, owner in owned if owner in self.maps}

    @cached_property
    def names(self) -> dict[int, str]:
        """Organisations' short names by id."""
        return {each.id: each.short for each in self.organisations}

    @cached_property
    def owners(self) -> dict[str, Service]:
        """The service that owns each cost centre; where two claim one, the first."""
        owners: dict[str, Service] = {}
        for service in self.services:
            for link in service.cost_centres:
                owners.setdefault(link.cost_centre, service)
        return owners

    @cached_property
    def present(self) -> dict[int, int | None]:
        """Who runs each service today, by service id."""
        return {service.id: service.provider_id for service in self.services}

    @cached_property
    def lines(self) -> list[SplitLine]:
        """Every line of the books in force that has an amount of the programme's budget year and basis."""
        return self.read(self.query())

    @cached_property
    def missing(self) -> list[str]:
        """What this viewer's money cannot count on."""
        told = missing_data(self.viewer, "budget")
        year, basis = self.year_and_basis
        for release in self.releases.values():
            if not any((each["year"], each["basis"]) == (year, basis) for each in release.amount_columns):
                whose = release.organisation.short if release.organisation else "The"
                told.append(f"{whose}: the budget book holds no {year} {basis} amounts.")
        return told

    @cached_property
    def time_centres(self) -> list[str]:
        """The cost centres whose lines a time rule may lift posts from: those are split together."""
        if not any(rule.method == "time" for rule in self.rules):
            return []
        return sorted({post.cost_centre for post in self.posts.values() if post.cost_centre})

    @cached_property
    def _lines_key(self) -> Hashable:
        """Says which lines these are, whatever the rules."""
        counted = select(BudgetLine.release_id, func.count(), func.max(BudgetLine.id))
        counted = counted.where(BudgetLine.release_id.in_(self.releases)).group_by(BudgetLine.release_id)
        held = {release_id: (count, last) for release_id, count, last in db.session.execute(counted)}
        return (
            tuple(
                (each.id, each.organisation_id, each.number, each.file_id, each.accepted_at, held.get(each.id))
                for each in self.releases.values()
            ),
            self.year_and_basis,
            tuple((key, frozenset(held.entries.items())) for key, held in sorted(self.accounts.items())),
            frozenset((centre, owner.id, owner.name) for centre, owner in self.owners.items()),
            tuple(self.time_centres),
        )

    @cached_property
    def _books_key(self) -> Hashable:
        """Says which lines these are, and how the rules' selectors sort them."""
        return self._lines_key, tuple(_rule_key(rule) for rule in self.rules)

    def _key(self, what: str, providers: Mapping[int, int | None]) -> Hashable:
        drivers = tuple((key, driver.name, driver.places) for key, driver in sorted(self.drivers.items()))
        posts = tuple(
            (key, post.cost_centre, tuple(sorted(post.components.items())), post.shares)
            for key, post in sorted(self.posts.items())
        )
        return what, self._books_key, drivers, posts, tuple(sorted(providers.items()))

    @property
    def grouped(self) -> Grouped:
        """Every line that counts, those together that the rules treat alike; kept for the next page."""
        return self.keep_of_books("grouped", self.group)

    def keep_of_books(self, more: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` makes from the grouped lines and from `more`, kept for the next page."""
        return keep((more, self._books_key), make)

    def group(self) -> Grouped:
        """Every line that counts, matched with the rules now. Their amounts are kept whatever the rules, and with them
        what dividing each of them came to: a change of a rule divides what it catches and nothing else."""
        columns, apart, ids = keep(("columns", self._lines_key), self._read_columns)
        return group(columns, self.rules, self._books, self._owned, apart, ids)

    def matched_with(self, rules: Sequence[Rule]) -> Grouped:
        """The amounts that are in columns, matched with selectors that are not the split's; the lines apart are not
        among them."""
        return group(self.grouped.columns, rules, self._books, self._owned)

    @property
    def _owned(self) -> dict[str, tuple[int, str]]:
        return {centre: (service.id, service.name) for centre, service in self.owners.items()}

    @property
    def _books(self) -> dict[int, int]:
        return {key: release.organisation_id or 0 for key, release in self.releases.items()}

    def _read_columns(self) -> tuple[Columns, Sequence[SplitLine], Sequence[int]]:
        """(the amounts in columns, the lines that must be split together, the ids of their amounts)."""
        centres = self.time_centres
        plain = self.query().with_only_columns(*RAW_COLUMNS).order_by(None)
        rows = db.session.execute(plain.where(BudgetLine.cost_centre.not_in(centres)) if centres else plain)
        with collector_paused():
            columns = columns_of(rows, self.accounts)
        if not centres:
            return columns, (), ()
        apart = self.query().where(BudgetLine.cost_centre.in_(centres))
        ids = tuple(db.session.scalars(apart.with_only_columns(BudgetAmount.id)))
        return columns, tuple(self.read(apart)), ids

    def summary(self, option: Option) -> Summary:
        """What an option comes to; kept for the next page."""
        if not moves_of(option):
            return keep(self._key("as now", self.present), lambda: sum_as_now(self.grouped, self.present))
        setting = self.setting(option)
        return keep(self._key("moved", setting.providers), lambda: sum_up(self.grouped, self.rules, setting))

    def catches(self) -> tuple[tuple[Catch, ...], Catch]:
        """(what each rule catches in order, what none catches), whatever the option: what a rule catches is the same
        in every option in which something moves."""
        setting = self.setting(None)
        return keep(self._key("catches", setting.providers), lambda: catches_of(self.grouped, self.rules, setting))

    def query(self) -> Select[*tuple[Any, ...]]:
        """The lines as `read` takes them, in the order of their rows."""
        year, basis = self.year_and_basis
        return (
            select(*LINE_COLUMNS)
            .join(BudgetAmount, BudgetAmount.line_id == BudgetLine.id)
            .where(
                BudgetLine.release_id.in_(self.releases),
                BudgetAmount.year == year,
                BudgetAmount.basis == basis,
            )
            .order_by(BudgetLine.release_id, BudgetLine.source_row, BudgetAmount.column)
        )

    def read(self, query: Select[*tuple[Any, ...]]) -> list[SplitLine]:
        books = self._books
        maps = {key: self.accounts.get(key, Accounts()) for key in self.releases}
        return [self._line(books, maps, row) for row in db.session.execute(query)]

    def _line(self, books: Mapping[int, int], maps: Mapping[int, Accounts], row: Any) -> SplitLine:
        id_, release_id, source_row, column, centre, account, name, group, fund, pence = row
        owner, says, name = self.owners.get(centre), maps[release_id], name or ""
        group = says.group(account, group)
        return SplitLine(
            id_, release_id, source_row, column, books[release_id], centre, account, name, group, fund,
            owner.id if owner else None, owner.name if owner else None, pence, says.layer(account, name, group),
        )  # fmt: skip

    def setting(self, option: Option | None) -> Setting:
        """What the rules look up: providers after the option's moves, or today's when no option is given."""
        moves = moves_of(option) if option else []
        providers = {key: provider_after(key, held, moves) for key, held in self.present.items()}
        return Setting(providers, self.drivers, self.posts)


def _rule_key(rule: Rule) -> Hashable:
    return tuple(sorted(rule.selector.items())), rule.method, rule.to_id, rule.driver, rule.posts, rule.reason, rule.id


def as_rule(row: SplitRule) -> Rule:
    return Rule(row.selector, row.method, row.to_id, row.driver, tuple(row.posts), row.reason, row.id)


def list_rules(viewer: Viewer) -> Sequence[SplitRule]:
    query = select(SplitRule).where(SplitRule.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(SplitRule.position, SplitRule.id)).all()


def _shared_posts(viewer: Viewer) -> dict[str, SharedPost]:
    shares = shares_for_money(viewer)
    if not shares:
        return {}
    costs, lines = post_costs(viewer, shares), post_lines(viewer, shares)
    return {
        post_no: SharedPost(
            post_no,
            next((line.cost_centre for line in lines.get(post_no, ()) if line.cost_centre), None),
            {name: getattr(costs[post_no], name) for name in COMPONENTS} if post_no in costs else {},
            tuple((share.organisation_id, share.percent) for share in held),
            next((line.release.organisation_id for line in lines.get(post_no, ())), None),
        )
        for post_no, held in shares.items()
    }


@read_once
def load_ground(viewer: Viewer, held: bool = True) -> Ground:
    """held: on the versions and shared posts of the baseline, once there is one; False: on those in force, to see what
    a newer one would change."""
    kept = held_posts(viewer) if held else None
    return Ground(
        viewer,
        get_programme(viewer),
        list_organisations(viewer),
        list_services(viewer),
        {release.id: release for release in versions_of(viewer, "budget", held=held)},
        list_rules(viewer),
        drivers_of(viewer, held=held),
        _shared_posts(viewer) if kept is None else kept,
        account_maps(viewer),
    )
