"""What was decided about people in a transfer, and on what grounds."""

from transfer.tupe.models.decisions import DecisionStep, PersonDecision, PersonStep

__all__ = ["DecisionStep", "PersonDecision", "PersonStep"]
