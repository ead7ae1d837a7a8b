"""Budget books and what they must agree with: control totals, maps of accounts, versions, history."""

from collections.abc import Mapping
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.budget import actions, queries
from transfer.budget.book_forms import HistoryForm, MapForm, PastTotalForm, TotalForm
from transfer.budget.forms import ConfirmForm
from transfer.budget.queries import BookTotal, Ground
from transfer.budget.queries.books import newer_books
from transfer.budget.queries.holding import find_hold
from transfer.budget.queries.left_out import left_out_words
from transfer.budget.rules import Changed, accounts_of, read_map, year_start
from transfer.budget.views.common import ask_money, back_to, blueprint, chosen_option, downloaded
from transfer.kernel.errors import NotFound
from transfer.kernel.money import pounds
from transfer.programmes.queries import get_organisation, list_organisations
from transfer.web.access import by_token, require
from transfer.web.addresses import asking_alike
from transfer.web.answers import typed_version
from transfer.web.filters import agrees
from transfer.web.paging import asked_page, paged_list


@blueprint.get("/p/<slug>/money/books")
@require("money.view")
def books(slug: str) -> ResponseReturnValue:
    ground, option = queries.load_ground(g.viewer), chosen_option()
    totals = queries.book_totals(ground)
    blocks = queries.sign_off_blocks(queries.money_of(ground, option)) if option and ground.releases else []
    bodies = [
        each for each in ground.organisations if any(r.organisation_id == each.id for r in ground.releases.values())
    ]
    return render_template(
        "budget/books.html", rows=[_book_row(ground, each) for each in totals], missing=ground.missing,
        newer=[_newer_row(ground, each) for each in newer_books(ground)], hold=find_hold(g.viewer),
        bodies=[_body(ground, each) for each in bodies], blocks=blocks,
    )  # fmt: skip


def _book_row(ground: Ground, each: BookTotal) -> dict[str, Any]:
    whose = each.release.organisation
    counts = (each.year, each.basis) == ground.year_and_basis
    brought = queries.brings_it(g.viewer, each.release)
    own = g.viewer.may("money.edit") and not brought
    asked_of = "Somebody else of finance types it: you brought this book" if brought else ""
    address = {"slug": g.programme.slug, "release_id": each.release.id, "year": each.year, "basis": each.basis}
    return {
        "book": f"{whose.short if whose else 'Programme'}, version {each.release.number}",
        "column": f"{each.year} {each.basis}{' (this is split)' if counts else ''}",
        "lines": each.lines,
        "pence": each.pence,
        "control": each.control.total_pence if each.control else None,
        "difference": agrees(each.difference) if each.difference is not None else "Not typed yet",
        "by": ". ".join([f"{each.control.typed_by}: {each.control.report}", *filter(None, [each.not_as_printed])])
        if each.control
        else "",
        "why": each.why,
        "href": url_for("budget.control_total", **address) if own else None,
        "words": asked_of or ("Type the ledger’s total" if each.control is None else "Type it again"),
    }


def _newer_row(ground: Ground, each: BookTotal) -> dict[str, Any]:
    """A column of a book that came after the baseline was signed; waits: for what of its own, before a rebase."""
    counts = (each.year, each.basis) == ground.year_and_basis
    waits = "Its control total" if each.control is None else f"Why it differs by {pounds(each.difference or 0)}"
    return _book_row(ground, each) | {
        "column": f"{each.year} {each.basis}{' (this would be split)' if counts else ''}",
        "release_id": each.release.id, "waits": waits if counts and (each.control is None or each.difference) else "",
    }  # fmt: skip


def _body(ground: Ground, organisation: Any) -> dict[str, Any]:
    slug, said = g.programme.slug, ground.maps.get(organisation.id)
    return {
        "name": organisation.short,
        "map": f"Version {said.number}: {len(said.entries):,} {'code' if len(said.entries) == 1 else 'codes'}"
        if said
        else "None: the book’s own groups count",
        "map_href": url_for("budget.account_map", slug=slug, organisation_id=organisation.id),
        "versions": "Compare its versions",
        "versions_href": url_for("budget.versions", slug=slug, organisation_id=organisation.id),
    }


