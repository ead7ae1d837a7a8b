"""Baselines through the database: what is signed, what makes a signature void, and what changes by number."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.factories.baseline import (
    E7,
    agree_with_ledger,
    baselined,
    finance,
    make_e7,
    newer_book,
    proposed,
    sign,
    virement,
)
from tests.factories.programmes import World, make_programme
from tests.golden import golden
from transfer.baseline.actions import (
    Ending,
    Place,
    Position,
    accept_obstacle,
    answer_settlement,
    decide_change,
    propose_baseline,
    propose_change,
    propose_rebase,
    propose_settlement,
    raise_dispute,
    sign_baseline,
    take_as_baseline,
    take_back,
)
from transfer.baseline.models import (
    Baseline,
    BaselineChange,
    BaselineSignature,
    Dispute,
    DisputeAnswer,
    DisputeSettlement,
)
from transfer.baseline.queries import (
    find_in_force,
    find_open,
    find_rebase,
    frozen_rows,
    get_change,
    in_the_way,
    list_baselines,
    obstacles,
    open_disputes,
    overdue_disputes,
    standing_of,
)
from transfer.baseline.rules import Delta, Interim, Proposal, Row, content_hash, content_of, totals
from transfer.baseline.rules.content import COVERED
from transfer.budget.actions import add_rule, remove_rule
from transfer.budget.models import ControlTotal, FundNote, GapDecision
from transfer.budget.queries import list_rules, option_money
from transfer.budget.rules import Rule
from transfer.establishment.actions import add_pay_scale
from transfer.establishment.rules.scales import Point, Scale
from transfer.extensions import Model, db
from transfer.files.actions import store
from transfer.files.models import StoredFile
from transfer.kernel.errors import DomainError, NotFound, StaleVersion
from transfer.releases.models import Release, ReleaseFinding


@pytest.fixture
def world(app: Flask) -> World:
    made = make_programme()
    make_e7(made)
    return made


@pytest.fixture
def whole(app: Flask) -> World:
    """Without premises, so that nothing is unallocated."""
    made = make_programme()
    make_e7(made, [*E7[:3], *E7[4:]])
    return made


def dispute_premises(world: World) -> Dispute:
    council = world.organisations["Council"].id
    return raise_dispute(
        finance(world, "Council"), Place("00200", "Premises", "GF"), "Who keeps the building",
        Interim(council, 46_000_00, world.programme.go_live_on), Position(council, 0, "The company runs the centre"),
    )  # fmt: skip


def share(rows: list[Row], world: World, short: str) -> int:
    return totals(rows).share(world.organisations[short].id)


def words(world: World, baseline: Baseline) -> list[str]:
    viewer = world.system
    return [each.words for each in in_the_way(obstacles(viewer, standing_of(viewer, baseline)))]


def test_the_reconciliation_of_e7_is_signed_and_changed_to_the_penny(world: World) -> None:
    """Version 1 without the managers' 204,534.50; version 2 after a virement of 25,000.00 into disputed premises."""
    dispute_premises(world)
    wanted = golden("reconciliation")["total"]
    managers = next(row for row in golden("reconciliation")["rows"] if row["rule"] == "time")
    first = baselined(world)
    rows = frozen_rows(first)
    assert share(rows, world, "Company") == wanted["company_pence"] - managers["company_pence"]
    assert share(rows, world, "Council") == wanted["council_pence"] - managers["council_pence"]
    assert totals(rows).unallocated_pence == wanted["unallocated_pence"] == 46_000_00
    assert totals(rows).source_pence == wanted["source_pence"] - managers["source_pence"]
    assert all(row.difference_pence == 0 for row in rows)

    taken = Delta("2021/22", "00100", "Employees", "GF", world.organisations["Company"].id, -25_000_00)
    given = Delta("2021/22", "00200", "Premises", "GF", "unallocated", 25_000_00)
    asked = virement(world, 25_000_00)
    change = propose_change(finance(world, "Council"), type(asked)(**{**asked.__dict__, "deltas": (taken, given)}))
    decide_change(finance(world, "Company"), change, after="approved", reason="", version=change.version)
    second = find_open(world.system)
    assert second and second.number == 2
    rows = frozen_rows(second)
    # Source: domain/finance.md §8, E7, version 2: 1,468,301.84 for the company and 71,000.00 unallocated.
    assert share(rows, world, "Company") == 1_468_301_84 - managers["company_pence"]
    assert totals(rows).unallocated_pence == 71_000_00
    assert totals(rows).source_pence == wanted["source_pence"] - managers["source_pence"]
    assert len(find_in_force(world.system).signatures) == 2 and second.signatures == []  # type: ignore[union-attr]
    assert any("Bring the dispute" in each for each in words(world, second))


