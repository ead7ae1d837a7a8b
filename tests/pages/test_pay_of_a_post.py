"""Pay of a single post: the salary to its own side, the cost by share to the side that shares its time."""

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.client import InspectingClient
from tests.factories.budget import make_book
from tests.factories.establishment import line, make_list, make_shares
from tests.factories.programmes import World, make_programme
from transfer.budget.actions import add_rule
from transfer.budget.rules import Rule
from transfer.establishment.models import AssignmentLine, TimeShare
from transfer.extensions import db
from transfer.programmes.models import Membership
from transfer.programmes.queries import list_organisations
from transfer.releases.actions import unshare_release
from transfer.releases.models import Release

# £60,000.00 a year. Employer National Insurance, pension and levy stand on top, by the rates of the product.
SALARY = 60_000_00
PAGE = "/p/north/money/shared-managers"


@pytest.fixture
def world(app: object) -> World:
    made = make_programme()
    for name in ("hr-Council", "hr-Trust", "finance-Council", "finance-Trust"):
        db.session.query(Membership).filter_by(user_id=made.users[name].id).one().sees_pay = True
    paid = {"salary_actual_pence": SALARY, "salary_fte_pence": SALARY}
    make_list(
        made, "Council",
        [
            line("AD", "Early help", cost_centre="00200", **paid), line("C2", "Early help", **paid),
            line("C3", "Early help", salary_fte_pence=26_000_00, hours=Decimal("18.5"), weeks=Decimal(39),
                 pension_scheme="Teachers"),
        ],
    )  # fmt: skip
    make_list(made, "Trust", [line("T1", "Fostering", salary_actual_pence=4_321_00)])
    make_shares(made, [("AD", "Council", "75"), ("AD", "Trust", "25")])
    make_book(made, [("00200", "A1", "Basic pay", "Employees", "GF", 100_000_00)], "Council")
    db.session.commit()
    return made


def post_page(client: InspectingClient, post_no: str) -> str:
    found = db.session.query(AssignmentLine).filter_by(post_no=post_no).one()
    return " ".join(client.page(f"/p/north/people/posts/{found.id}").get_text(" ").split())


def test_a_post_shows_its_pay_to_its_own_side_and_to_a_lead_who_may_see_pay(
    client: InspectingClient, world: World
) -> None:
    for who, sees in (("hr-Council", True), ("finance-Council", True), ("lead", True), ("hr-Trust", False),
                      ("finance-Trust", False), ("legal-Council", False), ("auditor", False)):  # fmt: skip
        client.sign_in(world.users[who])
        assert ("£60,000.00" in post_page(client, "C2")) is sees, who
        assert ("£60,000.00" in post_page(client, "AD")) is sees, who


def test_what_keeps_a_post_from_being_split_says_its_pay_to_its_own_side_alone(
    client: InspectingClient, world: World
) -> None:
    """A salary of 60,000.00 is more than the 50,000.00 that the pay lines hold. Where shares miss 100, the money that
    waits for them is the pay lines', which every side sees."""
    make_book(world, [("00200", "A1", "Basic pay", "Employees", "GF", 50_000_00)], "Council", number=2)
    add_rule(world.system, Rule({"cost_centre": "00200"}, "time"))
    db.session.commit()
    for who, sees in (("finance-Council", True), ("finance-Trust", False), ("auditor", False)):
        client.sign_in(world.users[who])
        for path in ("", "/books"):
            told = " ".join(client.page(f"/p/north/money{path}").get_text(" ").split())
            assert ("is £60,000.00, and the pay lines" in told) is sees, (who, path)
            assert ("a part of its pay is more than the pay lines of cost centre 00200" in told) is not sees
            assert sees or "60,000.00" not in told
    db.session.query(TimeShare).filter_by(post_no="AD", organisation="Trust").one().percent = Decimal(24)
    db.session.commit()
    told = " ".join(client.page("/p/north/money").get_text(" ").split())
    assert "they come to 99%. £50,000.00 of the pay lines of its cost centre waits for it" in told


