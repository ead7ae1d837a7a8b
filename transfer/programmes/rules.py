"""Who may do what in a programme, whose data they see, and who is whose employer."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from transfer.kernel.dates import add_months
from transfer.kernel.errors import DomainError
from transfer.kernel.money import pence, pounds

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
WITHOUT_DEPUTY = frozenset({"auditor", "guest"})

_READ = {"programme.view", "people.view", "money.view", "contracts.view", "plan.view", "checks.view", "packs.view"}
_PERMISSIONS: dict[str, set[str]] = {
    "lead": _READ | {
        "programme.edit", "data.upload", "data.share", "plan.edit", "rates.edit", "packs.write", "packs.build",
        "packs.approve", "audit.view", "members.manage", "people.rights", "data.erase", "people.payroll",
    },
    "hr": _READ | {"data.upload", "data.share", "people.decide", "people.disclose", "people.payroll", "people.rights",
                   "packs.write", "audit.view"},
    "finance": _READ | {"data.upload", "data.share", "money.edit", "baseline.sign", "rates.edit", "people.payroll",
                        "packs.write", "packs.build", "audit.view"},
    "legal": _READ | {"data.upload", "data.share", "contracts.decide", "people.decide", "people.disclose",
                      "packs.write", "packs.build", "audit.view"},
    "member": _READ | {"packs.write"},
    "auditor": _READ | {"audit.view"},
    "guest": {"programme.view"},
}  # fmt: skip
PERMISSIONS = {role: frozenset(verbs) for role, verbs in _PERMISSIONS.items()}

# What may be opened to a guest, beside the programme itself: {area: (permission, words)}.
AREAS = {
    "plan": ("plan.view", "The plan"),
    "packs": ("packs.view", "Packs that were approved, in the public edition"),
    "people": ("people.view", "Posts and counts of people, never names or pay"),
    "money": ("money.view", "Money and how it splits"),
    "contracts": ("contracts.view", "Contracts and their routes"),
}
NEVER = {
    "lead": "See a side’s data before that side shares it, or leave the programme without a lead",
    "hr": "Change how money splits, or see another side’s data before that side shares it",
    "finance": "Decide who moves, or decide a contract’s route",
    "legal": "Change how money splits, or approve a pack",
    "member": "Upload, share, decide or approve anything",
    "auditor": "Change anything, or see a side’s data before that side shares it",
    "guest": "See names, pay or anything that is not shared and opened to them; stay after the last day",
}

PERMISSION_WORDS = {
    "programme.view": "See the programme, its services and its options",
    "programme.edit": "Change organisations, services, options and transfers",
    "people.view": "See posts and counts",
    "people.decide": "Decide who moves",
    "people.disclose": "Confirm the lawful basis and give employee liability information: needs names and pay",
    "people.payroll": "Bring the first payroll, settle what differs and sign the assurance",
    "people.rights": "Give people what is held about them, and put it right",
    "data.erase": "Erase data, say when the programme closed, have its archive written, and place or lift a legal hold",
    "money.view": "See money and how it splits",
    "money.edit": "Change split rules",
    "baseline.sign": "Sign a baseline for your side, and decide about changes of it",
    "rates.edit": "Enter what posts are costed by, and how managers’ time is shared",
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
    "members.manage": "Say who is in the programme, and what each may see",
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

    sides: the organisations whose unshared data they see; named_sides and paid_sides: those of them whose people, or
    whose pay, the viewer may see by name and post; unrestricted: the command line, which sees everything. areas: what
    is opened to a guest. deputises: (name, role) of each appointment that the viewer acts for today.
    """

    programme_id: int
    user_id: int | None
    name: str
    role: str
    sides: frozenset[int] = frozenset()
    sees_people: bool = False
    sees_pay: bool = False
    unrestricted: bool = False
    named_sides: frozenset[int] = frozenset()
    paid_sides: frozenset[int] = frozenset()
    areas: frozenset[str] = frozenset()
    deputises: tuple[tuple[str, str], ...] = ()

    @property
    def own_permissions(self) -> frozenset[str]:
        return granted(self.role, self.areas)

    @property
    def roles(self) -> frozenset[str]:
        """The viewer's own role and those that they act for."""
        return frozenset({self.role, *(role for _, role in self.deputises)})

    def may(self, permission: str) -> bool:
        if self.unrestricted or permission in self.own_permissions:
            return True
        return any(permission in granted(role) for _, role in self.deputises)

    def may_upload(self, dataset: str) -> bool:
        return self.unrestricted or bool(self.roles & UPLOADERS.get(dataset, frozenset()))

    def acting(self, permission: str) -> "Viewer":
        """The viewer as the history names them for this act: as a deputy when only the other's role allows it."""
        if self.unrestricted or permission in self.own_permissions:
            return self
        principals = [name for name, role in self.deputises if permission in granted(role)]
        return replace(self, name=as_deputy(self.name, principals[0])) if principals else self

    def without_people(self) -> "Viewer":
        """The viewer as a program that was not given people sees: neither names nor pay of single posts."""
        nowhere: frozenset[int] = frozenset()
        return replace(self, sees_people=False, sees_pay=False, named_sides=nowhere, paid_sides=nowhere)

    def names_of(self, organisation_id: int | None) -> bool:
        """Whether people on this organisation's lists are named to the viewer: to its own side and to a lead, with the
        permission. Another employer learns names when they are disclosed to it, never because a list was shared."""
        return self.sees_people and self._stands_with(organisation_id, self.named_sides)

    def pay_of(self, organisation_id: int | None) -> bool:
        """Whether the salary of this organisation's single posts is shown: to its own side and to a lead, with the
        permission. Another side sees no more than the cost by share of a post whose time it shares."""
        return self.sees_pay and self._stands_with(organisation_id, self.paid_sides)

    @property
    def decided_sides(self) -> frozenset[int] | None:
        """The employers of whose people the viewer reads what was decided about each: whoever decides, and those to
        whom they are named. None means all. To others a decision is a count."""
        if self.sees_people and (self.unrestricted or self.role == "lead"):
            return None
        own = self.sides if self.may("people.decide") else frozenset()
        return own | (self.named_sides if self.sees_people else frozenset())

    def _stands_with(self, organisation_id: int | None, allowed: frozenset[int]) -> bool:
        return self.unrestricted or self.role == "lead" or organisation_id in allowed

    @property
    def readable_sides(self) -> frozenset[int] | None:
        """The sides whose unshared data is readable; None means all."""
        return None if self.unrestricted else self.sides


