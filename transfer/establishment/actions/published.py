"""Entering what a census published of a neighbour, and taking it out again."""

from decimal import Decimal

from sqlalchemy import select

from transfer.audit.actions import record
from transfer.establishment.models import PublishedRate
from transfer.extensions import db
from transfer.kernel.errors import DomainError
from transfer.programmes.rules import Viewer

FIRST_YEAR, LAST_YEAR = 2010, 2100


def add_published(
    viewer: Viewer, *, area: str, year: int, agency: Decimal, vacancy: Decimal, turnover: Decimal, source: str
) -> PublishedRate:
    """Per cents, such as 13.0. Raises DomainError for one that cannot be, or an area and year that are there."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DomainError("Enter the year of the census, such as 2025", "year")
    for name, value in (("agency", agency), ("vacancy", vacancy), ("turnover", turnover)):
        if not 0 <= value <= 100:
            raise DomainError("Enter a per cent from 0 to 100", name)
    held = select(PublishedRate.id).where(
        PublishedRate.programme_id == viewer.programme_id, PublishedRate.area == area, PublishedRate.year == year
    )
    if db.session.scalar(held):
        raise DomainError("Remove what stands first: this area has rates of that year", "area")
    rates = {"agency": agency, "vacancy": vacancy, "turnover": turnover}
    row = PublishedRate(
        programme_id=viewer.programme_id, area=area, year=year, source=source, entered_by=viewer.name, **rates
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    changes = {name: (None, value) for name, value in {**rates, "source": source}.items()}
    words = f"Published rates of {area}, {year}, were entered"
    record(
        viewer, "add_published", ("published_rate", row.id), words, programme_id=viewer.programme_id, changes=changes
    )
    return row


def remove_published(viewer: Viewer, row: PublishedRate) -> None:
    words = f"Published rates of {row.area}, {row.year}, were removed"
    changes = {"area": (row.area, None), "year": (row.year, None)}
    record(
        viewer, "remove_published", ("published_rate", row.id), words, programme_id=viewer.programme_id, changes=changes
    )
    db.session.delete(row)
    db.session.flush()