def test_every_body_signs_the_same_hash(whole: World) -> None:
    baseline = proposed(whole)
    assert words(whole, baseline) == []
    sign(whole, baseline, "Council")
    with pytest.raises(DomainError, match="Get it signed for North Company|Get it signed for Company"):
        take_as_baseline(finance(whole, "Council"), baseline, standing_of(whole.system, baseline).hash)
    assert baseline.state == "proposed"
    sign(whole, baseline, "Company")
    assert baseline.state == "agreed" and len({each.hash for each in baseline.signatures}) == 1
    take_as_baseline(finance(whole, "Company"), baseline, baseline.hash)
    assert baseline.state == "baselined"


def test_an_edit_voids_a_signature_and_says_what_changed(whole: World) -> None:
    baseline = proposed(whole)
    sign(whole, baseline, "Council")
    seen = baseline.hash
    add_rule(whole.system, Rule({"cost_centre": "00900"}, "direct", whole.organisations["Council"].id), 0)
    point = Point("G7", 26, 3_483_400)
    add_pay_scale(whole.system, Scale(date(2021, 4, 1), "offered", "The offer", (point,)))
    standing = standing_of(whole.system, baseline)
    [council, company] = standing.marks
    assert council.void and not council.stands and company.signature is None
    assert any(each.startswith("Row 00900 Employees, GF moved between") for each in council.since)
    assert {"Rule “cost centre is 00900” is new", "Rate Pay scale of G7 is new"} <= set(council.since)
    with pytest.raises(StaleVersion):
        sign_baseline(finance(whole, "Company"), baseline, company.organisation.id, seen)
    with pytest.raises(DomainError, match="Propose it first"):
        sign_baseline(finance(whole, "Company"), baseline, company.organisation.id, standing.hash)
    propose_baseline(finance(whole, "Company"), baseline, standing.hash)
    sign(whole, baseline, "Company", "Council")
    assert baseline.state == "agreed"


def test_an_edit_taken_back_makes_the_signature_stand_again(whole: World) -> None:
    baseline = proposed(whole)
    sign(whole, baseline, "Council")
    row = add_rule(whole.system, Rule({"cost_centre": "00900"}, "direct", whole.organisations["Council"].id), 0)
    assert standing_of(whole.system, baseline).marks[0].void
    remove_rule(whole.system, row)
    assert standing_of(whole.system, baseline).marks[0].stands


def test_who_may_sign(whole: World) -> None:
    baseline = proposed(whole)
    council, company = whole.organisations["Council"].id, whole.organisations["Company"].id
    seen = baseline.hash
    for who in ("lead", "hr-Council", "finance-Trust", "auditor", "finance-Company"):
        with pytest.raises(DomainError, match="Only a named signatory of Council"):
            sign_baseline(whole.viewer(who), baseline, council, seen)
    with pytest.raises(DomainError, match="Only a named signatory"):
        sign_baseline(whole.system, baseline, council, seen)
    sign(whole, baseline, "Council")
    with pytest.raises(DomainError, match="has signed for Council already"):
        sign_baseline(finance(whole, "Council"), baseline, council, seen)
    both = finance(whole, "Council").__class__(**{**finance(whole, "Council").__dict__,
                                                  "sides": frozenset({council, company})})  # fmt: skip
    with pytest.raises(DomainError, match="nobody signs for two bodies"):
        sign_baseline(both, baseline, company, seen)


