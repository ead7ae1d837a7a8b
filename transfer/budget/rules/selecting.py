"""Which rules match a line. The first one in their order decides; the others are what it would have fallen to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from transfer.kernel.errors import DomainError
from transfer.programmes.rules import name_key

METHODS = (
    "direct", "follow the service", "driver", "time", "ring-fence", "exclude", "agreed default", "leave unallocated",
)  # fmt: skip
TO_ONE = frozenset({"direct", "ring-fence", "agreed default"})
SELECTOR_KEYS = ("cost_centre", "account", "group", "fund", "service")
KEY_WORDS = {
    "cost_centre": "cost centre",
    "account": "account",
    "group": "subjective group",
    "fund": "fund",
    "service": "service",
}
NAMES = frozenset({"group", "service"})
ANY = "*"


class SplitLine(NamedTuple):
    """One amount of one budget line.

    service_id, service: the service that owns the line's cost centre, or None; book_of: the organisation whose budget
    book it stands in; column: the Excel letter of the amount's cell; group and layer: as its map of accounts says.
    """

    id: int
    release_id: int
    source_row: int
    column: str
    book_of: int
    cost_centre: str
    account: str
    account_name: str
    group: str
    fund: str | None
    service_id: int | None
    service: str | None
    amount_pence: int
    layer: str = "Expenditure"


@dataclass(frozen=True)
class Rule:
    """One rule, as split_rules keeps it. selector: {key: pattern}; an empty selector matches every line."""

    selector: Mapping[str, str]
    method: str
    to_id: int | None = None
    driver: str | None = None
    posts: tuple[str, ...] = ()
    reason: str = ""
    id: int | None = None


def check_rule(rule: Rule) -> None:
    """Raises DomainError at the first thing that would leave the rule without a meaning."""
    unknown = [key for key in rule.selector if key not in SELECTOR_KEYS]
    if unknown:
        raise DomainError(f"Select by one of {', '.join(SELECTOR_KEYS)}: {unknown[0]} is not one of them", "selector")
    if rule.method not in METHODS:
        raise DomainError(f"Choose one of {', '.join(METHODS)}: {rule.method} is not one of them", "method")
    if rule.method in TO_ONE and rule.to_id is None:
        raise DomainError(f"Choose the organisation that “{rule.method}” gives the lines to", "to_id")
    if rule.method == "driver" and not rule.driver:
        raise DomainError("Name the driver that splits the lines", "driver")
    if rule.method == "exclude" and not rule.reason.strip():
        raise DomainError("Enter a reason: lines are never left out without one", "reason")
    if rule.method == "agreed default" and not rule.reason.strip():
        raise DomainError("Enter a reason: say who agreed the default, and when", "reason")


def normal(key: str, value: str) -> str:
    """How a value and a pattern are compared: names as names are, codes without regard to case."""
    if key in NAMES and ANY not in value:
        return name_key(value)
    return " ".join(value.casefold().split())


def pattern(key: str, text: str) -> re.Pattern[str]:
    """A pattern with wildcards: "R9*" is whatever begins with R9; a lone "*" is any value that is not blank."""
    parts = [re.escape(part) for part in normal(key, text).split(ANY)]
    return re.compile(".+" if set(text.strip()) == {ANY} else ".*".join(parts), re.DOTALL)


@dataclass
class _Key:
    """What one key of the selectors says. `open`: the rules that do not ask for it; begins: by length, those that ask
    how a value begins. Rules are bits of an integer."""

    open: int = 0
    exact: dict[str, int] = field(default_factory=dict)
    begins: dict[int, dict[str, int]] = field(default_factory=dict)
    wild: list[tuple[re.Pattern[str], int]] = field(default_factory=list)
    known: dict[str | None, int] = field(default_factory=dict)

    def like(self, value: str) -> int:
        """The rules whose wildcard the value fits. How a value begins is looked up: most wildcards stand at the end."""
        found = 0
        for length, starts in self.begins.items():
            found |= starts.get(value[:length], 0)
        for wanted, bit in self.wild:
            if wanted.fullmatch(value):
                found |= bit
        return found


class Matcher:
    """The rules as sets of bits, rule n as bit n, so that a line costs five look-ups however many rules there are."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.keys = {key: _Key() for key in SELECTOR_KEYS}
        for index, rule in enumerate(rules):
            for key, held in self.keys.items():
                self._add(key, held, rule.selector.get(key), 1 << index)

    def _add(self, key: str, held: _Key, wanted: str | None, bit: int) -> None:
        if wanted is None:
            held.open |= bit
        elif wanted.count(ANY) == 1 and len(start := normal(key, wanted)) > 1 and start.endswith(ANY):
            known = held.begins.setdefault(len(start) - 1, {})
            known[start[:-1]] = known.get(start[:-1], 0) | bit
        elif ANY in wanted:
            held.wild.append((pattern(key, wanted), bit))
        else:
            name = normal(key, wanted)
            held.exact[name] = held.exact.get(name, 0) | bit

    def mask(self, key: str, value: str | None) -> int:
        """The rules that this key's value does not stop, as bits."""
        held = self.keys[key]
        found = held.known.get(value)
        if found is None:
            found = held.open
            if value:
                found |= held.exact.get(normal(key, value), 0)
                found |= held.like(" ".join(value.casefold().split()))
            held.known[value] = found
        return found

    def matching(self, line: SplitLine) -> int:
        """Every rule whose selector matches the line, as bits; the lowest one decides."""
        rest = self.mask_without_account(line.cost_centre, line.group, line.fund, line.service)
        return rest & self.mask("account", line.account)

    def mask_without_account(self, cost_centre: str, group: str, fund: str | None, service: str | None) -> int:
        return (
            self.mask("cost_centre", cost_centre)
            & self.mask("group", group)
            & self.mask("fund", fund)
            & self.mask("service", service)
        )


def bits(mask: int) -> list[int]:
    """The indexes of the rules in a set of bits, first to last."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


def _clause(key: str, wanted: str) -> str:
    if wanted.strip() == ANY:
        return "any service owns its cost centre" if key == "service" else f"it has any {KEY_WORDS[key]}"
    text = wanted.strip()
    if text.count(ANY) == 1 and text.endswith(ANY):
        return f"{KEY_WORDS[key]} begins with {text[:-1]}"
    if text.count(ANY) == 1 and text.startswith(ANY):
        return f"{KEY_WORDS[key]} ends with {text[1:]}"
    return f"{KEY_WORDS[key]} {'matches' if ANY in text else 'is'} {text}"


def selector_words(selector: Mapping[str, str]) -> str:
    """For people: {"account": "R9*", "fund": "GF"} → "account begins with R9 and fund is GF"."""
    clauses = [_clause(key, selector[key]) for key in SELECTOR_KEYS if key in selector]
    return " and ".join(clauses) or "every line"


def method_words(rule: Rule, names: Mapping[int, str]) -> str:
    """What a rule does, for people; names: organisations by id."""
    to = names.get(rule.to_id or 0, "an organisation that is not chosen")
    posts = ", ".join(rule.posts) or "the shared posts of the cost centre"
    return {
        "direct": f"Goes to {to}",
        "follow the service": "Follows the service to whoever runs it",
        "driver": f"Split by the driver {rule.driver}",
        "time": f"Cost of {posts} split by their time shares",
        "ring-fence": f"Ring-fenced to {to}",
        "exclude": f"Excluded: {rule.reason}",
        "agreed default": f"Goes to {to} by agreed default",
        "leave unallocated": "Left unallocated",
    }[rule.method]
