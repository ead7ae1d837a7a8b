"""Writes the sample's story into a loaded programme, through the same acts as the pages."""

from transfer.extensions import unit_of_work
from transfer.identity.actions import create_user
from transfer.identity.queries import find_user_by_email
from transfer.programmes.actions import (
    add_claim,
    add_constraint,
    add_member,
    assess_constraint,
    change_option,
    record_basis,
    reject_option,
)
from transfer.programmes.models import Option, Programme, Transfer
from transfer.programmes.queries import (
    find_organisation_by_name,
    get_option_named,
    list_claims,
    list_constraints,
    list_members,
    system_viewer,
)
from transfer.programmes.rules import Viewer
from transfer.sample import story


def tell_programme(programme: Programme) -> None:
    """People with their roles and sides, what options are and rest on, constraints and claims. What is there stays."""
    viewer = system_viewer(programme)
    with unit_of_work():
        tell_members(viewer)
        tell_options(viewer)
        tell_statements(viewer)


def tell_members(viewer: Viewer) -> None:
    """One account a role and side, all with the sample's password."""
    held = {each.user.email for each in list_members(viewer)}
    for person in story.USERS:
        if person.email in held:
            continue
        user = find_user_by_email(person.email) or create_user(
            viewer, email=person.email, name=person.name, password=story.PASSWORD
        )
        side = find_organisation_by_name(viewer, person.side) if person.side else None
        add_member(
            viewer, user, role=person.role, organisation_id=side.id if side else None,
            sees_people=person.sees_people, sees_pay=person.sees_pay,
        )  # fmt: skip


def tell_options(viewer: Viewer) -> None:
    """What each option is, why one was rejected, and what each transfer rests on."""
    for facts in story.OPTIONS:
        option = get_option_named(viewer, facts.option)
        change_option(viewer, option, name=option.name, control_model=facts.control_model, legal_form=facts.legal_form)
        if facts.rejected_reason:
            reject_option(viewer, option, reason=facts.rejected_reason)
    for each in story.TRANSFERS:
        transfer = _transfer(get_option_named(viewer, each.option), each)
        confirmed = find_user_by_email(each.confirmed_by) if each.confirmed_by else None
        record_basis(
            viewer, transfer, basis=each.basis, evidence=each.evidence, confirmed_on=each.confirmed_on,
            confirmed_by=confirmed.name if confirmed else None,
        )  # fmt: skip


def _transfer(option: Option, told: story.TransferEvidence) -> Transfer:
    ends = (told.transferor, told.transferee)
    return next(each for each in option.transfers if (each.transferor.short, each.transferee.short) == ends)


def tell_statements(viewer: Viewer) -> None:
    """Constraints with their results, and what was published."""
    constraints = {each.text for each in list_constraints(viewer)}
    for entry in story.CONSTRAINTS:
        if entry.text in constraints:
            continue
        constraint = add_constraint(viewer, text=entry.text, source=entry.source)
        for name, (passes, note) in entry.results.items():
            assess_constraint(viewer, constraint, get_option_named(viewer, name), passes=passes, note=note)
    claims = {(each.document, each.statement) for each in list_claims(viewer)}
    for claim in story.CLAIMS:
        if (claim.document, claim.statement) not in claims:
            add_claim(
                viewer, document=claim.document, paragraph=claim.paragraph, statement=claim.statement,
                subject=claim.subject, parts=claim.parts, value=claim.value, unit=claim.unit, as_at=claim.as_at,
            )  # fmt: skip
