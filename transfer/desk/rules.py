"""What is next for whom: tasks in the order in which they hold others up. And who may do what, as a table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from transfer.baseline.rules import Awaited
from transfer.duties.rules import OVERDUE, Duty, state_of
from transfer.kernel.dates import how_far_off, long_date
from transfer.kernel.money import pounds
from transfer.programmes.rules import AREAS, PERMISSION_WORDS, ROLES, UPLOADERS, granted
from transfer.releases.rules import DATASET_NAMES

# What a programme stands on, in the order in which a lead brings it: the task, its hint and where it is done.
FOUNDATIONS = {
    "services": ("Add the services", "No service has been added: lists and money are read by service",
                 "programmes.services"),
    "options": ("Describe the options", "No option says yet what would move, to whom and when", "programmes.options"),
    "plan": ("Upload the plan", "The steering group has no milestone here yet", "steering.index"),
}  # fmt: skip
MENDERS = frozenset({"lead", "hr", "finance", "legal"})
MOST_DUTIES = 5  # duties on a task list; the rest stand behind one more line
# What an event is about, as the history page says it.
SUBJECT_WORDS = {
    "baseline": "one version of the baseline", "baseline_change": "one change of the baseline",
    "dispute": "one dispute", "opening_item": "one balance of the opening position",
    "claim": "one published figure", "constraint": "one constraint", "contract": "one contract", "job": "one job",
    "member": "one member", "milestone": "one milestone", "narrative": "one text of a pack", "option": "one option",
    "organisation": "one organisation", "pack_file": "one file of a pack", "post": "one post", "person": "one person",
    "programme": "the programme itself", "release": "one version", "service": "one service", "snapshot": "one pack",
    "parked_row": "one row to mend", "saved_mapping": "how one list is read", "split_rule": "one split rule",
    "transfer": "one transfer", "upload": "one upload",
}  # fmt: skip
MANY_WORDS = {"split_rule": "the split rules", "member": "the members", "claim": "the published figures",
              "organisation": "the organisations"}  # fmt: skip
SEVERITY_WORDS = {"error": ("error", "errors"), "warning": ("warning", "warnings"), "note": ("note", "notes")}


@dataclass(frozen=True)
class State:
    """What the tasks are made from, as this viewer sees it. Numbers are counts unless they say pence. not_described:
    keys of FOUNDATIONS that a new programme still lacks; pressing: duties of the viewer's own
    side that are overdue or due in the coming weeks, in their order; late_contracts: how many, and the most days that
    one is late; not_held: roles that nobody holds; errors: those that the viewer can mend, of all checks;
    before_signing: what keeps the baseline from being signed."""

    undecided_people: int = 0
    legal_questions: int = 0
    contracts_without_route: int = 0
    unallocated_pence: int = 0
    late_milestones: int = 0
    late_contracts: tuple[int, int] = (0, 0)
    overdue_replies: int = 0
    not_held: tuple[str, ...] = ()
    unwritten_sections: int = 0
    unconfirmed_bases: int = 0
    waiting_uploads: int = 0
    rows_to_mend: int = 0
    own_lists_missing: tuple[str, ...] = ()
    unshared: int = 0
    errors: int = 0
    checks: int = 0
    eli_latest_on: date | None = None
    time_reviews: int = 0
    time_proposals: int = 0
    to_sign: bool = False
    before_signing: tuple[str, ...] = ()
    drivers_to_approve: tuple[str, ...] = ()
    disputes: tuple[Awaited, ...] = ()
    changes_to_decide: int = 0
    to_take: bool = False
    sums_to_decide: int = 0
    overdue_disputes: int = 0
    not_described: tuple[str, ...] = ()
    pressing: tuple[Duty, ...] = ()


@dataclass(frozen=True)
class Task:
    """One line of somebody's task list. endpoint and arguments: where it is done."""

    title: str
    hint: str
    endpoint: str
    status: str = "To do"
    arguments: Mapping[str, Any] = field(default_factory=dict)


class Event(Protocol):
    """What is read of an event of the history."""

    @property
    def actor(self) -> str: ...
    @property
    def verb(self) -> str: ...
    @property
    def summary(self) -> str: ...
    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True)
