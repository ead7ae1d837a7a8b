"""Reading uploads: what waits, what came before, and what is in force beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Protocol

from sqlalchemy import Numeric, case, func, or_, select

from imports.check import Context
from imports.datasets import DATASETS, Field
from imports.datasets.examples import EXAMPLES
from reports.template import TemplateColumn
from transfer.audit.models import AuditEvent
from transfer.budget.queries import BROUGHT_BY
from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.intake.choices import PLACES, SWITCHES
from transfer.intake.models import SavedMapping, Upload
from transfer.intake.rules import column_heading, holds
from transfer.jobs.models import Job
from transfer.jobs.queries import list_jobs
from transfer.jobs.rules import LIVE
from transfer.kernel.dates import long_date
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Option, Organisation, Transfer
from transfer.programmes.queries import get_programme, list_organisations, list_services
from transfer.programmes.rules import UPLOADERS, Viewer
from transfer.releases.models import Release, ReleaseFinding
from transfer.releases.queries import releases_in_force
from transfer.releases.rules import OF_AN_ORGANISATION, may_read
from transfer.tupe.models import PersonDecision
from transfer.tupe.rules import STATE_WORDS

CHECK_JOB = "check_upload"
ACCEPT_JOB = "accept_upload"
RECHECK_JOB = "recheck_upload"
COPY_JOB = "copy_to_mend"
MOST_NAMED = 2_000
_LINE_COLUMNS = {
    column.key.removesuffix("_pence"): column.key
    for column in AssignmentLine.__table__.columns
    if column.key not in {"id", "release_id", "source_row", "fte_thousandths", "service_key", "extra"}
}

_STEPS = {
    field: Decimal(1).scaleb(-kind.scale)
    for field, column in _LINE_COLUMNS.items()
    if isinstance(kind := AssignmentLine.__table__.columns[column].type, Numeric) and kind.scale is not None
}


class Brought(Protocol):
    """A file that somebody brings, and its place."""

    @property
    def dataset(self) -> str: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def filename(self) -> str: ...


@dataclass(frozen=True)
class Place:
    """One data set of one organisation (None: of the programme), the version in force for the viewer and what waits."""

    dataset: str
    organisation: Organisation | None
    release: Release | None
    findings: Mapping[str, int]
    waiting: Sequence[Upload]
    may_upload: bool


def _visible(viewer: Viewer) -> Any:
    query = select(Upload).where(Upload.programme_id == viewer.programme_id)
    if viewer.unrestricted:
        return query
    return query.where(or_(Upload.organisation_id.is_(None), Upload.organisation_id.in_(viewer.sides)))


def get_upload(viewer: Viewer, upload_id: int) -> Upload:
    """An upload of the viewer's own side. Raises NotFound for any other."""
    found = find_upload(viewer, upload_id)
    if not found:
        raise NotFound("That upload is not here")
    return found


def find_upload(viewer: Viewer, upload_id: int) -> Upload | None:
    """An upload of the viewer's own side, if it is there."""
    found: Upload | None = db.session.scalars(_visible(viewer).where(Upload.id == upload_id)).one_or_none()
    return found


def list_waiting(viewer: Viewer) -> Sequence[Upload]:
    query = _visible(viewer).where(Upload.state == "checked").order_by(Upload.id.desc())
    uploads: Sequence[Upload] = db.session.scalars(query).all()
    return uploads


def list_live_checks(viewer: Viewer) -> list[Job]:
    """Files that the worker is still at."""
    return [
        job
        for kind in (CHECK_JOB, ACCEPT_JOB, RECHECK_JOB, COPY_JOB)
        for job in list_jobs(viewer.programme_id, viewer.readable_sides, kind)
        if job.state in LIVE
    ]


def uploadable_organisations(viewer: Viewer, dataset: str) -> list[Organisation]:
    """The organisations whose data set of this kind the viewer may bring."""
    if dataset not in OF_AN_ORGANISATION or not viewer.may_upload(dataset):
        return []
    return [each for each in list_organisations(viewer) if viewer.unrestricted or each.id in viewer.sides]