def test_unallocated_money_blocks_unless_it_is_disputed(world: World) -> None:
    baseline = proposed(world)
    found = in_the_way(obstacles(world.system, standing_of(world.system, baseline)))
    assert [(each.code, each.pence) for each in found] == [("unallocated", 46_000_00)]
    assert found[0].words == "Give 00200 Premises, GF a place, or dispute it"
    with pytest.raises(DomainError, match="Give 00200 Premises, GF a place, or dispute it .£46,000.00."):
        sign(world, baseline, "Council")
    dispute_premises(world)
    assert words(world, baseline) == [] and len(list_rules(world.system)) == 4
    sign(world, baseline, "Council", "Company")


def bodies(world: World) -> tuple[int, int]:
    return world.organisations["Council"].id, world.organisations["Company"].id


def propose_end(world: World, dispute: Dispute, council: int, company: int, who: str = "Company") -> DisputeSettlement:
    """Somebody's proposal of what each of the two takes, in pence."""
    shares = dict(zip(bodies(world), (council, company), strict=True))
    ending = Ending(shares, "Both finance leads met", "Minute 9")
    return propose_settlement(finance(world, who), dispute, ending, version=dispute.version)


def answer(world: World, found: DisputeSettlement, who: str, *, agrees: bool = True, reason: str = "") -> None:
    answer_settlement(finance(world, who), found, world.organisations[who].id, agrees=agrees, reason=reason,
                      version=found.version)  # fmt: skip


def test_a_dispute_is_settled_by_both_bodies_and_gives_the_row_away_exactly(world: World) -> None:
    baseline = proposed(world)
    dispute = dispute_premises(world)
    council, company = bodies(world)

    def premises() -> Row:
        return next(row for row in standing_of(world.system, baseline).rows if row.group == "Premises")

    for shares, words in (
        ((1_000_00, 44_999_99), "Give £0.01 more"), ((0, 46_000_01), "Give £0.01 less"),
        ((-1_00, 46_001_00), "−£1.00 is none"),
    ):  # fmt: skip
        with pytest.raises(DomainError, match=words):
            propose_end(world, dispute, *shares)
    with pytest.raises(DomainError, match="Only a named person"):
        propose_settlement(world.system, dispute, Ending({company: 46_000_00}, "x"), version=dispute.version)
    first = propose_end(world, dispute, 0, 46_000_00)
    assert (dispute.state, premises().unallocated_pence, words_of(first)) == ("finance leads", 46_000_00, "proposed")
    with pytest.raises(DomainError, match="Answer what Ingrid proposed first"):
        propose_end(world, dispute, 46_000_00, 0, "Council")
    for who in ("Company", "Trust"):
        with pytest.raises(DomainError, match="has answered, or is not asked"):
            answer(world, first, who)
    with pytest.raises(DomainError, match="Only Council answers for Council"):
        answer_settlement(finance(world, "Company"), first, council, agrees=True, reason="", version=first.version)
    with pytest.raises(DomainError, match="Enter the reason"):
        answer(world, first, "Council", agrees=False)
    seen = first.version
    answer(world, first, "Council", agrees=False, reason="The lease is ours")
    assert (dispute.state, premises().unallocated_pence, words_of(first)) == ("finance leads", 46_000_00, "refused")
    assert open_disputes(world.system) == [dispute] and first.reason == "The lease is ours"
    with pytest.raises(StaleVersion):
        answer_settlement(finance(world, "Council"), first, council, agrees=True, reason="", version=seen)

    second = propose_end(world, dispute, 1_000_00, 45_000_00)
    answer(world, second, "Council")
    assert (dispute.state, words_of(second)) == ("settled", "agreed")
    row = premises()
    assert (row.share(council), row.share(company), row.unallocated_pence) == (1_000_00, 45_000_00, 0)
    with pytest.raises(DomainError, match="has ended"):
        propose_end(world, dispute, 46_000_00, 0)


def words_of(settlement: DisputeSettlement) -> str:
    return settlement.state


