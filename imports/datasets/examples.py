"""One row of each data set as it might stand in a list, for the workbook to fill in. Nobody here exists."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "establishment": {
        "post_no": "E00001", "job_title": "Example post: type over this row", "team": "Team 1",
        "directorate": "Children", "cost_centre": "00100", "location": "Town Hall", "grade": "G7", "scp": "25",
        "fte": Decimal("0.5"), "headcount": 1, "hours": Decimal("18.5"), "weeks": 52, "salary_fte": 3_500_000,
        "salary_actual": 1_750_000, "allowances": 0, "occupancy": "filled", "person_ref": "900001",
        "surname": "Example", "forename": "Alex", "ni_number": "QQ123456A", "date_of_birth": date(1980, 2, 1),
        "contract_type": "fixed-term", "contract_end_on": date(2030, 3, 31), "started_on": date(2019, 4, 1),
        "continuous_service_on": date(2015, 9, 1), "lg_service_on": date(2012, 9, 1), "pension_scheme": "LGPS",
        "line_manager_post": "E00001",
    },
    "budget": {
        "cost_centre": "00100", "cost_centre_name": "Example: type over this row", "account": "A1000",
        "account_name": "Salaries", "subjective_group": "Employees", "fund": "GF", "amount": 10_000_000,
    },
    "contracts": {
        "reference": "C-0001", "title": "Example contract: type over this row", "supplier": "Example Supplies Ltd",
        "supplier_number": "00500", "annual_value": 2_500_000, "total_value": 10_000_000,
        "start_on": date(2020, 4, 1), "end_on": date(2090, 3, 31), "extension_to": date(2092, 3, 31),
        "review_on": date(2089, 3, 31), "break_on": date(2088, 3, 31), "notice_months": 6, "irrecoverable_vat": "None",
        "procurement_route": "Open procedure", "supplier_kind": "SME", "document": "Contract store, 17",
        "assignment_clause": "Clause 12: with consent",
    },
    "time_shares": {
        "post_no": "E00001", "percent": Decimal(100), "basis": "Diary of one month", "from_on": date(2021, 4, 1),
        "to_on": date(2022, 3, 31), "review": "After six months",
    },
    "drivers": {
        "driver": "Headcount", "quantity": 120, "as_at": date(2021, 1, 31), "source": "Establishment list",
    },
    "milestones": {
        "reference": "M01", "title": "Example milestone: type over this row", "workstream": "HR", "kind": "internal",
        "owner": "Head of HR", "baseline_on": date(2021, 2, 1), "forecast_on": date(2021, 2, 8), "comment": "On course",
    },
    "services": {
        "name": "Example service: type over this row", "tier": "2", "directorate": "Children", "cost_centres": "00100",
        "functions": "Fostering",
    },
    "kpis": {
        "number": "5b", "title": "Example measure: type over this row", "definition": "How it is counted",
        "period": "Quarter 3", "value": "91", "target": "95", "polarity": "Higher is better", "source": "Case system",
    },
    "assets": {
        "reference": "A-0001", "description": "Example building: type over this row", "kind": "Building",
        "tenure": "Leasehold", "location": "1 High Street", "holder": "Property", "value": "250000",
    },
}  # fmt: skip
"""Money in pence. A field without a value is left empty; services and organisations are the programme's own."""
