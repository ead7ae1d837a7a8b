"""By what posts are costed: what the programme entered, before the dated values that ship with the product."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from transfer.establishment.models import CostInput, PayScale
from transfer.establishment.rules import CostRates, EmployerTerms, pension_rate_name
from transfer.establishment.rules.inputs import KINDS, RISES, Input, rise, rises_of, standing
from transfer.establishment.rules.scales import Ladder, Place, Point, Scale, ladder_of
from transfer.extensions import db, read_once
from transfer.programmes.models import Programme
from transfer.programmes.queries import employer, get_programme, list_organisations, own_part
from transfer.programmes.rules import Viewer, same_employer
from transfer.reference.queries import rate
from transfer.reference.rules import Rate, rates_day

SCHEMES = ("pension.lgps", "pension.tps", "pension.nhsps", "pension.none")
# Component of a cost: the rate's name. The pension rate is named by the line's scheme.
_NAMES = {
    "ni_rate": "ni.rate", "ni_threshold": "ni.threshold", "levy_rate": "levy.rate",
    "standard_hours": "hours.standard", "weeks_in_year": "weeks.year",
}  # fmt: skip


@dataclass(frozen=True)
class Terms:
    """employers: by organisation, the organisations that are one employer with it, itself among them."""

    on: date
    inputs: tuple[Input, ...]
    employers: Mapping[int, tuple[int, ...]]
    scales: tuple[Scale, ...] = ()

    def with_inputs(self, inputs: Iterable[Input]) -> "Terms":
        """The same under other inputs, to try what nobody has saved."""
        return replace(self, inputs=tuple(inputs))

    def with_scales(self, scales: Iterable[Scale]) -> "Terms":
        return replace(self, scales=tuple(scales))

    def firm(self) -> "Terms":
        """The same without awards, increments and scales that are only assumed or offered."""
        settled = self.with_scales(each for each in self.scales if each.firm)
        return settled.with_inputs(each for each in self.inputs if each.firm or each.name not in RISES)

    def rate(self, name: str, organisation_id: int | None) -> Rate:
        """The value that stands for an employer. Raises NotFound when nothing does."""
        found = standing(self.inputs, name, self._employer(organisation_id), self.on)
        if found is None:
            return rate(name, self.on)
        return Rate(
            name, KINDS[name].label, found.value, KINDS[name].unit, "entered", found.starts_on, found.ends_on,
            found.status, found.source,
        )  # fmt: skip

    def rates(
        self, organisation_id: int | None, scheme: str, pays_pension: int | None = None
    ) -> tuple[CostRates, dict[str, Rate]]:
        """The rates for an employer's members of a scheme ("pension.lgps"), and each with its source, by component.

        pays_pension: the employer whose pension rate counts, where the people are with another one by then.
        """
        used = {key: self.rate(name, organisation_id) for key, name in _NAMES.items()}
        used["pension_rate"] = self.rate(scheme, organisation_id if pays_pension is None else pays_pension)
        rates = CostRates(
            used["ni_rate"].value, used["ni_threshold"].pence, used["pension_rate"].value, used["levy_rate"].value,
            used["standard_hours"].value, used["weeks_in_year"].value,
        )  # fmt: skip
        return rates, used

    def rises(self, organisation_id: int | None, as_at: date | None) -> list[Input]:
        """Awards and increments that an employer's list of a day does not hold yet."""
        return rises_of(self.inputs, self._employer(organisation_id), as_at, self.on)

    def ladder(self, organisation_id: int | None, as_at: date | None) -> Ladder | None:
        """The pay scales of an employer's list of a day; None where none is entered, or the list says no day."""
        rises = self.rises(organisation_id, as_at)
        return ladder_of(self.scales, rises, self._employer(organisation_id), as_at, self.on)

    def of_employer(
        self, listed_by: int, as_at: date | None, employer_id: int, newcomers: Iterable[Place] = ()
    ) -> EmployerTerms:
        """What a list's lines are costed by once they are with an employer. Their terms of pay go with them; the
        pension rate is their employer's. newcomers: the places of those lines that say when somebody started."""
        rates = tuple((scheme, self.rates(listed_by, scheme, employer_id)[0]) for scheme in SCHEMES)
        ladder = self.ladder(listed_by, as_at)
        steps = ladder.steps(newcomers) if ladder else ()
        return EmployerTerms(min(self._employer(employer_id)), rates, rise(self.rises(listed_by, as_at)), steps)

    def _employer(self, organisation_id: int | None) -> tuple[int, ...]:
        return self.employers.get(organisation_id or 0, (organisation_id or 0,))


def rates_of_programme(programme: Programme) -> date:
    """The day whose rates a programme's costs are computed by: in its budget year, else its go-live."""
    return rates_day(programme.budget_year) if programme.budget_year[:4].isdigit() else programme.go_live_on


def cost_terms(viewer: Viewer, on: date | None = None) -> Terms:
    """on: the day whose rates and pay are meant; the programme's own when not given."""
    employers = [employer(each) for each in list_organisations(viewer)]
    twins = {one.id: tuple(other.id for other in employers if same_employer(one, other)) for one in employers}
    inputs = tuple(as_input(each) for each in list_cost_inputs(viewer))
    scales = tuple(as_scale(each) for each in list_pay_scales(viewer))
    return Terms(on or rates_of_programme(get_programme(viewer)), inputs, twins, scales)


def scheme_rate(scheme: str | None) -> str:
    return pension_rate_name(scheme)[0]


def as_input(row: CostInput) -> Input:
    return Input(
        row.name, row.value, row.starts_on, row.status, row.source, row.organisation_id, row.ends_on, row.settled_on,
        row.id,
    )  # fmt: skip


@read_once
def list_cost_inputs(viewer: Viewer) -> Sequence[CostInput]:
    """What the programme entered, by kind and day."""
    query = select(CostInput).where(CostInput.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(CostInput.name, CostInput.starts_on, CostInput.id)).all()


def get_cost_input(viewer: Viewer, input_id: int) -> CostInput:
    return own_part(viewer, CostInput, input_id, "That value is not in this programme")


def as_scale(row: PayScale) -> Scale:
    return Scale(
        row.starts_on, row.status, row.source, tuple(Point(*each) for each in row.points), row.month,
        row.organisation_id, row.settled_on, row.id, row.half_year,
    )  # fmt: skip


@read_once
def list_pay_scales(viewer: Viewer) -> Sequence[PayScale]:
    """What the programme entered, by day."""
    query = select(PayScale).where(PayScale.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(PayScale.starts_on, PayScale.id)).all()


def get_pay_scale(viewer: Viewer, scale_id: int) -> PayScale:
    return own_part(viewer, PayScale, scale_id, "That pay scale is not in this programme")
