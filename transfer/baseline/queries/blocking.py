"""What keeps a version from being signed, each thing with its pence and the place to mend it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from transfer.baseline.models import Baseline, BaselineException
from transfer.baseline.queries.disputes import disputed_pence
from transfer.baseline.queries.versions import (
    Standing,
    changes_into,
    deltas_of,
    find_rebase,
    frozen_rows,
    get_baseline,
)
from transfer.baseline.rules import (
    REBASE,
    apply_deltas,
    deltas_between,
    effect_by_year,
    funds_out_of_balance,
    key_words,
)
from transfer.budget.queries import sign_off_blocks
from transfer.budget.queries.left_out import LeftOut, left_out_pence, left_out_words, rows_left_out
from transfer.extensions import db
from transfer.kernel.money import pounds
from transfer.programmes.rules import Viewer
from transfer.releases.models import ReleaseFinding
from transfer.releases.queries import find_any

PARKED, WARNING = "error", "warning"


@dataclass(frozen=True)
class Obstacle:
    """One thing that keeps a version from being signed. words begin with what to do; endpoint and arguments: where.

    acceptable: a named person may accept it with a reason; key: what tells it from others of its code; accepted: who
    did, for as long as its pence are the same.
    """

    code: str
    words: str
    pence: int
    endpoint: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    key: str = ""
    acceptable: bool = False
    accepted: BaselineException | None = None


def list_exceptions(viewer: Viewer) -> Sequence[BaselineException]:
    query = select(BaselineException).where(BaselineException.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(BaselineException.id)).all()


# Where each of the split's own blocks is mended.
MENDED = {
    "control-total": "budget.books", "unmapped": "budget.books", "gap": "budget.gaps", "rule": "budget.rules",
    "driver": "budget.drivers", "fund": "budget.funds", "payment": "budget.between",
}  # fmt: skip
OF_A_NEWER_BOOK = frozenset({"control-total", "unmapped"})


def obstacles(viewer: Viewer, standing: Standing) -> list[Obstacle]:
    """Everything, accepted or not, in the order in which one would mend it."""
    accepted = {(each.code, each.key, each.pence): each for each in list_exceptions(viewer)}
    found = [*_missing(standing), *_of_the_split(viewer, standing), *_findings(standing)]
    found += [*_arithmetic(viewer, standing), *_unallocated(viewer, standing), *_funds(standing)]
    return [
        Obstacle(each.code, each.words, each.pence, each.endpoint, each.arguments, each.key, each.acceptable,
                 accepted.get((each.code, each.key, each.pence)) if each.acceptable else None)
        for each in found
    ]  # fmt: skip


def in_the_way(found: Sequence[Obstacle]) -> list[Obstacle]:
    """Those that nobody has accepted."""
    return [each for each in found if each.accepted is None]


# Without these there is nothing that anybody could agree to; everything else the other side may look at while it is
# mended. Which is which is a policy of this product.
NO_PROPOSAL = frozenset({"empty", "difference", "version", "virement"})


def not_to_propose(found: Sequence[Obstacle]) -> list[Obstacle]:
    """Those for which a version cannot even be put forward."""
    return [each for each in found if each.code in NO_PROPOSAL]


def _missing(standing: Standing) -> Iterator[Obstacle]:
    if standing.made:
        for words in standing.made.money.ground.missing:
            yield Obstacle("missing", f"Bring and share what is missing. {words}", 0, "budget.index")
    if not standing.rows:
        yield Obstacle("empty", "Upload and share a budget book: there is no row to sign", 0, "budget.index")


def _of_the_split(viewer: Viewer, standing: Standing) -> Iterator[Obstacle]:
    """What the books, gaps, rules, drivers and funds still lack. A later version answers for the book that a rebase
    brought; the rest of what it rests on was signed before."""
    if standing.made:
        blocks = sign_off_blocks(standing.made.money)
    elif any(each["kind"] == REBASE for each in standing.ground.get("changes", ())):
        rebase = find_rebase(viewer)
        found = sign_off_blocks(rebase.made.money) if rebase else []
        blocks = [each for each in found if each.code in OF_A_NEWER_BOOK]
    else:
        blocks = []
    for each in blocks:
        yield Obstacle(each.code, each.message, each.pence, MENDED.get(each.code, "budget.index"))


def _findings(standing: Standing) -> Iterator[Obstacle]:
    """Rows of the books that were left out, and warnings that nobody accepted."""
    ids = [int(each["id"]) for each in standing.ground.get("files", ())]
    query = (
        select(ReleaseFinding.release_id, ReleaseFinding.severity, func.count())
        .where(ReleaseFinding.release_id.in_(ids), ReleaseFinding.severity.in_((PARKED, WARNING)),
               ReleaseFinding.accepted_by.is_(None))
        .group_by(ReleaseFinding.release_id, ReleaseFinding.severity)
        .order_by(ReleaseFinding.release_id, ReleaseFinding.severity)
    )  # fmt: skip
    names = {int(each["id"]): each["name"] for each in standing.ground.get("files", ())}
    for release_id, severity, count in db.session.execute(query):
        noun = "error" if severity == PARKED else "warning"
        name = names[release_id][:1].lower() + names[release_id][1:]
        words = f"Mend or accept {f'1 {noun}' if count == 1 else f'{count} {noun}s'} in the {name}"
        rows = _left_out(standing, release_id) if severity == PARKED else []
        if rows:
            words += f". Left out: {left_out_words(rows)}"
        yield Obstacle(
            "finding", words, left_out_pence(rows), "releases.show", {"release_id": release_id},
            f"{release_id}-{severity}-{count}", True,
        )  # fmt: skip


def _left_out(standing: Standing, release_id: int) -> Sequence[LeftOut]:
    """The rows of a budget book that its errors kept out, with what they hold in the column that is split."""
    release = find_any(release_id)
    if release is None or release.dataset != "budget":
        return []
    return rows_left_out(release, standing.ground["year"], standing.ground["basis"])


def _arithmetic(viewer: Viewer, standing: Standing) -> Iterator[Obstacle]:
    """Each row adds up; a later version is the one before it with its approved changes, and virements come to nil."""
    for row in standing.rows:
        if row.difference_pence:
            yield Obstacle("difference", f"Find the difference in {key_words(row.key)}", row.difference_pence,
                           "budget.index")  # fmt: skip
    if standing.baseline.made_from_id is not None:
        yield from _not_as_changed(viewer, standing)


def _not_as_changed(viewer: Viewer, standing: Standing) -> Iterator[Obstacle]:
    before: Baseline = get_baseline(viewer, standing.baseline.made_from_id or 0)
    rows = frozen_rows(before)
    for change in changes_into(standing.baseline):
        deltas = deltas_of(change)
        rows = apply_deltas(rows, deltas, standing.baseline.year)
        if change.kind == "virement" and any(effect_by_year(deltas).values()):
            yield Obstacle("virement", f"Refuse change {change.number}: a virement comes to nil", 0,
                           "baseline.change", {"change_id": change.id})  # fmt: skip
    for delta in deltas_between(rows, standing.rows):
        yield Obstacle("version", f"Find what changed {key_words(delta.key)} without a numbered change", delta.pence,
                       "baseline.changes")  # fmt: skip


def _unallocated(viewer: Viewer, standing: Standing) -> Iterator[Obstacle]:
    """Money without a place, unless just that much of it is in dispute."""
    disputed = disputed_pence(viewer)
    for row in standing.rows:
        left = row.unallocated_pence - disputed.get(row.key, 0)
        if left:
            name = key_words(row.key)
            say = f"Give {name} a place, or dispute it" if row.key not in disputed else (
                f"Bring the dispute about {name} up to date: {pounds(row.unallocated_pence)} is unallocated"
            )  # fmt: skip
            asked = {"cost_centre": row.cost_centre, "group": row.group, "outcome": "unallocated"}
            yield Obstacle("unallocated", say, left, "budget.lines", asked | ({"fund": row.fund} if row.fund else {}))


def _funds(standing: Standing) -> Iterator[Obstacle]:
    """Ring-fenced funds balance alone, once changes have moved money. Source: domain/finance.md §2 (4)."""
    if standing.made:
        return
    names = {f"{each.id}": each.short for each in standing.organisations}
    fenced = [
        each["selector"]["fund"] for each in standing.ground.get("rules", ())
        if "fund" in each["selector"] and each["does"].startswith("Ring-fenced")
    ]  # fmt: skip
    for fund, whose, pence in funds_out_of_balance(standing.rows, fenced):
        where = names.get(whose, "what is unallocated") if whose else "the source"
        yield Obstacle("fund", f"Balance the fund {fund}, or say why it does not come to nil in {where}", pence,
                       "budget.lines", {"fund": fund}, f"{fund}-{whose}", True)  # fmt: skip
