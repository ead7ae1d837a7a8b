"""Budget books beside what they must agree with: the ledger's control totals, other bases, other years, each other."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from transfer.audit.queries import list_events
from transfer.budget.models import BudgetAmount, BudgetLine, ControlTotal, GapDecision, ServiceTotal
from transfer.budget.queries.ground import Ground, load_ground
from transfer.budget.queries.holding import find_hold
from transfer.budget.queries.left_out import LeftOut, left_out_pence, left_out_words, printed_pence, rows_left_out
from transfer.budget.rules import (
    Changed,
    Gap,
    LineKey,
    compare,
    compared_with,
    thousands,
)
from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.kernel.money import pounds
from transfer.programmes.queries import own_part
from transfer.programmes.rules import Viewer, name_key
from transfer.releases.models import Release
from transfer.releases.queries import get_release, list_releases

Column = tuple[str, str]
# What higher contexts know of who brought a version: (version) → the names of those who uploaded its file.
BROUGHT_BY: list[Callable[[Release], Iterable[str]]] = []


def brought_by(release: Release) -> set[str]:
    """Whoever uploaded or accepted a version: by name, and by number ("#7") where the history knows it."""
    names = {release.accepted_by, *(name for told in BROUGHT_BY for name in told(release))}
    accepted = list_events(release.programme_id, None, subject=("release", release.id), verb="accept_release")
    return names | {f"#{event.actor_id}" for event in accepted if event.actor_id is not None}


def brings_it(viewer: Viewer, release: Release) -> bool:
    """Whether the viewer brought a version, so that a total which they type would prove nothing."""
    return bool({viewer.name, f"#{viewer.user_id}"} & brought_by(release)) and not viewer.unrestricted


def centres_beside(viewer: Viewer, gap: Gap) -> dict[str, int]:
    """What each cost centre of the book that is not the gap's own service comes to in the column that is split."""
    ground = load_ground(viewer)
    ids = [each.id for each in ground.releases.values() if each.organisation_id == gap.organisation_id]
    own = {centre for centre, service in ground.owners.items() if service.name == gap.service}
    year, basis = ground.year_and_basis
    query = select(BudgetLine.cost_centre, func.sum(BudgetAmount.amount_pence)).join_from(
        BudgetLine, BudgetAmount, BudgetAmount.line_id == BudgetLine.id
    )
    wanted = (BudgetLine.release_id.in_(ids), BudgetAmount.year == year, BudgetAmount.basis == basis)
    rows = db.session.execute(query.where(*wanted).group_by(BudgetLine.cost_centre))
    return {centre: int(pence) for centre, pence in rows if centre not in own}


def book_columns(ground: Ground) -> list[Column]:
    """Each (year, basis) that some book holds, in the order of the years; budget bases before what was spent."""
    found = {(each["year"], each["basis"]) for release in ground.releases.values() for each in release.amount_columns}
    order = ("base", "current", "forecast", "outturn")
    return sorted(found, key=lambda each: (each[0], order.index(each[1]) if each[1] in order else len(order)))


@dataclass(frozen=True)
class BookTotal:
    """One column of one book: what its lines come to, and what the ledger's own report says it is."""

    release: Release
    year: str
    basis: str
    lines: int
    pence: int
    control: ControlTotal | None

    @property
    def difference(self) -> int | None:
        """The book − the ledger, in pence; None as long as nobody typed the ledger's total."""
        return self.pence - self.control.total_pence if self.control else None

    @property
    def left_out(self) -> Sequence[LeftOut]:
        """The rows of the file that are in none of its figures."""
        return rows_left_out(self.release, self.year, self.basis)

    @property
    def why(self) -> str:
        """Why the book and its ledger differ, where the rows left out come to just that; else blank."""
        rows = self.left_out
        if not self.difference or self.difference != -left_out_pence(rows):
            return ""
        noun = "the row that was" if len(rows) == 1 else f"the {len(rows):,} rows that were"
        return f"That is just {noun} left out: {left_out_words(rows)}"

    @property
    def printed(self) -> int | None:
        """What the file itself prints as this column's total."""
        return printed_pence(self.release, self.year, self.basis)

    @property
    def not_as_printed(self) -> str:
        """That the ledger's total was typed otherwise than the file prints it; blank where it was not."""
        if self.control is None or self.printed in (None, self.control.total_pence):
            return ""
        return f"The file itself prints {pounds(self.printed or 0)} as its total"


