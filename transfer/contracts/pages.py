"""What the pages of contracts show of a row: columns, words and links."""

from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from flask import g, url_for

from imports.parts import row_words
from reports.tables import TableColumn
from transfer.contracts import rules
from transfer.contracts.models import StepTaken
from transfer.contracts.queries import NO_ROUTE, Entry, Filters, Group
from transfer.kernel.dates import how_far_off
from transfer.programmes.queries import list_organisations, list_services
from transfer.programmes.rules import name_key
from transfer.web.addresses import asking_alike

COLUMNS = [
    {"key": "reference", "label": "Reference", "kind": "code", "href": "href", "sort": True},
    {"key": "title", "label": "Title", "width": "title", "sort": True},
    {"key": "supplier", "label": "Supplier", "kind": "short", "sort": True},
    {"key": "service", "label": "Service", "kind": "short", "sort": True},
    {"key": "annual_value_pence", "label": "Value a year", "kind": "money", "sort": True},
    {"key": "end_on", "label": "Ends", "kind": "date", "sort": True},
    {"key": "last_notice_on", "label": "Last day for notice", "kind": "date"},
    {"key": "route", "label": "Route", "kind": "short", "sort": True},
    {"key": "state", "label": "State", "kind": "tag", "sort": True},
]
GROUP_COLUMNS = [
    {"key": "route", "label": "Route", "href": "href"},
    {"key": "state", "label": "State", "kind": "tag"},
    {"key": "count", "label": "Contracts", "kind": "number"},
    {"key": "annual_value_pence", "label": "Value a year", "kind": "money"},
    {"key": "without_value", "label": "Without a value", "kind": "number"},
]
BAND_COLUMNS = [{"key": "band", "label": "Ends, seen from the transfer", "href": "href"}, *GROUP_COLUMNS[2:]]
LATE_COLUMNS = [
    {"key": "reference", "label": "Reference", "kind": "code", "href": "href"},
    {"key": "words", "label": "What to do", "width": "wide"},
    {"key": "supplier", "label": "Supplier"},
    {"key": "due", "label": "Due"},
]
DOWNLOAD = [
    TableColumn("Reference", "code"), TableColumn("Title"), TableColumn("Supplier"), TableColumn("Organisation"),
    TableColumn("Service"), TableColumn("Annual value", "money"), TableColumn("Start", "date"),
    TableColumn("End", "date"), TableColumn("Last day for notice", "date"), TableColumn("Transfer", "date"),
    TableColumn("Ends"), TableColumn("Route"), TableColumn("Consent"), TableColumn("State"), TableColumn("Late"),
    TableColumn("Sheet row", "number"),
]  # fmt: skip


def route_words(key: str) -> str:
    return "No route yet" if key == NO_ROUTE else rules.BY_KEY[key].name


def _words(entry: Entry) -> dict[str, Any]:
    held = entry.route
    return {
        "band": rules.BAND_WORDS[entry.band],
        "route": route_words(held.route if held else NO_ROUTE),
        "consent": rules.CONSENT_WORDS[held.consent] if held else "",
        "state": rules.STATE_WORDS[entry.state],
    }


def contract_row(entry: Entry) -> dict[str, Any]:
    contract = entry.contract
    return {
        "reference": contract.reference,
        "href": url_for("contracts.show", slug=g.programme.slug, contract_id=contract.id),
        "title": contract.title,
        "supplier": contract.supplier,
        "service": contract.service or "",
        "annual_value_pence": contract.annual_value_pence,
        "end_on": contract.end_on,
        "last_notice_on": entry.last_notice_on,
        **_words(entry),
    }


def _sentences(*parts: str) -> str:
    return ". ".join(each.rstrip(". ") for each in parts if each)


def step_rows(steps: Iterable[StepTaken]) -> list[dict[str, Any]]:
    return [
        {
            "taken_on": step.taken_on,
            "state": rules.STATE_WORDS[step.after],
            "told": _sentences(step.reason, step.evidence, step.signatories, step.authority),
            "taken_by": step.taken_by,
        }
        for step in steps
    ]


def notice_words(months: Decimal | None) -> str:
    if months is None:
        return ""
    return f"{months.normalize():f} {'month' if months == 1 else 'months'}"


def late_row(entry: Entry) -> dict[str, Any]:
    late = entry.late
    assert late is not None  # the caller lists late ones only
    due = how_far_off(late.due_on, g.programme.today())
    return contract_row(entry) | {"words": late.words, "due": f"{due[:1].upper()}{due[1:]}"}


def download_row(entry: Entry) -> list[Any]:
    contract, words = entry.contract, _words(entry)
    organisation = contract.release.organisation
    return [
        contract.reference, contract.title, contract.supplier, organisation.short if organisation else None,
        contract.service, contract.annual_value_pence, contract.start_on, contract.end_on, entry.last_notice_on,
        entry.transfer_on, words["band"], words["route"], words["consent"], words["state"],
        entry.late.words if entry.late else None, row_words(contract.source_row, contract.release.sheets),
    ]  # fmt: skip


