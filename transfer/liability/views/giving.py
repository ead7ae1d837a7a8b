"""Looking at what would be given, and giving it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from transfer.establishment.actions import record_names
from transfer.kernel.errors import DomainError
from transfer.liability import actions, queries
from transfer.liability.forms import IssueForm
from transfer.liability.models import Disclosure, Recipient
from transfer.liability.pages import change_words
from transfer.liability.queries import OnList
from transfer.liability.queries.duties import latest_days
from transfer.liability.rules import (
    HANDED_OVER,
    ITEM_NAMES,
    MAY_TRANSFER,
    NAMED_ITEM,
    NAMED_STAGES,
    ON_THE_LIST,
    OPENS,
    OPENS_NOT,
    OPENS_WITHOUT_PAY,
    STAGE_NAMES,
    check_as_at,
    lateness,
)
from transfer.liability.views.blueprint import BASE, blueprint, chosen_recipients, home, own_transfer
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_programme
from transfer.reference.queries import rate
from transfer.releases.models import Release
from transfer.web.access import require
from transfer.web.answers import ask


@blueprint.route(f"{BASE}/give/<stage>", methods=["GET", "POST"])
@require("people.disclose")
def give(slug: str, transfer_id: int, stage: str) -> ResponseReturnValue:
    """Check answers, then give a stage."""
    transfer = own_transfer(transfer_id)
    if stage not in ("A", "B", "C"):
        abort(404)
    sight = _sight(transfer, stage)
    known = queries.list_recipients(transfer)
    opens = _opens(known, stage)
    form = IssueForm().offer(stage, known, opens, late=bool(sight["late"]), disputed=sight["disputed"])

    def save() -> ResponseReturnValue:
        recipients = chosen_recipients(transfer, form.recipients.data or [])
        made = _given(transfer, stage, form, recipients)
        flash(_said(recipients, opens), "success")
        return redirect(url_for(".disclosure", slug=slug, transfer_id=transfer_id, disclosure_id=made.id), 303)

    return ask(
        form, "liability/give.html", save, transfer=transfer, stage=stage, title=STAGE_NAMES[stage],
        back=home(transfer), sight=sight,
    )  # fmt: skip


def _opens(recipients: Sequence[Recipient], stage: str) -> dict[int, str]:
    return queries.how_opened(g.viewer, recipients, named=stage in NAMED_STAGES, pay=stage in ("B", "N"))


def _said(recipients: Sequence[Recipient], opens: Mapping[int, str]) -> str:
    """Who can open it here, and to whom the file has to be sent."""
    told = ["It was given and frozen as it is."]
    for how, words in ((OPENS, "can open it here now"), (OPENS_WITHOUT_PAY, "can open it here now, without pay")):
        if names := [each.name for each in recipients if opens[each.id] == how]:
            told.append(f"{' and '.join(names)} {words}.")
    if names := [each.name for each in recipients if opens[each.id] == OPENS_NOT]:
        told.append(f"Send the file to {' and '.join(names)}.")
    return " ".join(told)


def _given(transfer: Transfer, stage: str, form: IssueForm, recipients: Sequence[Recipient]) -> Disclosure:
    if stage == "A":
        return actions.give_stage_a(g.viewer, transfer, recipients)
    if stage == "B":
        return actions.give_named_list(
            g.viewer, transfer, recipients, special_reason=form.typed("special_reason"),
            acknowledged=form.typed("acknowledged"),
        )  # fmt: skip
    return actions.hand_over(g.viewer, transfer, recipients, form.items.data or [])


def _sight(transfer: Transfer, stage: str) -> dict[str, Any]:
    """What stands before somebody who is about to give a stage: from which list, how many, how late, and what stops
    it."""
    today = get_programme(g.viewer).today()
    release, stops = _list_or_why(transfer)
    people = queries.people_of(g.viewer, transfer)
    clear, plain = latest_days(transfer).values()
    bases = queries.bases_of(transfer)
    made = queries.find_stage_a(transfer) if stage == "A" else None
    if stage == "B":
        stops += _stops_b(release, today, NAMED_ITEM in bases)
    return {
        "release": release, "stops": stops, "today": today, "by_clear_days": clear, "by_days": plain,
        "people": made.people if made else _number(transfer, stage, people), "frozen": made,
        "uploads": url_for("intake.index", slug=g.programme.slug),
        "undecided": sum(each.state in MAY_TRANSFER - ON_THE_LIST for each in people),
        "disputed": sum(each.state == "disputed" for each in people) if stage == "B" else 0,
        "untold": sum(each.state == "in_scope" for each in people) if stage == "B" else 0,
        "late": lateness(today, plain, clear) if stage == "B" else "",
        "age_days": int(rate("tupe.eli_age_days", today).value), "made": made,
        "unconfirmed": [ITEM_NAMES[each] for each in HANDED_OVER if each not in bases] if stage == "C" else [],
    }  # fmt: skip


def _number(transfer: Transfer, stage: str, people: Sequence[OnList]) -> int:
    """How many the stage would hold."""
    if stage == "C":
        named = queries.told_last(transfer, ("B", "N"))
        people = [each for each in people if each.state != "disputed" and queries.key_of(each.line) in named]
    return sum(each.state in (MAY_TRANSFER if stage == "A" else ON_THE_LIST) for each in people)


def _stops_b(release: Release | None, today: date, confirmed: bool) -> list[str]:
    stops = [] if confirmed else [f"Confirm the lawful basis of “{ITEM_NAMES[NAMED_ITEM]}” first."]
    try:
        if release and release.as_at:
            check_as_at(release.as_at, today, int(rate("tupe.eli_age_days", today).value))
    except DomainError as error:
        stops.append(f"{error.message}.")
    return stops


def _list_or_why(transfer: Transfer) -> tuple[Release | None, list[str]]:
    try:
        return queries.the_list(g.viewer, transfer), []
    except DomainError as error:
        return None, [f"{error.message}."]


@blueprint.route(f"{BASE}/changes", methods=["GET", "POST"])
@require("people.disclose")
def changes(slug: str, transfer_id: int) -> ResponseReturnValue:
    """What is owed since the named list was given, and the notice that tells it."""
    transfer = own_transfer(transfer_id)
    owed = queries.owed_changes(g.viewer, transfer)
    rows = [_row(slug, each) for each in owed]
    if request.method == "GET":
        record_names(g.viewer, rows, ("transfer", transfer.id), "what is owed of a transfer")
    known = queries.list_recipients(transfer)
    opens = _opens(known, "N")
    form = IssueForm().offer("N", known, opens, late=False, disputed=0)
    if not form.is_submitted():
        form.seen.data = actions.seen_as(owed)

    def save() -> ResponseReturnValue:
        recipients = chosen_recipients(transfer, form.recipients.data or [])
        made = actions.send_notice(
            g.viewer, transfer, recipients, seen=form.seen.data or "", note=form.typed("note")
        )  # fmt: skip
        flash(_said(recipients, opens), "success")
        return redirect(url_for(".disclosure", slug=slug, transfer_id=transfer_id, disclosure_id=made.id), 303)

    return ask(
        form, "liability/changes.html", save, transfer=transfer, rows=rows, back=home(transfer),
        given=queries.stage_dates(transfer).get("B"),
        again=[_row(slug, each) for each in queries.owed_hand_over(g.viewer, transfer)],
    )  # fmt: skip


def _row(slug: str, each: queries.Owed) -> dict[str, Any]:
    words = [change_words(change) for change in each.changes] or ["On the list since: tell everything of this person"]
    href = url_for("establishment.post", slug=slug, line_id=each.line_id) if each.line_id else None
    return {"post_no": each.key[0], "person": each.name, "href": href, "words": words}
