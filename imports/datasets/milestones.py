"""Milestones and decisions of the programme's plan."""

import re
from collections.abc import Mapping

from imports.datasets.fields import Dataset, Field
from imports.datasets.rules import repeated_key
from imports.frame import Frame

KINDS: dict[str, tuple[str, ...]] = {
    "decision": ("decisions", "dec", "d", "governance decision", "decision point", "approval", "decision required",
        "for decision"),
    "legal": ("statutory", "leg", "l", "legal milestone", "legal requirement", "legal deadline",
        "statutory deadline", "legal step"),
    "external": ("ext", "e", "third party", "external dependency", "outside", "external milestone", "external body"),
    "internal": ("int", "i", "internal milestone", "inhouse", "in house", "internal task", "project", "internal step"),
}  # fmt: skip
_LINK = re.compile(r"^(.+?)\s*(fs|ss|ff|sf)?\s*([+-]\s*\d+\s*(d|w|m|days?|weeks?|months?|ed|wks?)?)?$", re.IGNORECASE)

FIELDS = (
    Field("reference", "code", "a reference", True, (
        "reference", "milestone reference", "milestone id", "milestone number", "id", "number", "reference number",
        "task id",
        "unique id", "activity id", "item number", "item", "wbs", "task number", "activity reference",
        "plan reference", "code",
        "milestone code", "line", "activity number", "task reference", "key",
    )),
    Field("title", "text", "a title", True, (
        "milestone", "title", "milestone title", "task name", "milestone name", "activity", "task",
        "milestone description",
        "deliverable", "activity name", "description", "action", "name", "item", "event", "summary",
        "key milestone", "step",
        "milestone or decision", "activity description", "task description", "milestone decision", "what",
    )),
    Field("workstream", "text", "a workstream", True, (
        "workstream", "work stream", "stream", "theme", "work package", "workstream name", "area", "project",
        "work area", "strand",
        "programme strand", "workstrand", "project workstream", "phase",
    )),
    Field("kind", "choice", "a kind of milestone", False, (
        "kind", "type", "milestone type", "category", "nature", "kind of milestone", "type of milestone",
        "classification",
        "milestone kind", "milestone category", "task type",
    ), KINDS, frozenset({"milestone", "step", "type"})),
    Field("owner", "text", "an owner", False, (
        "owner", "lead", "responsible", "responsible officer", "lead officer", "assigned to", "milestone owner",
        "resource names",
        "accountable", "accountable officer", "task owner", "owned by", "responsible person", "responsible owner",
        "action owner", "who",
        "assignee",
    )),
    Field("baseline_on", "date", "the baseline date", True, (
        "baseline", "baseline date", "planned date", "plan date", "due date", "target date", "original date",
        "baseline finish",
        "original target date", "planned", "baseline on", "baseline finish date", "due", "target", "plan",
        "original target",
        "planned completion", "date", "baseline end", "planned finish", "original due date", "baseline due",
        "agreed date",
        "planned completion date", "planned end date", "baseline due date", "original baseline", "when",
    )),
    Field("forecast_on", "date", "the forecast date", False, (
        "forecast", "forecast date", "expected date", "current forecast", "revised date", "latest forecast",
        "forecast finish",
        "revised target", "current date", "estimated date", "forecast completion", "forecast on", "finish", "expected",
        "revised target date", "revised due date", "projected date", "latest estimate", "forecast completion date",
        "revised",
        "expected completion", "current forecast date", "forecast end", "finish date", "end date",
    )),
    Field("actual_on", "date", "the actual date", False, (
        "actual", "actual date", "date achieved", "completed", "completion date", "date completed", "actual finish",
        "achieved",
        "actual completion", "completed on", "actual completion date", "actual on", "done", "date done",
        "achieved on", "closed",
        "actual end", "actual finish date", "date met", "delivered",
    )),
    Field("depends_on", "list", "what it depends on", False, (
        "depends on", "dependencies", "predecessors", "predecessor", "dependency", "dependent on", "preceded by",
        "relies on",
        "depends upon", "prerequisites", "blocked by", "after", "predecessor ids", "linked from", "prerequisite",
        "waits for",
    )),
    Field("concerns", "code", "the milestone that a decision is about", False, (
        "concerns", "relates to", "related milestone", "decision about", "decision on", "about", "decides",
        "concerns milestone",
        "regarding", "decision concerns", "related to", "applies to", "subject of decision", "relates to milestone",
        "decision for",
    )),
    Field("comment", "text", "a comment", False, (
        "comment", "comments", "notes", "note", "remarks", "commentary", "update", "narrative", "progress",
        "latest position",
    )),
)  # fmt: skip


def _errors(frame: Frame) -> None:
    repeated_key(frame, ("reference",), "this reference")


def _warnings(frame: Frame) -> None:
    known = {reference.casefold(): reference for reference in frame.column("reference") if reference}
    there = {reference.casefold() for _, reference in frame.accepted("reference") if reference}
    depends = frame.columns.get("depends_on", [])
    for index, names in enumerate(depends):
        depends[index] = _resolved(names or [], known)
    for index, names in frame.accepted("depends_on"):
        absent = [name for name in names or [] if name.casefold() not in known]
        parked = [name for name in names or [] if name.casefold() in known and name.casefold() not in there]
        if absent or parked:
            frame.warn(
                index,
                "depends_on",
                _dependency_message(absent, parked),
                "depends-on-missing" if absent else "depends-on-parked",
            )


def _dependency_message(absent: list[str], parked: list[str]) -> str:
    parts = []
    if absent:
        parts.append(f"Correct or remove {', '.join(absent)}: not in this list")
    if parked:
        parts.append(f"Mend {', '.join(parked)} first: this depends on it, and its row was not accepted")
    return ". ".join(parts)


def _resolved(names: list[str], known: Mapping[str, str]) -> list[str]:
    """Each name as the list writes it; project software's "M05FS+3d" is M05, and "M05 M06" is two."""
    found: list[str] = []
    for name in names:
        if name.casefold() in known:
            found.append(known[name.casefold()])
            continue
        words = [word for word in re.split(r"[\s/]+", name) if word]
        link = _LINK.match(name)
        if len(words) > 1 and all(word.casefold() in known for word in words):
            found += [known[word.casefold()] for word in words]
        elif words and len(words) > 1 and words[0].rstrip(":").casefold() in known:
            found.append(known[words[0].rstrip(":").casefold()])
        elif link and link[1].casefold() in known:
            found.append(known[link[1].casefold()])
        else:
            found.append(name)
    return found


DATASET = Dataset(
    "milestones", "Milestones", "programme", FIELDS, key=("reference",), errors=_errors, warnings=_warnings,
    sheet_words=("plan", "milestones", "programme"),
)  # fmt: skip
