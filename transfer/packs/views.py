"""Packs: what was built, its text, a frozen pack on the page, and where each of its figures came from."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.layout import document
from reports.references import formula_words, marks
from reports.sections import kinds
from reports.snapshot import Snapshot as Frozen
from reports.wording import figure_words, front_facts
from transfer.audit.actions import record_access
from transfer.files.queries import read_bytes
from transfer.jobs.queries import list_jobs
from transfer.jobs.rules import LIVE
from transfer.kernel.errors import DomainError
from transfer.kernel.figures import row_ranges
from transfer.packs import actions, jobs, queries, rules
from transfer.packs.forms import ApproveForm, BuildForm, FrontForm, TextForm
from transfer.programmes.models import Option
from transfer.programmes.queries import find_preferred_option, get_option, list_options
from transfer.releases.queries import find_release_in_force
from transfer.releases.rules import DATASET_NAMES, may_read, written_rows
from transfer.web.access import by_token, require
from transfer.web.answers import ask, typed_version
from transfer.web.forms import offered

blueprint = Blueprint("packs", __name__)
JOBS = (jobs.build_pack,)  # known to the worker once this module is


@blueprint.get("/p/<slug>/packs")
@require("packs.view")
def index(slug: str) -> ResponseReturnValue:
    snapshots = queries.list_snapshots(g.viewer)
    texts = {kind: queries.list_texts(g.viewer, kind) for kind in kinds()} if g.viewer.may("packs.write") else {}
    return render_template(
        "packs/web/index.html",
        rows=[_snapshot_row(each) for each in snapshots],
        names=rules.KIND_NAMES,
        form=_build_form() if g.viewer.may("packs.build") else None,
        running=_running(),
        texts=[
            (kind, sum(bool(text and text.text) for _, text in held), len(held), queries.find_front(g.viewer, kind))
            for kind, held in texts.items()
        ],
        steps=_next_steps(snapshots, texts),
    )


def _next_steps(snapshots: Any, texts: dict[str, Any]) -> list[tuple[str, str]]:
    """What waits for this reader here, most urgent first: words and where it is done."""
    steps, slug = [], g.programme.slug
    newest = {each.kind: each for each in reversed(snapshots)}
    for each in newest.values():
        if _may_approve(each):
            words = f"Read the {rules.KIND_NAMES[each.kind].lower()} pack, version {each.number}, and approve it"
            steps.append((words, url_for(".snapshot", slug=slug, snapshot_id=each.id)))
    for kind, held in texts.items():
        own = len(_unwritten_of_mine(held))
        if own:
            words = f"Write {own} section{'' if own == 1 else 's'} of the {rules.KIND_NAMES[kind].lower()} pack"
            steps.append((words, url_for(".texts", slug=slug, kind=kind)))
    return steps


def _running() -> list[Any]:
    found = list_jobs(g.viewer.programme_id, g.viewer.readable_sides, "build_pack")
    return [job for job in found if job.state in LIVE] if g.viewer.role != "guest" else []


def _snapshot_row(snapshot: Any) -> dict[str, Any]:
    option = get_option(g.viewer, snapshot.option_id) if snapshot.option_id else None
    return {
        "snapshot": snapshot,
        "name": rules.KIND_NAMES[snapshot.kind],
        "option": option.name if option else "",
        "files": _files(snapshot),
    }


def _files(snapshot: Any) -> list[tuple[str, int]]:
    """The words of each file's link, and its id. Until an approved pack's files are built again they are drafts."""
    words = {"pdf": "PDF", "xlsx": "workbook"}
    held = queries.files_for(g.viewer, snapshot)
    return [
        (f"{rules.EDITION_NAMES[each.edition]} {words[each.format]}{_still_draft(snapshot, each)}", each.id)
        for each in held
    ]


def _still_draft(snapshot: Any, file: Any) -> str:
    of_before = snapshot.approved_at is not None and file.file.stored_at < snapshot.approved_at
    return ", still marked draft: it is being built again" if of_before else ""


def _build_form() -> BuildForm:
    form = BuildForm()
    form.kind.choices = offered((kind, rules.KIND_NAMES[kind]) for kind in kinds())
    form.option.choices = offered((each.id, each.name) for each in list_options(g.viewer))
    preferred = find_preferred_option(g.viewer)
    if preferred and not form.is_submitted():
        form.option.data = preferred.id
    return form


@blueprint.post("/p/<slug>/packs")
@require("packs.build")
def build(slug: str) -> ResponseReturnValue:
    form = _build_form()
    if not form.validate():
        return _not_built(form)
    if queries.find_front(g.viewer, form.kind.data) is None:
        return redirect(url_for(".front", slug=slug, kind=form.kind.data, option=form.option.data), 303)
    try:
        job = actions.request_pack(g.viewer, form.kind.data, get_option(g.viewer, form.option.data))
    except DomainError as error:
        form.add_error(error)
        return _not_built(form)
    return redirect(url_for("jobs.show", slug=slug, job_id=job.id), 303)


def _not_built(form: BuildForm) -> ResponseReturnValue:
    """With what is being built already: that may be why."""
    return render_template("packs/web/build.html", form=form, running=_running()), 422


@blueprint.route("/p/<slug>/packs/<kind>/first-page", methods=["GET", "POST"])
@require("packs.write")
def front(slug: str, kind: str) -> ResponseReturnValue:
    """Asked when a pack is begun: the address then says of which option, and saving builds it."""
    queries.list_texts(g.viewer, kind)  # an unknown kind is not here
    held, option = queries.find_front(g.viewer, kind), _begun()
    said = {name: getattr(held, name) for name in ("addressed_to", "decision_on", "written_by")} if held else {}
    form = FrontForm(data={"written_by": g.viewer.name, **said, "version": held.version if held else 0})
    if option:
        form.submit.label.text = "Save, and build the pack"

    def save() -> ResponseReturnValue:
        told = {name: form[name].data or "" for name in ("addressed_to", "written_by")}
        version = typed_version(form)
        actions.write_front(g.viewer, kind, decision_on=form.decision_on.data, version=version, **told)
        if option:
            job = actions.request_pack(g.viewer, kind, option)
            return redirect(url_for("jobs.show", slug=slug, job_id=job.id), 303)
        flash("The first page is saved. It stands on every pack that is frozen from now on.", "success")
        return redirect(url_for(".texts", slug=slug, kind=kind), 303)

    return ask(form, "packs/web/front.html", save, kind=kind, name=rules.KIND_NAMES[kind], option=option)


def _begun() -> Option | None:
    """The option of the pack that was asked for, for whoever may build it; what is no option asks for nothing."""
    asked = request.args.get("option", "")
    if not (g.viewer.may("packs.build") and asked.isdigit() and len(asked) < 10):
        return None
    return get_option(g.viewer, int(asked))


@blueprint.get("/p/<slug>/packs/<kind>/text")
@require("packs.write")
def texts(slug: str, kind: str) -> ResponseReturnValue:
    listed = queries.list_texts(g.viewer, kind)
    return render_template(
        "packs/web/texts.html", kind=kind, name=rules.KIND_NAMES[kind], texts=listed,
        front=queries.find_front(g.viewer, kind), texts_of_mine=_unwritten_of_mine(listed),
        left=sum(not (text and text.text) for _, text in listed),
    )  # fmt: skip


def _unwritten_of_mine(listed: Any) -> list[str]:
    """The sections that nobody has written and that the reader's own role writes."""
    return [
        section.key
        for section, text in listed
        if not (text and text.text) and rules.writer_of(section.owner) == g.viewer.role
    ]


