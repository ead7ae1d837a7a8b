"""The medium-term plan, the spend profile, and options' value over time."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select

from transfer.budget.models import CashFlow, MtfsLine, OptimismBias, SpendProfile, Uplift
from transfer.budget.rules import DiscountRate, Flow, Plan, PlanLine, Value, appraise, missing_rates, plan
from transfer.extensions import db, read_once
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Option
from transfer.programmes.queries import get_option, get_programme, list_options, own_part
from transfer.programmes.rules import Viewer
from transfer.reference.queries import rate
from transfer.reference.rules import Rate

EVEN = [Decimal(1)] * 12


def list_mtfs_lines(viewer: Viewer) -> Sequence[MtfsLine]:
    query = select(MtfsLine).where(MtfsLine.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(MtfsLine.position, MtfsLine.id)).all()


def get_mtfs_line(viewer: Viewer, line_id: int) -> MtfsLine:
    return own_part(viewer, MtfsLine, line_id, "That line is not in this programme’s plan")


def list_uplifts(viewer: Viewer) -> Sequence[Uplift]:
    query = select(Uplift).where(Uplift.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(Uplift.name, Uplift.year)).all()


def get_uplift(viewer: Viewer, uplift_id: int) -> Uplift:
    return own_part(viewer, Uplift, uplift_id, "That uplift is not in this programme")


def programme_plan(viewer: Viewer) -> tuple[Plan, list[str]]:
    """The plan of the programme's lines and uplifts, and which rates it lacks."""
    lines = [
        PlanLine(row.name, row.kind, row.base_pence, row.first_year, row.uplift) for row in list_mtfs_lines(viewer)
    ]
    rates = {(row.name, row.year): row.percent / 100 for row in list_uplifts(viewer)}
    found = plan(lines, rates)
    return found, missing_rates(lines, found.years, rates)


@read_once
def spend_profile(viewer: Viewer) -> SpendProfile | None:
    return db.session.get(SpendProfile, viewer.programme_id)


def profile_weights(viewer: Viewer) -> list[Decimal]:
    """The programme's monthly percentages, or an even spread when none is kept."""
    held = spend_profile(viewer)
    return [Decimal(percent) for percent in held.percents] if held else EVEN


def list_cash_flows(viewer: Viewer, option: Option) -> Sequence[CashFlow]:
    get_option(viewer, option.id)
    query = select(CashFlow).where(CashFlow.option_id == option.id)
    return db.session.scalars(query.order_by(CashFlow.year, CashFlow.id)).all()


def get_cash_flow(viewer: Viewer, flow_id: int) -> CashFlow:
    found = db.session.get(CashFlow, flow_id)
    if not found:
        raise NotFound("That cash flow is not here")
    get_option(viewer, found.option_id)
    return found


def option_bias(viewer: Viewer, option: Option) -> OptimismBias | None:
    get_option(viewer, option.id)
    return db.session.get(OptimismBias, option.id)


def discount_rates(viewer: Viewer) -> list[tuple[int, Rate]]:
    """(the first year it is used for, the rate with its source), as they stand on the programme's day."""
    today = get_programme(viewer).today()
    return [(0, rate("discount.rate", today)), (31, rate("discount.rate_later", today))]


def option_value(viewer: Viewer, option: Option) -> Value:
    """The option's net present value, with its own optimism bias (none kept: 0%)."""
    return option_values(viewer)[get_option(viewer, option.id).id]


def option_values(viewer: Viewer) -> dict[int, Value]:
    """By option: its net present value, with its own optimism bias (none kept: 0%)."""
    ids = [each.id for each in list_options(viewer)]
    flows: dict[int, list[Flow]] = {option_id: [] for option_id in ids}
    for row in db.session.scalars(select(CashFlow).where(CashFlow.option_id.in_(ids)).order_by(CashFlow.year)):
        flows[row.option_id].append(Flow(row.year, row.label, row.pence))
    held = db.session.scalars(select(OptimismBias).where(OptimismBias.option_id.in_(ids)))
    biases = {each.option_id: each.percent for each in held}
    rates = [DiscountRate(year, each.value) for year, each in discount_rates(viewer)]
    return {each: appraise(flows[each], biases.get(each, Decimal(0)), rates) for each in ids}
