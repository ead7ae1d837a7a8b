"""The pages of management time: what is shown to whom, a proposal with its approval, and what comes up as a task."""

import pytest
from flask import Flask

from tests.client import InspectingClient
from tests.factories.establishment import line, make_list, make_release, make_shares, the_line
from tests.factories.programmes import World, make_programme
from transfer.establishment.models import AssignmentLine, TimeProposal, TimeShare
from transfer.extensions import db

PAGE = "/p/north/people/time"


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


@pytest.fixture
def post(world: World) -> AssignmentLine:
    pay = {"salary_actual_pence": 4_500_000, "pension_scheme": "LGPS"}
    release = make_list(world, "Council", [line("AD", "Early help", job_title="Assistant Director", **pay)])
    make_shares(world, [("AD", "Council", "75"), ("AD", "Company", "25")])
    return the_line(release, "AD")


def typed(world: World, council: str = "40", company: str = "60") -> dict[str, object]:
    return {
        "version": "0", "organisation_1": world.organisations["Council"].id, "percent_1": council,
        "organisation_2": world.organisations["Company"].id, "percent_2": company, "arrangement": "recharge",
        "basis": "Diary sample", "evidence": "Minute of 3 March", "from_on": ["1", "7", "2021"],
        "to_on": ["", "", ""], "review_on": ["", "", ""], "review_when": "once embedded",
    }  # fmt: skip


def propose(client: InspectingClient, world: World, post: AssignmentLine) -> TimeProposal:
    client.sign_in(world.users["finance-Council"])
    assert client.post(f"{PAGE}/posts/{post.id}/share", data=typed(world)).status_code == 303
    return db.session.query(TimeProposal).one()


def test_a_share_is_a_cost_and_no_decision(client: InspectingClient, world: World, post: AssignmentLine) -> None:
    told = " ".join(client.sign_in(world.users["finance-Council"]).page(f"{PAGE}/posts/{post.id}").get_text().split())
    assert "£59,845.08" in told and "£14,961.27" in told  # a quarter of each component, added up
    assert "never from these shares" in told
    other = client.sign_in(world.users["finance-Trust"]).page(f"{PAGE}/posts/{post.id}").get_text()
    assert "£" not in other and "25%" in other


def test_the_list_is_filtered_and_downloaded(client: InspectingClient, world: World, post: AssignmentLine) -> None:
    client.sign_in(world.users["member-Council"])
    assert "Assistant Director" in client.page(f"{PAGE}?search=assistant&state=stands").get_text()
    assert "No post matches" in client.page(f"{PAGE}?state=wrong").get_text()
    assert "No post matches" in client.page(f"{PAGE}?organisation={world.organisations['Trust'].id}").get_text()
    assert "sheet" in str(client.get(f"{PAGE}.xlsx").mimetype)


def test_one_proposes_and_another_approves(client: InspectingClient, world: World, post: AssignmentLine) -> None:
    row = propose(client, world, post)
    own = client.page(f"{PAGE}/posts/{post.id}").get_text()
    assert "because you entered it" in own
    decide = f"{PAGE}/proposals/{row.id}"
    answer = client.post(decide, data={"version": "1", "outcome": "approve"})
    assert answer.status_code == 422 and "you entered it" in answer.text
    client.sign_in(world.users["lead"])
    assert "1 proposal waits for approval" in client.page("/p/north/").get_text()
    assert client.post(decide, data={"version": "1", "outcome": "approve"}).status_code == 303
    told = " ".join(client.page(f"{PAGE}/posts/{post.id}").get_text().split())
    assert "Company 60%" in told and "supply of staff at the standard rate" in told and "once embedded" in told
    assert "1 proposal waits" not in client.page("/p/north/").get_text()


def test_what_misses_100_is_said_beside_the_share(client: InspectingClient, world: World, post: AssignmentLine) -> None:
    client.sign_in(world.users["lead"])
    answer = client.post(f"{PAGE}/posts/{post.id}/share", data=typed(world, company="59"))
    assert answer.status_code == 422 and "they come to 99" in answer.text and 'value="59"' in answer.text
    words = client.post(f"{PAGE}/posts/{post.id}/share", data=typed(world, company="half")).text
    assert "Enter a number" in words


def test_a_review_comes_up_and_is_recorded(client: InspectingClient, world: World, post: AssignmentLine) -> None:
    release = make_release(world, "time_shares", None, 2)
    for row, (side, percent) in enumerate((("Council", 75), ("Company", 25)), 2):
        held = {"organisation_id": world.organisations[side].id, "organisation": side, "review": "1 February 2021"}
        db.session.add(TimeShare(release_id=release.id, source_row=row, post_no="AD", percent=percent, **held))
    db.session.commit()
    client.sign_in(world.users["lead"])
    assert "1 post’s shares are due" in client.page("/p/north/").get_text()
    answer = client.post(f"{PAGE}/posts/{post.id}/review", data={"found": "They hold", "next_on": ["1", "9", "2021"]})
    assert answer.status_code == 303
    told = " ".join(client.page(f"{PAGE}/posts/{post.id}").get_text().split())
    assert "They hold Next on 1 September 2021" in told and "A review is due" not in told