def group_row(group: Group) -> dict[str, Any]:
    route, state = group.key
    return {
        "route": route_words(route), "state": rules.STATE_WORDS[state], "count": group.count,
        "annual_value_pence": group.annual_value_pence, "without_value": group.without_value,
        "href": url_for("contracts.index", slug=g.programme.slug, route=route, state=state, _anchor="register"),
    }  # fmt: skip


def band_row(group: Group) -> dict[str, Any]:
    band = group.key[0]
    return {
        "band": rules.BAND_WORDS[band], "count": group.count, "annual_value_pence": group.annual_value_pence,
        "without_value": group.without_value,
        "href": url_for("contracts.index", slug=g.programme.slug, band=band, _anchor="register"),
    }  # fmt: skip


def foot_row(groups: list[Group], first: str) -> dict[str, Any]:
    return {
        first: "All contracts",
        "count": sum(group.count for group in groups),
        "annual_value_pence": sum(group.annual_value_pence for group in groups),
        "without_value": sum(group.without_value for group in groups),
    }


def register_heading(asked: Filters, total: int) -> str:
    """What the filters leave, in words: "15 contracts without a route"; "" without a filter."""
    said: list[tuple[object, Callable[[], str]]] = [
        (asked.organisation_id, lambda: f"of {_short_of(asked.organisation_id)}"),
        (asked.service_key, lambda: f"of {_service_of(asked.service_key)}"),
        (asked.route, lambda: "without a route" if asked.route == NO_ROUTE else f"with the route “{_route(asked)}”"),
        (asked.state, lambda: f"in the state “{rules.STATE_WORDS.get(asked.state, asked.state)}”"),
        (asked.band, lambda: f"with the end “{rules.BAND_WORDS.get(asked.band, asked.band)}”"),
        (asked.late, lambda: _late_words(asked.late)),
        (asked.search, lambda: f"with “{asked.search}”"),
    ]
    parts = [words() for wanted, words in said if wanted]
    return f"{total:,} {'contract' if total == 1 else 'contracts'} {', '.join(parts)}" if parts else ""


def _route(asked: Filters) -> str:
    return route_words(asked.route) if asked.route in rules.BY_KEY else asked.route


def _short_of(organisation_id: int | None) -> str:
    return next((each.short for each in list_organisations(g.viewer) if each.id == organisation_id), "nobody")


def _service_of(service_key: str) -> str:
    names = {name_key(each.name): each.name for each in list_services(g.viewer)}
    return names.get(service_key, "no service")


def _late_words(late: str) -> str:
    return "with something late" if late == "yes" else f"with something late: {rules.LATE_KINDS[late].lower()}"


def _late_options(late: list[Entry]) -> list[tuple[str, str]]:
    found = Counter(kind for entry in late if entry.late for kind in entry.late.kinds)
    kinds = [(kind, f"{words} ({found[kind]:,})") for kind, words in rules.LATE_KINDS.items()]
    return [("yes", f"Anything ({len(late):,})"), *kinds]


def controls(late: list[Entry]) -> list[dict[str, Any]]:
    services = {name_key(each.name): each.name for each in list_services(g.viewer)}
    routes = [(each.key, each.name) for each in rules.routes_for(g.programme.engine)]
    return [
        {"name": "search", "label": "Reference, title or supplier"},
        {"name": "organisation", "label": "Whose register",
         "options": [(str(each.id), each.short) for each in list_organisations(g.viewer)]},
        {"name": "service", "label": "Service", "options": list(services.items())},
        {"name": "route", "label": "Route", "options": [(NO_ROUTE, "No route yet"), *routes]},
        {"name": "state", "label": "State", "options": list(rules.STATE_WORDS.items())},
        {"name": "band", "label": "Ends, seen from the transfer", "options": list(rules.BAND_WORDS.items())},
        {"name": "late", "label": "What is late", "options": _late_options(late)},
    ]  # fmt: skip


FILTERS = ("search", "organisation", "service", "route", "state", "band", "late")


def download_address(**values: None) -> str:
    """Where what is seen now can be had as a file. values: what of the address is left out."""
    return asking_alike("contracts.download", **values)


def asked_filters(args: dict[str, str]) -> Filters:
    """What the address asks for; a part that is not understood asks for nothing."""
    number, late = args.get("organisation", ""), args.get("late", "")
    return Filters(
        search=args.get("search", "").strip(),
        organisation_id=int(number) if number.isdigit() and len(number) < 10 else None,
        service_key=name_key(args.get("service", "")), route=args.get("route", ""), state=args.get("state", ""),
        band=args.get("band", ""), late=late if late in {"yes", *rules.LATE_KINDS} else "",
    )  # fmt: skip
