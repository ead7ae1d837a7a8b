"""Letters and issue packs: made, kept, received; and the Word templates they are written with."""

import io
import zipfile
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from transfer.audit.actions import record_access
from transfer.consultation import queries, rules
from transfer.consultation.actions import (
    bring_template,
    end_template,
    freeze_document,
    individual_letters,
    may_bring_template,
    record_receipt,
    set_writer,
)
from transfer.consultation.forms import DocumentForm, ReceiptForm, TemplateForm, WriterForm
from transfer.consultation.models import ConsultationDocument, LetterWriter, Representative
from transfer.consultation.views.common import (
    PLACE,
    RecordPage,
    back_to,
    blueprint,
    own_employer,
    require_recorder,
    show,
    to,
)
from transfer.files.queries import read_bytes
from transfer.kernel.errors import DomainError, NotFound
from transfer.programmes.models import Organisation, Transfer
from transfer.programmes.queries import get_transfer
from transfer.web.access import require
from transfer.web.answers import ask, typed_version
from transfer.web.downloads import original

DOCUMENT = RecordPage(ConsultationDocument, DocumentForm, ("Make a letter or a pack", "Letter or pack"), "letters")
WRITER = RecordPage(LetterWriter, WriterForm, ("Whom to ask, and who signs", ""), "letters")
RECEIPT = RecordPage(ConsultationDocument, ReceiptForm, ("", "Record the receipt"), "letters")
COLUMNS = [
    {"key": "kind", "label": "What", "href": "href"},
    {"key": "employer", "label": "From", "width": "short"},
    {"key": "recipient", "label": "For"},
    {"key": "on", "label": "Frozen on", "kind": "date"},
    {"key": "sent_on", "label": "Sent", "kind": "date"},
    {"key": "receipt", "label": "Received", "kind": "own", "width": "wide"},
    {"key": "sha256", "label": "Hash", "kind": "code"},
    {"key": "file", "label": "Word file", "href": "file_href"},
]


