"""What was decided about each contract: one route each, the consent it needs, and how far it has come.

Fifteen accepted contracts have no route yet; a check says so.
"""

from dataclasses import dataclass
from datetime import date

_BY = "legal.council@example.org"


@dataclass(frozen=True)
class RouteDecision:
    reference: str
    route: str
    consent: str
    state: str
    reason: str
    decided_on: date
    decided_by: str = _BY


_DECEMBER, _JANUARY, _FEBRUARY = date(2020, 12, 2), date(2021, 1, 14), date(2021, 2, 18)


def _placements(route: str, consent: str, state: str, reason: str, *numbers: int) -> tuple[RouteDecision, ...]:
    return tuple(RouteDecision(f"PL-{n}", route, consent, state, reason, _FEBRUARY) for n in numbers)


CONTRACT_ROUTES = (
    RouteDecision("SBC-100", "retain and recharge", "not_needed", "agreed",
                  "The council keeps its computers and charges for their use.", _DECEMBER),
    RouteDecision("SBC-101", "licence", "requested", "consent_requested",
                  "The company needs 420 users named on the licence before day one.", _JANUARY),
    RouteDecision("SBC-102", "exclude", "not_needed", "excluded",
                  "School support is outside the programme.", _DECEMBER),
    RouteDecision("SBC-103", "sever", "needed", "route_approved",
                  "The company takes its share of temporary staff; volumes and discounts are split.", _JANUARY),
    RouteDecision("SBC-104", "assign", "obtained", "obtained",
                  "Only the benefit is needed, and the charity agrees.", _JANUARY),
    RouteDecision("SBC-105", "expire", "not_needed", "agreed",
                  "Ends the day before the company starts; visitors go on under SBC-104.", _DECEMBER),
    RouteDecision("SBC-106", "terminate", "not_needed", "terminated",
                  "A better price stands open under a framework; one month's notice was given.", _JANUARY),
    RouteDecision("SBC-107", "back-to-back", "refused", "fallback",
                  "The charity's trustees declined a novation, so the company works under the council's contract.",
                  _FEBRUARY),
    RouteDecision("SBC-108", "re-procure", "not_needed", "route_proposed",
                  "A joint tender with two neighbours fits the end date.", _JANUARY),
    RouteDecision("SBC-109", "retain and recharge", "not_needed", "reviewed",
                  "Six councils share the team; the company buys hours from this one.", _FEBRUARY),
    *_placements("novate", "obtained", "executed", "All three have signed.", 1000, 1002, 1003),
    *_placements("novate", "obtained", "drafted", "The provider agrees; the deed is being drawn up.", 1004, 1005, 1006),
    *_placements("novate", "obtained", "effective", "Works from 1 March; the director signed the override.", 1007),
    *_placements("novate", "obtained", "notified", "Works early by override; ledger and provider were told.", 1008),
    *_placements("novate", "obtained", "closed", "Done early by override, and every record agrees.", 1010),
    *_placements("novate", "obtained_conditional", "obtained_conditional",
                 "Agrees if invoices go on being paid within 14 days.", 1012, 1013),
    *_placements("novate", "requested", "consent_requested", "Letter sent; answer due in March.",
                 1014, 1015, 1016, 1018),
    *_placements("novate", "refused", "refused", "Wants a new price first.", 1019),
    *_placements("novate", "no_response", "no_response", "Two letters and a call without an answer.", 1022, 1023),
    *_placements("novate", "needed", "route_approved", "Legal, service and finance agree on the route.",
                 1024, 1025, 1026),
    *_placements("novate", "needed", "route_proposed", "Put to the three approvers.", 1027, 1028, 1029),
    *_placements("novate", "needed", "documents_located", "The signed copy is found, not read yet.", 1033, 1034),
    *_placements("novate", "needed", "identified", "Known from the ledger; no signed copy found so far.", 1035, 1036),
    *_placements("expire", "not_needed", "expired", "Over, and the child has moved on.", 1001, 1030),
    *_placements("expire", "not_needed", "reviewed", "Ends before day one.", 1038),
    *_placements("terminate", "not_needed", "agreed", "The child returns home before Easter.", 1056),
    *_placements("novate", "needed", "reviewed", "Read; the standard terms apply.",
                 1031, 1032, 1037, 1039, 1040, 1041, 1042, 1043, 1044),
)  # fmt: skip

# Routes that only a statutory reorganisation offers: nothing in this programme may take them. Kept beside the others
# so that a programme with the statutory engine can be shown and tried.
STATUTORY_ROUTES = (
    RouteDecision("SBC-109", "statutory vest", "not_needed", "identified",
                  "An order would vest it in the successor council.", _FEBRUARY),
    RouteDecision("SBC-100", "host", "not_needed", "identified",
                  "One successor would hold it for both under an agreement.", _FEBRUARY),
)  # fmt: skip
