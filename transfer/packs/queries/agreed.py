"""What was agreed, once a baseline is signed: first wherever a pack prints a split, with that by the rules beside."""

from collections.abc import Callable, Mapping
from typing import Any

from transfer.baseline.queries import Agreed, compare_with_live, find_agreed_figures, share_words
from transfer.baseline.rules import EXCLUDED, SOURCE, UNALLOCATED, Beside, Compared, Key, Place, key_words
from transfer.kernel.dates import long_date
from transfer.kernel.money import pounds
from transfer.packs.queries.book import Block, Book, Row, column, figures_block, table

BY_RULES = "By the rules: where a numbered change moved money, what was agreed stands under “Agreed, row by row”."
COLUMNS = [column("agreed", "Agreed", "money"), column("live", "By the rules", "money"),
           column("by", "Differs by", "money"), column("why", "Why")]  # fmt: skip


def agreed_of(book: Book) -> Agreed | None:
    """The version in force, where it is of the pack's option."""
    found = find_agreed_figures(book.viewer)
    return found if found and found.is_of(book.option) else None


def version_words(agreed: Agreed) -> str:
    """ "Baseline version 2, signed by every body and taken on 3 March 2021, hash …, with changes 1, 2"."""
    version, changes = agreed.baseline, ", ".join(map(str, agreed.numbers))
    taken = long_date(version.baselined_at.date()) if version.baselined_at else ""
    told = f"Baseline version {version.number}, signed by every body and taken on {taken}, hash {version.hash}"
    if not changes:
        return told
    return f"{told}, with {'changes' if len(agreed.numbers) > 1 else 'change'} {changes}"


def split_notes(book: Book) -> dict[str, str]:
    """For a table of parts of the split: that it is by the rules; nothing as long as nothing is agreed."""
    agreed = agreed_of(book)
    return {"note": BY_RULES} if agreed and (agreed.moved or agreed.settled) else {}


def agreed_blocks(book: Book, live: Row, place: str) -> list[Block]:
    """What everybody has of the whole: as agreed, by the rules, and why the two are apart. live: the option's row of
    figures; place: a word that tells the tables of a pack apart."""
    agreed = agreed_of(book)
    if agreed is None:
        return []
    cells = _by_place(book, live)
    rows: list[Row] = [
        _row(book, agreed, where, each, cells[where])
        for where, each in agreed.beside({where: book.value(cell) for where, cell in cells.items()}).items()
    ]
    title = f"Agreed: baseline version {agreed.baseline.number}"
    return [table(f"agreed.{place}", title, [column("name", "Whose part"), *COLUMNS], rows,
                  note=f"{version_words(agreed)}.")]  # fmt: skip


def _by_place(book: Book, live: Row) -> dict[Place, Any]:
    bodies: dict[Place, Any] = {each.id: live[f"body-{each.id}"] for each in book.organisations}
    return {SOURCE: live["source"], **bodies, UNALLOCATED: live["unallocated"], EXCLUDED: live["excluded"]}


def _row(book: Book, agreed: Agreed, where: Place, each: Beside, cell: Any) -> Row:
    name, why = share_words(where, book.names), agreed.why(each) if _kind(book, cell) == "public" else ""
    return {"name": name, "agreed": _figure(book, agreed, where, each.agreed, cell), "live": cell,
            "by": _apart(book, f"agreed.{where}.by", name, each.by, cell), "why": why}  # fmt: skip


def _figure(book: Book, agreed: Agreed, where: Place, pence: int, cell: Any) -> Any:
    """Typed, as it was signed: no cell comes to it where a change was made. As open as the live figure beside it."""
    if not pence:
        return 0
    label = f"{book.option.name}: {share_words(where, book.names)}, agreed"
    return book.typed(f"agreed.{where}", label, pence, "pence", version_words(agreed), _kind(book, cell))


def _apart(book: Book, key: str, name: str, pence: int, cell: Any) -> Any:
    if not pence:
        return 0
    note = "The split by its rules less what was agreed"
    return book.typed(key, f"{name}: by the rules, less agreed", pence, "pence", note, _kind(book, cell))


def _kind(book: Book, cell: Any) -> str:
    return book.classes.get(cell["figure"], "public") if isinstance(cell, dict) else "public"


def agreed_summary(book: Book) -> list[Block]:
    """The agreed figures in a line each, where there are any."""
    agreed = agreed_of(book)
    if agreed is None:
        return []
    places: list[tuple[Place, str]] = [(each.id, f"Agreed for {each.short}") for each in book.organisations]
    places.append((UNALLOCATED, "Agreed to be unallocated"))
    note = f"Baseline version {agreed.baseline.number}, hash {agreed.baseline.hash[:12]}"
    found = [(words, _figure(book, agreed, where, agreed.places.get(where, 0), None), note) for where, words in places]
    return [figures_block(found)]


Few = Callable[[Key], int | None]


def moved_rows(book: Book, few: Few) -> list[Block]:
    """Each row of the agreed version that is not what the rules give, with the change that says so. few: how many
    people's pay a row is, where it is nothing else and they are few."""
    agreed = agreed_of(book)
    if agreed is None:
        return []
    found = compare_with_live(book.viewer, agreed.baseline)
    titles = {change.number: change.title for change, _ in found.changes}
    rows = [_moved(book, each, few(each.key), titles, found.settled) for each in found.lines if each.difference]
    if not rows:
        return []
    columns = [column("name", "Row"), column("whose", "Whose part"), *COLUMNS]
    return [table("agreed.rows", "Agreed, row by row", columns, rows,
                  note="Every other row was agreed as the rules give it.")]  # fmt: skip


def _moved(book: Book, each: Compared, few: int | None, titles: Mapping[int, str], settled: Mapping[Key, str]) -> Row:
    kind, name = "single-pay" if few else "public", key_words(each.key)
    key, label = f"agreed.row.{'-'.join(each.key)}.{each.place}", f"{name}, {share_words(each.place, book.names)}"
    # What a change adds to a row that is one person's pay is their pay.
    told = [
        f"Change {number}, {titles[number]}{'' if few else f': {pounds(-pence)}'}." for number, pence in each.explained
    ]
    told += [f"{settled.get(each.key, 'No approved change says so')}."] if each.unexplained else []
    figures = (
        ("agreed", each.before, "agreed"),
        ("live", each.after, "by the rules"),
        ("by", each.difference, "apart"),
    )
    row: Row = {"name": name, "whose": share_words(each.place, book.names), "why": " ".join(told)}
    for column_, pence, words in figures:
        note = "A row of the signed baseline beside the split of today"
        row[column_] = book.typed(f"{key}.{column_}", f"{label}, {words}", pence, "pence", note, kind) if pence else 0
    return row | ({"_people": few} if few else {})
