"""A split as the workbook that works itself out again is made of."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from reports.split_parts import DIVIDED, EXCLUDED, UNALLOCATED, Divided, Split, Weights
from reports.split_parts import SplitLine as SheetLine
from transfer.budget.queries.drivers import list_drivers
from transfer.budget.queries.money import OptionMoney
from transfer.budget.rules import COMPONENT_WORDS, LineSplit, Rule, SplitLine, method_words, selector_words
from transfer.kernel.dates import long_date
from transfer.programmes.models import Option
from transfer.programmes.rules import Viewer, name_key

# What higher contexts know of the agreed figures of an option, as lines of the first sheet: (viewer, option) → pairs.
AGREED: list[Callable[[Viewer, Option], list[tuple[str, str]]]] = []


def split_for_sheet(money: OptionMoney) -> Split:
    """Every line with what its workbook needs to share it out again. Of a post whose pay the viewer may not see, only
    what comes of it is told."""
    weights, places = _weights(money)
    return Split(
        f"{money.ground.programme.name}: {money.option.name}",
        _told(money),
        list(money.ground.names.values()),
        [] if money.as_now else _rules(money),
        weights,
        [_line(money, line, each, weights, places) for line, each in
         zip(money.result.lines, money.result.splits, strict=True)],
        _services(money),
    )  # fmt: skip


def _services(money: OptionMoney) -> list[tuple[str, str, str, str]]:
    names, then = money.ground.names, money.ground.setting(money.option).providers
    return [
        (
            each.name,
            ", ".join(link.cost_centre for link in each.cost_centres),
            names.get(each.provider_id or 0, "Nobody"),
            names.get(then.get(each.id) or 0, "Nobody"),
        )
        for each in money.ground.services
    ]


def _told(money: OptionMoney) -> list[tuple[str, str]]:
    year, basis = money.ground.year_and_basis
    books = [
        (
            f"{each.organisation.short if each.organisation else 'Programme'}’s book",
            f"version {each.number}, {each.file.name}, SHA-256 {each.file.sha256}",
        )
        for each in money.ground.releases.values()
    ]
    return [
        ("Open it in", "Excel or LibreOffice: its figures are formulas, and what does not calculate shows them empty"),
        ("Amounts", f"{year} {basis}, a full year"),
        *books,
        *(pair for told in AGREED for pair in told(money.ground.viewer, money.option)),
        *(("Missing", each) for each in money.ground.missing),
    ]


def _rules(money: OptionMoney) -> list[tuple[str, str, str]]:
    names = money.ground.names
    return [
        (f"{number}", selector_words(rule.selector), method_words(rule, names))
        for number, rule in enumerate(money.ground.rules, 1)
    ]


def _weights(money: OptionMoney) -> tuple[list[Weights], dict[tuple[str, str], int]]:
    """What amounts are divided by, and where each stands: ("driver", its key) or ("post", its number)."""
    ground, found, places = money.ground, list[Weights](), dict[tuple[str, str], int]()
    for each in list_drivers(ground.viewer):
        if all(place is not None for place, _ in each.driver.places):
            told = ", ".join(filter(None, (each.source, f"as at {long_date(each.as_at)}" if each.as_at else "")))
            places["driver", name_key(each.driver.name)] = len(found)
            pairs = [(place, Decimal(str(quantity))) for place, quantity in each.driver.places]
            found.append(Weights(each.driver.name, _named(ground.names, pairs), told))
    for post in ground.posts.values():
        if ground.viewer.pay_of(post.owner_id) and all(place is not None for place, _ in post.shares):
            places["post", post.post_no] = len(found)
            found.append(Weights(f"Post {post.post_no}", _named(ground.names, post.shares), "Time shares, per cent"))
    return found, places


def _named(names: Mapping[int, str], pairs: Sequence[tuple[int | None, Decimal]]) -> tuple[tuple[str, Decimal], ...]:
    return tuple((names[place], quantity) for place, quantity in pairs if place is not None)


def _line(
    money: OptionMoney,
    line: SplitLine,
    each: LineSplit,
    weights: Sequence[Weights],
    places: Mapping[tuple[str, str], int],
) -> SheetLine:
    rule = money.ground.rules[each.rule] if each.rule is not None and not money.as_now else None
    divided = _divided(line, each, rule, places)
    why = _why_values(divided, weights)
    return SheetLine(
        money.ground.names.get(line.book_of, ""), line.cost_centre, line.account, line.account_name, line.group,
        line.layer, line.fund or "", line.service or "", line.amount_pence,
        f"{each.rule + 1}" if each.rule is not None else "", why or _goes_to(money, line, each, rule), divided or (),
        _fixed(money, each) if why else None,
    )  # fmt: skip


def _why_values(divided: Sequence[Divided] | None, weights: Sequence[Weights]) -> str:
    """Why a line's shares stand as values; blank where formulas say them."""
    if divided is None:
        return "Values: the pay of a post is shown to its own side"
    large = next((weights[part.weights] for part in divided if not weights[part.weights].exact_in_a_sheet), None)
    return f"Values: as whole numbers the weights of {large.name} pass what a sheet divides exactly" if large else ""


def _divided(
    line: SplitLine, each: LineSplit, rule: Rule | None, places: Mapping[tuple[str, str], int]
) -> tuple[Divided, ...] | None:
    """None where something that the viewer may not see was divided."""
    found = []
    for lift in each.lifts:
        at = places.get(("post", lift.post_no))
        if at is None:
            return None
        found.append(Divided(at, lift.amount_pence, f"Post {lift.post_no}: {COMPONENT_WORDS[lift.component]}"))
    rest = line.amount_pence - sum(lift.amount_pence for lift in each.lifts)
    at = places.get(("driver", name_key(rule.driver))) if rule and rule.method == "driver" else None
    if rule and at is not None and not each.unallocated_pence and (rest or not each.lifts):
        found.append(Divided(at, rest, f"By {rule.driver}"))
    return tuple(found)


def _goes_to(money: OptionMoney, line: SplitLine, each: LineSplit, rule: Rule | None) -> str:
    """Who takes what is not divided; the rest of a line of which a post's cost was lifted, else all of it."""
    if each.excluded_pence:
        return EXCLUDED
    rest = line.amount_pence - sum(lift.amount_pence for lift in each.lifts)
    if each.unallocated_pence or (not each.shares and not each.lifts):
        return EXCLUDED if rule and rule.method == "exclude" else UNALLOCATED
    if rule and rule.method == "driver" or (each.lifts and not rest):
        return DIVIDED
    lifted: dict[int, int] = {}
    for lift in each.lifts:
        for place, pence in lift.shares:
            lifted[place] = lifted.get(place, 0) + pence
    left = [place for place, pence in each.shares if pence != lifted.get(place, 0)] or [each.shares[0][0]]
    return money.ground.names[left[0]]


def _fixed(money: OptionMoney, each: LineSplit) -> dict[str, int]:
    told = {money.ground.names[place]: pence for place, pence in each.shares}
    return {**told, UNALLOCATED: each.unallocated_pence, EXCLUDED: each.excluded_pence}
