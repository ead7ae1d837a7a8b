"""How members of a pension scheme go on after a transfer. Source: domain/workforce.md §4.

Status "assumed" is what could not be verified; a route is chosen by people, with their fund and actuary.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError


@dataclass(frozen=True)
class PensionRouteKind:
    """One way of providing a pension. scheme: "" for any; kind: law, policy or proposal."""

    key: str
    words: str
    scheme: str
    rule: str
    kind: str
    status: str = "confirmed"


_KINDS = (
    PensionRouteKind("same", "Stays with the same fund and employer number", "",
                     "Nobody’s employer in the scheme changes.", "law", "assumed"),
    PensionRouteKind("designation", "LGPS: designation", "LGPS",
                     "A company of the council is a designated body, and says which posts are eligible (Schedule 2, "
                     "part 2).", "law"),
    PensionRouteKind("admission", "LGPS: admission agreement", "LGPS",
                     "An agreement with the fund, an actuary’s rate, a risk assessment, and a bond or guarantee where "
                     "asked (Schedule 2, part 3).", "law", "assumed"),
    PensionRouteKind("pass-through", "LGPS: pass-through", "LGPS",
                     "An admission in which the council keeps some of the risk, usually the past deficit.", "policy"),
    PensionRouteKind("fair-deal", "LGPS: new Fair Deal, deemed employer", "LGPS",
                     "Proposed in October 2025 and still a proposal in May 2026: not in force as far as is known.",
                     "proposal", "assumed"),
    PensionRouteKind("broadly-comparable", "A broadly comparable scheme", "",
                     "The Best Value Direction of 2007: the LGPS, or a scheme certified as broadly comparable, "
                     "arranged before the transfer.", "law"),
    PensionRouteKind("function-provider", "Teachers’: function provider", "TPS",
                     "A company under a section 497A direction or best value arrangement takes part once it is "
                     "accepted.", "law", "assumed"),
    PensionRouteKind("nhs-direction", "NHS: access or direction", "NHS",
                     "The new employer needs access or a direction for staff who came with public health.", "law",
                     "assumed"),
    PensionRouteKind("workplace", "A workplace pension only", "",
                     "For people who are in no scheme of the list: automatic enrolment. It is no replacement for a "
                     "public service scheme.", "law", "assumed"),
)  # fmt: skip
ROUTES = {each.key: each for each in _KINDS}
COHORTS = {
    "all": "Everybody in the scheme",
    "members": "Active members",
    "eligible": "Eligible, not joined",
    "council": "Came from the council before",
    "new": "Joins after the transfer",
}
STATUSES = {
    "open": "Not settled",
    "actuary": "With the actuary",
    "agreed": "Agreed",
    "in_force": "In force",
}
SETTLED = frozenset({"agreed", "in_force"})
SECURITIES = {"none": "None", "guarantee": "Guarantee", "bond": "Bond"}


@dataclass(frozen=True)
class PensionFacts:
    """What is recorded about one scheme and cohort. rate: per cent of pensionable pay, such as Decimal("19.4")."""

    scheme: str
    cohort: str
    route: str
    status: str
    actuary_asked_on: date | None = None
    actuary_answered_on: date | None = None
    agreed_on: date | None = None
    security: str = "none"
    security_by: str = ""
    bond_pence: int | None = None
    rate: Decimal | None = None
    rate_source: str = ""
    evidence: str = ""


def scheme_key(name: str | None) -> str:
    """How a list's words for a scheme are compared: LGPS, TPS and NHS by their signs, others as they are written."""
    text = " ".join((name or "").split())
    plain = text.lower()
    for key, signs in (("LGPS", ("lgps", "local gov")), ("TPS", ("tps", "teacher")), ("NHS", ("nhs",))):
        if any(sign in plain for sign in signs):
            return key
    return "" if plain in ("none", "no", "not a member", "opted out", "n/a", "-") else text


def check_pension(facts: PensionFacts, today: date) -> None:
    """Raises DomainError for facts that do not hold together."""
    if not facts.scheme.strip():
        raise DomainError("Enter the scheme as the staff list names it", "scheme")
    kind = ROUTES[facts.route]
    if kind.scheme and scheme_key(facts.scheme) != kind.scheme:
        raise DomainError(f"Choose a route that {facts.scheme} has: “{kind.words}” is another scheme’s", "route")
    if facts.security == "bond" and not facts.bond_pence:
        raise DomainError("Enter the bond’s amount", "bond_pence")
    if facts.security != "none" and not facts.security_by.strip():
        raise DomainError("Say who gives the guarantee or bond", "security_by")
    if facts.rate is not None and not 0 <= facts.rate <= 100:
        raise DomainError("Enter a contribution rate from 0 to 100 per cent", "rate")
    _check_days(facts, today)
    if facts.status in SETTLED:
        _check_settled(facts)


def _check_days(facts: PensionFacts, today: date) -> None:
    for name in ("actuary_asked_on", "actuary_answered_on", "agreed_on"):
        day: date | None = getattr(facts, name)
        if day and day > today:
            raise DomainError(f"Enter a day that is not after today, {long_date(today)}", name)
    asked, answered = facts.actuary_asked_on, facts.actuary_answered_on
    if answered and (asked is None or answered < asked):
        raise DomainError("Enter a day on or after the actuary was asked", "actuary_answered_on")
    if facts.status == "actuary" and asked is None:
        raise DomainError("Enter the day on which the actuary was asked", "actuary_asked_on")


def _check_settled(facts: PensionFacts) -> None:
    if facts.route == "fair-deal":
        raise DomainError("Choose a route that is in force: the new Fair Deal is only a proposal", "route")
    if facts.agreed_on is None:
        raise DomainError("Enter the day of the agreement or designation", "agreed_on")
    if facts.rate is None:
        raise DomainError("Enter the employer’s contribution rate", "rate")
    if not facts.evidence.strip():
        raise DomainError("Say where the agreement or designation is written", "evidence")


def is_late(agreed_on: date | None, transfer_on: date, today: date) -> bool:
    """Whether an agreement came, or has still not come, on or after the day of the transfer."""
    return (agreed_on or today) >= transfer_on
