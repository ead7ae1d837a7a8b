"""What each contract sum is built from, and what was published."""

from collections.abc import Iterator
from typing import Any

from flask import g, redirect, render_template
from flask.typing import ResponseReturnValue

from transfer.budget.forms import ConfirmForm
from transfer.budget.rules import PART_YEAR_METHODS
from transfer.contract_sum import actions, queries
from transfer.contract_sum.forms import FromSplitForm, PartForm, SumForm
from transfer.contract_sum.models import YearsActivity
from transfer.contract_sum.queries import Published, Seen, Span, Stay
from transfer.contract_sum.rules import (
    CHANGE_WORDS,
    PART_KINDS,
    SCENARIOS,
    activity_percent,
    passes_activity,
    vat_cost,
)
from transfer.contract_sum.views.common import TIMING_WORDS, address, ask_sum, blueprint
from transfer.kernel.dates import long_date
from transfer.kernel.money import pounds
from transfer.programmes.queries import get_option, list_options, list_organisations
from transfer.web.access import require
from transfer.web.answers import ask, typed_version


@blueprint.get("/p/<slug>/money/contract-sums")
@require("money.view")
def index(slug: str) -> ResponseReturnValue:
    sums = [Seen(each) for each in queries.list_sums(g.viewer)]
    return render_template(
        "contract_sum/index.html", rows=[_sum_row(each) for each in sums], may=g.viewer.may("money.edit"),
        published=[_published_row(each) for each in queries.published_sums(g.viewer, sums)],
        activity=[_activity_row(each) for each in queries.list_activity(g.viewer)],
    )  # fmt: skip


def _sum_row(seen: Seen) -> dict[str, Any]:
    row = seen.row
    return {
        "name": f"{row.organisation.short}, {row.year}", "href": address("show", sum_id=row.id), "state": row.state,
        "built": seen.built, "changes": seen.today - seen.built, "today": seen.today, "asked": seen.asked,
        "refused": seen.refused, "warnings": queries.full_year_warnings(g.viewer, seen),
    }  # fmt: skip


def _published_row(each: Published) -> dict[str, Any]:
    claim, rise = each.claim, each.rise
    percent = f" ({rise[1]:+}%)" if rise and rise[1] is not None else ""
    return {
        "year": each.year, "statement": claim.statement, "value": claim.value, "gap": each.gap, "ours": each.ours,
        "where": ", ".join(filter(None, (claim.document, claim.paragraph))),
        "rise": f"{'+' if rise[0] > 0 else ''}{pounds(rise[0])}{percent}" if rise else None,
        "difference": each.apart,
        "says": "no sum here" if each.apart is None else "differs" if each.apart else "matches",
    }  # fmt: skip


def _activity_row(row: YearsActivity) -> dict[str, Any]:
    share = queries.activity_rate(row.year)
    percent, may = activity_percent(row.own_pence, row.other_pence), g.viewer.may("money.edit")
    passed = passes_activity(row.own_pence, row.other_pence, share.value)
    return {
        "name": f"{row.organisation.short}, {row.year}", "own": row.own_pence, "other": row.other_pence,
        "percent": "None" if percent is None else f"{percent}%", "source": row.source, "share": share,
        "passed": passed, "href": address("change_activity", activity_id=row.id) if may else None,
    }  # fmt: skip


@blueprint.route("/p/<slug>/money/contract-sums/new", methods=["GET", "POST"])
@require("money.edit")
def open_sum(slug: str) -> ResponseReturnValue:
    form = SumForm().offer(list_organisations(g.viewer))

    def save() -> ResponseReturnValue:
        found = actions.open_sum(g.viewer, organisation_id=form.organisation_id.data, year=form.year.data.strip())
        return redirect(address("show", sum_id=found.id), 303)

    return ask(form, "layouts/form.html", save, title="Open a contract sum", back=address("index"))


@blueprint.get("/p/<slug>/money/contract-sums/<int:sum_id>")
@require("money.view")
def show(slug: str, sum_id: int) -> ResponseReturnValue:
    seen, may = Seen(queries.get_sum(g.viewer, sum_id)), g.viewer.may("money.edit")
    draft = seen.row.state == "draft"
    return render_template(
        "contract_sum/show.html", seen=seen, row=seen.row, may=may, draft=draft, timings=TIMING_WORDS,
        parts=[_part_row(each, may and draft) for each in seen.row.parts], vat=_vat_rows(seen), steps=seen.steps,
        rate=queries.vat_rate(seen.row.year), scenarios=SCENARIOS, drift=_drift(seen),
        spans=[_span(seen, each) for each in queries.spans_of(g.viewer, seen)],
        changes=[_change_row(each, may) for each in seen.row.changes],
    )  # fmt: skip


def _span(seen: Seen, span: Span) -> dict[str, Any]:
    """The full year that the split gives beside what of the year is the body's, and which of the two the sum holds."""
    taken, option = span.taken, span.option
    rows = [
        {"name": each.service, "moves": " and ".join(map(long_date, each.moves_on)), "full": each.full, **each.parts,
         "part": _part_of_year(each, seen.row.year)}
        for each in taken.stays
    ]  # fmt: skip
    whole = {method: taken.full + taken.outside(method) for method in PART_YEAR_METHODS}
    agreed = queries.agreed_of(g.viewer, option)
    foot = {"name": "All that was agreed" if agreed else "All that the split gives", "full": taken.full, **whole}
    return {"option": option.name, "rows": rows, "foot": foot, "adjusted": span.adjusted, "warning": span.full_year,
            "later": [words for each in taken.stays for words in _later(each, seen)],
            "outside": taken.outside("months"), "full": span.part.pence}  # fmt: skip


