"""Options side by side, and the scoring of those that pass every constraint."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.appraisal import actions, queries
from transfer.appraisal.forms import AsUsualForm, CriterionForm, NewScorerForm, ScorerForm
from transfer.appraisal.models import Criterion, Scorer
from transfer.appraisal.queries import Appraised, Scoring
from transfer.appraisal.rules import HIGHEST, LOWEST, WHOLE, total_weight
from transfer.budget.forms import ConfirmForm
from transfer.budget.queries import discount_rates
from transfer.budget.rules import by_how_much
from transfer.kernel.money import half_up
from transfer.programmes.models import Option
from transfer.programmes.queries import get_option, list_options
from transfer.web.access import require
from transfer.web.answers import ask, typed_version
from transfer.web.forms import BaseForm

blueprint = Blueprint("appraisal", __name__)
LONG = 50  # beyond this year the Green Book asks for a low-rate sensitivity


def hundredths(value: Fraction) -> Decimal:
    """A score or a percentage to two places, half up."""
    return Decimal(half_up(value * 100)).scaleb(-2)


@blueprint.get("/p/<slug>/money/appraisal")
@require("money.view")
def index(slug: str) -> ResponseReturnValue:
    found, ground = queries.appraised(g.viewer)
    names = {each.option.id: each.option.name for each in found}
    scoring = queries.scoring(g.viewer)
    last = max((row[0] for each in found if each.value for row in each.value.by_year), default=0)
    return render_template(
        "appraisal/index.html", rows=[_row(each, found) for each in found], found=found, missing=ground.missing,
        books=[_book(each) for each in ground.releases.values()], turns=_turns(scoring, names), names=names,
        scoring=scoring, usual=queries.as_usual(g.viewer), still=queries.still_options(g.viewer),
        rates=discount_rates(g.viewer), long_run=last > LONG, may=g.viewer.may("programme.edit"),
    )  # fmt: skip


def _book(release: Any) -> dict[str, Any]:
    whose = release.organisation.short if release.organisation else "Programme"
    href = url_for("releases.show", slug=g.programme.slug, release_id=release.id)
    return {"words": f"{whose}, version {release.number}", "href": href}


def _row(each: Appraised, found: Sequence[Appraised]) -> dict[str, Any]:
    value, standing = each.value, each.standing
    return {
        "option": each.option.name, "as_usual": each.as_usual, "each": each, "moved": each.moved_pence,
        "agreed": each.agreed_pence,
        "href": url_for("budget.value", slug=g.programme.slug, option=each.option.id),
        "npv": value.npv_pence if value else None,
        "biased": value.npv_with_bias_pence if value else None,
        "costs": by_how_much(value.switching_percent, "Costs", "fall", "rise") if value else None,
        "benefits": by_how_much(value.benefits_switching_percent, "Benefits", "rise", "fall") if value else None,
        "score": hundredths(standing.mean) if standing else None,
        "range": f"{hundredths(standing.lowest)} to {hundredths(standing.highest)}" if standing else None,
        "firsts": standing.firsts if standing else None, "level": _level(each, found),
    }  # fmt: skip


def _level(each: Appraised, found: Sequence[Appraised]) -> str | None:
    """For the option of the highest value: how far its costs could rise before the next is as good."""
    valued = sorted((other for other in found if other.value and not other.out), key=_npv, reverse=True)
    if len(valued) < 2 or valued[0] is not each or not each.value or _npv(valued[1]) == _npv(each):
        return None
    percent = each.value.level_percent(_npv(valued[1]))
    return f"costs could rise by {percent}% before {valued[1].option.name} is worth as much" if percent else None


def _npv(each: Appraised) -> int:
    return each.value.npv_pence if each.value else 0


def _turns(scoring: Scoring, names: dict[int, str]) -> list[dict[str, Any]]:
    criteria = {each.id: each for each in scoring.criteria}
    return [
        {
            "criterion": criteria[turn.criterion].name,
            "now": hundredths(Fraction(criteria[turn.criterion].weight)),
            "then": hundredths(turn.weight),
            "rival": names[turn.rival],
        }
        for turn in scoring.turns
    ]


@blueprint.get("/p/<slug>/money/appraisal/scoring")
@require("money.view")
def scores(slug: str) -> ResponseReturnValue:
    scoring = queries.scoring(g.viewer)
    options = [each for each in list_options(g.viewer) if each.id in scoring.options]
    left = WHOLE - total_weight(scoring.held)
    return render_template(
        "appraisal/scoring.html", scoring=scoring, options=options, left=left, may=g.viewer.may("programme.edit"),
        left_out=[each for each in list_options(g.viewer) if each.id not in scoring.options],
        lowest=LOWEST, highest=HIGHEST,
    )  # fmt: skip


def _back() -> ResponseReturnValue:
    return redirect(url_for("appraisal.scores", slug=g.programme.slug), 303)


def _ask(form: BaseForm, title: str, save: Callable[[], Any], said: str, **more: Any) -> ResponseReturnValue:
    """more: template, note and remove of the page."""

    def save_and_say() -> ResponseReturnValue:
        save()
        flash(said, "success")
        return _back()

    template = more.pop("template", "layouts/form.html")
    back = url_for("appraisal.scores", slug=g.programme.slug)
    return ask(form, template, save_and_say, title=title, back=back, **more)


@blueprint.route("/p/<slug>/money/appraisal/as-usual", methods=["GET", "POST"])
@require("programme.edit")
def choose_as_usual(slug: str) -> ResponseReturnValue:
    held = queries.as_usual(g.viewer)
    form = AsUsualForm(obj=held).offer(queries.still_options(g.viewer))

    def save() -> ResponseReturnValue:
        option = get_option(g.viewer, form.option_id.data)
        actions.name_as_usual(g.viewer, option, version=typed_version(form) if held else None)
        flash(f"{option.name} stands for business as usual.", "success")
        return redirect(url_for("appraisal.index", slug=slug), 303)

    back = url_for("appraisal.index", slug=slug)
    return ask(form, "layouts/form.html", save, title="Choose business as usual", back=back)


def _criterion(form: CriterionForm) -> dict[str, Any]:
    return {"name": form.name.data or "", "weight": form.weight.data, "swing": form.swing.data or ""}


@blueprint.route("/p/<slug>/money/appraisal/criteria/new", methods=["GET", "POST"])
@require("programme.edit")
def add_criterion(slug: str) -> ResponseReturnValue:
    form = CriterionForm()
    return _ask(
        form, "Add a criterion", lambda: actions.add_criterion(g.viewer, **_criterion(form)), "Saved: a criterion."
    )


@blueprint.route("/p/<slug>/money/appraisal/criteria/<int:criterion_id>", methods=["GET", "POST"])
@require("programme.edit")
def change_criterion(slug: str, criterion_id: int) -> ResponseReturnValue:
    found: Criterion = queries.get_criterion(g.viewer, criterion_id)
    form = CriterionForm(obj=found)

    def save() -> None:
        actions.change_criterion(g.viewer, found, version=typed_version(form), **_criterion(form))

    remove = url_for("appraisal.remove_criterion", slug=slug, criterion_id=criterion_id)
    return _ask(form, "Change a criterion", save, "Saved: a criterion.", remove=remove)


@blueprint.route("/p/<slug>/money/appraisal/criteria/<int:criterion_id>/remove", methods=["GET", "POST"])
@require("programme.edit")
def remove_criterion(slug: str, criterion_id: int) -> ResponseReturnValue:
    found = queries.get_criterion(g.viewer, criterion_id)
    form = ConfirmForm(version=found.version)

    def save() -> None:
        actions.remove_criterion(g.viewer, found, version=typed_version(form))

    note = f"“{found.name}” goes, and every score on it. Packs that were frozen with it keep it."
    return _ask(form, "Remove a criterion", save, "Removed: a criterion.", note=note)


@blueprint.route("/p/<slug>/money/appraisal/scorers/new", methods=["GET", "POST"])
@require("programme.edit")
def add_scorer(slug: str) -> ResponseReturnValue:
    form = NewScorerForm()

    def save() -> ResponseReturnValue:
        added = actions.add_scorer(g.viewer, name=form.name.data or "", capacity=form.capacity.data or "")
        return redirect(url_for("appraisal.change_scores", slug=slug, scorer_id=added.id), 303)

    back = url_for("appraisal.scores", slug=slug)
    return ask(form, "layouts/form.html", save, title="Add a scorer", back=back)


@blueprint.route("/p/<slug>/money/appraisal/scorers/<int:scorer_id>", methods=["GET", "POST"])
@require("programme.edit")
def change_scores(slug: str, scorer_id: int) -> ResponseReturnValue:
    found = queries.get_scorer(g.viewer, scorer_id)
    scoring = queries.scoring(g.viewer)
    options = [each for each in list_options(g.viewer) if each.id in scoring.options]
    form = ScorerForm.about(options, scoring.criteria)(data=_shown(found))

    def save() -> None:
        actions.record_scores(
            g.viewer, found, version=typed_version(form), name=form.name.data or "", capacity=form.capacity.data or "",
            typed=_typed(form, options, scoring.criteria),
        )  # fmt: skip

    remove = url_for("appraisal.remove_scorer", slug=slug, scorer_id=scorer_id)
    return _ask(
        form, f"Scores of {found.name}", save, "Saved: the scores.", template="appraisal/scores_of.html", remove=remove,
        options=options, criteria=scoring.criteria, highest=HIGHEST, lowest=LOWEST,
    )  # fmt: skip


def _shown(scorer: Scorer) -> dict[str, Any]:
    shown: dict[str, Any] = {"version": scorer.version, "name": scorer.name, "capacity": scorer.capacity}
    for (option, criterion), (score, reason) in scorer.cells.items():
        shown |= {f"score_{option}_{criterion}": score, f"reason_{option}_{criterion}": reason}
    return shown


def _typed(form: Any, options: Sequence[Option], criteria: Sequence[Criterion]) -> actions.Typed:
    cells = [(option.id, criterion.id) for option in options for criterion in criteria]
    return {
        (option, criterion): (
            form[f"score_{option}_{criterion}"].data,
            (form[f"reason_{option}_{criterion}"].data or "").strip(),
        )
        for option, criterion in cells
    }


@blueprint.route("/p/<slug>/money/appraisal/scorers/<int:scorer_id>/remove", methods=["GET", "POST"])
@require("programme.edit")
def remove_scorer(slug: str, scorer_id: int) -> ResponseReturnValue:
    found = queries.get_scorer(g.viewer, scorer_id)
    form = ConfirmForm(version=found.version)

    def save() -> None:
        actions.remove_scorer(g.viewer, found, version=typed_version(form))

    note = f"{found.name} and all their scores go. Packs that were frozen with them keep them."
    return _ask(form, "Remove a scorer", save, "Removed: a scorer.", note=note)