@blueprint.route("/p/<slug>/money/books/<int:release_id>/total", methods=["GET", "POST"])
@require("money.edit")
def control_total(slug: str, release_id: int) -> ResponseReturnValue:
    ground = queries.load_ground(g.viewer)
    asked = (request.args.get("year", ""), request.args.get("basis", ""))
    book = queries.get_book_total(ground, release_id, *asked)
    form = TotalForm(obj=book.control)

    def save() -> ResponseReturnValue:
        actions.set_control_total(
            g.viewer, book, total_pence=form.total_pence.data or 0, report=form.report.data,
            version=typed_version(form) if book.control else None,
        )  # fmt: skip
        return back_to("books")

    whose = book.release.organisation.short if book.release.organisation else "the programme"
    note = _total_note(book)
    return ask_money(form, f"Control total of {whose}’s {book.year} {book.basis}", "books", save, note=note)


def _total_note(book: BookTotal) -> str:
    """What the file itself prints is told once a total was typed: before, it would be copied from here."""
    told = [
        "Somebody of finance, of any body, who did not bring the book types this. Until it is there and agrees, nobody "
        "can sign the split."
    ]
    if book.control and book.printed is not None:
        told.append(f"The file itself prints {pounds(book.printed)} as its total.")
    if book.left_out:
        told.append(f"Left out of the book: {left_out_words(book.left_out)}.")
    return " ".join(told)


def _visible_body(ground: Ground, organisation_id: int) -> Any:
    """The organisation with its book. Raises NotFound where the viewer may not see its book."""
    organisation = get_organisation(g.viewer, organisation_id)
    release = next((each for each in ground.releases.values() if each.organisation_id == organisation_id), None)
    if release is None:
        raise NotFound("You may not see a budget book of that organisation")
    return organisation, release


@blueprint.get("/p/<slug>/money/maps/<int:organisation_id>")
@require("money.view")
def account_map(slug: str, organisation_id: int) -> ResponseReturnValue:
    """The map as it counts, or one of its versions: each account of the book, and what that version changed."""
    ground = queries.load_ground(g.viewer)
    organisation, release = _visible_body(ground, organisation_id)
    versions = queries.list_maps(g.viewer, organisation_id)
    asked = request.args.get("version", "")
    number = int(asked) if asked.isdigit() else (versions[-1].number if versions else 0)
    chosen = queries.get_map(g.viewer, organisation_id, number) if versions else None
    uses = queries.account_uses(release, *ground.year_and_basis)
    held = {each.number: accounts_of(each.entries, each.number) for each in versions}
    says, before = held.get(number, accounts_of({})), held.get(number - 1, accounts_of({}))
    own = g.viewer.unrestricted or "lead" in g.viewer.roles or organisation_id in g.viewer.sides
    return render_template(
        "budget/map.html", organisation=organisation, chosen=chosen, versions=[_version(each) for each in versions],
        page=paged_list([_use(use, says) for use in uses], asked_page()),
        changed=[_remapped(each) for each in queries.remapped(uses, before, says)],
        unknown=queries.not_in_book(chosen.entries, uses) if chosen and own else [],
        may=own and g.viewer.may("money.edit"),
    )  # fmt: skip


def _version(each: Any) -> dict[str, Any]:
    address = {"slug": g.programme.slug, "organisation_id": each.organisation_id, "version": each.number}
    return {
        "number": f"Version {each.number}", "from_on": each.from_on, "reason": each.reason, "by": each.made_by,
        "href": url_for("budget.account_map", **address),
    }  # fmt: skip


