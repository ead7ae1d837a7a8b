"""The layers of a book, never netted into each other, and what a chart of accounts says of a code.

Source: domain/finance.md §1 (layers) and §2.3.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from transfer.budget.rules.reconciling import INCOME
from transfer.kernel.errors import DomainError
from transfer.programmes.rules import name_key

LAYERS = ("Expenditure", "Fees and charges", "Grants", "Recharges", "Capital charges")
SUBJECTIVE_GROUPS = (
    "Employees", "Premises", "Transport", "Supplies and services", "Third-party payments", "Transfer payments",
    "Support services", "Depreciation and impairment", "Income", "Capital financing",
)  # fmt: skip
_GRANT = re.compile(r"\bgrants?\b|\bDSG\b", re.IGNORECASE)
_RECHARGE = re.compile(r"recharge|internal income|\bSLA\b", re.IGNORECASE)
_OF_GROUP = {
    "Support services": "Recharges",
    "Depreciation and impairment": "Capital charges",
    "Capital financing": "Capital charges",
}


def layer_of(group: str, account_name: str) -> str:
    """The layer of a line by its subjective group and what its account is called, where no map says another."""
    if group == INCOME:
        if _RECHARGE.search(account_name):
            return "Recharges"
        return "Grants" if _GRANT.search(account_name) else "Fees and charges"
    return _OF_GROUP.get(group, "Expenditure")


Entries = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Accounts:
    """What an organisation's map says. entries: {account code: (group, layer or "")}; a code is found whatever its
    case, and one that the map does not hold keeps what its book says."""

    entries: Entries = field(default_factory=dict)
    number: int = 0

    def group(self, account: str, group: str) -> str:
        found = self.entries.get(account.casefold())
        return found[0] if found else group

    def layer(self, account: str, account_name: str, group: str) -> str:
        """group: as the map gives it."""
        found = self.entries.get(account.casefold())
        return found[1] if found and found[1] else layer_of(group, account_name)


def accounts_of(entries: Mapping[str, Any], number: int = 0) -> Accounts:
    """entries: as the database keeps them, {code: [group, layer]}."""
    return Accounts({code.casefold(): (held[0], held[1]) for code, held in entries.items()}, number)


def read_map(text: str) -> dict[str, list[str]]:
    """What somebody typed or pasted: on each line a code, a subjective group and, where it matters, a layer, apart by
    commas or tabs. Raises DomainError that names the first line that says something else."""
    entries: dict[str, list[str]] = {}
    groups, layers = ({name_key(each): each for each in known} for known in (SUBJECTIVE_GROUPS, LAYERS))
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        code, *said = [part.strip() for part in re.split(r"[,\t;]", line)]
        group = groups.get(name_key(said[0])) if said else None
        layer = layers.get(name_key(said[1])) if len(said) > 1 and said[1] else ""
        if not code or group is None:
            raise DomainError(
                f"Line {number}: enter a code and one of the ten groups, like A1500, Employees", "entries"
            )
        if layer is None:
            raise DomainError(f"Line {number}: the layer is one of {', '.join(LAYERS)}, or nothing", "entries")
        if code.casefold() in {each.casefold() for each in entries}:
            raise DomainError(f"Line {number}: take {code} out, it stands above already", "entries")
        entries[code] = [group, layer]
    if not entries:
        raise DomainError("Enter at least one code with its group", "entries")
    return entries
