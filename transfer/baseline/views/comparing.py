"""Two versions of the baseline line by line, and the agreed figures on the pages of money."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask import g, render_template
from flask.typing import ResponseReturnValue

from reports.tables import MoreSheet, TableColumn, table_workbook
from transfer.audit.actions import record_access
from transfer.baseline import queries
from transfer.baseline.queries import Agreed, Comparison
from transfer.baseline.rules import EXCLUDED, SOURCE, UNALLOCATED, Applied, Compared, Place, key_words
from transfer.baseline.views.common import asked, blueprint, names, names_key, place_words, to
from transfer.budget.queries import centre_name
from transfer.kernel.errors import NotFound
from transfer.web.access import require
from transfer.web.addresses import asking_alike
from transfer.web.downloads import workbook
from transfer.web.paging import asked_page, paged_list

LIVE = "live"
LINES = [
    {"key": "name", "label": "Row", "under": "under"},
    {"key": "place", "label": "Whose part", "kind": "short"},
    {"key": "before", "label": "Before", "kind": "money"},
    {"key": "after", "label": "After", "kind": "money"},
    {"key": "difference", "label": "Difference", "kind": "money"},
    {"key": "why", "label": "Explained by", "kind": "own"},
    {"key": "unexplained", "label": "Left to explain", "kind": "money"},
]


@blueprint.get("/p/<slug>/money/baseline/compare")
@require("money.view")
def compare(slug: str) -> ResponseReturnValue:
    """Any two versions, else the newest and the one before it; "live" as the second: the split of today."""
    versions = list(reversed(queries.list_baselines(g.viewer)))
    found = _compared()
    if found is None:
        return render_template("baseline/compare_none.html", versions=versions)
    known = names()
    page = paged_list([each for each in found.lines if _is_asked(each)], asked_page())
    return render_template(
        "baseline/compare.html", found=found, before=_title(found, 0), after=_title(found, 1), columns=LINES,
        page=page, rows=[_line(found, each, known) for each in page.items], controls=_controls(found),
        why=[_line(found, each, known) for each in found.why[:25]], proof=_proof(found), later=found.later,
        whole_columns=_whole_columns(found), agrees=not any(found.proof.values()) and not found.why,
        download=asking_alike("baseline.download_compared"), live=found.after is None,
    )  # fmt: skip


def _compared() -> Comparison | None:
    """The two that the address names; None as long as there is nothing to compare."""
    versions = list(reversed(queries.list_baselines(g.viewer)))
    before, after = asked("before"), asked("after")
    if after == LIVE and (held := _asked_version(before) or queries.find_in_force(g.viewer)):
        return queries.compare_with_live(g.viewer, held)
    if len(versions) < 2 and not (before.isdigit() and after.isdigit()):
        return None
    second = _asked_version(after) or versions[-1]
    first = _asked_version(before) or max(
        (each for each in versions if each.number < second.number), key=lambda each: each.number, default=second
    )
    return queries.compare_baselines(g.viewer, first, second)


def _asked_version(number: str) -> Any:
    """By its number in the address. Raises NotFound for a version that there is not."""
    return queries.get_version(g.viewer, int(number)) if number.isdigit() else None


def _title(found: Comparison, which: int) -> str:
    version = (found.before, found.after)[which]
    return f"version {version.number}" if version else "the split of today"


def _is_asked(each: Compared) -> bool:
    place, show = asked("whose"), asked("show")
    if not names_key(asked("q").casefold(), each.key):
        return False
    if place and place != f"{each.place}":
        return False
    return show == "every" or bool(each.difference or each.unexplained)


def _controls(found: Comparison) -> list[dict[str, Any]]:
    versions = [(f"{each.number}", f"Version {each.number}") for each in queries.list_baselines(g.viewer)]
    known = names()
    places = [(f"{each}", place_words(each, known)) for each in found.places]
    return [
        {"name": "before", "label": "From", "options": versions, "value": found.before.number, "all": "The one before"},
        {"name": "after", "label": "To", "options": [*versions, (LIVE, "The split of today")],
         "value": found.after.number if found.after else LIVE, "all": "The newest version"},
        {"name": "q", "label": "Cost centre or its name, group or fund"},
        {"name": "whose", "label": "Whose part", "options": places},
        {"name": "show", "label": "Lines", "options": [("every", "Every line")], "all": "Only what differs"},
    ]  # fmt: skip


def _line(found: Comparison, each: Compared, known: Mapping[int, str]) -> dict[str, Any]:
    ids = {applied.number: change.id for change, applied in found.changes}
    changes = [{"number": number, "pence": pence, "href": to("change", change_id=ids[number])}
               for number, pence in each.explained]  # fmt: skip
    reason = found.settled.get(each.key, "No approved change says so") if each.unexplained else ""
    return {
        "name": key_words(each.key), "under": centre_name(g.viewer, each.key[1]),
        "place": place_words(each.place, known), "before": each.before,
        "after": each.after, "difference": each.difference, "changes": changes, "reason": reason,
        "unexplained": each.unexplained,
    }  # fmt: skip


def _whole_columns(found: Comparison) -> list[dict[str, Any]]:
    known = names()
    return [
        {"key": "name", "label": "The whole", "href": "href"},
        *[{"key": f"p{each}", "label": place_words(each, known), "kind": "money"} for each in found.places],
    ]


def _proof(found: Comparison) -> list[dict[str, Any]]:
    """The first version, each change, what they come to, the second version, and the difference."""
    rows = [_whole_row(found, _title(found, 0).capitalize(), found.whole(found.old))]
    for change, applied in found.changes:
        href = to("change", change_id=change.id)
        rows.append(_whole_row(found, _change_words(change.title, applied), found.effect(applied)) | {"href": href})
    rows.append(_whole_row(found, "What they come to", found.by_changes))
    rows.append(_whole_row(found, _title(found, 1).capitalize(), found.whole(found.new)))
    return [*rows, _whole_row(found, "Difference", found.proof)]


def _change_words(title: str, applied: Applied) -> str:
    return f"{'Without' if applied.sign < 0 else 'With'} change {applied.number}: {title}"


def _whole_row(found: Comparison, name: str, held: Mapping[Place, int]) -> dict[str, Any]:
    return {"name": name, "href": None, **{f"p{each}": held.get(each, 0) for each in found.places}}


@blueprint.get("/p/<slug>/money/baseline/compare.xlsx")
@require("money.view")
def download_compared(slug: str) -> ResponseReturnValue:
    """The lines that are seen, and behind them the proof of the whole."""
    found = _compared()
    if found is None:
        raise NotFound("There are no two versions to compare")
    known = names()
    columns = [TableColumn("Year"), TableColumn("Cost centre", "code"), TableColumn("Cost centre name"),
               TableColumn("Group"), TableColumn("Fund", "code"), TableColumn("Whose part"),
               TableColumn("Before", "money"), TableColumn("After", "money"), TableColumn("Difference", "money"),
               TableColumn("Explained by"),
               TableColumn("Left to explain", "money")]  # fmt: skip
    lines = [
        [*each.key[:2], centre_name(g.viewer, each.key[1]), *each.key[2:], place_words(each.place, known),
         each.before, each.after, each.difference, _explained(found, each),
         each.unexplained]
        for each in found.lines if _is_asked(each)
    ]  # fmt: skip
    whole = [TableColumn("The whole"), *(TableColumn(place_words(each, known), "money") for each in found.places)]
    proof = [[row["name"], *(row[f"p{each}"] for each in found.places)] for row in _proof(found)]
    told = f"{_title(found, 0).capitalize()} of the baseline beside {_title(found, 1)} was downloaded"
    record_access(g.viewer, "download_compared", ("baseline", found.before.id), told, g.viewer.programme_id)
    content = table_workbook("Line by line", columns, lines, [MoreSheet("Proof", whole, proof)])
    return workbook(content, f"{slug}-baseline-compared.xlsx")


def _explained(found: Comparison, each: Compared) -> str:
    changes = "; ".join(f"change {number}" for number, _ in each.explained)
    return "; ".join(filter(None, [changes, found.settled.get(each.key, "") if each.unexplained else ""]))


@blueprint.app_context_processor
def agreed_figures() -> dict[str, Any]:
    """Lets the pages of money, which know of no baseline, show the agreed figures beside their own: `agreed_money()`,
    None as long as nothing is agreed. They are summed once a page, and only where it is called."""
    return {"agreed_money": cache(lambda: _agreed(queries.find_agreed_figures(g.viewer)))}


def _agreed(found: Agreed | None) -> dict[str, Any] | None:
    if found is None:
        return None
    known = names()
    return {
        "number": found.baseline.number, "changes": _numbers(found.numbers), "waiting": _numbers(found.waiting),
        "option_id": found.baseline.option_id, "year": found.baseline.year, "basis": found.baseline.basis,
        "signed_at": found.baseline.baselined_at, "hash": found.baseline.hash,
        "href": to("version", baseline_id=found.baseline.id), "compare": to("compare", after=LIVE),
        "source": found.source_pence, "unallocated": found.unallocated_pence, "excluded": found.excluded_pence,
        "shares": {name: found.shares.get(place, 0) for place, name in known.items()},
        "beside": lambda source, shares, unallocated, excluded: _beside(
            found, {name: place for place, name in known.items()}, source, shares, unallocated, excluded
        ),
    }  # fmt: skip


def _beside(
    found: Agreed, places: Mapping[str, int], source: int, shares: Mapping[str, int], unallocated: int, excluded: int
) -> list[dict[str, Any]]:
    """A page's split, place by place, beside what was agreed, and why they are apart. shares: by short name."""
    live: dict[Place, int] = {SOURCE: source, **{places[short]: pence for short, pence in shares.items()}}
    live |= {UNALLOCATED: unallocated, EXCLUDED: excluded}
    words = ["Source", *shares, "Unallocated", "Excluded"]
    pairs = zip(words, found.beside(live).values(), strict=True)
    return [
        {"name": name, "agreed": each.agreed, "page": each.live, "by": each.by, "why": found.why(each)}
        for name, each in pairs
    ]  # fmt: skip


def _numbers(numbers: Any) -> str:
    """ "changes 1–3 and 5", "changes 1 and 2", "change 1"; blank for none."""
    if not numbers:
        return ""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = [word for run in runs for word in (map(str, run) if len(run) < 3 else [f"{run[0]}–{run[-1]}"])]
    told = ", ".join(words[:-1]) + (" and " if len(words) > 1 else "") + words[-1]
    return f"{'changes' if len(numbers) > 1 else 'change'} {told}"
