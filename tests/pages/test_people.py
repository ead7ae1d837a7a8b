"""The people pages: what they say, to whom, and what they keep back."""

from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.client import InspectingClient
from tests.factories.establishment import line, make_list, make_shares, the_line
from tests.factories.programmes import World, make_programme
from transfer.establishment.queries import post_lines

LINES = [
    line("C1", "Early help", surname="Okonkwo", forename="Ada", person_ref="40001", grade="L6", hours=37,
         salary_fte_pence=4_500_000, salary_actual_pence=4_500_000, pension_scheme="LGPS", line_manager_post="C9"),
    line("C2", "Early help", fte="0.5", occupancy=None),
    line("C9", None, cost_centre="00200", job_title="Team manager", surname="Quill", occupancy="filled"),
    line("C5", "Libraries"),
]  # fmt: skip


@pytest.fixture
def world(app: Flask) -> World:
    found = make_programme()
    make_list(found, "Council", LINES)
    return found


def sign_in(client: InspectingClient, world: World, who: str) -> InspectingClient:
    return client.sign_in(world.users[who])


def words(page: object) -> str:
    return " ".join(page.get_text(" ", strip=True).split())  # type: ignore[attr-defined]


def test_the_index_counts_and_tells_the_gap(client: InspectingClient, world: World) -> None:
    told = words(sign_in(client, world, "member-Council").page("/p/north/people"))
    assert "The other 3 of 4 have one" in told and "do not add up" not in told
    assert "1 post has no state" in told
    assert "Trust: no establishment list has been accepted and shared yet." in told


def test_an_empty_programme_says_who_brings_what(client: InspectingClient, app: Flask) -> None:
    other = make_programme("south")
    told = words(sign_in(client, other, "hr-Council").page("/p/south/people"))
    assert "HR of each organisation uploads its list of posts" in told and "Upload a list" in told


def test_the_list_filters_sorts_and_downloads_what_is_seen(client: InspectingClient, world: World) -> None:
    sign_in(client, world, "hr-Council")
    page = client.page("/p/north/people/posts?occupancy=filled&sort=-post_no")
    assert [row.th.get_text(strip=True) for row in page.select("#posts tbody tr")] == ["C9", "C5", "C1"]
    assert "Ada Okonkwo" in words(page)
    answer = client.get("/p/north/people/posts.xlsx?occupancy=filled&search=c1")
    rows = list(load_workbook(BytesIO(answer.data)).worksheets[0].values)
    assert len(rows) == 2 and rows[1][0] == "C1" and 45_000 in rows[1]


def test_names_and_pay_are_absent_for_those_who_may_not_see_them(client: InspectingClient, world: World) -> None:
    sign_in(client, world, "member-Council")
    listed = client.page("/p/north/people/posts")
    assert "Okonkwo" not in words(listed) and "Person" not in [
        each.get_text(strip=True) for each in listed.select("th")
    ]
    assert client.page("/p/north/people/posts?search=okonkwo").select("#posts tbody tr") == []
    book = load_workbook(BytesIO(client.get("/p/north/people/posts.xlsx").data)).worksheets[0]
    assert not {"Surname", "Person reference", "Actual salary"} & set(next(iter(book.values)))
    line_id = the_line_id(world, "C1")
    told = words(client.page(f"/p/north/people/posts/{line_id}"))
    assert "Okonkwo" not in told and "£45,000.00" not in told and "40001" not in told
    assert "Names are shown to their own side" in told and "The pay of a single post is shown to its own side" in told


def test_a_shared_list_names_nobody_to_another_side(client: InspectingClient, world: World) -> None:
    line_id = the_line_id(world, "C1")
    for name, named in (("hr-Council", True), ("lead", True), ("hr-Trust", False)):
        sign_in(client, world, name)
        pages = [client.get(f"/p/north/people/posts{path}") for path in ("", f"/{line_id}", ".xlsx")]
        assert [page.status_code for page in pages] == [200, 200, 200]
        texts = [page.text for page in pages[:2]] + [
            str(list(load_workbook(BytesIO(pages[2].data)).worksheets[0].values))
        ]
        assert [("Okonkwo" in text) for text in texts] == [named] * 3, name


def the_line_id(world: World, post_no: str) -> int:
    return post_lines(world.system, [post_no])[post_no][0].id


def test_finance_sees_pay_and_no_names(client: InspectingClient, world: World) -> None:
    told = words(sign_in(client, world, "finance-Council").page(f"/p/north/people/posts/{the_line_id(world, 'C1')}"))
    assert "Okonkwo" not in told and "Quill" not in told
    # 2021/22: NI 13.8% of £45,000 − £8,840 = £4,990.08; pension 21.4% = £9,630; levy 0.5% = £225
    assert all(each in told for each in ("£45,000.00", "£4,990.08", "£9,630.00", "£225.00", "£59,845.08"))
    assert "Assumed" in told


def test_a_post_shows_its_manager_reports_shares_moves_and_cell(client: InspectingClient, world: World) -> None:
    make_shares(world, [("C9", "Company", "25"), ("C9", "Council", "75")])
    sign_in(client, world, "hr-Council")
    page = client.page(f"/p/north/people/posts/{the_line_id(world, 'C9')}")
    told = words(page)
    assert "Social worker C1" in told.split("Reports to this post")[1]
    assert "25%" in told and "It does not decide whether the person transfers" in told
    assert "All move: Council to Company on 1 July 2021 with Early help" in told
    assert page.find("a", href=lambda href: href and "/cells/post_no?rows=4" in href)
    below = client.page(f"/p/north/people/posts/{the_line_id(world, 'C1')}")
    assert "Team manager C9 , Quill" in words(below).split("Reports to this post")[0]


def test_the_other_sides_unshared_post_is_not_found(client: InspectingClient, world: World) -> None:
    hidden = make_list(world, "Trust", [line("T1", "Fostering")], shared=False)
    sign_in(client, world, "hr-Council").page(f"/p/north/people/posts/{the_line(hidden, 'T1').id}", 404)
    assert client.page("/p/north/people/posts?search=T1").select("#posts tbody tr") == []


def test_rates_say_what_is_assumed(client: InspectingClient, world: World) -> None:
    page = sign_in(client, world, "member-Council").page("/p/north/rates")
    row = next(each for each in page.select("#now tbody tr") if "Local Government Pension Scheme" in each.get_text())
    assert "21.4%" in row.get_text() and "Assumed" in row.get_text()
    assert "Good Friday" in words(page)
    thresholds = [each.get_text() for each in page.select("#now tbody tr") if "secondary threshold" in each.get_text()]
    assert len(thresholds) == 2 and "£8,788" in thresholds[0] and "£8,840" in thresholds[1]  # today, and 2021/22


def test_a_guest_sees_no_people(client: InspectingClient, world: World) -> None:
    sign_in(client, world, "guest")
    for path in ("people", "people/posts", "people/posts.xlsx", "people/transfers"):
        assert client.get(f"/p/north/{path}").status_code == 403
