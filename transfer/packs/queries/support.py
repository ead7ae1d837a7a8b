"""What the business case says of support: each agreement with both ledgers, and the cost that is left behind."""

from transfer.overheads.models import SupportAgreement
from transfer.overheads.queries import Left, left_behind, list_agreements
from transfer.packs.queries import money
from transfer.packs.queries.book import Block, Book, Content, Row, bring, column, table


def support(book: Book) -> Content:
    """Each support service: who gives it, at what price and until when, and what its supplier is left with."""
    made = money.support(book)
    agreements, left = list_agreements(book.viewer), left_behind(book.viewer)
    if agreements:
        made.blocks.append(_agreements(book, [_agreement(book, each) for each in agreements]))
        made.missing += [
            bring(f"What both ledgers show of {each.service}, for {each.customer.short}", "Finance")
            for each in agreements
            if not each.ledgers.agrees
        ]
    else:
        what = "Each support service: who supplies it from the first day, at what price and until when"
        made.missing.append(bring(what, "Finance"))
    if left:
        made.blocks.append(_left(book, left))
    else:
        made.missing.append(bring("The overhead that is left behind, by service and year", "Finance"))
    return made


def _agreement(book: Book, each: SupportAgreement) -> Row:
    key = f"support-{each.id}"
    note = f"{each.volume.normalize():f} {each.unit} a year at the agreed price"
    return {
        "service": each.service,
        "who": f"{each.supplier.short} for {each.customer.short}",
        "pence": book.typed(key, f"{each.service} for {each.customer.short}, a year", each.annual_pence, "pence", note),
        "ledgers": each.ledgers.words,
        "ends": each.ends_on.isoformat(),
    }


def _agreements(book: Book, rows: list[Row]) -> Block:
    columns = [
        column("service", "Service"),
        column("who", "Who for whom"),
        column("pence", "A full year", "money"),
        column("ledgers", "Both ledgers"),
        column("ends", "Exit", "date"),
    ]
    total = book.of_inputs(
        "support.all", "Support agreements: a full year", "total", [r["pence"] for r in rows], "pence"
    )
    return table(
        "support.agreements", "Support agreements", columns, rows, total={"service": "Together", "pence": total}
    )


def _left(book: Book, left: list[Left]) -> Block:
    rows: list[Row] = []
    for each in left:
        key, name = f"stranded-{each.row.id}", f"{each.row.service} of {each.row.organisation.short}, {each.row.year}"
        source = "Cost centres " + ", ".join(each.row.centres) if each.row.centres else "Typed"
        funded = book.typed(f"{key}.funded", f"{name}: share that others fund", each.row.funded_pence, "pence", source)
        less = book.typed(f"{key}.avoided", f"{name}: falls away", each.row.avoided_pence, "pence", each.row.plan)
        back = book.typed(f"{key}.back", f"{name}: bought back", each.bought_back, "pence", "Support agreements")
        rows.append(
            {
                "name": name,
                "funded": funded,
                "avoided": less,
                "back": back,
                "left": book.of_inputs(f"{key}.left", f"{name}: stranded", "difference", [funded, less, back], "pence"),
                "exit": each.row.exit_on.isoformat() if each.row.exit_on else None,
            }
        )
    columns = [
        column("name", "Service and year"),
        column("funded", "Share funded by others", "money"),
        column("avoided", "Falls away", "money"),
        column("back", "Bought back", "money"),
        column("left", "Stranded", "money"),
        column("exit", "Nothing left by", "date"),
    ]
    return table("support.stranded", "Stranded cost", columns, rows)
