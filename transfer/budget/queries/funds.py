"""Funds: spending and its funding each as they are shared; and payments between the programme's own bodies."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from transfer.budget.models import FundNote, InternalPayment
from transfer.budget.queries.ground import Ground
from transfer.budget.queries.money import OptionMoney
from transfer.budget.rules import INCOME, Amounts, Deciding, Matcher, Rule, Slice
from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.kernel.many import total
from transfer.programmes.queries import own_part
from transfer.programmes.rules import Viewer


@dataclass(frozen=True)
class SeenFund:
    """A fund's spending and funding apart. fenced: a rule ring-fences lines of it, so that it balances alone; note: why
    the two are not shared alike, as somebody wrote it; spent_by and funded_by: the indexes of the rules that decide
    each, None where no rule does."""

    part: Slice
    fenced: bool
    note: FundNote | None
    spent_by: Sequence[int | None] = ()
    funded_by: Sequence[int | None] = ()

    @property
    def name(self) -> str:
        return self.part.key

    @property
    def spending(self) -> Amounts:
        return self.part.expenditure

    @property
    def funding(self) -> Amounts:
        return self.part.income

    @property
    def gaps(self) -> Mapping[int, int]:
        """By organisation id: what each is given to spend and not to fund it with, below zero the other way round."""
        net = self.part.net.shares
        return {place: pence for place, pence in net.items() if pence}

    @property
    def out_of_balance(self) -> int:
        """Pence by which a ring-fenced fund does not balance alone; 0 for a fund that need not."""
        return self.part.net.source_pence if self.fenced else 0

    @property
    def unlike(self) -> bool:
        """Whether spending and funding go to different bodies in different proportions."""
        if not self.funding.source_pence or not self.spending.source_pence:
            return False
        places = {*self.spending.shares, *self.funding.shares}
        return any(
            self.spending.shares.get(place, 0) * self.funding.source_pence
            != self.funding.shares.get(place, 0) * self.spending.source_pence
            for place in places
        )

    @property
    def unexplained(self) -> bool:
        return self.unlike and self.note is None and bool(self.gaps)


def list_fund_notes(viewer: Viewer) -> Mapping[str, FundNote]:
    query = select(FundNote).where(FundNote.programme_id == viewer.programme_id)
    return {each.fund: each for each in db.session.scalars(query)}


def list_funds(money: OptionMoney) -> list[SeenFund]:
    """Every fund of the books under an option; "" for lines without one."""
    deciders, notes = _deciders(money), list_fund_notes(money.ground.viewer)
    rules, found = money.ground.rules, []
    for part in money.summary.slices("fund"):
        spent, funded = deciders.get((part.key, False), []), deciders.get((part.key, True), [])
        fenced = any(each is not None and rules[each].method == "ring-fence" for each in [*spent, *funded])
        found.append(SeenFund(part, fenced, notes.get(part.key), spent, funded))
    return found


def _deciders(money: OptionMoney) -> dict[tuple[str, bool], list[int | None]]:
    """By (fund, whether it is income): the indexes of the rules that decide some of its lines, in their order."""
    deciding = Deciding(money.ground.rules, money.ground.setting(money.option))
    matcher = Matcher(money.ground.rules)
    lines = [(cell.fund, cell.group, cell.mask) for cell, _ in money.ground.grouped.alike]
    lines += [(line.fund, line.group, matcher.matching(line)) for line in money.ground.grouped.apart]
    found: dict[tuple[str, bool], set[int]] = {}
    for fund, group, mask in lines:
        decider = deciding.decider(mask)
        found.setdefault((fund or "", group == INCOME), set()).add(-1 if decider is None else decider)
    return {key: [each if each >= 0 else None for each in sorted(held)] for key, held in found.items()}


def get_fund(money: OptionMoney, name: str) -> SeenFund:
    """Raises NotFound for a fund that no line has."""
    found = next((each for each in list_funds(money) if each.name == name), None)
    if not found:
        raise NotFound("No line that you may see has that fund")
    return found


def list_payments(viewer: Viewer) -> Sequence[InternalPayment]:
    query = select(InternalPayment).where(InternalPayment.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(InternalPayment.id)).all()


def get_payment(viewer: Viewer, payment_id: int) -> InternalPayment:
    return own_part(viewer, InternalPayment, payment_id, "That payment is not in this programme")


@dataclass(frozen=True)
class SeenPayment:
    """A payment between two bodies with what both books hold of it, in pence. missing: the short name of a body whose
    book the viewer may not see, so that its side is not known."""

    row: InternalPayment
    payer_pence: int
    payee_pence: int
    missing: tuple[str, ...] = ()

    @property
    def difference(self) -> int:
        """What is left when both sides are taken out; 0 when the books show the same amount with opposite signs."""
        return self.payer_pence + self.payee_pence


@dataclass(frozen=True)
class JointView:
    """All books together, without what their bodies pay each other. books: pence by organisation id, expenditure and
    income apart; taken_out: of each book, by organisation id."""

    payments: Sequence[SeenPayment]
    books: Mapping[int, tuple[int, int]]
    taken_out: Mapping[int, tuple[int, int]] = field(default_factory=dict)

    def left(self, organisation_id: int) -> tuple[int, int]:
        spent, earned = self.books.get(organisation_id, (0, 0))
        out_spent, out_earned = self.taken_out.get(organisation_id, (0, 0))
        return spent - out_spent, earned - out_earned

    @property
    def gross_pence(self) -> int:
        """Spending of all bodies to the world outside."""
        return sum(self.left(each)[0] for each in self.books)

    @property
    def net_pence(self) -> int:
        return sum(sum(self.left(each)) for each in self.books)


def joint_view(ground: Ground) -> JointView:
    """A line that two payments select is taken out once, by the first of them."""
    rows = list_payments(ground.viewer)
    sides = [(row.payer_id, row.payer_lines) for row in rows] + [(row.payee_id, row.payee_lines) for row in rows]
    rules = [Rule(lines, "exclude", reason="between the bodies") for _, lines in sides]
    amounts, books = [0] * len(sides), dict[int, tuple[int, int]]()
    out: dict[int, tuple[int, int]] = {}
    for book, income, mask, pence in _lines(ground, rules):
        books[book] = _plus(books.get(book), pence, income=income)
        side = next((at for at, (owner, _) in enumerate(sides) if mask >> at & 1 and owner == book), None)
        if side is not None:
            amounts[side] += pence
            out[book] = _plus(out.get(book), pence, income=income)
    held = {release.organisation_id for release in ground.releases.values()}
    seen = [
        SeenPayment(
            row, amounts[at], amounts[at + len(rows)],
            tuple(ground.names[each] for each in (row.payer_id, row.payee_id) if each not in held),
        )
        for at, row in enumerate(rows)
    ]  # fmt: skip
    return JointView(seen, books, out)


def _plus(held: tuple[int, int] | None, pence: int, *, income: bool) -> tuple[int, int]:
    spent, earned = held or (0, 0)
    return (spent, earned + pence) if income else (spent + pence, earned)


def _lines(ground: Ground, rules: Sequence[Rule]) -> Iterator[tuple[int, bool, int, int]]:
    """(whose book, whether it is income, what matches as bits, pence): of amounts that are alike, of single lines."""
    found = ground.matched_with(rules)
    for cell, at in found.alike:
        yield cell.book_of, cell.group == INCOME, cell.mask, total(found.columns.pence[at])
    matcher = Matcher(rules)
    for line in ground.grouped.apart:
        yield line.book_of, line.group == INCOME, matcher.matching(line), line.amount_pence
