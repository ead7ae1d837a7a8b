"""The blueprint that the pages of this room hang on, and what several of them need."""

from dataclasses import replace

from flask import Blueprint, g, request

from transfer.establishment.pages import person_name
from transfer.programmes.models import Transfer
from transfer.tupe.queries import Candidate, CandidateFilter, sees_decisions

blueprint = Blueprint("tupe", __name__)


def asked_filter() -> CandidateFilter:
    """The filter that the address holds."""
    return CandidateFilter(**{name: request.args.get(name, "").strip() for name in ("state", "service", "search")})


def asked_of(transfer: Transfer) -> CandidateFilter:
    """The same, but for the state where the viewer sees decisions as counts only."""
    asked = asked_filter()
    return asked if sees_decisions(g.viewer, transfer.from_id) else replace(asked, state="")


def sees_who_went(transfer: Transfer) -> bool:
    """Whether the viewer sees what became of each person: those who see decisions of one of the two employers."""
    return sees_decisions(g.viewer, transfer.from_id) or sees_decisions(g.viewer, transfer.to_id)


def shown_name(candidate: Candidate) -> str:
    """Who it is, for whom they are named to; "" for others."""
    named = g.viewer.names_of(candidate.line.release.organisation_id)
    return person_name(candidate.line) if named else ""


def transfer_name(transfer: Transfer) -> str:
    return f"{transfer.transferor.short} to {transfer.transferee.short}"