def _use(use: queries.AccountUse, says: Any) -> dict[str, Any]:
    group = says.group(use.account, use.book_group)
    return {
        "account": use.account, "name": use.name, "book_group": use.book_group, "group": group,
        "layer": says.layer(use.account, use.name, group), "lines": use.lines, "pence": use.pence,
    }  # fmt: skip


def _remapped(each: queries.Remapped) -> dict[str, Any]:
    return {
        "account": each.use.account, "name": each.use.name, "lines": each.use.lines, "pence": each.use.pence,
        "before": ", ".join(each.before), "after": ", ".join(each.after),
    }  # fmt: skip


@blueprint.route("/p/<slug>/money/maps/<int:organisation_id>/new", methods=["GET", "POST"])
@require("money.edit")
def add_map(slug: str, organisation_id: int) -> ResponseReturnValue:
    organisation, _ = _visible_body(queries.load_ground(g.viewer), organisation_id)
    form = MapForm(data={"from_on": year_start(g.programme.budget_year)})

    def save() -> ResponseReturnValue:
        entries = read_map(form.entries.data)
        actions.add_map(g.viewer, organisation, entries, from_on=form.from_on.data, reason=form.reason.data)
        return back_to("account_map", organisation_id=organisation_id)

    note = (
        "This makes a new version: the codes below change, every other code stays as the version before has it. Money "
        "is grouped anew at once, and the lines that changed are listed."
    )
    return ask_money(form, f"Change {organisation.short}’s map of accounts", "books", save, note=note)


@blueprint.get("/p/<slug>/money/versions/<int:organisation_id>")
@require("money.view")
def versions(slug: str, organisation_id: int) -> ResponseReturnValue:
    organisation, held, changed = _compared(organisation_id)
    page, centres = paged_list(changed, asked_page()), queries.names_in(held)
    return render_template(
        "budget/versions.html", organisation=organisation, held=held, page=page,
        rows=[_changed_row(each, centres) for each in page.items], total=sum(each.movement for each in changed),
        before=request.args.get("before", ""), after=request.args.get("after", ""),
        download=asking_alike("budget.download_versions"),
    )  # fmt: skip


def _compared(organisation_id: int) -> tuple[Any, list[Any], list[Changed]]:
    """(the organisation, its versions, the lines that differ between the two that are asked for, else the last two)."""
    ground = queries.load_ground(g.viewer)
    organisation, _ = _visible_body(ground, organisation_id)
    held = queries.book_versions(g.viewer, organisation_id)
    before, after = (request.args.get(name, "") for name in ("before", "after"))
    if before.isdigit() and after.isdigit():
        pair = (int(before), int(after))
    elif len(held) < 2:
        return organisation, held, []
    else:
        pair = (held[1].id, held[0].id)
    return organisation, held, queries.compared_versions(g.viewer, *pair, *ground.year_and_basis)


CHANGED_COLUMNS = (
    ("cost_centre", "Cost centre", "code"), ("centre_name", "Cost centre name", "text"),
    ("account", "Account", "code"), ("fund", "Fund", "code"),
    ("what", "What happened", "text"), ("before", "Before", "money"), ("after", "After", "money"),
    ("movement", "Movement", "money"),
)  # fmt: skip


def _changed_row(each: Changed, centres: Mapping[str, str]) -> dict[str, Any]:
    """centres: the names that either version gives."""
    return {
        **each.key._asdict(), "centre_name": centres.get(each.key.cost_centre, ""),
        "what": each.kind.capitalize(), "before": each.before,
        "after": each.after,
        "movement": each.movement,
    }  # fmt: skip


@blueprint.get("/p/<slug>/money/versions/<int:organisation_id>.xlsx")
@require("money.view")
@by_token("read")
def download_versions(slug: str, organisation_id: int) -> ResponseReturnValue:
    _, held, changed = _compared(organisation_id)
    centres = queries.names_in(held)
    rows = [_changed_row(each, centres) for each in changed]
    return downloaded("download_versions", "Changed lines", CHANGED_COLUMNS, rows)


