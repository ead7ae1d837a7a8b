"""Kinds of letters, the placeholders that a council's own template may use, and who answers and signs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError

LETTER_KINDS = ("information", "measures", "individual", "pack")
DOCUMENT_KINDS = ("information", "measures", "pack")
LETTER_WORDS = {
    "information": "Information letter to representatives",
    "measures": "Measures letter to the other employer",
    "individual": "Letter to one employee",
    "pack": "Issue pack for a union or representatives",
}
_ALWAYS = {
    "date": "The day of the letter",
    "employer": "The employer who writes",
    "transferor": "The present employer",
    "transferee": "The new employer",
    "transfer_date": "The day of the transfer",
    "services": "The services that move",
    "legal_basis": "The legal basis of the transfer",
    "recipient": "Whom the letter is for",
    "salutation": "How the letter begins, such as: Dear representatives",
    "employer_address": "The address of the employer who writes; a line each",
    "contact": "Whom to ask: name and post, with e-mail and telephone",
    "contact_name": "Whom to ask, by name alone",
    "contact_email": "The e-mail address to write to",
    "contact_phone": "The telephone number to ring",
    "reply": "By when a reply is asked for, as a sentence; empty where no day was entered",
    "reply_by": "The day by which a reply is asked for; empty where none was entered",
    "signatory": "Who signs",
    "signatory_post": "The post of whoever signs",
}
# What no letter can be written without where its template asks for it: the fields that fill it in.
SIGNED = frozenset({"contact", "contact_name", "contact_email", "contact_phone", "signatory", "signatory_post"})
_TOLD = {
    "reasons": "Why the transfer takes place",
    "legal_implications": "Legal implications",
    "economic_implications": "Economic implications",
    "social_implications": "Social implications",
    "own_measures": "Measures of the employer who writes, or that there are none",
    "other_measures": "Measures of the other employer, as far as it has told them",
    "agency_workers": "Agency workers: how many, where, and at what work",
    "affected_staff": "Affected staff by group, with numbers",
}
# Never health, union membership or ethnicity, and of employees no name but that of the one whom a letter is for. Their
# employer names whom to ask and who signs.
PLACEHOLDERS: dict[str, dict[str, str]] = {
    "information": _ALWAYS | _TOLD,
    "measures": _ALWAYS | {"own_measures": _TOLD["own_measures"]},
    "individual": _ALWAYS
    | {
        "name": "The employee’s name",
        "post_number": "The employee’s post number",
        "job_title": "The employee’s job title",
        "service": "The employee’s service",
        "workplace": "The employee’s post, service and place of work, a line each",
        "objecting": "How and until when the employee may object; empty where TUPE does not apply",
        "object_by": "The last day before the transfer",
    }
    | {each: _TOLD[each] for each in ("reasons", "own_measures", "other_measures")},
    "pack": _ALWAYS
    | _TOLD
    | {
        "bargaining_group": "The bargaining group that the pack is for",
        "questions": "Questions, counter-proposals and replies so far",
        "meetings": "Meetings so far",
    },
}

# The paragraphs of a letter stand between empty lines; a line break inside one stays a line break.
_HEAD = ("", "{{ employer }}\n{{ employer_address }}\n\n{{ date }}\n\nTo: {{ recipient }}\n\n{{ salutation }}")
_FACT = (
    "The transfer",
    "{{ services }} will move from {{ transferor }} to {{ transferee }} on {{ transfer_date }}.\n\n"
    "Legal basis: {{ legal_basis }}.\n\n{{ reasons }}",
)
_MEASURES = ("Measures", "{{ own_measures }}\n\n{{ other_measures }}")
_IMPLICATIONS = (
    "What it means for the employees affected",
    "Legal: {{ legal_implications }}\n\nEconomic: {{ economic_implications }}\n\nSocial: {{ social_implications }}",
)
_STAFF = ("Employees who may be affected", "{{ affected_staff }}")
_AGENCY = ("Agency workers", "{{ agency_workers }}")
_ASK = ("Whom to ask", "If you have questions or want to meet, ask {{ contact }}. {{ reply }}")
_SIGNED = ("", "Yours sincerely\n\n\n\n{{ signatory }}\n{{ signatory_post }}\n{{ employer }}")
_MOVE = "transfer from {{ transferor }} to {{ transferee }} on {{ transfer_date }}"
# The words to begin with, (heading, text) each; a council replaces them with its own file.
STARTING: dict[str, tuple[tuple[str, str], ...]] = {
    "information": (
        _HEAD,
        (f"Information for representatives: {_MOVE}", "We write to you because the employees for whom you speak may be "
         "affected by this transfer or by measures in connection with it."),
        _FACT, _IMPLICATIONS, _MEASURES, _STAFF, _AGENCY, _ASK, _SIGNED,
    ),
    "measures": (
        _HEAD,
        (f"Our measures: {_MOVE}", "{{ services }} will move. We tell you here what we envisage in connection with it, "
         "so that you can inform the representatives of the employees affected."),
        ("Measures", "{{ own_measures }}"), _ASK, _SIGNED,
    ),
    "individual": (
        ("", "{{ employer }}\n{{ employer_address }}\n\n{{ date }}\n\nPersonal and confidential\n{{ name }}\n"
         "{{ workplace }}\n\n{{ salutation }}"),
        (f"Your employment: proposed {_MOVE}",
         "You work as {{ job_title }} (post {{ post_number }}) in {{ service }}. {{ service }} will move from "
         "{{ transferor }} to {{ transferee }} on {{ transfer_date }}.\n\n{{ reasons }}"),
        _MEASURES,
        ("What you can do", "Put questions to your representatives, or ask {{ contact }}. {{ reply }}\n\n"
         "{{ objecting }}"),
        _SIGNED,
    ),
    "pack": (
        ("", "{{ date }}\n\nFor: {{ recipient }}\nBargaining group: {{ bargaining_group }}\nFrom: {{ employer }}"),
        _FACT, _IMPLICATIONS, _MEASURES, _STAFF, _AGENCY,
        ("Meetings", "{{ meetings }}"),
        ("Questions and replies", "{{ questions }}"),
        ("Whom to ask", "Ask {{ contact }}. {{ reply }}\n\nFor {{ employer }}: {{ signatory }}, {{ signatory_post }}"),
    ),
}  # fmt: skip
# What a file is called by its properties, and prints at its top where it is no letter.
TITLES = {
    "information": "Information for representatives of employees",
    "measures": "Measures in connection with a transfer",
    "individual": "Your employment and the proposed transfer",
    "pack": LETTER_WORDS["pack"],
}


def contact_words(said: Mapping[str, Any]) -> str:
    """Whom to ask, as one phrase: name, post, and how to reach them."""
    who = ", ".join(filter(None, (said["contact_name"], said["contact_post"])))
    phone = said["contact_phone"] and f"telephone {said['contact_phone']}"
    return f"{who} ({' or '.join(filter(None, (said['contact_email'], phone)))})"


def objecting_words(transferee: str, contact: str, before: date) -> str:
    """What an employee is told about objecting. Source: domain/workforce.md §1, regulation 4(7) to (9): up to the
    transfer, the contract then ends without a dismissal, and no form is prescribed."""
    return (
        f"If you do not wish to work for {transferee}, you may object. Write so, in your own words, to {contact}, so "
        f"that it arrives by {long_date(before)}, the day before the transfer. Take advice first: your contract would "
        "then end on the day of the transfer. That is no dismissal, unless the transfer brings a substantial change to "
        "your working conditions that is to your detriment."
    )


def check_writer(values: Mapping[str, Any], transfer_on: date, today: date) -> None:
    """Raises DomainError with the field to mend, where nobody could be asked or a day to reply by cannot be kept."""
    if not values.get("contact_email") and not values.get("contact_phone"):
        raise DomainError("Enter an e-mail address or a telephone number", "contact_email")
    day = values.get("reply_by")
    if day and day < today:
        raise DomainError("Enter a day to come", "reply_by")
    if day and day >= transfer_on:
        raise DomainError(f"Enter a day before the transfer, {long_date(transfer_on)}", "reply_by")


def refuse_past_reply(reply_by: date | None, on: date) -> None:
    """Raises DomainError for a letter that asks for a reply by a day before its own."""
    if reply_by and reply_by < on:
        raise DomainError(f"Change by when a reply is asked for: {long_date(reply_by)} is before the letter’s day")
