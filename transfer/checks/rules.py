"""Checks across the data sets: plain values in, what does not add up out. No check knows a name of any programme.

Codes as design; each function holds one rule and returns the checks that it raises.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import networkx

from transfer.kernel.dates import long_date
from transfer.kernel.money import pounds
from transfer.programmes.rules import Employer, same_employer

SEVERITIES = ("error", "warning", "note")
MOST_NAMED = 8


@dataclass(frozen=True)
class Check:
    """One thing to mend. where: the place in words; endpoint and arguments: the page on which it is mended; who: who
    mends it and how, where the viewer cannot tell by the page."""

    code: str
    severity: str
    message: str
    where: str
    endpoint: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    who: str = ""


def in_order(checks: Iterable[Check]) -> list[Check]:
    """Worst first, then by code."""
    return sorted(checks, key=lambda each: (SEVERITIES.index(each.severity), each.code))


# What somebody needs to be able to mend an error; every code of an error is here.
MENDED_WITH = {
    "dated-after-what-it-concerns": "plan.edit", "dependency-cycle": "plan.edit", "shares-not-100": "rates.edit",
}  # fmt: skip


def errors_to_mend(checks: Iterable[Check], may: Callable[[str], bool]) -> int:
    """How many errors somebody with these permissions can mend."""
    return sum(each.severity == "error" and may(MENDED_WITH[each.code]) for each in checks)


def named(items: Sequence[str]) -> str:
    """ "A, B and 3 more": at most eight are named."""
    shown = list(items[:MOST_NAMED])
    rest = len(items) - len(shown)
    if rest:
        return f"{', '.join(shown)} and {rest:,} more"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""


def counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def pension_rate_sentence(who: str, scheme: str, said: Decimal | int, costed: Decimal) -> str:
    """said and costed: per cents."""
    told, used = (f"{Decimal(each).normalize():f}%" for each in (said, costed))
    return f"Enter {told} as {who}’s {scheme} pension rate, or mend its route: posts are costed at {used}"


def parts_do_not_total(what: str, whole: int, parts: Mapping[str, int]) -> str | None:
    """The sentence for a whole that its parts do not come to, or None."""
    gap = whole - sum(parts.values())
    if gap == 0:
        return None
    told = " + ".join(f"{number:,} {name}" for name, number in parts.items())
    return f"Explain the gap of {abs(gap):,} in {what}: {told} come to {sum(parts.values()):,}, not {whole:,}"


def total_differs(what: str, printed: str, added: str) -> str:
    return f"Find out why {what} prints a total of {printed}, while its rows come to {added}"


@dataclass(frozen=True)
class PlanItem:
    """A milestone as checks see it. day: its actual date, else its forecast, else its baseline."""

    reference: str
    title: str
    day: date
    concerns: str | None
    depends_on: tuple[str, ...]


def dated_after_what_it_concerns(plan: Sequence[PlanItem]) -> list[tuple[PlanItem, str]]:
    """Each milestone dated after the one that it is about, with the sentence."""
    by_reference = {each.reference: each for each in plan}
    found = []
    for each in plan:
        about = by_reference.get(each.concerns or "")
        if about and about is not each and each.day > about.day:
            found.append(
                (each, f"Check the date of {each.reference}: {long_date(each.day)} is after {about.reference}, "
                       f"which it concerns, on {long_date(about.day)}")
            )  # fmt: skip
    return found


def dependency_cycles(plan: Sequence[PlanItem]) -> list[list[str]]:
    """Each ring of milestones that wait for one another, by reference."""
    known = {each.reference for each in plan}
    graph: networkx.DiGraph[str] = networkx.DiGraph(
        (each.reference, other) for each in plan for other in each.depends_on if other in known
    )
    rings = [sorted(ring) for ring in networkx.strongly_connected_components(graph)]
    return sorted(ring for ring in rings if len(ring) > 1 or graph.has_edge(ring[0], ring[0]))


def depends_on_parked(plan: Sequence[PlanItem], parked: Iterable[str]) -> list[tuple[PlanItem, list[str]]]:
    left_out = set(parked) - {each.reference for each in plan}
    found = [(each, [other for other in each.depends_on if other in left_out]) for each in plan]
    return [(each, others) for each, others in found if others]


def one_company_number(employers: Sequence[Employer]) -> list[tuple[Employer, Employer]]:
    """Pairs of organisations that are one employer in law, because they share a company number."""
    return [
        (one, other)
        for index, one in enumerate(employers)
        for other in employers[index + 1 :]
        if same_employer(one, other)
    ]


def without_noughts(code: str) -> str:
    """A code as it is compared where a spreadsheet may have lost its leading noughts."""
    return code.strip().upper().lstrip("0")


def posts_without_budget(post_centres: Iterable[str], budget_centres: Iterable[str]) -> set[str]:
    """Cost centres that carry posts and no budget line. A lost leading nought is another finding, not this one."""
    held = {without_noughts(each) for each in budget_centres}
    return {each for each in post_centres if without_noughts(each) not in held}


def disagreements(
    pairs: Iterable[tuple[str, str, int]], services: Mapping[str, int], centres: Mapping[str, int]
) -> list[tuple[str, str, int]]:
    """Lines whose service is one and whose cost centre belongs to another: (service key, cost centre, lines).

    services: name key → service; centres: cost centre → service. An unknown name or centre disagrees with nothing.
    """
    return [
        (key, centre, number)
        for key, centre, number in pairs
        if key in services and centre in centres and services[key] != centres[centre]
    ]


@dataclass(frozen=True)
class Report:
    """One line of a structure: the post, its manager's post, and who will run its service (None: not known)."""

    manager_post: str
    runs_after: int | None


def shared_posts(reports: Iterable[Report], with_shares: Iterable[str]) -> list[str]:
    """Posts whose reports will work for two organisations, and whose time nobody has shared out."""
    organisations: dict[str, set[int]] = defaultdict(set)
    for each in reports:
        if each.runs_after is not None:
            organisations[each.manager_post].add(each.runs_after)
    settled = set(with_shares)
    return sorted(post for post, runs in organisations.items() if len(runs) > 1 and post not in settled)


def unknown_services(
    named_by_lists: Iterable[tuple[str | None, str | None, str | None]], keys: Container[str], centres: Container[str]
) -> list[str]:
    """Names, in their order, of services that lists name and that neither the programme nor a cost centre knows.

    named_by_lists: (service, its key, cost centre); keys and centres: those of the programme's services.
    """
    found = {key: name for name, key, centre in named_by_lists if name and key and key not in keys
             and centre not in centres}  # fmt: skip
    return sorted(found.values())


def unknown_services_sentence(names: Sequence[str]) -> str:
    many = counted(len(names), "service that the lists name", "services that the lists name")
    return f"Add {many}: {named(names)}"


def disputed_sentence(numbers: Sequence[int], option: str, pence: int) -> str:
    """What is left unallocated on purpose: numbers are those of the disputes about it."""
    which = f"{'dispute' if len(numbers) == 1 else 'disputes'} {named([f'{each}' for each in numbers])}"
    return f"Settle {which}: {pounds(pence)} in {option} is in dispute, and unallocated on purpose until then"


def unallocated_sentence(option: str, unallocated_pence: int) -> str:
    return f"Decide what happens to {pounds(unallocated_pence)} in {option}: no rule catches it"
