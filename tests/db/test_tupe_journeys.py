"""Council → trust → company → council: posts, three service dates and totals come back exactly."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from tests.factories.deciding import only_own_gates
from tests.factories.establishment import line, make_list, the_line
from tests.factories.programmes import World, make_programme
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import list_states
from transfer.extensions import db
from transfer.kernel.errors import DomainError, NotFound, StaleVersion
from transfer.programmes.actions import add_option, add_transfer, change_organisation, prefer_option
from transfer.programmes.models import Transfer
from transfer.releases.queries import releases_in_force
from transfer.tupe import queries
from transfer.tupe.actions import (
    forget_grounds,
    link_arrival,
    link_arrivals,
    record_factor,
    record_objection,
    take_step,
    take_steps,
    withdraw_objection,
)
from transfer.tupe.models import AssignmentFactor, Leg, Objection
from transfer.tupe.queries import CandidateFilter

WAY = ("under_review", "in_scope", "informed", "eli_disclosed", "confirmed", "transferred")
EMPTY = [line("V1", "Libraries", occupancy="vacant")]
STAYS = [line("L1", "Libraries", person_ref="90", salary_actual_pence=21_000_00)]


def mover(number: int, fte: str = "1", **values: Any) -> dict[str, Any]:
    dates = {
        "started_on": date(2015, 4, number), "continuous_service_on": date(2010, 9, number),
        "lg_service_on": date(2004, 1, number),
    }  # fmt: skip
    pay = {"salary_actual_pence": 30_000_00 + number * 1_01}
    return line(f"C{number}", "Early help", person_ref=str(number), fte=fte, **(dates | pay | values))


MOVERS = [mover(1), mover(2, "0.6"), mover(3, "0.811", started_on=None)]


@pytest.fixture(autouse=True)
def own_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    only_own_gates(monkeypatch)


@pytest.fixture
def world(app: Flask) -> World:
    """One option that leads out and home again; three employers, and a day after all of it."""
    found = make_programme()
    company = found.organisations["Company"]
    change_organisation(found.system, company, name=company.name, short="Company", kind="company",
                        company_number="07654321")  # fmt: skip
    found.programme.as_if_today = date(2023, 6, 1)
    option = add_option(found.system, name="Out and home")
    prefer_option(found.system, option, reason="Tried here")
    way = (("Council", "Trust", 2021), ("Trust", "Company", 2022), ("Company", "Council", 2023))
    for sender, receiver, year in way:
        add_transfer(
            found.system, option, from_id=found.organisations[sender].id, to_id=found.organisations[receiver].id,
            transfer_on=date(year, 4, 1), service_ids=[found.services["Early help"].id], basis="business transfer",
            evidence="note",
        )  # fmt: skip
    make_list(found, "Council", MOVERS + STAYS)
    return found


def transfers(world: World) -> list[Transfer]:
    return list(queries.list_transfers(world.system))


def transferred(world: World, transfer: Transfer) -> None:
    for after in WAY:
        take_steps(world.system, transfer, CandidateFilter(), after=after, reason="r", evidence="e",
                   decided_on=transfer.transfer_on, everybody=True)  # fmt: skip
    db.session.commit()


def arrive(world: World, side: str, rows: Sequence[dict[str, Any]], leaves: str, rest: list[dict[str, Any]]) -> None:
    """The next month's lists: those who came are on one, and no longer on the other."""
    make_list(world, side, list(rows))
    make_list(world, leaves, rest)


def renumbered(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**each, "post_no": f"X{each['post_no']}", "person_ref": f"9{each['person_ref']}"} for each in rows]


def there_and_back(world: World) -> None:
    out, on, home = transfers(world)
    transferred(world, out)
    arrive(world, "Trust", MOVERS, "Council", STAYS)
    assert link_arrivals(world.system, out) == 3
    transferred(world, on)
    arrive(world, "Company", renumbered(MOVERS), "Trust", EMPTY)
    assert link_arrivals(world.system, on) == 0  # new numbers are said by hand
    for leg in queries.legs_of(on):
        link_arrival(world.system, on, leg.id, post_no=f"X{leg.post_no}", person_ref=f"9{leg.person_ref}",
                     version=leg.version)  # fmt: skip
    transferred(world, home)
    arrive(world, "Council", MOVERS + STAYS, "Company", EMPTY)
    for leg in queries.legs_of(home):
        link_arrival(world.system, home, leg.id, post_no=leg.post_no.removeprefix("X"),
                     person_ref=leg.person_ref.removeprefix("9"), version=leg.version)  # fmt: skip
    db.session.commit()


