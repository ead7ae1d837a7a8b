"""Loading a folder with a programme.toml as one act, the same one as often as one likes.

A folder that was loaded before changes nothing. A changed one brings its parts up to date and a new version for each
changed file; what people decided since (a confirmed basis, a preferred option, an edited rule) stays.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from imports.check import Context, SavedMapping
from imports.limits import Limits
from imports.programme_parts import ConstraintEntry, DatasetEntry, OptionEntry, ProgrammeFolder, TransferEntry
from transfer.audit.actions import Actor
from transfer.budget.actions import replace_rules
from transfer.budget.rules import Rule
from transfer.extensions import db
from transfer.files import actions as files
from transfer.intake.actions.accepting import accept_checked
from transfer.intake.actions.checking import FileRead, Knowledge, Source, read_source
from transfer.intake.queries import find_mapping, kept_of, people_decided_on, rules_were_edited
from transfer.intake.rules import counted
from transfer.intake.rules.choosing import as_mapping, merged
from transfer.kernel.errors import DomainError
from transfer.programmes import actions as programmes
from transfer.programmes.models import Option, Organisation, Programme, Service, Transfer
from transfer.programmes.queries import (
    find_programme,
    list_claims,
    list_constraints,
    list_options,
    list_organisations,
    list_services,
    system_viewer,
    wait_for_turn,
)
from transfer.programmes.rules import Viewer, name_key
from transfer.releases.actions import share_release
from transfer.releases.models import Release

Told = Callable[[str], None]


@dataclass
class Loaded:
    """What a load did. changed: False when the same folder was loaded last; versions: one a file that was taken in."""

    slug: str
    changed: bool = True
    versions: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {"programme": self.slug, "changed": self.changed, "versions": self.versions}


def is_loaded(folder: ProgrammeFolder) -> bool:
    """Whether just this folder was loaded last."""
    programme = find_programme(folder.slug)
    return programme is not None and programme.loaded_digest == folder.digest


def read_datasets(folder: ProgrammeFolder, limits: Limits, today: date, told: Told) -> list[FileRead]:
    """Every file of the folder, checked, in the folder's order. Nothing is stored and no lock is held meanwhile.

    Raises FileRefused for the first file that cannot be taken in. told: hears which file is being read.
    """
    names = [each.name for each in folder.services]
    found: dict[int, FileRead] = {}
    order = sorted(range(len(folder.datasets)), key=lambda index: folder.datasets[index].kind != "services")
    for index in order:
        entry = folder.datasets[index]
        told(f"Reading {entry.file}")
        context = Context(tuple(names), tuple((each.short, each.name) for each in folder.organisations), entry.groups)
        known = Knowledge(context, _mapping(folder, entry))
        source = Source(entry.kind, None, entry.content, entry.file, entry.sheet, entry.as_at)
        found[index] = read_source(source, known, limits, folder.as_if_today or today)
        if entry.kind == "services":
            names += [row.values["name"] for row in found[index].checked.rows]
    return [found[index] for index in range(len(folder.datasets))]


def _mapping(folder: ProgrammeFolder, entry: DatasetEntry) -> SavedMapping | None:
    """What was said of this source before, and over it what the folder says."""
    kept: dict[str, Any] = {}
    programme = find_programme(folder.slug)
    if programme:
        owner = next((each for each in programme.organisations if each.short == entry.organisation), None)
        kept = kept_of(find_mapping(programme.id, owner.id if owner else None, entry.kind))
    return as_mapping(merged(kept, {"columns": dict(entry.headings)}))


def load_folder(actor: Actor, folder: ProgrammeFolder, read: Sequence[FileRead]) -> Loaded:
    """Take in a folder whose files were read. read: in the order of folder.datasets. The caller's unit of work is the
    one act; anything that is raised leaves nothing behind. Of two who load one folder at once, the second changes
    nothing."""
    _take_turns(folder)
    if is_loaded(folder):
        return Loaded(folder.slug, changed=False)
    programme = _programme(actor, folder)
    viewer = system_viewer(programme)
    loaded = Loaded(folder.slug)
    organisations = _organisations(viewer, folder)
    _services(viewer, folder, organisations)
    for entry, each in zip(folder.datasets, read, strict=True):
        if entry.kind == "services":
            _dataset(viewer, entry, each, organisations, loaded)
    _options(viewer, folder, organisations)
    _splits(viewer, folder, organisations)
    _statements(viewer, folder)
    for entry, each in zip(folder.datasets, read, strict=True):
        if entry.kind != "services":
            _dataset(viewer, entry, each, organisations, loaded)
    programmes.change_programme(viewer, programme, loaded_digest=folder.digest)
    return loaded


def _take_turns(folder: ProgrammeFolder) -> None:
    """Nobody else loads, accepts or undoes meanwhile, and what was done before is seen."""
    programme = find_programme(folder.slug)
    if programme:
        wait_for_turn(programme.id)
        db.session.refresh(programme)


def _programme(actor: Actor, folder: ProgrammeFolder) -> Programme:
    facts: dict[str, Any] = {
        "name": folder.name, "engine": folder.engine, "go_live_on": folder.go_live_on,
        "as_if_today": folder.as_if_today, "budget_year": folder.budget_year, "budget_basis": folder.budget_basis,
    }  # fmt: skip
    programme = find_programme(folder.slug)
    if programme is None:
        return programmes.create_programme(actor, slug=folder.slug, **facts)
    programmes.change_programme(system_viewer(programme), programme, **facts)
    return programme


def _organisations(viewer: Viewer, folder: ProgrammeFolder) -> dict[str, Organisation]:
    """By short name, as the folder writes it."""
    held = {name_key(each.short): each for each in list_organisations(viewer)}
    found = {}
    for entry in folder.organisations:
        known = held.get(name_key(entry.short))
        facts: dict[str, Any] = {
            "name": entry.name, "short": entry.short, "kind": entry.kind, "company_number": entry.company_number,
        }  # fmt: skip
        if known is None:
            known = programmes.add_organisation(viewer, **facts)
        else:
            programmes.change_organisation(viewer, known, **facts)
        found[entry.short] = known
    return found


def _services(viewer: Viewer, folder: ProgrammeFolder, organisations: dict[str, Organisation]) -> None:
    held = {name_key(each.name): each for each in list_services(viewer)}
    for entry in folder.services:
        known = held.get(name_key(entry.name))
        facts: dict[str, Any] = {
            "name": entry.name, "tier": entry.tier, "directorate": entry.directorate,
            "provider_id": organisations[entry.provider].id if entry.provider else None,
            "cost_centres": entry.cost_centres, "functions": entry.functions,
        }  # fmt: skip
        if known is None:
            programmes.add_service(viewer, **facts)
        else:
            programmes.change_service(viewer, known, **facts)


def _options(viewer: Viewer, folder: ProgrammeFolder, organisations: dict[str, Organisation]) -> None:
    held = {name_key(each.name): each for each in list_options(viewer)}
    services = {name_key(each.name): each for each in list_services(viewer)}
    none_preferred = not any(each.preferred for each in held.values())
    for entry in folder.options:
        option = held.get(name_key(entry.name))
        if option is None:
            option = programmes.add_option(
                viewer, name=entry.name, control_model=entry.control_model, legal_form=entry.legal_form
            )
            if entry.rejected_reason:
                programmes.reject_option(viewer, option, reason=entry.rejected_reason)
        if entry.preferred and none_preferred and not option.rejected_reason:
            programmes.prefer_option(viewer, option)
        _transfers(viewer, option, entry, organisations, services)


def _transfers(
    viewer: Viewer, option: Option, entry: OptionEntry, organisations: dict[str, Organisation],
    services: dict[str, Service],
) -> None:  # fmt: skip
    """A transfer is known again by its two organisations, in their order; people decided on in it keep it."""
    left = list(option.transfers)
    for each in entry.transfers:
        ends = (organisations[each.transferor].id, organisations[each.transferee].id)
        service_ids = [_service_id(services, name, entry) for name in each.services]
        known = next((item for item in left if (item.from_id, item.to_id) == ends), None)
        if known is None:
            programmes.add_transfer(
                viewer, option, from_id=ends[0], to_id=ends[1], transfer_on=each.transfer_on, service_ids=service_ids,
                basis=each.basis, evidence=each.evidence,
            )  # fmt: skip
            continue
        left.remove(known)
        programmes.change_transfer(
            viewer, known, from_id=ends[0], to_id=ends[1], transfer_on=each.transfer_on, service_ids=service_ids
        )
        _basis(viewer, known, each)
    for gone in left:
        if people_decided_on([gone.id]):
            raise DomainError(
                f"Keep the transfer of {option.name} that is no longer there: people were decided on in it"
            )
        programmes.remove_transfer(viewer, gone)


def _service_id(services: dict[str, Service], name: str, option: OptionEntry) -> int:
    if name_key(name) not in services:
        raise DomainError(f"programme.toml, {option.name}: “{name}” is none of the services")
    return services[name_key(name)].id


def _basis(viewer: Viewer, transfer: Transfer, entry: TransferEntry) -> None:
    """The folder's basis, unless somebody has confirmed one."""
    if transfer.basis_confirmed_by is None and entry.basis and entry.basis != transfer.basis:
        programmes.record_basis(viewer, transfer, basis=entry.basis, evidence=entry.evidence or transfer.basis_evidence)


