"""What a programme.toml says, as plain records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class KnownWords:
    """The closed lists that a programme.toml must keep to; the product's own rules hold them."""

    engines: Sequence[str]
    organisation_kinds: Sequence[str]
    bases: Sequence[str]
    methods: Sequence[str]
    datasets: Sequence[str]
    of_an_organisation: frozenset[str]
    budget_bases: Sequence[str] = ("base", "current", "forecast", "outturn")


@dataclass(frozen=True)
class OrganisationEntry:
    name: str
    short: str
    kind: str
    company_number: str | None


@dataclass(frozen=True)
class ServiceEntry:
    """provider: an organisation's short name, or None."""

    name: str
    tier: str
    directorate: str
    provider: str | None
    cost_centres: tuple[str, ...]
    functions: tuple[str, ...]


@dataclass(frozen=True)
class TransferEntry:
    """transferor and transferee: short names; basis None: nobody has said it."""

    transferor: str
    transferee: str
    transfer_on: date
    basis: str | None
    evidence: str
    services: tuple[str, ...]


@dataclass(frozen=True)
class OptionEntry:
    name: str
    preferred: bool
    control_model: str
    legal_form: str
    rejected_reason: str
    transfers: tuple[TransferEntry, ...]


@dataclass(frozen=True)
class DatasetEntry:
    """organisation: a short name, or None for a data set of the programme; groups: own code → subjective group;
    headings: a heading → the field that it is."""

    kind: str
    file: str
    content: bytes = field(repr=False)
    organisation: str | None
    as_at: date | None
    sheet: str | None
    groups: Mapping[str, str]
    headings: Mapping[str, str]


@dataclass(frozen=True)
class SplitEntry:
    """to: an organisation's short name, or None."""

    select: Mapping[str, str]
    method: str
    to: str | None
    driver: str | None
    posts: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class ConstraintEntry:
    """results: option name → whether it passes."""

    text: str
    source: str
    results: Mapping[str, bool]


@dataclass(frozen=True)
class ClaimEntry:
    document: str
    paragraph: str
    statement: str
    subject: str
    parts: Mapping[str, int]
    value: int | None
    unit: str
    as_at: date | None


@dataclass(frozen=True)
class ProgrammeFolder:
    """digest: SHA-256 over programme.toml and every file it names, so that the same folder is known again."""

    name: str
    slug: str
    engine: str
    go_live_on: date
    as_if_today: date | None
    budget_year: str
    budget_basis: str
    organisations: tuple[OrganisationEntry, ...]
    services: tuple[ServiceEntry, ...]
    options: tuple[OptionEntry, ...]
    datasets: tuple[DatasetEntry, ...]
    splits: tuple[SplitEntry, ...]
    constraints: tuple[ConstraintEntry, ...]
    claims: tuple[ClaimEntry, ...]
    digest: str