def book_totals(ground: Ground) -> list[BookTotal]:
    """Every column of every book that the viewer may see, in the order of the books and their columns."""
    ids = list(ground.releases)
    keys = (BudgetLine.release_id, BudgetAmount.year, BudgetAmount.basis)
    query = select(*keys, func.count(), func.sum(BudgetAmount.amount_pence)).join_from(
        BudgetLine, BudgetAmount, BudgetAmount.line_id == BudgetLine.id
    )
    rows = db.session.execute(query.where(BudgetLine.release_id.in_(ids)).group_by(*keys))
    sums = {(release_id, year, basis): (lines, int(pence)) for release_id, year, basis, lines, pence in rows}
    typed = db.session.scalars(select(ControlTotal).where(ControlTotal.release_id.in_(ids)))
    controls = {(each.release_id, each.year, each.basis): each for each in typed}
    found = []
    for release in ground.releases.values():
        for year, basis in dict.fromkeys((each["year"], each["basis"]) for each in release.amount_columns):
            key = (release.id, year, basis)
            found.append(BookTotal(release, year, basis, *sums.get(key, (0, 0)), controls.get(key)))
    return found


def newer_books(ground: Ground) -> list[BookTotal]:
    """The columns of the books in force that the baseline does not rest on: they count in no figure before a rebase.
    Nothing as long as no baseline is in force."""
    if find_hold(ground.viewer) is None:
        return []
    return [each for each in book_totals(load_ground(ground.viewer, False)) if each.release.id not in ground.releases]


def get_book_total(ground: Ground, release_id: int, year: str, basis: str) -> BookTotal:
    """Of a book that counts, or of a newer one that waits for a rebase. Raises NotFound for a book that the viewer may
    not see, or a column that it does not hold."""
    wanted, every = (release_id, year, basis), [*book_totals(ground), *newer_books(ground)]
    found = next((each for each in every if (each.release.id, each.year, each.basis) == wanted), None)
    if not found:
        raise NotFound("That budget book holds no such amounts")
    return found


# (organisation id, the service's name or "", year, basis) → pence
ServiceSums = Mapping[tuple[int, str, str, str], int]


def service_sums(ground: Ground) -> ServiceSums:
    """What each book holds for each service in each of its columns; "" for cost centres that no service owns."""
    owners = {centre: service.name for centre, service in ground.owners.items()}
    keys = (BudgetLine.release_id, BudgetLine.cost_centre, BudgetAmount.year, BudgetAmount.basis)
    query = select(*keys, func.sum(BudgetAmount.amount_pence)).join_from(
        BudgetLine, BudgetAmount, BudgetAmount.line_id == BudgetLine.id
    )
    found: dict[tuple[int, str, str, str], int] = defaultdict(int)
    for release_id, centre, year, basis, pence in db.session.execute(
        query.where(BudgetLine.release_id.in_(list(ground.releases))).group_by(*keys)
    ):
        whose = ground.releases[release_id].organisation_id or 0
        found[whose, owners.get(centre, ""), year, basis] += int(pence)
    return found


@dataclass(frozen=True)
class SeenGap:
    """A gap with how it is answered. decision None: nobody has; stale: it was answered at another amount."""

    gap: Gap
    decision: GapDecision | None

    @property
    def stale(self) -> bool:
        return self.decision is not None and self.decision.gap_pence != self.gap.pence

    @property
    def open(self) -> bool:
        """Spending above the budget that nobody has answered at its amount; less spending waits for nobody."""
        return self.gap.pence > 0 and (self.decision is None or self.stale)


def list_gaps(ground: Ground, sums: ServiceSums | None = None) -> list[SeenGap]:
    """The budget of each service in each book beside its latest forecast and its latest outturn, where they differ:
    the largest first. A service that spends less never makes up for one that spends more."""
    sums = service_sums(ground) if sums is None else sums
    budget = ground.year_and_basis
    query = select(GapDecision).where(GapDecision.programme_id == ground.programme.id)
    held = {(each.organisation_id, each.service, each.year, each.basis): each for each in db.session.scalars(query)}
    found = []
    for year, basis in compared_with(book_columns(ground), budget):
        for whose, service in dict.fromkeys((key[0], key[1]) for key in sums if key[2:] in (budget, (year, basis))):
            gap = Gap(
                whose, service, year, basis, sums.get((whose, service, *budget), 0),
                sums.get((whose, service, year, basis), 0),
            )  # fmt: skip
            if gap.pence:
                found.append(SeenGap(gap, held.get((whose, service, year, basis))))
    return sorted(found, key=lambda each: (-each.gap.pence, each.gap.service, each.gap.basis))