class Change:
    """The newest of what one person did in one way on one day; more: how many others like it."""

    summary: str
    actor: str
    at: datetime
    more: int


def changes_of(events: Iterable[Event]) -> list[Change]:
    """Events, newest first, with those of the same kind, person and day put together."""
    groups: dict[tuple[str, str, date], list[Event]] = {}
    for event in events:
        groups.setdefault((event.actor, event.verb, event.at.date()), []).append(event)
    return [Change(alike[0].summary, alike[0].actor, alike[0].at, len(alike) - 1) for alike in groups.values()]


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def count_severities(severities: Iterable[str]) -> str:
    """ "1 error, 11 warnings, 1 note"; what there is none of is left out."""
    listed = list(severities)
    return ", ".join(_count(listed.count(key), *words) for key, words in SEVERITY_WORDS.items() if key in listed)


def late_in_words(late: int, holding_up: Sequence[str]) -> str:
    """How many milestones are late, and which of them stand before go-live."""
    if not late:
        return "No milestone is late."
    hold = "None of them holds up go-live."
    if holding_up:
        named = ", ".join(holding_up)
        hold = f"{len(holding_up)} of them {'holds' if len(holding_up) == 1 else 'hold'} up go-live ({named})."
    if late == 1:
        hold = f"It holds up go-live ({holding_up[0]})." if holding_up else "It does not hold up go-live."
    return f"{_count(late, 'milestone is', 'milestones are')} late. {hold}"


def _data_tasks(state: State) -> list[Task]:
    tasks = [
        Task(f"Upload your {words}", "None has been accepted yet", "intake.index") for words in state.own_lists_missing
    ]
    if state.waiting_uploads:
        waiting = _count(state.waiting_uploads, "upload waits", "uploads wait")
        tasks.append(Task("Accept or withdraw what was uploaded", f"{waiting} for a decision", "intake.index"))
    if state.unshared:
        versions = _count(state.unshared, "version is", "versions are")
        tasks.append(Task("Share what is ready", f"{versions} seen by your side only", "intake.index"))
    return tasks


def _duty_tasks(duties: Sequence[Duty], today: date) -> list[Task]:
    """What is overdue, then what is due soon, each to be done in its own place."""
    ordered = sorted(duties, key=lambda each: state_of(each, today) != OVERDUE)
    tasks = [
        Task(each.what, _duty_hint(each, today), each.endpoint, state_of(each, today), each.arguments)
        for each in ordered[:MOST_DUTIES]
    ]
    if len(ordered) > MOST_DUTIES:
        more = _count(len(ordered) - MOST_DUTIES, "more duty is", "more duties are")
        tasks.append(Task("See all that your side owes", f"{more} overdue or due in the coming weeks", "duties.index"))
    return tasks


def _duty_hint(duty: Duty, today: date) -> str:
    when = f"due {how_far_off(duty.by_on, today)}" if duty.by_on else "due at once"
    told = f"Overdue: {when}" if state_of(duty, today) == OVERDUE else f"{when[0].upper()}{when[1:]}"
    return f"{told}. {duty.next}. {duty.transfer}" if duty.next else f"{told}. {duty.transfer}"


def _hr_tasks(state: State, today: date) -> list[Task]:
    if not state.undecided_people or any(":decide:" in each.key for each in state.pressing):
        return []  # a duty that presses says it already, with its day
    people = _count(state.undecided_people, "person is", "people are")
    due = ""
    if state.eli_latest_on:
        due = f"; employee liability information is due {how_far_off(state.eli_latest_on, today)}"
    return [Task("Decide who moves", f"{people} still undecided{due}", "tupe.index")]


def _legal_tasks(state: State) -> list[Task]:
    tasks = []
    if state.legal_questions:
        waiting = _count(state.legal_questions, "question waits", "questions wait")
        tasks.append(Task("Answer disputes and objections", f"{waiting} for legal", "tupe.for_legal"))
    if state.contracts_without_route:
        contracts = _count(state.contracts_without_route, "contract has", "contracts have")
        tasks.append(Task("Decide routes", f"{contracts} no route", "contracts.index"))
    return tasks


