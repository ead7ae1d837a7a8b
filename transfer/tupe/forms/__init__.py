"""The forms of deciding about people."""

from transfer.tupe.forms.people import FactorForm, LegalViewForm, ObjectionForm, StepForm, TogetherForm, WithdrawForm

__all__ = ["FactorForm", "LegalViewForm", "ObjectionForm", "StepForm", "TogetherForm", "WithdrawForm"]
