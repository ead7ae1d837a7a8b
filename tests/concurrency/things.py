"""One thing of each kind that a form changes, and how two people change it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tests.factories.baseline import plain_balance, plain_dispute
from tests.factories.books import say_of_books
from tests.factories.consultation import WRITES, keep_letter, make_union, measure, side, the_transfer
from tests.factories.contracts import contract, make_plan, make_register
from tests.factories.establishment import line, make_list, the_line
from tests.factories.liability import company_hr, make_difference
from tests.factories.planted import make_contract_sum, make_overheads
from tests.factories.programmes import World
from transfer.appraisal.actions import add_criterion, add_scorer
from transfer.budget.actions import (
    add_cash_flow,
    add_mtfs_line,
    add_rule,
    add_uplift,
    set_optimism_bias,
    set_spend_profile,
)
from transfer.budget.rules import Rule
from transfer.consultation.actions import add_record, record_measure, set_writer
from transfer.consultation.models import AffectedGroup, AgencyCount, Meeting, Question
from transfer.contract_sum.actions import add_part, open_sum
from transfer.contract_sum.queries import list_activity
from transfer.contracts.actions import decide_route
from transfer.establishment.actions import add_cost_input, add_pay_scale, propose_time
from transfer.establishment.rules.inputs import Input
from transfer.establishment.rules.scales import Point, Scale
from transfer.establishment.rules.shares import Asked, Part
from transfer.extensions import db
from transfer.opening.actions import set_cut_off
from transfer.packs.actions import write_narrative
from transfer.programmes.actions import add_claim, add_constraint
from transfer.programmes.models import Membership
from transfer.tupe.actions import save_pension_route
from transfer.tupe.rules import PensionFacts

Typed = Mapping[str, Any]


@dataclass(frozen=True)
class Edit:
    """An edit form. first: what the faster one types; second: what the slower one does; who: whose form it is.

    shown: words of the first one's change that the slower one is shown; form: the page that has the form, where the
    address only takes it; by: the address at which the faster one changes the thing, where it is another.
    """

    who: str
    path: str
    first: Typed
    second: Typed = field(default_factory=dict)
    shown: str = ""
    form: str = ""
    by: str = ""


def make_things(world: World) -> dict[str, Any]:
    """The numbers of what the edits are about, by the names of the arguments of their addresses. Committed."""
    system = world.system
    claim = add_claim(system, document="Report", statement="There are ten posts", subject="posts", value=10)
    constraint = add_constraint(system, text="Lawful on 1 April 2021")
    rule = add_rule(system, Rule({"fund": "GF"}, "exclude", reason="Not ours"))
    add_rule(system, Rule({"fund": "HRA"}, "exclude", reason="Not ours either"))
    plan_line = add_mtfs_line(system, name="Pay", kind="base", base_pence=1_00, first_year="2021/22")
    uplift = add_uplift(
        system, name="Pay award", year="2021/22", percent=Decimal("2"), source="Assumed", status="assumed"
    )
    flow = add_cash_flow(system, world.options["All move"], year=0, label="Set-up", pence=-1_00)
    scale = add_pay_scale(system, Scale(date(2020, 4, 1), "assumed", "The scheme", (Point("G7", 26, 1_00),)))
    rate = add_cost_input(system, Input("pension.tps", Decimal("0.2"), date(2021, 4, 1), "assumed", "The scheme"))
    set_optimism_bias(system, world.options["All move"], Decimal("10"), "The Green Book")
    agreed = make_contract_sum(system, world.organisations["Trust"].id)
    activity = list_activity(system)[0]
    agreement, stranded = make_overheads(world, system)
    draft = open_sum(system, organisation_id=world.organisations["Trust"].id, year="2022/23")
    part = add_part(system, draft, kind="direct", label="Teams", pence=1_00, taxed_pence=0, source="Plan")
    criterion = add_criterion(system, name="Practice", weight=Decimal(60), swing="From chaos to calm")
    scorer = add_scorer(system, name="Ann Scorer", capacity="Finance")
    books = say_of_books(world)
    set_spend_profile(system, [Decimal("8")] * 11 + [Decimal("12")], "Last year")
    write_narrative(system, "due-diligence", "scope", "As it was", 0)
    register = make_register(world, "Council", [contract("A-1", "Early help"), contract("A-2", "Early help")])
    for each in register.values():
        decide_route(system, each, "novate", "needed", "It is signed", 0)
    make_plan(
        world,
        [{"reference": "M1", "title": "Decide", "baseline_on": date(2021, 3, 10), "forecast_on": date(2021, 3, 10)}],
    )
    staff = make_list(world, "Council", [line("P1", "Early help", occupancy="filled", person_ref="1"),
                                          line("P2", "Early help", occupancy="agency")])  # fmt: skip
    post = the_line(staff, "P1")
    parts = tuple(Part(world.organisations[side].id, Decimal(50)) for side in ("Council", "Company"))
    asked = Asked(parts, "recharge", "A diary", "A minute", date(2021, 4, 1), review_when="once embedded")
    proposal = propose_time(world.viewer("finance-Council"), post, asked)
    transfer = next(each for each in world.options["All move"].transfers if each.transferor.short == "Council")
    told = make_consultation(world)
    company_hr(world)
    difference = make_difference(world, transfer)
    pension = save_pension_route(system, transfer, PensionFacts("LGPS", "all", "designation", "open"))
    member = db.session.query(Membership).filter_by(user_id=world.users["member-Council"].id).one()
    dispute, balance = plain_dispute(world), plain_balance(world)
    set_cut_off(system, date(2021, 4, 1), version=0)
    db.session.commit()
    return {
        **books,
        "dispute": dispute.id, "balance": balance.id, "claim": claim.id, "constraint": constraint.id,
        "rule": rule.id, "plan_line": plan_line.id,
        "uplift": uplift.id, "input": rate.id, "scale": scale.id, "proposal": proposal.id, "flow": flow.id,
        "criterion": criterion.id,
        "part": part.id,
        "draft_sum": draft.id, "sum_change": agreed.changes[0].id, "cash_line": agreed.cash_lines[0].id,
        "activity": activity.id, "agreement": agreement.id, "stranded": stranded.id,
        "scorer": scorer.id,
        "option": world.options["All move"].id, "organisation": world.organisations["Trust"].id,
        "service": world.services["Fostering"].id, "transfer": transfer.id, "line": post.id,
        "difference": difference.id,
        **told,
        "pension": pension.id, "agency_line": the_line(staff, "P2").id,
        "contract": register["A-1"].id, "other_contract": register["A-2"].id, "member": member.id,
    }  # fmt: skip


def make_consultation(world: World) -> dict[str, int]:
    """One of each record of informing and consulting, in the council's transfer."""
    hr, transfer, council = world.viewer("hr-Council"), the_transfer(world), side(world, "Council")
    on, union = date(2021, 2, 1), make_union(world)
    found = {
        "measure": record_measure(hr, transfer, council, measure()),
        "group": add_record(hr, transfer, council, AffectedGroup,
                            {"name": "Reception", "effect": "Receives", "number": 4, "as_at": on}),
        "agency": add_record(hr, transfer, council, AgencyCount,
                             {"number": 3, "place": "Hub", "work": "Social work", "as_at": on}),
        "meeting": add_record(hr, transfer, council, Meeting, {"held_on": on, "notes": "Began"}),
        "question": add_record(hr, transfer, council, Question, {"kind": "question", "asked_on": on, "text": "Why?"}),
        "representative": union,
        "document": keep_letter(transfer, council, union),
    }  # fmt: skip
    set_writer(hr, transfer, council, WRITES)
    return {"writer_of": council.id} | {name: each.id for name, each in found.items()}