def may_bring(viewer: Viewer, dataset: str, organisation_id: int | None) -> bool:
    """Whether this data set of this organisation (None: of the programme) is the viewer's to bring."""
    if dataset not in OF_AN_ORGANISATION:
        return organisation_id is None and viewer.may_upload(dataset)
    return organisation_id in {each.id for each in uploadable_organisations(viewer, dataset)}


def list_places(viewer: Viewer) -> list[Place]:
    """Every data set that the viewer may read, for each organisation that has one or may have one."""
    waiting = list_waiting(viewer)
    counts = _finding_counts(viewer)
    places = []
    for dataset in UPLOADERS:
        if not may_read(viewer, dataset):
            continue
        in_force = {each.organisation_id: each for each in releases_in_force(viewer, dataset)}
        for organisation in _owners(viewer, dataset, in_force):
            key = organisation.id if organisation else None
            release = in_force.get(key)
            places.append(
                Place(
                    dataset,
                    organisation,
                    release,
                    counts.get(release.id, {}) if release else {},
                    [each for each in waiting if (each.dataset, each.organisation_id) == (dataset, key)],
                    may_bring(viewer, dataset, key),
                )  # fmt: skip
            )
    return places


def _owners(viewer: Viewer, dataset: str, in_force: Mapping[int | None, Release]) -> list[Organisation | None]:
    if dataset not in OF_AN_ORGANISATION:
        return [None]
    return [
        each
        for each in list_organisations(viewer)
        if each.id in in_force or viewer.unrestricted or each.id in viewer.sides or not viewer.sides
    ]


def _finding_counts(viewer: Viewer) -> dict[int, dict[str, int]]:
    """Version → how many of each severity wait, and how many warnings were accepted."""
    kind = case((ReleaseFinding.accepted_by.is_not(None), "accepted"), else_=ReleaseFinding.severity)
    query = (
        select(ReleaseFinding.release_id, kind, func.count())
        .join(Release, Release.id == ReleaseFinding.release_id)
        .where(Release.programme_id == viewer.programme_id)
        .group_by(ReleaseFinding.release_id, kind)
    )
    counts: dict[int, dict[str, int]] = {}
    for release_id, severity, count in db.session.execute(query):
        counts.setdefault(release_id, {})[severity] = count
    return counts


def check_context(viewer: Viewer, groups: Mapping[str, str] | None = None) -> Context:
    """What the reader of a file should know of the programme: its services' and organisations' names."""
    return Context(
        services=tuple(each.name for each in list_services(viewer)),
        organisations=tuple((each.short, each.name) for each in list_organisations(viewer)),
        group_map=dict(groups or {}),
    )


def template_columns(viewer: Viewer, dataset: str) -> list[TemplateColumn]:
    """The columns of the workbook to fill in, with the programme's own services and organisations to choose from."""
    kind, example = DATASETS[dataset], EXAMPLES[dataset]
    names = {
        "service": [each.name for each in list_services(viewer)],
        "organisation": [each.short for each in list_organisations(viewer)],
    }
    names["provider"] = names["organisation"]
    columns = []
    for each in kind.fields:
        choices = list(each.choices) or names.get(each.name, [])
        shown = example.get(each.name, choices[0] if each.name in names and choices else None)
        heading, cell_kind = column_heading(each), _cell_kind(each)
        columns.append(TemplateColumn(heading, cell_kind, holds(each), each.required, choices, shown, _rule(each)))
    if kind.has_amounts:
        columns.append(_amount_column(viewer, example["amount"]))
    return columns


def _rule(field: Field) -> str:
    """What the workbook itself asks of a field's cells."""
    if field.choices:
        return "known value"
    if field.name in ("fte", "quantity"):
        return "above nothing" if field.name == "fte" else "number"
    return field.kind if field.kind in ("date", "money", "number", "percent") else ""


def _cell_kind(field: Field) -> str:
    return field.kind if field.kind in ("code", "date", "money", "percent") else "text"


def _amount_column(viewer: Viewer, example: int) -> TemplateColumn:
    programme = get_programme(viewer)
    heading = f"{programme.budget_year} {programme.budget_basis} budget"
    words = "An amount in pounds; more columns may follow, each with its year and basis in its heading"
    return TemplateColumn(heading, "money", words, True, (), example, "money")


