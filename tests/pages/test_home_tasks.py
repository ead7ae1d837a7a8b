"""Home as one role sees it: what that role can do, and nothing that it cannot."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import delete

from tests.client import InspectingClient
from tests.factories.baseline import plain_dispute, sign_members
from tests.factories.budget import make_book, make_drivers
from tests.factories.consultation import the_transfer
from tests.factories.contracts import contract, make_plan, make_register
from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme
from transfer.budget.actions import approve_driver, own_driver
from transfer.budget.queries import get_driver
from transfer.consultation.models import ConsultationShare, Question
from transfer.extensions import db
from transfer.kernel import clock
from transfer.packs.actions import write_narrative
from transfer.programmes.models import Membership, Organisation

HOME, CHECKS = "/p/north/", "/p/north/checks"


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def told(client: InspectingClient, world: World, who: str) -> dict[str, tuple[str, str]]:
    """Title of each task → (its hint, its address)."""
    page = client.sign_in(world.users[who]).page(HOME)
    items = page.select(".govuk-task-list__item")
    return {
        each.a.text: (each.select(".govuk-task-list__hint")[0].text, str(each.a["href"])) for each in items if each.a
    }


def wrong_plan(world: World) -> None:
    """A decision dated after what it concerns: an error, in the plan."""
    make_plan(world, [{"reference": "M14", "baseline_on": date(2021, 4, 1)},
                      {"reference": "M17", "baseline_on": date(2021, 12, 15), "concerns": "M14"}])  # fmt: skip


def test_only_who_may_change_the_plan_is_told_to_mend_its_errors(client: InspectingClient, world: World) -> None:
    wrong_plan(world)
    assert told(client, world, "lead")["Mend errors"] == ("1 error among 2 checks", CHECKS)
    for who in ("hr-Council", "finance-Council", "legal-Council"):
        assert "Mend errors" not in told(client, world, who)
        assert "Check the date of M17" in client.page(HOME).text  # it is still shown


def test_each_role_writes_the_sections_that_it_owns(client: InspectingClient, world: World) -> None:
    """Of 28 sections HR owns 3, finance 4, legal 6; the lead sees to the 14 of its own and the one of a director."""
    owned = {who: told(client, world, who).get("Write the packs", ("", ""))[0].split(" ")[0]
             for who in ("lead", "hr-Council", "finance-Council", "legal-Council", "member-Council")}  # fmt: skip
    assert owned == {
        "lead": "15",
        "hr-Council": "3",
        "finance-Council": "4",
        "legal-Council": "6",
        "member-Council": "",
    }
    write_narrative(world.viewer("lead"), "due-diligence", "scope", "Two services.", 0)
    db.session.commit()
    assert told(client, world, "lead")["Write the packs"][0] == "14 sections have no text yet"
    assert told(client, world, "hr-Council")["Write the packs"][0] == "3 sections have no text yet"


@pytest.mark.parametrize(("today", "asked"), [(date(2021, 2, 26), True), (date(2021, 2, 25), False)])
def test_hr_is_told_five_weeks_ahead(client: InspectingClient, world: World, today: date, asked: bool) -> None:
    """Informing for 1 July is planned ninety days before, on 2 April: thirty-five days after 26 February."""
    member = Membership(programme_id=world.programme.id, user_id=world.users["member-Council"].id, role="hr",
                      organisation_id=world.organisations["Company"].id, created_at=clock.now())  # fmt: skip
    db.session.execute(delete(Membership).where(Membership.user_id == member.user_id))
    db.session.add(member)
    world.programme.as_if_today = today
    db.session.commit()
    found = told(client, world, "member-Council")
    assert ("Inform the representatives" in found) is asked
    assert "Decide who is in scope" not in found  # that is the council's


def test_finance_of_another_body_approves_a_driver(client: InspectingClient, world: World) -> None:
    make_drivers(world, {"Headcount": [("Company", "350"), ("Council", "2650")], "Floor": [("Company", "1")]})
    own_driver(world.viewer("finance-Council"), get_driver(world.system, "Headcount"), owner="Ann", source="Payroll",
               as_at=date(2021, 2, 1))  # fmt: skip
    db.session.commit()
    title = "Approve the driver Headcount"
    assert title in told(client, world, "finance-Trust")
    for who in ("finance-Council", "hr-Trust", "lead"):
        assert title not in told(client, world, who)
    approve_driver(world.viewer("finance-Trust"), get_driver(world.system, "Headcount"))
    db.session.commit()
    assert title not in told(client, world, "finance-Trust")


def test_both_sides_see_the_dispute_that_they_are_to_settle(client: InspectingClient, world: World) -> None:
    sign_members(world)
    dispute = plain_dispute(world)
    db.session.commit()
    hint = "£100.00 is in dispute: an answer is due by 15 March 2021, in 14 days"
    for who in ("finance-Council", "finance-Company"):
        assert told(client, world, who)["Settle dispute 1"] == (hint, f"/p/north/money/disputes/{dispute.id}")
    assert "Settle dispute 1" not in told(client, world, "hr-Council")
    world.programme.as_if_today = date(2021, 3, 16)
    db.session.commit()
    assert told(client, world, "finance-Council")["Settle what is in dispute"][0] == "1 dispute is past a deadline"
    assert "Settle dispute 1" not in told(client, world, "finance-Council")


def test_money_in_dispute_is_told_as_such_and_leads_to_the_dispute(client: InspectingClient, world: World) -> None:
    make_book(world, [("99999", "A1", "Pay", "Employees", None, 100_00)])
    dispute = plain_dispute(world)
    db.session.commit()
    client.sign_in(world.users["finance-Council"])
    page = client.page(CHECKS)
    [link] = [each for each in page.select(".app-finding a") if "£" in each.text]
    assert link.text == ("Settle dispute 1: £100.00 in All move is in dispute, and unallocated on purpose until then")
    assert link["href"] == f"/p/north/money/disputes/{dispute.id}"
    dispute.amount_pence = 60_00
    db.session.commit()
    found = [each.text for each in client.page(CHECKS).select(".app-finding a") if "£" in each.text]
    assert found == [
        "Decide what happens to £40.00 in All move: no rule catches it",
        "Settle dispute 1: £60.00 in All move is in dispute, and unallocated on purpose until then",
    ]


def test_the_lead_sees_what_others_are_late_with(client: InspectingClient, world: World) -> None:
    """A route for what moves on 1 April had to be there, and consent asked for, by 1 January: 59 days ago."""
    make_register(world, "Council", [contract("C-1", "Fostering"), contract("C-2", "Fostering")])
    transfer = the_transfer(world)
    of = {"transfer_id": transfer.id, "employer_id": transfer.from_id}
    db.session.add(Question(**of, kind="question", asked_on=date(2021, 2, 1), text="When?"))
    db.session.commit()
    found = told(client, world, "lead")
    assert found["Ask after the contracts that are late"] == (
        "2 contracts are late, by up to 59 days", "/p/north/contracts?late=yes"
    )  # fmt: skip
    assert "Ask after replies to representatives" not in found  # the council has not shared its consultation
    db.session.add(ConsultationShare(**of, shared_by="Ann", shared_at=clock.now()))
    db.session.commit()
    found = told(client, world, "lead")
    assert found["Ask after replies to representatives"] == (
        "1 reply is overdue", "/p/north/people/owed?state=Overdue&about=replies"
    )  # fmt: skip
    owed = client.page("/p/north/people/owed?state=Overdue&about=replies")
    assert [row.text.strip() for row in owed.select("main tbody tr td:first-child, main tbody th")] == [
        "Reply to a question of 1 February 2021"
    ]
    assert "Ask after the contracts that are late" not in told(client, world, "legal-Council")


def test_the_lead_invites_whoever_brings_the_lists(client: InspectingClient, world: World) -> None:
    assert not [each for each in told(client, world, "lead") if each.startswith("Invite")]
    db.session.execute(delete(Membership).where(Membership.role.in_(("hr", "finance"))))
    db.session.commit()
    hint = "Nobody holds these roles yet, so nobody can bring their lists"
    assert told(client, world, "lead")["Invite HR and Finance"] == (hint, "/p/north/members")
    assert not [each for each in told(client, world, "legal-Council") if each.startswith("Invite")]


def test_services_that_only_a_list_names_are_to_be_added(client: InspectingClient, world: World) -> None:
    """P1's service is known, P2's cost centre is Early help's; nothing places P3 and P4."""
    for organisation in db.session.query(Organisation):
        organisation.company_number = None
    lines = [line("P1", "Fostering"), line("P2", "Troubled families", cost_centre="00200"),
             line("P3", "Youth offending"), line("P4", "Adoption", cost_centre="99999")]  # fmt: skip
    make_list(world, "Council", lines)
    [found] = [each for each in client.sign_in(world.users["lead"]).page(CHECKS).select(".app-finding")
               if each.a and each.a["href"] == "/p/north/checks/services"]  # fmt: skip
    assert found.a and found.a.text == "Add 2 services that the lists name: Adoption and Youth offending"
    assert "programme lead" not in found.text
    assert "The programme lead adds services" in client.sign_in(world.users["hr-Council"]).page(CHECKS).text


def test_a_fault_of_a_list_leads_to_the_upload_for_who_brings_it(client: InspectingClient, world: World) -> None:
    release = make_list(world, "Council", [line("P1", occupancy="agency"), line("P2", occupancy=None)])
    release.columns, release.totals = {"occupancy": "D", "agency_name": "K"}, {"agency": 1, "not_stated": 1}
    db.session.commit()

    def finding(who: str, begins: str) -> tuple[str, str]:
        page = client.sign_in(world.users[who]).page(CHECKS)
        [found] = [each for each in page.select(".app-finding") if each.a and each.a.text.startswith(begins)]
        return str(found.a["href"]), found.select(".app-finding__where")[0].text

    council = world.organisations["Council"].id
    href, where = finding("hr-Council", "Enter the agency")
    assert href == f"/p/north/uploads/new?place=establishment:{council}" and "Upload a corrected list" in where
    assert finding("hr-Trust", "Enter the agency")[0] == f"/p/north/versions/{release.id}"  # another body's list
    href, where = finding("lead", "Enter the agency")
    assert href == f"/p/north/versions/{release.id}" and "HR of Council uploads a corrected list" in where
    assert "HR of Council uploads a list that says" in finding("lead", "Explain the gap of 1")[1]