def granted(role: str, areas: Iterable[str] = ()) -> frozenset[str]:
    """What a role may do; areas: what is opened to a guest, and to nobody else."""
    opened = {AREAS[area][0] for area in areas if area in AREAS} if role == "guest" else set()
    return PERMISSIONS.get(role, frozenset()) | opened


def in_force(starts_on: date | None, ends_on: date | None, today: date) -> bool:
    """Whether an appointment opens pages on this day; its last day is included."""
    return (starts_on is None or starts_on <= today) and (ends_on is None or today <= ends_on)


def overlap(one: tuple[date | None, date | None], other: tuple[date | None, date | None]) -> bool:
    """Whether two periods (first and last day, None is open) have a day in common."""
    for (_, end), (start, _) in ((one, other), (other, one)):
        if end is not None and start is not None and end < start:
            return False
    return not any(start and end and end < start for start, end in (one, other))


@dataclass(frozen=True)
class Appointment:
    """A place in a programme as somebody asks for it. starts_on None: from the beginning; ends_on: the last day."""

    role: str
    organisation_id: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    sees_people: bool = False
    sees_pay: bool = False
    purpose: str = ""
    areas: tuple[str, ...] = ()

    @property
    def days(self) -> tuple[date | None, date | None]:
        return self.starts_on, self.ends_on

    def lasts(self, today: date) -> bool:
        """Whether it stands today and has no last day."""
        return self.ends_on is None and in_force(self.starts_on, None, today)


LONGEST_VISIT = 12  # months that a guest may stay before somebody looks again: policy
_Refusal = tuple[str, str] | None


def refusal(asked: Appointment, today: date) -> _Refusal:
    """(what to do, the field to mend) of the first thing that is wrong with an appointment by itself, or None."""
    if asked.role not in ROLES:
        return f"Choose one of {', '.join(ROLES)}", "role"
    if asked.role in WITHOUT_SIDE and asked.organisation_id is not None:
        return "Leave the side empty: this role stands on none", "organisation_id"
    if asked.role not in WITHOUT_SIDE and asked.role != "guest" and asked.organisation_id is None:
        return "Choose the side that the person stands on", "organisation_id"
    if asked.starts_on and asked.ends_on and asked.ends_on < asked.starts_on:
        return "Enter a last day that is not before the first", "ends_on"
    return _guest_refusal(asked, today) if asked.role == "guest" else None


