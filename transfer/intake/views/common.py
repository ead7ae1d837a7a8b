"""The blueprint, a place's words, and the upload that a page is about."""

from typing import Any

from flask import Blueprint, abort, g, url_for

from transfer.intake import queries
from transfer.intake.models import Upload
from transfer.intake.rules import shown_value
from transfer.jobs.models import Job
from transfer.programmes.rules import ROLE_NAMES, UPLOADERS
from transfer.releases.rules import DATASET_NAMES, hides

blueprint = Blueprint("intake", __name__)


def place_name(dataset: str, organisation: Any) -> str:
    words = DATASET_NAMES[dataset].capitalize()
    return f"{words} of {organisation.short}" if organisation else f"{words} of the programme"


def address_of(found: Upload | Job) -> str:
    if isinstance(found, Upload):
        return url_for("intake.show", slug=g.programme.slug, upload_id=found.id)
    return url_for("jobs.show", slug=g.programme.slug, job_id=found.id)


def own_upload(upload_id: int) -> Upload:
    """Another side's upload is not there (404); one of another's task is closed (403)."""
    upload = queries.get_upload(g.viewer, upload_id)
    if not queries.may_bring(g.viewer, upload.dataset, upload.organisation_id):
        abort(403, f"This is open to: {', '.join(ROLE_NAMES[role] for role in sorted(UPLOADERS[upload.dataset]))}.")
    return upload


def hides_field(upload: Upload, field: str | None) -> bool:
    return hides(g.viewer, upload.dataset, field, upload.organisation_id)


def place_key(place: queries.Place) -> str:
    """A place as a form sends it: "dataset:organisation id"."""
    return f"{place.dataset}:{place.organisation.id if place.organisation else ''}"


def place_choices() -> list[tuple[str, str]]:
    """Every place that the viewer may bring a file to: its key and its words."""
    own = [each for each in queries.list_places(g.viewer) if each.may_upload]
    return [(place_key(each), place_name(each.dataset, each.organisation)) for each in own]


def shown_change(upload: Upload, change: dict[str, Any]) -> dict[str, Any]:
    """A change with its two values in words, or without them where the viewer may not see the field's."""
    field = change.get("field")
    if field is not None and hides_field(upload, field):
        return {**change, "from": "Not shown", "to": "Not shown"}
    return {**change, **{name: shown_value(field, change[name]) for name in ("from", "to")}}
