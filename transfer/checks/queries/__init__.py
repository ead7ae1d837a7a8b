"""Running every check on what one viewer may see."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from transfer.checks.queries import lists, places, programme
from transfer.checks.queries.places import services_to_add
from transfer.checks.rules import Check, in_order
from transfer.extensions import looking
from transfer.programmes.rules import Viewer

__all__ = ["grouped", "list_checks", "services_to_add"]

CHECKS: tuple[Callable[[Viewer], Iterator[Check]], ...] = (
    lists.parts, lists.printed_totals, programme.milestones, programme.same_employers, programme.powers,
    lists.lines_lacking, programme.contracts_to_route, programme.shares_to_100, places.unknown_services,
    places.unowned_centres, places.disagreements, programme.unallocated_money, places.without_budget,
    places.unshared_posts, programme.lost_shares, programme.pension_rates,
)  # fmt: skip


@looking()
def list_checks(viewer: Viewer) -> list[Check]:
    """Every check on the data that this viewer may see, worst first."""
    return in_order(check for find in CHECKS for check in find(viewer))


def grouped(checks: Sequence[Check]) -> dict[str, list[Check]]:
    """The same checks by severity, worst first."""
    groups: dict[str, list[Check]] = defaultdict(list)
    for each in checks:
        groups[each.severity].append(each)
    return dict(groups)
