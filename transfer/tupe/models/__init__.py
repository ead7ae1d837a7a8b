"""What was decided about people in a transfer, and on what grounds."""

from transfer.tupe.models.agency import Engagement, EngagementDecision, EngagementStep
from transfer.tupe.models.bases import BasisChallenge, BasisFinding
from transfer.tupe.models.decisions import DecisionStep, PersonDecision, PersonStep
from transfer.tupe.models.grounds import AssignmentFactor, Objection
from transfer.tupe.models.journeys import Leg
from transfer.tupe.models.pensions import PensionRoute

__all__ = [
    "AssignmentFactor",
    "BasisChallenge",
    "BasisFinding",
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