DAY = ["1", "3", "2021"]
LATER = ["20", "3", "2021"]
DECIDES = {"after": "under_review", "reason": "Their manager asked", "decided_on": DAY}
LEFT = {"after": "left", "reason": "They left in February", "decided_on": DAY}

CONSULTATION = "/people/transfers/{transfer}/consultation"

# By endpoint; {names} are those of `make_things`.
EDITS: Mapping[str, Edit] = {
    "overheads.change_agreement": Edit("finance-Council", "/money/overheads/agreements/{agreement}",
                                       {"step_down": "First"}, {"step_down": "Second"}, "First"),
    "overheads.remove_agreement": Edit("finance-Council", "/money/overheads/agreements/{agreement}/remove",
                                       {"service": "First"}, shown="First",
                                       by="/money/overheads/agreements/{agreement}"),
    "overheads.enter_ledger": Edit("finance-Council", "/money/overheads/agreements/{agreement}/ledger",
                                   {"side": "supplier", "pence": "-11.00"}, {"side": "supplier", "pence": "-12.00"},
                                   "11.00"),
    "overheads.change_stranded": Edit("finance-Council", "/money/overheads/stranded/{stranded}", {"plan": "First"},
                                      {"plan": "Second"}, "First"),
    "overheads.remove_stranded": Edit("finance-Council", "/money/overheads/stranded/{stranded}/remove",
                                      {"plan": "First"}, shown="First", by="/money/overheads/stranded/{stranded}"),
    "baseline.position": Edit("finance-Council", "/money/disputes/{dispute}/position", {"argument": "First"},
                              {"argument": "Second"}, "First"),
    "baseline.terms": Edit("finance-Council", "/money/disputes/{dispute}/terms", {"cap": "11.00"}, {"cap": "22.00"},
                           "£11.00"),
    "baseline.settle": Edit("finance-Council", "/money/disputes/{dispute}/settle", {"cap": "11.00"},
                            {"outcome": "Second"}, "£11.00", by="/money/disputes/{dispute}/terms"),
    "baseline.withdraw": Edit("finance-Council", "/money/disputes/{dispute}/withdraw", {"cap": "11.00"},
                              {"outcome": "Second"}, "£11.00", by="/money/disputes/{dispute}/terms"),
    "contract_sum.change_part": Edit("finance-Council", "/money/contract-sums/parts/{part}", {"source": "First"},
                                     {"source": "Second"}, "First"),
    "contract_sum.remove_part": Edit("finance-Council", "/money/contract-sums/parts/{part}/remove",
                                     {"source": "First"}, shown="First", by="/money/contract-sums/parts/{part}"),
    "contract_sum.agree_sum": Edit("finance-Council", "/money/contract-sums/{draft_sum}/agree",
                                   {"agreed_on": DAY, "evidence": "First"}, {"agreed_on": DAY, "evidence": "Second"},
                                   "Agreed"),
    "contract_sum.decide_change": Edit(
        "finance-Council", "/money/contract-sums/changes/{sum_change}",
        {"outcome": "refused", "reason": "First", "decided_on": DAY},
        {"outcome": "refused", "reason": "Second", "decided_on": DAY}, "First"),
    "contract_sum.say_vat": Edit("finance-Council", "/money/contract-sums/{draft_sum}/vat", {"assumption": "First"},
                                 {"assumption": "Second"}, "First"),
    "contract_sum.plan_payments": Edit("finance-Council", "/money/contract-sums/{draft_sum}/payments",
                                       {"opening_pence": "11.00"}, {"opening_pence": "12.00"}, "1100"),
    "contract_sum.change_cash_line": Edit("finance-Council", "/money/contract-sums/cash/{cash_line}",
                                          {"label": "First"}, {"label": "Second"}, "First"),
    "contract_sum.remove_cash_line": Edit("finance-Council", "/money/contract-sums/cash/{cash_line}/remove",
                                          {"label": "First"}, shown="First",
                                          by="/money/contract-sums/cash/{cash_line}"),
    "contract_sum.change_activity": Edit("finance-Council", "/money/contract-sums/activity/{activity}",
                                         {"source": "First"}, {"source": "Second"}, "First"),
    "contract_sum.remove_activity": Edit("finance-Council", "/money/contract-sums/activity/{activity}/remove",
                                         {"source": "First"}, shown="First",
                                         by="/money/contract-sums/activity/{activity}"),
    "appraisal.change_criterion": Edit("lead", "/money/appraisal/criteria/{criterion}", {"swing": "First"},
                                       {"swing": "Second"}, "First"),
    "appraisal.remove_criterion": Edit("lead", "/money/appraisal/criteria/{criterion}/remove", {"swing": "First"},
                                       shown="First", by="/money/appraisal/criteria/{criterion}"),
    "appraisal.change_scores": Edit("lead", "/money/appraisal/scorers/{scorer}", {"capacity": "First"},
                                    {"capacity": "Second"}, "First"),
    "appraisal.remove_scorer": Edit("lead", "/money/appraisal/scorers/{scorer}/remove", {"capacity": "First"},
                                    shown="First", by="/money/appraisal/scorers/{scorer}"),
    "budget.change_cash_flow": Edit("finance-Council", "/money/value/flows/{flow}", {"label": "First"},
                                    {"label": "Second"}, "First"),
    "budget.remove_cash_flow": Edit("finance-Council", "/money/value/flows/{flow}/remove", {"label": "First"},
                                    shown="First", by="/money/value/flows/{flow}"),
    "budget.change_mtfs_line": Edit("finance-Council", "/money/years/lines/{plan_line}", {"name": "First"},
                                    {"name": "Second"}, "First"),
    "budget.remove_mtfs_line": Edit("finance-Council", "/money/years/lines/{plan_line}/remove", {"name": "First"},
                                    shown="First", by="/money/years/lines/{plan_line}"),
    "budget.change_uplift": Edit("finance-Council", "/money/years/uplifts/{uplift}", {"source": "First"},
                                 {"source": "Second"}, "First"),
    "budget.remove_uplift": Edit("finance-Council", "/money/years/uplifts/{uplift}/remove", {"source": "First"},
                                 shown="First", by="/money/years/uplifts/{uplift}"),
    "budget.change_rule": Edit("finance-Council", "/money/rules/{rule}", {"reason": "First"}, {"reason": "Second"},
                               "First"),
    "budget.remove_rule": Edit("finance-Council", "/money/rules/{rule}/remove", {"reason": "First"}, shown="First",
                               by="/money/rules/{rule}"),
    "budget.move_rule": Edit("finance-Council", "/money/rules/{rule}/move", {"reason": "First"}, {"to": "later"}, "0",
                             form="/money/rules", by="/money/rules/{rule}"),
    "budget.control_total": Edit("finance-Council", "/money/books/{book}/total?year=2021/22&basis=base",
                                 {"report": "First"}, {"report": "Second"}, "First"),
    "budget.answer_gap": Edit("finance-Council", "/money/gaps/answer?organisation={council}&service=Early help"
                              "&year=2020/21&basis=outturn", {"reason": "First"}, {"reason": "Second"}, "First"),
    "budget.explain_posts": Edit("finance-Council", "/money/staffing/explain?organisation={council}&service=Early help",
                                 {"explanation": "First"}, {"explanation": "Second"}, "First"),
    "budget.explain_fund": Edit("finance-Council", "/money/funds/explain?fund=GF", {"explanation": "First"},
                                {"explanation": "Second"}, "First"),
    "budget.change_history": Edit("finance-Council", "/money/history/{total}", {"source": "First"},
                                  {"source": "Second"}, "First"),
    "budget.remove_history": Edit("finance-Council", "/money/history/{total}/remove", {"source": "First"},
                                  shown="First", by="/money/history/{total}"),
    "budget.change_payment": Edit("finance-Council", "/money/between/{payment}", {"name": "First"},
                                  {"name": "Second"}, "First"),
    "budget.remove_payment": Edit("finance-Council", "/money/between/{payment}/remove", {"name": "First"},
                                  shown="First", by="/money/between/{payment}"),
    "budget.own_driver": Edit("finance-Council", "/money/drivers/heads/owner", {"owner": "First"},
                              {"owner": "Second"}, "First"),
    "budget.approve_driver": Edit("finance-Council", "/money/drivers/heads/approve", {"owner": "First"},
                                  shown="First", by="/money/drivers/heads/owner"),
    "budget.count_again": Edit("finance-Council", "/money/drivers/counted/count", {"owner": "First"},
                               shown="First", by="/money/drivers/counted/owner"),
    "budget.set_bias": Edit("finance-Council", "/money/value/{option}/bias", {"source": "First"},
                            {"source": "Second"}, "First"),
    "budget.set_profile": Edit("finance-Council", "/money/years/profile", {"source": "First"}, {"source": "Second"},
                               "First"),
    "establishment.change_input": Edit("finance-Council", "/people/cost/inputs/{input}",
                                       {"source": "First", "seen": "0 0"}, {"source": "Second", "seen": "0 0"},
                                       "First"),
    "establishment.change_scale": Edit("finance-Council", "/people/cost/scales/{scale}",
                                       {"source": "First", "seen": "0 0"}, {"source": "Second", "seen": "0 0"},
                                       "First"),
    "establishment.remove_scale": Edit("finance-Council", "/people/cost/scales/{scale}/remove",
                                       {"source": "First", "seen": "0 0"}, {"seen": "0 0"}, "First",
                                       by="/people/cost/scales/{scale}"),
    "establishment.share_time": Edit("finance-Council", "/people/time/posts/{line}/share", {"basis": "First"},
                                     {"basis": "Second"}, "First"),
    "establishment.decide_time": Edit("lead", "/people/time/proposals/{proposal}",
                                      {"outcome": "refuse", "reason": "First"},
                                      {"outcome": "approve", "reason": "Second"}, "refused"),
    "establishment.remove_input": Edit("finance-Council", "/people/cost/inputs/{input}/remove",
                                       {"source": "First", "seen": "0 0"}, {"seen": "0 0"}, "First",
                                       by="/people/cost/inputs/{input}"),
    "consultation.facts": Edit("hr-Council", f"{CONSULTATION}/facts", {"reasons": "First"}, {"reasons": "Second"},
                               "First"),
    "consultation.change_measure": Edit("hr-Council", f"{CONSULTATION}/measures/{{measure}}", {"text": "First"},
                                        {"text": "Second"}, "First"),
    "consultation.change_group": Edit("hr-Council", f"{CONSULTATION}/staff/{{group}}", {"effect": "First"},
                                      {"effect": "Second"}, "First"),
    "consultation.change_agency": Edit("hr-Council", f"{CONSULTATION}/agency/{{agency}}", {"place": "First"},
                                       {"place": "Second"}, "First"),
    "consultation.change_representative": Edit(
        "hr-Council", f"{CONSULTATION}/representatives/{{representative}}", {"body": "First"}, {"body": "Second"},
        "First"),
    "consultation.change_meeting": Edit("hr-Council", f"{CONSULTATION}/meetings/{{meeting}}", {"notes": "First"},
                                        {"notes": "Second"}, "First"),
    "consultation.change_question": Edit("hr-Council", f"{CONSULTATION}/questions/{{question}}", {"text": "First"},
                                         {"text": "Second"}, "First"),
    "consultation.reply_question": Edit("hr-Council", f"{CONSULTATION}/questions/{{question}}/reply",
                                        {"reply": "First"}, {"reply": "Second"}, "First"),
    "consultation.writer": Edit("hr-Council", f"{CONSULTATION}/{{writer_of}}/letters/writer", {"signatory": "First"},
                                {"signatory": "Second"}, "First"),
    "consultation.receipt": Edit("hr-Council", f"{CONSULTATION}/letters/{{document}}", {"sent_on": DAY},
                                 {"sent_on": ["2", "2", "2021"]}, "1 March 2021"),
    "duties.change_policy": Edit("lead", "/people/policy-dates/tupe.inform_days", {"reason": "First"},
                                 {"reason": "Second"}, "First"),
    "contracts.route": Edit("legal-Council", "/contracts/{contract}/route", {"reason": "First"},
                            {"reason": "Second"}, "First"),
    "contracts.step": Edit("legal-Council", "/contracts/{other_contract}/step",
                           {"after": "reviewed", "taken_on": DAY, "reason": "First"},
                           {"after": "reviewed", "taken_on": DAY, "reason": "Second"}, "Reviewed"),
    "liability.basis": Edit("hr-Council", "/people/transfers/{transfer}/liability/basis/named_list",
                            {"basis": "First"}, {"basis": "Second"}, "First"),
    "payroll.difference": Edit("hr-Company", "/people/transfers/{transfer}/payroll/differences/{difference}",
                               {"owner": "First"}, {"owner": "Second"}, "First"),
    "opening.change_item": Edit("finance-Council", "/money/opening/{balance}/change", {"name": "First"},
                                {"name": "Second"}, "First"),
    "opening.remove_item": Edit("finance-Council", "/money/opening/{balance}/remove", {"name": "First"},
                                shown="First", by="/money/opening/{balance}/change"),
    "opening.set_cut_off": Edit("finance-Council", "/money/opening/cut-off", {"cut_off_on": ["2", "4", "2021"]},
                                {"cut_off_on": ["3", "4", "2021"]}, "2 April 2021"),
    "packs.front": Edit("lead", "/packs/due-diligence/first-page", {"addressed_to": "First", "written_by": "Lead"},
                        {"addressed_to": "Second", "written_by": "Lead"}, "First"),
    "packs.text": Edit("lead", "/packs/due-diligence/text/scope", {"text": "First"}, {"text": "Second"}, "First"),
    "programmes.change_claim": Edit("lead", "/claims/{claim}", {"statement": "First"}, {"statement": "Second"},
                                    "First"),
    "programmes.remove_claim": Edit("lead", "/claims/{claim}/remove", {"statement": "First"}, shown="First",
                                    by="/claims/{claim}"),
    "programmes.change_constraint": Edit("lead", "/constraints/{constraint}", {"text": "First"},
                                         {"source": "Second"}, "First"),
    "programmes.remove_constraint": Edit("lead", "/constraints/{constraint}/remove", {"text": "First"},
                                         shown="First", by="/constraints/{constraint}"),
    "programmes.change_option": Edit("lead", "/options/{option}", {"legal_form": "First"}, {"legal_form": "Second"},
                                     "First"),
    "programmes.change_organisation": Edit("lead", "/organisations/{organisation}", {"name": "First"},
                                           {"name": "Second"}, "First"),
    "programmes.change_service": Edit("lead", "/services/{service}/change", {"directorate": "First"},
                                      {"directorate": "Second"}, "First"),
    "programmes.change_transfer": Edit("lead", "/transfers/{transfer}", {"transfer_on": ["1", "8", "2021"]},
                                       {"transfer_on": ["2", "9", "2021"]}, "August 2021"),
    "programmes.record_basis": Edit("lead", "/transfers/{transfer}/basis", {"basis_evidence": "First"},
                                    {"basis_evidence": "Second"}, "First"),
    "programmes.member_change": Edit("lead", "/members/{member}/change", {"ends_on": ["1", "8", "2031"]},
                                     {"ends_on": ["2", "9", "2031"]}, "August 2031"),
    "programmes.member_leave": Edit("lead", "/members/{member}/leave", {"ends_on": ["1", "8", "2031"]},
                                    {"ends_on": ["2", "9", "2031"]}, "August 2031"),
    "steering.update": Edit("lead", "/plan/update/M1", {"forecast_on": LATER, "reason": "First"},
                            {"forecast_on": ["21", "3", "2021"], "reason": "Second"}, "20 March 2021",
                            form="/plan/milestones/M1"),
    "tupe.answer": Edit("legal-Council", "/people/transfers/{transfer}/legal-basis/test/entity",
                        {"answer": "yes", "evidence": "First"}, {"answer": "no", "evidence": "Second"}, "First"),
    "tupe.change_pension": Edit("hr-Council", "/people/transfers/{transfer}/pensions/{pension}",
                                {"evidence": "First"}, {"evidence": "Second"}, "First"),
    "tupe.engagement": Edit("hr-Council", "/people/transfers/{transfer}/agency/{agency_line}",
                            {"after": "end", "ends_on": DAY, "reason": "First"}, {"after": "end", "reason": "Second"},
                            "Ends"),
    "tupe.factor": Edit("hr-Council", "/people/transfers/{transfer}/lines/{line}/factors/tasks",
                        {"points": "moves", "evidence": "First"}, {"points": "stays", "evidence": "Second"}, "First"),
    "tupe.decide": Edit("hr-Council", "/people/transfers/{transfer}/lines/{line}", DECIDES, LEFT, "Under review"),
}  # fmt: skip

