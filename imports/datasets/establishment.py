"""Establishment: a line is a post with its occupant, or a vacant post."""

from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

from imports.datasets.fields import Dataset, Field
from imports.datasets.rules import end_before_start, missing_where, repeated, short_code
from imports.datasets.synonyms import CONTRACT_TYPES, ESTABLISHMENT, OCCUPANCIES, VALUE_FILLERS
from imports.datasets.systems import with_values
from imports.frame import Frame
from imports.values.dates import PIVOT
from imports.words import plain

_LABELS = {
    "post_no": "a post number", "job_title": "a job title", "service": "a service", "team": "a team",
    "directorate": "a directorate", "cost_centre": "a cost centre", "location": "a location", "grade": "a grade",
    "scp": "a spinal column point", "fte": "the FTE", "headcount": "a headcount", "hours": "the weekly hours",
    "weeks": "the weeks paid a year", "salary_fte": "the full-time salary", "salary_actual": "the actual salary",
    "allowances": "the allowances", "occupancy": "an occupancy",
    "person_ref": "a person’s reference", "surname": "a surname", "forename": "a forename",
    "ni_number": "a National Insurance number", "date_of_birth": "a date of birth",
    "contract_type": "a contract type", "contract_end_on": "the contract’s end",
    "started_on": "a start date", "continuous_service_on": "the continuous service date",
    "lg_service_on": "the local government service date", "pension_scheme": "a pension scheme",
    "line_manager_post": "the line manager’s post number", "agency_name": "the agency", "absence": "an absence",
    "absence_until": "the end of the absence", "notes": "notes",
}  # fmt: skip
_KINDS: dict[str, Any] = {
    "fte": "number", "headcount": "number", "hours": "number", "weeks": "number", "salary_fte": "money",
    "salary_actual": "money", "allowances": "money", "occupancy": "choice", "contract_type": "choice",
    "date_of_birth": "date", "contract_end_on": "date", "started_on": "date", "continuous_service_on": "date",
    "lg_service_on": "date", "absence_until": "date", "post_no": "code", "cost_centre": "code", "scp": "code",
    "grade": "code", "person_ref": "code", "line_manager_post": "code", "ni_number": "code", "agency_name": "code",
    "surname": "code", "forename": "code",
}  # fmt: skip
_UNITS = {"hours": ("hours", "hour", "hrs", "h"), "weeks": ("weeks", "week", "wks"), "fte": ("fte", "wte")}
_BORN_BEFORE = 15
"""Nobody born in 2015 or later is employed: 31/01/45 is a birth of 1945."""
_DELETED = frozenset({"eliminated", "deleted", "post deleted", "deleted post", "disestablished", "post eliminated"})
"""What stands where a name should be on a post that is no more."""
_NO_NAME = _DELETED | {
    "vacant", "vacancy", "tbc", "tba", "unfilled", "no occupant", "not filled", "post vacant", "vacant post"
}  # fmt: skip
_NOBODY = frozenset({"xx"})
"""What stands where the manager of whoever has none should be."""
_OVER = Decimal("1.0005")
"""FTE is told to thousandths, so less than half of one above 1 is rounding."""


def _field(name: str) -> Field:
    choices = {"occupancy": OCCUPANCIES, "contract_type": CONTRACT_TYPES}.get(name, {})
    return Field(
        name,
        _KINDS.get(name, "text"),
        _LABELS[name],
        required=name in ("post_no", "job_title", "fte"),
        synonyms=ESTABLISHMENT.get(name, ()),
        choices=with_values(name, choices),
        fillers=VALUE_FILLERS if choices else frozenset(),
        shape=r"^[A-Za-z]{2}\s?\d{2}\s?\d{2}\s?\d{2}\s?[A-Da-d]?$" if name == "ni_number" else "",
        units=_UNITS.get(name, ()),
        ratio=name == "fte",
        pivot=_BORN_BEFORE if name == "date_of_birth" else PIVOT,
    )


def _is_named(value: str | None) -> bool:
    return value is not None and value.casefold() not in _NO_NAME


def person_of(ref: str | None, surname: str | None, forename: str | None) -> str:
    """Who a line's person is, as far as the file tells: the reference, else the name, else "" for nobody."""
    if ref and _is_named(ref):
        return ref.casefold()
    return " ".join(plain(name) for name in (surname, forename) if name and _is_named(name))


