"""Shares of a post's time between organisations."""

from imports.datasets.fields import Dataset, Field
from imports.datasets.organisations import ORGANISATION
from imports.datasets.rules import end_before_start, nothing, repeated_key
from imports.datasets.synonyms import ESTABLISHMENT
from imports.frame import Frame


def _errors(frame: Frame) -> None:
    repeated_key(frame, ("post_no", "organisation", "from_on"), "this post’s share for the same organisation")
    end_before_start(frame, "from_on", "to_on", "an end")


DATASET = Dataset(
    "time_shares", "Time shares", "programme",
    (
        Field("post_no", "code", "a post number", True, ESTABLISHMENT["post_no"]),
        ORGANISATION,
        Field("percent", "percent", "a share of 100", True, (
            "percent", "percent of time", "percent share", "share", "time percent", "percent time", "time share",
            "share of time",
            "proportion", "allocation", "allocation percent", "percent allocation", "apportionment", "time",
            "proportion of time",
            "percent split", "split", "percent apportionment", "time allocation", "apportionment percent",
            "share percent",
            "percent allocated", "percent time allocated", "allocation of time", "fte share", "weighting", "time split",
            "distribution percent", "percent distribution",
        )),
        Field("service", "text", "a service", False, ("service", "service area", "service name")),
        Field("basis", "text", "a basis", False, (
            "basis", "basis of split", "evidence", "rationale", "method", "basis of apportionment",
            "basis of share", "reason",
            "apportionment basis", "source", "basis of allocation", "how arrived at", "justification",
        )),
        Field("from_on", "date", "a start date", False, ("from", "from date", "start date", "effective from",
            "valid from", "start")),
        Field("to_on", "date", "an end date", False, ("to", "to date", "end date", "effective to", "valid to",
            "until", "end")),
        Field("review", "text", "a review date or condition", False, (
            "review", "review date", "review point", "review trigger", "review condition", "next review",
            "when reviewed",
            "review on", "reviewed when", "review when",
        )),
    ),
    key=("post_no", "organisation", "from_on"), errors=_errors, warnings=nothing,
    sheet_words=("time", "shares", "management"),
)  # fmt: skip