def _splits(viewer: Viewer, folder: ProgrammeFolder, organisations: dict[str, Organisation]) -> None:
    """The folder's rules in their order, unless somebody has edited the rules in the product."""
    if rules_were_edited(viewer):
        return
    replace_rules(
        viewer,
        [
            Rule(
                selector=dict(each.select), method=each.method, driver=each.driver, posts=each.posts,
                to_id=organisations[each.to].id if each.to else None, reason=each.reason,
            )
            for each in folder.splits
        ],
    )  # fmt: skip


def _statements(viewer: Viewer, folder: ProgrammeFolder) -> None:
    """Constraints and published claims that are not there yet."""
    constraints = {each.text for each in list_constraints(viewer)}
    for entry in folder.constraints:
        if entry.text not in constraints:
            _constraint(viewer, entry)
    claims = {(each.document, each.statement) for each in list_claims(viewer)}
    for claim in folder.claims:
        if (claim.document, claim.statement) not in claims:
            programmes.add_claim(
                viewer, document=claim.document, statement=claim.statement, subject=claim.subject,
                paragraph=claim.paragraph, parts=claim.parts, value=claim.value, unit=claim.unit, as_at=claim.as_at,
            )  # fmt: skip


def _constraint(viewer: Viewer, entry: ConstraintEntry) -> None:
    constraint = programmes.add_constraint(viewer, text=entry.text, source=entry.source)
    options = {name_key(each.name): each for each in list_options(viewer)}
    for name, passes in entry.results.items():
        programmes.assess_constraint(viewer, constraint, options[name_key(name)], passes=passes)


def _dataset(
    viewer: Viewer, entry: DatasetEntry, read: FileRead, organisations: dict[str, Organisation], loaded: Loaded
) -> None:
    """A new version, shared with all sides, unless just this file became one before."""
    owner = organisations[entry.organisation].id if entry.organisation else None
    stored = files.store(entry.content, entry.file)
    held = select(Release).where(
        Release.programme_id == viewer.programme_id, Release.dataset == entry.kind, Release.file_id == stored.id
    )
    if any(each.organisation_id == owner and each.sheet == read.checked.sheet for each in db.session.scalars(held)):
        return
    release = accept_checked(viewer, read, stored, organisation_id=owner, as_at=entry.as_at, groups=entry.groups)
    if owner is not None:
        share_release(viewer, release)
    loaded.versions.append(
        {
            "dataset": entry.kind, "organisation": entry.organisation, "file": entry.file, "version": release.number,
            "rows_with_data": release.rows_with_data, "rows_accepted": release.rows_accepted,
            "findings": counted([each.as_json() for each in read.checked.findings]),
        }
    )  # fmt: skip