def find_mapping(programme_id: int, organisation_id: int | None, dataset: str) -> SavedMapping | None:
    query = select(SavedMapping).where(SavedMapping.programme_id == programme_id, SavedMapping.dataset == dataset)
    owner = SavedMapping.organisation_id
    query = query.where(owner.is_(None) if organisation_id is None else owner == organisation_id)
    return db.session.scalars(query).one_or_none()


def get_mapping(viewer: Viewer, mapping_id: int) -> SavedMapping:
    """What is remembered of a source of the viewer's own side. Raises NotFound for any other."""
    found = db.session.get(SavedMapping, mapping_id)
    if found is None or found.programme_id != viewer.programme_id:
        raise NotFound("Nothing of the kind is remembered")
    if found.organisation_id is not None and not viewer.unrestricted and found.organisation_id not in viewer.sides:
        raise NotFound("Nothing of the kind is remembered")
    return found


def list_mappings(viewer: Viewer) -> list[SavedMapping]:
    """What is remembered of the sources that the viewer may bring."""
    query = select(SavedMapping).where(SavedMapping.programme_id == viewer.programme_id)
    found = db.session.scalars(query.order_by(SavedMapping.dataset, SavedMapping.id))
    return [each for each in found if may_bring(viewer, each.dataset, each.organisation_id)]


def kept_of(saved: SavedMapping | None) -> dict[str, Any]:
    """What is remembered of a source, as `intake.choices` reads it."""
    if saved is None:
        return {}
    # Of a switch that is off nobody knows whether it was ever asked about: a title may say £000 next month.
    single = {name: getattr(saved, name) or None for name in (*PLACES, *SWITCHES)}
    return {"columns": saved.headings, "values": saved.read_values, "amounts": saved.amounts, **single}


def find_twin(viewer: Viewer, dataset: str, organisation_id: int | None, sha256: str) -> Upload | Release | None:
    """The same file, brought before for the same place: the upload or else the version it became."""
    query = _visible(viewer).where(Upload.dataset == dataset, Upload.file.has(sha256=sha256))
    for upload in db.session.scalars(query.order_by(Upload.id.desc())):
        if upload.organisation_id == organisation_id:
            return upload  # type: ignore[no-any-return]
    known = select(Release).where(
        Release.programme_id == viewer.programme_id, Release.dataset == dataset, Release.file.has(sha256=sha256)
    )
    found = db.session.scalars(known.order_by(Release.id.desc())).all()
    return next((each for each in found if each.organisation_id == organisation_id), None)


def is_file_used(file_id: int) -> bool:
    """Whether an upload, its copy to mend or a version stands on these bytes."""
    used = (
        select(Upload.id)
        .where(or_(Upload.file_id == file_id, Upload.copy_id == file_id))
        .union_all(select(Release.id).where(Release.file_id == file_id))
    )
    return db.session.execute(used.limit(1)).first() is not None


def accepted_lines(release_id: int) -> list[dict[str, Any]]:
    """The accepted lines of an establishment version by the data set's field names, as `imports.compare` reads them."""
    table = AssignmentLine.__table__
    columns = [table.columns[column] for column in _LINE_COLUMNS.values()]
    query = select(*columns).where(table.c.release_id == release_id).order_by(table.c.source_row)
    return [comparable(dict(zip(_LINE_COLUMNS, row, strict=True))) for row in db.session.execute(query)]


def titles_of(upload: Upload, posts: Iterable[Any]) -> dict[str, str]:
    """Post number → job title, of the version that an upload was compared with, else as the file has it."""
    table = AssignmentLine.__table__.c
    named = sorted({str(each) for each in posts if each})
    query = select(table.post_no, table.job_title).where(table.release_id == upload.outcome.get("against"))
    # So many that a statement could not name them are a whole list's.
    query = query.where(table.post_no.in_(named)) if len(named) <= MOST_NAMED else query
    held = {post: title or "" for post, title in db.session.execute(query)}
    return {**upload.outcome.get("titles", {}), **held}