# What changes nothing that somebody else may be typing at, and why.
NOT_EDITS: Mapping[str, str] = {
    "operation.start": "adds; of two who ask for one address one is told, tried at once",
    "operation.write_archive": "changes nothing; asked twice, it is written once",
    "overheads.add_agreement": "adds", "overheads.add_stranded": "adds",
    "liability.add_recipient": "adds", "liability.remove_recipient": "ends, once", "liability.add_agreement": "adds",
    "liability.remove_agreement": "ends, once", "liability.items": "tried by itself, with a file",
    "liability.give": "adds; each waits for its turn", "liability.changes": "tried by itself, with changes",
    "liability.take": "changes nothing", "payroll.bring": "adds; tried by itself, with a file",
    "payroll.add_run": "adds", "payroll.remove_run": "ends, once",
    "payroll.add_contribution": "adds; refused the second time", "payroll.remove_contribution": "ends, once",
    "payroll.assurance": "signs, once; each waits for its turn",
    "consultation.add_measure": "adds; an offer is answered once, by the database",
    "consultation.add_group": "adds", "consultation.add_agency": "adds", "consultation.add_representative": "adds",
    "consultation.add_meeting": "adds", "consultation.add_question": "adds", "consultation.make_document": "adds",
    "consultation.templates": "adds", "consultation.end": "ends, once", "consultation.share": "done twice it is done",
    "duties.make_feed": "one's own; the newest address stands", "duties.end_feed": "ends, once",
    "duties.reminders": "one's own, done twice it is done",
    "opening.new_item": "adds", "opening.bring": "adds", "opening.share": "done twice it is done",
    "baseline.draft": "adds; a programme has one", "baseline.new_change": "adds", "baseline.rebase": "adds",
    "baseline.answer": "answers, once: tried by itself", "baseline.take_back": "ends, once: tried by itself",
    "baseline.new_dispute": "adds", "baseline.accept": "accepts what it names, once",
    "baseline.propose": "carries the hash that was seen", "baseline.take": "carries the hash that was seen",
    "baseline.sign": "tried at once: there is one signature",
    "baseline.decide": "tried at once: there is one decision",
    "baseline.escalate": "goes up from the rung that was seen, once",
    "contract_sum.open_sum": "adds", "contract_sum.add_part": "adds", "contract_sum.take_from_split": "adds",
    "contract_sum.ask_change": "adds", "contract_sum.add_cash_line": "adds", "contract_sum.add_activity": "adds",
    "establishment.add_input": "adds", "establishment.add_scale": "adds",
    "establishment.review_time": "adds", "establishment.add_published": "adds",
    "establishment.remove_published": "removes, once",
    "appraisal.add_criterion": "adds", "appraisal.add_scorer": "adds",
    "appraisal.choose_as_usual": "tried by itself, with two options in which nothing moves",
    "identity.change_password": "tried at once: the second types a password that is no longer the one",
    "identity.sign_out_everywhere": "done twice it is done", "identity.sign_out": "done twice it is done",
    "identity.begin_codes": "tried at once: both go on with the same codes",
    "identity.confirm_codes": "tried at once: codes are turned on once",
    "identity.remove_codes": "ends, once: the code that it asks for is taken once",
    "identity.forgotten_password": "sends a mail", "identity.make_token": "adds",
    "identity.new_password": "a link works once", "identity.accept_invitation": "a link works once",
    "identity.submit_sign_in": "changes nothing that is typed", "identity.enter_code": "a code is taken once",
    "identity.revoke_token": "ends, once",
    "budget.add_cash_flow": "adds", "budget.add_mtfs_line": "adds", "budget.add_rule": "adds",
    "budget.add_uplift": "adds", "budget.add_map": "adds a version", "budget.add_history": "adds",
    "budget.add_payment": "adds", "budget.count_driver": "adds", "programmes.add_claim": "adds",
    "programmes.add_constraint": "adds",
    "programmes.add_option": "adds",
    "checks.add_services": "adds; a name that is taken is refused",
    "programmes.add_organisation": "adds", "programmes.add_service": "adds", "programmes.add_transfer": "adds",
    "programmes.member_invite": "sends a mail", "programmes.member_new": "adds",
    "programmes.member_deputy": "adds", "intake.create": "adds",
    "packs.build": "adds; the same pack twice at once is refused",
    "packs.rebuild": "asks for the same files again; twice at once is refused",
    "packs.approve": "tried at once: there is one approval",
    "intake.mend_cell": "tried by itself, with a file", "intake.mend_column": "tried by itself, with a file",
    "intake.undo_mending": "tried by itself, with a file", "intake.accept_warnings": "tried by itself, with a file",
    "intake.withdraw_acceptance": "ends, once",
    "intake.give": "gives many rows, of which each is tried by itself",
    "intake.undo_version": "tried at once: ends, once",
    "intake.work_row": "tried by itself, with a row that was left out",
    "intake.match": "tried by itself, with a list that has no numbers",
    "tupe.decide_together": "tried by itself: what was looked at is sent with it",
    "tupe.confirm": "confirms what is read; a basis that changed meanwhile is refused", "tupe.challenge": "adds",
    "tupe.challenge_outcome": "ends, once",
    "tupe.add_pension": "adds; one for each scheme and cohort, by the database",
    "tupe.match_arrivals": "done twice it is done", "tupe.arrival": "tried by itself, with people who transferred",
    "tupe.objection": "adds; one stands at a time, by the database",
    "tupe.legal_view": "tried by itself, with an objection", "tupe.withdraw": "ends, once",
    "tupe.correct": "asked for once, by the database", "tupe.answer_correction": "tried by itself, by two people",
    "tupe.close": "tried by itself, with a decision that is no longer on the list",
    "releases.see_correction": "done twice it is done",
    "intake.accept": "tried at once: there is one acceptance",
    "intake.make_copy": "asks for a job, and changes nothing",
    "intake.withdraw": "ends what waits, once", "intake.check_again": "reads the same file again",
    "intake.say_amounts": "tried by itself, with a file that needs it",
    "intake.choose_header": "tried by itself, with a file", "intake.choose_columns": "tried by itself, with a file",
    "intake.choose_values": "tried by itself, with a file", "intake.move": "tried by itself, with a file",
    "intake.remember": "keeps what was said, once", "intake.forget": "tried by itself, with what is remembered",
    "jobs.cancel": "ends what runs, once", "jobs.stop": "ends what runs, once",
    "jobs.retry": "begins what failed, once", "jobs.start_again": "begins what failed, once",
    "releases.share": "done twice it is done", "releases.stop_sharing": "done twice it is done",
    "programmes.member_deputy_end": "ends, once",
    "programmes.member_move": "ends one appointment, whose version it carries, and begins another",
    "privacy.close": "closes, once", "privacy.correct": "says which row is wrong, beside what the file says",
    "privacy.dispose": "removes, once", "privacy.erase": "removes, once", "privacy.hold": "adds",
    "privacy.lift": "ends, once",
}  # fmt: skip
