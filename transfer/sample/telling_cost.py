"""What finance entered about pay and rates, and how it proposes to share a manager's time."""

from datetime import date
from decimal import Decimal

from transfer.establishment.actions import add_cost_input, add_pay_scale, add_published, propose_time
from transfer.establishment.queries import post_lines
from transfer.establishment.rules.inputs import Input
from transfer.establishment.rules.scales import Point, Scale
from transfer.establishment.rules.shares import Asked, Part
from transfer.programmes.queries import list_organisations
from transfer.programmes.rules import Viewer
from transfer.sample.cast import Cast

FINANCE = "finance.council@example.org"
PAUSE = "Spending Review, November 2020: a pause of public sector pay rises"
CENSUS = "Department for Education, Children’s social work workforce, 2020"
# Area, agency, vacancy and turnover as per cents.
NEIGHBOURS = (
    ("Slough", "46.3", "44.4", "39.8"), ("Reading", "28.0", "29.8", "22.8"),
    ("Windsor and Maidenhead", "28.6", "32.3", "21.0"),
)  # fmt: skip
# The sample's lists say grades and no points, so that this scale costs nothing until a list does.
POINTS = tuple(
    Point("L4", point, pence) for point, pence in ((18, 24_312_00), (19, 24_799_00), (20, 25_295_00), (21, 25_801_00))
)
SHARED_POST = "C00001"


def tell_cost(cast: Cast) -> None:
    """An award of nothing, which anybody may try with another per cent; neighbours; and a proposal that waits."""
    finance = cast.viewer(FINANCE)
    add_cost_input(finance, Input("pay.award", Decimal(0), date(2021, 4, 1), "assumed", PAUSE))
    add_pay_scale(finance, Scale(
        date(2020, 4, 1), "assumed", "Made up for the sample: no point of it was agreed anywhere", POINTS,
        organisation_id=_own(finance)["Council"], half_year=True,
    ))  # fmt: skip
    for area, agency, vacancy, turnover in NEIGHBOURS:
        rates = {"agency": Decimal(agency), "vacancy": Decimal(vacancy), "turnover": Decimal(turnover)}
        add_published(finance, area=area, year=2020, source=CENSUS, **rates)
    own = _own(finance)
    parts = (Part(own["Council"], Decimal(70)), Part(own["Company"], Decimal(30)))
    asked = Asked(
        parts, "recharge", "Four weeks’ diary", "Diary of February 2021, kept by finance", date(2021, 7, 1),
        review_on=date(2022, 1, 10),
    )  # fmt: skip
    propose_time(finance, post_lines(finance, [SHARED_POST])[SHARED_POST][0], asked)


def _own(viewer: Viewer) -> dict[str, int]:
    return {each.short: each.id for each in list_organisations(viewer)}
