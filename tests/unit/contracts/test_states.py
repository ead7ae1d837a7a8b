"""Which step may follow which, and what each asks for. Source: domain/contracts-diligence-programme.md §2."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.contracts.rules import (
    DONE,
    PAIRS,
    REOPENS,
    STATES,
    TERMINAL,
    Facts,
    Step,
    consent_after,
    next_states,
    possible_steps,
    step_errors,
    steps_to,
)

TODAY = date(2021, 3, 1)
FACTS = Facts("agreed", "novate", "obtained", True, date(2022, 3, 31), date(2021, 4, 1))
FULL = Step("executed", TODAY, "a reason", "a letter", "A, B and C", "resolution 7")


def fields(facts: Facts, step: Step) -> list[str]:
    return [field for field, _ in step_errors(facts, step, TODAY)]


def test_nothing_leaves_a_terminal_state() -> None:
    assert {"expired", "terminated", "excluded"} == TERMINAL
    assert not [pair for pair in PAIRS if pair[0] in TERMINAL]


def test_the_written_chain_is_allowed() -> None:
    chain = [
        "identified", "documents_located", "reviewed", "route_proposed", "route_approved", "consent_requested",
        "obtained", "drafted", "agreed", "executed", "effective", "notified", "closed",
    ]  # fmt: skip
    assert all(pair in PAIRS for pair in zip(chain, chain[1:], strict=False))
    for answer in ("refused", "no_response"):
        assert {("consent_requested", answer), (answer, "fallback"), ("fallback", "drafted")} <= PAIRS


@pytest.mark.parametrize(
    "pair",
    [
        ("identified", "route_approved"), ("route_proposed", "consent_requested"), ("refused", "drafted"),
        ("drafted", "executed"), ("agreed", "effective"), ("executed", "reviewed"), ("closed", "terminated"),
        ("executed", "excluded"), ("identified", "closed"),
    ],
)  # fmt: skip
def test_steps_that_skip_something_are_not(pair: tuple[str, str]) -> None:
    assert pair not in PAIRS


@given(st.sampled_from(STATES), st.sampled_from(STATES))
def test_the_table_and_the_step_agree(before: str, after: str) -> None:
    """Whatever is told with it, a step outside the table is refused, and one inside it is never refused as a pair."""
    facts = replace(FACTS, state=before)
    errors = step_errors(facts, replace(FULL, after=after), TODAY)
    if (before, after) not in PAIRS:
        assert [field for field, _ in errors] == ["after"]
        assert after not in next_states(before)
    else:
        assert after in next_states(before)
        assert not [words for _, words in errors if "that follows from" in words]


@given(st.sampled_from(sorted(set(STATES) - {"identified"})), st.sampled_from(["needed", "not_needed"]))
def test_every_state_is_reached_by_allowed_steps(state: str, consent: str) -> None:
    path = ["identified", *steps_to(state, consent)]
    asks = {"consent_requested", "obtained", "obtained_conditional", "refused", "no_response", "fallback"}
    if consent == "not_needed" and state in asks:
        assert path == ["identified"]
    else:
        assert path[-1] == state
        assert all(pair in PAIRS - REOPENS for pair in zip(path, path[1:], strict=False))


def test_a_signature_needs_who_and_on_what_authority() -> None:
    assert fields(FACTS, FULL) == []
    assert fields(FACTS, replace(FULL, signatories=" ")) == ["signatories"]
    assert fields(FACTS, replace(FULL, authority="")) == ["authority"]
    assert fields(FACTS, replace(FULL, signatories="", authority="")) == ["signatories", "authority"]


def test_nothing_takes_effect_before_the_transfer_without_an_override() -> None:
    signed = replace(FACTS, state="executed")
    assert fields(signed, Step("effective", TODAY)) == ["reason"]
    assert fields(signed, Step("effective", TODAY, reason="The director allowed it")) == []
    on_the_day = Step("effective", date(2021, 4, 1))
    assert step_errors(signed, on_the_day, date(2021, 4, 1)) == []
    the_day_before = replace(on_the_day, taken_on=date(2021, 3, 31))
    assert [field for field, _ in step_errors(signed, the_day_before, date(2021, 4, 1))] == ["reason"]


def test_consent_is_skipped_only_where_none_is_needed() -> None:
    approved = replace(FACTS, state="route_approved", consent="needed")
    assert fields(approved, Step("drafted", TODAY)) == ["after"]
    assert fields(replace(approved, route="expire", consent="not_needed"), Step("drafted", TODAY)) == []
    assert fields(replace(approved, consent="not_needed"), Step("consent_requested", TODAY)) == ["after"]
    assert "drafted" not in possible_steps(approved)
    assert "consent_requested" in possible_steps(approved)


def test_a_missing_document_needs_its_risk_accepted() -> None:
    found = replace(FACTS, state="identified")
    missing = replace(found, has_document=False)
    assert fields(missing, Step("reviewed", TODAY)) == ["reason"]
    assert fields(missing, Step("reviewed", TODAY, reason="Two invoices show the terms")) == []
    assert fields(found, Step("reviewed", TODAY)) == []
    assert fields(missing, Step("documents_located", TODAY)) == ["evidence"]


def test_consent_wants_a_letter_and_a_refusal_its_words() -> None:
    asked = replace(FACTS, state="consent_requested", consent="requested")
    assert fields(asked, Step("obtained", TODAY)) == ["evidence"]
    assert fields(asked, Step("refused", TODAY)) == ["reason"]
    assert fields(replace(FACTS, state="refused"), Step("fallback", TODAY)) == ["reason"]


def test_expired_needs_an_end_that_has_passed() -> None:
    assert fields(replace(FACTS, end_on=date(2021, 3, 2)), Step("expired", TODAY)) == ["reason"]
    assert fields(replace(FACTS, end_on=TODAY), Step("expired", TODAY)) == []
    assert fields(replace(FACTS, end_on=None), Step("expired", TODAY)) == ["reason"]


def test_only_a_route_that_leaves_it_out_ends_left_out() -> None:
    assert fields(FACTS, Step("excluded", TODAY, reason="Not ours")) == ["after"]
    assert fields(replace(FACTS, route="exclude"), Step("excluded", TODAY, reason="Not ours")) == []


def test_a_step_is_not_in_the_future() -> None:
    assert fields(FACTS, replace(FULL, taken_on=date(2021, 3, 2))) == ["taken_on"]


def test_looking_again_wants_a_reason_and_forgets_the_answer() -> None:
    assert fields(FACTS, Step("reviewed", TODAY)) == ["reason"]
    assert consent_after("reviewed", "novate", "refused") == "needed"
    assert consent_after("reviewed", "expire", "not_needed") == "not_needed"
    assert consent_after("consent_requested", "novate", "needed") == "requested"
    assert consent_after("no_response", "novate", "requested") == "no_response"
    assert consent_after("drafted", "novate", "obtained") == "obtained"


def test_finished_states() -> None:
    assert TERMINAL | {"closed"} == DONE
