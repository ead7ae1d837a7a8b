"""The contract schedule of what a viewer sees, put together in words for printing."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from reports.contract_schedule import ContractSchedule, Line, Part
from reports.wording import short_date
from transfer.contracts import pages, queries, rules
from transfer.contracts.models import StepTaken
from transfer.contracts.queries import Entry, Filters, Surroundings
from transfer.kernel.dates import long_date
from transfer.kernel.money import pounds
from transfer.programmes.rules import Viewer

MARK = "OFFICIAL-SENSITIVE — commercial"
# What a step of these states says of a consent, with its day.
CONSENT_STEPS = {
    "consent_requested": "Asked for", "obtained": "Given", "obtained_conditional": "Given with conditions",
    "refused": "Refused", "no_response": "No answer",
}  # fmt: skip


def contract_schedule(viewer: Viewer, asked: Filters, arranged: rules.Arranged) -> ContractSchedule:
    """What the filters leave of the registers that this viewer sees, by route or by supplier."""
    everything = queries.list_all_contracts(viewer)
    found = queries.list_all_contracts(viewer, asked) if asked != Filters() else everything
    around = queries.surroundings_of(viewer, found)
    parts = _parts(found, arranged, around)
    kept = {entry.contract.id for entry in found}
    rest = [entry.contract.annual_value_pence or 0 for entry in everything if entry.contract.id not in kept]
    return ContractSchedule(
        title=f"Contract schedule: {around.programme}",
        mark=MARK,
        facts=_facts(viewer, around, pages.register_heading(asked, len(found)), arranged),
        missing=tuple(queries.contracts_missing(viewer)),
        parts=parts,
        outstanding=_outstanding(found, parts),
        words=_route_words(found),
        rest=(len(rest), sum(rest)),
        bodies=_bodies(found, around),
    )


def _facts(viewer: Viewer, around: Surroundings, heading: str, arranged: rules.Arranged) -> tuple[tuple[str, str], ...]:
    return (
        ("Programme", around.programme),
        ("Option", around.option or "None is preferred yet"),
        ("As at", long_date(around.today)),
        ("Contracts", f"{heading}: the rest of the register is left out" if heading else "The whole register"),
        ("Arranged", rules.ARRANGED_WORDS[arranged]),
        ("Registers", "; ".join(around.registers) or "None"),
        ("Printed by", viewer.name),
    )


def _parts(found: Sequence[Entry], arranged: rules.Arranged, around: Surroundings) -> tuple[Part, ...]:
    def place(entry: Entry) -> tuple[str, str]:
        if arranged == "supplier":
            return "", entry.contract.supplier
        part = rules.part_of(entry.route.route if entry.route else None)
        return part.number, part.title

    def order(entry: Entry) -> tuple[tuple[str, str], str]:
        number, title = place(entry)
        return (number, title.casefold()), entry.contract.reference

    made = []
    for count, ((number, title), entries) in enumerate(groupby(sorted(found, key=order), key=place), 1):
        lines = (_line(entry, f"{number or count}.{row}", around) for row, entry in enumerate(entries, 1))
        made.append(Part(number, title if number else f"{count}. {title}", tuple(lines)))
    return tuple(made)


def _line(entry: Entry, number: str, around: Surroundings) -> Line:
    contract, held = entry.contract, entry.route
    route = rules.BY_KEY[held.route] if held else None
    steps = around.steps.get(held.id, ()) if held else ()
    return Line(
        number=number,
        reference=contract.reference,
        contract=_kept(contract.title, _document(entry, steps)),
        supplier=_kept(contract.supplier, contract.supplier_number and f"No. {contract.supplier_number}"),
        parties=_parties(entry, around),
        dates=_dates(entry),
        value_pence=contract.annual_value_pence,
        route=_kept(route.name, f"From {short_date(entry.transfer_on)}" if route.moves != "Nothing" else "")
        if route
        else ("No route yet",),
        consent=_consent(entry, steps),
        state=rules.STATE_WORDS[entry.state],
        notes=_notes(entry, steps),
    )


def _document(entry: Entry, steps: Iterable[StepTaken]) -> str:
    """What the register names, or where it was found since."""
    found = [step.evidence for step in steps if step.after == "documents_located" and step.evidence]
    document = entry.contract.document or (found[-1] if found else "")
    return f"Document: {document}" if document else "No document found"


def _kept(*told: str | None) -> tuple[str, ...]:
    return tuple(each for each in told if each)


def _parties(entry: Entry, around: Surroundings) -> tuple[str, ...]:
    """Who has the contract now, and whose it becomes where the route moves it."""
    holder = entry.contract.release.organisation
    now = holder.short if holder else "Nobody"
    moves = entry.route is not None and rules.BY_KEY[entry.route.route].moves != "Nothing"
    then = around.taker(entry.contract.service_key, holder.id if holder else None) if moves else None
    return _kept(f"Now: {now}", f"Then: {then or 'not said yet'}" if moves and then != now else "")


def _dates(entry: Entry) -> tuple[str, ...]:
    contract = entry.contract
    return _kept(
        f"From {short_date(contract.start_on)}" if contract.start_on else "Start not stated",
        f"To {short_date(contract.end_on)}" if contract.end_on else "No end stated",
        f"May run to {short_date(contract.extension_to)}" if contract.extension_to else "",
        f"Break on {short_date(contract.break_on)}" if contract.break_on else "",
        f"Notice by {short_date(entry.last_notice_on)}" if entry.last_notice_on else "",
    )


def _consent(entry: Entry, steps: Iterable[StepTaken]) -> tuple[str, ...]:
    """Each question and answer with its day; where there was none, what is decided of it."""
    told = [
        f"{CONSENT_STEPS[step.after]} {short_date(step.taken_on)}{f': {step.evidence}' if step.evidence else ''}"
        for step in steps
        if step.after in CONSENT_STEPS
    ]
    return tuple(told) or _kept(rules.CONSENT_WORDS[entry.consent] if entry.consent else "")


def _notes(entry: Entry, steps: Iterable[StepTaken]) -> tuple[str, ...]:
    signed = [f"Signed {short_date(step.taken_on)}: {step.signatories}" for step in steps if step.after == "executed"]
    reason = entry.route.reason.strip() if entry.route else ""
    total = entry.contract.total_value_pence
    return _kept(
        reason, *signed, f"{pounds(total)} in all" if total is not None else "", entry.late.words if entry.late else ""
    )


def _outstanding(found: Sequence[Entry], parts: Sequence[Part]) -> tuple[tuple[str, str, str, str], ...]:
    """In the order of the parts."""
    waiting = {
        (entry.contract.reference, entry.contract.supplier): rules.CONSENT_WORDS[entry.consent]
        for entry in found
        if entry.consent is not None and entry.state not in rules.DONE and rules.is_outstanding(entry.consent)
    }
    lines = [(line.number, line.reference, line.supplier[0]) for part in parts for line in part.lines]
    return tuple((*line, waiting[line[1:]]) for line in lines if line[1:] in waiting)


def _route_words(found: Sequence[Entry]) -> tuple[tuple[str, str, str, str, str], ...]:
    used = {entry.route.route for entry in found if entry.route}
    return tuple(
        (each.name, each.moves, each.who_consents, each.instrument, each.residual_risk)
        for key, each in rules.BY_KEY.items()
        if key in used
    )


def _bodies(found: Sequence[Entry], around: Surroundings) -> tuple[str, ...]:
    """Who signs: whose registers these are, and who takes a contract on, in the programme's order."""
    ids = set()
    for entry in found:
        holder = entry.contract.release.organisation_id
        ids.add(holder)
        if entry.route and rules.BY_KEY[entry.route.route].moves != "Nothing":
            ids.add(around.taker_id(entry.contract.service_key, holder))
    return tuple(name for each, name in around.bodies.items() if each in ids)
