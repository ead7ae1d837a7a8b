"""Steps of one person: what may follow what, and what has to be recorded with it. Source: workforce.md §7."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.kernel.errors import DomainError
from transfer.tupe.rules import (
    CANDIDATE,
    FINAL,
    GROUPS,
    PAIRS,
    SCOPE_WORDS,
    STATE_WORDS,
    STATES,
    Situation,
    Step,
    check_step,
    evidence_words,
    next_states,
)

DAY = date(2021, 3, 1)
TRANSFER = date(2021, 7, 1)


def step(after: str, *, reason: str = "seen", evidence: str = "diary", on: date = DAY) -> Step:
    return Step(after, reason, evidence, on, "employee", on + timedelta(14))


def now(
    state: str, *, basis: str | None = "business transfer", today: date = DAY, last: date | None = None
) -> Situation:
    return Situation(state, last, basis, TRANSFER, today)


def refused(asked: Step, situation: Situation) -> str | None:
    with pytest.raises(DomainError) as caught:
        check_step(asked, situation)
    return caught.value.field


def test_the_straight_way_to_the_new_employer() -> None:
    way = (CANDIDATE, "under_review", "in_scope", "informed", "eli_disclosed", "confirmed")
    for before, after in zip(way, way[1:], strict=False):
        check_step(step(after), now(before))
    check_step(step("transferred", on=TRANSFER), now("confirmed", today=TRANSFER))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (CANDIDATE, "in_scope"), (CANDIDATE, "transferred"), ("not_assigned", "transferred"), ("disputed", "informed"),
        ("informed", "confirmed"), ("eli_disclosed", "transferred"), ("objected", "transferred"),
        ("transferred", "remained"), ("remained", "informed"), ("left", "under_review"),
    ],
)  # fmt: skip
def test_steps_that_cannot_follow(before: str, after: str) -> None:
    assert refused(step(after, on=TRANSFER), now(before, today=TRANSFER)) == "after"


def test_every_state_has_words_and_the_ends_are_ends() -> None:
    assert set(STATE_WORDS) == set(STATES)
    assert {"transferred", "objected", "left", "redeployed_out", "remained"} == FINAL


def test_what_must_be_recorded() -> None:
    assert refused(step("under_review", reason="  "), now(CANDIDATE)) == "reason"
    assert refused(step("in_scope", evidence=""), now("under_review")) == "evidence"
    assert refused(step("objected", evidence=" "), now("informed")) == "evidence"
    check_step(step("disputed", evidence=""), now("under_review"))


def test_a_dispute_says_who_raised_it_and_by_when_legal_answers() -> None:
    asked = step("disputed")
    assert refused(replace(asked, raised_by=""), now("in_scope")) == "raised_by"
    assert refused(replace(asked, legal_by_on=None), now("in_scope")) == "legal_by_on"
    assert refused(replace(asked, legal_by_on=DAY - timedelta(1)), now("in_scope")) == "legal_by_on"
    assert asked.dispute == ("employee", date(2021, 3, 15)) and step("left").dispute == ("", None)


@pytest.mark.parametrize("after", ["in_scope", "not_assigned"])
def test_legal_settles_a_dispute(after: str) -> None:
    assert refused(step(after), replace(now("disputed"), legal=False)) == "after"
    check_step(step(after), replace(now("disputed"), legal=True))


def test_an_absence_alone_takes_nobody_out() -> None:
    away = replace(now("under_review"), away=True, legal=False)
    assert refused(step("not_assigned"), away) == "after"
    check_step(step("in_scope"), away)
    check_step(step("not_assigned"), replace(away, legal=True))


def test_an_objection_counts_once_it_was_screened() -> None:
    assert refused(step("objected"), replace(now("informed"), objection=False)) == "after"


def test_whoever_objects_goes_no_further_before_that_is_settled() -> None:
    objects = replace(now("in_scope"), objects=True)
    assert refused(step("informed"), objects) == "after"
    assert refused(step("transferred", on=TRANSFER), replace(now("confirmed", today=TRANSFER), objects=True)) == "after"
    assert next_states("in_scope", objects=True) == (
        "disputed", "under_review", "objected", "left", "redeployed_out",
    )  # fmt: skip
    for after in ("objected", "left", "disputed"):
        check_step(step(after), objects)


def test_the_form_says_for_which_of_the_steps_offered_evidence_is_needed() -> None:
    assert evidence_words(next_states(CANDIDATE)).startswith("Nothing is needed here.")
    assert evidence_words(next_states("under_review")).startswith("Needed for “In scope” and “Not assigned”: the rota")
    assert evidence_words(next_states("confirmed")).startswith(
        "Needed for “Objected”: the person’s exact words. Needed for “Transferred” and “Remained” on a day before the "
        "transfer: who agreed it"
    )


@pytest.mark.parametrize("after", ["informed", "eli_disclosed", "confirmed", "transferred", "in_scope"])
def test_with_no_change_of_employer_nobody_moves(after: str) -> None:
    before = {each for each, following in PAIRS if following == after}.pop()
    on = TRANSFER if after == "transferred" else DAY
    assert refused(step(after, on=on), now(before, basis="no change of employer", today=TRANSFER)) == "after"
    check_step(step("left"), now(before, basis="no change of employer"))


def test_nobody_is_informed_before_there_is_a_legal_basis() -> None:
    assert refused(step("informed"), now("in_scope", basis=None)) == "after"


def test_days_that_cannot_be() -> None:
    assert refused(step("under_review", on=DAY + timedelta(1)), now(CANDIDATE)) == "decided_on"
    assert refused(step("in_scope", on=DAY - timedelta(2)), now("under_review", last=DAY)) == "decided_on"
    later = TRANSFER + timedelta(1)
    assert refused(step("objected", on=later), now("confirmed", today=later)) == "decided_on"
    check_step(step("objected", on=TRANSFER), now("confirmed", today=TRANSFER))


@pytest.mark.parametrize("after", ["transferred", "remained"])
def test_before_the_transfer_only_an_agreement_settles_who_goes_and_who_stays(after: str) -> None:
    early = TRANSFER - timedelta(1)
    assert refused(step(after, evidence=" ", on=early), now("confirmed", today=TRANSFER)) == "evidence"
    check_step(step(after, evidence="agreed by all three", on=early), now("confirmed", today=TRANSFER))
    check_step(step(after, evidence="", on=TRANSFER), now("confirmed", today=TRANSFER))


@given(st.lists(st.sampled_from(STATES), max_size=30))
def test_no_walk_reaches_the_new_employer_without_every_gate(asked: list[str]) -> None:
    state, been = CANDIDATE, [CANDIDATE]
    for after in asked:
        try:
            check_step(step(after, on=TRANSFER), now(state, today=TRANSFER))
        except DomainError:
            assert after not in next_states(state)
            continue
        assert (state, after) in PAIRS
        state = after
        been.append(after)
    if "transferred" in been:
        assert been.index("in_scope") < been.index("informed") < been.index("eli_disclosed") < been.index("confirmed")
    assert not FINAL.intersection(been[:-1])


def test_a_dispute_is_settled_by_legal_and_others_are_not_offered_to() -> None:
    assert next_states("disputed") == ("in_scope", "not_assigned", "left", "redeployed_out")
    assert next_states("disputed", legal=False) == ("left", "redeployed_out")
    assert next_states("under_review", legal=False) == next_states("under_review")


def test_every_state_is_in_one_group_of_the_page() -> None:
    grouped = [state for _, states in GROUPS for state in states]
    assert sorted(grouped) == sorted(STATES)


def test_why_somebody_is_in_scope_or_not_is_said_in_every_state() -> None:
    assert set(SCOPE_WORDS) == set(STATES) and len(set(SCOPE_WORDS.values())) == len(STATES)
