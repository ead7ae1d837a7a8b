"""Transfers, their candidates and one person: what the pages say, and what may be decided by whom."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from tests.client import InspectingClient, inspect
from tests.factories.establishment import line, make_list, make_shares, the_line
from tests.factories.programmes import World, make_programme
from tests.pages.test_people import words
from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.programmes.models import Membership, Transfer
from transfer.tupe.queries import find_decision, list_transfers

NAMED = line("C1", "Early help", surname="Okonkwo", forename="Ada", person_ref="40001")


@pytest.fixture
def world(app: Flask) -> World:
    found = make_programme()
    make_list(found, "Council", [NAMED, line("C2", "Early help"), line("C5", "Libraries")])
    return found


def transfers(world: World) -> list[Transfer]:
    return list(list_transfers(world.system))


def person_path(world: World, post_no: str = "C1") -> str:
    release = make_list(world, "Council", [NAMED, line("C2", "Early help"), line("C5", "Libraries")])
    return f"/p/north/people/transfers/{transfers(world)[1].id}/lines/{the_line(release, post_no).id}"


def decide(client: InspectingClient, path: str, **asked: Any) -> TestResponse:
    values = {"after": "under_review", "reason": "Works there", "evidence": "", "version": "0"}
    day = {"decided_on": ["1", "3", "2021"]}
    return client.post(path, data={**values, **day, **asked})


def test_one_employer_is_explained_and_dates_say_how_far_off(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    told = words(client.page("/p/north/people/transfers"))
    assert "Trust and Company have one company number, 01234567" in told
    assert "1 April 2021, in 31 days" in told and "Candidate : 2" in told
    page = words(client.page(f"/p/north/people/transfers/{transfers(world)[0].id}"))
    assert "nobody employed by either is in a TUPE transfer" in page and "no date of TUPE is due" in page
    assert "at the latest" not in page and "4 March 2021" not in page
    page = words(client.page(f"/p/north/people/transfers/{transfers(world)[1].id}"))
    assert "3 June 2021, in 94 days" in page and "2 June 2021, in 93 days" in page
    transfers(world)[1].basis = "no change of employer"
    db.session.commit()
    page = words(client.page(f"/p/north/people/transfers/{transfers(world)[1].id}"))
    assert "The legal basis is “no change of employer”" in page and "3 June 2021" not in page


def test_candidates_filter_and_download(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    path = f"/p/north/people/transfers/{transfers(world)[1].id}"
    assert [row.th.get_text(strip=True) for row in client.page(path).select("#candidates tbody tr")] == ["C1", "C2"]
    assert [each.get_text(strip=True) for each in client.page(path).select("#candidates thead th")][:2] == [
        "Post", "State"
    ]  # fmt: skip
    assert "Of 2 candidates, 2 may transfer" in words(client.page(path))
    assert decide(client, person_path(world, "C2"), after="left").status_code == 303
    assert "Of 2 candidates, 1 may transfer" in words(client.page(path))
    assert client.page(f"{path}?state=disputed").select("#candidates tbody tr") == []
    rows = list(load_workbook(BytesIO(client.get(f"{path}/candidates.xlsx?search=c1").data)).worksheets[0].values)
    assert [row[0] for row in rows[1:]] == ["C1"] and "Ada Okonkwo" in rows[1]


def test_a_decision_is_recorded_and_told(client: InspectingClient, world: World) -> None:
    path = person_path(world)
    make_shares(world, [("C1", "Company", "75"), ("C1", "Council", "25")])
    client.sign_in(world.users["hr-Council"])
    answer = decide(client, path)
    assert answer.status_code == 303
    page = words(client.page(path))
    assert "the time of the post is shared, Company 75%, Council 25%" in page
    assert "cost follows these shares only where a rule of the split says so" in page
    assert "The decision was recorded" in page and "Works there" in page
    assert "Ada Okonkwo" in page and "There is no percentage that decides it" in page
    db.session.expire_all()
    kept = find_decision(transfers(world)[1], db.session.get_one(AssignmentLine, int(path.rsplit("/", 1)[1])))
    assert kept and kept.state == "under_review"


def test_an_address_of_before_a_newer_list_leads_to_the_person(client: InspectingClient, world: World) -> None:
    """The page and its forms; a decision that is posted there is not carried over, nor is a post that moved away."""
    kept, gone = person_path(world), person_path(world, "C2")
    release = make_list(world, "Council", [line("C2", "Libraries"), NAMED])
    client.sign_in(world.users["hr-Council"])
    now = f"{kept.rpartition('/')[0]}/{the_line(release, 'C1').id}"
    for more in ("", "/objection"):
        answer = client.get(f"{kept}{more}")
        assert (answer.status_code, answer.location) == (302, f"{now}{more}")
    assert "Ada Okonkwo" in words(client.page(now))
    assert decide(client, kept).status_code == 404
    client.page(gone, 404)


def test_what_is_missing_is_said_beside_its_field(client: InspectingClient, world: World) -> None:
    path = person_path(world)
    client.sign_in(world.users["hr-Council"])
    answer = decide(client, path, reason="", decided_on=["31", "2", "2021"])
    assert answer.status_code == 422
    told = words(inspect(answer.text))
    assert "Enter the reason" in told and "Enter a day that exists" in told
    later = decide(client, path, decided_on=["2", "3", "2021"])
    assert later.status_code == 422 and "not after today, 1 March 2021" in words(inspect(later.text))
    skipped = decide(client, path, after="transferred")
    assert skipped.status_code == 422


def test_the_second_of_two_is_told_and_keeps_what_was_typed(client: InspectingClient, world: World) -> None:
    path = person_path(world)
    client.sign_in(world.users["hr-Council"])
    assert decide(client, path).status_code == 303
    answer = decide(client, path, after="left", reason="Went to another council")
    assert answer.status_code == 409
    told = words(inspect(answer.text))
    assert "Somebody else decided about this person first" in told and "Under review" in told
    assert "Went to another council" in answer.text


@pytest.mark.parametrize(("who", "status"), [("hr-Trust", 422), ("finance-Council", 403), ("lead", 403)])
def test_others_may_not_decide(client: InspectingClient, world: World, who: str, status: int) -> None:
    path = person_path(world)
    client.sign_in(world.users[who])
    assert decide(client, path).status_code == status
    page = client.page(path)
    assert not page.find("textarea") and "HR or legal of Council decides" in words(page)


def test_reasons_and_names_are_kept_from_those_who_do_not_see_people(client: InspectingClient, world: World) -> None:
    path = person_path(world)
    decide(client.sign_in(world.users["hr-Council"]), path, reason="Ada is a foster lead")
    told = words(client.sign_in(world.users["finance-Council"]).page(path))
    assert "foster lead" not in told and "Okonkwo" not in told and "Under review" not in told
    assert "How many people stand where" in told


@pytest.mark.parametrize("who", ["finance-Council", "member-Council", "hr-Trust", "auditor"])
def test_who_sees_no_names_sees_decisions_as_counts(client: InspectingClient, world: World, who: str) -> None:
    path = person_path(world)
    decide(client.sign_in(world.users["hr-Council"]), path)
    client.sign_in(world.users[who])
    whole = path.partition("/lines/")[0]
    page = client.page(f"{whole}?state=under_review")
    assert "Still to decide: 2" in words(page) and "Under review: 1" in words(page)
    table = page.select("#candidates tbody tr")
    assert [row.th.get_text(strip=True) for row in table] == ["C1", "C2"]
    assert not any("Under review" in words(row) or row.find("a", href=True)["href"] == path for row in table)
    rows = load_workbook(BytesIO(client.get(f"{whole}/candidates.xlsx?state=under_review").data)).worksheets[0].values
    assert [row[0] for row in rows] == ["Post number", "C1", "C2"]
    assert client.get(f"{whole}/together?search=C1").status_code == 403
    assert "Under review" not in words(client.page("/p/north/people/for-legal"))


def test_somebody_who_does_not_move_has_no_page(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"]).page(person_path(world, "C5"), 404)


def test_an_option_that_moves_nothing_says_so(client: InspectingClient, world: World) -> None:
    world.options["All move"].preferred = False
    db.session.flush()
    world.options["As now"].preferred = True
    db.session.commit()
    assert "moves nothing" in words(client.sign_in(world.users["hr-Council"]).page("/p/north/people/transfers"))


def answered(client: InspectingClient, path: str, answer: str, why: str = "Seen") -> TestResponse:
    shown = client.page(path).find("input", {"name": "version"})
    assert shown
    return client.post(path, data={"version": shown["value"], "answer": answer, "why": why})


def test_a_last_step_is_corrected_by_two_people_and_both_stay_on_the_page(
    client: InspectingClient, world: World
) -> None:
    path = person_path(world)
    client.sign_in(world.users["hr-Council"])
    assert decide(client, path, after="left", reason="Read the wrong row").status_code == 303
    place = client.page(path).find("a", string="Correct it")
    assert place
    page = words(client.page(str(place["href"])))
    assert "The person is again Candidate" in page and "Nothing was disclosed, paid or found because of it" in page
    assert client.post(str(place["href"]), data={"version": "1", "reason": "", "evidence": ""}).status_code == 422
    asked = {"version": "1", "reason": "Another person left", "evidence": "Leaver form"}
    assert client.post(str(place["href"]), data=asked).status_code == 303
    told = client.page(path)
    assert "Correction asked for, back to Candidate" in words(told) and not told.find("a", string="Correct it")
    answer = str(told.find("a", string="Look at the correction")["href"])  # type: ignore[index]
    assert "You asked for it: somebody else" in words(client.page(answer))
    assert "1 correction waits for a second person" in words(client.page(path.split("/lines")[0]))
    legal = client.sign_in(world.users["legal-Council"])
    legal.page(answer, 404)
    db.session.query(Membership).filter_by(user_id=world.users["legal-Council"].id).one().sees_people = True
    db.session.commit()
    assert answered(legal, answer, "refuse", "").status_code == 422
    assert answered(legal, answer, "confirm").status_code == 303
    page = words(legal.page(path))
    assert "Candidate in the transfer" in page and "Nobody has decided yet" in page
    assert "Read the wrong row" in page and "Another person left" in page
    assert "Taken back: again Candidate" in page and "Hr Council, confirmed by Legal Council" in page


def test_another_side_cannot_reach_a_correction(client: InspectingClient, world: World) -> None:
    path = person_path(world)
    decide(client.sign_in(world.users["hr-Council"]), path, after="left")
    place = str(client.page(path).find("a", string="Correct it")["href"])  # type: ignore[index]
    client.sign_in(world.users["hr-Trust"]).page(place, 404)
    assert "Correct it" not in client.page(path).text
    client.sign_in(world.users["lead"]).page(place, 403)


def test_who_is_no_longer_on_the_list_is_corrected_as_well(client: InspectingClient, world: World) -> None:
    path = person_path(world, "C2")
    client.sign_in(world.users["hr-Council"])
    assert decide(client, path, after="left").status_code == 303
    make_list(world, "Council", [NAMED])
    gone = client.page(f"{path.split('/lines')[0]}/no-longer-listed").select_one("#gone tbody a")
    assert gone
    page = client.page(str(gone["href"]))
    assert "This person is no longer in scope: they left" in words(page)
    place = str(page.find("a", string="Correct it")["href"])  # type: ignore[index]
    answer = client.post(place, data={"version": "1", "reason": "Wrong row", "evidence": "Form"})
    assert answer.status_code == 303 and answer.location.endswith("/no-longer-listed")
    assert "Correction asked for, back to Candidate" in words(client.page(str(gone["href"])))


def test_the_page_says_which_step_comes_first_and_asks_only_for_what_it_offers(
    client: InspectingClient, world: World
) -> None:
    path = person_path(world)
    client.sign_in(world.users["hr-Council"])
    first = "Record “Under review” first"
    for page in (words(client.page(path)), words(client.page(f"{path.split('/lines/')[0]}/together"))):
        assert first in page and "“In scope”, “Not assigned” and “Disputed” can be chosen here" in page
        assert "Needed for" not in page
    decide(client, path)
    page = words(client.page(path))
    assert first not in page and "Needed for “In scope” and “Not assigned”: the rota" in page
