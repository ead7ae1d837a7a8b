"""What each stage holds, and how what was told of a person is compared with what is so now.

Source: domain/workforce.md §2 (contents of regulation 11). Stage B holds a person's age and never the birth date; no
stage holds ethnicity, union membership, bank details or notes, and what is about health leaves in stage C only.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

STAGES = ("A", "B", "C", "N")
STAGE_NAMES = {
    "A": "Stage A: due diligence, without names",
    "B": "Stage B: employee liability information, named",
    "C": "Stage C: hand-over to the new payroll",
    "N": "Notice of change",
}
NAMED_STAGES = frozenset({"B", "C", "N"})


@dataclass(frozen=True)
class Told:
    """One value of a person's line. kind: text, code, date, money, number or list (of texts)."""

    key: str
    label: str
    kind: str = "text"


IDENTITY = (
    Told("surname", "Surname"), Told("forename", "Forename"), Told("person_ref", "Person reference", "code"),
    Told("post_no", "Post number", "code"), Told("age", "Age", "number"), Told("standing", "In this transfer"),
)  # fmt: skip
IDENTITY_KEYS = ("surname", "forename", "person_ref", "post_no")
# As the staff list says them.
PARTICULARS = (
    Told("job_title", "Job title"), Told("location", "Place of work"), Told("grade", "Grade"),
    Told("scp", "Spinal column point"), Told("started_on", "Employment began", "date"),
    Told("continuous_service_on", "Continuous employment from", "date"),
    Told("lg_service_on", "Local government service from", "date"), Told("contract_type", "Contract"),
    Told("contract_end_on", "Contract ends", "date"), Told("hours", "Hours a week", "number"),
    Told("weeks", "Weeks paid a year", "number"), Told("salary_fte", "Full-time salary", "money"),
    Told("salary_actual", "Actual salary", "money"), Told("allowances", "Allowances", "money"),
    Told("pension_scheme", "Pension scheme"),
)  # fmt: skip
# As HR brings them: {kind: label}.
TERMS = {
    "pay_interval": "Paid every", "notice": "Notice", "holiday": "Holiday", "sick_pay": "Sick pay terms",
    "other_terms": "Other terms",
}  # fmt: skip
MATTERS = {
    "disciplinary": "Disciplinary action", "grievance": "Grievance", "claim": "Claim against the employer",
    "claim_expected": "Claim that may be expected",
}  # fmt: skip
LISTED = (
    *IDENTITY, *PARTICULARS, *(Told(key, label) for key, label in TERMS.items()),
    *(Told(key, label, "list") for key, label in MATTERS.items()),
)  # fmt: skip
LOOKS_BACK = frozenset({"disciplinary", "grievance", "claim"})

# Stage C: {item: (words, the values that it lets out, whether it is about health)}.
NAMED_ITEM = "named_list"
HANDED_OVER: dict[str, tuple[str, tuple[Told, ...], bool]] = {
    "identity": ("Identity for the payroll", (
        Told("ni_number", "NI number", "code"), Told("date_of_birth", "Date of birth", "date")), False),
    "leave": ("Leave", (Told("leave", "Leave"),), False),
    "absence": ("Absence", (Told("absence", "Absence"), Told("absence_until", "Absent until", "date")), True),
    "right_to_work": ("Right to work", (Told("right_to_work", "Right to work"),), False),
    "sponsorship": ("Sponsorship", (Told("sponsorship", "Sponsorship"),), False),
    "adjustments": ("Reasonable adjustments", (Told("adjustments", "Reasonable adjustments"),), True),
}  # fmt: skip
ITEMS = (NAMED_ITEM, *HANDED_OVER)
ITEM_NAMES = {NAMED_ITEM: "The named list", **{key: words for key, (words, _, _) in HANDED_OVER.items()}}
ABOUT_HEALTH = frozenset(key for key, (_, _, health) in HANDED_OVER.items() if health)
BROUGHT = {"leave": "Leave", "right_to_work": "Right to work", "sponsorship": "Sponsorship",
           "adjustments": "Reasonable adjustments"}  # fmt: skip
KINDS = (*TERMS, *MATTERS, *BROUGHT)

TERMS_LIST, MATTERS_LIST = "person_terms", "person_matters"
LIST_NAMES = {
    TERMS_LIST: "Terms and hand-over: one row for each person",
    MATTERS_LIST: "Disciplinary action, grievances and claims: one row for each",
}
KINDS_OF = {TERMS_LIST: (*TERMS, *BROUGHT), MATTERS_LIST: tuple(MATTERS)}

# Who is on the named list, and what is said of each state.
ON_THE_LIST = frozenset({"in_scope", "informed", "eli_disclosed", "confirmed", "disputed"})
GIVEN_STATES = ("eli_disclosed", "confirmed", "transferred")  # where nobody stands before stage B was given
MAY_TRANSFER = ON_THE_LIST | {"candidate", "under_review"}
TRANSFERS = "Transfers"
STANDING = {
    "candidate": "Not decided yet", "under_review": "Not decided yet", "in_scope": TRANSFERS, "informed": TRANSFERS,
    "eli_disclosed": TRANSFERS, "confirmed": TRANSFERS, "transferred": TRANSFERS,
    "disputed": "Disputed: whether the person transfers is with legal", "not_assigned": "Stays",
    "remained": "Stays", "objected": "Objected, and does not transfer", "left": "Left",
    "redeployed_out": "Has another post, and does not transfer",
}  # fmt: skip
# Whether a recipient can open here what is given to them.
OPENS, OPENS_WITHOUT_PAY, OPENS_NOT = "can open it here", "can open it here, without pay", "cannot open it here"
BEHIND = ("in_scope", "informed")  # where nobody on the named list stands who was informed before it was given
# What a frozen line holds beside its values: what a notice says has changed, and a word that keeps its hash from being
# guessed after the values were erased.
CHANGES, SALT = "changes", "salt"
NO_LONGER_LISTED = "No longer on the staff list"


def handed_over(items: Iterable[str]) -> tuple[Told, ...]:
    """The values that these items of stage C let out, after who it is about."""
    who = tuple(each for each in IDENTITY if each.key in IDENTITY_KEYS)
    return (*who, *(each for item in HANDED_OVER if item in set(items) for each in HANDED_OVER[item][1]))


def age_on(born_on: date | None, day: date) -> int | None:
    """Whole years; somebody born on 29 February is a year older on 1 March."""
    if born_on is None:
        return None
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


@dataclass(frozen=True)
class Change:
    """A value that is not what was told."""

    label: str
    was: Any
    now: Any
    kind: str = "text"


def changes(told: Mapping[str, Any], now: Mapping[str, Any], fields: Sequence[Told]) -> list[Change]:
    """What differs, in the fields' order. Of somebody who does not transfer any more, that alone matters."""
    gone = "standing" in now and now["standing"] not in (TRANSFERS, STANDING["disputed"])
    looked_at = [each for each in fields if each.key == "standing"] if gone else fields
    return [
        Change(each.label, told.get(each.key), now.get(each.key), each.kind)
        for each in looked_at
        if (told.get(each.key) or None) != (now.get(each.key) or None)
    ]


def canonical(value: Any) -> bytes:
    """The bytes that a hash is made of: the same content gives the same bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def line_hash(post_no: str, person_ref: str, told: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical([post_no, person_ref, told])).hexdigest()


def issue_hash(content: Mapping[str, Any], lines: Iterable[str]) -> str:
    """lines: the hashes of the lines, in whatever order."""
    return hashlib.sha256(canonical([content, sorted(lines)])).hexdigest()
