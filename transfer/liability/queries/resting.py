"""What of a person was disclosed because of where they stand in a transfer, and whether they stand where it was."""

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, func, select

from transfer.extensions import db
from transfer.kernel.dates import long_date
from transfer.liability.models import DisclosedLine, Disclosure
from transfer.liability.queries.disclosures import list_disclosures, stage_dates, told_about
from transfer.liability.queries.people import sees_names
from transfer.liability.rules import BEHIND, GIVEN_STATES, STAGE_NAMES
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Viewer
from transfer.tupe.models import PersonDecision
from transfer.tupe.queries import DECISION_RESTS, STANDING_NOTES, why_no_tupe
from transfer.tupe.rules import STATE_WORDS


def told_because(viewer: Viewer, transfer: Transfer, decision: PersonDecision) -> Sequence[str]:
    """Each issue that holds the person's line, with to whom it was given. What is so otherwise after a correction is
    among the changes that are owed, by itself."""
    issues = [issue for issue, _ in reversed(told_about(transfer, (decision.post_no, decision.person_ref)))]
    told = [
        f"{STAGE_NAMES[each.stage]}, given on {long_date(each.issued_on)} to "
        f"{', '.join(f'{to.name} ({to.organisation})' for to in each.given)}, holds this person."
        for each in issues
    ]
    owed = "What the new employer was told otherwise is then owed to it in writing: see “Changes owed”."
    return [*told, owed] if told else []


DECISION_RESTS.append(told_because)


def said_of_stage_b(viewer: Viewer, transfer: Transfer, standing: Mapping[str, int]) -> list[str]:
    """When stage B was given, and to viewers who may open it by whom and to whom; or that people stand as if it had
    been given, though it was not given here. standing: people by state."""
    if why_no_tupe(transfer):
        return []
    told = sum(standing.get(each, 0) for each in GIVEN_STATES)
    if (first := stage_dates(transfer).get("B")) is None:
        return [_not_given(told)] if told else []
    issues = [each for each in list_disclosures(viewer, transfer) if each.stage == "B"]
    if not issues:
        return [f"{STAGE_NAMES['B']}: first given on {long_date(first)}."]
    said = [
        f"{STAGE_NAMES['B']}: given on {long_date(each.issued_on)} by {each.issued_by} to "
        f"{', '.join(f'{to.name} ({to.organisation})' for to in each.given)}."
        for each in issues
    ]
    return [*said, *_behind(transfer)] if sees_names(viewer, transfer) else said


def _behind(transfer: Transfer) -> list[str]:
    """How many people of the named list do not stand as given, because nobody recorded that they were informed."""
    same = and_(
        DisclosedLine.organisation_id == PersonDecision.organisation_id,
        DisclosedLine.post_no == PersonDecision.post_no, DisclosedLine.person_ref == PersonDecision.person_ref,
    )  # fmt: skip
    named = select(DisclosedLine.id).join(Disclosure, Disclosure.id == DisclosedLine.disclosure_id)
    query = select(PersonDecision.state, func.count()).where(
        PersonDecision.transfer_id == transfer.id, PersonDecision.state.in_(BEHIND),
        named.where(Disclosure.transfer_id == transfer.id, Disclosure.stage.in_(("B", "N")), same).exists(),
    )  # fmt: skip
    counted: dict[str, int] = {}
    counted.update(iter(db.session.execute(query.group_by(PersonDecision.state))))
    if not counted:
        return []
    verb = "stands" if sum(counted.values()) == 1 else "stand"
    stand = " and ".join(f"{counted[each]:,} as “{STATE_WORDS[each]}”" for each in BEHIND if each in counted)
    return [
        f"Of the people whom it names, {stand} {verb} here, and not as “{STATE_WORDS[GIVEN_STATES[0]]}”: record for "
        "each of them “Informed”, and then that their information was given."
    ]


def _not_given(people: int) -> str:
    stand = "1 person stands" if people == 1 else f"{people:,} people stand"
    return (
        f"Check this: {stand} as “{STATE_WORDS[GIVEN_STATES[0]]}” or further, but stage B was not given here. Give it "
        "under Liability information, or keep with their decisions who gave it elsewhere, to whom and on what day."
    )


STANDING_NOTES.append(said_of_stage_b)
