"""Pages of fifty, whatever the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request
from sqlalchemy import Select, func, select

from transfer.extensions import db

Item = TypeVar("Item")
PER_PAGE = 50


@dataclass(frozen=True)
class Page(Generic[Item]):
    """items: at most PER_PAGE of them; total: how many the filter leaves; number: from 1."""

    items: Sequence[Item]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))

    @property
    def first(self) -> int:
        return (self.number - 1) * PER_PAGE + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.number * PER_PAGE, self.total)


def asked_page() -> int:
    """The page number in the address, 1 when it is missing or not a number."""
    text = request.args.get("page", "1")
    return max(1, int(text)) if text.isdigit() and len(text) < 8 else 1


def paged_rows(query: Select[Item], number: int) -> Page[Item]:
    """One page of entities from the database: two queries, however many rows there are."""
    count = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = db.session.scalars(query.limit(PER_PAGE).offset((number - 1) * PER_PAGE)).all()
    return Page(rows, count, number)


def paged_list(items: Sequence[Item], number: int) -> Page[Item]:
    """One page of a list that is already computed."""
    start = (number - 1) * PER_PAGE
    return Page(items[start : start + PER_PAGE], len(items), number)
