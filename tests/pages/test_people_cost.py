"""The cost page: what it says to whom; and one input, previewed, changed again, saved and taken back."""

from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.client import InspectingClient
from tests.factories.establishment import line, make_list, the_line
from tests.factories.programmes import World, make_programme
from transfer.establishment.models import CostInput, PayScale
from transfer.extensions import db
from transfer.kernel import keeping

PAGE = "/p/north/people/cost"
NEW = f"{PAGE}/inputs/new"
LGPS = {"salary_actual_pence": 4_500_000, "pension_scheme": "LGPS", "grade": "L5"}
# £45,000.00 at the rates of 2021/22, with LGPS at 21.4%.
ONE = "£59,845.08"
RATE = {
    "name": "pension.lgps", "organisation_id": "0", "value": "16.4", "starts_on": ["1", "4", "2021"],
    "ends_on": ["", "", ""], "settled_on": ["", "", ""], "status": "confirmed", "source": "The fund’s certificate",
    "version": "1",
}  # fmt: skip


@pytest.fixture
def world(app: Flask) -> World:
    keeping.forget()
    world = make_programme()
    make_list(world, "Council", [line("C1", "Early help", person_ref="1", **LGPS)])
    make_list(world, "Trust", [line("T1", "Fostering", person_ref="2", **LGPS)])
    return world


def seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def test_who_sees_what_it_costs(client: InspectingClient, world: World) -> None:
    lead = client.sign_in(world.users["lead"]).page(PAGE).get_text()
    assert "£119,690.16" in lead and "are in no cost" not in lead
    own = client.sign_in(world.users["finance-Council"]).page(PAGE).get_text()
    assert (
        "full-time equivalent" in own
        and ONE in own
        and "£119,690.16" not in own
        and "those of Trust are in no cost" in own
    )
    assert "of 1 Council post" in own and "Not shown to you" in own  # Fostering is the Trust's
    assert "of 2" not in lead and "Not shown to you" not in lead
    for name in ("member-Council", "legal-Council"):
        assert "£" not in client.sign_in(world.users[name]).page(PAGE).get_text()


