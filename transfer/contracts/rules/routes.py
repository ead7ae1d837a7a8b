"""The ways in which a contract can be dealt with: what each moves, whose consent it needs, and what risk stays.

Source: domain/contracts-diligence-programme.md §0–1. Each entry is data; `assumption` says what nobody has confirmed.
"""

from dataclasses import dataclass
from typing import Literal

ConsentRule = Literal["always", "if restricted", "never"]
CONTRACTUAL = frozenset({"contractual"})
STATUTORY = frozenset({"statutory"})
BOTH = CONTRACTUAL | STATUTORY


@dataclass(frozen=True)
class Route:
    """consent: whether the other party must agree; engines: the programmes that may choose it.

    makes_document: the route ends in something that is signed, so it runs through drafting and signature.
    """

    key: str
    name: str
    moves: str
    consent: ConsentRule
    who_consents: str
    instrument: str
    residual_risk: str
    engines: frozenset[str] = BOTH
    assumption: str = ""
    caution: str = ""
    makes_document: bool = True


_ALL_ROUTES = (
    Route(
        "assign", "Assign", "The benefit only", "if restricted", "The supplier, only if a clause restricts assignment",
        "Deed or notice of assignment", "The assignor keeps the burden: take an indemnity", CONTRACTUAL,
        assumption="A contract that says nothing may be assigned, unless it is personal",
        caution="An assignment moves no burden: use novation where duties move too",
    ),
    Route(
        "novate", "Novate", "Benefit and burden, as a new contract", "always", "All three parties",
        "Tripartite deed", "Liabilities before and after the transfer are split, with indemnities both ways",
        assumption="A deed where consideration is doubtful, the original was a deed or a guarantee is involved; "
        "a countersigned letter where value and risk are low",
        caution="An agreement by e-mail is not yet a consent, and a consent is not yet a novation",
    ),
    Route(
        "statutory vest", "Vest by statute", "Everything", "never", "Nobody",
        "The structural changes order and the 2008 Regulations", "The supplier is notified only", STATUTORY,
    ),
    Route(
        "host", "Host under an agreement between councils", "What the agreement allocates", "never",
        "Nobody outside: the councils agree", "Section 16 or inter-authority agreement", "The cost is shared",
        STATUTORY,
    ),
    Route(
        "back-to-back", "Back-to-back or agency", "The performance", "if restricted",
        "Check the clauses on sub-contracting and confidentiality", "Sub-contract or agency letter",
        "The present party stays liable", assumption="It may bridge the time until a consent comes",
    ),
    Route(
        "licence", "Licence or use by another body", "Access", "always", "The licensor", "Variation or letter",
        "A fee for the extra use",
        assumption="Software licences usually do not move to another body without the licensor",
    ),
    Route(
        "sever", "Split", "A part", "always", "All parties, who also agree how the price is split",
        "Novation of a part, and a variation", "Minimum volumes and discounts",
    ),
    Route(
        "retain and recharge", "Keep and recharge", "Nothing", "never", "Nobody", "Support services agreement",
        "VAT, and the test that 80% of the work is for the authority in control",
    ),
    Route(
        "terminate", "Terminate", "Nothing", "never", "Nobody: notice as the clause says", "Notice",
        "A gap until something else is in place",
    ),
    Route(
        "re-procure", "Buy again", "Nothing", "never", "Nobody: notice as the clause says", "A new award",
        "A gap until the new contract starts",
    ),
    Route(
        "expire", "Let it expire", "Nothing", "never", "Nobody", "None", "A gap after its end", makes_document=False,
    ),
    Route(
        "exclude", "Leave out", "Nothing", "never", "Nobody", "None", "It stays where it is", makes_document=False,
    ),
)  # fmt: skip
BY_KEY = {route.key: route for route in _ALL_ROUTES}
ROUTES = tuple(BY_KEY)

CONSENTS = ("not_needed", "needed", "requested", "obtained", "obtained_conditional", "refused", "no_response")
CONSENT_WORDS = {
    "not_needed": "Not needed",
    "needed": "Needed, not asked for yet",
    "requested": "Asked for",
    "obtained": "Given",
    "obtained_conditional": "Given with conditions",
    "refused": "Refused",
    "no_response": "No answer",
}

MISSING = "The document is missing; the risk is accepted because: "


def joined_reason(reason: str, risk: str) -> str:
    """What is kept of a decision: its reason, and under it why the risk of a missing document is accepted."""
    return f"{reason.strip()}\n{MISSING}{risk.strip()}" if risk.strip() else reason.strip()


def split_reason(kept: str) -> tuple[str, str]:
    """(reason, why the risk is accepted), the opposite of joined_reason."""
    reason, _, risk = kept.partition(f"\n{MISSING}")
    return reason, risk


def routes_for(engine: str) -> list[Route]:
    """The routes that a programme with this engine may choose, in the order they are offered."""
    return [route for route in _ALL_ROUTES if engine in route.engines]


def consent_error(route_key: str, consent: str) -> str | None:
    """What is wrong with deciding this consent for this route, or None. Only needed or not needed is decided."""
    route = BY_KEY[route_key]
    if consent not in ("needed", "not_needed"):
        return "Select whether consent is needed: its answer is recorded as a step"
    if route.consent == "always" and consent == "not_needed":
        return f"Select that consent is needed: the route “{route.name}” asks {route.who_consents.lower()}"
    if route.consent == "never" and consent == "needed":
        return f"Select that consent is not needed: the route “{route.name}” asks nobody outside"
    return None
