"""What finance of both sides has said of money that they do not agree on, and the baseline that is being drafted."""

from datetime import date

from transfer.baseline.actions import Place, Position, draft_baseline, raise_dispute, set_position
from transfer.baseline.rules import Interim
from transfer.programmes.queries import find_organisation_by_name, get_option_named
from transfer.programmes.rules import Viewer
from transfer.sample.cast import Cast

COUNCIL, COMPANY = "finance.council@example.org", "finance.company@example.org"
CONTINGENCY = Place("09030", "Supplies and services", "GF")
ABOUT = "Whether the company takes a part of the corporate contingency"
COUNCIL_SAYS = (
    "The contingency covers the whole council. What children’s services drew from it in three years was paid back."
)
COMPANY_SAYS = "A company has no reserves at its start. It takes what its services drew in the last three years."


def tell_agreement(cast: Cast) -> None:
    """One dispute, with both sides' figures, and a first draft of the baseline."""
    council, company = cast.viewer(COUNCIL), cast.viewer(COMPANY)
    interim = Interim(_side(council, "Council"), 150_000_00, date(2021, 6, 30))
    own = Position(_side(council, "Council"), 399_454_39, COUNCIL_SAYS, "Outturn reports of 2018 to 2020")
    dispute = raise_dispute(council, CONTINGENCY, ABOUT, interim, own)
    set_position(
        company, dispute, Position(_side(company, "Company"), 120_000_00, COMPANY_SAYS, "Draws by service, page 4"),
        version=0,
    )  # fmt: skip
    draft_baseline(council, get_option_named(council, "Option 1: phased"))


def _side(viewer: Viewer, short: str) -> int:
    found = find_organisation_by_name(viewer, short)
    assert found
    return found.id