def test_added_up_otherwise_and_downloaded_as_seen(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Trust"])
    assert "L5" in client.page(f"{PAGE}?by=grade").select("#bill")[0].get_text()
    book = load_workbook(BytesIO(client.get("/p/north/people/cost.xlsx?by=organisation").data))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert [(row[0], row[-1]) for row in rows[1:]] == [("Council", None), ("Trust", 59_845.08)]
    assert [row[0] for row in book.worksheets[1].iter_rows(values_only=True)] == ["Option", "As now", "All move"]


def test_an_input_is_shown_first_and_saved_then(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["lead"])
    shown = client.post(NEW, data=RATE)
    assert shown.status_code == 200 and not db.session.query(CostInput).count()
    assert "£115,190.16" in shown.text and "−£4,500.00" in shown.text  # 5% of £90,000.00 less
    again = client.post(NEW, data={**RATE, "again": "yes", "seen": seen(shown.text)})
    assert 'value="16.4"' in again.text and not db.session.query(CostInput).count()
    assert client.post(NEW, data={**RATE, "seen": seen(shown.text)}).status_code == 303
    page = client.page(PAGE).get_text()
    assert "£115,190.16" in page and "16.4%" in page and "The fund’s certificate" in page


def test_what_changed_meanwhile_is_shown_anew(client: InspectingClient, world: World) -> None:
    shown = client.sign_in(world.users["lead"]).post(NEW, data=RATE)
    make_list(world, "Council", [line("C1", "Early help", person_ref="1", **{**LGPS, "salary_actual_pence": 100})])
    later = client.post(NEW, data={**RATE, "seen": seen(shown.text)})
    assert later.status_code == 409 and "look at them again" in later.text
    assert not db.session.query(CostInput).count()


def test_a_wrong_value_is_told_beside_it_and_what_was_typed_is_kept(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Council"])
    for wrong, words in (("a lot", "Enter a number"), ("214", "can be: from 0"), ("-3", "can be: from 0")):
        answer = client.post(NEW, data={**RATE, "value": wrong})
        assert answer.status_code == 422 and words in answer.text and f'value="{wrong}"' in answer.text
    other = {**RATE, "organisation_id": str(world.organisations["Trust"].id)}
    assert client.post(NEW, data=other).status_code == 422
    offered = [each.get_text() for each in client.page(NEW).select("#organisation_id option")]
    assert offered == ["Every employer", "Council"]


def test_removing_shows_what_it_takes_back(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["lead"])
    client.post(NEW, data={**RATE, "seen": seen(client.post(NEW, data=RATE).text)})
    row = db.session.query(CostInput).one()
    shown = client.get(f"{PAGE}/inputs/{row.id}/remove")
    assert "+£4,500.00" in shown.text and "Nothing has been removed yet" in shown.text
    answer = client.post(f"{PAGE}/inputs/{row.id}/remove", data={"version": "1", "seen": seen(shown.text)})
    assert answer.status_code == 303 and not db.session.query(CostInput).count()


def test_an_award_that_is_not_settled_is_said_in_pence(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Trust"])
    award = {**RATE, "name": "pay.award", "value": "2", "status": "offered"}
    client.post(NEW, data={**award, "seen": seen(client.post(NEW, data=award).text)})
    told = " ".join(client.page(PAGE).get_text().split())
    assert "£1,221.30 of this rests on awards" in told  # £900.00 and NI, pension and levy on it


def test_a_pay_scale_is_pasted_shown_first_and_saved_then(client: InspectingClient, world: World) -> None:
    """£45,000.00 at point 26 becomes £45,900.00: £1,221.30 more for the one post of which a scale holds the point."""
    release = make_list(world, "Trust", [line("T1", "Fostering", person_ref="2", scp="26", **LGPS)])
    client.sign_in(world.users["lead"])
    scale = {
        "version": "1", "organisation_id": "0", "points": "L5\t26\t45,000\r\nL5\t27\t45,900", "month": "4",
        "starts_on": ["1", "4", "2020"], "status": "agreed", "settled_on": ["24", "8", "2020"],
        "source": "NJC circular", "half_year": "yes",
    }  # fmt: skip
    new = f"{PAGE}/scales/new"
    assert "Correct line 1" in client.post(new, data={**scale, "points": "L5 twenty-six"}).text
    shown = client.post(new, data=scale)
    assert "2 points of L5" in shown.text and "+£1,221.30" in shown.text
    assert client.post(new, data={**scale, "seen": seen(shown.text)}).status_code == 303
    page = client.page(PAGE).get_text()
    assert (
        "1 of 2 posts whose pay you see have a grade and a point" in page
        and "£120,911.46" in page
        and "1 April" in page
    )
    post = client.page(f"/p/north/people/posts/{the_line(release, 'T1').id}").get_text()
    assert "L5, point 26" in post
    assert "point 26 to 27 of its grade, £45,000.00 to £45,900.00 by the scale of 1 April 2020" in post
    row = db.session.query(PayScale).one()
    assert row.half_year and "newcomers first after six months (assumed)" in page
    assert "45900.00" in client.page(f"{PAGE}/scales/{row.id}").get_text()
    hidden = client.sign_in(world.users["hr-Council"]).page(f"/p/north/people/posts/{the_line(release, 'T1').id}")
    assert "L5" in hidden.get_text() and "point 26" not in hidden.get_text()
    client.sign_in(world.users["lead"])
    taken = client.page(f"{PAGE}/scales/{row.id}/remove").get_text()
    assert "Nothing has been removed yet" in taken and "−£1,221.30" in taken
    shown = client.get(f"{PAGE}/scales/{row.id}/remove")
    answer = client.post(f"{PAGE}/scales/{row.id}/remove", data={"version": "1", "seen": seen(shown.text)})
    assert answer.status_code == 303 and not db.session.query(PayScale).count()
