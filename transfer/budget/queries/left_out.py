"""Rows of a book that were left out because something in them is wrong, each with its amount, and what the file itself
prints as its total: whoever signs sees how much money is in no figure."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from transfer.extensions import db, read_once
from transfer.kernel.money import pounds
from transfer.releases.cells import money_in_rows
from transfer.releases.models import Release, ReleaseFinding

MOST_NAMED = 5


@dataclass(frozen=True)
class LeftOut:
    """row: its number in the list; key: its cost centre, as far as it has one; pence: None where it cannot be read."""

    row: int
    key: str
    pence: int | None

    @property
    def words(self) -> str:
        """ "row 42 (01150), £791,682.38"."""
        named = f"row {self.row} ({self.key})" if self.key else f"row {self.row}"
        return f"{named}, {pounds(self.pence)}" if self.pence is not None else f"{named}, an amount that cannot be read"


@read_once
def rows_left_out(release: Release, year: str, basis: str) -> Sequence[LeftOut]:
    """The rows of a book that an error kept out of it, in their order, with what they hold in one column."""
    query = select(ReleaseFinding.row, ReleaseFinding.key).where(
        ReleaseFinding.release_id == release.id, ReleaseFinding.severity == "error", ReleaseFinding.row > 0
    )
    found = db.session.execute(query.order_by(ReleaseFinding.id.desc()))
    keys: dict[int, str] = {each.row: each.key for each in found}
    letter = _letter(release, year, basis)
    if not keys or not letter:
        return []
    amounts = money_in_rows(release, letter, tuple(sorted(keys)))
    return [LeftOut(row, keys[row], amounts.get(row)) for row in sorted(keys)]


def _letter(release: Release, year: str, basis: str) -> str:
    columns = ((each["letter"], each["year"], each["basis"]) for each in release.amount_columns)
    return next((letter for letter, *column in columns if column == [year, basis]), "")


def left_out_pence(rows: Sequence[LeftOut]) -> int:
    return sum(each.pence or 0 for each in rows)


def left_out_words(rows: Sequence[LeftOut]) -> str:
    """ "row 42 (01150), £791,682.38; row 52 (01160), £6,073.06", the first few of them."""
    told = [each.words for each in rows[:MOST_NAMED]]
    rest = len(rows) - len(told)
    return "; ".join([*told, f"and {rest:,} more"] if rest else told)


def printed_pence(release: Release, year: str, basis: str) -> int | None:
    """What the file itself prints as the total of a column; of several sheets, of all of them. None where it prints
    none."""
    letter = _letter(release, year, basis)
    totals = [each for each in release.printed_totals if each["cell"].rstrip("0123456789") == letter and letter]
    of_all = [each for each in totals if each["of_all"]]
    found = [int(each["printed"]) for each in (of_all or totals)]
    return sum(found) if found else None