def facts(world: World, side: str = "Council") -> list[Any]:
    """What a list says of each person, and its totals, all exact."""
    [release] = [each for each in releases_in_force(world.system, "establishment")
                 if each.organisation_id == world.organisations[side].id]  # fmt: skip
    query = select(
        AssignmentLine.post_no, AssignmentLine.person_ref, AssignmentLine.fte_thousandths,
        AssignmentLine.salary_actual_pence, AssignmentLine.started_on, AssignmentLine.continuous_service_on,
        AssignmentLine.lg_service_on,
    ).where(AssignmentLine.release_id == release.id)  # fmt: skip
    rows = sorted(map(tuple, db.session.execute(query)))
    states = [(each.counts.posts, each.counts.fte_thousandths) for each in list_states(world.system)
              if each.release.organisation_id == release.organisation_id]  # fmt: skip
    return [rows, states, sum(each[2] for each in rows), sum(each[3] for each in rows)]


def test_a_round_trip_restores_every_post_date_and_total(world: World) -> None:
    before = facts(world)
    there_and_back(world)
    assert facts(world) == before
    # 1.000 + 0.600 + 0.811 FTE and £90,006.06 went and came, at each of the three transfers
    for transfer in transfers(world):
        told = queries.arrival_totals(world.system, transfer)
        assert told.agree and told.left == told.found
        assert (told.left.people, told.left.fte_thousandths, told.left.pay_pence) == (3, 2411, 90_006_06)
        assert queries.count_states(world.system, transfer) == {}  # nobody is asked about again


def test_the_whole_journey_is_told_of_each_person(world: World) -> None:
    there_and_back(world)
    home = db.session.scalars(
        select(AssignmentLine).where(AssignmentLine.post_no == "C2").order_by(AssignmentLine.id.desc())
    ).first()
    assert home
    legs = queries.journey_of(world.system, home)
    told = [(each.post_no, each.to_post_no, each.continuous_service_on) for each in legs]
    assert told == [("C2", "C2", date(2010, 9, 2)), ("C2", "XC2", date(2010, 9, 2)), ("XC2", "C2", date(2010, 9, 2))]
    assert [each.transfer_id for each in legs] == [each.id for each in transfers(world)]
    on_the_way = db.session.scalars(select(AssignmentLine).where(AssignmentLine.post_no == "XC2")).one()
    assert [each.id for each in queries.journey_of(world.system, on_the_way)] == [each.id for each in legs]
    stays = db.session.scalars(select(AssignmentLine).where(AssignmentLine.post_no == "L1")).first()
    assert stays and queries.journey_of(world.system, stays) == []


def test_what_arrives_otherwise_is_named_and_the_totals_do_not_agree(world: World) -> None:
    out = transfers(world)[0]
    transferred(world, out)
    changed = [{**MOVERS[0], "lg_service_on": date(2004, 2, 1)}, {**MOVERS[1], "salary_actual_pence": 1}, MOVERS[2]]
    arrive(world, "Trust", changed, "Council", STAYS)
    link_arrivals(world.system, out)
    found = {each.leg.post_no: each.differences for each in queries.page_arrivals(world.system, out, 1).items}
    assert found == {"C1": ["lg_service_on"], "C2": ["salary_actual_pence"], "C3": []}
    told = queries.arrival_totals(world.system, out)
    assert not told.agree and told.different == 2 and told.found.pay_pence == 90_006_06 - 30_002_02 + 1


