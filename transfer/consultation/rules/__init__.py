"""What has to be told, answered and shown before a transfer, as it could be checked on paper."""

from transfer.consultation.rules.letters import DOCUMENT_KINDS, LETTER_KINDS, LETTER_WORDS, PLACEHOLDERS, STARTING
from transfer.consultation.rules.measures import (
    Offer,
    changed,
    check_measure,
    pay_offers,
    refuse_none,
    speaks_of_less,
    still_open,
)
from transfer.consultation.rules.records import (
    QUESTION_KINDS,
    QUESTION_WORDS,
    REPRESENTATIVE_KINDS,
    REPRESENTATIVE_WORDS,
    check_agency,
    check_group,
    check_meeting,
    check_question,
    check_receipt,
    check_representative,
    direct_is_open,
    refuse_direct,
)

__all__ = [
    "DOCUMENT_KINDS",
    "LETTER_KINDS",
    "LETTER_WORDS",
    "Offer",
    "PLACEHOLDERS",
    "QUESTION_KINDS",
    "QUESTION_WORDS",
    "REPRESENTATIVE_KINDS",
    "REPRESENTATIVE_WORDS",
    "STARTING",
    "changed",
    "check_agency",
    "check_group",
    "check_measure",
    "check_meeting",
    "check_question",
    "check_receipt",
    "check_representative",
    "direct_is_open",
    "pay_offers",
    "refuse_direct",
    "refuse_none",
    "speaks_of_less",
    "still_open",
]
