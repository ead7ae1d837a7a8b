"""What assignment is judged on, when an objection counts, what an absence changes. Source: domain/workforce.md §1."""

from dataclasses import dataclass

# What assignment is judged on, all together. No share of time or of cost decides it.
FACTORS = {
    "time": ("Time", "How much of the time goes to what moves, over a usual period"),
    "tasks": ("Tasks", "What the person does and answers for, and for whom"),
    "cost": ("Cost", "How the employer allocates the cost of the post"),
    "framework": ("Team", "Where the person stands in the organisation, and who leads the work"),
    "contract": ("Contract", "What the contract and the job description say, and for how long"),
}
POINTS = {
    "moves": "Assigned to what moves",
    "stays": "Assigned to what stays",
    "neither": "Neither way",
}
RAISED_BY = {
    "employee": "The person",
    "representative": "A representative or union",
    "transferor": "The present employer",
    "transferee": "The new employer",
}
NOT_KEPT = "not kept"  # disputes from before this was asked

DETRIMENT = {
    "no": "No",
    "yes": "Yes",
    "not_known": "Not known yet",
}


def counts(detriment: str, looked_at: bool, withdrawn: bool) -> bool:
    """Whether an objection may end somebody's employment by law: it stands, and where a substantial change to the
    person's detriment was named or may be, legal has looked (regulation 4(9); De Marchi, EAT 2024)."""
    return not withdrawn and (detriment == "no" or looked_at)


@dataclass(frozen=True)
class AbsenceRule:
    """What somebody's absence means for the decision. protected: leaving them out needs legal; status: as law is known
    here."""

    key: str
    words: str
    rule: str
    protected: bool
    status: str
    source: str


_AWAY = "domain: R4(1), BT v Edwards"
ABSENCES = (
    AbsenceRule(
        "family", "Maternity, adoption, paternity or parental leave",
        "Transfers with the post as long as a return is expected. Whoever covers is on the post too: decide both.",
        True, "confirmed", _AWAY,
    ),
    AbsenceRule(
        "sick", "Long-term sickness",
        "Transfers as long as a return is expected. Somebody permanently unable to take part again is not assigned: "
        "that needs medical evidence, and carries a risk under the Equality Act.",
        True, "confirmed", _AWAY,
    ),
    AbsenceRule(
        "secondment", "Secondment or acting up",
        "Decide on the substantive post, not on where the person works meanwhile. Only the employer’s own staff "
        "transfer.",
        False, "assumed", "usual reading; not verified",
    ),
    AbsenceRule(
        "career", "Career break or unpaid leave",
        "Transfers as long as the contract goes on and a return is agreed.",
        True, "assumed", "usual reading; not verified",
    ),
    AbsenceRule(
        "other", "Another absence",
        "An absence alone takes nobody out: look at whether a return is expected.",
        True, "assumed", "usual reading; not verified",
    ),
)  # fmt: skip
_SIGNS = {
    "family": ("matern", "patern", "adopt", "parental", "smp"),
    "sick": ("sick", "ill", "ltsa", "long-term", "long term", "medical"),
    "secondment": ("second", "acting", "lent", "loan"),
    "career": ("career", "sabbat", "unpaid", "break"),
}


def absence_rule(absence: str | None) -> AbsenceRule | None:
    """The rule for what a list says of an absence; None when it says nothing."""
    text = (absence or "").strip().lower()
    if text in ("", "-", "no", "none", "n/a"):
        return None
    kind = next((key for key, signs in _SIGNS.items() if any(sign in text for sign in signs)), "other")
    return next(each for each in ABSENCES if each.key == kind)
