"""Where the council's candidates of 1 July 2021 stand: each a journey of legal steps, from candidate onwards."""

from dataclasses import dataclass
from datetime import date

HR, LEGAL = "hr.council@example.org", "legal.council@example.org"
DISCLOSED = "eli_disclosed"
# What follows what, on the way that most people take.
MAIN_WAY = ("under_review", "in_scope", "informed", DISCLOSED, "confirmed")


@dataclass(frozen=True)
class LegalStep:
    """One step to `state`. The step before it (or "candidate") is the state that it leaves."""

    state: str
    decided_on: date
    reason: str
    evidence: str
    decided_by: str = HR
    raised_by: str = ""
    legal_by_on: date | None = None


@dataclass(frozen=True)
class Journey:
    """One filled post of the council; the person is its occupant. No steps: still a candidate."""

    post_no: str
    steps: tuple[LegalStep, ...]

    @property
    def state(self) -> str:
        return self.steps[-1].state if self.steps else "candidate"


_STEPS = {
    "under_review": LegalStep("under_review", date(2021, 1, 25), "The service moves, so the post is looked at.",
                              "Scope note, version 2"),
    "in_scope": LegalStep("in_scope", date(2021, 2, 3), "Works for this service only, and has no end date in sight.",
                          "Job description and a year of rotas"),
    "informed": LegalStep("informed", date(2021, 2, 12), "Told of the date, the reasons and the measures.",
                          "Letter 4, with the union's receipt"),
    # Recorded by the product when the named list is given, on the day after which the staff list would be too old.
    DISCLOSED: LegalStep(DISCLOSED, date(2021, 2, 12), "Given early, on the staff list of 31 January.", "Stage B"),
    "confirmed": LegalStep("confirmed", date(2021, 2, 24), "List checked by both employers and closed for this post.",
                           "Signed list of 24 February"),
}  # fmt: skip
_TOLD_LATE = LegalStep("informed", date(2021, 2, 16), "Told in person of the date, the reasons and the measures.",
                       "Letter 4, handed over on 16 February")  # fmt: skip


def _as_far_as(post_no: str, state: str) -> Journey:
    way = MAIN_WAY[: MAIN_WAY.index(state) + 1]
    return Journey(post_no, tuple(_STEPS[name] for name in way))


def _informed_late(post_no: str) -> Journey:
    """On the named list as in scope, and told after it was given."""
    return Journey(post_no, (*_as_far_as(post_no, "in_scope").steps, _TOLD_LATE))


def _ended(post_no: str, last: LegalStep) -> Journey:
    return Journey(post_no, (*_as_far_as(post_no, "confirmed").steps, last))


def _reviewed(post_no: str, last: LegalStep) -> Journey:
    return Journey(post_no, (_STEPS["under_review"], last))


_LAST_DAY = date(2021, 3, 1)

PEOPLE = (
    # A cost share is no assignment: both shared managers are decided on their work, not on 25% or 75%.
    _reviewed("C00001", LegalStep("not_assigned", date(2021, 2, 3), "Leads three services, of which one group moves.",
                                  "Diary and organisation chart; a share of cost decides nothing")),
    _reviewed("C00002", LegalStep("disputed", date(2021, 2, 10), "The council and the company read the grouping apart.",
                                  "Union's letter of 8 February; with counsel", LEGAL, "representative",
                                  date(2021, 3, 12))),
    _reviewed("C01417", LegalStep("not_assigned", date(2021, 2, 3), "Lent to the service until May only.",
                                  "Secondment letter")),
    *(Journey(post_no, ()) for post_no in ("C01428", "C01430", "C01431", "C01432")),
    *(_as_far_as(post_no, "under_review") for post_no in ("C01422", "C01423", "C01425", "C01427")),
    *(_as_far_as(post_no, "in_scope") for post_no in (
        "C01405", "C01406", "C01407", "C01408", "C01409", "C01416", "C01418", "C01419", "C01420", "C01421",
    )),
    *(_informed_late(post_no) for post_no in ("C01392", "C01393", "C01395", "C01396", "C01397", "C01398")),
    *(_as_far_as(post_no, "eli_disclosed") for post_no in ("C01400", "C01401", "C01403")),
    *(_as_far_as(post_no, "confirmed") for post_no in ("C01404", "C01411", "C01415")),
    _ended("C01412", LegalStep("objected", date(2021, 2, 26), "Does not wish to work for the company.",
                               "I do not want to work for the company. Please take this as my objection.")),
    _ended("C01413", LegalStep("left", date(2021, 2, 26), "Resigned for another job; last day 26 February.",
                               "Resignation and payroll leaver form")),
    _ended("C01414", LegalStep("redeployed_out", date(2021, 2, 26), "Took a post in adult services.",
                               "Redeployment form")),
    _ended("C01399", LegalStep("remained", _LAST_DAY, "The work of this post stays in the council's own contact team.",
                               "Scope note, version 3")),
)  # fmt: skip

# Recorded for the wrong thing before anybody transfers, and taken back by two people: the post, the step, what was
# wrong and what shows it.
MISTAKEN = "C01411"
MISTAKEN_STEP = LegalStep("transferred", _LAST_DAY, "Starts at the company on 1 March.",
                          "Agreement of 22 February")  # fmt: skip
MISTAKE = (
    "The person is lent to the company from 1 March and stays the council’s employee: nobody transfers before 1 July."
)
MISTAKE_SHOWN = "The agreement of 22 February is about a secondment"
