"""The cut-off sheet as a viewer may see it, each body's opening journal, and what the baseline says of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import or_, select

from transfer.baseline.models import Baseline
from transfer.baseline.queries import find_in_force, find_open, standing_of
from transfer.budget.queries.drivers import drivers_of
from transfer.budget.rules import Driver
from transfer.extensions import db
from transfer.kernel.errors import DomainError, NotFound
from transfer.opening.models import OpeningItem, OpeningSheet
from transfer.opening.rules import Holders, JournalLine, Part, against_baseline, assigned, balance, exact_text, journal
from transfer.programmes.models import Organisation
from transfer.programmes.queries import get_programme, list_organisations
from transfer.programmes.rules import Viewer, name_key


def find_sheet(viewer: Viewer) -> OpeningSheet | None:
    return db.session.get(OpeningSheet, viewer.programme_id)


def cut_off(viewer: Viewer) -> date:
    """The day from which balances are the taker's; the day of go-live unless somebody said another."""
    sheet = find_sheet(viewer)
    return sheet.cut_off_on if sheet else get_programme(viewer).go_live_on


def list_items(viewer: Viewer) -> Sequence[OpeningItem]:
    """Those that the viewer may see: of their own sides, and what other holders have shared."""
    query = select(OpeningItem).where(OpeningItem.programme_id == viewer.programme_id)
    if not viewer.unrestricted:
        query = query.where(or_(OpeningItem.shared_at.is_not(None), OpeningItem.holder_id.in_(viewer.sides)))
    return db.session.scalars(query.order_by(OpeningItem.number)).all()


def get_item(viewer: Viewer, item_id: int) -> OpeningItem:
    """Raises NotFound for one that the viewer may not see."""
    found = db.session.get(OpeningItem, item_id)
    seen = found and (viewer.unrestricted or found.shared_at is not None or found.holder_id in viewer.sides)
    if not found or found.programme_id != viewer.programme_id or not seen:
        raise NotFound("That balance is not here")
    return found


@dataclass(frozen=True)
class Opening:
    """The whole sheet as one viewer sees it. holders: who has each cost centre's money in the baseline, most of it
    first; the baseline is None as long as nobody has begun one."""

    items: Sequence[OpeningItem]
    cut_off_on: date
    organisations: Sequence[Organisation]
    baseline: Baseline | None
    holders: Holders
    missing: Sequence[str]

    @cached_property
    def shares(self) -> dict[int, dict[int, int]]:
        """Pence by body, by item."""
        return {each.id: assigned(each.item, self.cut_off_on) for each in self.items}

    @cached_property
    def unexplained(self) -> set[int]:
        """The ids of the items that go to another body than their cost centre's money, and nobody said why."""
        told = [(each.item, each.cost_centre, each.explanation) for each in self.items]
        return {self.items[index].id for index, _ in against_baseline(told, self.holders, self.cut_off_on)}

    def journal_of(self, body_id: int) -> list[JournalLine]:
        return journal([each.item for each in self.items], body_id, self.cut_off_on)

    @property
    def journals(self) -> list[tuple[Organisation, list[JournalLine], tuple[int, int]]]:
        """(body, its lines, debits and credits) of each body that takes or gives anything."""
        found = [(each, self.journal_of(each.id)) for each in self.organisations]
        return [(body, lines, balance(lines)) for body, lines in found if lines]

    @property
    def totals(self) -> dict[int, int]:
        """Pence by body after the cut-off, of everything on the sheet."""
        total: dict[int, int] = defaultdict(int)
        for shares in self.shares.values():
            for body, pence in shares.items():
                total[body] += pence
        return dict(total)

    @property
    def difference_pence(self) -> int:
        """What all bodies hold after the cut-off − what the ledgers held at it: nil."""
        return sum(self.totals.values()) - sum(each.balance_pence for each in self.items)


def load_opening(viewer: Viewer) -> Opening:
    items, organisations = list_items(viewer), list_organisations(viewer)
    baseline = find_in_force(viewer) or find_open(viewer)
    return Opening(
        items, cut_off(viewer), organisations, baseline, _holders(viewer, baseline), _missing(viewer, organisations)
    )


def _holders(viewer: Viewer, baseline: Baseline | None) -> dict[str, list[int]]:
    if baseline is None:
        return {}
    sums: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for row in standing_of(viewer, baseline).rows:
        for place, pence in row.shares:
            sums[row.cost_centre][place] += pence
    return {centre: _largest_first(held) for centre, held in sums.items() if any(held.values())}


def _largest_first(held: Mapping[int, int]) -> list[int]:
    return sorted((place for place in held if held[place]), key=lambda place: -abs(held[place]))


def other_quantities(viewer: Viewer, item: OpeningItem) -> list[tuple[int, str]]:
    """(organisation id, quantity) of the driver that splits a balance, where they are others today than when it was
    entered; nothing where they are the same, and for a balance that no driver splits."""
    if item.rule != "by driver":
        return []
    driver = drivers_of(viewer).get(name_key(item.driver))
    today = [(part.organisation_id, part.weight) for part in parts_of(driver)] if driver else []
    return [] if today == [(part.organisation_id, part.weight) for part in item.parts] else today


def parts_of(driver: Driver) -> tuple[Part, ...]:
    """A driver's quantities as the parts of a balance. Raises DomainError where one stands with nobody."""
    if any(place is None for place, _ in driver.places):
        raise DomainError(f"Name an organisation of this programme in every quantity of {driver.name}", "driver")
    return tuple(Part(place or 0, f"{exact_text(quantity)}") for place, quantity in driver.places)


def _missing(viewer: Viewer, organisations: Sequence[Organisation]) -> list[str]:
    """Whose sheet this viewer cannot count on: said of every other side, whether it has unshared balances or none."""
    query = select(OpeningItem.holder_id).where(
        OpeningItem.programme_id == viewer.programme_id, OpeningItem.shared_at.is_not(None)
    )
    shared = set(db.session.scalars(query.distinct()))
    others = [each for each in organisations if not viewer.unrestricted and each.id not in viewer.sides]
    return [f"{each.short}: no balances have been shared yet." for each in others if each.id not in shared]
