"""Which year, price base and unit the numbers of a table are in, said once above it."""

from typing import Any

from reports.snapshot import table_of
from transfer.packs.queries.book import Book

# Tables of the split, by the first part of their key: the whole of the programme's budget year, whatever moves when.
OF_THE_SPLIT = (
    "agreed", "bridge", "money.centre", "money.group", "money.rules", "money.support", "options.money", "services",
)  # fmt: skip
BESIDE = ("money.gaps",)
OF_THE_REGISTER = ("contracts",)


def say_basis(book: Book, blocks: list[dict[str, Any]]) -> None:
    """Put the sentence on each table of money that does not bring its own."""
    for block in blocks:
        table = table_of(block)
        if table is not None and "basis" not in table and any(each["kind"] == "money" for each in table["columns"]):
            words = basis_words(book, table["key"])
            if words:
                table["basis"] = words


def basis_words(book: Book, key: str) -> str:
    """ "Full year 2021/22, base budget, in pounds", or "" where the table itself says what its numbers are."""
    year, basis = book.programme.budget_year, book.programme.budget_basis
    if any(key == each or key.startswith(f"{each}.") for each in OF_THE_SPLIT):
        return f"Full year {year}, {basis} budget, in pounds"
    if key in BESIDE:
        return f"Full years in pounds: the budget is {year} {basis}, and each row says what stands beside it"
    if any(key.startswith(f"{each}.") for each in OF_THE_REGISTER):
        return "Pounds a year, as the register states them"
    return ""