def _lead_tasks(state: State) -> list[Task]:
    tasks = [Task(*FOUNDATIONS[key]) for key in state.not_described]
    if state.not_held:
        *most, last = state.not_held
        roles = f"{', '.join(most)} and {last}" if most else last
        tasks.append(Task(f"Invite {roles}", "Nobody holds this role yet, so nobody can bring its lists" if not most
                          else "Nobody holds these roles yet, so nobody can bring their lists",
                          "programmes.members"))  # fmt: skip
    if state.unconfirmed_bases:
        transfers = _count(state.unconfirmed_bases, "transfer has", "transfers have")
        tasks.append(Task("Confirm the legal basis", f"{transfers} no confirmed basis", "programmes.options"))
    if state.late_milestones:
        late = _count(state.late_milestones, "milestone is", "milestones are")
        tasks.append(Task("Look at what is late", f"{late} late", "steering.index"))
    return tasks + _late_tasks(state)


def _late_tasks(state: State) -> list[Task]:
    """What others are late with and the lead asks after."""
    tasks, (number, days) = [], state.late_contracts
    if number:
        late = f"{_count(number, 'contract is', 'contracts are')} late, by up to {_count(days, 'day', 'days')}"
        tasks.append(Task("Ask after the contracts that are late", late, "contracts.index", "Overdue", {"late": "yes"}))
    if state.overdue_replies:
        owed = _count(state.overdue_replies, "reply is", "replies are")
        tasks.append(Task("Ask after replies to representatives", f"{owed} overdue", "duties.index", "Overdue",
                          {"state": OVERDUE, "about": "replies"}))  # fmt: skip
    return tasks


def _time_tasks(state: State) -> list[Task]:
    tasks = []
    if state.time_proposals:
        waiting = _count(state.time_proposals, "proposal waits", "proposals wait")
        tasks.append(Task("Approve how managers’ time is shared", f"{waiting} for approval", "establishment.time"))
    if state.time_reviews:
        due = _count(state.time_reviews, "post’s shares are", "posts’ shares are")
        tasks.append(Task("Review how managers’ time is shared", f"{due} due to be looked at", "establishment.time"))
    return tasks


def _pack_tasks(state: State) -> list[Task]:
    if not state.unwritten_sections:
        return []
    sections = _count(state.unwritten_sections, "section has", "sections have")
    return [Task("Write the packs", f"{sections} no text yet", "packs.index")]


def _mending_tasks(state: State) -> list[Task]:
    """Rows are also given to members who bring nothing themselves."""
    if not state.rows_to_mend:
        return []
    rows = _count(state.rows_to_mend, "row", "rows")
    hint = f"{rows} with errors {'was' if state.rows_to_mend == 1 else 'were'} left out of what was accepted"
    return [Task("Mend rows that were left out", hint, "intake.work_list")]


def _signing_task(before: Sequence[str]) -> Task:
    if not before:
        return Task("Sign the baseline", "It was proposed, and your side has not signed it", "baseline.index")
    many = _count(len(before), "thing stands", "things stand")
    return Task("Clear what keeps the baseline from being signed", f"{many} in the way. First: {before[0]}",
                "baseline.index")  # fmt: skip


def _dispute_tasks(disputes: Sequence[Awaited], today: date) -> list[Task]:
    """Disputes that are not overdue, the most pressing first."""
    if not disputes:
        return []
    asked = next((each for each in disputes if each.proposed), None)
    if asked:
        hint = (
            f"{pounds(asked.pence)} is in dispute, and somebody proposes who takes it: agree, or refuse with a reason"
        )
        return [Task(f"Answer what was proposed in dispute {asked.number}", hint, "baseline.dispute",
                     arguments={"dispute_id": asked.id})]  # fmt: skip
    first = disputes[0]
    when = f"an answer is due by {long_date(first.by_on)}, {how_far_off(first.by_on, today)}"
    if len(disputes) > 1:
        return [Task(f"Settle {len(disputes)} disputes", f"In dispute {first.number} {when}", "baseline.disputes")]
    return [Task(f"Settle dispute {first.number}", f"{pounds(first.pence)} is in dispute: {when}", "baseline.dispute",
                 arguments={"dispute_id": first.id})]  # fmt: skip


