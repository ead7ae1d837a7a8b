"""What people did after the sample was loaded, as plain data, to be written through the product's own actions.

Everything is dated on or before 1 March 2021, the day that the sample is shown as on. People are named by e-mail
address (see USERS); options, organisations and services by their names in programme.toml.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from transfer.sample.story_contracts import CONTRACT_ROUTES, STATUTORY_ROUTES, RouteDecision
from transfer.sample.story_people import PEOPLE, Journey, LegalStep
from transfer.sample.story_words import EMPTY_SECTIONS, FRONTS, NARRATIVES

__all__ = [
    "CLAIMS", "CONSTRAINTS", "CONTRACT_ROUTES", "EMPTY_SECTIONS", "FRONTS", "NARRATIVES", "OPTIONS", "PASSWORD",
    "PEOPLE", "POWERS_CONFIRMED", "STATUTORY_ROUTES", "TIME_SHARE_APPROVALS", "TRANSFERS", "USERS", "Claim",
    "Constraint", "Journey", "LegalStep", "OptionFacts", "RouteDecision", "TimeShareApproval", "TransferEvidence",
    "User",
]  # fmt: skip

# For the sample only, and printed when it starts. A real programme is never given it.
PASSWORD = "sample-transfer-2021"


@dataclass(frozen=True)
class User:
    """side: an organisation's short name; None for a lead, an auditor or a guest, who stand on no side. stays: how long
    from the day that the sample is made; areas: what is opened to a guest."""

    email: str
    name: str
    role: str
    side: str | None
    sees_people: bool = False
    sees_pay: bool = False
    stays: timedelta | None = None
    purpose: str = ""
    areas: tuple[str, ...] = ()


USERS = (
    User("lead@example.org", "Rosalind Achebe", "lead", None, sees_people=True),
    User("hr.council@example.org", "Martin Oyelaran", "hr", "Council", sees_people=True, sees_pay=True),
    User("hr.trust@example.org", "Deepa Lindqvist", "hr", "Trust", sees_people=True, sees_pay=True),
    User("finance.council@example.org", "Howard Tremlett", "finance", "Council", sees_pay=True),
    User("hr.company@example.org", "Yvette Adeyemi", "hr", "Company", sees_people=True, sees_pay=True),
    User("finance.company@example.org", "Ingrid Bassett", "finance", "Company"),
    User("finance.trust@example.org", "Olu Carmichael", "finance", "Trust", sees_pay=True),
    User("legal.council@example.org", "Prudence Vasquez", "legal", "Council", sees_people=True),
    User("member.council@example.org", "Councillor Ted Halloran", "member", "Council"),
    User("auditor@example.org", "Winifred Sato", "auditor", None),
    User(
        "guest.department@example.org",
        "Jonah Pickering",
        "guest",
        None,
        stays=timedelta(days=364),
        purpose="Reads for the Department what the programme has approved",
        areas=("plan", "packs"),
    ),  # fmt: skip
)


@dataclass(frozen=True)
class OptionFacts:
    option: str
    control_model: str
    legal_form: str
    rejected_reason: str = ""
    preferred_reason: str = ""


OPTIONS = (
    OptionFacts(
        "Option 0: as now",
        "trust",
        "Company limited by guarantee, independent of the council, under contract to it",
        "The contract ends and leaves early help and social work apart.",
    ),
    OptionFacts(
        "Option 1: phased",
        "company",
        "Company limited by guarantee, owned by the council",
        preferred_reason="Social work keeps its employer and never stops, and council staff have the time to be "
        "informed and consulted before early help follows.",
    ),
    OptionFacts("Option 2: all from the start", "company", "Company limited by guarantee, owned by the council"),
)


@dataclass(frozen=True)
class Constraint:
    """results: option name → (passes, or None when nobody has said yet; why)."""

    text: str
    source: str
    results: dict[str, tuple[bool | None, str]]


def _constraint(text: str, source: str, *results: tuple[bool | None, str]) -> Constraint:
    return Constraint(text, source, dict(zip((facts.option for facts in OPTIONS), results, strict=True)))


CONSTRAINTS = (
    _constraint(
        "No split of children's services",
        "Steering group, terms of reference",
        (False, "Family support stays with the council and social work with the trust."),
        (True, "Split for three months only, with an agreed date for the rest."),
        (True, "Everything moves on one day."),
    ),
    _constraint(
        "Lawful on 1 April 2021",
        "The Department's letter to the council",
        (False, "The direction that the trust works under ends."),
        (True, "Trust services need no new employer."),
        (False, "Council staff could not be informed and consulted in the time that is left."),
    ),
    _constraint(
        "Paid for within the agreed contract sum",
        "Medium-term financial plan",
        (True, "No change."),
        (True, "The split shows what each side holds, line by line."),
        (None, "Universal services have not been costed yet."),
    ),
)


@dataclass(frozen=True)
class TransferEvidence:
    """The legal basis of one transfer: what it rests on, who said so, and when. None: not confirmed yet."""

    option: str
    transferor: str
    transferee: str
    basis: str
    evidence: str
    confirmed_by: str | None
    confirmed_on: date | None


_LEGAL = "legal.council@example.org"
_SAME_COMPANY = "Both names stand under company number 09999001; the members change the articles, not the employer."
_UNDERTAKING = "Two services keep their staff, buildings and families: an organised grouping that keeps its identity."

TRANSFERS = (
    TransferEvidence("Option 1: phased", "Trust", "Company", "no change of employer",
                     _SAME_COMPANY, _LEGAL, date(2021, 1, 18)),
    TransferEvidence("Option 1: phased", "Council", "Company", "business transfer",
                     _UNDERTAKING, _LEGAL, date(2021, 1, 18)),
    TransferEvidence("Option 2: all from the start", "Trust", "Company", "no change of employer",
                     _SAME_COMPANY, _LEGAL, date(2021, 1, 18)),
    TransferEvidence("Option 2: all from the start", "Council", "Company", "business transfer",
                     "Counsel has been asked whether eight services are one undertaking.", None, None),
)  # fmt: skip

# Services whose statutory function the company may carry out: who confirmed the power. The others are still open.
POWERS_CONFIRMED: dict[str, str] = {}


@dataclass(frozen=True)
class TimeShareApproval:
    post_no: str
    approved_by: str
    approved_on: date
    note: str


TIME_SHARE_APPROVALS = (
    TimeShareApproval("C00001", "finance.council@example.org", date(2021, 2, 9), "Agreed by both finance officers."),
    TimeShareApproval("C00002", "finance.council@example.org", date(2021, 2, 9), "To be looked at in September 2021."),
)


@dataclass(frozen=True)
class Claim:
    """A figure that somebody published. value is an integer in `unit`: count, pence, percent or tenths of a percent.

    parts: what the document says the figure is made of. None: the claim is a date or cannot be counted.
    """

    document: str
    paragraph: str
    statement: str
    subject: str
    value: int | None
    unit: str
    as_at: date | None
    parts: dict[str, int]


_CABINET = "Report to Cabinet, 19 June 2017"
_EVALUATION = "Implementation evaluation of the trust, July 2018"
_CASE = "Business case for a new target operating model, 2021"
# Whose figures a document gives, by short name.
ABOUT = {_CABINET: "Trust", _EVALUATION: "Trust"}
_SPRING = date(2017, 4, 30)
_START = date(2015, 10, 1)

CLAIMS = (
    Claim(_CABINET, "7.2", "The trust has 390 posts", "posts", 390, "count", _SPRING,
          {"filled": 277, "agency": 67, "vacant": 33}),
    Claim(_CABINET, "7.2", "277 posts are held by permanent staff", "filled", 277, "count", _SPRING, {}),
    Claim(_CABINET, "7.2", "67 posts are held by agency workers", "agency", 67, "count", _SPRING, {}),
    Claim(_CABINET, "7.2", "33 posts are vacant, with no agency worker in them", "vacant", 33, "count", _SPRING, {}),
    Claim(_CABINET, "7.3", "72 posts in the hubs are front-line social workers", "front-line posts", 72, "count",
          _SPRING, {}),
    Claim(_CABINET, "7.3", "24 of the 72 are vacant or under offer", "front-line vacancies", 24, "count", _SPRING, {}),
    Claim(_CABINET, "7.1", "Agency workers were 37% of the whole trust at its start", "agency share", 37, "percent",
          _START, {}),
    Claim(_CABINET, "8.1", "88% of protection visits were made every two weeks (indicator 5b)", "indicator 5b", 88,
          "percent", date(2017, 3, 31), {}),
    Claim(_CABINET, "Financial", "Core contract sum for 2017/18", "contract sum 2017/18", 2_441_100_000, "pence",
          date(2017, 4, 1), {}),
    Claim(_CABINET, "Financial", "Core contract sum for 2018/19", "contract sum 2018/19", 2_481_100_000, "pence",
          date(2018, 4, 1), {}),
    Claim(_CABINET, "Financial", "Core contract sum for 2019/20", "contract sum 2019/20", 2_521_100_000, "pence",
          date(2019, 4, 1), {}),
    Claim(_EVALUATION, "Launch", "123 permanent staff came to the trust", "permanent staff", 123, "count", _START, {}),
    Claim(_EVALUATION, "Launch", "101 agency staff came to the trust", "agency staff", 101, "count", _START, {}),
    Claim(_EVALUATION, "Launch", "1,500 social care cases came to the trust", "cases", 1500, "count", _START, {}),
    Claim(_CASE, "Operating model", "25% of the Assistant Director's time is for the company", "time of C00001", 25,
          "percent", None, {}),
    Claim(_CASE, "Operating model", "75% of the Group Manager's time is for the company", "time of C00002", 75,
          "percent", None, {}),
    Claim(_CASE, "Summary", "The steering group put option 1 forward on 15 December 2021", "date of M17", None, "date",
          date(2021, 12, 15), {}),
)  # fmt: skip