def comparable(values: Mapping[str, Any]) -> dict[str, Any]:
    """A line with numbers as exact as the database keeps them, so that a stored one equals the one it came from."""
    found = {field: values.get(field) for field in _LINE_COLUMNS}
    for field, step in _STEPS.items():
        value = found[field]
        if value is not None:
            found[field] = Decimal(value).quantize(step, rounding=ROUND_HALF_EVEN)
    return found


def rules_were_edited(viewer: Viewer) -> bool:
    """Whether somebody changed single split rules in the product since they were loaded."""
    edited = AuditEvent.subject_type == "split_rule"
    query = select(AuditEvent.id).where(AuditEvent.chain == viewer.programme_id, edited)
    return db.session.execute(query.limit(1)).first() is not None


def people_decided_on(transfer_ids: Sequence[int]) -> int:
    query = select(func.count()).select_from(PersonDecision).where(PersonDecision.transfer_id.in_(transfer_ids))
    return db.session.scalar(query) or 0


def decisions_touched(
    viewer: Viewer, organisation_id: int | None, changes: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[dict[str, Any]]:
    """Decisions on people whose post a newer list changes: change, post_no, transfer, state. They stay as they are.

    A change that names `people` is about the decisions on these references only.
    """
    query = (
        select(PersonDecision, Transfer)
        .join(Transfer, Transfer.id == PersonDecision.transfer_id)
        .join(Option, Option.id == Transfer.option_id)
        .where(Option.programme_id == viewer.programme_id, PersonDecision.organisation_id == organisation_id)
        .order_by(PersonDecision.post_no, PersonDecision.id)
    )
    decided: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for decision, transfer in db.session.execute(query):
        to = f"{transfer.transferor.short} to {transfer.transferee.short}, {long_date(transfer.transfer_on)}"
        told = {"post_no": decision.post_no, "transfer": to, "state": STATE_WORDS[decision.state]}
        decided.setdefault(decision.post_no.casefold(), []).append((decision.person_ref, told))
    return [
        {"change": kind, **told}
        for kind, listed in changes.items()
        for post, people in {str(each["post_no"]).casefold(): each.get("people") for each in listed}.items()
        for person, told in decided.get(post, [])
        if people is None or person in people
    ]


def kept_rows(upload: Upload) -> dict[str, dict[str, Any]]:
    """Rows with findings as the file has them: number in the list → {column letter: stored value}."""
    return upload.outcome.get("excerpts", {}) if upload.excerpts is None else upload.excerpts


def find_release(release_id: int | None) -> Release | None:
    return db.session.get(Release, release_id) if release_id else None


def earlier_uploads(viewer: Viewer, upload: Upload) -> list[Upload]:
    """The same bytes, brought before for the same place."""
    query = _visible(viewer).where(
        Upload.dataset == upload.dataset, Upload.file_id == upload.file_id, Upload.id < upload.id
    )
    found = db.session.scalars(query.order_by(Upload.id))
    return [each for each in found if each.organisation_id == upload.organisation_id]


def find_mended(viewer: Viewer, source: Brought, number: int | None) -> Upload | None:
    """The upload that a file mends which is brought now: the one that its mark names, or else the last one of the same
    name that waits for the same place."""
    same = _visible(viewer).where(Upload.dataset == source.dataset)
    owner = Upload.organisation_id
    same = same.where(owner.is_(None) if source.organisation_id is None else owner == source.organisation_id)
    if number is not None:
        marked: Upload | None = db.session.scalars(same.where(Upload.id == number)).one_or_none()
        return marked
    for each in db.session.scalars(same.where(Upload.state == "checked").order_by(Upload.id.desc())):
        if each.outcome.get("file") == source.filename:
            return each  # type: ignore[no-any-return]
    return None


def find_accepted(release: Release) -> Upload | None:
    """The upload that became this version; none for one that a folder brought."""
    query = select(Upload).where(Upload.release_id == release.id, Upload.state == "accepted")
    found: Upload | None = db.session.scalars(query.order_by(Upload.id.desc())).first()
    return found


def uploaders_of(release: Release) -> Sequence[str]:
    """The names of those who uploaded what became this version."""
    query = select(Upload.uploaded_by).where(Upload.release_id == release.id)
    names: Sequence[str] = db.session.scalars(query.distinct()).all()
    return names


BROUGHT_BY.append(uploaders_of)