def _guest_refusal(asked: Appointment, today: date) -> _Refusal:
    if asked.ends_on is None:
        return "Enter the guest’s last day", "ends_on"
    if asked.ends_on > add_months(asked.starts_on or today, LONGEST_VISIT):
        return f"Enter a last day within {LONGEST_VISIT} months: a guest’s visit is then looked at again", "ends_on"
    if not asked.purpose:
        return "Say what the guest reads for", "purpose"
    if unknown := [each for each in asked.areas if each not in AREAS]:
        return f"Choose what is opened: {unknown[0]} is not known", "areas"
    if asked.sees_people or asked.sees_pay:
        return "Take away names and pay: a guest sees neither", "sees_people"
    return None


def clash(asked: Appointment, held: Iterable[Appointment], conflict: str) -> _Refusal:
    """What is wrong with an appointment beside the others of the same person, or None. One person has one role at a
    time, on one side or on two; whoever stands on two has said how the conflict is kept."""
    beside = [each for each in held if overlap(each.days, asked.days)]
    if any(each.organisation_id == asked.organisation_id for each in beside):
        return "Enter other days: this person has that place already", "starts_on"
    if any(each.role != asked.role for each in beside):
        return "Choose the role that the person has already: nobody has two roles at a time", "role"
    if beside and not conflict:
        return "Declare the conflict: this person stands on another side as well", "conflict"
    return None


LONGEST_NAME = 200


def as_deputy(name: str, principal: str) -> str:
    """How the history names a deputy, within what it keeps of a name."""
    return f"{name} for {principal} (as deputy)"[:LONGEST_NAME]


def roles_that_may(permission: str) -> list[str]:
    """Names of roles; a guest's says that somebody has to open it to one."""
    return [
        ROLE_NAMES[role] if permission in granted(role) else f"{ROLE_NAMES[role]} whom it was opened to"
        for role in ROLES
        if permission in granted(role, AREAS)
    ]


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


@lru_cache(maxsize=20_000)
def name_key(name: str | None) -> str:
    """How names are compared: case, spaces, hyphens, "&" for "and" and punctuation do not matter."""
    text = (name or "").casefold().replace("&", " and ").replace("’", "'")
    return " ".join(re.sub(r"[^\w]+", " ", text.replace("'", "")).split())


def provider_after(service_id: int, provider_id: int | None, moves: Iterable[Move]) -> int | None:
    """Who runs the service when all moves of an option are done."""
    for move in sorted((move for move in moves if move.service_id == service_id), key=lambda move: move.transfer_on):
        provider_id = move.to_id
    return provider_id


# What a published figure may be counted in. A date is no figure: it stands in "as at".
CLAIM_UNITS = {"count": "A number", "pence": "Pounds", "percent": "Per cent", "date": "A date, without a figure"}


def figure_words(value: int | None, unit: str) -> str:
    """A published figure as a document prints it: 390, £24,411,000.00, 37%."""
    if value is None:
        return ""
    return pounds(value) if unit == "pence" else f"{value:,}{'%' if unit == 'percent' else ''}"


def read_figure(text: str, unit: str) -> int | None:
    """What somebody typed for a published figure, in `unit`; None when nothing. Raises DomainError for no figure."""
    plain = re.sub(r"[\s,£%]", "", text).replace("−", "-")
    if not plain:
        return None
    if unit == "date":
        raise DomainError("Leave the figure empty: a date is entered below", "figure")
    if not re.fullmatch(r"-?\d{1,15}(\.\d\d?)?" if unit == "pence" else r"-?\d{1,15}", plain):
        raise DomainError(
            "Enter a number, such as 390" if unit != "pence" else "Enter pounds, such as 1,200.50", "figure"
        )
    return pence(plain) if unit == "pence" else int(plain)


def read_parts(text: str, unit: str) -> dict[str, int]:
    """What a figure is made of, one part a line: "277 filled" → {"filled": 277}. Raises DomainError."""
    parts: dict[str, int] = {}
    for line in filter(None, (each.strip() for each in text.splitlines())):
        number, _, name = line.partition(" ")
        try:
            value = read_figure(number, unit)
        except DomainError:
            value = None
        if value is None or not name.strip():
            raise DomainError(
                f"Enter a number and what it counts on each line: “{line}” does not have both", "parts_text"
            )
        parts[name.strip()] = value
    return parts


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