def test_nobody_answers_for_two_bodies_and_nobody_agrees_with_themselves(world: World) -> None:
    dispute = dispute_premises(world)
    council, company = bodies(world)
    both = replace(finance(world, "Council"), sides=frozenset({council, company}))
    made = propose_settlement(both, dispute, Ending({company: 46_000_00}, "x"), version=dispute.version)
    left = company if made.organisation_id == council else council
    with pytest.raises(DomainError, match="nobody answers for two bodies"):
        answer_settlement(both, made, left, agrees=True, reason="", version=made.version)
    take_back(both, made, "Not yet", version=made.version)
    assert made.state == "withdrawn"
    alone = Ending({council: 46_000_00}, "We keep it")
    with pytest.raises(DomainError, match="nobody agrees with themselves"):
        propose_settlement(finance(world, "Council"), dispute, alone, version=dispute.version)
    # And the database holds both rules by itself.
    said = {"settlement_id": made.id, "agrees": True, "answered_by": "x", "answered_at": made.proposed_at}
    refused(DisputeAnswer(organisation_id=left, user_id=both.user_id, **said))
    refused(DisputeAnswer(organisation_id=made.organisation_id, **said))
    again = propose_end(world, dispute, 0, 46_000_00)
    refused(DisputeSettlement(dispute_id=dispute.id, ends="settled", outcome="x", state="proposed", proposed_by="x",
                              proposed_at=again.proposed_at))  # fmt: skip


def refused(row: Model) -> None:
    """By the database alone."""
    with pytest.raises(IntegrityError):
        keep(row)


def keep(row: Model) -> None:
    with db.session.begin_nested():
        db.session.add(row)


def test_the_change_of_a_settlement_that_is_refused_puts_the_dispute_back(world: World) -> None:
    dispute = dispute_premises(world)
    baselined(world)
    first = propose_end(world, dispute, 0, 46_000_00)
    answer(world, first, "Council")
    change = first.change
    assert change and (dispute.state, first.state, change.title) == ("finance leads", "agreed", "Dispute 1 is settled")
    with pytest.raises(DomainError, match="Decide about change 1 first"):
        propose_end(world, dispute, 0, 46_000_00)
    decide_change(finance(world, "Company"), change, after="refused", reason="Cabinet said no", version=change.version)
    assert (dispute.state, first.state) == ("finance leads", "refused")
    assert first.reason == "Change 1 was refused: Cabinet said no" and open_disputes(world.system) == [dispute]

    second = propose_end(world, dispute, 0, 46_000_00)
    answer(world, second, "Council")
    taken = propose_change(finance(world, "Council"), Proposal(
        "correction", "Premises", "They came down", False, date(2021, 7, 1), "", "",
        (Delta("2021/22", "00200", "Premises", "GF", "unallocated", -1),),
    ))  # fmt: skip
    decide_change(finance(world, "Company"), taken, after="approved", reason="", version=taken.version)
    carried = second.change
    assert carried
    with pytest.raises(DomainError, match="Find £46,000.00 first.*£45,999.99 unallocated"):
        decide_change(finance(world, "Company"), carried, after="approved", reason="", version=carried.version)
    given = propose_change(finance(world, "Council"), Proposal(
        "correction", "Premises", "They went up", False, date(2021, 7, 1), "", "",
        (Delta("2021/22", "00200", "Premises", "GF", "unallocated", 1),),
    ))  # fmt: skip
    decide_change(finance(world, "Company"), given, after="approved", reason="", version=given.version)
    decide_change(finance(world, "Company"), carried, after="approved", reason="", version=carried.version)
    version = find_open(world.system)
    assert version and dispute.state == "settled"
    [row] = [row for row in frozen_rows(version) if row.group == "Premises"]
    assert (row.share(bodies(world)[1]), row.unallocated_pence) == (46_000_00, 0)


