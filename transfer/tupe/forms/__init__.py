"""The forms of deciding about people."""

from transfer.tupe.forms.people import StepForm

__all__ = ["StepForm"]
