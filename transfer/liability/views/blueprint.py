"""What every page of liability information begins with."""

from collections.abc import Sequence

from flask import Blueprint, g, url_for
from werkzeug.exceptions import Forbidden

from transfer.kernel.errors import DomainError, NotFound
from transfer.liability import queries
from transfer.liability.models import Recipient
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_transfer

blueprint = Blueprint("liability", __name__)
BASE = "/p/<slug>/people/transfers/<int:transfer_id>/liability"


def own_transfer(transfer_id: int) -> Transfer:
    """A transfer whose people the viewer may disclose. Raises Forbidden, in words, for those of its side who do not see
    enough, and NotFound for anybody else."""
    found = get_transfer(g.viewer, transfer_id)
    if lacks := queries.disclosing_lacks(g.viewer, found):
        raise Forbidden(lacks)
    if not queries.may_disclose(g.viewer, found):
        raise NotFound(f"HR or legal of {found.transferor.short} who may see names and pay does this")
    return found


def home(transfer: Transfer) -> str:
    return url_for("liability.index", slug=g.programme.slug, transfer_id=transfer.id)


def chosen_recipients(transfer: Transfer, typed: Sequence[str]) -> list[Recipient]:
    """Raises DomainError for a number that is no recipient of this transfer."""
    known = {str(each.id): each for each in queries.list_recipients(transfer)}
    if any(each not in known for each in typed):
        raise DomainError("Choose from the list of recipients", "recipients")
    return [known[each] for each in typed]