def test_a_disputed_row_is_unallocated_until_it_rests(whole: World) -> None:
    council, company = (whole.organisations[short].id for short in ("Council", "Company"))
    before = option_money(whole.system, whole.options["All move"]).budget
    dispute = raise_dispute(
        finance(whole, "Company"), Place("00900", "Employees", "GF"), "Headcount is not fair",
        Interim(council, 1_000_00, whole.programme.go_live_on), Position(company, 100_000_00, "It is too much"),
    )  # fmt: skip
    money = option_money(whole.system, whole.options["All move"])
    assert money.unallocated == 900_000_00 and dispute.amount_pence == 900_000_00
    with pytest.raises(DomainError, match="Open dispute 1"):
        raise_dispute(
            finance(whole, "Council"), Place("00900", "Employees", "GF"), "Again",
            Interim(council, 1_000_00, whole.programme.go_live_on), Position(council, 0, "x"),
        )  # fmt: skip
    rest = propose_settlement(
        finance(whole, "Council"), dispute, Ending(None, "We let it rest"), version=dispute.version
    )
    assert open_disputes(whole.system) == [dispute]
    answer(whole, rest, "Company")
    assert option_money(whole.system, whole.options["All move"]).budget == before
    assert open_disputes(whole.system) == []


def test_a_dispute_is_overdue_after_its_deadline_or_its_true_up(world: World) -> None:
    dispute = dispute_premises(world)
    assert overdue_disputes(world.system, dispute.deadline_on) == []
    later = dispute.deadline_on.replace(day=dispute.deadline_on.day + 1)
    assert overdue_disputes(world.system, later) == [dispute]


def test_after_baselining_the_split_is_not_edited_any_more(whole: World) -> None:
    baselined(whole)
    with pytest.raises(DomainError, match="Propose a change instead"):
        add_rule(whole.system, Rule({}, "exclude", reason="x"))


def test_the_proposer_does_not_approve_and_a_virement_comes_to_nil(whole: World) -> None:
    baselined(whole)
    council = finance(whole, "Council")
    company = whole.organisations["Company"].id
    with pytest.raises(DomainError, match="come to £0.00 in 2021/22: it comes to £0.01"):
        propose_change(council, virement(whole, 100, Delta("2021/22", "00100", "Employees", "GF", company, -99)))
    nowhere = Delta("2021/22", "77777", "Employees", "GF", company, -100)
    with pytest.raises(DomainError, match="there is no 77777"):
        propose_change(council, virement(whole, 100, nowhere))
    change = propose_change(council, virement(whole, 10_000_00))
    with pytest.raises(DomainError, match="nobody approves what they proposed"):
        decide_change(council, change, after="approved", reason="", version=change.version)
    with pytest.raises(DomainError, match="Ask somebody else"):
        decide_change(whole.system, change, after="approved", reason="", version=change.version)
    seen = change.version
    decide_change(finance(whole, "Company"), change, after="approved", reason="", version=seen)
    with pytest.raises(StaleVersion):
        decide_change(finance(whole, "Trust"), change, after="approved", reason="", version=seen)
    assert [each.number for each in list_baselines(whole.system)] == [2, 1]


def test_a_change_voids_what_was_signed_of_the_open_version(whole: World) -> None:
    """The way of the journey: a virement, a signature, another virement, both signatures, and version 1 superseded."""
    first = baselined(whole)
    council, company = finance(whole, "Council"), finance(whole, "Company")
    for asker, decider in ((council, company), (company, council)):
        change = propose_change(asker, virement(whole, 10_000_00))
        decide_change(decider, change, after="approved", reason="", version=change.version)
        second = find_open(whole.system)
        assert second
        if asker is council:
            propose_baseline(council, second, standing_of(council, second).hash)
            sign(whole, second, "Council")
    standing = standing_of(whole.system, second)
    assert standing.marks[0].void and "Change 2: More supplies is new" in standing.marks[0].since
    assert any("Row 00100 Employees, GF moved from £1,240,000.00 to £1,230,000.00" in each for each in
               standing.marks[0].since)  # fmt: skip
    sign(whole, second, "Company", "Council")
    take_as_baseline(company, second, second.hash)
    assert (first.state, second.state) == ("superseded", "baselined")


