"""The plan: its summary, its chart, its list, and one milestone."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.releases.queries import more_sheets
from transfer.steering import actions, pages, queries, rules
from transfer.steering.forms import MilestoneForm
from transfer.web.access import by_token, require
from transfer.web.answers import ask, typed_version
from transfer.web.downloads import workbook
from transfer.web.paging import asked_page, paged_list

blueprint = Blueprint("steering", __name__)


@blueprint.get("/p/<slug>/plan")
@require("plan.view")
def index(slug: str) -> ResponseReturnValue:
    plan = queries.get_plan(g.viewer)
    asked = pages.asked_items(plan)
    page = paged_list(asked, asked_page())
    return render_template(
        "steering/index.html", plan=plan, page=page, rows=[pages.milestone_row(item) for item in page.items],
        columns=pages.COLUMNS, late=[pages.milestone_row(item) for item in plan.late], words=rules.STATUS_WORDS,
        late_columns=pages.LATE_COLUMNS, cards=pages.count_cards(plan), controls=pages.controls(plan),
        faults=pages.count_faults(plan), colours=pages.COLOURS,
        chart=pages.plan_chart(asked, g.programme.today()),
        narrow=pages.plan_chart(asked, g.programme.today(), pages.PHONE_WIDTH), chart_columns=pages.CHART_COLUMNS,
        chart_rows=[pages.milestone_row(item) for item in asked[: pages.MOST_DRAWN]], most=pages.MOST_DRAWN,
        download=pages.download_address(),
    )  # fmt: skip


@blueprint.get("/p/<slug>/plan.xlsx")
@require("plan.view")
@by_token("read")
def download(slug: str) -> ResponseReturnValue:
    rows = [pages.download_row(item) for item in pages.asked_items(queries.get_plan(g.viewer))]
    words = f"{len(rows):,} milestones downloaded"
    record_access(g.viewer, "download_plan", ("milestones", ""), words, g.programme.id)
    content = table_workbook("Plan", pages.DOWNLOAD, rows, more_sheets(g.viewer, "milestones"))
    return workbook(content, f"{slug}-plan.xlsx")


def _shown(item: queries.PlanItem) -> dict[str, Any]:
    return {
        "item": item, "sheet": item.sheet, "seen": item.assessment, "status_words": pages.status_words(item),
        "colour": pages.colour(item), "kinds": rules.KINDS, "far_off": pages.far_off, "address": pages.address,
        "room": rules.room_in_words(item.assessment), "updates": queries.list_updates(g.viewer, item.reference),
        "cells": f"/p/{g.programme.slug}/versions/{item.sheet.release_id}/cells/",
    }  # fmt: skip


def _form(item: queries.PlanItem) -> MilestoneForm:
    shown = {
        "version": item.update_id, "forecast_on": item.forecast_on, "actual_on": item.actual_on,
        "evidence": item.task.evidence,
    }  # fmt: skip
    return MilestoneForm(data=shown)


@blueprint.get("/p/<slug>/plan/milestones/<path:reference>")
@require("plan.view")
def milestone(slug: str, reference: str) -> ResponseReturnValue:
    item = queries.get_milestone(g.viewer, reference)
    form = _form(item) if g.viewer.may("plan.edit") else None
    return render_template("steering/milestone.html", form=form, current=None, message="", **_shown(item))


@blueprint.route("/p/<slug>/plan/update/<path:reference>", methods=["GET", "POST"])
@require("plan.edit")
def update(slug: str, reference: str) -> ResponseReturnValue:
    item = queries.get_milestone(g.viewer, reference)
    form = _form(item)

    def save() -> ResponseReturnValue:
        actions.update_milestone(
            g.viewer, reference, forecast_on=form.forecast_on.data, actual_on=form.actual_on.data,
            reason=form.reason.data or "", evidence=form.evidence.data or "", seen_update_id=typed_version(form),
        )  # fmt: skip
        flash(f"Saved: {reference}.", "success")
        return redirect(url_for(".milestone", slug=slug, reference=reference), 303)

    return ask(form, "steering/milestone.html", save, **_shown(item))