@blueprint.get("/p/<slug>/money/history")
@require("money.view")
def history(slug: str) -> ResponseReturnValue:
    ground = queries.load_ground(g.viewer)
    return render_template(
        "budget/history.html", rows=[_past(ground, each) for each in queries.history(ground)], missing=ground.missing
    )


HISTORY_COLUMNS = (
    ("service", "Service", "text"), ("whose", "Whose", "text"), ("year", "Year", "text"), ("basis", "Basis", "text"),
    ("thousands", "Printed, £000", "number"), ("change", "Change on the year before", "number"),
    ("book", "In the book, £000", "number"), ("difference", "Book less printed", "number"),
    ("source", "Printed in", "text"),
)  # fmt: skip


@blueprint.get("/p/<slug>/money/history.xlsx")
@require("money.view")
@by_token("read")
def download_history(slug: str) -> ResponseReturnValue:
    ground = queries.load_ground(g.viewer)
    rows = [
        {**_past(ground, each), "thousands": each.row.thousands, "change": each.change, "book": each.book,
         "difference": each.difference}
        for each in queries.history(ground)
    ]  # fmt: skip
    return downloaded("download_history", "Printed totals", HISTORY_COLUMNS, rows)


def _signed(thousands: int | None) -> str:
    return "" if thousands is None else f"{thousands:,}".replace("-", "−")


def _past(ground: Ground, each: queries.PastYear) -> dict[str, Any]:
    may = g.viewer.may("money.edit")
    return {
        "service": each.row.service,
        "whose": ground.names.get(each.row.organisation_id, ""),
        "year": each.row.year,
        "basis": each.row.basis,
        "thousands": _signed(each.row.thousands),
        "change": _signed(each.change),
        "book": _signed(each.book),
        "difference": _signed(each.difference),
        "source": each.row.source,
        "href": url_for("budget.change_history", slug=g.programme.slug, total_id=each.row.id) if may else None,
    }


@blueprint.route("/p/<slug>/money/history/new", methods=["GET", "POST"])
@require("money.edit")
def add_history(slug: str) -> ResponseReturnValue:
    form = HistoryForm().offer(list_organisations(g.viewer))

    def save() -> ResponseReturnValue:
        actions.add_history(g.viewer, form.organisation_id.data, form.totals(), form.source.data)
        return back_to("history")

    note = "Totals of services as a document prints them. They are compared in thousands and never spread over lines."
    return ask_money(form, "Add printed totals", "history", save, note=note)


@blueprint.route("/p/<slug>/money/history/<int:total_id>", methods=["GET", "POST"])
@require("money.edit")
def change_history(slug: str, total_id: int) -> ResponseReturnValue:
    row = queries.get_service_total(g.viewer, total_id)
    form = PastTotalForm(obj=row)

    def save() -> ResponseReturnValue:
        thousands = int(str(form.thousands.data).replace(",", ""))
        version = typed_version(form)
        actions.change_history(g.viewer, row, thousands=thousands, source=form.source.data.strip(), version=version)
        return back_to("history")

    remove = url_for("budget.remove_history", slug=slug, total_id=total_id)
    return ask_money(form, f"{row.service}, {row.year} {row.basis}", "history", save, remove=remove)


@blueprint.route("/p/<slug>/money/history/<int:total_id>/remove", methods=["GET", "POST"])
@require("money.edit")
def remove_history(slug: str, total_id: int) -> ResponseReturnValue:
    row = queries.get_service_total(g.viewer, total_id)
    form = ConfirmForm(version=row.version)

    def save() -> ResponseReturnValue:
        actions.remove_history(g.viewer, row, version=typed_version(form))
        return back_to("history")

    note = f"{row.year} {row.basis}: {pounds(row.thousands * 100_000)}, as {row.source} prints it."
    return ask_money(form, f"Remove the total of {row.service}", "history", save, note=note)
