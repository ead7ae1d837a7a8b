"""What each person did in the sample since it was loaded: decisions, contracts, papers and text, day by day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

from reports.sections import sections
from transfer.appraisal.actions import add_criterion, add_scorer, name_as_usual, record_scores
from transfer.budget.actions import add_cash_flow, add_mtfs_line, add_uplift, set_optimism_bias, set_spend_profile
from transfer.contracts.actions import decide_route, take_contract_steps
from transfer.contracts.models import Contract
from transfer.contracts.queries import list_all_contracts
from transfer.contracts.rules import START
from transfer.contracts.rules import Step as ContractStep
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import post_lines
from transfer.intake.actions import accept_upload, upload_file
from transfer.intake.actions.checking import Source
from transfer.intake.models import Upload
from transfer.kernel.errors import DomainError
from transfer.packs.actions import write_front, write_narrative
from transfer.programmes.models import Transfer
from transfer.programmes.queries import find_organisation_by_name, get_option_named, system_viewer
from transfer.programmes.rules import Viewer
from transfer.sample import story, story_money
from transfer.sample.cast import LEAD, Cast
from transfer.sample.story_people import DISCLOSED
from transfer.sample.telling_agreement import tell_agreement
from transfer.sample.telling_books import tell_books
from transfer.sample.telling_consultation import tell_consultation
from transfer.sample.telling_grounds import tell_grounds
from transfer.sample.telling_liability import tell_liability
from transfer.sample.telling_sums import tell_sum, tell_support
from transfer.tupe.actions import record_objection, take_step
from transfer.tupe.queries import find_decision, list_transfers, one_employer

WRITERS = {
    "HR": "hr.council@example.org", "Finance": "finance.council@example.org", "Legal": "legal.council@example.org",
}  # fmt: skip
WRITTEN_ON = date(2021, 2, 25)
ENTERED_ON = date(2021, 2, 22)
AGREED_ON = date(2021, 3, 1)


@dataclass(frozen=True)
class Paper:
    """A workbook that came after the programme was loaded. side None: the programme's own; accepted: not waiting."""

    file: str
    dataset: str
    side: str | None
    as_at: date
    brought_by: str
    brought_on: date
    accepted: bool = True


# Nothing here is shared, and the list of February waits for the trust's HR to accept it.
PAPERS = (
    Paper("kpis.xlsx", "kpis", None, date(2020, 12, 31), "finance.council@example.org", date(2021, 2, 1)),
    Paper("council-assets.xlsx", "assets", "Council", date(2021, 1, 31), "finance.council@example.org",
          date(2021, 2, 16)),
    Paper("trust-assets.xlsx", "assets", "Trust", date(2021, 1, 31), "finance.trust@example.org", date(2021, 2, 17)),
    Paper("trust-establishment-february.xlsx", "establishment", "Trust", date(2021, 2, 28), "hr.trust@example.org",
          date(2021, 3, 1), accepted=False),
)  # fmt: skip

# Everything is signed by these two in the sample.
SIGNATORIES = "Director of the company; head of commissioning; the provider’s director"
AUTHORITY = "Scheme of delegation, part 3; company board minute of 10 February"


@dataclass(frozen=True)
class Act:
    """Something that somebody does on a day."""

    on: date
    do: Callable[[], object]


def tell_work(cast: Cast, folder: Path) -> None:
    """Everything that was done, in the order of its days; on one day in the order in which it is written down."""
    acts = [*_routes(cast), *_texts(cast), *_decisions(cast), *_papers(cast, folder), *_years(cast), *_agreement(cast)]
    acts += [Act(on, do) for on, do in (*tell_books(cast), *tell_grounds(cast), *tell_consultation(cast))]
    acts += [Act(on, do) for on, do in tell_liability(cast)]
    for act in sorted(acts, key=lambda each: each.on):
        act.do()


def _decisions(cast: Cast) -> Iterator[Act]:
    viewer = system_viewer(cast.programme)
    [transfer] = [each for each in list_transfers(viewer) if not one_employer(each)]
    lines = post_lines(viewer, [journey.post_no for journey in story.PEOPLE])
    for journey in story.PEOPLE:
        [line] = lines[journey.post_no]
        for step in journey.steps:
            if step.state == DISCLOSED:
                continue  # the named list records it, in telling_liability
            yield Act(step.decided_on, partial(_decide, cast, transfer, line, step))


def _decide(cast: Cast, transfer: Transfer, line: AssignmentLine, step: story.LegalStep) -> None:
    decision, viewer = find_decision(transfer, line), cast.viewer(step.decided_by)
    if step.state == "objected":
        record_objection(viewer, transfer, line, received_on=step.decided_on, words=step.evidence, detriment="no")
    take_step(
        viewer, transfer, line, after=step.state, reason=step.reason, evidence=step.evidence,
        decided_on=step.decided_on, version=decision.version if decision else 0, raised_by=step.raised_by,
        legal_by_on=step.legal_by_on,
    )  # fmt: skip


