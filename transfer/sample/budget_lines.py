"""The council's revenue budget for 2021/22: 168 lines, with two faults and one amount written as text."""

import random
from dataclasses import dataclass, field
from typing import Any

from transfer.sample.teams import COUNCIL, TRUST

ACCOUNTS = (
    ("A1000", "Salaries", "Employees"),
    ("A1100", "Employer's National Insurance", "Employees"),
    ("A1200", "Employer's pension contributions", "Employees"),
    ("A1500", "Agency workers", "Employees"),
    ("C3000", "Staff travel", "Transport"),
    ("D4000", "Equipment and services", "Supplies and services"),
    ("R9000", "Recharge in: buildings", "Support services"),
    ("X9900", "Capital charge", "Depreciation and impairment"),
    ("Y8000", "Charges to users", "Income"),
)

# One row a cost centre: pence for each account above, in that order; the account at 0 has no line.
SERVICE_PENCE = """
01110 127429518 10944600 20767132 1909225 1658350 4670512 3666084 679524 0
01120 152675776 15349620 24446972 86319111 1852664 2521112 3544288 349140 0
01130 264120912 32484672 51667440 4778077 3169408 3678928 6283552 719840 -8478955
01140 211972266 21360372 34961982 64590222 2422266 5056920 3386988 434940 -7146935
01150 93637096 10426696 17732260 79168238 1192184 2133404 2083984 150752 0
01160 48517224 5048190 8478862 79211428 1063202 607306 1369438 77644 0
01170 99750540 10254120 17006190 88817387 2596140 3427050 2933910 564960 0
01180 36597140 3027260 5315740 16510636 699560 1388410 1053770 93640 0
01190 50153072 5693680 9519024 80173966 1175968 1264992 1358368 250064 -3204622
01200 39737172 3647556 6885672 80254418 775284 1618908 1432332 206664 -3169866
01210 180718128 15913728 30565344 26973858 1143600 3665040 2696688 480912 0
02310 76545888 9099552 12300768 74364586 1284336 1084344 2196768 339192 0
02320 67814190 5841792 11057490 62924788 1264140 1911960 1888380 323604 -2931114
02330 125077120 13829080 20007880 56050287 2387280 4641520 4624440 566640 0
02340 45045364 5090232 8671614 12357456 510860 966196 891646 271936 -2752868
02350 20625564 2072670 3050496 66084344 216948 304038 405138 105270 -5377849
02360 17561135 1767705 2937185 88457124 418950 231645 310370 41720 -7954327
02370 12347664 1479716 2346788 3378627 207860 418696 478880 68552 0
02380 20028714 2264406 3667950 68890484 313266 255636 398898 66108 0
"""

# (cost centre, its name, account, account name, group, fund, pence)
OTHER_LINES: tuple[tuple[str, str, str, str, str, str, int], ...] = (
    ("01300", "Placements", "E5000", "Homes and carers of other providers", "Third-party payments", "GF", 780313204),
    ("01300", "Placements", "Y8100", "Contributions from health", "Income", "GF", -33285147),
    ("02390", "Early years central", "D4100", "Central early years spend", "Supplies and services", "DSG", 31000000),
    ("02390", "Early years central", "Y8200", "Dedicated Schools Grant", "Income", "DSG", -31000000),
    ("09010", "Human resources", "A1000", "Human resources team", "Employees", "GF", 90045899),
    ("09010", "Human resources", "Y8300", "Payroll service sold to schools", "Income", "GF", -4845300),
    ("09030", "Corporate contingency", "D4900", "Contingency", "Supplies and services", "GF", 39945439),
    ("09020", "Recharges out", "R9900", "Recharge out: buildings", "Support services", "GF", -41003922),
)

CONTROL_TOTAL_PENCE = 4_099_698_725


@dataclass
class BudgetLine:
    cost_centre: str
    cost_centre_name: str
    account: str
    account_name: str
    group: str
    fund: str
    base_pence: int
    forecast_pence: int = 0
    as_written: dict[str, Any] = field(default_factory=dict)


def _service_lines() -> list[BudgetLine]:
    names = {team.cost_centre: team.service for team in (*TRUST, *COUNCIL)}
    lines = []
    for row in SERVICE_PENCE.split("\n"):
        cost_centre, *amounts = row.split() or [""]
        for (account, account_name, group), pence in zip(ACCOUNTS, map(int, amounts), strict=False):
            if pence:
                lines.append(BudgetLine(cost_centre, names[cost_centre], account, account_name, group, "GF", pence))
    return lines


def budget_lines() -> list[BudgetLine]:
    """Every line in order. Last year's forecast is invented: the budget, a little under or over."""
    lines = _service_lines() + [BudgetLine(*row) for row in OTHER_LINES]
    rng = random.Random(2021)
    for line in lines:
        line.forecast_pence = line.base_pence * rng.choice((97, 98, 100, 100, 102, 106)) // 100
    by_code = {(line.cost_centre, line.account): line for line in lines}
    by_code["01150", "A1500"].as_written["group"] = "Miscellaneous"
    by_code["01160", "D4000"].as_written["account"] = None
    capital = by_code["02320", "X9900"]
    capital.as_written["base"] = f"{capital.base_pence / 100:,.2f}"
    return lines
