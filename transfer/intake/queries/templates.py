"""What a workbook to fill in asks, with the programme's own services and organisations to choose from."""

from imports.datasets import DATASETS, Field
from imports.datasets.examples import EXAMPLES
from reports.template import TemplateColumn
from transfer.intake.rules import column_heading, holds
from transfer.programmes.queries import get_programme, list_organisations, list_services
from transfer.programmes.rules import Viewer


def template_columns(viewer: Viewer, dataset: str) -> list[TemplateColumn]:
    """The columns of the workbook to fill in, with the programme's own services and organisations to choose from."""
    kind, example = DATASETS[dataset], EXAMPLES[dataset]
    names = {
        "service": [each.name for each in list_services(viewer)],
        "organisation": [each.short for each in list_organisations(viewer)],
    }
    names["provider"] = names["organisation"]
    columns = []
    for each in kind.fields:
        choices = list(each.choices) or names.get(each.name, [])
        shown = example.get(each.name, choices[0] if each.name in names and choices else None)
        heading, cell_kind = column_heading(each), _cell_kind(each)
        columns.append(TemplateColumn(heading, cell_kind, holds(each), each.required, choices, shown, _rule(each)))
    if kind.has_amounts:
        columns.append(_amount_column(viewer, example["amount"]))
    return columns


def _rule(field: Field) -> str:
    """What the workbook itself asks of a field's cells."""
    if field.choices:
        return "known value"
    if field.name in ("fte", "quantity"):
        return "above nothing" if field.name == "fte" else "number"
    return field.kind if field.kind in ("date", "money", "number", "percent") else ""


def _cell_kind(field: Field) -> str:
    return field.kind if field.kind in ("code", "date", "money", "percent") else "text"


def _amount_column(viewer: Viewer, example: int) -> TemplateColumn:
    programme = get_programme(viewer)
    heading = f"{programme.budget_year} {programme.budget_basis} budget"
    words = "An amount in pounds; more columns may follow, each with its year and basis in its heading"
    return TemplateColumn(heading, "money", words, True, (), example, "money")
