"""The pages of the plan. The client inspects the bones of each."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.client import InspectingClient
from tests.counting import counted_queries
from tests.factories.contracts import make_plan
from tests.factories.programmes import World, make_programme
from transfer.steering.queries import get_milestone

PLAN = [
    {"reference": "A", "title": "Budget agreed", "baseline_on": date(2021, 2, 15), "forecast_on": date(2021, 2, 20)},
    {"reference": "B/1", "title": "Go, or not", "workstream": "Legal", "kind": "decision", "depends_on": ["A", "P"],
     "baseline_on": date(2021, 3, 18), "forecast_on": date(2021, 3, 23)},
    {"reference": "GO", "title": "Services move", "baseline_on": date(2021, 4, 1), "forecast_on": date(2021, 4, 1),
     "depends_on": ["B/1"]},
    {"reference": "X", "title": "Put forward", "baseline_on": date(2021, 12, 15), "concerns": "GO"},
]  # fmt: skip


@pytest.fixture
def world(app: object) -> World:
    return make_programme()


def test_an_empty_plan_says_what_belongs_here(client: InspectingClient, world: World) -> None:
    page = client.sign_in(world.users["guest"]).page("/p/north/plan")
    assert "This page is for the steering group’s plan" in page.get_text()


def test_the_plan(client: InspectingClient, world: World) -> None:
    make_plan(world, PLAN, parked=["P"])
    page = client.sign_in(world.users["guest"]).page("/p/north/plan")
    words = " ".join(page.get_text(" ", strip=True).split())
    assert "2 things do not add up in the plan." in words  # X is dated after GO, and B/1 waits for P
    assert "Left out because its row has errors: P" in words
    late = [each.get_text(" ", strip=True) for each in page.select("#late tbody tr")]
    assert len(late) == 2
    assert late[0].startswith("A Budget agreed 20 February 2021 It was due on 20 February 2021")
    assert late[0].endswith("B/1 , GO")
    assert page.select_one("svg title")
    tags = [each.get_text(strip=True) for each in page.select("#list .govuk-tag")]
    assert tags == ["Needs action", "Slipping", "On time", "No forecast"]
    narrowed = client.page("/p/north/plan?status=late&workstream=Legal")
    assert [each.get_text(strip=True) for each in narrowed.select("#list tbody th a")] == ["B/1"]
    downwards = client.page("/p/north/plan?sort=-reference")
    assert [each.get_text(strip=True) for each in downwards.select("#list tbody th a")] == ["X", "GO", "B/1", "A"]
    assert "No milestone matches" in client.page("/p/north/plan?search=nothing").get_text()


def test_done_without_evidence_is_not_said_to_slip(client: InspectingClient, world: World) -> None:
    done = {"reference": "D", "title": "Told", "baseline_on": date(2021, 2, 1), "actual_on": date(2021, 2, 1)}
    make_plan(world, [*PLAN, done])
    page = client.sign_in(world.users["guest"]).page("/p/north/plan?status=no-evidence")
    assert [each.get_text(strip=True) for each in page.select("#list tbody th a")] == ["D"]
    assert [each.get_text(strip=True) for each in page.select("#list .govuk-tag")] == ["Done, no evidence"]
    cards = {each.p.get_text(strip=True): each.a.contents[0] for each in page.select(".app-card") if each.p and each.a}
    assert (cards["Done, no evidence"], cards["Slipping"], cards["Done"]) == ("1", "1", "0")
    slipping = client.page("/p/north/plan?status=amber")
    assert [each.get_text(strip=True) for each in slipping.select("#list tbody th a")] == ["B/1"]


def test_the_download_is_what_is_seen(client: InspectingClient, world: World) -> None:
    make_plan(world, PLAN)
    client.sign_in(world.users["guest"]).page("/p/north/plan")
    answer = client.get("/p/north/plan.xlsx?kind=decision")
    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["B/1"]
    assert sheet["I2"].value == "Slipping"


def test_a_milestone(client: InspectingClient, world: World) -> None:
    release = make_plan(world, PLAN)
    page = client.sign_in(world.users["guest"]).page("/p/north/plan/milestones/B/1")
    words = " ".join(page.get_text(" ", strip=True).split())
    assert "It slips by 3 working days; 7 are left before it holds something up" in words
    assert "Decision" in words
    assert "23 March 2021 (in 22 days)" in words
    assert page.find("a", href=f"/p/north/versions/{release.id}/cells/baseline_on?rows=6")
    assert not page.select("main form")
    client.page("/p/north/plan/milestones/NONE", 404)
    client.page("/p/north/plan/update/B/1", 403)


def test_a_slip_is_shown_where_it_arrives(client: InspectingClient, world: World) -> None:
    make_plan(world, [PLAN[0] | {"forecast_on": date(2021, 3, 24)}, *PLAN[1:]])
    page = client.sign_in(world.users["guest"]).page("/p/north/plan/milestones/B/1")
    words = " ".join(page.get_text(" ", strip=True).split())
    assert "It cannot be before 24 March 2021: it waits for A" in words
    assert "not done yet" in words and "done None" not in words
    first = " ".join(client.page("/p/north/plan/milestones/A").get_text(" ", strip=True).split())
    assert "Days of room 1 working day too late" in first
    late = client.page("/p/north/plan").select("#late tbody th a")
    assert [each.get_text(strip=True) for each in late] == ["A", "B/1"]


def test_updating_a_milestone(client: InspectingClient, world: World) -> None:
    make_plan(world, PLAN)
    client.sign_in(world.users["lead"])
    page = client.page("/p/north/plan/milestones/A")
    assert page.select_one("main form")
    path = "/p/north/plan/update/A"
    typed = {"version": "0", "forecast_on": ["5", "3", "2021"], "actual_on": ["", "", ""], "evidence": "", "reason": ""}
    without = client.post(path, data=typed)
    assert without.status_code == 422
    assert "Enter the reason for the new date" in without.text
    assert client.post(path, data={"version": "0", "evidence": "", "reason": ""}).status_code == 422
    assert client.post(path, data=typed | {"reason": "The auditor was ill"}).status_code == 303
    page = client.page("/p/north/plan/milestones/A")
    assert "The auditor was ill" in page.get_text() and "Saved: A." in page.get_text()
    assert "Saved: A." not in client.page("/p/north/plan/milestones/A").get_text()
    stale = client.post(path, data=typed | {"reason": "Typed by somebody slower"})
    assert stale.status_code == 409
    assert "Typed by somebody slower" in stale.text
    assert "5 March 2021" in stale.text
    item = get_milestone(world.system, "A")
    assert (item.forecast_on, item.sheet.forecast_on) == (date(2021, 3, 5), date(2021, 2, 20))


def test_a_page_asks_the_same_number_of_queries(client: InspectingClient, world: World) -> None:
    counts = []
    for slug, rows in (("ten", 10), ("many", 120)):
        each = make_programme(slug)
        make_plan(each, [{"reference": f"M{n}", "baseline_on": date(2021, 3, 8)} for n in range(rows)])
        client.sign_in(each.users["lead"])
        with counted_queries() as asked:
            page = client.page(f"/p/{slug}/plan")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "Filter the list to 60 milestones or fewer" in page.get_text()
