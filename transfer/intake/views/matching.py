"""Posts of a list without numbers that may be posts of the list before: a person confirms or changes each."""

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from transfer.intake.actions.matching import confirm_posts
from transfer.intake.forms import MatchForm
from transfer.intake.models import Upload
from transfer.intake.views.common import blueprint, own_upload
from transfer.web.access import require
from transfer.web.answers import ask, typed_version

CERTAIN = 90  # per cent from which matches are confirmed together


@blueprint.route("/p/<slug>/uploads/<int:upload_id>/posts", methods=["GET", "POST"])
@require("data.upload")
def match(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = own_upload(upload_id)
    doubt = upload.outcome.get("doubt") or {"gone": [], "come": []}
    form = MatchForm()
    if request.method != "POST":
        form.version.data = str(upload.version)

    def save() -> ResponseReturnValue:
        chosen = _chosen(doubt)
        count = confirm_posts(g.viewer, upload_id, chosen, version=typed_version(form))
        flash(f"{count:,} {'post was' if count == 1 else 'posts were'} matched, for this list and the next.", "success")
        return redirect(url_for(".compare", slug=slug, upload_id=upload_id), 303)

    return ask(
        form, "intake/match.html", save, upload=upload, gone=doubt["gone"], come=doubt["come"], certain=CERTAIN,
        sure=sum(each["score"] >= CERTAIN for each in doubt["gone"]), typed=_typed(upload, doubt),
    )  # fmt: skip


def _chosen(doubt: dict[str, Any]) -> dict[int, int | None]:
    """Place of the gone post → place of the new one, None for none. With the button for all that are sure: only those,
    as they were proposed."""
    if request.form.get("act") == "sure":
        return {place: each["likely"] for place, each in enumerate(doubt["gone"]) if each["score"] >= CERTAIN}
    typed = {place: request.form.get(f"post_{place}", "") for place in range(len(doubt["gone"]))}
    said = {place: text for place, text in typed.items() if text}
    most = len(doubt["come"])
    return {place: int(text) if text.isdigit() and int(text) < most else None for place, text in said.items()}


def _typed(upload: Upload, doubt: dict[str, Any]) -> dict[int, str]:
    """What is chosen for each: as typed, else as proposed."""
    return {
        place: request.form.get(f"post_{place}", "" if each["likely"] is None else str(each["likely"]))
        for place, each in enumerate(doubt["gone"])
    }
