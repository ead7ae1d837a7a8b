"""Money over the years: the medium-term plan, and each option's value."""

from typing import Any

from transfer.budget.queries import discount_rates, list_cash_flows, option_bias, option_value, programme_plan
from transfer.budget.rules import Value
from transfer.packs.queries.book import Block, Book, Content, Row, bring, column, key_part, table
from transfer.programmes.models import Option


def years_table(book: Book) -> Block | None:
    """The medium-term plan as it was typed and rolled forward."""
    plan, lacking = programme_plan(book.viewer)
    if not plan.years:
        return None
    columns = [column("name", "Line"), *[column(f"y{n}", year, "money") for n, year in enumerate(plan.years)]]
    rows = [
        {
            "name": line.name,
            **{
                f"y{n}": _year(book, index, line.name, year, pence)
                for n, (year, pence) in enumerate(zip(plan.years, values, strict=True))
            },
        }
        for index, (line, values) in enumerate(plan.rows)
    ]
    total: Row = {"name": "Requirement"}
    for n, year in enumerate(plan.years):
        inputs = [row[f"y{n}"] for row in rows]
        total[f"y{n}"] = book.of_inputs(f"plan.total.{n}", f"Requirement, {year}", "total", inputs, "pence")
    note = ". ".join(lacking) + "." if lacking else ""
    basis = "Pounds of each year, as they were typed and raised by the plan’s rates"
    return table("money.years", "The medium-term plan", columns, rows, total=total, note=note, basis=basis)


def _year(book: Book, index: int, label: str, year: str, pence: int) -> Any:
    note = "Entered in the medium-term plan and raised by its rates"
    return book.typed(f"plan.{index}.{key_part(year)}", f"{label}, {year}", pence, "pence", note)


def economic(book: Book) -> Content:
    """Each option's value over time, where its cash flows have been typed."""
    made = Content()
    for option in book.options:
        if list_cash_flows(book.viewer, option):
            made.blocks.append(_value(book, option))
        else:
            made.missing.append(bring(f"{option.name}: its yearly costs and benefits", "Finance"))
    return made


def _value_rows(book: Book, option: Option, value: Value, key: str) -> list[Row]:
    return [
        {
            "year": f"Year {year}",
            "flow": book.typed(f"{key}.{year}.flow", f"{option.name}, year {year}", pence, "pence", "Typed cash flow"),
            "now": book.typed(
                f"{key}.{year}",
                f"{option.name}, year {year}, discounted",
                now,
                "pence",
                "Typed cash flow at the discount rate",
            ),
            "raised": book.typed(
                f"{key}.{year}.raised",
                f"{option.name}, year {year}, costs raised",
                raised,
                "pence",
                "Typed cash flow with optimism bias on its costs",
            ),
            "later": book.typed(
                f"{key}.{year}.bias",
                f"{option.name}, year {year}, with optimism bias",
                later,
                "pence",
                "Typed cash flow with optimism bias, discounted",
            ),
        }
        for year, pence, now, raised, later in value.by_year
    ]


def _value(book: Book, option: Option) -> Block:
    value, bias = option_value(book.viewer, option), option_bias(book.viewer, option)
    key = f"option-{option.id}.value"
    rows = _value_rows(book, option, value, key)
    columns = [
        column("year", "Year"),
        column("flow", "Flow", "money"),
        column("now", "Discounted", "money"),
        column("raised", "With optimism bias", "money"),
        column("later", "Discounted, with bias", "money"),
    ]
    total = {
        "year": "Together",
        "flow": book.of_inputs(f"{key}.flow", f"{option.name}: all years", "total", [r["flow"] for r in rows], "pence"),
        "now": book.of_inputs(
            f"{key}.npv", f"{option.name}: net present value", "total", [r["now"] for r in rows], "pence"
        ),
        "raised": book.of_inputs(
            f"{key}.raised", f"{option.name}: all years, costs raised", "total", [r["raised"] for r in rows], "pence"
        ),
        "later": book.of_inputs(
            f"{key}.npv.bias",
            f"{option.name}: net present value with optimism bias",
            "total",
            [r["later"] for r in rows],
            "pence",
        ),
    }
    said = (
        f"Optimism bias {bias.percent.normalize():f}%: {bias.source}." if bias else "No optimism bias has been entered."
    )
    basis = "Pounds at the prices of year 0; a minus is a cost. Discounted, they come to the net present value"
    title = f"{option.name}: value over time"
    return table(f"{key}.table", title, columns, rows, total=total, note=f"{_discounted(book)} {said}", basis=basis)


def _discounted(book: Book) -> str:
    """ "Discounted at 3.5% a year (HM Treasury, …, assumed)": the rate of the years that are printed first."""
    _, first = discount_rates(book.viewer)[0]
    return f"Discounted at {first.words} a year: {first.source}, {first.status}."
