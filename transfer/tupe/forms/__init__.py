"""The forms of deciding about people."""

from transfer.tupe.forms.agency import EngagementForm
from transfer.tupe.forms.bases import AnswerForm, ChallengeForm, ConfirmForm, OutcomeForm
from transfer.tupe.forms.corrections import AnswerCorrectionForm, CorrectForm
from transfer.tupe.forms.journeys import ArrivalForm
from transfer.tupe.forms.pensions import PensionForm
from transfer.tupe.forms.people import FactorForm, LegalViewForm, ObjectionForm, StepForm, TogetherForm, WithdrawForm

__all__ = [
    "AnswerCorrectionForm",
    "AnswerForm",
    "ArrivalForm",
    "ChallengeForm",
    "ConfirmForm",
    "CorrectForm",
    "EngagementForm",
    "FactorForm",
    "LegalViewForm",
    "ObjectionForm",
    "OutcomeForm",
    "PensionForm",
    "StepForm",
    "TogetherForm",
    "WithdrawForm",
]
