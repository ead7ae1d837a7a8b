"""Lists that bring back somebody whose data was erased."""

from datetime import datetime

from imports.checked import Checked, Row
from imports.frame import Finding
from transfer.establishment.queries import erased_of
from transfer.establishment.rules.fingerprints import KNOWN_BY, fingerprints
from transfer.kernel.dates import long_date

AGAIN = "erased-person-again"


def warn_of_erased(organisation_id: int | None, checked: Checked) -> None:
    """A warning at each row that names somebody whose data was erased from this employer's list."""
    erased = erased_of(organisation_id) if checked.dataset == "establishment" and organisation_id else {}
    for row in (*checked.rows, *checked.parked) if erased else ():
        met = [erased[each] for each in fingerprints(organisation_id, row.values) if each in erased]
        if met:
            checked.findings.append(_warning(checked, row, max(met)))


def count_again(checked: Checked) -> int:
    """How many rows of a checked list bring somebody back."""
    return sum(each.code == AGAIN for each in checked.findings)


def _warning(checked: Checked, row: Row, erased_at: datetime) -> Finding:
    field = next((each for each in KNOWN_BY if row.values.get(each) and each in checked.columns), "person_ref")
    letter = checked.columns.get(field)
    message = (
        "Take this row out, unless they were employed again since: it names somebody whose data was erased here on "
        f"{long_date(erased_at.date())}. Tell whoever sends the list, and have them erased again if it was accepted"
    )
    sheet = row.sheet or checked.sheet
    return Finding(sheet, f"{letter}{row.number}" if letter else None, "warning", field, message, row.number, AGAIN)
