"""What finance of both sides has agreed about money, what they dispute, the baseline that is being drafted, and the
balances of the cut-off sheet."""

from datetime import date

from transfer.baseline.actions import Place, Position, draft_baseline, raise_dispute, set_position
from transfer.baseline.rules import Interim
from transfer.budget.actions import answer_gap, explain_post_gap
from transfer.budget.queries import get_post_gap, list_gaps, load_ground
from transfer.opening.actions import add_item, share_items
from transfer.opening.rules import Entry, Item, Part
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
    _answer_smaller_gaps(council)
    posts = get_post_gap(load_ground(council), _side(council, "Council"), "Children's Mental Health")
    explain_post_gap(council, posts, MORE_POSTS_THAN_PAY)
    _enter_balances(council)


MORE_POSTS_THAN_PAY = "Part of the team is paid from a grant of the clinical commissioning group, outside this book"
OPEN_GAPS = 3  # the largest wait for the section 151 officer
CARRIED = "Carried by the council’s children’s services reserve, cabinet report of 8 February"


def _answer_smaller_gaps(council: Viewer) -> None:
    gaps = [each for each in list_gaps(load_ground(council)) if each.open]
    for each in sorted(gaps, key=lambda seen: -seen.gap.pence)[OPEN_GAPS:]:
        answer_gap(council, each, answer="accepted", reason=CARRIED)


def _enter_balances(council: Viewer) -> None:
    """What the council's ledger holds at go-live for the services that move; the company can see it."""
    held, to = _side(council, "Council"), _side(council, "Company")
    rent = Item("debtors", "Rent of the family centre, paid in advance", 18_300_00, "by days", held, to,
                date(2021, 1, 1), date(2021, 6, 30), evidence="Invoice FC-204")  # fmt: skip
    grant = Item("grants", "Troubled Families grant, not yet spent", -64_250_00, "goes", held, to,
                 conditions="Spent on families that are helped by March 2022", evidence="Grant letter")  # fmt: skip
    leave = Item("leave", "Leave that social workers have not taken", -41_870_55, "goes", held, to,
                 evidence="Count of 28 February")  # fmt: skip
    claim = Item("claims", "Employment claim from before the transfer", -25_000_00, "stays", held,
                 evidence="Letter of the insurer")  # fmt: skip
    debts = Item("debtors", "Families’ shares of the cost of care", 12_480_37, "by shares", held, evidence="Debtors’ "
                 "list of 26 February", parts=(Part(to, "62.5"), Part(held, "37.5")))  # fmt: skip
    shared = "Agreed by both finance leads on 24 February: by the families’ last social worker"
    told = (
        (rent, "02310", ""), (grant, "02360", ""), (leave, "01120", ""), (claim, "01130", ""),
        (debts, "01300", shared),
    )  # fmt: skip
    for item, centre, why in told:
        add_item(council, Entry(item, centre, why))
    share_items(council, held)


def _side(viewer: Viewer, short: str) -> int:
    found = find_organisation_by_name(viewer, short)
    assert found
    return found.id
