"""Which rows can be disputed, and how much of a row a dispute is about."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from transfer.baseline.queries.making import Made, as_everybody, make_live
from transfer.baseline.queries.versions import find_in_force, find_open, frozen_rows
from transfer.baseline.rules import Row
from transfer.budget.models import BudgetLine
from transfer.budget.queries import load_ground
from transfer.budget.queries.lines import centre_names
from transfer.extensions import db
from transfer.kernel.errors import DomainError
from transfer.programmes.queries import find_preferred_option
from transfer.programmes.rules import Viewer


@dataclass(frozen=True)
class Place:
    """The row that is disputed; account: only its lines of one account, "" for all of them."""

    cost_centre: str
    group: str
    fund: str = ""
    account: str = ""


def disputable_centres(viewer: Viewer) -> dict[str, str]:
    """The name of every cost centre that a row has, by its code; none before an option is described."""
    rows = _rows(viewer)[0] if find_preferred_option(viewer) else []
    names = centre_names(load_ground(as_everybody(viewer)))
    return {code: names.get(code, "") for code in sorted({each.cost_centre for each in rows})}


def _rows(viewer: Viewer) -> tuple[Sequence[Row], Made | None]:
    """The rows of the split, or those of the version in force or in the making. Raises DomainError without a split."""
    in_force, option = find_in_force(viewer), find_preferred_option(viewer)
    if option is None:
        raise DomainError("Describe an option first: nothing is split yet")
    if in_force:
        return frozen_rows(find_open(viewer) or in_force), None
    made = make_live(viewer, option, 1)
    return made.rows, made


def bodies_of(viewer: Viewer, row: Row) -> list[int]:
    """Whose money a row is, by their ids: those that share it, and those in whose book its cost centre stands."""
    ground = load_ground(as_everybody(viewer))
    query = select(BudgetLine.release_id).distinct().where(
        BudgetLine.release_id.in_(list(ground.releases)), BudgetLine.cost_centre == row.cost_centre
    )  # fmt: skip
    owners = {ground.releases[each].organisation_id for each in db.session.scalars(query)}
    return sorted({place for place, _ in row.shares} | {each for each in owners if each is not None})


def disputed_row(viewer: Viewer, place: Place) -> tuple[Row, int]:
    """(the row, how much of it is disputed). Raises DomainError for a place that no row has."""
    if place.account and find_in_force(viewer):
        raise DomainError("Leave the account empty: a signed baseline holds whole rows", "account")
    rows, made = _rows(viewer)
    row = next((each for each in rows if each.key[1:] == (place.cost_centre, place.group, place.fund)), None)
    if row is None:
        raise DomainError("Enter a cost centre, group and fund that the split has: there is no such row", "cost_centre")
    if not place.account or made is None:
        return row, row.source_pence
    lines = [
        each.amount_pence for each in made.money.ground.lines
        if (each.cost_centre, each.group, each.fund or "", each.account) == (*row.key[1:], place.account)
    ]  # fmt: skip
    if not lines:
        raise DomainError("Enter an account that the row has, or leave it empty", "account")
    return row, sum(lines)