def test_only_the_new_employer_says_where_people_stand(world: World) -> None:
    out = transfers(world)[0]
    transferred(world, out)
    with pytest.raises(DomainError, match="new employer"):
        link_arrivals(world.viewer("hr-Council"), out)
    with pytest.raises(DomainError, match="Upload the staff list of Trust"):
        link_arrivals(world.viewer("hr-Trust"), out)
    arrive(world, "Trust", MOVERS[:1], "Council", STAYS)
    assert link_arrivals(world.viewer("hr-Trust"), out) == 1
    _, second, _ = queries.legs_of(out)
    for post, ref, words in (("C9", "9", "as the new list has them"), ("C1", "1", "came to that one")):
        with pytest.raises(DomainError, match=words):
            link_arrival(world.viewer("hr-Trust"), out, second.id, post_no=post, person_ref=ref, version=1)
    with pytest.raises(StaleVersion):
        link_arrival(world.viewer("hr-Trust"), out, second.id, post_no="C1", person_ref="1", version=7)


def test_a_journey_over_lists_that_are_not_shared_is_not_seen(world: World) -> None:
    make_list(world, "Council", MOVERS + STAYS, shared=False)
    db.session.execute(text("update releases set shared_at = null, shared_by = null"))
    out = transfers(world)[0]
    transferred(world, out)
    leg = db.session.scalars(select(Leg)).first()
    assert leg and queries.count_legs(world.viewer("finance-Council"), out) == 3
    assert queries.count_legs(world.viewer("auditor"), out) == 0
    with pytest.raises(NotFound):
        queries.get_leg(world.viewer("auditor"), out, leg.id)
    assert queries.count_legs(world.viewer("hr-Trust"), out) == 3  # their new employer from that day


def test_one_by_one_takes_both_lines_of_a_shared_post_along(world: World) -> None:
    out = transfers(world)[0]
    shared = [line("J1", "Early help", fte="0.5"), line("J1", "Early help", fte="0.25")]
    release = make_list(world, "Council", shared)
    found = db.session.scalars(select(AssignmentLine).where(AssignmentLine.release_id == release.id)).first()
    assert found
    for version, after in enumerate(WAY):
        take_step(world.system, out, found, after=after, reason="r", evidence="e", decided_on=out.transfer_on,
                  version=version)  # fmt: skip
    assert db.session.scalars(select(Leg.fte_thousandths)).all() == [750]


def test_an_arrival_is_whole_or_none(world: World) -> None:
    out = transfers(world)[0]
    transferred(world, out)
    for change in ("to_post_no = 'C1'", f"to_organisation_id = {out.to_id}"):
        with pytest.raises(IntegrityError):
            db.session.execute(text(f"update legs set {change}"))  # noqa: S608 - fixed words
        db.session.rollback()
    assert the_line(make_list(world, "Trust", MOVERS), "C1")


def test_an_erased_person_leaves_words_nowhere_and_totals_everywhere(world: World) -> None:
    out = transfers(world)[0]
    council, trust = world.organisations["Council"].id, world.organisations["Trust"].id
    found = queries.list_candidates(world.system, out).items[0].line
    record_factor(world.system, out, found, factor="tasks", points="moves", finding="Ada leads", evidence="Rota",
                  version=0)  # fmt: skip
    record_objection(world.system, out, found, received_on=date(2021, 3, 1), words="I will not go", detriment="no")
    withdraw_objection(world.system, out, found, withdrawn_on=date(2021, 3, 2), why="Stays after all", version=1)
    transferred(world, out)
    arrive(world, "Trust", MOVERS, "Council", STAYS)
    link_arrivals(world.system, out)
    before = queries.arrival_totals(world.system, out)
    forget_grounds(council, "Erased", person_ref="1", token="erased-1")
    forget_grounds(trust, "Erased", person_ref="1", token="erased-1")
    db.session.expire_all()
    assert queries.arrival_totals(world.system, out) == before
    factor, objection = db.session.scalars(select(AssignmentFactor)).one(), db.session.scalars(select(Objection)).one()
    assert (factor.finding, factor.evidence, factor.person_ref) == ("Erased", "Erased", "erased-1")
    assert (objection.words, objection.withdrawn_why, objection.person_ref) == ("Erased", "Erased", "erased-1")
    first = queries.legs_of(out)[0]
    assert (first.person_ref, first.to_person_ref, queries.legs_of(out)[1].person_ref) == ("erased-1", "erased-1", "2")
