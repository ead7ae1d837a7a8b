"""What the programme itself says: scope, transfers, services, powers, options, signatures."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from transfer.appraisal.queries import Scoring, scoring
from transfer.appraisal.rules import HIGHEST, LOWEST
from transfer.kernel.dates import long_date
from transfer.kernel.money import half_up
from transfer.packs.queries.agreed import agreed_blocks, agreed_of, agreed_summary
from transfer.packs.queries.book import Block, Book, Content, Row, bring, column, figures_block, table
from transfer.packs.queries.contracts import bought_for, of_service, value_class
from transfer.packs.queries.money import amounts, ground_of, options_money, whole_row
from transfer.packs.queries.people import (
    candidate_lines,
    count_columns,
    counts_row,
    fte,
    moving_lines,
    places,
)
from transfer.packs.rules import SIGNATORIES
from transfer.programmes.models import Option, Service, Transfer
from transfer.programmes.queries import list_constraints
from transfer.tupe.queries import open_challenges
from transfer.tupe.rules import challenged_words

PASSES = {True: "Passes", False: "Fails", None: "Not assessed"}


def transfers_table(book: Book, key: str, options: Sequence[Option], title: str = "Transfers") -> Block:
    """Each transfer with its date, basis and evidence."""
    challenges = open_challenges([transfer for option in options for transfer in option.transfers])
    rows = [
        _transfer(option, transfer, challenges.get(transfer.id, 0))
        for option in options
        for transfer in option.transfers
    ]
    columns = [
        column("option", "Option"),
        column("from", "From"),
        column("to", "To"),
        column("on", "On", "date"),
        column("basis", "Legal basis"),
        column("evidence", "Evidence"),
        column("by", "Confirmed by", "text", "person"),
    ]
    return table(key, title, columns, rows)


def _transfer(option: Option, transfer: Transfer, challenges: int) -> Row:
    basis = _words(transfer.basis or "Not said yet")
    return {
        "option": option.name,
        "from": transfer.transferor.short,
        "to": transfer.transferee.short,
        "on": transfer.transfer_on.isoformat(),
        "basis": f"{basis}; {challenged_words(challenges)}" if challenges else basis,
        "evidence": transfer.basis_evidence or "None recorded",
        "by": transfer.basis_confirmed_by or "Nobody yet",
    }


def _words(text: str) -> str:
    return text[:1].upper() + text[1:]


def basis_gaps(book: Book) -> list[str]:
    gaps = []
    if not any(option.transfers for option in book.options):
        gaps.append(bring("Which services move, to whom, when and on what legal basis", "Programme lead"))
    for transfer in book.option.transfers:
        what = f"the move from {transfer.transferor.short} to {transfer.transferee.short}"
        if not transfer.basis:
            gaps.append(bring(f"The legal basis of {what}", "Legal"))
        elif not transfer.basis_evidence or not transfer.basis_confirmed_by:
            gaps.append(bring(f"The evidence and the confirmation of the legal basis of {what}", "Legal"))
    return gaps


def _in_scope(book: Book) -> list[Service]:
    moving = {service_id for transfer in book.option.transfers for service_id in transfer.service_ids}
    return [each for each in book.services if each.id in moving]


def scope_tables(book: Book, *, posts: bool) -> list[Block]:
    """Services in and out; posts: with the number of posts that move."""
    inside = _in_scope(book)
    outside = [each for each in book.services if each not in inside]
    columns = [column("name", "Service"), column("tier", "Tier"), column("now", "Provider now")]
    more = [column("then", "Provider then"), column("on", "Moves on")]
    number = [column("posts", "Posts", "number", "small-count")] if posts else []
    rows = [_service(book, each, posts) for each in inside]
    total = {"name": "All", "posts": _posts(book, None)} if posts else None
    return [
        table("scope.in", "Services that move", [*columns, *more, *number], rows, total=total),
        table("scope.out", "Services that stay", columns, [_service(book, each, False) for each in outside]),
    ]


def _service(book: Book, service: Service, posts: bool) -> Row:
    row: Row = {
        "name": service.name,
        "tier": service.tier,
        "now": book.name(service.provider_id),
        "then": book.name(book.after[service.id]),
        "on": book.dates_of(service),
    }
    return {**row, "posts": _posts(book, service)} if posts else row


def _posts(book: Book, service: Service | None) -> Any:
    """The same figure as in the table of posts: all that move, or those of one service."""
    lines = [each for each in moving_lines(book, book.option) if service is None or each.service_id == service.id]
    key = f"option-{book.option.id}.posts" + (f".{service.id}" if service else "")
    label = f"{book.option.name}{f', {service.name}' if service else ''}: all posts"
    return book.count(f"{key}.all", label, "post_no", places(lines), "small-count")


def cover(book: Book) -> Content:
    rows = [
        {"what": "Programme", "says": book.programme.name},
        {"what": "Option", "says": book.option.name},
        {"what": "Go-live", "says": long_date(book.programme.go_live_on)},
        {"what": "Rules of transfer", "says": _words(book.programme.engine)},
        {"what": "Budget", "says": f"{book.programme.budget_year} {book.programme.budget_basis}"},
        {"what": "Versions of data", "says": f"{len(book.releases):,}"},
    ]
    return Content([table("cover.facts", "This version", [column("what", "What"), column("says", "Says")], rows)])


def scope(book: Book) -> Content:
    return Content(
        [transfers_table(book, "scope.transfers", [book.option]), *scope_tables(book, posts=False)], basis_gaps(book)
    )


def case_scope(book: Book) -> Content:
    return Content(
        [*scope_tables(book, posts=True), transfers_table(book, "scope.transfers", [book.option])], basis_gaps(book)
    )


def services(book: Book) -> Content:
    """Each service with its posts, money and contracts."""
    columns = [
        column("name", "Service"),
        column("now", "Now"),
        column("then", "Then"),
        column("on", "Moves on"),
        column("posts", "Posts", "number", "small-count"),
        column("fte", "FTE", "fte", "small-count"),
        column("budget", "Budget", "money"),
        column("contracts", "Contracts", "number"),
        column("value", "Contracts a year", "money", value_class([bought_for(book, each) for each in book.services])),
    ]
    rows = [_whole_service(book, service) for service in book.services]
    return Content([table("services.all", "Services", columns, rows)])


def _whole_service(book: Book, service: Service) -> Row:
    key, held = (
        f"option-{book.option.id}.posts.{service.id}",
        [each for each in moving_lines(book, book.option) if each.service_id == service.id],
    )
    lines = [line for line in ground_of(book).lines if line.service_id == service.id]
    value = sum(line.amount_pence for line in lines)
    bought = of_service(book, service)
    return {
        **_service(book, service, True),
        "fte": fte(book, f"{key}.fte", f"{book.option.name}, {service.name}: full-time equivalent", held),
        "budget": book.sum(
            f"service-{service.id}.budget", f"Budget of {service.name}", "pence", value, amounts(book, lines)
        ),
        "contracts": bought["count"],
        "value": bought["value"],
    }


def powers(book: Book) -> Content:
    """Functions that need a power, and whether anybody has confirmed it."""
    rows = [
        {
            "name": each.name,
            "function": _words(function),
            "then": book.name(book.after[each.id]),
            "state": "Confirmed" if each.powers_confirmed_by else "Not confirmed",
            "by": each.powers_confirmed_by or "",
        }
        for each in book.services
        for function in each.functions
    ]
    columns = [
        column("name", "Service"),
        column("function", "Function"),
        column("then", "Exercised by"),
        column("state", "Power"),
        column("by", "Confirmed by", "text", "person"),
    ]
    gaps = [
        bring(f"The power of {book.name(book.after[each.id])} for {each.name}", "Legal")
        for each in book.services
        if each.functions and not each.powers_confirmed_by
    ]
    return Content([table("powers.all", "Functions and powers", columns, rows)] if rows else [], gaps)


def summary(book: Book) -> Content:
    """The preferred option in a few figures."""
    row, moved = (
        whole_row(book, book.option),
        [
            ("Posts that move", _posts(book, None), ""),
            ("People employed whose employer changes", _candidates(book, book.option), ""),
        ],
    )
    year = f"Full year {book.programme.budget_year}"
    by_rules = ", by the rules" if agreed_of(book) else ""
    money = [(f"Money of {each.short}{by_rules}", row[f"body-{each.id}"], year) for each in book.organisations]
    money.append((f"Unallocated{by_rules}", row["unallocated"], "Given to nobody yet"))
    people, pounds = figures_block(moved), figures_block(money)
    for item in people["items"]:
        item["class"] = "small-count"
    return Content([block for block in (people, *agreed_summary(book), pounds) if block["items"]])


def _candidates(book: Book, option: Option) -> Any:
    found = places(candidate_lines(book, option))
    label = f"{option.name}: filled posts whose employer changes"
    return book.count(f"option-{option.id}.candidates", label, "occupancy", found, "small-count")


def options(book: Book) -> Content:
    """Every option side by side: people, money, dates, constraints."""
    columns = [*count_columns("Option"), column("candidates", "Employer changes", "number", "small-count")]
    rows = [
        {
            "name": each.name,
            **counts_row(book, f"option-{each.id}.posts", each.name, moving_lines(book, each)),
            "candidates": _candidates(book, each),
        }
        for each in book.options
    ]
    blocks = [_models(book), table("options.people", "Posts that move, by option", columns, rows)]
    if ground_of(book).lines:
        blocks += [*agreed_blocks(book, whole_row(book, book.option), "options"), options_money(book)]
    blocks.append(transfers_table(book, "options.transfers", book.options, "Transfers, by option"))
    constraints = list_constraints(book.viewer)
    gaps = [] if constraints else [bring("The constraints that each option passes or fails", "Programme lead")]
    if any(each.preferred and not each.preferred_reason for each in book.options):
        gaps.append(bring("Why the preferred option is preferred", "Programme lead"))
    if constraints:
        blocks.append(_constraints(book, constraints))
    found = scoring(book.viewer)
    if found.standings:
        return Content([*blocks, _order(book, found), _criteria(found)], gaps)
    return Content(blocks, [*gaps, bring("Scores, and who scored", "Programme lead")])


def _order(book: Book, found: Scoring) -> Block:
    names = {each.id: each.name for each in book.options}
    who = "; ".join(each.capacity for each in found.scorers if not found.missing[each.id])  # never by name in a pack
    rows: list[Row] = []
    for each in found.standings:
        key, name = f"option-{each.option}.score", names[each.option]
        rows.append(
            {
                "rank": str(each.rank),
                "option": name,
                "score": _score(book, key, f"{name}: weighted score", each.mean, f"Mean of the scores of {who}"),
                "lowest": _score(book, f"{key}.lowest", f"{name}: lowest weighted score", each.lowest, who),
                "highest": _score(book, f"{key}.highest", f"{name}: highest weighted score", each.highest, who),
            }
        )
    columns = [
        column("rank", "Place"),
        column("option", "Option"),
        column("score", "Weighted score", "number"),
        column("lowest", "Lowest of a scorer", "number"),
        column("highest", "Highest of a scorer", "number"),
    ]
    note = (
        f"Scored from {LOWEST} to {HIGHEST} by {who}. Constraints come first: an option that fails one is not scored. "
        "Business as usual stays in whatever it fails: the others are held against it."
    )
    return table("options.scores", "Weighted scores", columns, rows, note=note)


def _score(book: Book, key: str, label: str, value: Fraction, note: str) -> dict[str, str]:
    return book.typed(key, label, half_up(value * 1000), "thousandths", note)


def _criteria(found: Scoring) -> Block:
    rows: list[Row] = [
        {"name": each.name, "weight": f"{each.weight.normalize():f}%", "swing": each.swing} for each in found.criteria
    ]
    columns = [column("name", "Criterion"), column("weight", "Weight"), column("swing", "From worst to best")]
    return table("options.criteria", "What options are scored by", columns, rows)


def _models(book: Book) -> Block:
    rows = [
        {
            "name": f"{each.name}{' (preferred)' if each.preferred else ''}",
            "model": each.control_model.capitalize() or "Not said yet",
            "form": each.legal_form or "Not said yet",
            "why": each.preferred_reason if each.preferred else each.rejected_reason,
        }
        for each in book.options
    ]
    columns = [
        column("name", "Option"),
        column("model", "Control"),
        column("form", "Legal form"),
        column("why", "Why it is preferred, or was rejected"),
    ]
    return table("options.models", "Options", columns, rows)


def _constraints(book: Book, constraints: Sequence[Any]) -> Block:
    rows = []
    for each in constraints:
        held = {result.option_id: result for result in each.results}
        row: Row = {"text": each.text, "source": each.source}
        for option in book.options:
            row[f"o{option.id}"] = PASSES[held[option.id].passes if option.id in held else None]
        rows.append(row)
    columns = [
        column("text", "Constraint"),
        column("source", "Source"),
        *[column(f"o{each.id}", each.name) for each in book.options],
    ]
    return table("options.constraints", "Constraints", columns, rows)


def signoffs(book: Book) -> Content:
    """One line for each signature that is wanted; nobody has signed a draft."""
    rows = [
        {"body": each.name, "capacity": capacity, "name": "", "on": ""}
        for each in book.organisations
        for capacity in SIGNATORIES.get(each.kind, SIGNATORIES["other"])
    ]
    columns = [
        column("body", "Body"),
        column("capacity", "Capacity"),
        column("name", "Name and signature", "blank"),
        column("on", "Signed on", "blank"),
    ]
    note = "Each signs for this snapshot: its number stands at the foot of every page, and in full under its sources."
    return Content(
        [table("signoffs.all", "Signatures", columns, rows, note=note)], [bring("The signatures", "Programme lead")]
    )