def test_a_newer_book_is_a_request_and_never_silent(whole: World) -> None:
    baselined(whole)
    before = option_money(whole.system, whole.options["All move"]).source
    release = newer_book(whole, 130_000_000)
    assert option_money(whole.system, whole.options["All move"]).source == before
    found = find_rebase(whole.system)
    assert found and found.source_pence == 5_000_000
    assert f"version {release.number} is new" in " ".join(found.told)
    change = propose_rebase(finance(whole, "Council"), "The council's final book")
    decide_change(finance(whole, "Company"), change, after="approved", reason="", version=change.version)
    second = find_open(whole.system)
    assert second and totals(frozen_rows(second)).source_pence == before + 5_000_000
    propose_baseline(finance(whole, "Council"), second, standing_of(whole.system, second).hash)
    assert any("Type the control total" in each for each in words(whole, second))
    agree_with_ledger(whole, release, before + 5_000_000)
    assert standing_of(whole.system, second).moved
    propose_baseline(finance(whole, "Council"), second, standing_of(whole.system, second).hash)
    sign(whole, second, "Council", "Company")
    take_as_baseline(finance(whole, "Council"), second, second.hash)
    assert option_money(whole.system, whole.options["All move"]).source == before + 5_000_000
    assert find_rebase(whole.system) is None


def test_an_unshared_newer_book_is_nobodys_request(whole: World) -> None:
    baselined(whole)
    release = newer_book(whole, 130_000_000)
    release.shared_at = None
    db.session.commit()
    assert find_rebase(finance(whole, "Council")) is None


def test_an_exception_is_accepted_by_name_for_what_it_says(whole: World) -> None:
    baseline = proposed(whole)
    release_id = int(baseline.ground["files"][0]["id"])
    told = {"release_id": release_id, "cell": "A9", "row": 9, "severity": "warning", "field": "fund", "message": "Odd"}
    db.session.add(ReleaseFinding(**told))
    db.session.flush()
    [stands] = in_the_way(obstacles(whole.system, standing_of(whole.system, baseline)))
    assert stands.words == "Mend or accept 1 warning in the budget book of Council, version 1"
    accept_obstacle(finance(whole, "Council"), baseline, code=stands.code, key=stands.key, pence=0, reason="It is so")
    assert words(whole, baseline) == []
    db.session.add(ReleaseFinding(**told | {"cell": "A10"}))
    db.session.flush()
    assert len(words(whole, baseline)) == 1


def left_out_book(world: World) -> Release:
    """The Council's book prints £2,223,333.28 below its rows; two of them were left out, with £10,000.00 in all."""
    release = db.session.query(Release).filter_by(dataset="budget").one()
    lines = ["Cost centre,b,c,d,Base", *["x,,,,0"] * 40, "00777,,,,9000.00", "00778,,,,1000.00"]
    release.file_id, release.header_row = store("\n".join(lines).encode(), "book.csv").id, 1
    release.file = db.session.get_one(StoredFile, release.file_id)
    release.sheet = None
    release.printed_totals = [{"sheet": None, "of_all": False, "cell": "E99", "heading": "Base", "printed": 222_333_328,
                               "added": 222_333_328, "printed_text": "", "added_text": ""}]  # fmt: skip
    for row, key in ((42, "00777"), (43, "00778")):
        db.session.add(ReleaseFinding(release_id=release.id, cell=f"E{row}", row=row, severity="error", field="fund",
                                      message="Odd", key=key))  # fmt: skip
    db.session.flush()
    return release


