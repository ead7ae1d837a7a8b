"""Starting a programme: who takes part, who hands over to whom, and who leads it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from transfer.audit.actions import Actor
from transfer.kernel.errors import DomainError
from transfer.operation.rules import Party, budget_year, refuse_parties, refuse_text
from transfer.programmes.actions import add_option, add_organisation, add_transfer, bring_in, create_programme
from transfer.programmes.models import Programme
from transfer.programmes.queries import system_viewer
from transfer.programmes.rules import Appointment, Viewer

AS_NOW, PROPOSED = "As now", "Proposed"


def start_programme(
    actor: Actor, *, name: str, slug: str, engine: str, go_live_on: date, year: str = "", parties: Sequence[Party],
    lead_name: str, lead_email: str,
) -> Programme:  # fmt: skip
    """A programme with its parties, an option in which nothing moves, one with a transfer for each who hands over, and
    its first lead, who is told by mail and adds all else. year: of the budget, "" for the go-live day's.

    Raises DomainError at the field, of a party at `field_place` and of the lead at `lead_field`.
    """
    refuse_text(name, "the programme’s name", 200, "name")
    refuse_parties(parties)
    programme = create_programme(
        actor, name=name, slug=slug, engine=engine, go_live_on=go_live_on, budget_year=budget_year(year, go_live_on)
    )
    viewer = replace(system_viewer(programme), user_id=actor.user_id, name=actor.name)
    _add_parties(viewer, parties, go_live_on)
    try:
        bring_in(viewer, Appointment("lead"), email=lead_email, name=lead_name)
    except DomainError as error:
        raise DomainError(error.message, f"lead_{error.field}") from error
    return programme


def _add_parties(viewer: Viewer, parties: Sequence[Party], go_live_on: date) -> None:
    """Which services move, and on what basis, is for the lead to say: it is never guessed."""
    sides = [_add_party(viewer, place, each) for place, each in enumerate(parties, 1)]
    add_option(viewer, name=AS_NOW)
    if not any(each.hands_over_to is not None for each in parties):
        return
    option = add_option(viewer, name=PROPOSED)
    for side, each in zip(sides, parties, strict=True):
        if each.hands_over_to is not None:
            to = sides[each.hands_over_to]
            add_transfer(viewer, option, from_id=side, to_id=to, transfer_on=go_live_on, service_ids=())


def _add_party(viewer: Viewer, place: int, party: Party) -> int:
    try:
        return add_organisation(
            viewer, name=party.name, short=party.short, kind=party.kind, company_number=party.company_number
        ).id
    except DomainError as error:
        raise DomainError(error.message, f"{error.field}_{place}") from error
