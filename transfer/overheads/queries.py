"""Reading support agreements and stranded cost, and what the split says of both."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from transfer.budget.queries import OptionMoney, slice_by
from transfer.budget.rules import INCOME, year_start
from transfer.extensions import db
from transfer.kernel.dates import add_months
from transfer.overheads.models import StrandedCost, SupportAgreement
from transfer.overheads.rules import stranded
from transfer.programmes.queries import own_part
from transfer.programmes.rules import Viewer, name_key

ABSENT = "That is not in this programme"
RECHARGES = "Recharges"


def list_agreements(viewer: Viewer) -> Sequence[SupportAgreement]:
    query = select(SupportAgreement).where(SupportAgreement.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(SupportAgreement.service, SupportAgreement.id)).all()


def get_agreement(viewer: Viewer, agreement_id: int) -> SupportAgreement:
    return own_part(viewer, SupportAgreement, agreement_id, ABSENT)


def list_stranded(viewer: Viewer) -> Sequence[StrandedCost]:
    query = select(StrandedCost).where(StrandedCost.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(StrandedCost.service, StrandedCost.year, StrandedCost.id)).all()


def get_stranded(viewer: Viewer, stranded_id: int) -> StrandedCost:
    return own_part(viewer, StrandedCost, stranded_id, ABSENT)


def funded_out(money: OptionMoney, organisation_id: int, centres: Collection[str]) -> int:
    """What the split gives to other bodies of these cost centres, net, in pence. Recharges of the same service in other
    cost centres are no part of it: they are the same money on its way."""
    found = (part.net.shares for part in slice_by(money, "cost_centre") if part.key in centres)
    return sum(pence for shares in found for place, pence in shares.items() if place != organisation_id)


def moving_recharges(money: OptionMoney) -> dict[int, int]:
    """Pence of recharges that the split gives to a body whose book they do not stand in: where it also takes a share of
    the team that does the work, they count a second time. Recharged income is not among them."""
    found: dict[int, int] = defaultdict(int)
    for part in money.summary.parts:
        if part.layer == RECHARGES and part.group != INCOME:
            for place, pence in part.shares:
                if place != part.organisation:
                    found[place] += pence
    return {place: pence for place, pence in found.items() if pence}


@dataclass(frozen=True)
class Left:
    """A stranded cost with what is bought back, and what is left."""

    row: StrandedCost
    bought_back: int

    @property
    def pence(self) -> int:
        return stranded(self.row.funded_pence, self.row.avoided_pence, self.bought_back)


def left_behind(viewer: Viewer) -> list[Left]:
    agreements = list_agreements(viewer)
    return [Left(each, bought_back(agreements, each)) for each in list_stranded(viewer)]


def bought_back(agreements: Sequence[SupportAgreement], of: StrandedCost) -> int:
    """A full year of every agreement under which the body gives that service and that runs in that year."""
    first = year_start(of.year)
    last = add_months(first, 12)
    return sum(
        each.annual_pence
        for each in agreements
        if each.supplier_id == of.organisation_id
        and name_key(each.service) == name_key(of.service)
        and _runs(each, first, last)
    )


def _runs(agreement: SupportAgreement, first: date, after: date) -> bool:
    return agreement.starts_on < after and agreement.ends_on >= first
