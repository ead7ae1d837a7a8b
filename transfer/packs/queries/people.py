"""People and posts in totals: what moves, by service, state, contract and pension; and the schedule of posts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import Moving, catalogue, moving_in
from transfer.establishment.rules import NOT_STATED, OCCUPANCIES, OCCUPANCY_WORDS
from transfer.extensions import db
from transfer.packs.queries.book import Block, Book, Content, Place, Row, bring, column, key_part, table
from transfer.programmes.models import Option, Service
from transfer.releases.queries import missing_data

STATES = (*OCCUPANCIES, NOT_STATED)
NO_SERVICE = "No service of the programme"


class Line(NamedTuple):
    """One line without its person: never a name, a reference or pay."""

    release_id: int
    row: int
    organisation_id: int
    service_id: int | None
    occupancy: str
    fte: int
    post_no: str
    job_title: str
    grade: str | None
    contract_type: str | None
    contract_end_on: date | None
    pension_scheme: str | None

    @property
    def place(self) -> Place:
        return self.release_id, self.row


def lines_of(book: Book) -> list[Line]:
    """Every line in force, in the order of the sheets: one query; kept for the whole gathering."""
    held: list[Line] | None = book.__dict__.get("lines")
    if held is None:
        held = book.__dict__["lines"] = list(_read(book))
    return held


def _read(book: Book) -> Iterable[Line]:
    known = catalogue(book.viewer)
    bodies = {release.id: release.organisation_id or 0 for release in book.in_force["establishment"]}
    line = AssignmentLine
    query = select(
        line.release_id,
        line.source_row,
        line.service_key,
        line.cost_centre,
        line.occupancy,
        line.fte_thousandths,
        line.post_no,
        line.job_title,
        line.grade,
        line.contract_type,
        line.contract_end_on,
        line.pension_scheme,
    )
    rows = db.session.execute(query.where(line.release_id.in_(bodies)).order_by(line.release_id, line.source_row))
    for release_id, row, service, centre, occupancy, *rest in rows:
        yield Line(release_id, row, bodies[release_id], known.owner(service, centre), occupancy or NOT_STATED, *rest)


def moving_lines(book: Book, option: Option, moving: Moving | None = None) -> list[Line]:
    """The lines that move under an option, as `option_people` counts them."""
    found = moving or moving_in(book.viewer, option)
    return [line for line in lines_of(book) if found.paths.get((line.organisation_id, line.service_id or 0))]


def candidate_lines(book: Book, option: Option) -> list[Line]:
    """Filled lines whose employer changes."""
    moving = moving_in(book.viewer, option)
    return [
        line
        for line in moving_lines(book, option, moving)
        if line.occupancy == "filled" and moving.changes.get((line.organisation_id, line.service_id or 0))
    ]


def places(lines: Iterable[Line]) -> list[Place]:
    return [line.place for line in lines]


def counts_row(book: Book, key: str, label: str, lines: Sequence[Line]) -> Row:
    """filled … not stated, all and FTE of some lines, each a figure over their cells."""
    row: Row = {}
    for state in STATES:
        some = [line for line in lines if line.occupancy == state]
        words = f"{label}: {OCCUPANCY_WORDS[state].lower()}"
        row[state] = book.count(f"{key}.{key_part(state)}", words, "occupancy", places(some), "small-count")
    row["all"] = book.count(f"{key}.all", f"{label}: all posts", "post_no", places(lines), "small-count")
    row["fte"] = fte(book, f"{key}.fte", f"{label}: full-time equivalent", lines)
    return row


def fte(book: Book, key: str, label: str, lines: Sequence[Line]) -> Any:
    value = sum(line.fte for line in lines)
    return book.sum(key, label, "thousandths", value, book.cells("fte", places(lines)), kind="small-count")


def count_columns(first: str) -> list[dict[str, Any]]:
    return [
        column("name", first),
        *[column(state, OCCUPANCY_WORDS[state], "number", "small-count") for state in STATES],
        column("all", "All posts", "number", "small-count", sum_of=list(STATES)),
        column("fte", "FTE", "fte", "small-count"),
    ]


def by_service(book: Book, option: Option) -> Block:
    """What moves under an option, by service and state."""
    lines, key = moving_lines(book, option), f"option-{option.id}.posts"
    found: dict[int | None, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.service_id].append(line)
    rows = [
        {"name": service.name, **counts_row(book, f"{key}.{service.id}", f"{option.name}, {service.name}", held)}
        for service in book.services
        if (held := found.get(service.id))
    ]
    total = {"name": "All", **counts_row(book, key, option.name, lines)}
    return table(f"{key}.table", "Posts that move, by service", count_columns("Service"), rows, total=total)


def by_list(book: Book) -> Block:
    """Every list in force, whatever moves."""
    rows = []
    for release in book.in_force["establishment"]:
        held = [line for line in lines_of(book) if line.release_id == release.id]
        name = release.organisation.short if release.organisation else ""
        rows.append({"name": name, **counts_row(book, f"list-{release.id}", f"List of {name}", held)})
    total = {"name": "All", **counts_row(book, "lists", "All lists", lines_of(book))}
    return table("lists", "Every staff list in force", count_columns("Organisation"), rows, total=total)


def _by(book: Book, title: str, field: str, heading: str, of: Callable[[Line], str | None]) -> Block:
    """Filled and agency lines that move, by one more thing that the list says of them."""
    lines = [line for line in moving_lines(book, book.option) if line.occupancy in ("filled", "agency")]
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[of(line) or ""].append(line)
    rows = [_one(book, field, value, found[value]) for value in sorted(found, key=lambda each: (each == "", each))]
    total = {
        "name": "All",
        **_pair(book, f"people.{field}", f"Posts held that move, by {heading.lower()}", lines, field),
    }
    columns = [
        column("name", heading),
        column("people", "Posts held", "number", "small-count"),
        column("fte", "FTE", "fte", "small-count"),
    ]
    return table(f"people.{field}", title, columns, rows, total=total)


def _one(book: Book, field: str, value: str, lines: Sequence[Line]) -> Row:
    words = value[:1].upper() + value[1:] or "Not stated"
    key = f"people.{field}.{key_part(value) or 'blank'}"
    return {"name": words, **_pair(book, key, f"Posts held that move: {words}", lines, field)}


def _pair(book: Book, key: str, label: str, lines: Sequence[Line], field: str) -> Row:
    return {
        "people": book.count(f"{key}.count", label, field, places(lines), "small-count"),
        "fte": fte(book, f"{key}.fte", f"{label}, FTE", lines),
    }


def before_and_after(book: Book) -> Block:
    """Filled and agency lines of the services that move, by organisation: the chart draws what its table says."""
    by_service_id: dict[int | None, list[Line]] = defaultdict(list)
    for line in moving_lines(book, book.option):
        if line.occupancy in ("filled", "agency"):
            by_service_id[line.service_id].append(line)
    rows = [
        row
        for service in book.services
        if by_service_id.get(service.id)
        for row in _moved(book, service, by_service_id[service.id])
    ]
    columns = [
        column("name", "Service"),
        column("body", "Organisation"),
        column("before", "Before", "number", "small-count"),
        column("after", "After", "number", "small-count"),
    ]
    pairs = [
        {
            "service": row["name"],
            "organisation": row["body"],
            "before": book.value(row["before"]),
            "after": book.value(row["after"]),
        }
        for row in rows
    ]
    return {
        "type": "chart",
        "key": "before-after",
        "chart": "before-after",
        "title": "Posts held, before and after",
        "alt": "Posts held by staff or agency workers in each service that moves, by who runs it before and after.",
        "data": {"pairs": pairs},
        "table": table("before-after.table", "Posts held, by organisation", columns, rows),
    }


def _moved(book: Book, service: Service, lines: Sequence[Line]) -> list[Row]:
    """One row an organisation; people who all come from one list are one figure before and after."""
    key, label, after = f"people.service-{service.id}", f"Posts held in {service.name}", book.after[service.id] or 0
    whole = book.count(key, f"{label} that move", "occupancy", places(lines), "small-count")
    bodies = dict.fromkeys([*(line.organisation_id for line in lines), after])
    rows = []
    for body in bodies:
        held = [line for line in lines if line.organisation_id == body]
        words = f"{label} on the list of {book.name(body)}"
        part = book.count(f"{key}.body-{body}", words, "occupancy", places(held), "small-count")
        before = whole if len(held) == len(lines) else part
        rows.append(
            {"name": service.name, "body": book.name(body), "before": before, "after": whole if body == after else 0}
        )
    return rows


def schedule(book: Book) -> Block:
    """One row a post that moves: by its number, never by a person. The whole block is about single people."""
    names = {each.id: each.name for each in book.services}
    order = {service_id: place for place, service_id in enumerate(names)}
    moving = sorted(moving_lines(book, book.option), key=lambda line: order.get(line.service_id or 0, len(order)))
    rows = [
        {
            "post": line.post_no,
            "title": line.job_title,
            "service": names.get(line.service_id or 0, NO_SERVICE),
            "from": book.name(line.organisation_id),
            "grade": line.grade,
            "fte": line.fte,
            "state": OCCUPANCY_WORDS[line.occupancy],
            "contract": (line.contract_type or "").capitalize(),
            "source": f"{book.numbers[line.release_id]}, row {line.row}",
            "_source": list(line.place),
        }
        for line in moving
    ]
    columns = [
        column("post", "Post", "code"),
        column("title", "Job title"),
        column("service", "Service"),
        column("from", "From"),
        column("grade", "Grade", "code"),
        column("fte", "FTE", "fte"),
        column("state", "State"),
        column("contract", "Contract"),
        column("source", "Source, row", "code"),
    ]
    more = {"schedule": True, "group": "service", "class": "person"}
    return table("posts.schedule", "Posts that move", columns, rows, **more)


def people_gaps(book: Book) -> list[str]:
    providers = {service.provider_id for service in book.services}
    expected = [each for each in book.organisations if each.id in providers]
    return [bring(each.rstrip("."), "HR") for each in missing_data(book.viewer, "establishment", expected or None)]


def people(book: Book) -> Content:
    if not book.in_force["establishment"]:
        return Content([], people_gaps(book))
    made = Content([by_service(book, book.option), by_list(book)], people_gaps(book))
    if moving_lines(book, book.option):
        made.blocks += [
            _by(
                book,
                "Posts held by staff or agency workers, by kind of contract",
                "contract_type",
                "Contract",
                lambda line: line.contract_type,
            ),
            _by(
                book,
                "Posts held by staff or agency workers, by pension scheme",
                "pension_scheme",
                "Pension scheme",
                lambda line: line.pension_scheme,
            ),
            before_and_after(book),
            schedule(book),
        ]
    return made
