"""Saying which post of a list without numbers is which of the list before."""

from collections.abc import Mapping

from transfer.audit.actions import record
from transfer.extensions import db
from transfer.intake.actions.uploads import check_again, locked, refuse_decided
from transfer.intake.models import RowIdentity, Upload
from transfer.intake.queries.unnumbered_posts import known_numbers, own_number
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.rules import Viewer


def confirm_posts(viewer: Viewer, upload_id: int, chosen: Mapping[int, int | None], *, version: int) -> int:
    """Keep which new post each gone one is (by their places in the upload's `doubt`), None for one that has left, and
    compare again; next month's list follows. How many were said to be one post.

    Raises DomainError for a new post that is chosen twice, and StaleVersion when somebody else was first.
    """
    upload = locked(viewer, upload_id)
    refuse_decided(viewer, upload)
    doubt = upload.outcome.get("doubt") or {"gone": [], "come": []}
    if upload.version != version:
        raise StaleVersion("Somebody else looked after this file first", {"Still in doubt": len(doubt["gone"])})
    pairs = {gone: come for gone, come in chosen.items() if come is not None}
    if len(set(pairs.values())) != len(pairs):
        raise DomainError("Choose each new post once: one was chosen for two posts")
    known = known_numbers(viewer.programme_id, upload.organisation_id)
    for gone, come in pairs.items():
        _keep(viewer, upload, known, doubt["come"][come]["signature"], doubt["gone"][gone]["post_no"])
    for gone in chosen.keys() - pairs.keys():
        place = doubt["gone"][gone]["likely"]
        if place is not None and place not in pairs.values():
            signature = doubt["come"][place]["signature"]
            _keep(viewer, upload, known, signature, own_number(signature))
    record(
        viewer, "match_posts", ("upload", upload.id), f"{len(pairs):,} posts without a number were matched",
        programme_id=viewer.programme_id, side_id=upload.organisation_id,
    )  # fmt: skip
    check_again(viewer, upload_id)
    return len(pairs)


def _keep(viewer: Viewer, upload: Upload, known: dict[str, str], signature: str, number: str) -> None:
    if signature in known:
        return
    known[signature] = number
    db.session.add(
        RowIdentity(
            programme_id=upload.programme_id,
            organisation_id=upload.organisation_id,
            dataset=upload.dataset,
            signature=signature,
            identity=number,
            confirmed_by=viewer.name,
            confirmed_at=clock.now(),
        )  # fmt: skip
    )
    db.session.flush()
