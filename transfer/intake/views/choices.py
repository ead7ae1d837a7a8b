"""What a person says of a file: its sheets and header, its columns and values, and the years of its money."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from imports.datasets import DATASETS
from imports.letters import column_letter
from imports.own_sheet import is_to_bring_back
from imports.seen import THOUSANDS
from transfer.intake import actions
from transfer.intake.forms import ReadForm, amounts_form
from transfer.intake.models import Upload
from transfer.intake.queries import find_mapping, kept_of
from transfer.intake.rules import AMOUNT_BASES, refuse_amount
from transfer.intake.rules.choosing import AMOUNT, OF_POSTS, SWITCHES, header_rows, refuse_columns
from transfer.intake.views.common import address_of, blueprint, hides_field, own_upload, place_choices, place_name
from transfer.intake.views.found import HOW_WORDS, show_upload
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.releases.rules import field_words, who_sees
from transfer.web.access import require
from transfer.web.answers import typed_version

Draw = Callable[..., str]
KNOWN_BY = {"exact": "as it is spelt", "synonym": "means the same", "saved": "somebody said so"}


def _page(template: str, upload: Upload, form: ReadForm | None, said: StaleVersion | None, **more: Any) -> str:
    """A page about how the file is read. said: what somebody else said first; what was typed is kept then."""
    shown = form or ReadForm(formdata=None, version=str(upload.version))
    return render_template(
        f"intake/{template}.html", upload=upload, found=upload.outcome, form=shown, field_words=field_words,
        place=place_name(upload.dataset, upload.organisation), current=list(said.current.items()) if said else None,
        message=said.message if said else "", typed=request.form if form else {}, **more,
    )  # fmt: skip


def _say(upload: Upload, read: Callable[[], Mapping[str, Any]], draw: Draw, on: str) -> ResponseReturnValue:
    """Take what was said, and read the file so. read: what the form says; on: the page that follows."""
    form = ReadForm()
    try:
        if form.validate_on_submit():
            return _answer(actions.choose(g.viewer, upload.id, read(), version=typed_version(form)), on)
    except StaleVersion as error:
        return draw(upload, form, error), 409
    except DomainError as error:
        form.add_error(error)
    return draw(upload, form, None), 422


def _answer(found: Any, on: str) -> ResponseReturnValue:
    """To the next page: of the columns, to the words that are not known; a file that cannot be read yet, to its
    columns."""
    if not isinstance(found, Upload):
        return redirect(address_of(found), 303)
    if on == "intake.values" and not any(_asked(each) for each in _lists(found)):
        on = "intake.show"
    if "refused" in found.outcome and on != "intake.header":
        on = "intake.columns"
    return redirect(url_for(on, slug=g.programme.slug, upload_id=found.id), 303)


@blueprint.get("/p/<slug>/uploads/<int:upload_id>/header")
@require("data.upload")
def header(slug: str, upload_id: int) -> ResponseReturnValue:
    return _header(own_upload(upload_id), None, None)


def _header(upload: Upload, form: ReadForm | None, said: StaleVersion | None) -> str:
    found = upload.outcome
    top = found.get("top") or {"sheet": found["sheet"], "rows": []}
    of = {each["letter"]: each["field"] for each in found.get("headings", ())}
    width = max((len(cells) for _, cells in top["rows"]), default=0)
    letters = [column_letter(index) for index in range(width)]
    shut = {letter for letter in letters if of.get(letter) != AMOUNT and hides_field(upload, of.get(letter))}
    taken = header_rows(found)
    rows = [
        (number, [("" if letter in shut and number not in taken else text)
                  for letter, text in zip(letters, [*cells, *[""] * width], strict=False)])
        for number, cells in top["rows"]
    ]  # fmt: skip
    return _page(
        "header", upload, form, said, letters=letters, rows=rows, taken=taken, sheets=found.get("sheets", []),
        chosen=found.get("several") or [found["sheet"]],
        hidden=sorted({who_sees(of.get(letter)) for letter in shut}),
    )  # fmt: skip


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/header")
@require("data.upload")
def choose_header(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = own_upload(upload_id)
    return _say(upload, lambda: _said_header(upload), _header, "intake.header")


def _said_header(upload: Upload) -> dict[str, Any]:
    """A row that is the header; or the sheets to read, several as one list, whose header is found again in each."""
    row = request.form.get("row", "")
    if row:
        if not row.isdigit() or int(row) not in {number for number, _ in upload.outcome["top"]["rows"]}:
            raise DomainError("Choose one of the rows that are shown")
        return {"header_row": int(row)}
    asked = request.form.getlist("sheets")
    sheets = [each["name"] for each in upload.outcome.get("sheets", ()) if each["name"] in asked]
    if not sheets:
        raise DomainError("Choose at least one sheet")
    one = len(sheets) == 1
    return {"sheet": sheets[0] if one else None, "sheets": [] if one else sheets, "header_row": None}


@blueprint.get("/p/<slug>/uploads/<int:upload_id>/columns")
@require("data.upload")
def columns(slug: str, upload_id: int) -> ResponseReturnValue:
    return _columns(own_upload(upload_id), None, None)


def _columns(upload: Upload, form: ReadForm | None, said: StaleVersion | None) -> str:
    found, kind = upload.outcome, DATASETS[upload.dataset]
    fields = [("", "Leave it out"), *((each.name, field_words(each.name)) for each in kind.fields)]
    if kind.has_amounts:
        fields.append((AMOUNT, "An amount of money"))
    rows = [
        {
            **each, "how_words": HOW_WORDS.get(each["how"], ""),
            "shown": [] if each["field"] != AMOUNT and hides_field(upload, each["field"]) else each["samples"],
        }
        for each in found.get("headings", ())
    ]  # fmt: skip
    taken = {each["field"] for each in rows}
    waived = {field for name, field in OF_POSTS.items() if found.get("said", {}).get(name)}
    names = {name for name in SWITCHES if (name in OF_POSTS) != kind.has_amounts}
    switches = [(name, words) for name, words in SWITCHES.items() if name in names]
    return _page(
        "columns", upload, form, said, rows=rows, fields=fields, amounts=found["amounts"], bases=AMOUNT_BASES,
        missing=[name for name in kind.required if name not in taken | waived],
        switches=switches if kind.has_amounts or "post_no" in kind.by_name else [],
        hidden=sorted({who_sees(each["field"]) for each in rows if each["samples"] and not each["shown"]}),
        on=_switched_on(upload),
    )  # fmt: skip


def _switched_on(upload: Upload) -> dict[str, Any]:
    """The switches that are in force for this file: by a title row, as remembered of its source, and as said of it. A
    list that this product wrote is read by none that is remembered."""
    found = upload.outcome
    source = (upload.programme_id, upload.organisation_id, upload.dataset)
    kept = {} if is_to_bring_back(found["sheet"]) else kept_of(find_mapping(*source))
    remembered = {name: True for name in SWITCHES if kept.get(name)}
    return {"thousands": _titled(found), **remembered, **found.get("said", {})}


def _titled(found: Mapping[str, Any]) -> bool:
    """Whether a title row was taken to say that all amounts are in thousands."""
    return any(each["what"] == "thousands" and each["read_as"] == THOUSANDS for each in found.get("guesses", ()))


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/columns")
@require("data.upload")
def choose_columns(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = own_upload(upload_id)
    return _say(upload, lambda: _said_columns(upload), _columns, "intake.values")


def _said_columns(upload: Upload) -> dict[str, Any]:
    """What differs from how the file was read, so that what was found by itself is found again next month."""
    said: dict[str, Any] = {"columns": {}, "amounts": {}}
    headings = upload.outcome.get("headings", ())
    chosen = {each["letter"]: request.form.get(f"column_{each['letter']}", each["field"] or "") for each in headings}
    refuse_columns([(each["heading"], chosen[each["letter"]]) for each in headings], upload.dataset)
    for each in headings:
        name = chosen[each["letter"]]
        if name != (each["field"] or ""):
            said["columns"][each["heading"]] = name
            if name == AMOUNT:
                said["amounts"][each["heading"]] = ["", ""]
    for each in upload.outcome["amounts"]:
        year, basis = (request.form.get(f"{part}_{each['letter']}", "").strip() for part in ("year", "basis"))
        if (year or basis) and (year, basis) != (each["year"] or "", each["basis"] or ""):
            refuse_amount(each["letter"], year, basis)
            said["amounts"][each["heading"]] = [year, basis]
    if request.form.get("switches"):
        said |= {name: name in request.form.getlist("switch") for name in SWITCHES}
    return said


@blueprint.get("/p/<slug>/uploads/<int:upload_id>/values")
@require("data.upload")
def values(slug: str, upload_id: int) -> ResponseReturnValue:
    return _values(own_upload(upload_id), None, None)


def _values(upload: Upload, form: ReadForm | None, said: StaleVersion | None) -> str:
    return _page("values", upload, form, said, lists=_lists(upload), hidden=_hidden_lists(upload))


def _lists(upload: Upload) -> list[dict[str, Any]]:
    """Each field of known words: the words to ask about, those that were known, and what may be chosen."""
    known, asked = DATASETS[upload.dataset].by_name, ("unknown", "saved")
    return [
        {
            "field": name, "words": field_words(name), "choices": list(known[name].choices),
            "asked": [(f"value_{name}_{index}", each) for index, each in enumerate(values) if each["how"] in asked],
            "known": [{**each, "how_words": KNOWN_BY[each["how"]]} for each in values if each["how"] not in asked],
        }
        for name, values in upload.outcome.get("values", {}).items()
        if values and not hides_field(upload, name)
    ]  # fmt: skip


def _asked(each: Mapping[str, Any]) -> bool:
    """Whether a list has words that nobody knows."""
    return any(value["how"] == "unknown" for _, value in each["asked"])


def _hidden_lists(upload: Upload) -> list[str]:
    return sorted({who_sees(name) for name in upload.outcome.get("values", {}) if hides_field(upload, name)})


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/values")
@require("data.upload")
def choose_values(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = own_upload(upload_id)
    return _say(upload, lambda: {"values": _said_values(upload)}, _values, "intake.show")


def _said_values(upload: Upload) -> dict[str, dict[str, str]]:
    said: dict[str, dict[str, str]] = {}
    for each in _lists(upload):
        for name, value in each["asked"]:
            chosen = request.form.get(name, "")
            if chosen and chosen != value["read_as"]:
                said.setdefault(each["field"], {})[value["written"]] = chosen
    return said


@blueprint.get("/p/<slug>/uploads/<int:upload_id>/place")
@require("data.upload")
def place(slug: str, upload_id: int) -> ResponseReturnValue:
    return _place(own_upload(upload_id), None, None)


def _place(upload: Upload, form: ReadForm | None, said: StaleVersion | None) -> str:
    return _page("place", upload, form, said, places=place_choices(),
                 chosen=f"{upload.dataset}:{upload.organisation_id or ''}")  # fmt: skip


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/place")
@require("data.upload")
def move(slug: str, upload_id: int) -> ResponseReturnValue:
    upload, form = own_upload(upload_id), ReadForm()
    dataset, _, number = request.form.get("place", "").partition(":")
    try:
        if form.validate_on_submit():
            owner = int(number) if number.isdigit() else None
            found = actions.move_upload(g.viewer, upload_id, dataset, owner, version=typed_version(form))
            return _answer(found, "intake.show")
    except StaleVersion as error:
        return _place(upload, form, error), 409
    except DomainError as error:
        form.add_error(error)
    return _place(upload, form, None), 422


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/remember")
@require("data.upload")
def remember(slug: str, upload_id: int) -> ResponseReturnValue:
    upload, form = own_upload(upload_id), ReadForm()
    if form.validate_on_submit():
        try:
            actions.remember_now(g.viewer, upload_id, version=typed_version(form))
        except StaleVersion as error:
            return _columns(upload, form, error), 409
        except DomainError as error:
            form.add_error(error)
            return _columns(upload, form, None), 422
        flash("How this file is read was kept for the next one.", "success")
    return redirect(address_of(upload), 303)


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/amounts")
@require("data.upload")
def say_amounts(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = own_upload(upload_id)
    # What was sent, whatever somebody else said meanwhile: it is kept on the page.
    sent = [each for each in upload.outcome["amounts"] if f"year_{each['letter']}" in request.form]
    form = amounts_form(sent, upload.version)
    if form.validate_on_submit():
        try:
            actions.say_amounts(g.viewer, upload_id, form.told(), version=typed_version(form))
        except StaleVersion as error:
            return show_upload(upload, None, 409, form, error)
        except DomainError as error:
            form.add_error(error)
        else:
            flash("The years and bases were kept, for this file and the next one.", "success")
            return redirect(address_of(upload), 303)
    return show_upload(upload, None, 422, form)
