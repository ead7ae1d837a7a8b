"""What keeps a split from being signed, all of it, each in a sentence that begins with what to do."""

from collections.abc import Iterator, Mapping, Sequence

from transfer.budget.queries.books import book_totals, list_gaps
from transfer.budget.queries.drivers import SeenDriver, list_drivers, may_approve, whom_to_ask
from transfer.budget.queries.funds import joint_view, list_funds
from transfer.budget.queries.money import OptionMoney, problems_of, slice_by
from transfer.budget.rules import SUBJECTIVE_GROUPS, Block
from transfer.kernel.money import pounds
from transfer.programmes.rules import name_key


def sign_off_blocks(money: OptionMoney) -> list[Block]:
    """In the order in which one would mend them: books, gaps, rules, drivers, funds, and the reconciliation."""
    parts = (_totals, _unmapped, _gaps, _rules, _drivers, _funds, _payments, _differences)
    return [block for part in parts for block in part(money)]


def _totals(money: OptionMoney) -> Iterator[Block]:
    """Only the column that is split must agree with its ledger: the others are there to compare."""
    for each in book_totals(money.ground):
        if (each.year, each.basis) != money.ground.year_and_basis:
            continue
        whose = each.release.organisation.short if each.release.organisation else "The programme"
        if each.control is None:
            message = f"Type the control total of {whose}’s ledger for {each.year} {each.basis}: nobody has yet"
            yield Block("control-total", message, 0, each.release.organisation_id)
        elif each.difference:
            message = (
                f"Find {pounds(abs(each.difference))}: {whose}’s book comes to {pounds(each.pence)}, and its ledger’s "
                f"report to {pounds(each.control.total_pence)}{f'. {each.why}' if each.why else ''}"
            )
            yield Block("control-total", message, each.difference, each.release.organisation_id)


def _unmapped(money: OptionMoney) -> Iterator[Block]:
    """Each account of no group, with what its lines come to; those that a time rule looks at stand apart."""
    grouped, found = money.ground.grouped, dict[tuple[str, str], int]()
    for place, kind in enumerate(grouped.kind_names):
        if kind.group not in SUBJECTIVE_GROUPS:
            pence = sum(grouped.columns.pence[grouped.columns.kinds == place].tolist())
            found[kind.account, kind.group] = found.get((kind.account, kind.group), 0) + pence
    for line in grouped.apart:
        if line.group not in SUBJECTIVE_GROUPS:
            found[line.account, line.group] = found.get((line.account, line.group), 0) + line.amount_pence
    for (account, name), pence in found.items():
        message = f"Map account {account} to one of the ten groups: “{name}” is none of them, and holds {pounds(pence)}"
        yield Block("unmapped", message, pence)


def _gaps(money: OptionMoney) -> Iterator[Block]:
    for each in list_gaps(money.ground):
        if each.open:
            gap = each.gap
            whose, service = money.ground.names.get(gap.organisation_id, ""), gap.service or "what no service owns"
            message = (
                f"Meet, price or accept {pounds(gap.pence)}: {whose}’s {gap.year} {gap.basis} of {service} is above "
                f"its budget{' by another amount than was answered' if each.stale else ''}"
            )
            yield Block("gap", message, gap.pence, gap.organisation_id)


def _rules(money: OptionMoney) -> Iterator[Block]:
    for problem in problems_of(money):
        yield Block("rule", problem.message, problem.pence)


def _drivers(money: OptionMoney) -> Iterator[Block]:
    viewer, used = money.ground.viewer, {name_key(rule.driver) for rule in money.ground.rules if rule.driver}
    approvers = may_approve(viewer) if used else {}
    for each in list_drivers(viewer):
        if name_key(each.driver.name) not in used:
            continue
        lacks = each.lacks()
        if lacks:
            yield Block("driver", f"Say of the driver {each.driver.name} {' and '.join(lacks)}")
        if not each.approved:
            yield Block("driver", _to_approve(each, approvers, asks=each.set_up_by(viewer)))


def _to_approve(seen: SeenDriver, approvers: Mapping[str, Sequence[str]], *, asks: bool) -> str:
    """asks: this reader set it up and has to ask somebody else."""
    name = seen.driver.name
    void = seen.record.approval_void if seen.record else ""
    again = f" again: {void or 'its quantities changed'}" if seen.record and seen.record.approved_digest else ""
    if not asks:
        return f"Approve the driver {name}{again}"
    return f"Have the driver {name} approved{again}; you set it up, and {whom_to_ask(seen, approvers)}"


def _funds(money: OptionMoney) -> Iterator[Block]:
    for each in list_funds(money):
        name = each.name or "no fund"
        if each.out_of_balance:
            message = f"Balance {name}: it is ring-fenced, and its lines come to {pounds(each.out_of_balance)} net"
            yield Block("fund", message, each.out_of_balance)
        if each.unexplained:
            yield Block("fund", f"Explain {name}: its spending and its funding are not shared alike")


def _payments(money: OptionMoney) -> Iterator[Block]:
    for each in joint_view(money.ground).payments:
        if each.difference and not each.missing:
            message = f"Make both books agree on {each.row.name}: {pounds(each.difference)} is left of it"
            yield Block("payment", message, each.difference)


def _differences(money: OptionMoney) -> Iterator[Block]:
    for cut in ("organisation", "cost_centre", "group", "fund", "service"):
        for part in slice_by(money, cut):
            if not part.agrees:
                apart = part.net.difference_pence
                yield Block(
                    "difference", f"Tell whoever keeps this system: {part.key} is apart by {pounds(apart)}", apart
                )
