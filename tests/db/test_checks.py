"""Every check through the database: it fires on its fault, not on a near miss, and with other names."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.factories.budget import make_book
from tests.factories.contracts import contract, make_plan, make_register
from tests.factories.establishment import line, make_list, make_shares
from tests.factories.programmes import World, make_programme
from transfer.checks.queries import grouped, list_checks
from transfer.checks.rules import Check
from transfer.contracts.actions import decide_route
from transfer.establishment.actions import add_cost_input
from transfer.establishment.rules.inputs import Input
from transfer.extensions import db
from transfer.programmes.actions import add_claim, confirm_powers
from transfer.programmes.models import Organisation
from transfer.programmes.rules import name_key
from transfer.tupe.actions import save_pension_route
from transfer.tupe.rules import PensionFacts

EARLY, LATE = date(2021, 3, 15), date(2021, 4, 15)


@pytest.fixture
def world(app: object) -> World:
    return make_programme()


def found(world: World, code: str, who: str = "system") -> list[Check]:
    db.session.commit()
    viewer = world.system if who == "system" else world.viewer(who)
    return [each for each in list_checks(viewer) if each.code == code]


def one(world: World, code: str, who: str = "system") -> Check:
    [check] = found(world, code, who)
    return check


def posts(world: World, *lines: dict[str, Any], side: str = "Council", totals: dict[str, int] | None = None) -> None:
    release = make_list(world, side, list(lines))
    release.columns = {"occupancy": "D", "agency_name": "K", "contract_end_on": "L"}
    release.totals = totals or {"filled": len(lines)}
    db.session.commit()


def rename(world: World) -> None:
    """The same programme under other names."""
    for number, service in enumerate(world.services.values()):
        service.name = f"Division {number}"
    for number, organisation in enumerate(world.organisations.values()):
        organisation.name, organisation.short = f"Body {number} of the county", f"B{number}"
    db.session.commit()


@pytest.fixture(params=[False, True], ids=["as made", "other names"])
def either(world: World, request: pytest.FixtureRequest) -> World:
    if request.param:
        rename(world)
    return world


def test_parts_of_a_list_that_do_not_total(either: World) -> None:
    posts(either, line("P1"), line("P2", occupancy=None), totals={"filled": 1, "not_stated": 1})
    check = one(either, "parts-do-not-total")
    short = either.organisations["Council"].short
    assert check.message == f"Explain the gap of 1 in the posts of {short}: 1 filled come to 1, not 2"
    assert (check.severity, check.where) == ("warning", "establishment.xlsx, Sheet1!D1")
    assert (check.endpoint, check.arguments) == ("establishment.posts", {"occupancy": "not stated"})


def test_parts_of_a_list_that_total(world: World) -> None:
    posts(world, line("P1"), line("P2", occupancy="agency", agency_name="Rowan"), totals={"filled": 1, "agency": 1})
    assert found(world, "parts-do-not-total") == []


@pytest.mark.parametrize(
    ("parts", "fires"), [({"permanent": 277, "agency": 113}, False), ({"beds": 9}, True), ({}, False)]
)
def test_a_published_figure_whose_parts_do_not_total(world: World, parts: dict[str, int], fires: bool) -> None:
    add_claim(world.system, document="Report of 2020", paragraph="12", statement="390 posts", subject="posts",
              parts=parts, value=390)  # fmt: skip
    checks = found(world, "parts-do-not-total")
    assert bool(checks) is fires
    assert [(each.where, each.endpoint) for each in checks] == [("Report of 2020, 12", "programmes.claims")] * fires


@pytest.mark.parametrize(("printed", "fires"), [(100_00, False), (100_01, True)])
def test_a_printed_total_that_its_rows_do_not_come_to(world: World, printed: int, fires: bool) -> None:
    [row, *_] = make_book(world, [("00300", "A1", "Pay", "Employees", None, 100_00)])
    row.release.printed_totals = [
        {"cell": "G9", "heading": "Base", "printed": printed, "added": 100_00, "printed_text": "£100.01",
         "added_text": "£100.00"}
    ]  # fmt: skip
    checks = found(world, "parts-do-not-total")
    assert bool(checks) is fires
    if checks:
        assert checks[0].where.endswith("Sheet1!G9") and "£100.01" in checks[0].message
        assert checks[0].arguments == {"release_id": row.release_id}


@pytest.mark.parametrize(("decision", "about"), [("M17", "M14"), ("Board/3", "Go-live")])
def test_a_decision_dated_after_what_it_concerns(world: World, decision: str, about: str) -> None:
    make_plan(world, [{"reference": about, "baseline_on": EARLY},
                      {"reference": decision, "baseline_on": LATE, "concerns": about}])  # fmt: skip
    check = one(world, "dated-after-what-it-concerns")
    assert (check.severity, check.endpoint) == ("error", "steering.milestone")
    assert check.arguments == {"reference": decision} and "15 April 2021" in check.message


def test_a_decision_on_the_day_or_forecast_in_time(world: World) -> None:
    make_plan(world, [{"reference": "A", "baseline_on": EARLY},
                      {"reference": "B", "baseline_on": EARLY, "concerns": "A"},
                      {"reference": "C", "baseline_on": LATE, "forecast_on": EARLY, "concerns": "A"},
                      {"reference": "D", "baseline_on": LATE, "concerns": "nothing listed"}])  # fmt: skip
    assert found(world, "dated-after-what-it-concerns") == []


@pytest.mark.parametrize("names", [("M1", "M2", "M3"), ("x", "y", "z")])
def test_a_ring_of_dependencies(world: World, names: tuple[str, str, str]) -> None:
    one_, two, three = names
    make_plan(world, [{"reference": one_, "baseline_on": EARLY, "depends_on": [two]},
                      {"reference": two, "baseline_on": EARLY, "depends_on": [three]},
                      {"reference": three, "baseline_on": EARLY, "depends_on": [one_]}])  # fmt: skip
    check = one(world, "dependency-cycle")
    assert check.severity == "error" and all(name in check.message for name in names)


def test_a_chain_of_dependencies_is_no_ring(world: World) -> None:
    make_plan(world, [{"reference": "M1", "baseline_on": EARLY, "depends_on": ["M2", "M3"]},
                      {"reference": "M2", "baseline_on": EARLY, "depends_on": ["M3"]},
                      {"reference": "M3", "baseline_on": EARLY}])  # fmt: skip
    assert found(world, "dependency-cycle") == []


@pytest.mark.parametrize("parked", ["M18", "Key 7"])
def test_a_dependency_on_a_parked_row(world: World, parked: str) -> None:
    make_plan(world, [{"reference": "M19", "baseline_on": EARLY, "depends_on": [parked]}], parked=[parked])
    check = one(world, "depends-on-parked")
    assert check.arguments == {"reference": "M19"} and parked in check.message


def test_a_dependency_on_an_unknown_row_is_the_files_finding_only(world: World) -> None:
    make_plan(world, [{"reference": "M19", "baseline_on": EARLY, "depends_on": ["M99"]}], parked=["M18"])
    assert found(world, "depends-on-parked") == []


def test_one_company_number(either: World) -> None:
    check = one(either, "one-company-number")
    trust, company = either.organisations["Trust"], either.organisations["Company"]
    assert check.severity == "note" and f"{trust.short} and {company.short}" in check.message


@pytest.mark.parametrize("number", [None, "", "01234568"])
def test_another_company_number_or_none(world: World, number: str | None) -> None:
    world.organisations["Company"].company_number = number
    world.organisations["Trust"].company_number = number and "01234567"
    assert found(world, "one-company-number") == []


@pytest.mark.parametrize("function", ["independent reviewing officer", "Adoption Agency"])
def test_a_function_that_needs_a_confirmed_power(either: World, function: str) -> None:
    service = either.services["Early help"]
    service.functions = [function]
    check = one(either, "confirm-power")
    assert service.name in check.message and check.arguments == {"service_id": service.id}
    confirm_powers(either.system, service, confirmed_by="Head of legal")
    assert found(either, "confirm-power") == []


def test_no_power_is_needed_for_what_stays_or_for_another_function(world: World) -> None:
    world.services["Libraries"].functions = ["adoption agency"]
    world.services["Early help"].functions = ["adoption support"]
    assert found(world, "confirm-power") == []


def test_fixed_terms_without_an_end(either: World) -> None:
    fixed = {"contract_type": "fixed-term"}
    posts(either, line("P1", **fixed), line("P2", **fixed, contract_end_on=LATE), line("P3", contract_type="permanent"))
    check = one(either, "fixed-term-without-end")
    assert check.where == "establishment.xlsx, Sheet1!L2"
    assert check.message.startswith("Enter when 1 fixed-term contract of")


def test_fixed_terms_with_an_end(world: World) -> None:
    posts(world, line("P1", contract_type="fixed-term", contract_end_on=LATE), line("P2", contract_type="casual"))
    assert found(world, "fixed-term-without-end") == []


def test_agency_workers_without_an_agency(either: World) -> None:
    posts(either, line("P1", occupancy="agency"), line("P2", contract_type="agency", agency_name=""),
          line("P3", occupancy="agency", agency_name="Rowan"))  # fmt: skip
    check = one(either, "agency-unnamed")
    assert check.where == "establishment.xlsx, Sheet1!K2 and K3" and "2 agency workers" in check.message


def test_agency_workers_with_an_agency(world: World) -> None:
    posts(world, line("P1", occupancy="agency", agency_name="Rowan"), line("P2", occupancy="vacant"))
    assert found(world, "agency-unnamed") == []


@pytest.mark.parametrize("reference", ["C1", "Lease 44"])
def test_contracts_without_a_route(world: World, reference: str) -> None:
    made = make_register(world, "Council", [contract(reference, "Early help")])
    check = one(world, "contract-without-route")
    assert (check.message, check.where) == ("Decide a route for 1 contract", f"Contracts: {reference}")
    decide_route(world.viewer("legal-Council"), made[reference], "novate", "needed", "It stays needed", 0)
    assert found(world, "contract-without-route") == []


@pytest.mark.parametrize(("parts", "told"), [(("25", "75"), None), (("25", "74.99"), "99.99"), (("60", "60"), "120")])
def test_shares_of_a_post(world: World, parts: tuple[str, str], told: str | None) -> None:
    make_shares(world, [("AD1", "Council", parts[0]), ("AD1", "Trust", parts[1]), ("GM", "Trust", "100")])
    checks = found(world, "shares-not-100")
    assert [each.message for each in checks] == (
        [f"Make the time shares of post AD1 come to 100: they come to {told}"] if told else []
    )
    assert all(each.severity == "error" for each in checks)


@pytest.mark.parametrize("centre", ["99999", "ZZ/1"])
def test_a_cost_centre_that_no_service_owns(world: World, centre: str) -> None:
    make_book(world, [("00100", "A1", "Pay", "Employees", None, 1), (centre, "A1", "Pay", "Employees", None, 1)])
    check = one(world, "cost-centre-without-service")
    assert check.message == f"Say which service owns 1 cost centre: {centre}"


def test_cost_centres_that_services_own(world: World) -> None:
    make_book(world, [("00100", "A1", "Pay", "Employees", None, 1), ("00300", "A1", "Pay", "Employees", None, 1)])
    assert found(world, "cost-centre-without-service") == []


def test_service_and_cost_centre_disagree(either: World) -> None:
    fostering, early = either.services["Fostering"].name, either.services["Early help"].name
    posts(either, line("P1", fostering, cost_centre="00200"), line("P2", fostering, cost_centre="00100"))
    check = one(either, "service-and-cost-centre-disagree")
    assert check.message == (
        f"Mend the service or the cost centre: 1 line names {fostering}, while 00200 belongs to {early}"
    )


def test_an_unknown_service_or_centre_disagrees_with_nothing(world: World) -> None:
    posts(world, line("P1", "Fostering", cost_centre="77777"), line("P2", "Unheard of", cost_centre="00200"),
          line("P3", "fostering ", cost_centre="00100"), line("P4", "Fostering"))  # fmt: skip
    assert found(world, "service-and-cost-centre-disagree") == []


def test_money_that_no_rule_catches(world: World) -> None:
    make_book(world, [("99999", "A1", "Pay", "Employees", None, 12_345_67)])
    check = one(world, "unallocated-money")
    assert check.message == "Decide what happens to £12,345.67 in All move: no rule catches it"
    assert check.arguments == {"option": world.options["All move"].id}


def test_no_money_or_none_left_over(world: World) -> None:
    assert found(world, "unallocated-money") == []


def test_posts_whose_cost_centre_has_no_budget(either: World) -> None:
    posts(either, line("P1", cost_centre="00200"), line("P2", cost_centre="77777"))
    assert found(either, "post-without-budget") == []  # there is no budget book at all yet
    make_book(either, [("00200", "A1", "Pay", "Employees", None, 1)])
    assert "77777" in one(either, "post-without-budget").message


def test_a_lost_nought_is_not_a_missing_budget(world: World) -> None:
    posts(world, line("P1", cost_centre="200"), line("P2", cost_centre=None))
    make_book(world, [("00200", "A1", "Pay", "Employees", None, 1)])
    assert found(world, "post-without-budget") == []


def reports(world: World, manager: str, *services: str) -> None:
    lines = [line(manager, cost_centre=None)]
    for number, name in enumerate(services):
        lines.append(line(f"{manager}-{number}", world.services[name].name, line_manager_post=manager))
    posts(world, *lines)


@pytest.mark.parametrize("manager", ["AD1", "Post 9"])
def test_a_manager_over_two_organisations_without_shares(either: World, manager: str) -> None:
    reports(either, manager, "Libraries", "Early help")
    check = one(either, "shared-post-without-shares")
    assert manager in check.message and check.arguments == {"search": manager}
    make_shares(either, [(manager, "Council", "25"), (manager, "Company", "75")])
    assert found(either, "shared-post-without-shares") == []


def test_a_manager_over_one_organisation(world: World) -> None:
    reports(world, "AD1", "Fostering", "Early help")  # both end at the Company
    assert found(world, "shared-post-without-shares") == []


@pytest.mark.parametrize(("rate", "fires"), [("19.4", True), ("21.4", False)])
def test_a_pension_rate_that_its_route_does_not_say(world: World, rate: str, fires: bool) -> None:
    """LGPS is costed at 21.4% until somebody enters what the actuary says."""
    transfer = world.options["All move"].transfers[0]
    facts = PensionFacts("LGPS", "all", "admission", "open", rate=Decimal(rate))
    save_pension_route(world.system, transfer, facts)
    assert not found(world, "pension-rate-differs") if not fires else one(world, "pension-rate-differs")
    if fires:
        words = f"Enter 19.4% as {transfer.transferee.short}’s LGPS pension rate, or mend its route"
        assert one(world, "pension-rate-differs").message == f"{words}: posts are costed at 21.4%"
        employer = transfer.to_id
        asked = Input("pension.lgps", Decimal("0.194"), date(2021, 4, 1), "confirmed", "Actuary", employer)
        add_cost_input(world.system, asked)
        assert not found(world, "pension-rate-differs")


def test_checks_see_what_their_viewer_sees(world: World) -> None:
    make_list(world, "Trust", [line("P1", contract_type="fixed-term")], shared=False)
    assert found(world, "fixed-term-without-end", "hr-Trust")
    assert found(world, "fixed-term-without-end", "hr-Council") == []
    assert found(world, "fixed-term-without-end", "lead") == []


def test_checks_come_worst_first_and_in_groups(world: World) -> None:
    make_shares(world, [("AD1", "Council", "99")])
    make_register(world, "Council", [contract("C1")])
    checks = list_checks(world.system)
    assert [each.severity for each in checks] == ["error", "warning", "note"]
    assert {name: len(each) for name, each in grouped(checks).items()} == {"error": 1, "warning": 1, "note": 1}


def test_an_empty_programme_passes_every_check(world: World) -> None:
    for organisation in db.session.query(Organisation):
        organisation.company_number = None
    db.session.commit()
    assert list_checks(world.system) == []
    assert name_key("Early-Help & co") == "early help and co"