@blueprint.route("/p/<slug>/packs/<kind>/text/<section>", methods=["GET", "POST"])
@require("packs.write")
def text(slug: str, kind: str, section: str) -> ResponseReturnValue:
    entry, held = queries.get_text(g.viewer, kind, section)
    form = TextForm(data={"text": held.text if held else "", "version": held.version if held else 0})

    def save() -> ResponseReturnValue:
        actions.write_narrative(g.viewer, kind, section, form.text.data or "", typed_version(form))
        flash(f"The text of “{entry.title}” is saved.", "success")
        return redirect(url_for(".texts", slug=slug, kind=kind), 303)

    name = rules.KIND_NAMES[kind]
    told = queries.telling_words(g.viewer, [(entry.title, form.text.data or "")])
    return ask(form, "packs/web/text.html", save, kind=kind, name=name, entry=entry, held=held, told=told)


@blueprint.get("/p/<slug>/packs/snapshots/<int:snapshot_id>")
@require("packs.view")
def snapshot(slug: str, snapshot_id: int) -> ResponseReturnValue:
    found = queries.get_snapshot(g.viewer, snapshot_id)
    shown = queries.shown_to(g.viewer, found)
    page = document(shown, _chart)
    keys = {mark: key for key, mark in marks(shown).items()}
    return render_template(
        "packs/web/snapshot.html",
        found=found,
        page=page,
        keys=keys,
        files=_files(found),
        name=rules.KIND_NAMES[found.kind],
        may_approve=_may_approve(found),
        withdrawn=queries.withdrawn_in(found),
        dataset_names=DATASET_NAMES,
    )


def _may_approve(found: Any) -> bool:
    return found.state == "draft" and found.files and found.side_id is None and g.viewer.may("packs.approve")


def _chart(block: dict[str, Any]) -> str:
    return queries.drawn(block["chart"], block["data"], title=block["title"], desc=block["alt"], ident=block["key"])


@blueprint.get("/p/<slug>/packs/snapshots/<int:snapshot_id>/figures/<key>")
@require("packs.view")
def figure(slug: str, snapshot_id: int, key: str) -> ResponseReturnValue:
    found = queries.get_snapshot(g.viewer, snapshot_id)
    shown = queries.shown_to(g.viewer, found)
    held = queries.get_figure(shown, key)
    withheld, order = held["value"] is None, marks(shown)
    return render_template(
        "packs/web/figure.html",
        found=found,
        figure=held,
        value=figure_words(held),
        withheld=withheld,
        formula="" if withheld else formula_words(held, order),
        mark=order[key],
        inputs=[_input(shown["figures"][each], order) for each in held.get("inputs", ())],
        used=[(each["key"], each["label"]) for each in queries.used_by(shown, key)],
        places_of=_places(slug, shown, held.get("cells", ())),
        parts=_parts(slug, shown, held.get("parts", ())),
        name=rules.KIND_NAMES[found.kind],
    )


