"""Writes the sample's story into a loaded programme, through the same acts as the pages and by the same people.

Whoever may do a thing on a page does it here; the command line only makes the first account. All of it is told in the
unit of work that loaded the programme, so that there is never half a story.
"""

from pathlib import Path

from transfer.identity.actions import create_user
from transfer.identity.models import User
from transfer.identity.queries import find_user_by_email
from transfer.kernel import clock
from transfer.programmes.actions import (
    add_claim,
    add_constraint,
    add_member,
    assess_constraint,
    change_option,
    prefer_option,
    record_basis,
    reject_option,
)
from transfer.programmes.models import Option, Programme, Transfer
from transfer.programmes.queries import find_organisation_by_name, get_option_named, system_viewer
from transfer.programmes.rules import Appointment, Viewer
from transfer.sample import story
from transfer.sample.cast import LEAD, Cast
from transfer.sample.telling_cost import tell_cost
from transfer.sample.telling_work import tell_work


def tell_programme(programme: Programme, folder: Path) -> None:
    """The whole story, in the order of its days. folder: the sample's workbooks, with those that came later."""
    cast = Cast(programme)
    tell_members(programme)
    tell_options(cast.lead)
    tell_statements(cast.lead)
    tell_work(cast, folder)
    tell_cost(cast)


def tell_members(programme: Programme) -> None:
    """One account a role and side, all with the sample's password. The lead comes first and brings in the others."""
    system = system_viewer(programme)
    _join(system, LEAD)
    lead = Cast(programme).lead
    for person in story.USERS[1:]:
        _join(lead, person)


def _join(actor: Viewer, person: story.User) -> None:
    side = find_organisation_by_name(actor, person.side) if person.side else None
    asked = Appointment(
        person.role, side.id if side else None, ends_on=clock.today() + person.stays if person.stays else None,
        sees_people=person.sees_people, sees_pay=person.sees_pay, purpose=person.purpose, areas=person.areas,
    )  # fmt: skip
    add_member(actor, _account(actor, person), asked)


def _account(actor: Viewer, person: story.User) -> User:
    return find_user_by_email(person.email) or create_user(
        actor, email=person.email, name=person.name, password=story.PASSWORD
    )


def tell_options(lead: Viewer) -> None:
    """What each option is, why one was rejected, and what each transfer rests on."""
    for facts in story.OPTIONS:
        option = get_option_named(lead, facts.option)
        change_option(lead, option, name=option.name, control_model=facts.control_model, legal_form=facts.legal_form)
        if facts.rejected_reason:
            reject_option(lead, option, reason=facts.rejected_reason)
        if facts.preferred_reason:
            prefer_option(lead, option, reason=facts.preferred_reason)
    for each in story.TRANSFERS:
        confirmed = find_user_by_email(each.confirmed_by) if each.confirmed_by else None
        record_basis(
            lead, _transfer(get_option_named(lead, each.option), each), basis=each.basis, evidence=each.evidence,
            confirmed_on=each.confirmed_on, confirmed_by=confirmed.name if confirmed else None,
        )  # fmt: skip


def _transfer(option: Option, told: story.TransferEvidence) -> Transfer:
    ends = (told.transferor, told.transferee)
    return next(each for each in option.transfers if (each.transferor.short, each.transferee.short) == ends)


def tell_statements(lead: Viewer) -> None:
    """Constraints with their results, and what was published."""
    for entry in story.CONSTRAINTS:
        constraint = add_constraint(lead, text=entry.text, source=entry.source)
        for name, (passes, note) in entry.results.items():
            assess_constraint(lead, constraint, get_option_named(lead, name), passes=passes, note=note)
    for claim in story.CLAIMS:
        about = find_organisation_by_name(lead, story.ABOUT.get(claim.document, ""))
        add_claim(
            lead, document=claim.document, paragraph=claim.paragraph, statement=claim.statement,
            subject=claim.subject, parts=claim.parts, value=claim.value, unit=claim.unit, as_at=claim.as_at,
            organisation_id=about.id if about else None,
        )  # fmt: skip