def get_gap(ground: Ground, organisation_id: int, service: str, year: str, basis: str) -> SeenGap:
    """Raises NotFound where there is no gap, or none that the viewer may see."""
    wanted = (organisation_id, service, year, basis)
    for each in list_gaps(ground):
        if (each.gap.organisation_id, each.gap.service, each.gap.year, each.gap.basis) == wanted:
            return each
    raise NotFound("There is no such gap")


def list_service_totals(viewer: Viewer) -> Sequence[ServiceTotal]:
    query = select(ServiceTotal).where(ServiceTotal.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(ServiceTotal.year, ServiceTotal.service, ServiceTotal.id)).all()


def get_service_total(viewer: Viewer, total_id: int) -> ServiceTotal:
    return own_part(viewer, ServiceTotal, total_id, "That total is not in this programme")


@dataclass(frozen=True)
class PastYear:
    """A service's total of one year as it was printed, in £000. book: what the book's lines of that service, year and
    basis come to at that grain, None where the book has none; before: the same service and basis a year earlier."""

    row: ServiceTotal
    book: int | None
    before: ServiceTotal | None

    @property
    def difference(self) -> int | None:
        """The book − the document, in £000."""
        return None if self.book is None else self.book - self.row.thousands

    @property
    def change(self) -> int | None:
        return None if self.before is None else self.row.thousands - self.before.thousands


def history(ground: Ground) -> list[PastYear]:
    """Every printed total, compared at its own grain: a line's pence are never made up from a service's thousands."""
    rows = list_service_totals(ground.viewer)
    sums: dict[tuple[int, str, str, str], int] = defaultdict(int)
    for (whose, service, year, basis), pence in (service_sums(ground) if rows else {}).items():
        sums[whose, name_key(service), year, basis] += pence
    by_key = {_past_key(each): each for each in rows}
    return [
        PastYear(
            each,
            thousands(sums[key]) if (key := _past_key(each)) in sums else None,
            by_key.get((key[0], key[1], _year_before(each.year), key[3])),
        )
        for each in rows
    ]


def _past_key(row: ServiceTotal) -> tuple[int, str, str, str]:
    return row.organisation_id, name_key(row.service), row.year, row.basis


def _year_before(year: str) -> str:
    start = int(year[:4]) - 1
    return f"{start}/{(start + 1) % 100:02d}"


def book_versions(viewer: Viewer, organisation_id: int) -> list[Release]:
    """Every version of an organisation's book that the viewer may see, newest first."""
    return [each for each in list_releases(viewer, "budget") if each.organisation_id == organisation_id]


def compared_versions(viewer: Viewer, before_id: int, after_id: int, year: str, basis: str) -> list[Changed]:
    """The lines that two versions of one book hold differently in one column. Raises NotFound for versions that the
    viewer may not see, or of two organisations' books."""
    before, after = get_release(viewer, before_id), get_release(viewer, after_id)
    if {before.dataset, after.dataset} != {"budget"} or before.organisation_id != after.organisation_id:
        raise NotFound("Those are not two versions of one budget book")
    return compare(*(_amounts(release, BudgetAmount.year == year, BudgetAmount.basis == basis)
                     for release in (before, after)))  # fmt: skip


def _amounts(release: Release, *where: ColumnElement[bool]) -> dict[LineKey, int]:
    keys = (BudgetLine.cost_centre, BudgetLine.account, func.coalesce(BudgetLine.fund, ""))
    query = select(*keys, func.sum(BudgetAmount.amount_pence)).join_from(
        BudgetLine, BudgetAmount, BudgetAmount.line_id == BudgetLine.id
    )
    rows = db.session.execute(query.where(BudgetLine.release_id == release.id, *where).group_by(*keys))
    return {LineKey(centre, account, fund): int(pence) for centre, account, fund, pence in rows}