def _errors(frame: Frame) -> None:
    for index, fte, headcount in frame.rows("fte", "headcount"):
        if fte is None:
            continue
        if fte <= 0:
            frame.error(index, "fte", f"Enter an FTE above 0: {fte} is not", "fte-not-above-zero")
        elif fte > 1 and not (headcount and headcount > 1):
            message = f"Enter an FTE of 1 or less, or the headcount if several people share the line: {fte} is above 1"
            frame.error(index, "fte", message, "fte-above-one")
    end_before_start(frame, "started_on", "contract_end_on", "an end")
    shared = _shared_posts(frame)
    if shared:
        rows = frame.rows("post_no", "person_ref", "surname", "forename")
        keys = [(post, person_of(*who)) if post and post.casefold() in shared else (None, "") for _, post, *who in rows]
        repeated(frame, "post_no", keys, "this post with the same person")


def _shared_posts(frame: Frame) -> set[str]:
    """Posts of more than one line: few of many, so that the rest need no further look."""
    counts = Counter(post.casefold() for post in frame.column("post_no") if post)
    return {post for post, count in counts.items() if count > 1}


def _warnings(frame: Frame) -> None:
    for index, occupancy, surname, forename in frame.accepted("occupancy", "surname", "forename"):
        if occupancy == "vacant" and (_is_named(surname) or _is_named(forename)):
            frame.warn(
                index, "occupancy", "Enter filled, or remove the name: a vacant post has nobody in it", "vacant-named"
            )
    _deleted_posts(frame)
    _unknown_managers(frame)
    short_code(frame, "cost_centre")
    for index, full, actual, headcount in frame.accepted("salary_fte", "salary_actual", "headcount"):
        if full is not None and actual is not None and actual > full and not (headcount and headcount > 1):
            message = "Enter an actual salary no higher than the full-time salary, or correct the full-time salary"
            frame.warn(index, "salary_actual", message, "actual-above-full")
    _over_one(frame)
    missing_where(
        frame, "contract_end_on", lambda kind: kind == "fixed-term", ("contract_type",),
        "Enter the date on which this fixed-term contract ends", "fixed-term-without-end",
    )  # fmt: skip
    missing_where(
        frame, "agency_name", lambda state, kind: state == "agency" or (kind == "agency" and state != "vacant"),
        ("occupancy", "contract_type"), "Enter the agency that supplies this worker", "agency-unnamed",
    )  # fmt: skip


def _deleted_posts(frame: Frame) -> None:
    for index, surname in frame.accepted("surname"):
        if surname and surname.casefold() in _DELETED:
            message = f"Remove this row, or name the occupant: “{surname}” says that the post is no more"
            frame.warn(index, "surname", message, "post-deleted")


def _unknown_managers(frame: Frame) -> None:
    written = {post for post in frame.column("post_no") if post}
    posts = {post.casefold(): post for post in written}
    if not posts:
        return
    for index, manager in frame.accepted("line_manager_post"):
        if not manager or manager in written or manager.casefold() in _NOBODY:
            continue
        known = posts.get(manager.casefold())
        if known:
            message = f"{manager} was taken to be the post {known}, which is spelt otherwise"
            frame.note(index, "line_manager_post", message, "manager-spelt")
        else:
            message = f"Enter the line manager’s post number: {manager} is not a post in this file"
            frame.warn(index, "line_manager_post", message, "manager-unknown")


def _over_one(frame: Frame) -> None:
    """Two people whose FTE on one post comes to over 1: told at the FTE of the last. A line of several is no fault."""
    shared = _shared_posts(frame)
    if not shared:
        return
    lines: dict[str, list[tuple[int, Decimal]]] = defaultdict(list)
    pooled: set[str] = set()
    names = ("post_no", "fte", "headcount", "occupancy", "person_ref", "surname", "forename")
    for index, post, fte, headcount, occupancy, *who in frame.accepted(*names):
        if post is None or fte is None or post.casefold() not in shared:
            continue
        if headcount and headcount > 1:
            pooled.add(post.casefold())
        if occupancy in ("filled", "agency") or (occupancy is None and person_of(*who)):
            lines[post.casefold()].append((index, fte))
    for post, rows in lines.items():
        total = sum((fte for _, fte in rows), Decimal(0))
        if len(rows) > 1 and total > _OVER and post not in pooled:
            message = f"Check the FTE of this post’s {len(rows)} people: it comes to {total.normalize():f}, above 1"
            frame.warn(rows[-1][0], "fte", message, "post-over-one")


DATASET = Dataset(
    "establishment", "Establishment", "organisation", tuple(_field(name) for name in _LABELS),
    key=("post_no", "person_ref"), errors=_errors, warnings=_warnings,
    sheet_words=("establishment", "staff", "posts", "positions", "workforce", "employees"),
)  # fmt: skip
