"""Each check fires on its fault, does not fire on a near miss, and knows no name."""

from datetime import date

import pytest

from transfer.checks import rules
from transfer.checks.rules import PlanItem, Report
from transfer.programmes.rules import Employer, functions_needing_power, suggested_functions


def _item(reference: str, day: date, concerns: str | None = None, depends_on: tuple[str, ...] = ()) -> PlanItem:
    return PlanItem(reference, reference, day, concerns, depends_on)


def test_parts_that_miss_the_whole_are_told_with_the_gap() -> None:
    sentence = rules.parts_do_not_total("the posts", 390, {"permanent": 277, "agency": 67, "vacant": 33})
    assert sentence == (
        "Explain the gap of 13 in the posts: 277 permanent + 67 agency + 33 vacant come to 377, not 390"
    )
    assert rules.parts_do_not_total("the posts", 377, {"permanent": 277, "agency": 67, "vacant": 33}) is None
    assert rules.parts_do_not_total("beds", 10, {"open": 4, "shut": 7}) == (
        "Explain the gap of 1 in beds: 4 open + 7 shut come to 11, not 10"
    )


@pytest.mark.parametrize(("decision", "about"), [("M17", "M14"), ("Board 3", "Go-live")])
def test_a_decision_after_what_it_concerns(decision: str, about: str) -> None:
    late = [_item(decision, date(2021, 12, 15), about), _item(about, date(2021, 4, 1))]
    [(found, sentence)] = rules.dated_after_what_it_concerns(late)
    assert found.reference == decision
    assert "15 December 2021" in sentence and "1 April 2021" in sentence
    same_day = [_item(decision, date(2021, 4, 1), about), _item(about, date(2021, 4, 1))]
    assert rules.dated_after_what_it_concerns(same_day) == []


def test_a_decision_about_something_unknown_or_itself_is_not_told() -> None:
    assert (
        rules.dated_after_what_it_concerns([_item("A", date(2021, 1, 1), "B"), _item("C", date(2021, 1, 2), "C")]) == []
    )


def test_cycles() -> None:
    day = date(2021, 1, 1)
    ring = [_item("A", day, None, ("B",)), _item("B", day, None, ("C",)), _item("C", day, None, ("A",))]
    assert rules.dependency_cycles(ring) == [["A", "B", "C"]]
    assert rules.dependency_cycles([_item("X", day, None, ("X",))]) == [["X"]]
    chain = [_item("A", day, None, ("B",)), _item("B", day, None, ("C",)), _item("C", day)]
    assert rules.dependency_cycles(chain) == []
    assert rules.dependency_cycles([_item("A", day, None, ("B",))]) == []


def test_dependency_on_a_parked_row() -> None:
    plan = [_item("M19", date(2021, 1, 1), None, ("M18", "M01")), _item("M01", date(2021, 1, 1))]
    [(found, others)] = rules.depends_on_parked(plan, ["M18"])
    assert (found.reference, others) == ("M19", ["M18"])
    assert rules.depends_on_parked(plan, ["M01"]) == []
    assert rules.depends_on_parked(plan, []) == []


def test_one_company_number() -> None:
    trust, company = Employer(1, "Trust", "09999001"), Employer(2, "Company", "9999001 ")
    assert rules.one_company_number([trust, company]) == [(trust, company)]
    assert rules.one_company_number([Employer(1, "A", None), Employer(2, "B", "")]) == []
    assert rules.one_company_number([Employer(1, "A", "SC123456"), Employer(2, "B", "sc123456")]) != []
    assert rules.one_company_number([trust, Employer(2, "Company", "09999002")]) == []


def test_functions_that_need_a_power() -> None:
    assert functions_needing_power(["Independent Reviewing Officer"]) == ["independent reviewing officer"]
    assert functions_needing_power(["adoption  agency", "fostering"]) == ["adoption agency"]
    assert functions_needing_power(["adoption support", "reviewing"]) == []


def test_functions_that_a_name_suggests() -> None:
    assert suggested_functions("Independent Reviewing and LADO", []) == ["independent reviewing officer"]
    assert suggested_functions("Permanence and Adoption", ["adoption agency"]) == []
    assert suggested_functions("Fostering", []) == []


def test_posts_without_budget_do_not_repeat_a_lost_nought() -> None:
    assert rules.posts_without_budget(["01110", "1120"], ["01110", "01120"]) == set()
    assert rules.posts_without_budget(["01110", "07777"], ["01110"]) == {"07777"}
    assert rules.posts_without_budget(["CC-9"], ["CC-8"]) == {"CC-9"}


def test_service_and_cost_centre_disagree() -> None:
    services, centres = {"fostering": 1, "adoption": 2}, {"0100": 1, "0200": 2}
    assert rules.disagreements([("fostering", "0200", 3)], services, centres) == [("fostering", "0200", 3)]
    assert rules.disagreements([("fostering", "0100", 3)], services, centres) == []
    assert rules.disagreements([("fostering", "200", 3), ("unknown", "0200", 1)], services, centres) == []


def test_a_post_over_two_organisations_without_shares() -> None:
    reports = [Report("P1", 1), Report("P1", 2), Report("P2", 1), Report("P2", 1), Report("P3", 2), Report("P3", None)]
    assert rules.shared_posts(reports, []) == ["P1"]
    assert rules.shared_posts(reports, ["P1"]) == []


def test_the_unallocated_is_told_to_the_penny() -> None:
    assert rules.unallocated_sentence("Option B", 39945439) == (
        "Decide what happens to £399,454.39 in Option B: no rule catches it"
    )


def test_naming_stops_at_eight() -> None:
    assert rules.named(["A"]) == "A"
    assert rules.named(["A", "B", "C"]) == "A, B and C"
    assert rules.named([str(number) for number in range(10)]) == "0, 1, 2, 3, 4, 5, 6, 7 and 2 more"