def _input(held: dict[str, Any], order: dict[str, str]) -> dict[str, Any]:
    return {"key": held["key"], "label": held["label"], "value": figure_words(held), "mark": order[held["key"]]}


def _parts(slug: str, shown: Frozen, parts: Any) -> list[dict[str, Any]]:
    """Cells that are split, with the weights that they are split by; `index` is whose share is taken."""
    return [
        {
            "driver": part.get("driver", ""),
            "cost": _cost_words(part["cost"]) if "cost" in part else "",
            "to": part["weights"][part["index"]]["organisation"] if part["weights"] else "",
            "places": _places(slug, shown, part["cells"]),
            "less": [(_cost_words(each), _places(slug, shown, each["cells"])) for each in part.get("less", ())],
            "weights": [(each["organisation"], _places(slug, shown, [each["cells"]])[0]) for each in part["weights"]],
        }
        for part in parts
    ]


def _cost_words(cost: Any) -> str:
    """Which component of whose cost: "the pay of post C00001"; in the public edition of no post by name."""
    whose = f"post {cost['post']}" if cost["post"] else "a shared post"
    return f"the {rules.COMPONENT_NAMES[cost['component']]} of {whose}"


def _places(slug: str, shown: Frozen, cells: Any) -> list[dict[str, Any]]:
    """File, sheet, column and rows of each group of cells; an address where this viewer may open the version."""
    sources = {source["release_id"]: source for source in shown["sources"]}
    return [_place(slug, sources[each["release_id"]], each) for each in cells]


def _place(slug: str, source: Any, cells: Any) -> dict[str, Any]:
    release = queries.readable_release(g.viewer, cells["release_id"])
    rows = cells["rows"]
    address = f"/p/{slug}/versions/{cells['release_id']}/cells/{cells['column']}?rows={written_rows(rows)}"
    if release and release.sheets:  # the rows of a frozen figure are its sheet's own
        address += f"&{urlencode({'sheet': cells['sheet']})}"
    newer = find_release_in_force(g.viewer, release.dataset, release.organisation_id) if release else None
    return {
        "file": source["filename"],
        "sheet": cells.get("sheet", source["sheet"]),
        "column": cells["column"],
        "field": cells["field"],
        "rows": row_ranges(rows),
        "count": len(rows),
        "source": source,
        "href": address if release and rows and may_read(g.viewer, release.dataset) else None,
        "newer": newer.number if newer and release and newer.id != release.id else None,
    }


@blueprint.route("/p/<slug>/packs/snapshots/<int:snapshot_id>/approve", methods=["GET", "POST"])
@require("packs.approve")
def approve(slug: str, snapshot_id: int) -> ResponseReturnValue:
    found = queries.get_snapshot(g.viewer, snapshot_id)
    form, held = ApproveForm(data={"version": found.version}), queries.frozen(found)

    def save() -> ResponseReturnValue:
        job = actions.approve_pack(g.viewer, found, typed_version(form))
        flash("The pack is approved. Its files are built again without the word “draft”.", "success")
        return redirect(url_for("jobs.show", slug=slug, job_id=job.id), 303)

    return ask(form, "packs/web/approve.html", save, found=found, name=rules.KIND_NAMES[found.kind],
               unwritten=queries.unwritten_in(found), same=found.frozen_by == g.viewer.name,
               told=queries.telling_in_public(g.viewer, held), front=front_facts(held),
               unsaid=not held.get("front", {}).get("addressed_to"))  # fmt: skip


@blueprint.post("/p/<slug>/packs/snapshots/<int:snapshot_id>/files")
@require("packs.build")
def rebuild(slug: str, snapshot_id: int) -> ResponseReturnValue:
    job = actions.rebuild_files(g.viewer, queries.get_snapshot(g.viewer, snapshot_id))
    return redirect(url_for("jobs.show", slug=slug, job_id=job.id), 303)


@blueprint.get("/p/<slug>/packs/files/<int:file_id>")
@require("packs.view")
@by_token("read")
def download(slug: str, file_id: int) -> ResponseReturnValue:
    held, found = queries.get_pack_file(g.viewer, file_id)
    content = read_bytes(held.file.sha256)
    record_access(
        g.viewer,
        "download_pack",
        ("pack_file", held.id),
        f"The {held.edition} {held.format} of a {found.kind} pack was downloaded",
        g.viewer.programme_id,
    )
    answer = Response(content, mimetype=rules.MIMETYPES[held.format])
    answer.headers.set("Content-Disposition", "attachment", filename=f"{found.kind}-{held.edition}.{held.format}")
    return answer
