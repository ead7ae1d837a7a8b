"""Who may do what in a programme, whose data they see, and who is whose employer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

ROLES = ("lead", "hr", "finance", "legal", "member", "auditor", "guest")
ROLE_NAMES = {
    "lead": "Programme lead",
    "hr": "HR",
    "finance": "Finance",
    "legal": "Legal",
    "member": "Member",
    "auditor": "Auditor",
    "guest": "Guest",
}
WITHOUT_SIDE = frozenset({"lead", "auditor"})

_READ = {"programme.view", "people.view", "money.view", "contracts.view", "plan.view", "checks.view", "packs.view"}
_PERMISSIONS: dict[str, set[str]] = {
    "lead": _READ | {
        "programme.edit", "data.upload", "data.share", "plan.edit", "packs.write", "packs.build",
        "packs.approve", "audit.view",
    },
    "hr": _READ | {"data.upload", "data.share", "people.decide", "packs.write", "audit.view"},
    "finance": _READ | {"data.upload", "data.share", "money.edit", "packs.write", "packs.build", "audit.view"},
    "legal": _READ | {"data.upload", "data.share", "contracts.decide", "people.decide", "packs.write", "packs.build",
                      "audit.view"},
    "member": _READ | {"packs.write"},
    "auditor": _READ | {"audit.view"},
    "guest": {"programme.view", "plan.view", "packs.view"},
}  # fmt: skip
PERMISSIONS = {role: frozenset(verbs) for role, verbs in _PERMISSIONS.items()}

PERMISSION_WORDS = {
    "programme.view": "See the programme, its services and its options",
    "programme.edit": "Change organisations, services, options and transfers",
    "people.view": "See posts and counts",
    "people.decide": "Decide who moves",
    "money.view": "See money and how it splits",
    "money.edit": "Change split rules",
    "contracts.view": "See contracts and their routes",
    "contracts.decide": "Decide routes of contracts",
    "plan.view": "See the plan",
    "plan.edit": "Change milestones",
    "checks.view": "See checks",
    "data.upload": "Upload and accept data of your side",
    "data.share": "Share your side's data with the others",
    "packs.view": "See packs",
    "packs.write": "Write the text of packs",
    "packs.build": "Build packs",
    "packs.approve": "Approve packs",
    "audit.view": "See the history of changes",
}

# Which role brings which data set; the programme's own data sets are the lead's and finance's.
UPLOADERS = {
    "establishment": frozenset({"hr"}),
    "budget": frozenset({"finance"}),
    "contracts": frozenset({"legal"}),
    "assets": frozenset({"legal", "finance"}),
    "time_shares": frozenset({"lead", "finance"}),
    "drivers": frozenset({"lead", "finance"}),
    "milestones": frozenset({"lead", "finance"}),
    "services": frozenset({"lead", "finance"}),
    "kpis": frozenset({"lead", "finance"}),
}

BASES = (
    "business transfer",
    "service provision change",
    "public reorganisation",
    "statutory",
    "no change of employer",
)
ENGINES = ("contractual", "statutory")
ORGANISATION_KINDS = ("council", "trust", "company", "other")


@dataclass(frozen=True)
class Viewer:
    """Somebody who looks at one programme.

    sides: the organisations whose unshared data they see; unrestricted: the command line, which sees everything.
    """

    programme_id: int
    user_id: int | None
    name: str
    role: str
    sides: frozenset[int] = frozenset()
    sees_people: bool = False
    sees_pay: bool = False
    unrestricted: bool = False

    def may(self, permission: str) -> bool:
        return self.unrestricted or permission in PERMISSIONS.get(self.role, frozenset())

    def may_upload(self, dataset: str) -> bool:
        return self.unrestricted or self.role in UPLOADERS.get(dataset, frozenset())

    def names_of(self, organisation_id: int | None) -> bool:
        """Whether people on this organisation's lists are named to the viewer: to its own side and to a lead, with the
        permission. Another employer learns names when they are disclosed to it, never because a list was shared."""
        own = self.unrestricted or self.role == "lead" or organisation_id in self.sides
        return self.sees_people and own

    @property
    def readable_sides(self) -> frozenset[int] | None:
        """The sides whose unshared data is readable; None means all."""
        return None if self.unrestricted else self.sides


def roles_that_may(permission: str) -> list[str]:
    return [ROLE_NAMES[role] for role in ROLES if permission in PERMISSIONS[role]]


@dataclass(frozen=True)
class Employer:
    """An organisation as an employer. company_number None or blank matches nobody."""

    id: int
    short: str
    company_number: str | None


def company_key(company_number: str | None) -> str:
    """How two company numbers are compared: without spaces, capitals, leading noughts kept to eight digits."""
    text = re.sub(r"\s", "", company_number or "").upper()
    return text.zfill(8) if text.isdigit() else text


def same_employer(one: Employer, other: Employer) -> bool:
    """Two organisations with one company number are one employer; a blank number matches nothing.

    Source: domain/workforce.md §1 (no change of employer).
    """
    if one.id == other.id:
        return True
    key = company_key(one.company_number)
    return bool(key) and key == company_key(other.company_number)


@dataclass(frozen=True)
class Move:
    """One service's move: services may move more than once in their life, in date order."""

    service_id: int
    from_id: int
    to_id: int
    transfer_on: date


def name_key(name: str | None) -> str:
    """How names are compared: case, spaces, hyphens, "&" for "and" and punctuation do not matter."""
    text = (name or "").casefold().replace("&", " and ").replace("’", "'")
    return " ".join(re.sub(r"[^\w]+", " ", text.replace("'", "")).split())


def provider_after(service_id: int, provider_id: int | None, moves: Iterable[Move]) -> int | None:
    """Who runs the service when all moves of an option are done."""
    for move in sorted((move for move in moves if move.service_id == service_id), key=lambda move: move.transfer_on):
        provider_id = move.to_id
    return provider_id


# Functions whose exercise by a body corporate needs a confirmed power: Children and Young Persons Act 2008 ss.1–2,
# as domain/contracts-diligence-programme.md §3 (1) reads them. Shown as "confirm power", never as forbidden.
FUNCTIONS_NEEDING_POWER = {
    "independent reviewing officer": ("independent reviewing",),
    "adoption agency": ("adoption",),
}


def functions_needing_power(functions: Iterable[str]) -> list[str]:
    """Those of a service's functions that a company may exercise only with a confirmed power."""
    keys = {name_key(each): each for each in FUNCTIONS_NEEDING_POWER}
    return [keys[name_key(each)] for each in functions if name_key(each) in keys]


def suggested_functions(service_name: str, functions: Iterable[str]) -> list[str]:
    """Functions that a service's name suggests and that nobody has recorded for it."""
    recorded = set(functions_needing_power(functions))
    key = name_key(service_name)
    return [
        function
        for function, words in FUNCTIONS_NEEDING_POWER.items()
        if function not in recorded and any(word in key for word in words)
    ]
