"""Organisations' maps of account codes: the versions, the one that counts, and what each of them changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import func, select

from transfer.budget.models import AccountMap, BudgetAmount, BudgetLine
from transfer.budget.rules import Accounts, accounts_of
from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release


def list_maps(viewer: Viewer, organisation_id: int | None = None) -> Sequence[AccountMap]:
    """Every version of every organisation's map, or of one's, the oldest first."""
    query = select(AccountMap).where(AccountMap.programme_id == viewer.programme_id)
    if organisation_id is not None:
        query = query.where(AccountMap.organisation_id == organisation_id)
    return db.session.scalars(query.order_by(AccountMap.organisation_id, AccountMap.number)).all()


def account_maps(viewer: Viewer) -> dict[int, Accounts]:
    """The map that counts, by organisation: its newest version."""
    return {each.organisation_id: accounts_of(each.entries, each.number) for each in list_maps(viewer)}


def get_map(viewer: Viewer, organisation_id: int, number: int) -> AccountMap:
    """Raises NotFound for a version that there is not."""
    found = next((each for each in list_maps(viewer, organisation_id) if each.number == number), None)
    if not found:
        raise NotFound("That version of the map is not here")
    return found


class AccountUse(NamedTuple):
    """An account of a book: how many lines have it and what they come to in the programme's year and basis."""

    account: str
    name: str
    book_group: str
    lines: int
    pence: int


def account_uses(release: Release, year: str, basis: str) -> list[AccountUse]:
    """Each account of a book with each group that the book gives it, by code."""
    keys = (BudgetLine.account, BudgetLine.subjective_group)
    query = (
        select(
            *keys,
            func.min(BudgetLine.account_name),
            func.count(),
            func.coalesce(func.sum(BudgetAmount.amount_pence), 0),
        )
        .outerjoin(
            BudgetAmount,
            (BudgetAmount.line_id == BudgetLine.id) & (BudgetAmount.year == year) & (BudgetAmount.basis == basis),
        )
        .where(BudgetLine.release_id == release.id)
        .group_by(*keys)
        .order_by(*keys)
    )
    return [
        AccountUse(account, name or "", group, lines, int(pence))
        for account, group, name, lines, pence in db.session.execute(query)
    ]


@dataclass(frozen=True)
class Remapped:
    """An account whose group or layer is another under a version of the map than under the one before it."""

    use: AccountUse
    before: tuple[str, str]
    after: tuple[str, str]


def remapped(uses: Sequence[AccountUse], before: Accounts, after: Accounts) -> list[Remapped]:
    """before: an empty map for the first version, under which the book's own groups count."""

    def said(accounts: Accounts, use: AccountUse) -> tuple[str, str]:
        group = accounts.group(use.account, use.book_group)
        return group, accounts.layer(use.account, use.name, group)

    pairs = [Remapped(use, said(before, use), said(after, use)) for use in uses]
    return [each for each in pairs if each.before != each.after]


def not_in_book(entries: Mapping[str, Sequence[str]], uses: Sequence[AccountUse]) -> list[str]:
    """Codes of a map that no line of the book has: perhaps mistyped, perhaps another year's."""
    known = {use.account.casefold() for use in uses}
    return sorted(code for code in entries if code.casefold() not in known)
