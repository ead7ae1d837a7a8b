"""What was decided about people in a transfer, and on what grounds."""

from transfer.tupe.models.agency import Engagement, EngagementDecision, EngagementStep
from transfer.tupe.models.bases import BasisChallenge, BasisFinding
from transfer.tupe.models.corrections import DecisionCorrection
from transfer.tupe.models.decisions import DecisionStep, PersonDecision, PersonStep
from transfer.tupe.models.grounds import AssignmentFactor, Objection
from transfer.tupe.models.journeys import Leg
from transfer.tupe.models.pensions import PensionRoute

# What is kept about one person beside decisions, told by list, post and reference: the words in it that are about
# them.
ABOUT_PEOPLE: dict[type[AssignmentFactor | Objection | DecisionCorrection | Engagement | Leg], tuple[str, ...]] = {
    AssignmentFactor: ("finding", "evidence"),
    Objection: ("words", "legal_view", "withdrawn_why"),
    DecisionCorrection: ("reason", "evidence", "rests", "kept", "answered_why"),
    Engagement: (),
    Leg: (),
}

__all__ = [
    "ABOUT_PEOPLE",
    "AssignmentFactor",
    "BasisChallenge",
    "BasisFinding",
    "DecisionCorrection",
    "DecisionStep",
    "Engagement",
    "EngagementDecision",
    "EngagementStep",
    "Leg",
    "Objection",
    "PensionRoute",
    "PersonDecision",
    "PersonStep",
]