def _part_of_year(each: Stay, year: str) -> str:
    """How much of the year is the body's, by each method: "9 of 12 months, 275 of 366 days, 76% of the profile"."""
    return ", ".join(dict.fromkeys(filter(None, each.words.values()))) or f"None of {year}"


def _later(stay: Stay, seen: Seen) -> Iterator[str]:
    """Each later year in which the service moves, with what of that year is the body's, by each method."""
    body = seen.row.organisation
    for months, *others in zip(*stay.later.values(), strict=True):
        parts = [f"{pounds(each.of(body.id))} ({each.words_of(body.id) or 'none of it'})" for each in (months, *others)]
        days = " and ".join(long_date(move.transfer_on) for move in months.moves)
        yield (
            f"{stay.service} moves on {days}, after {seen.row.year}. Of its {pounds(months.source_pence)} a year "
            f"{pounds(stay.parts['months'])} is for {body.short} in {seen.row.year}. Of {months.year} it has "
            f"{', '.join(parts[:-1])} or {parts[-1]}, at the prices of {seen.row.year}."
        )


def _part_row(part: Any, may: bool) -> dict[str, Any]:
    href = address("change_part", part_id=part.id) if may else None
    return {"label": part.label, "kind": PART_KINDS[part.kind], "pence": part.pence, "taxed": part.taxed_pence,
            "source": part.source, "href": href}  # fmt: skip


def _change_row(change: Any, may: bool) -> dict[str, Any]:
    asked = f"{change.asked_by}, {change.asked_on:%-d %B %Y}"
    return {
        "number": change.number, "label": change.label, "pence": change.pence, "agreed": change.agreed_pence,
        "state": CHANGE_WORDS[change.state], "asked": asked, "funding": change.funding, "row": change,
        "own": change.asked_by_id is not None and change.asked_by_id == g.viewer.user_id,
        "href": address("decide_change", request_id=change.id) if may and change.state == "asked" else None,
    }  # fmt: skip


def _vat_rows(seen: Seen) -> list[dict[str, Any]]:
    """Each scenario with what VAT would cost, and the sum that the body would need for the same services."""
    rate, recovered = queries.vat_rate(seen.row.year).value, seen.row.recovery_percent
    return [
        {
            "key": key, "words": words if key != "partial" else f"{words}, here {recovered.normalize():f}%",
            "cost": cost, "need": seen.today + cost, "chosen": key == seen.row.scenario,
        }
        for key, words in SCENARIOS.items()
        for cost in [vat_cost(seen.taxed, rate, key, recovered)]
    ]  # fmt: skip


def _drift(seen: Seen) -> list[str]:
    """Where the split has moved on since its figure was taken."""
    told = []
    for part in seen.row.parts:
        if part.option:
            now = queries.split_share(g.viewer, part.option, seen.row.organisation_id)
            if now != part.pence:
                agreed = queries.agreed_of(g.viewer, part.option)
                whose = f"Version {agreed.baseline.number} of the agreed baseline" if agreed else "The split"
                told.append(
                    f"{whose} under {part.option.name} now gives {pounds(now)}, {pounds(now - part.pence)} from the "
                    f"{pounds(part.pence)} that this sum took."
                )
    return told


@blueprint.route("/p/<slug>/money/contract-sums/<int:sum_id>/parts/new", methods=["GET", "POST"])
@require("money.edit")
def add_part(slug: str, sum_id: int) -> ResponseReturnValue:
    row, form = queries.get_sum(g.viewer, sum_id), PartForm()
    back = address("show", sum_id=row.id)
    return ask_sum(form, "Add a part", back, lambda: actions.add_part(g.viewer, row, **_part(form)), "Saved: a part.")


def _part(form: PartForm) -> dict[str, Any]:
    return {name: form[name].data for name in ("kind", "label", "pence", "taxed_pence", "source")}


@blueprint.route("/p/<slug>/money/contract-sums/<int:sum_id>/parts/from-split", methods=["GET", "POST"])
@require("money.edit")
def take_from_split(slug: str, sum_id: int) -> ResponseReturnValue:
    row = queries.get_sum(g.viewer, sum_id)
    form = FromSplitForm().offer([each for each in list_options(g.viewer) if each.transfers])

    def save() -> None:
        actions.take_from_split(g.viewer, row, get_option(g.viewer, form.option_id.data), form.span.data)

    note = (
        f"What the split of {g.programme.budget_year} gives {row.organisation.name}, net, from the books that you see. "
        "Everybody who sees money will see the figure here."
    )
    return ask_sum(form, "Take the split’s figure", address("show", sum_id=row.id), save, "Saved: a part.", note=note)


@blueprint.route("/p/<slug>/money/contract-sums/parts/<int:part_id>", methods=["GET", "POST"])
@require("money.edit")
def change_part(slug: str, part_id: int) -> ResponseReturnValue:
    part = queries.get_part(g.viewer, part_id)
    form = PartForm(obj=part)

    def save() -> None:
        actions.change_part(g.viewer, part, version=typed_version(form), **_part(form))

    back, remove = address("show", sum_id=part.sum_id), address("remove_part", part_id=part.id)
    return ask_sum(form, "Change a part", back, save, "Saved: a part.", remove=remove)


@blueprint.route("/p/<slug>/money/contract-sums/parts/<int:part_id>/remove", methods=["GET", "POST"])
@require("money.edit")
def remove_part(slug: str, part_id: int) -> ResponseReturnValue:
    part = queries.get_part(g.viewer, part_id)
    form, back = ConfirmForm(version=part.version), address("show", sum_id=part.sum_id)

    def save() -> None:
        actions.remove_part(g.viewer, part, version=typed_version(form))

    return ask_sum(form, f"Remove “{part.label}”", back, save, "Removed: a part.")
