"""Key performance indicators."""

from imports.datasets.fields import Dataset, Field
from imports.datasets.rules import nothing, repeated_key
from imports.frame import Frame


def _errors(frame: Frame) -> None:
    repeated_key(frame, ("number", "period"), "this indicator for the same period")


DATASET = Dataset(
    "kpis", "Key performance indicators", "programme",
    (
        Field("number", "code", "a number", True, (
            "number", "kpi number", "indicator number", "reference", "kpi reference", "kpi", "id",
            "indicator reference", "measure number",
            "kpi id", "pi number", "indicator id", "measure reference",
        )),
        Field("title", "text", "a title", True, (
            "title", "indicator", "kpi title", "measure", "kpi name", "indicator title", "name", "description",
            "indicator name",
            "kpi description", "performance indicator", "measure title", "measure name", "kpi",
        )),
        Field("definition", "text", "a definition", False, ("definition", "kpi definition", "calculation",
            "meaning", "how measured")),
        Field("period", "text", "a period", False, ("period", "reporting period", "quarter", "month", "frequency",
            "year", "time period")),
        Field("value", "text", "a value", False, ("value", "actual", "result", "performance", "outturn", "latest",
            "current", "current value")),
        Field("target", "text", "a target", False, ("target", "target value", "goal", "threshold", "tolerance",
            "kpi target")),
        Field("polarity", "text", "which way is good", False, ("polarity", "good is", "direction", "better is",
            "good performance", "bigger is better")),
        Field("source", "text", "a source", False, ("source", "data source", "source of data", "system")),
    ),
    key=("number", "period"), errors=_errors, warnings=nothing,
    sheet_words=("kpi", "kpis", "indicators", "performance"),
)  # fmt: skip