def _routes(cast: Cast) -> Iterator[Act]:
    register = {each.contract.reference: each.contract for each in list_all_contracts(system_viewer(cast.programme))}
    for told in story.CONTRACT_ROUTES:
        yield Act(told.decided_on, partial(_route, cast, register[told.reference], told))


def _route(cast: Cast, contract: Contract, told: story.RouteDecision) -> None:
    viewer = cast.viewer(told.decided_by)
    consent = "not_needed" if told.consent == "not_needed" else "needed"
    decide_route(viewer, contract, told.route, consent, told.reason, 0, on=told.decided_on)
    if told.state == START:
        return
    take_contract_steps(
        viewer, contract,
        ContractStep(
            told.state, told.decided_on, reason=told.reason, evidence=f"Contract file {told.reference}",
            signatories=SIGNATORIES, authority=AUTHORITY,
        ),
    )  # fmt: skip


def _texts(cast: Cast) -> Iterator[Act]:
    for (kind, key), text in story.NARRATIVES.items():
        [owner] = [each.owner for each in sections(kind) if each.key == key]
        writer = WRITERS.get(owner, LEAD.email)
        yield Act(WRITTEN_ON, partial(_write, cast, writer, kind, key, text))
    for kind, (whom, author, day) in story.FRONTS.items():
        lead = cast.viewer(LEAD.email)
        said = partial(write_front, lead, kind, addressed_to=whom, written_by=author, decision_on=day, version=0)
        yield Act(WRITTEN_ON, said)


def _write(cast: Cast, writer: str, kind: str, section: str, text: str) -> None:
    write_narrative(cast.viewer(writer), kind, section, text, 0)


def _papers(cast: Cast, folder: Path) -> Iterator[Act]:
    for paper in PAPERS:
        yield Act(paper.brought_on, partial(_bring, cast, folder / paper.file, paper))


def _bring(cast: Cast, path: Path, paper: Paper) -> None:
    viewer = cast.viewer(paper.brought_by)
    side = find_organisation_by_name(viewer, paper.side) if paper.side else None
    source = Source(
        paper.dataset, side.id if side else None, path.read_bytes(), paper.file, sheet=None, as_at=paper.as_at
    )
    upload = upload_file(viewer, source)
    if not isinstance(upload, Upload):
        raise DomainError(f"{paper.file} is too long to be taken in at once")
    if paper.accepted:
        accept_upload(viewer, upload.id, against=None)


def _agreement(cast: Cast) -> Iterator[Act]:
    yield Act(AGREED_ON, partial(tell_agreement, cast))


def _years(cast: Cast) -> Iterator[Act]:
    yield Act(ENTERED_ON, partial(_enter, cast.viewer(WRITERS["Finance"])))
    yield Act(ENTERED_ON, partial(_score, cast.lead))
    yield Act(ENTERED_ON, partial(tell_sum, cast))
    yield Act(ENTERED_ON, partial(tell_support, cast))


def _enter(viewer: Viewer) -> None:
    """What is expected after the budget year, and each option's costs and benefits."""
    for rise in story_money.UPLIFTS:
        add_uplift(
            viewer, name=rise.name, year=rise.year, percent=Decimal(rise.percent), source=rise.source,
            status=rise.status,
        )  # fmt: skip
    for line in story_money.PLAN_LINES:
        add_mtfs_line(
            viewer, name=line.name, kind=line.kind, base_pence=line.pence, first_year=line.first_year,
            uplift=line.uplift,
        )  # fmt: skip
    set_spend_profile(viewer, [Decimal(each) for each in story_money.PROFILE], story_money.PROFILE_SOURCE)
    for flow in story_money.CASH_FLOWS:
        add_cash_flow(viewer, get_option_named(viewer, flow.option), year=flow.year, label=flow.label, pence=flow.pence)
    for bias in story_money.BIASES:
        set_optimism_bias(viewer, get_option_named(viewer, bias.option), Decimal(bias.percent), bias.source)


def _score(lead: Viewer) -> None:
    """What options are scored by, and what each scorer said."""
    name_as_usual(lead, get_option_named(lead, story_money.AS_USUAL))
    criteria = [
        add_criterion(lead, name=each.name, weight=Decimal(each.weight), swing=each.swing)
        for each in story_money.CRITERIA
    ]
    for each in story_money.SCORERS:
        scorer = add_scorer(lead, name=each.name, capacity=each.capacity)
        typed = {
            (get_option_named(lead, option).id, criterion.id): said
            for option, scores in each.scores.items()
            for criterion, said in zip(criteria, scores, strict=True)
        }
        record_scores(lead, scorer, name=each.name, capacity=each.capacity, typed=typed)