def test_a_post_says_every_rate_that_its_cost_is_worked_out_from(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    stated, worked_out = post_page(client, "C2"), post_page(client, "C3")
    assert "The list alone" in stated and "Standard hours" not in stated and "Weeks in a year" not in stated
    for said in (
        "Local Government Pension Scheme employer rate: 21.4%, from 1 April 2020 Assumed "
        "Source: Illustration only, until the fund's certificate for each employer is entered",
        "Employer National Insurance rate: 13.8%, from 6 April 2011 to 5 April 2022 Assumed "
        "Source: Commonly published; no source has been read",
        "Apprenticeship levy: 0.5%, from 6 April 2017 to 5 April 2025 Assumed",
    ):
        assert said in stated, said
    assert "Teachers’ Pension Scheme employer rate: 23.68%" in worked_out and "Local Government" not in worked_out
    assert "Full-time salary × hours ÷ 37 × weeks paid ÷ 52.143, with allowances" in worked_out
    assert "Standard hours in a full-time week: 37 hours, from 1 April 1999 Confirmed Source: Green Book" in worked_out
    assert "Weeks in a year: 52.143 weeks, from 1 April 1999 Confirmed" in worked_out
    assert "£9,723.26" in worked_out  # 26,000 × 18.5 ÷ 37 × 39 ÷ 52.143


def test_the_other_side_sees_the_cost_by_share_and_never_the_components(client: InspectingClient, world: World) -> None:
    own = client.sign_in(world.users["finance-Council"]).page(PAGE)
    total = own.select_one("#post-1 tfoot tr")
    assert total and "£60,000.00" in own.text
    by_share = total.find_all("td")[-1].text  # the Trust's column
    other = client.sign_in(world.users["finance-Trust"]).page(PAGE)
    rows = [[cell.text.strip() for cell in row.select("th, td")] for row in other.select("#others tbody tr")]
    assert rows == [["AD", "Council", "Trust", "25%", by_share]]
    assert "Pay" not in [each.text for each in other.select("th")]
    assert "60,000" not in other.text and "45,000" not in other.text and "15,000" not in other.text


def nothing(client: InspectingClient, world: World) -> None:
    page = client.sign_in(world.users["finance-Trust"]).page(PAGE)
    assert not page.select("#others") and not page.select("#post-1")


def test_no_cost_by_share_without_a_share_that_stands(client: InspectingClient, world: World) -> None:
    share = db.session.query(TimeShare).filter_by(organisation="Trust").one()
    share.to_on = date(2021, 2, 28)  # the day before the one that the programme is shown as on
    nothing(client, world)


def test_no_cost_by_share_of_a_list_that_is_not_shared(client: InspectingClient, world: World) -> None:
    council = next(each for each in list_organisations(world.system) if each.short == "Council")
    release = db.session.query(Release).filter_by(dataset="establishment", organisation_id=council.id).one()
    unshare_release(world.viewer("hr-Council"), release, reason="Two posts are wrong")
    nothing(client, world)


def test_a_download_leaves_the_other_sides_pay_empty(client: InspectingClient, world: World) -> None:
    pay: dict[str, dict[str, object]] = {}
    for who in ("hr-Council", "hr-Trust", "legal-Council"):
        book = load_workbook(BytesIO(client.sign_in(world.users[who]).get("/p/north/people/posts.xlsx").data))
        header, *rows = book.worksheets[0].iter_rows(values_only=True)
        where = [index for index, each in enumerate(header) if each == "Actual salary"]
        pay[who] = {str(row[0]): row[where[0]] for row in rows} if where else {}
    assert pay["hr-Council"] == {"AD": 60_000, "C2": 60_000, "C3": None, "T1": None}
    assert pay["hr-Trust"] == {"AD": None, "C2": None, "C3": None, "T1": 4_321}
    assert pay["legal-Council"] == {}
