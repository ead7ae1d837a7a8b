"""What each side of each transfer owes: computed from dates, decisions, informing and consulting, and disclosures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any, TypeVar

from transfer.consultation.models import ConsultationDocument, Measure, Question, Representative
from transfer.consultation.queries import (
    employers_of,
    is_own,
    may_read,
    may_record,
    open_offers,
    other_employer,
    records_of,
    says_otherwise,
)
from transfer.duties.queries.policy import reply_days
from transfer.duties.rules import Duty, in_order
from transfer.kernel.dates import add_months, long_date
from transfer.liability.queries import STAGE_B, LiabilityDuty, disclosing_lacks, owed
from transfer.payroll.queries import PayrollDuty
from transfer.payroll.queries import owed as payroll_owed
from transfer.programmes.models import Organisation, Transfer
from transfer.programmes.rules import Viewer
from transfer.reference.rules import working_day_by
from transfer.releases.queries import find_release_in_force
from transfer.tupe.queries import (
    SchemeCount,
    ToRecord,
    TransferDate,
    dates_of,
    list_transfers,
    objections_to_record,
    open_challenges,
    schemes_of,
    unsettled,
    why_no_tupe,
)
from transfer.tupe.rules import challenged_words

PLACES = {"pension_actuary_on": "tupe.pensions", "payroll_parallel_run_on": "payroll.index"}
LATEST = ("eli_latest_on", "eli_latest_clear_days_on")  # one duty, its rule read in two ways
Records = Mapping[type[Any], list[Any]]
_Owed = TypeVar("_Owed", LiabilityDuty, PayrollDuty, ToRecord)


def duties_of(viewer: Viewer) -> list[Duty]:
    """Everything that is owed in the transfers of the preferred option, in the order of its days."""
    transfers = [each for each in list_transfers(viewer) if not why_no_tupe(each)]
    records: Records = {
        model: records_of(transfers, model) for model in (Representative, Question, ConsultationDocument, Measure)
    }
    told, paying, schemes = owed(viewer), payroll_owed(viewer), schemes_of(viewer, transfers)
    challenged, objecting = open_challenges(transfers), objections_to_record(viewer, transfers)
    found = [
        duty
        for each in transfers
        for duty in _Owing(
            viewer,
            each,
            records,
            _here(told, each),
            _here(paying, each),
            schemes[each.id],
            challenged.get(each.id, 0),
            _here(objecting, each),
        ).duties()
    ]
    return in_order(found)


def _here(owed: Sequence[_Owed], transfer: Transfer) -> list[_Owed]:
    return [each for each in owed if each.transfer.id == transfer.id]


def _newest(documents: Iterable[ConsultationDocument]) -> dict[int | None, ConsultationDocument]:
    """What was sent last to each representative."""
    sent = [each for each in documents if each.sent_on]
    return {each.representative_id: each for each in sorted(sent, key=lambda each: (each.frozen_on, each.id))}


@dataclass(frozen=True)
class _Owing:
    """One transfer, with the records of all transfers, what is owed of liability information and payroll in this
    one, where its people stand by pension scheme, how many challenges of its basis are open, and whose objection
    counts and is not recorded as the decision."""

    viewer: Viewer
    transfer: Transfer
    records: Records
    liability: Sequence[LiabilityDuty]
    payroll: Sequence[PayrollDuty]
    schemes: Sequence[SchemeCount]
    challenges: int
    objecting: Sequence[ToRecord]

    @cached_property
    def dates(self) -> dict[str, TransferDate]:
        return {each.rule.key: each for each in dates_of(self.transfer)}

    @cached_property
    def words(self) -> str:
        transfer = self.transfer
        return f"{transfer.transferor.short} to {transfer.transferee.short}, {long_date(transfer.transfer_on)}"

    def duties(self) -> Iterator[Duty]:
        yield from self._deciding()
        yield from self._objections()
        for employer in employers_of(self.transfer):
            yield from self._informing(employer)
        yield from self._dated()
        yield from self._changes()
        yield from self._pensions()
        yield from self._paying()

    def _duty(self, what: str, key: str, side: Organisation, to: str, by: TransferDate | None, **more: Any) -> Duty:
        """by: the date whose rule says until when."""
        said: dict[str, Any] = {}
        if by is not None:
            said = {"by_on": by.on, "act_by": by.act_by, "basis": by.words, "kind": by.rate.kind,
                    "assumed": by.rate.assumed}  # fmt: skip
        place = {"arguments": {"transfer_id": self.transfer.id}, "endpoint": "tupe.transfer"}
        return Duty(
            key=f"{self.transfer.id}:{key}:{side.id}", what=what, side_id=side.id, side=side.short, to=to,
            transfer_id=self.transfer.id, transfer=self.words, **{**said, **place, **more},
        )  # fmt: skip

    def _deciding(self) -> Iterator[Duty]:
        transfer = self.transfer
        yield self._duty(
            "Record and confirm the legal basis", "basis", transfer.transferor, "Both employers",
            self.dates["inform_policy_on"], endpoint="tupe.basis",
            done=bool(transfer.basis and transfer.basis_confirmed_by) and not self.challenges,
            next=f"Record what came of it: the basis is {challenged_words(self.challenges)}"
            if self.challenges else "Record the basis, what it rests on and who confirms it",
        )  # fmt: skip
        listed = find_release_in_force(self.viewer, "establishment", transfer.from_id)
        left = sum(each.undecided for each in self.schemes) if listed else 0
        yield self._duty(
            "Decide who is in scope", "decide", transfer.transferor, "Each candidate", self.dates["eli_plan_on"],
            done=left == 0 if listed else None,
            next=f"Decide about {left:,} {'person' if left == 1 else 'people'}" if left else "Decide about each person",
        )  # fmt: skip

    def _objections(self) -> Iterator[Duty]:
        """For those alone to whom the people are named: one objection is one person’s."""
        before, number = self.transfer.transferor, len(self.objecting)
        if not number or not self.viewer.names_of(before.id):
            return
        one = {"endpoint": "tupe.person", "arguments": {
            "transfer_id": self.transfer.id, "line_id": self.objecting[0].line_id, "after": "objected",
        }}  # fmt: skip
        yield self._duty(
            "Record the objection" if number == 1 else f"Record {number:,} objections", "objected", before,
            "Whoever objected", None, by_on=None, act_by=None, done=False, kind="policy", assumed=True,
            basis="as soon as it counts",
            next="Record it as the decision: the person still stands as going to the new employer",
            **(one if number == 1 else {"endpoint": "tupe.for_legal", "arguments": {}}),
        )  # fmt: skip

    def _of(self, model: type[Any], employer: Organisation) -> list[Any]:
        return [
            each
            for each in self.records[model]
            if each.transfer_id == self.transfer.id and each.employer_id == employer.id
        ]

    def _informing(self, employer: Organisation) -> Iterator[Duty]:
        """What one employer owes to representatives and to the other employer."""
        seen, by = may_read(self.viewer, self.transfer, employer.id), self.dates["inform_policy_on"]
        bodies: list[Representative] = self._of(Representative, employer) if seen else []
        ready = [each for each in bodies if each.kind in ("union", "standing") or each.elected_on or each.direct_on]
        named = ", ".join(each.body for each in ready) or "Representatives of its affected staff"
        yield self._duty(
            "Have representatives of all affected staff", "representatives", employer, "Its affected staff", by,
            done=bool(ready) and len(ready) == len(bodies) if seen else None, endpoint="consultation.representatives",
            next="Record recognised unions, or invite employees to elect and record the result",
        )  # fmt: skip
        if is_own(self.viewer, employer.id):
            left = len(open_offers(self.viewer, self.transfer, employer))
            yield self._duty(
                "Say what is envisaged", "measures", employer, "Its representatives", by, done=left == 0,
                endpoint="consultation.measures",
                next=f"Answer {left:,} recorded {'saving or change' if left == 1 else 'savings and changes'}"
                if left else "Look again when something changes",
            )  # fmt: skip
        else:
            yield self._duty(
                "Say what is envisaged", "measures", employer, "Its representatives", by, done=None,
                endpoint="consultation.measures", next=f"{employer.short} answers each recorded saving and change",
            )  # fmt: skip
        yield from self._letters(employer, ready, named, seen, by)
        yield from self._replies(employer, {each.id: each.body for each in bodies} if seen else {}, seen)

    def _letters(
        self, employer: Organisation, ready: list[Representative], named: str, seen: bool, by: TransferDate
    ) -> Iterator[Duty]:
        documents: list[ConsultationDocument] = self._of(ConsultationDocument, employer)
        if employer.id == self.transfer.to_id:
            yield self._telling(employer, documents, seen, by)
        # An issue pack holds all that the letter does, so whoever was sent a later one knows what is envisaged.
        said = _newest(each for each in documents if each.kind in ("information", "pack"))
        last = _newest(each for each in documents if each.kind == "information")
        written = [each for each in ready if each.kind != "direct"]
        missing = [each.body for each in written if each.id not in last]
        measures = self._told_of(employer)
        again = [each.body for each in written if each.id in last and says_otherwise(said[each.id], measures)]
        words = [f"Send the information letter to {' and '.join(missing)}"] if missing or not again else []
        if again:
            words.append(f"Tell {' and '.join(again)} again: what is envisaged has changed since their letter")
        yield self._duty(
            "Inform the representatives", "inform", employer, named, by, endpoint="consultation.letters",
            done=bool(ready) and not missing and not again if seen else None,
            next=". ".join(words) if missing or again else "Send the information letter",
        )  # fmt: skip
        if seen:
            yield from self._receipts(employer, [(each.body, last[each.id]) for each in written if each.id in last], by)

    def _told_of(self, employer: Organisation) -> list[Measure]:
        """What an employer's representatives are told is envisaged: by it, and by the other one as far as it told."""
        other = other_employer(self.transfer, employer.id)
        told = [each for each in self._of(Measure, other) if each.told_at]
        return [*self._of(Measure, employer), *told]

    def _telling(
        self, employer: Organisation, documents: list[ConsultationDocument], seen: bool, by: TransferDate
    ) -> Duty:
        """The new employer's letter on its measures, and again when more is envisaged since."""
        told = any(each.kind == "measures" and (each.sent_on or not seen) for each in documents)
        since = seen and any(each.envisaged and each.told_at is None for each in self._of(Measure, employer))
        return self._duty(
            "Tell the other employer of measures", "tell", employer, other_employer(self.transfer, employer.id).short,
            by, done=told and not since, assumed=True, endpoint="consultation.letters",
            next="Tell it again: more is envisaged since the letter" if told and since
            else "Make the measures letter, send it and record its receipt",
        )  # fmt: skip

    def _receipts(
        self, employer: Organisation, letters: Sequence[tuple[str, ConsultationDocument]], by: TransferDate
    ) -> Iterator[Duty]:
        for body, letter in letters:
            if letter.received_on is None:
                yield self._duty(
                    "Record who received the information letter", f"receipt-{letter.id}", employer, body, by,
                    done=False, endpoint="consultation.letters", next=f"Ask {body}, and record who received it when",
                )  # fmt: skip

    def _replies(self, employer: Organisation, bodies: dict[int, str], seen: bool) -> Iterator[Duty]:
        if not seen:
            return
        allowed, may = reply_days(self.transfer), may_record(self.viewer, employer.id)
        for each in self._of(Question, employer):
            if each.replied_on is None:
                by_on = each.asked_on + timedelta(days=int(allowed.value))
                yield self._duty(
                    f"Reply to a {each.kind} of {long_date(each.asked_on)}", f"reply-{each.id}", employer,
                    bodies.get(each.representative_id or 0, "All representatives"), None, by_on=by_on,
                    act_by=working_day_by(by_on), basis=f"{allowed.words} after it came", kind="policy",
                    assumed=allowed.assumed, done=False, next="Reply, with reasons where it is not accepted",
                    **(self._answered_at(each) if may else {"endpoint": "consultation.log"}),
                )  # fmt: skip

    def _answered_at(self, question: Question) -> dict[str, Any]:
        """The reply's own form."""
        arguments = {"transfer_id": self.transfer.id, "question_id": question.id}
        return {"endpoint": "consultation.reply_question", "arguments": arguments}

    def _dated(self) -> Iterator[Duty]:
        """What the other rooms record: shown with its day, and done where the viewer can see that it is."""
        before, after = self.transfer.transferor, self.transfer.transferee
        for key, side, to, following in (
            ("pension_actuary_on", before, "The pension fund’s actuary", "Send the data, and record the route"),
            ("payroll_parallel_run_on", after, "Those who move", "Run both payrolls beside each other and compare"),
            ("eli_plan_on", before, after.short, "Prepare the information, and check its as-at date"),
        ):
            by = self.dates[key]
            place = PLACES.get(key, "liability.index")
            said = self._giving(following) if key == "eli_plan_on" else {"next": following}
            yield self._duty(by.rule.label, key, side, to, by, done=self._is_done(key), endpoint=place, **said)
        yield self._latest()
        for key in ("claims_latest_on", "collective_variation_after_on"):
            by = self.dates[key]
            yield self._duty(by.rule.label, key, after, "Both employers", by, done=None, due=False, next="")

    def _giving(self, following: str) -> dict[str, Any]:
        """What comes next for whoever may give liability information; for the others of that side, whom to ask."""
        if not disclosing_lacks(self.viewer, self.transfer):
            return {"next": following}
        short = self.transfer.transferor.short
        return {"next": f"Ask HR or legal of {short} who may see names and pay: they do this", "yours": False}

    def _latest(self) -> Duty:
        """Liability information by both readings of 28 days: late from the earlier on."""
        read = [self.dates[key] for key in LATEST]
        first = min(read, key=lambda each: each.on)
        return self._duty(
            read[0].rule.label, first.rule.key, self.transfer.transferor, self.transfer.transferee.short, first,
            done=self._is_done(first.rule.key), endpoint="liability.index",
            **self._giving("Give the information, and record who received it"),
            basis=f"the earlier of {' and '.join(f'{long_date(each.on)} ({each.words})' for each in read)}",
        )  # fmt: skip

    def _is_done(self, key: str) -> bool | None:
        """Liability information is done when it was given, the actuary's data when every scheme's was sent, and the
        parallel run when one is recorded; of the others nobody says it here."""
        if key == "pension_actuary_on":
            routes = [route for each in self.schemes for route in each.routes]
            return bool(routes) and all(each.actuary_asked_on for each in routes)
        if key == "payroll_parallel_run_on":
            return any(each.done for each in self.payroll if each.key == "parallel")
        given = [each.done_on is not None for each in self.liability if each.key == STAGE_B]
        return any(given) if key in ("eli_plan_on", *LATEST) else None

    def _pensions(self) -> Iterator[Duty]:
        before = self.transfer.transfer_on - timedelta(days=1)
        listed = find_release_in_force(self.viewer, "establishment", self.transfer.from_id)
        left = unsettled(self.schemes)
        yield self._duty(
            "Settle each pension scheme’s route", "pensions", self.transfer.transferor, "Members of each scheme", None,
            by_on=before, act_by=working_day_by(before), basis="before the transfer", kind="scheme",
            done=not left if listed else None, endpoint="tupe.pensions",
            next=f"Settle the route of {', '.join(left)}" if left else "Settle each scheme’s route",
        )  # fmt: skip

    def _changes(self) -> Iterator[Duty]:
        """What has changed of a line that was disclosed is owed in writing, at once."""
        for each in self.liability:
            if each.key == "changes":
                yield self._duty(
                    each.title, "changes", self.transfer.transferor, self.transfer.transferee.short, None,
                    by_on=each.due_on, act_by=each.due_on, done=False, kind="law", basis="as soon as it has changed",
                    endpoint="liability.index", **self._giving(
                        f"Send what has changed for {each.count:,} {'person' if each.count == 1 else 'people'}"
                    ),
                )  # fmt: skip

    def _paying(self) -> Iterator[Duty]:
        """The new employer's first payroll, once the transfer has come. Its days are this product's assumption."""
        after, came = self.transfer.transferee, self.transfer.transfer_on
        days = {"assurance": (came + timedelta(days=1), "the day after the transfer")}
        for each in self.payroll:
            if each.key == "parallel":
                continue
            by_on, basis = days.get(each.key, (add_months(came, 1), "a month after the transfer"))
            left = f" of {each.count:,} people" if each.count else ""
            yield self._duty(
                each.title, each.key, after, "Those who moved", None, by_on=by_on, act_by=working_day_by(by_on),
                basis=basis, kind="policy", assumed=True, done=False, next=f"{each.title}{left}",
                endpoint="payroll.assurance" if each.key == "assurance" else "payroll.index",
            )  # fmt: skip
