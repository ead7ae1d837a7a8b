"""The contracts register in summary, and the register itself as a schedule."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from transfer.contracts.queries import Entry, list_all_contracts
from transfer.contracts.rules import BAND_WORDS, BANDS, BY_KEY, CONSENT_WORDS, STATE_WORDS
from transfer.packs.queries.book import Block, Book, Content, Place, Row, bring, column, key_part, table
from transfer.programmes.models import Service
from transfer.programmes.rules import name_key
from transfer.releases.queries import missing_data

NO_ROUTE = "No route yet"
FEW = 5  # placements: what fewer of them cost could be what one child's costs


def entries(book: Book) -> list[Entry]:
    held: list[Entry] | None = book.__dict__.get("entries")
    if held is None:
        held = book.__dict__["entries"] = list_all_contracts(book.viewer)
    return held


def places(found: Sequence[Entry]) -> list[Place]:
    return [(each.contract.release_id, each.contract.source_row) for each in found]


def count_and_value(book: Book, key: str, label: str, found: Sequence[Entry]) -> Row:
    """How many contracts, and what those that state a yearly value come to."""
    priced = [each for each in found if each.contract.annual_value_pence is not None]
    value = sum(each.contract.annual_value_pence or 0 for each in priced)
    return {
        "count": book.count(f"{key}.count", f"{label}: contracts", "reference", places(found)),
        "value": book.sum(
            f"{key}.value", f"{label}: yearly value", "pence", value, book.cells("annual_value", places(priced))
        ),
    }


def _summary(
    book: Book, word: str, title: str, heading: str, of: Callable[[Entry], str], order: Sequence[str]
) -> Block:
    found: dict[str, list[Entry]] = defaultdict(list)
    for each in entries(book):
        found[of(each)].append(each)
    ordered = [name for name in order if name in found] + [name for name in found if name not in order]
    rows = [
        {"name": name, **count_and_value(book, f"contracts.{word}.{key_part(name)}", name, found[name])}
        for name in ordered
    ]
    total = {"name": "All", **count_and_value(book, "contracts", "All contracts", entries(book))}
    value = column("value", "A year", "money", value_class(list(found.values())))
    columns = [column("name", heading), column("count", "Contracts", "number"), value]
    return table(f"contracts.{word}", title, columns, rows, total=total)


def by_route(book: Book) -> Block:
    def name(entry: Entry) -> str:
        return BY_KEY[entry.route.route].name if entry.route else NO_ROUTE

    order = [*(route.name for route in BY_KEY.values()), NO_ROUTE]
    return _summary(book, "route", "Contracts by route", "Route", name, order)


def by_state(book: Book) -> Block:
    return _summary(
        book, "state", "Contracts by state", "State", lambda each: STATE_WORDS[each.state], list(STATE_WORDS.values())
    )


def by_band(book: Book) -> Block:
    return _summary(
        book,
        "band",
        "Contracts by when they end",
        "Ends",
        lambda each: BAND_WORDS[each.band],
        [BAND_WORDS[band] for band in BANDS],
    )


def of_service(book: Book, service: Service) -> Row:
    return count_and_value(
        book, f"contracts.service-{service.id}", f"Contracts of {service.name}", bought_for(book, service)
    )


def register(book: Book) -> Block:
    """The register: what the transparency code publishes is public; how each contract is dealt with is not."""
    columns = [
        column("ref", "Ref", "code"),
        column("title", "Title"),
        column("supplier", "Supplier"),
        column("service", "Service"),
        column("value", "A year", "money", value_class([_spot(book)])),
        column("end", "Ends", "date"),
        column("route", "Route", "text", "commercial"),
        column("consent", "Consent", "text", "commercial"),
        column("state", "State", "text", "commercial"),
        column("notice", "Last notice", "date", "commercial"),
    ]
    rows = [_row(book, entry) for entry in entries(book)]
    total = count_and_value(book, "contracts", "All contracts", entries(book))
    return table(
        "contracts.register",
        "The contracts register",
        columns,
        rows,
        schedule=True,
        total={"ref": "All", "value": total["value"]},
    )


def _is_spot(entry: Entry) -> bool:
    """A placement that was bought for one child."""
    return "spot" in (entry.contract.procurement_route or "").casefold()


def _spot(book: Book) -> list[Entry]:
    return [each for each in entries(book) if _is_spot(each)]


def value_class(groups: Sequence[Sequence[Entry]]) -> str:
    """Of a column of yearly values: a sum with a few placements in it, less the contracts that the register tells,
    leaves what those cost."""
    return "child" if any(0 < sum(map(_is_spot, each)) < FEW for each in groups) else "public"


def bought_for(book: Book, service: Service) -> list[Entry]:
    return [each for each in entries(book) if each.contract.service_key == name_key(service.name)]


def spot(book: Book) -> list[Block]:
    """Placements that were bought one at a time, in one sum: each by itself could say where a child lives."""
    found = _spot(book)
    if len(found) < FEW:
        return []
    columns = [column("name", "What"), column("count", "Contracts", "number"), column("value", "A year", "money")]
    label = "Placements bought one at a time"
    rows: list[Row] = [{"name": label, **count_and_value(book, "contracts.spot", label, found)}]
    note = "Each of them is in the register of the exempt edition only: it could show where a child lives."
    return [table("contracts.spot", label, columns, rows, note=note)]


def _row(book: Book, entry: Entry) -> Row:
    held = entry.contract
    return {
        "ref": held.reference,
        "title": held.title,
        "supplier": held.supplier,
        "service": held.service,
        "value": held.annual_value_pence,
        "end": _iso(held.end_on),
        "route": BY_KEY[entry.route.route].name if entry.route else NO_ROUTE,
        "consent": CONSENT_WORDS.get(entry.consent or "", ""),
        "state": STATE_WORDS[entry.state],
        "notice": _iso(entry.last_notice_on),
        "_source": [held.release_id, held.source_row],
        **({"_class": "child"} if _is_spot(entry) else {}),
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def contract_gaps(book: Book) -> list[str]:
    gaps = [bring(each.rstrip("."), "Legal") for each in missing_data(book.viewer, "contracts")]
    undecided = sum(each.route is None for each in entries(book))
    if undecided:
        gaps.append(bring(f"A route for {undecided:,} contract{'' if undecided == 1 else 's'}", "Legal"))
    return gaps


def contracts(book: Book) -> Content:
    """The due-diligence section."""
    if not entries(book):
        return Content([], contract_gaps(book))
    return Content([by_route(book), by_state(book), by_band(book), *spot(book), register(book)], contract_gaps(book))
