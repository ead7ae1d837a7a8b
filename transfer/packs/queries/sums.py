"""What the business case says of contract sums: their parts, their versions, VAT, cash and the test of activity."""

from decimal import Decimal

from transfer.contract_sum.models import YearsActivity
from transfer.contract_sum.queries import (
    Seen,
    activity_rate,
    cash_months,
    full_year_warnings,
    list_activity,
    list_sums,
    vat_rate,
)
from transfer.contract_sum.rules import PART_KINDS, SCENARIOS, lowest, passes_activity, vat_cost
from transfer.kernel.money import pounds
from transfer.packs.queries import money, plan
from transfer.packs.queries.book import Block, Book, Content, Row, bring, column, table


def financial(book: Book) -> Content:
    """The money of the options, and then what is paid for it."""
    made = money.financial(book)
    sums = [Seen(each) for each in list_sums(book.viewer)]
    for seen in sums:
        made.blocks += [_parts(book, seen), _versions(book, seen), _vat(book, seen)]
        if not seen.row.adviser:
            made.missing.append(bring(f"An adviser’s word on how VAT falls: {_name(seen)}", "Finance"))
    if sums:
        made.blocks.append(_cash(book, sums))
    else:
        made.missing.append(bring("The contract sum and what it is built from, with VAT and cash", "Finance"))
    made.missing.append(bring("Taxes other than VAT, and what pensions cost each body", "Finance"))
    return made


def commercial(book: Book) -> Content:
    """Contracts by route, and whether the company may be given the work without competition."""
    made = plan.commercial(book)
    rows = [_activity(book, each) for each in list_activity(book.viewer)]
    if rows:
        columns = [
            column("name", "Body and year"),
            column("own", "For the controlling authorities", "figure"),
            column("other", "For others", "figure"),
            column("share", "Its part"),
            column("passes", "Passes"),
            column("source", "Where it comes from"),
        ]
        made.blocks.append(table("activity", "Test of activity", columns, rows, note=_asked(book)))
        made.missing.append(bring("The test of control", "Legal"))
    else:
        made.missing.append(bring("The tests of control and of activity", "Legal"))
    return made


def _asked(book: Book) -> str:
    """The share that is asked for, and where that is said, once for each that the years of the table have."""
    rates = {rate.words: rate for rate in (activity_rate(each.year) for each in list_activity(book.viewer))}
    told = "; ".join(f"{words} ({rate.source}, {rate.status})" for words, rate in rates.items())
    return f"It passes where the controlling authorities’ part is more than {told}."


def _name(seen: Seen) -> str:
    return f"{seen.row.organisation.short}, {seen.row.year}"


def _key(seen: Seen) -> str:
    return f"sum-{seen.row.id}"


def _parts(book: Book, seen: Seen) -> Block:
    rows: list[Row] = [
        {
            "label": each.label,
            "kind": PART_KINDS[each.kind],
            "pence": book.typed(f"{_key(seen)}.part-{each.id}", f"{_name(seen)}: {each.label}", each.pence, "pence",
                                each.source),
            "source": each.source,
        }
        for each in seen.row.parts
    ]  # fmt: skip
    columns = [
        column("label", "Part"),
        column("kind", "Kind"),
        column("pence", "Amount", "money"),
        column("source", "Where it comes from"),
    ]
    total: Row = {"label": "Together"}
    if rows:
        label = f"{_name(seen)}: built from its parts"
        total["pence"] = book.of_inputs(f"{_key(seen)}.built", label, "total", [row["pence"] for row in rows], "pence")
    state = f"Agreed by {seen.row.agreed_on:%-d %B %Y}" if seen.row.agreed_on else "A draft: nobody has agreed it"
    told = [f"{state}.", *full_year_warnings(book.viewer, seen)]
    return table(
        f"{_key(seen)}.parts", f"Contract sum of {_name(seen)}", columns, rows, total=total, note=" ".join(told)
    )


def _versions(book: Book, seen: Seen) -> Block:
    rows: list[Row] = [
        {
            "number": str(step.number),
            "label": step.label,
            "pence": book.typed(f"{_key(seen)}.c{step.number}", f"{_name(seen)}: {step.label}", step.pence, "pence",
                                "An agreed change, or the sum as it was first agreed"),
            "total": book.typed(f"{_key(seen)}.v{step.number}", f"{_name(seen)}: version {step.number}", step.total,
                                "pence", "The version before it and one agreed change"),
        }
        for step in seen.steps
    ]  # fmt: skip
    columns = [
        column("number", "Version"),
        column("label", "What made it"),
        column("pence", "Amount", "money"),
        column("total", "Sum", "money"),
    ]
    return table(f"{_key(seen)}.versions", f"Versions of the sum of {_name(seen)}", columns, rows)


def _vat(book: Book, seen: Seen) -> Block:
    rate, rows = vat_rate(seen.row.year), []
    for key, words in SCENARIOS.items():
        cost = vat_cost(seen.taxed, rate.value, key, seen.row.recovery_percent)
        note = f"{rate.words} of {pounds(seen.taxed)} that carries VAT; {rate.source}, {rate.status}"
        found = book.typed(f"{_key(seen)}.vat-{key}", f"{_name(seen)}: VAT, {key}", cost, "pence", note)
        chosen = "Chosen" if key == seen.row.scenario else ""
        rows.append({"words": words, "cost": found, "chosen": chosen})
    columns = [column("words", "If the sum is"), column("cost", "VAT that stays a cost", "money"), column("chosen", "")]
    told = f"{seen.row.adviser}, {seen.row.advised_on:%-d %B %Y}" if seen.row.advised_on else "Assumed: no adviser yet"
    return table(f"{_key(seen)}.vat", f"VAT on the sum of {_name(seen)}", columns, rows, note=f"{told}.")


def _cash(book: Book, sums: list[Seen]) -> Block:
    rows: list[Row] = []
    for seen in sums:
        low = lowest(cash_months(book.viewer, seen)[1])
        label = f"{_name(seen)}: cash at its lowest"
        found = book.typed(f"{_key(seen)}.cash", label, low.closing, "pence", f"Closing balance of {low.name}")
        rows.append({"name": _name(seen), "month": low.name, "cash": found})
    columns = [
        column("name", "Body and year"),
        column("month", "Lowest at the end of"),
        column("cash", "Cash", "money"),
    ]
    return table("sums.cash", "Cash over the year", columns, rows)


def _activity(book: Book, row: YearsActivity) -> Row:
    name, key = f"{row.organisation.short}, {row.year}", f"activity-{row.id}"
    passed = passes_activity(row.own_pence, row.other_pence, activity_rate(row.year).value)
    return {
        "name": name,
        "own": book.typed(f"{key}.own", f"{name}: for the controlling authorities", row.own_pence, "pence", row.source),
        "other": book.typed(f"{key}.other", f"{name}: for others", row.other_pence, "pence", row.source),
        "share": _percent(row.own_pence, row.own_pence + row.other_pence),
        "passes": "Yes" if passed else "No",
        "source": row.source,
    }


def _percent(part: int, whole: int) -> str:
    """ "99.05%", cut and not rounded: a share that is not reached is never printed as one that is."""
    return f"{Decimal(part * 10_000 // whole) / 100:.2f}%" if whole > 0 else ""
