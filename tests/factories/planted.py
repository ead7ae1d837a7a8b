"""A word planted in everything that one side has and has not shared, and one thing of every kind to be asked for."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from tests.factories.baseline import plain_balance, plain_baseline, plain_change, plain_dispute
from tests.factories.books import say_without_lists
from tests.factories.budget import make_book
from tests.factories.consultation import keep_letter
from tests.factories.contracts import contract, make_assets, make_register
from tests.factories.establishment import NOW, line, make_list
from tests.factories.liability import plant_told
from tests.factories.programmes import World
from transfer.appraisal.actions import add_criterion, add_scorer
from transfer.appraisal.models import Criterion, Scorer
from transfer.audit.actions import record
from transfer.baseline.models import Baseline, BaselineChange, Dispute, DisputePosition
from transfer.budget.actions import add_cash_flow, add_mtfs_line, add_rule, add_uplift
from transfer.budget.models import BudgetLine, CashFlow, InternalPayment, MtfsLine, ServiceTotal, SplitRule, Uplift
from transfer.budget.rules import Rule
from transfer.consultation.actions import add_record
from transfer.consultation.models import (
    AffectedGroup,
    AgencyCount,
    ConsultationDocument,
    LetterTemplate,
    LetterWriter,
    Measure,
    Meeting,
    Question,
    Representative,
)
from transfer.contract_sum.actions import add_activity, add_cash_line, add_part, agree_sum, ask_change, open_sum
from transfer.contract_sum.models import CashLine, ContractSum, SumChange, SumPart, YearsActivity
from transfer.contracts.actions import decide_route
from transfer.contracts.models import Contract
from transfer.establishment.actions import add_cost_input, add_pay_scale, add_published
from transfer.establishment.models import AssignmentLine, CostInput, PayScale, PublishedRate, TimeProposal
from transfer.establishment.rules.inputs import Input
from transfer.establishment.rules.scales import Point, Scale
from transfer.extensions import Model, db
from transfer.files.actions import store
from transfer.identity.models import ApiToken
from transfer.intake.models import AcceptedWarning, Mending, ParkedRow, SavedMapping, Upload
from transfer.jobs.models import Job
from transfer.kernel import clock
from transfer.liability.models import CollectiveAgreement, Disclosure, Recipient
from transfer.opening.models import OpeningItem
from transfer.overheads.actions import add_agreement, add_stranded
from transfer.overheads.models import StrandedCost, SupportAgreement
from transfer.packs.actions import freeze
from transfer.packs.models import PackFile, Snapshot
from transfer.payroll.models import FirstContribution, ParallelRun, PayrollDifference
from transfer.privacy.actions import place_hold
from transfer.privacy.models import LegalHold
from transfer.programmes.actions import add_claim, add_constraint
from transfer.programmes.models import Claim, Constraint, Deputy, Membership, Option, Organisation, Service, Transfer
from transfer.programmes.rules import Viewer
from transfer.releases.actions import unshare_release
from transfer.releases.models import CorrectionNotice, Release, ReleaseFinding
from transfer.tupe.actions import save_pension_route
from transfer.tupe.models import BasisChallenge, Leg, PensionRoute, PersonDecision
from transfer.tupe.rules import PensionFacts

TOLD_ON = date(2021, 2, 1)
SIDES = {"Council": ("Early help", "00200", 765_432_107), "Trust": ("Fostering", "00100", 876_543_209)}


def planted(side: str) -> re.Pattern[str]:
    """The word of a side, however it is written, and its unshared budget to the penny, on a page or in a cell."""
    pounds, pence = divmod(SIDES[side][2], 100)
    return re.compile(f"quokka.{side}|{pounds:,}\\.{pence:02d}|{pounds}\\.{pence:02d}", re.IGNORECASE)


def word(side: str, what: str) -> str:
    return f"Quokka-{side}-{what}"


def plant(world: World, side: str) -> None:
    """A first version that is shared, then one that is not, of every list that a side has."""
    service, centre, pence = SIDES[side]
    make_list(world, side, [line(f"{side}-1", service, cost_centre=centre)])
    make_book(world, [(centre, "A1", "Basic pay", "Employees", "GF", 1_000_00)], side)
    make_register(world, side, [contract(f"{side}-C1", service)])
    hidden = line(
        word(side, "post"), service, job_title=word(side, "title"), surname=word(side, "surname"), cost_centre=centre,
        forename=word(side, "forename"), person_ref=word(side, "ref"), notes=word(side, "note"),
        team=word(side, "team"),
        salary_actual_pence=pence, salary_fte_pence=pence, contract_type="fixed-term", grade=word(side, "grade"),
    )  # fmt: skip
    lists = [make_list(world, side, [line(f"{side}-1", service, cost_centre=centre), hidden], shared=False)]
    rows = [(centre, word(side, "account"), word(side, "account name"), "Employees", "GF", pence),
            (word(side, "centre"), "A1", "Basic pay", "Employees", None, pence)]  # fmt: skip
    lists.append(make_book(world, rows, side, shared=False, number=2)[0].release)
    agreed = contract(word(side, "contract"), service, title=word(side, "agreement"), supplier=word(side, "supplier"))
    found = make_register(world, side, [agreed], number=2, shared=False)
    lists += [each.release for each in found.values()]
    assets = [{"reference": word(side, "asset"), "description": word(side, "building"), "holder": word(side, "holder")}]
    lists.append(make_assets(world, side, assets))
    for release in lists:
        plant_around(world, side, release)
    plant_decisions(world, side, *found.values())
    plant_consultation(world, side)
    plant_told(world, side, lambda what: word(side, what))
    plain_balance(world, side, word(side, "balance"), pence)
    # It was shared, and was taken back: whoever saw it meanwhile sees it no longer.
    somebody = replace(viewer_of(world, side), name="Somebody")
    unshare_release(somebody, lists[-1], reason="It was shared too early")
    db.session.commit()


def plant_around(world: World, side: str, release: Release) -> None:
    """What a version leaves beside its rows: findings, an upload that waits, a job and an event."""
    organisation_id = world.organisations[side].id
    finding = {
        "sheet": "Sheet1",
        "cell": "A9",
        "severity": "error",
        "field": "post_no",
        "message": word(side, "finding"),
    }
    db.session.add(ReleaseFinding(release_id=release.id, row=9, key=word(side, "key"), **finding))
    db.session.add(
        ParkedRow(programme_id=world.programme.id, organisation_id=organisation_id, dataset=release.dataset,
                  release_id=release.id, row=9, key=word(side, "left out"), reason=word(side, "row's reason"))
    )  # fmt: skip
    release.columns = {"job_title": "B", "cost_centre": "C", "title": "D"}
    release.unmapped = [word(side, "heading")]
    db.session.add(
        Upload(
            programme_id=world.programme.id, organisation_id=organisation_id, dataset=release.dataset,
            file_id=release.file_id, uploaded_by=word(side, "uploader"), uploaded_at=NOW,
            outcome={
                "file": word(side, "file"), "sha256": "0" * 64, "sheet": word(side, "sheet"), "header_row": 1,
                "columns": {"post_no": "A"}, "unmapped": [word(side, "unmapped")], "ignored_rows": [],
                "rows_with_data": 1, "rows_accepted": 0, "totals": {}, "against": None,
                "findings": [finding | {"row": 9, "code": "missing"}], "parked": [],
                "matches": [], "amounts": [], "excerpts": {}, "changes": None,
            },
        )
    )  # fmt: skip
    db.session.add(
        Job(programme_id=world.programme.id, side_id=organisation_id, kind="check_upload", created_at=NOW,
            title=word(side, "job"), requested_by=word(side, "asker"), state="failed", error=word(side, "error"))
    )  # fmt: skip
    release.file.name = f"{word(side, release.dataset)}.xlsx"


def viewer_of(world: World, side: str) -> Viewer:
    return Viewer(world.programme.id, None, word(side, "person"), "legal", frozenset({world.organisations[side].id}))


def plant_decisions(world: World, side: str, *contracts: object) -> None:
    viewer = viewer_of(world, side)
    record(viewer, "test", ("release", 1), word(side, "event"), programme_id=world.programme.id,
           side_id=world.organisations[side].id, changes={"name": ("", word(side, "change"))})  # fmt: skip
    for each in contracts:
        decide_route(viewer, each, "novate", "needed", word(side, "reason"), 0)  # type: ignore[arg-type]
    db.session.flush()
    snapshot = freeze(viewer, "due-diligence", world.options["All move"])
    content = f"{word(side, 'pack')} {word(side, 'figure')}".encode()
    made = store(content, f"{word(side, 'draft')}.txt")
    db.session.add(PackFile(snapshot_id=snapshot.id, edition="exempt", format="xlsx", file_id=made.id))
    headings = {word(side, "saved heading"): "post_no"}
    db.session.add(SavedMapping(programme_id=world.programme.id, organisation_id=world.organisations[side].id,
                                dataset="establishment", headings=headings))  # fmt: skip


def plant_consultation(world: World, side: str) -> None:
    """What an employer informs and consults about, and a template of its own; nothing of it is shared."""
    viewer, employer = viewer_of(world, side), world.organisations[side]
    transfer = next(each for each in world.options["All move"].transfers if each.from_id == employer.id)
    said = word(side, "said")
    union = add_record(viewer, transfer, employer, Representative, {"kind": "union", "body": word(side, "union")})
    for model, values in (
        (Measure, {"text": said, "envisaged": True, "cohort": said, "decided_by": said, "decided_on": TOLD_ON}),
        (AffectedGroup, {"name": said, "effect": said, "number": 4, "as_at": TOLD_ON}),
        (Meeting, {"held_on": TOLD_ON, "notes": said, "representative_id": union.id}),
        (Question, {"kind": "question", "asked_on": TOLD_ON, "text": said, "representative_id": union.id}),
        (AgencyCount, {"number": 3, "place": said, "work": said, "as_at": TOLD_ON}),
        (
            LetterWriter,
            {
                "contact_name": said,
                "contact_post": said,
                "contact_email": said,
                "contact_phone": said,
                "address": said,
                "signatory": said,
                "signatory_post": said,
                "reply_by": None,
            },
        ),
    ):
        add_record(viewer, transfer, employer, model, values)  # type: ignore[type-var]
    file = keep_letter(transfer, employer, union, said).file
    db.session.add(LetterTemplate(programme_id=world.programme.id, organisation_id=employer.id, kind="pack", file=file,
                                  uploaded_by=said, uploaded_at=NOW))  # fmt: skip


# What a number in an address is the number of; of a line it depends on the endpoint, or on its room.
KINDS: Mapping[str, type[Model]] = {
    "measure_id": Measure, "group_id": AffectedGroup, "representative_id": Representative, "meeting_id": Meeting,
    "question_id": Question, "agency_id": AgencyCount, "document_id": ConsultationDocument,
    "template_id": LetterTemplate, "recipient_id": Recipient, "disclosure_id": Disclosure,
    "difference_id": PayrollDifference,
    "run_id": ParallelRun,
    "contribution_id": FirstContribution,
    "baseline_id": Baseline, "change_id": BaselineChange, "dispute_id": Dispute, "position_id": DisputePosition,
    "item_id": OpeningItem,
    "leg_id": Leg, "challenge_id": BasisChallenge, "route_id": PensionRoute,
    "claim_id": Claim, "constraint_id": Constraint, "contract_id": Contract, "criterion_id": Criterion,
    "decision_id": PersonDecision, "scorer_id": Scorer,
    "deputy_id": Deputy, "file_id": PackFile, "flow_id": CashFlow, "notice_id": CorrectionNotice, "hold_id": LegalHold,
    "input_id": CostInput, "scale_id": PayScale, "proposal_id": TimeProposal, "published_id": PublishedRate,
    "sum_id": ContractSum, "part_id": SumPart, "request_id": SumChange,
    "activity_id": YearsActivity, "agreement_id": SupportAgreement, "stranded_id": StrandedCost,
    "job_id": Job, "mapping_id": SavedMapping, "member_id": Membership, "mending_id": Mending, "option_id": Option,
    "organisation_id": Organisation, "release_id": Release, "row_id": ParkedRow, "rule_id": SplitRule,
    "service_id": Service, "snapshot_id": Snapshot, "token_id": ApiToken, "transfer_id": Transfer, "uplift_id": Uplift,
    "payment_id": InternalPayment, "total_id": ServiceTotal, "upload_id": Upload, "warning_id": AcceptedWarning,
}  # fmt: skip
LINES: Mapping[str, type[Model]] = {
    "budget.change_mtfs_line": MtfsLine, "budget.line": BudgetLine, "budget.remove_mtfs_line": MtfsLine,
    "contract_sum": CashLine,
    "establishment": AssignmentLine, "liability": AssignmentLine, "privacy": AssignmentLine, "tupe": AssignmentLine,
}  # fmt: skip
# What one room calls by the name of another's.
OWN_NAMES: Mapping[tuple[str, str], type[Model]] = {("liability", "agreement_id"): CollectiveAgreement}
EVERY_KIND = frozenset({*KINDS.values(), *LINES.values(), *OWN_NAMES.values()})
# What belongs to one side as long as that side has not shared it.
SIDED = (
    AssignmentLine, BudgetLine, Contract, Job, PackFile, ParkedRow, Release, Snapshot, Upload,
    AffectedGroup, AgencyCount, ConsultationDocument, LetterTemplate, Measure, Meeting, Question, Representative,
)  # fmt: skip


def kind_of(endpoint: str, argument: str) -> type[Model]:
    """What an address names by number. A new route says it here, or no test of forged numbers runs."""
    room = endpoint.split(".")[0]
    lines = LINES.get(endpoint) or LINES.get(room)
    found = lines if argument == "line_id" else OWN_NAMES.get((room, argument)) or KINDS.get(argument)
    assert found, f"Say in tests/factories/planted.py what {argument} of {endpoint} is"
    return found


def make_overheads(world: World, viewer: Viewer) -> tuple[SupportAgreement, StrandedCost]:
    bodies = world.organisations
    agreement = add_agreement(
        viewer, supplier_id=bodies["Council"].id, customer_id=bodies["Trust"].id, service="HR", unit="heads",
        volume=Decimal(310), price_pence=100_00, starts_on=date(2021, 4, 1), ends_on=date(2024, 3, 31),
    )  # fmt: skip
    stranded = add_stranded(
        viewer, organisation_id=bodies["Council"].id, service="HR", year="2021/22", centres=[], funded_pence=9_00,
        avoided_pence=1_00, exit_on=None, plan="",
    )  # fmt: skip
    return agreement, stranded


def make_contract_sum(viewer: Viewer, organisation_id: int) -> ContractSum:
    """An agreed one with all that belongs to it."""
    found = open_sum(viewer, organisation_id=organisation_id, year="2021/22")
    add_part(viewer, found, kind="direct", label="Teams", pence=100_00, taxed_pence=0, source="Plan")
    agree_sum(viewer, found, agreed_on=date(2021, 2, 1), evidence="Minute 4")
    ask_change(viewer, found, label="More", pence=1_00, reason="Need", funding="Reserve", asked_on=date(2021, 2, 2))
    add_cash_line(viewer, found, kind="spent", label="Pay", pence=1_00, timing="even")
    add_activity(viewer, organisation_id=organisation_id, year="2021/22", own_pence=9, other_pence=1, source="Accounts")
    return found


def make_one_of_each(world: World) -> None:
    """One thing of every kind that is the programme's own, committed."""
    system, today = world.system, clock.today()
    add_rule(system, Rule({}, "exclude", reason="Nothing"))
    add_mtfs_line(system, name="Pay", kind="base", base_pence=1_00, first_year="2021/22")
    add_uplift(system, name="Pay award", year="2021/22", percent=Decimal("2"), source="Assumed", status="assumed")
    add_cash_flow(system, world.options["All move"], year=0, label="Set-up", pence=-1_00)
    make_contract_sum(system, world.organisations["Trust"].id)
    make_overheads(world, system)
    add_criterion(system, name="Practice", weight=Decimal(60), swing="From chaos to calm")
    add_scorer(system, name="Ann Scorer", capacity="Finance")
    rates = {"agency": Decimal(1), "vacancy": Decimal(1), "turnover": Decimal(1), "source": "Census"}
    add_published(system, area="Next door", year=2025, **rates)  # type: ignore[arg-type]
    db.session.add(TimeProposal(
        programme_id=world.programme.id, organisation_id=world.organisations["Council"].id, post_no="None",
        arrangement="recharge", basis="A diary", evidence="A minute", from_on=today, entered_by="Ann", entered_at=NOW,
    ))  # fmt: skip
    add_cost_input(system, Input("pension.lgps", Decimal("0.2"), today, "assumed", "The fund"))
    add_pay_scale(system, Scale(today, "assumed", "The scheme", (Point("G7", 26, 1_00),)))
    say_without_lists(world)
    place_hold(system, "A claim is expected")
    plain_change(world, plain_baseline(world))
    plain_dispute(world)
    add_constraint(system, text="Open by 1 April")
    add_claim(system, document="Report", statement="There are ten posts", subject="posts", value=10)
    member = db.session.query(Membership).filter_by(user_id=world.users["hr-Council"].id).one()
    deputy = world.users["member-Council"].id
    # Their days are over, so that nobody acts for somebody here: no action would take such days.
    db.session.add(Deputy(membership_id=member.id, user_id=deputy, starts_on=today - timedelta(days=9),
                          ends_on=today - timedelta(days=8), reason="Leave"))  # fmt: skip
    db.session.add(ApiToken(user_id=world.users["auditor"].id, name="Reads", secret_hash=world.programme.slug.ljust(64),
                            scopes=["read"], created_at=NOW, expires_at=NOW))  # fmt: skip
    upload = db.session.query(Upload).filter_by(programme_id=world.programme.id).first()
    assert upload
    told = {"letter": "A", "field": "post_no", "was": "1", "now": "2", "why": "Typed wrong", "mended_by": "Ann"}
    db.session.add(Mending(upload_id=upload.id, row=2, mended_at=NOW, **told))
    db.session.add(AcceptedWarning(
        programme_id=world.programme.id, organisation_id=upload.organisation_id, dataset=upload.dataset, code="odd",
        field="fte", key="1", value="1", reason="It is so", accepted_by="Ann", accepted_at=NOW,
    ))  # fmt: skip
    corrected = db.session.query(Release).filter_by(programme_id=world.programme.id).first()
    assert corrected
    db.session.add(CorrectionNotice(release_id=corrected.id, user_id=world.users["auditor"].id, told_at=NOW))
    db.session.add(Leg(transfer_id=world.options["All move"].transfers[0].id, organisation_id=upload.organisation_id,
                       post_no="Gone", fte_thousandths=1000))  # fmt: skip
    save_pension_route(system, world.options["All move"].transfers[0], PensionFacts("LGPS", "all", "same", "open"))
    db.session.add(BasisChallenge(
        transfer_id=world.options["All move"].transfers[0].id, raised_by="A union", raised_on=today, ground="Unsure",
        outcome="open", recorded_by="Ann", recorded_at=NOW,
    ))  # fmt: skip
    db.session.add(PersonDecision(
        transfer_id=world.options["All move"].transfers[0].id, organisation_id=upload.organisation_id, post_no="None",
        previous_state="candidate", state="under_review",
    ))  # fmt: skip
    db.session.commit()


def newest() -> dict[type[Model], int]:
    """The number of what was made last of each kind."""
    return {kind: db.session.query(kind).order_by(kind.id.desc()).first().id for kind in EVERY_KIND}  # type: ignore[attr-defined,union-attr]
