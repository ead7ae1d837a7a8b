"""Options side by side and their scoring: what each page says, to whom, empty and full, and what a form answers."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tests.client import InspectingClient
from tests.counting import counted_queries
from tests.factories.budget import make_book
from tests.factories.programmes import World, make_programme
from transfer.appraisal.actions import add_criterion, add_scorer, name_as_usual, record_scores
from transfer.appraisal.models import Criterion, Scorer
from transfer.appraisal.queries import list_scorers, scoring
from transfer.budget.actions import add_cash_flow, replace_rules
from transfer.budget.rules import Rule
from transfer.extensions import db
from transfer.kernel.errors import DomainError
from transfer.programmes.actions import add_constraint, add_option, assess_constraint

BASE = "/p/north/money/appraisal"


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def text(client: InspectingClient, path: str) -> str:
    return " ".join(client.page(path).get_text(" ", strip=True).split())


def scored(world: World, *scores: int) -> Scorer:
    """Practice 60 and cost 40, scored by one person: "All move", then "As now", on practice and then on cost."""
    criteria = [
        add_criterion(world.system, name=name, weight=Decimal(weight), swing="From chaos to calm")
        for name, weight in (("Practice", 60), ("Cost", 40))
    ]
    scorer = add_scorer(world.system, name="Ann Scorer", capacity="Finance")
    cells = [(world.options[name].id, each.id) for name in ("All move", "As now") for each in criteria]
    typed = {cell: (score, "Because") for cell, score in zip(cells, scores, strict=True)}
    record_scores(world.system, scorer, name=scorer.name, capacity=scorer.capacity, typed=typed)
    db.session.commit()
    return scorer


def test_an_empty_programme_says_who_does_what(world: World, client: InspectingClient) -> None:
    client.sign_in(world.users["member-Council"])
    assert "Nobody has said which option is business as usual" in text(client, BASE)
    assert "The programme lead enters what options are scored by" in text(client, f"{BASE}/scoring")
    assert client.get(f"{BASE}/criteria/new").status_code == 403


def test_options_stand_side_by_side_from_one_ground(world: World, client: InspectingClient) -> None:
    """10,000.01 of fostering and 12,000.00 of early help move, 900.00 of HR stays. A saving of 700.00 now for a cost of
    600.00 now is worth 100.00; costs could rise by 100 / 600 and benefits fall by 100 / 700."""
    make_book(world, [("00100", "A1", "Basic pay", "Employees", "GF", 1_000_001),
                      ("00200", "A1", "Basic pay", "Employees", "GF", 1_200_000),
                      ("09010", "A1", "HR", "Employees", "GF", 90_000)])  # fmt: skip
    replace_rules(world.system, [Rule({"service": "*"}, "follow the service"),
                                 Rule({}, "direct", world.organisations["Council"].id)])  # fmt: skip
    name_as_usual(world.system, world.options["As now"])
    for label, pence in (("Set-up", -60_000), ("Saving", 70_000)):
        add_cash_flow(world.system, world.options["All move"], year=0, label=label, pence=pence)
    db.session.commit()
    page = client.sign_in(world.users["lead"]).page(BASE)
    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in page.select("#options tbody tr")
    ]
    assert rows[0][0] == "As now Business as usual"
    moving = next(row for row in rows if row[0].startswith("All move"))
    assert moving[3:] == [
        "£100.00", "£100.00", "Costs could rise by 16.67%. Benefits could fall by 14.29%.",
    ]  # fmt: skip
    assert rows[0][2] == "£0.00" and rows[0][3:] == ["", "", "No cash flows entered"]


def test_what_fails_a_constraint_is_out_before_the_scores(world: World, client: InspectingClient) -> None:
    scored(world, 9, 9, 5, 5)
    lawful = add_constraint(world.system, text="Lawful on 1 April 2021")
    assess_constraint(world.system, lawful, world.options["All move"], passes=False, note="No power")
    db.session.commit()
    client.sign_in(world.users["finance-Council"])
    assert world.options["All move"].id not in scoring(world.system).options
    assert "Fails Lawful on 1 April 2021" in text(client, BASE)
    assert "Not scored, because rejected or failing a constraint: All move." in text(client, f"{BASE}/scoring")


def test_scores_are_shown_with_their_scorers_their_range_and_what_turns_them(
    world: World, client: InspectingClient
) -> None:
    """8 and 4 make 6.40, 5 and 9 make 6.60: level where 3t = 5 (1 - t), at 62.5%."""
    scored(world, 8, 4, 5, 9)
    page = client.sign_in(world.users["auditor"]).page(BASE)
    order = [
        [cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in page.select("#order tbody tr")
    ]
    assert order == [["1", "As now", "6.60", "6.60 to 6.60", "1"], ["2", "All move", "6.40", "6.40 to 6.40", "0"]]
    turned = [cell.get_text(strip=True) for cell in page.select("#turns tbody tr")[0].select("th, td")]
    assert turned == ["Practice", "60.00", "62.50", "All move"]
    assert "8 : Because" in text(client, f"{BASE}/scoring")


def test_a_half_filled_sheet_does_not_count(world: World, client: InspectingClient) -> None:
    scorer = scored(world, 8, 4, 5, 9)
    cell = next(iter(scorer.cells))
    record_scores(world.system, scorer, name="Ann Scorer", capacity="Finance", typed={cell: (None, "")})
    db.session.commit()
    client.sign_in(world.users["lead"])
    assert "Nothing is scored yet" in text(client, BASE)
    assert "1 to come" in text(client, f"{BASE}/scoring")


def form(scorer: Scorer, **typed: Any) -> dict[str, Any]:
    held = {f"score_{option}_{criterion}": score for (option, criterion), (score, _) in scorer.cells.items()}
    return {"version": scorer.version, "name": scorer.name, "capacity": scorer.capacity, **held, **typed}


def test_scores_are_typed_kept_and_refused(world: World, client: InspectingClient) -> None:
    scorer = scored(world, 8, 4, 5, 9)
    first = next(iter(scorer.cells))
    path, cell = f"{BASE}/scorers/{scorer.id}", "score_{}_{}".format(*first)
    client.sign_in(world.users["lead"])
    for wrong in ("11", "-1", "4.5", "nine", "²"):
        answer = client.post(path, data=form(scorer, **{cell: wrong}))
        assert answer.status_code == 422 and "Enter a whole number from 0 to 10" in answer.text and wrong in answer.text
    before = form(scorer)
    assert client.post(path, data={**before, cell: "10"}).status_code == 303
    assert client.post(path, data={**before, cell: "1"}).status_code == 409
    db.session.expire_all()
    assert list_scorers(world.system)[0].cells[first][0] == 10


@pytest.mark.parametrize(("weight", "words"), [("0", "above 0%"), ("41", "leave 40%"), ("x", "Enter a percentage")])
def test_weights_never_pass_the_whole(world: World, client: InspectingClient, weight: str, words: str) -> None:
    add_criterion(world.system, name="Practice", weight=Decimal(60), swing="From chaos to calm")
    db.session.commit()
    data = {"name": "Cost", "swing": "Dear to cheap", "weight": weight}
    answer = client.sign_in(world.users["lead"]).post(f"{BASE}/criteria/new", data=data)
    assert answer.status_code == 422 and words in answer.text and "Dear to cheap" in answer.text


def test_only_what_moves_nothing_is_business_as_usual(world: World) -> None:
    with pytest.raises(DomainError, match="in which nothing moves"):
        name_as_usual(world.system, world.options["All move"])


def test_of_two_who_choose_business_as_usual_the_second_sees_the_firsts(world: World, client: InspectingClient) -> None:
    other = add_option(world.system, name="Nothing yet")
    name_as_usual(world.system, world.options["As now"])
    db.session.commit()
    client.sign_in(world.users["lead"])
    version = client.page(f"{BASE}/as-usual").select_one("[name=version]")
    assert version
    typed = {"version": version["value"], "option_id": other.id}
    assert client.post(f"{BASE}/as-usual", data=typed).status_code == 303
    answer = client.post(f"{BASE}/as-usual", data={**typed, "option_id": world.options["As now"].id})
    assert answer.status_code == 409 and "Nothing yet" in answer.text
    assert "Nothing yet Business as usual" in text(client, BASE)


def test_a_criterion_goes_with_its_scores(world: World, client: InspectingClient) -> None:
    scorer = scored(world, 8, 4, 5, 9)
    found = db.session.query(Criterion).filter_by(name="Cost").one()
    client.sign_in(world.users["lead"])
    assert client.post(f"{BASE}/criteria/{found.id}/remove", data={"version": found.version}).status_code == 303
    db.session.expire_all()
    assert len(scorer.cells) == 2
    assert client.post(f"{BASE}/scorers/{scorer.id}/remove", data={"version": scorer.version}).status_code == 303
    assert list_scorers(world.system) == []


def test_queries_do_not_grow_with_the_options(world: World, client: InspectingClient) -> None:
    client.sign_in(world.users["lead"])
    client.page(BASE)
    with counted_queries() as few:
        client.page(BASE)
    for number in range(12):
        add_option(world.system, name=f"Option {number}")
    db.session.commit()
    client.page(BASE)
    with counted_queries() as many:
        client.page(BASE)
    assert len(many) == len(few)
