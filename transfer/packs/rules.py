"""Who opens which edition, what a pack may hold, and how a printed figure is recomputed from its cells.

Policy: the exempt edition is for members of the programme, never for a guest; a guest opens the public edition of an
approved pack. No pack, in either edition, holds a name, a National Insurance number, a date of birth or the pay of a
single post: so nobody needs a permission of their own to open one.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from transfer.kernel.errors import DomainError
from transfer.kernel.shares import Weight, apportion

Edition = Literal["public", "exempt"]
EDITIONS: tuple[Edition, ...] = ("public", "exempt")
KIND_NAMES = {"due-diligence": "Due diligence", "business-case": "Business case"}
EDITION_NAMES = {"public": "Public", "exempt": "Exempt"}
FORMAT_NAMES = {"pdf": "PDF", "xlsx": "Workbook"}
MIMETYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
COMPONENT_NAMES = {
    "pay": "pay",
    "employer_ni": "employer’s National Insurance",
    "pension": "employer’s pension",
    "levy": "apprenticeship levy",
}
# Who signs for a body of each kind: only a council has statutory officers.
SIGNATORIES = {
    "council": ("Section 151 officer", "Monitoring officer"),
    "trust": ("Finance director", "Board minute"),
    "company": ("Finance director", "Board minute"),
    "other": ("Finance officer",),
}
# Whose task a section is, by the owner that the registry names; the lead sees to what nobody else's role writes.
WRITERS = {"HR": "hr", "Finance": "finance", "Legal": "legal"}
ReadCells = Callable[[Mapping[str, Any]], Sequence[Weight]]
ReadCost = Callable[[Mapping[str, Any]], int]


def _no_cost(cost: Mapping[str, Any]) -> int:
    raise ValueError(f"Say how the {cost['component']} of a post is worked out from its cells")


def writer_of(owner: str) -> str:
    """The role that writes a section of this owner."""
    return WRITERS.get(owner, "lead")


def editions_open_to(role: str) -> tuple[Edition, ...]:
    return ("public",) if role == "guest" else EDITIONS


def single_side(unshared_of: set[int]) -> int | None:
    """The side whose unshared data a snapshot would hold. Raises DomainError when there are two."""
    if len(unshared_of) > 1:
        raise DomainError(
            "Share the lists of one side first: a pack that holds unshared lists of two sides could be shown to neither"
        )
    return next(iter(unshared_of), None)


def key_part(text: str) -> str:
    """A name as part of a figure's key: letters, digits and "-" stay, all else is written as its code point."""
    return re.sub(r"[^A-Za-z0-9-]", lambda found: f"_{ord(found[0]):x}_", text)


def recompute(
    figures: Mapping[str, Mapping[str, Any]], key: str, read_cells: ReadCells, read_cost: ReadCost = _no_cost
) -> int:
    """A figure's value, worked out again from its cells and inputs.

    read_cells gives one column's values in the figure's unit, one a row: pence, thousandths, or the exact quantity of
    a driver. "count" counts the rows, "sum" adds the cells; "share" adds the cells that are given whole and, of every
    cell of each part, what largest remainder gives to the part's `index` among its weights; "total" adds the inputs
    and "difference" takes the others from the first. A "typed" figure is what somebody typed: it is its own source.
    A part with `cost` splits one component of a post's cost, which read_cost works out from the pay cells in pence; one
    with `less` takes such components off its cell first; one without weights is taken whole.
    """
    figure = figures[key]
    operation = figure["operation"]
    if operation in ("total", "difference"):
        first, *others = [recompute(figures, each, read_cells, read_cost) for each in figure["inputs"]] or [0]
        return first + sum(others) if operation == "total" else first - sum(others)
    if operation == "count":
        return sum(len(cells["rows"]) for cells in figure["cells"])
    if operation in ("sum", "share"):
        whole = sum(int(value) for cells in figure["cells"] for value in read_cells(cells))
        return whole + sum(_part(part, read_cells, read_cost) for part in figure["parts"])
    return int(figure["value"])


def _part(part: Mapping[str, Any], read_cells: ReadCells, read_cost: ReadCost) -> int:
    if "cost" in part:
        amounts = [read_cost(part["cost"])]
    else:
        amounts = [int(value) for cells in part["cells"] for value in read_cells(cells)]
    if part.get("less"):
        amounts = [sum(amounts) - sum(read_cost(each) for each in part["less"])]
    weights = [value for each in part["weights"] for value in read_cells(each["cells"])]
    return sum(apportion(amount, weights)[part["index"]] if weights else amount for amount in amounts)


_STAFF = "manager|post|person|people|worker|officer|employee|assistant|director|practitioner|lead|member|members"
_FEW = re.compile(
    rf"(?<![\d.,£])\b(?:one|two|three|four|[1-4])\b(?![.,]\d)(?: [a-z’'-]+){{0,2}}? (?:{_STAFF})s?\b[’']?s?",
    re.IGNORECASE,
)
_CODE = re.compile(r"[^\s,;:()“”‘’'\"]*\d[^\s,;:()“”‘’'\"]*")


def few_in(text: str) -> list[str]:
    """Where a text seems to count fewer than five people or posts: "one manager’s", "two vacant posts"."""
    return list(dict.fromkeys(found[0] for found in _FEW.finditer(text)))


def codes_in(text: str) -> list[str]:
    """What could be a post's number: words that hold a digit, without the full stop after them."""
    return list(dict.fromkeys(filter(None, (found[0].strip(".!?–—-") for found in _CODE.finditer(text)))))