def _driver_tasks(names: Sequence[str]) -> list[Task]:
    if len(names) == 1:
        return [Task(f"Approve the driver {names[0]}", "Somebody else set it up, and it waits for approval",
                     "budget.drivers")]  # fmt: skip
    told = ", ".join(names[:MOST_DUTIES])
    return [Task(f"Approve {len(names)} drivers", f"They wait for approval: {told}", "budget.drivers")] if names else []


def _agreement_tasks(role: str, state: State) -> list[Task]:
    """What waits to be agreed about money."""
    tasks = []
    if state.to_sign and role == "finance":
        tasks.append(_signing_task(state.before_signing))
    if state.to_take and role == "finance":
        tasks.append(Task("Take what every body signed as the baseline", "Money moves by numbered changes from then on",
                          "baseline.index"))  # fmt: skip
    if state.changes_to_decide and role == "finance":
        changes = _count(state.changes_to_decide, "change waits", "changes wait")
        tasks.append(Task("Decide about changes of the baseline", f"{changes} for a decision", "baseline.changes"))
    if state.sums_to_decide and role == "finance":
        requests = _count(state.sums_to_decide, "request waits", "requests wait")
        tasks.append(Task("Decide about contract sums", f"{requests} for a decision", "contract_sum.index"))
    if state.overdue_disputes and role in {"finance", "lead"}:
        disputes = _count(state.overdue_disputes, "dispute is", "disputes are")
        tasks.append(Task("Settle what is in dispute", f"{disputes} past a deadline", "baseline.disputes", "Overdue"))
    return tasks


def tasks_for(role: str, state: State, today: date) -> list[Task]:
    """What this role does next. Nobody is shown a task that their role cannot do."""
    tasks = _duty_tasks(state.pressing, today) if role in {"hr", "legal"} else []
    if role == "legal":
        tasks += _legal_tasks(state)
    if role in MENDERS:
        tasks += _data_tasks(state)
    tasks += _mending_tasks(state)
    if role in {"hr", "legal"}:
        tasks += _hr_tasks(state, today)
    if role == "finance" and state.unallocated_pence:
        left = f"{pounds(state.unallocated_pence)} is unallocated and not in dispute"
        tasks.append(Task("Allocate what no rule catches", left, "budget.index"))
    tasks += _driver_tasks(state.drivers_to_approve) + _dispute_tasks(state.disputes, today)
    tasks += _agreement_tasks(role, state)
    if role == "lead":
        tasks += _lead_tasks(state)
    if role in {"lead", "finance"}:
        tasks += _time_tasks(state)
    if state.errors and role in MENDERS:
        errors, checks = _count(state.errors, "error", "errors"), _count(state.checks, "check", "checks")
        tasks.append(Task("Mend errors", f"{errors} among {checks}", "checks.index"))
    if role in MENDERS | {"member"}:
        tasks += _pack_tasks(state)
    return tasks


def in_place_of(name: str, tasks: Sequence[Task], own: Sequence[Task]) -> list[Task]:
    """The tasks of somebody for whom a deputy acts, without those that are the deputy's own."""
    held = {(each.title, each.endpoint) for each in own}
    return [replace(each, hint=f"For {name}. {each.hint}") for each in tasks if (each.title, each.endpoint) not in held]


def role_table() -> list[tuple[str, list[str]]]:
    """(an act in words, what each role's column says of it): every permission, then who brings which data set."""
    rows = [
        (words, [_says(permission in granted(role), permission in granted(role, AREAS)) for role in ROLES])
        for permission, words in PERMISSION_WORDS.items()
    ]
    uploads = [
        (f"Upload and accept the {DATASET_NAMES[dataset]}", [_says(role in allowed) for role in ROLES])
        for dataset, allowed in UPLOADERS.items()
    ]
    return rows + uploads


def _says(may: bool, if_opened: bool = False) -> str:
    return "Yes" if may else "If opened" if if_opened else "No"
