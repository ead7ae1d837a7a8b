"""The structure pages: before and after an option, wrong lines, and nothing of another side's unshared list."""

from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.client import InspectingClient
from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme
from transfer.kernel import keeping

PAGE = "/p/north/people/structure"


@pytest.fixture
def world(app: Flask) -> World:
    keeping.forget()
    return make_programme()


def lists(world: World, *, shared: bool = True) -> None:
    council = [
        line("D1", "Libraries", job_title="Director"),
        line("M1", "Early help", job_title="Manager", line_manager_post="D1", surname="Quill"),
        line("W1", "Early help", job_title="Worker", line_manager_post="M1", occupancy="vacant"),
        line("X1", "Early help", line_manager_post="GONE"), line("R1", line_manager_post="R1"),
    ]  # fmt: skip
    make_list(world, "Council", council)
    make_list(world, "Trust", [line("T1", "Fostering", job_title="Quokka")], shared=shared)


def test_before_and_after_an_option(client: InspectingClient, world: World) -> None:
    lists(world)
    client.sign_in(world.users["hr-Council"])
    early = world.services["Early help"].id
    page = client.page(f"{PAGE}?service={early}&option={world.options['All move'].id}")
    assert [each.get_text() for each in page.select("figcaption")] == ["Who reports to whom today", "After All move"]
    assert len(page.select("svg")) == 4 and "Quill" not in page.get_text()
    assert "M1: filled · Company" in page.select("svg")[2].get_text()
    assert "Its manager will be with another organisation: 1 post" in page.get_text()  # M1 goes, D1 stays
    assert len(client.page(f"{PAGE}?service={early}").select("svg")) == 2


def test_how_many_boxes_are_not_drawn_is_said_above_the_drawing(client: InspectingClient, world: World) -> None:
    posts = [line(f"W{n}", "Early help", job_title=f"Role {n}") for n in range(63)]
    make_list(world, "Council", posts)  # a drawing has 60 boxes
    early = world.services["Early help"].id
    page = client.sign_in(world.users["hr-Council"]).page(f"{PAGE}?service={early}")
    text = page.get_text(" ")
    assert "3 more boxes are not drawn" in text
    assert str(page).index("3 more boxes are not drawn") < str(page).index("<svg")


def test_a_managers_own_people_and_the_table(client: InspectingClient, world: World) -> None:
    lists(world)
    page = client.sign_in(world.users["member-Council"]).page(PAGE)
    link = next(each for each in page.select("#rows-1 a") if each.get_text() == "Director")
    below = client.page(str(link["href"]))
    assert "Worker" in below.select("#rows-1")[0].get_text()


def test_lines_to_put_right_are_listed_and_downloaded(client: InspectingClient, world: World) -> None:
    lists(world)
    client.sign_in(world.users["hr-Council"])
    told = client.page(f"{PAGE}/lines").get_text()
    assert "GONE is on no list that you may see" in told and "Break the ring: R1 reports to R1" in told
    book = load_workbook(BytesIO(client.get(f"{PAGE}/lines.xlsx?kind=ring").data))
    assert [row[0] for row in book.worksheets[0].iter_rows(values_only=True)] == ["Post", "R1"]


def test_an_unshared_list_is_in_no_chart(client: InspectingClient, world: World) -> None:
    lists(world, shared=False)
    for path in (PAGE, f"{PAGE}?organisation={world.organisations['Trust'].id}", f"{PAGE}/lines"):
        assert "Quokka" not in client.sign_in(world.users["hr-Council"]).get(path).text
    assert "Quokka" in client.sign_in(world.users["hr-Trust"]).get(PAGE).text


def test_without_a_list_it_says_who_brings_one(client: InspectingClient, world: World) -> None:
    assert "its column of line managers" in client.sign_in(world.users["hr-Council"]).page(PAGE).get_text()


def test_how_posts_are_held_is_said_and_listed(client: InspectingClient, world: World) -> None:
    share = [line("J1", person_ref=each, surname=f"Name{each}") for each in "12"]
    make_list(world, "Council", [*share, line("S1", person_ref="2", surname="Name2"), line("P1", headcount=8)])
    client.sign_in(world.users["hr-Council"])
    overview = client.page("/p/north/people")
    link = next(each for each in overview.select("#kinds a") if each.get_text() == "Job share")
    rows = client.page(
        str(link["href"]) if str(link["href"]).startswith("/") else "/p/north/people/posts?kind=job-share"
    )
    assert [each.get_text() for each in rows.select("#posts tbody th")] == ["J1", "J1"]
    second = str(rows.select("#posts tbody th a")[1]["href"])
    told = " ".join(client.page(second).get_text().split())
    assert "Job share Several people share this post" in told and "Person with several posts" in told
    assert "The same person’s other posts:Social worker S1" in told
    transfer = next(each for each in world.options["All move"].transfers if each.transferor.short == "Council")
    make_list(world, "Council", [line("J1", "Early help", person_ref=each) for each in "12"])
    again = str(client.page("/p/north/people/posts?kind=job-share").select("#posts tbody th a")[0]["href"])
    person = client.page(f"/p/north/people/transfers/{transfer.id}/lines/{again.split('/')[-1]}")
    assert "Several people share this post" in person.get_text()
    other = " ".join(client.sign_in(world.users["hr-Trust"]).page(second).get_text().split())
    assert "Job share" in other and "S1" not in other
