"""What the sample's decisions on people rest on: the test of the legal basis, factors, an objection, the pension."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial

from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import post_lines
from transfer.programmes.models import Transfer
from transfer.programmes.queries import system_viewer
from transfer.sample.cast import Cast
from transfer.sample.story_people import HR, LEGAL, MISTAKE, MISTAKE_SHOWN, MISTAKEN, MISTAKEN_STEP
from transfer.tupe.actions import (
    answer_element,
    ask_correction,
    challenge_basis,
    confirm_basis,
    confirm_correction,
    record_factor,
    record_objection,
    save_pension_route,
    take_step,
)
from transfer.tupe.queries import find_decision, find_open_correction, list_transfers, one_employer
from transfer.tupe.rules import PensionFacts

ANSWERED_ON, CONFIRMED_ON = date(2021, 1, 15), date(2021, 1, 18)
TEST = {
    "entity": "Two services with their own staff, buildings and budgets; business plan, section 3.",
    "identity": "The same families, teams and sites before and after; scope note, version 2.",
    "employers": "The council has no company number; the company’s is 09999001.",
}
# The post whose assignment the union disputes: what each factor shows, and what shows it.
DISPUTED = "C00002"
FACTORS = {
    "time": ("neither", "Weeks differ: more with the teams that move in some, less in others.", "Diary, six months"),
    "tasks": ("moves", "Leads the managers of the teams that move.", "Job description of 2019"),
    "cost": ("neither", "Cost is shared by a percentage, which decides nothing.", "Budget book 2020/21"),
    "framework": ("stays", "Sits in the council’s own management team.", "Structure chart of October"),
    "contract": ("stays", "Employed for children’s services as a whole.", "Contract of 2016"),
}
# Somebody who names a change to their detriment: it does not count before legal has looked.
OBJECTS = "C01409"
WORDS = "Working from the new base adds two hours a day for me. I object to the transfer."
LGPS = PensionFacts(
    "LGPS", "all", "designation", "agreed", actuary_asked_on=date(2021, 1, 12), actuary_answered_on=date(2021, 2, 9),
    agreed_on=date(2021, 2, 22), security="guarantee", security_by="The council", rate=Decimal("21.4"),
    rate_source="Actuary’s letter of 9 February 2021", evidence="Designation of 22 February 2021",
)  # fmt: skip


def tell_grounds(cast: Cast) -> Iterator[tuple[date, Callable[[], object]]]:
    """Each act with its day."""
    viewer = system_viewer(cast.programme)
    [transfer] = [each for each in list_transfers(viewer) if not one_employer(each)]
    lines = post_lines(viewer, [DISPUTED, OBJECTS, MISTAKEN])
    hr, legal = cast.viewer(HR), cast.viewer(LEGAL)
    yield ANSWERED_ON, partial(_test, cast, transfer)
    yield CONFIRMED_ON, partial(_confirm, cast, transfer)
    for factor, (points, finding, evidence) in FACTORS.items():
        yield date(2021, 2, 9), partial(
            record_factor, legal, transfer, lines[DISPUTED][0], factor=factor, points=points, finding=finding,
            evidence=evidence, version=0,
        )  # fmt: skip
    yield date(2021, 2, 22), partial(save_pension_route, hr, transfer, LGPS)
    yield date(2021, 2, 24), partial(
        challenge_basis, legal, transfer, raised_by="Green Book union, council branch", raised_on=date(2021, 2, 24),
        ground="The shared management team is no part of the undertaking that moves.",
    )  # fmt: skip
    yield (
        date(2021, 2, 25),
        partial(
            record_objection,
            hr,
            transfer,
            lines[OBJECTS][0],
            received_on=date(2021, 2, 25),
            words=WORDS,
            detriment="yes",
        ),
    )
    yield MISTAKEN_STEP.decided_on, partial(_mistake, cast, transfer, lines[MISTAKEN][0])


def _mistake(cast: Cast, transfer: Transfer, line: AssignmentLine) -> None:
    """A last step is recorded for the wrong thing, and two people take it back."""
    hr, decision = cast.viewer(HR), find_decision(transfer, line)
    decision = take_step(
        hr, transfer, line, after=MISTAKEN_STEP.state, reason=MISTAKEN_STEP.reason, evidence=MISTAKEN_STEP.evidence,
        decided_on=MISTAKEN_STEP.decided_on, version=decision.version if decision else 0,
    )  # fmt: skip
    ask_correction(hr, transfer, decision, reason=MISTAKE, evidence=MISTAKE_SHOWN, version=decision.version)
    if waits := find_open_correction(decision):
        confirm_correction(cast.viewer(LEGAL), transfer, decision, why="The agreement was read", version=waits.version)


def _test(cast: Cast, transfer: Transfer) -> None:
    """Answering takes a confirmation back, so legal confirms again on what stands."""
    for element, evidence in TEST.items():
        answer_element(
            cast.viewer(LEGAL), transfer, element=element, answer="yes", evidence=evidence, answered_on=ANSWERED_ON,
            version=0,
        )  # fmt: skip


def _confirm(cast: Cast, transfer: Transfer) -> None:
    confirm_basis(
        cast.viewer(LEGAL), transfer, evidence=transfer.basis_evidence, confirmed_on=CONFIRMED_ON,
        version=transfer.version,
    )  # fmt: skip
