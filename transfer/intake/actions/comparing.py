"""What a checked file would change against the version in force, for every data set."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from imports.check import Row
from imports.compare import compare
from imports.compare_lists import compare_lists
from imports.datasets import DATASETS
from transfer.intake.actions.checking import FileRead
from transfer.intake.actions.storing import TABLES, amount_columns
from transfer.intake.queries import accepted_lines, comparable
from transfer.intake.queries.unnumbered_posts import has_no_numbers, in_doubt, known_numbers
from transfer.intake.queries.version_rows import accepted_values, readers_of
from transfer.intake.rules import joined_titles, renamed_posts
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release

# Lists whose period or day belongs to what no two rows may share: from month to month a row is known without it.
KNOWN_BY = {"kpis": ("number",), "drivers": ("driver", "organisation"), "time_shares": ("post_no", "organisation")}
ABOUT = {
    "contracts": "title", "budget": "account_name", "assets": "description", "milestones": "title", "kpis": "title",
    "time_shares": "percent", "drivers": "quantity", "services": "directorate",
}  # fmt: skip


def compared(viewer: Viewer, read: FileRead, in_force: Release | None) -> dict[str, Any]:
    """changes: of an establishment list, as the command tells them; titles: the job titles of posts that joined, by
    their number; another_person: posts that name somebody else now;
    differences: of any other list; doubt: posts without a number that a person has to match.

    Accepted rows only; None where nothing is in force.
    """
    if in_force is None:
        return {"changes": None, "another_person": [], "differences": None}
    if read.checked.dataset != "establishment":
        return {"changes": None, "another_person": [], "differences": _differences(viewer, read, in_force)}
    before, after = accepted_lines(in_force.id), [comparable(row.values) for row in read.checked.rows]
    doubt = None
    if has_no_numbers(read.checked):
        doubt = in_doubt(before, after, known_numbers(viewer.programme_id, in_force.organisation_id))
    changes = compare(before, after)
    return {
        "changes": changes, "another_person": renamed_posts(before, after), "differences": None, "doubt": doubt,
        "titles": joined_titles(changes["joined"], after),
    }  # fmt: skip


def _differences(viewer: Viewer, read: FileRead, in_force: Release) -> dict[str, list[dict[str, Any]]]:
    dataset = read.checked.dataset
    key = KNOWN_BY.get(dataset, DATASETS[dataset].key)
    after = checked_values(dataset, read.checked.rows, amount_columns(read.checked, get_programme(viewer)))
    found = compare_lists(key, accepted_values(viewer, in_force), after, ABOUT.get(dataset))
    # A list of services adds to those that are there: what it does not name stays.
    return {**found, "left": []} if dataset == "services" else found


def checked_values(
    dataset: str, rows: Sequence[Row], amounts: Sequence[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """The good rows of a checked file as `version_rows.accepted_values` gives those of a version. amounts: the columns
    of money as a version keeps them."""
    if dataset == "services":
        for row in rows:
            lists = {name: sorted(row.values.get(name) or []) for name in ("cost_centres", "functions")}
            yield {**{name: row.values.get(name) for name in ("name", "tier", "directorate", "provider")}, **lists}
        return
    read, more = readers_of(dataset), TABLES[dataset].more
    names = {each["letter"]: f"amount {each['year']} {each['basis']}" for each in amounts}
    for row in rows:
        filled = {column.removesuffix("_pence"): value for column, value in more(row.values).items()}
        given = {**row.values, **filled}
        values = {name: reader(given.get(name)) for name, reader in read.items()}
        pence = row.values.get("amounts") or {}
        yield {**values, **{names[letter]: amount for letter, amount in pence.items() if amount is not None}}
