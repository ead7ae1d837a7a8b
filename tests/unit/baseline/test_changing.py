"""Numbered changes and disputes on paper."""

from datetime import date

import pytest

from transfer.baseline.rules import (
    BASELINE_NEXT,
    DISPUTE_NEXT,
    RUNGS,
    UNALLOCATED,
    Delta,
    Interim,
    Proposal,
    Row,
    apart_pence,
    apply_deltas,
    before_and_after,
    beyond_dispute,
    check_interim,
    check_outcome,
    check_proposal,
    check_step,
    deltas_between,
    effect_by_year,
    is_overdue,
    next_rung,
    rung_deadline,
    totals,
)
from transfer.kernel.errors import DomainError

COMPANY = 2
YEAR = "2027/28"
EMPLOYEES = Row(YEAR, "100", "Employees", "", 1, 125_000_000, ((COMPANY, 125_000_000),), 0, 0)
PREMISES = Row(YEAR, "200", "Premises", "", 1, 4_600_000, (), 4_600_000, 0)
# Source: domain/finance.md §8, E7, version 2.
VIREMENT = (Delta(YEAR, "100", "Employees", "", COMPANY, -2_500_000),
            Delta(YEAR, "200", "Premises", "", UNALLOCATED, 2_500_000))  # fmt: skip


def proposal(kind: str = "virement", **other: object) -> Proposal:
    held = {"kind": kind, "title": "Move", "reason": "Agreed", "recurring": False, "effective_on": date(2027, 7, 1),
            "funding_source": "", "evidence": "", "deltas": VIREMENT, **other}  # fmt: skip
    return Proposal(**held)  # type: ignore[arg-type]


def test_a_virement_moves_to_the_penny() -> None:
    rows = apply_deltas([EMPLOYEES, PREMISES], VIREMENT, YEAR)
    whole = totals(rows)
    assert (whole.share(COMPANY), whole.unallocated_pence) == (122_500_000, 7_100_000)
    assert whole.source_pence == 129_600_000 and all(row.difference_pence == 0 for row in rows)
    assert effect_by_year(VIREMENT) == {YEAR: 0}


def test_what_is_between_two_versions_makes_the_second_of_the_first() -> None:
    after = apply_deltas([EMPLOYEES, PREMISES], VIREMENT, YEAR)
    assert deltas_between([EMPLOYEES, PREMISES], after) == list(VIREMENT)
    assert apply_deltas(after, deltas_between(after, [EMPLOYEES]), YEAR)[0] == EMPLOYEES


def test_a_new_row_is_begun_and_one_without_lines_goes_when_it_is_empty() -> None:
    new = Delta(YEAR, "300", "Transport", "GF", COMPANY, 5)
    [row] = apply_deltas([], [new], YEAR)
    assert (row.key, row.source_pence, row.lines) == ((YEAR, "300", "Transport", "GF"), 5, 0)
    assert apply_deltas([row], [Delta(YEAR, "300", "Transport", "GF", COMPANY, -5)], YEAR) == []


def test_later_years_change_no_row_of_this_one() -> None:
    assert apply_deltas([EMPLOYEES], [Delta("2028/29", "100", "Employees", "", COMPANY, 9)], YEAR) == [EMPLOYEES]


def test_before_and_after_of_each_place() -> None:
    told = before_and_after([EMPLOYEES, PREMISES], VIREMENT, YEAR)
    assert [(before, after) for _, before, after in told] == [(125_000_000, 122_500_000), (4_600_000, 7_100_000)]


@pytest.mark.parametrize(
    ("other", "message", "field"),
    [
        ({"deltas": VIREMENT[:1]}, "comes to −£25,000.00", "amount_1"),
        ({"deltas": ()}, "Enter an amount", "amount_1"),
        ({"title": " "}, "few words", "title"),
        ({"reason": ""}, "reason", "reason"),
        ({"kind": "gift"}, "kind", "kind"),
        ({"kind": "contract variation"}, "where the money comes from", "funding_source"),
        ({"effective_on": date(2027, 3, 31)}, "2027/28 or later", "effective_on"),
        ({"kind": "scope", "deltas": (*VIREMENT, Delta("2028/29", "1", "Income", "", 2, 1))}, "one-off", "recurring"),
    ],
)
def test_a_change_is_refused_in_words(other: dict[str, object], message: str, field: str) -> None:
    with pytest.raises(DomainError, match=message) as refused:
        check_proposal(proposal(**other), YEAR)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_virement_comes_to_nil_in_every_year() -> None:
    later = (Delta("2028/29", "100", "Employees", "", 2, 1),)
    with pytest.raises(DomainError, match="2028/29: it comes to £0.01"):
        check_proposal(proposal(recurring=True, deltas=(*VIREMENT, *later)), YEAR)


def test_steps_that_may_not_follow() -> None:
    check_step(BASELINE_NEXT, "proposed", "agreed")
    for before, after in (("draft", "agreed"), ("proposed", "baselined"), ("baselined", "proposed")):
        with pytest.raises(DomainError):
            check_step(BASELINE_NEXT, before, after)
    with pytest.raises(DomainError, match="Nothing follows"):
        check_step(DISPUTE_NEXT, "settled", "withdrawn")


def test_the_rungs_lead_up_one_at_a_time() -> None:
    assert [next_rung(each) for each in RUNGS] == [*RUNGS[1:], None]
    assert rung_deadline(RUNGS[0], date(2021, 3, 1)) == date(2021, 3, 15)


def test_what_a_dispute_ends_with_comes_to_its_amount() -> None:
    check_outcome(4_600_000, {1: 4_600_000, 2: 0})
    check_outcome(-100, {1: -40, 2: -60})
    with pytest.raises(DomainError, match="Give £0.01 less"):
        check_outcome(4_600_000, {1: 4_600_001})
    assert apart_pence([3_000_000, 2_000_000], 4_600_000) == 400_000


def test_whoever_pays_meanwhile_pays_up_to_a_cap_and_until_a_day() -> None:
    today = date(2021, 3, 1)
    check_interim(Interim(1, 100, today), -100, today)
    for interim, field in ((Interim(None, 1, today), "payer_id"), (Interim(1, 101, today), "cap"),
                           (Interim(1, 1, date(2021, 2, 28)), "true_up_on")):  # fmt: skip
        with pytest.raises(DomainError) as refused:
            check_interim(interim, 100, today)
        assert refused.value.field == field
    assert is_overdue(date(2021, 2, 28), None, today) and is_overdue(today, date(2021, 2, 28), today)
    assert not is_overdue(today, today, today)


def test_a_dispute_accounts_for_its_own_row_and_for_no_other() -> None:
    """Of 100.00 and −30.00 without a place, 40.00 and 10.00 are in dispute; the third dispute's row is in no book."""
    one, other, gone = (("2021/22", centre, "Premises", "GF") for centre in ("1", "2", "3"))
    held = {one: 100_00, other: -30_00}
    assert beyond_dispute(held, {}) == 70_00
    assert beyond_dispute(held, {one: 40_00, other: -10_00, gone: 399_454_39}) == 60_00 - 20_00
    assert beyond_dispute(held, {one: 120_00, other: 30_00}) == -30_00