def test_a_signature_covers_the_ledgers_total_and_the_rows_left_out(whole: World) -> None:
    """Rows 42 and 43, £9,000.00 and £1,000.00, are what the ledger holds more than the book."""
    release = left_out_book(whole)
    council = finance(whole, "Council")
    baseline = proposed(whole)
    control = db.session.query(ControlTotal).one()
    control.total_pence = 222_333_328
    db.session.flush()
    found = {each.code: each for each in obstacles(whole.system, standing_of(whole.system, baseline))}
    assert found["control-total"].words.endswith(
        "to £2,223,333.28. That is just the 2 rows that were left out: row 42 (00777), £9,000.00; row 43 (00778), "
        "£1,000.00"
    )
    assert (found["finding"].pence, found["finding"].words) == (
        10_000_00, "Mend or accept 2 errors in the budget book of Council, version 1. Left out: row 42 (00777), "
        "£9,000.00; row 43 (00778), £1,000.00",
    )  # fmt: skip
    control.total_pence = 221_333_328
    db.session.flush()
    accept_obstacle(council, baseline, code="finding", key=found["finding"].key, pence=10_000_00, reason="Closed")
    standing = standing_of(whole.system, baseline)
    assert [each["pence"] for each in standing.content["left_out"]] == [9_000_00, 1_000_00]
    assert standing.content["controls"][0]["printed"] == 222_333_328
    propose_baseline(council, baseline, standing.hash)
    sign(whole, baseline, "Council")
    control.total_pence, control.typed_by = 222_333_328, "Somebody else"
    db.session.add(GapDecision(
        programme_id=whole.programme.id, organisation_id=release.organisation_id, service="", year="2020/21",
        basis="outturn", gap_pence=1_00, answer="met", reason="x", decided_by="Ann", decided_at=baseline.begun_at,
    ))  # fmt: skip
    note = db.session.query(FundNote).first()
    if note:
        note.explanation = "Another one"
    db.session.flush()
    [mark] = [each for each in standing_of(whole.system, baseline).marks if each.signature]
    assert mark.void and mark.since[:2] == (
        "Control total of Council’s 2021/22 base moved from £2,213,333.28 to £2,223,333.28",
        "Answer to the gap of Council’s 2020/21 outturn of what no service owns is new",
    )


def test_what_was_signed_in_the_first_format_stays_what_it_was(whole: World) -> None:
    """A version that was taken keeps its hash; one that is open says why its signature is void."""
    baseline = proposed(whole)
    old = {key: said for key, said in baseline.ground.items() if key not in {*COVERED, "format"}}
    baseline.ground, baseline.hash = old, content_hash(content_of(old, frozen_rows(baseline)))
    db.session.add(BaselineSignature(
        baseline_id=baseline.id, organisation_id=bodies(whole)[0], signed_by="Ann", hash=baseline.hash,
        content=content_of(old, frozen_rows(baseline)), signed_at=baseline.begun_at,
    ))  # fmt: skip
    db.session.flush()
    db.session.refresh(baseline)
    [mark] = [each for each in standing_of(whole.system, baseline).marks if each.signature]
    assert mark.void and len(mark.since) == 1 and mark.since[0].startswith("It was signed before a signature covered")
    for before, after in (("proposed", "agreed"), ("agreed", "baselined")):
        baseline.previous_state, baseline.state, baseline.blockers = before, after, 0
        db.session.flush()
    db.session.query(ControlTotal).one().total_pence += 1
    standing = standing_of(whole.system, baseline)
    assert standing.hash == baseline.hash and not standing.moved and not standing.marks[0].void


def test_what_the_split_lacks_is_in_the_way(whole: World) -> None:
    baseline = proposed(whole)
    db.session.query(ControlTotal).one().total_pence += 1
    add_rule(whole.system, Rule({"cost_centre": "00900"}, "driver", driver="Desks"), 0)
    standing = standing_of(whole.system, baseline)
    found = {each.code: each for each in in_the_way(obstacles(whole.system, standing))}
    assert found["control-total"].pence == -1 and "Desks" in found["rule"].words
    assert found["unallocated"].pence == 900_000_00


@pytest.mark.parametrize("table", ["baselines", "baseline_changes", "disputes"])
def test_the_database_refuses_a_step_that_may_not_follow(world: World, table: str) -> None:
    dispute_premises(world)
    baselined(world)
    propose_change(finance(world, "Council"), virement(world, 1))
    with pytest.raises(IntegrityError):
        db.session.execute(text(f"update {table} set previous_state = 'draft', state = 'settled'"))


def test_another_programmes_numbers_are_not_here(world: World) -> None:
    with pytest.raises(NotFound):
        get_change(world.system, 99)
    assert db.session.query(BaselineChange).count() == 0