@blueprint.get(f"{PLACE}/letters")
@require("people.view")
def letters(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    rows = [_row(transfer, each) for each in queries.list_records(g.viewer, transfer, ConsultationDocument)]
    named = queries.may_record(g.viewer, transfer.from_id) and g.viewer.names_of(transfer.from_id)
    return show(
        "consultation/letters.html", transfer, rows=rows, columns=COLUMNS, named=named, written=_written(transfer)
    )


def _written(transfer: Transfer) -> list[dict[str, Any]]:
    """Whom letters of the viewer's own side name, for each employer of it."""
    return [_writer(transfer, each) for each in queries.employers_of(transfer) if queries.may_record(g.viewer, each.id)]


def _writer(transfer: Transfer, employer: Organisation) -> dict[str, Any]:
    found = queries.find_writer(transfer, employer.id)
    said = {each: getattr(found, each) for each in queries.WRITTEN} if found else None
    here = found is not None and found.transfer_id == transfer.id
    return {
        "employer": employer,
        "contact": rules.contact_words(said) if said else "",
        "signed": f"{said['signatory']}, {said['signatory_post']}" if said else "",
        "reply_by": found.reply_by if found and here else None,
        "from_other": found is not None and not here,
        "href": to("writer", transfer, organisation_id=employer.id),
    }


def _row(transfer: Transfer, each: ConsultationDocument) -> dict[str, Any]:
    return {
        "kind": rules.LETTER_WORDS[each.kind],
        "href": to("receipt", transfer, document_id=each.id)
        if queries.may_record(g.viewer, each.employer_id)
        else None,
        "employer": each.employer.short,
        "recipient": each.recipient,
        "on": each.frozen_on,
        "sent_on": each.sent_on,
        "received_on": each.received_on,
        "received_by": each.received_by,
        "sha256": each.sha256[:12],
        "file": "Download",
        "file_href": to("document_file", transfer, document_id=each.id),
    }


@blueprint.route(f"{PLACE}/<int:organisation_id>/letters/writer", methods=["GET", "POST"])
@require("people.decide")
def writer(slug: str, transfer_id: int, organisation_id: int) -> ResponseReturnValue:
    """Asked once: what was entered for another transfer of the employer's stands in the form, less the day."""
    transfer = get_transfer(g.viewer, transfer_id)
    employer = own_employer(transfer, organisation_id)
    found = queries.find_writer(transfer, employer.id)
    here = found is not None and found.transfer_id == transfer.id
    known = {each: getattr(found, each, "") for each in queries.WRITTEN}
    started = {
        **known,
        "reply_by": found.reply_by if found and here else None,
        "version": found.version if found and here else 0,
    }
    form = WriterForm(data=started)

    def save() -> ResponseReturnValue:
        set_writer(g.viewer, transfer, employer, form.values(), typed_version(form))
        return back_to("letters", transfer, "It was recorded. Letters made from now on say it.")

    note = f"For {employer.name}. Every letter and pack names them, and letters that were made before stay as they are."
    return WRITER.ask(form, transfer, employer, 0, save, note=note)


@blueprint.route(f"{PLACE}/<int:organisation_id>/letters/new", methods=["GET", "POST"])
@require("people.decide")
def make_document(slug: str, transfer_id: int, organisation_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    employer = own_employer(transfer, organisation_id)
    form = DocumentForm()

    def save() -> ResponseReturnValue:
        number = form.representative_id.data
        chosen = queries.get_record(g.viewer, transfer, Representative, number) if number else None
        freeze_document(g.viewer, transfer, employer, form.kind.data, chosen)
        return back_to("letters", transfer, "It was made and kept as it is. Send it, then record who received it.")

    return DOCUMENT.ask(form, transfer, employer, 0, save, note=_note(transfer, employer))


def _note(transfer: Transfer, employer: Organisation) -> str:
    """For whom it is made, and what nobody has answered yet: a letter says only what was answered."""
    left = len(queries.open_offers(g.viewer, transfer, employer))
    if not left:
        return f"For {employer.name}."
    waiting = "1 recorded saving or change is" if left == 1 else f"{left:,} recorded savings and changes are"
    return (
        f"For {employer.name}. {waiting} still unanswered: say in Measures whether each is envisaged before you make "
        "a letter. A letter holds only what was answered."
    )


@blueprint.route(f"{PLACE}/letters/<int:document_id>", methods=["GET", "POST"])
@require("people.decide")
def receipt(slug: str, transfer_id: int, document_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    row = queries.get_record(g.viewer, transfer, ConsultationDocument, document_id)
    require_recorder(row.employer)
    form = ReceiptForm(data=RECEIPT.shown(row))

    def save() -> ResponseReturnValue:
        record_receipt(g.viewer, row, form.values(), typed_version(form))
        return back_to("letters", transfer, "The receipt was recorded.")

    note = f"{rules.LETTER_WORDS[row.kind]} for {row.recipient}. Its content stays as it was frozen: hash {row.sha256}."
    return RECEIPT.ask(form, transfer, row.employer, 1, save, note=note)


@blueprint.get(f"{PLACE}/letters/<int:document_id>/file")
@require("people.view")
def document_file(slug: str, transfer_id: int, document_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    row = queries.get_record(g.viewer, transfer, ConsultationDocument, document_id)
    content = read_bytes(row.file.sha256)
    words = f"{rules.LETTER_WORDS[row.kind]} downloaded"
    record_access(g.viewer, "download_letter", ("consultation_document", row.id), words, g.programme.id)
    return original(content, f"{slug}-{row.kind}-{row.id}.docx")


@blueprint.get(f"{PLACE}/letters/individual.zip")
@require("people.decide")
def individual(slug: str, transfer_id: int) -> ResponseReturnValue:
    """A Word letter for each candidate of the viewer's own side: made anew each time, and kept nowhere."""
    transfer = get_transfer(g.viewer, transfer_id)
    require_recorder(transfer.transferor)
    state = request.args.get("state", "")
    try:
        made = individual_letters(g.viewer, transfer, state)
    except DomainError as error:
        flash(error.message)
        return redirect(to("letters", transfer), 303)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in made:
            archive.writestr(name, content)
    words = f"{len(made):,} letters to employees made and downloaded"
    record_access(g.viewer, "download_letter", ("transfer", transfer.id), words, g.programme.id)
    return original(packed.getvalue(), f"{slug}-letters-{transfer.id}.zip")


TEMPLATES = "/p/<slug>/people/letter-templates"


@blueprint.route(TEMPLATES, methods=["GET", "POST"])
@require("people.view")
def templates(slug: str) -> ResponseReturnValue:
    """Which template stands for each letter, its placeholders, and a council's own file in its place."""
    form = TemplateForm()

    def save() -> ResponseReturnValue:
        sent = request.files.get("file")
        content = sent.read() if sent else b""
        name = (sent.filename if sent else "") or "template.docx"
        if not content:
            raise DomainError("Choose a Word file", "file")
        bring_template(g.viewer, form.kind.data, content, name)
        flash("The template was checked, and letters are written with it from now on.", "success")
        return redirect(url_for(".templates", slug=slug), 303)

    rows = [
        {
            "kind": kind,
            "words": words,
            "placeholders": rules.PLACEHOLDERS[kind],
            "ours": url_for(".our_template", slug=slug, kind=kind),
            "own": [each for each in queries.list_templates(g.viewer) if each.kind == kind],
        }
        for kind, words in rules.LETTER_WORDS.items()
    ]
    return ask(form, "consultation/templates.html", save, rows=rows, may=may_bring_template(g.viewer))


@blueprint.get(f"{TEMPLATES}/<int:template_id>/file")
@require("people.view")
def template_file(slug: str, template_id: int) -> ResponseReturnValue:
    row = queries.get_template(g.viewer, template_id)
    words = f"Template downloaded: {rules.LETTER_WORDS[row.kind].lower()}"
    content = read_bytes(row.file.sha256)
    record_access(g.viewer, "download_template", ("letter_template", row.id), words, g.programme.id)
    return original(content, f"{row.kind}.docx")


@blueprint.post(f"{TEMPLATES}/<int:template_id>/end")
@require("people.view")
def end(slug: str, template_id: int) -> ResponseReturnValue:
    row = queries.get_template(g.viewer, template_id)
    try:
        end_template(g.viewer, row)
        flash("The template was ended. The one before it stands again.", "success")
    except DomainError as error:
        flash(error.message)
    return redirect(url_for(".templates", slug=slug), 303)


@blueprint.get(f"{TEMPLATES}/<kind>.docx")
@require("people.view")
def our_template(slug: str, kind: str) -> ResponseReturnValue:
    """The file that comes with the product: it holds no data."""
    if kind not in rules.LETTER_WORDS:
        raise NotFound("There is no such letter")
    return original(queries.our_template(kind), f"{kind}.docx")
