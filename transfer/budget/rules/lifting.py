"""The time rule: what named posts cost is lifted out of their cost centre's pay lines and split by their time.

Each component (pay, employer's NI, pension, levy) is split by itself, before any total. Source: domain/finance.md §3.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from transfer.budget.rules.selecting import Rule, SplitLine
from transfer.kernel.money import pounds
from transfer.kernel.shares import apportion

COMPONENTS = ("pay_pence", "employer_ni_pence", "pension_pence", "levy_pence")
COMPONENT_WORDS = {
    "pay_pence": "pay",
    "employer_ni_pence": "employer’s National Insurance",
    "pension_pence": "employer’s pension",
    "levy_pence": "apprenticeship levy",
}
PAY_GROUP = "Employees"
# How a pay line says which component it holds; anything else in the group, agency staff apart, is general pay.
_SAYS = (
    ("employer_ni_pence", re.compile(r"\bn\.?i\.?c?s?\b|national insurance", re.IGNORECASE)),
    ("pension_pence", re.compile(r"pension|superann|\blgps\b", re.IGNORECASE)),
    ("levy_pence", re.compile(r"\blevy\b", re.IGNORECASE)),
    ("none", re.compile(r"agency|training|recruit", re.IGNORECASE)),
)


@dataclass(frozen=True)
class SharedPost:
    """A post whose time is shared. components: {pay_pence…}; shares: (organisation id, per cent) in their order;
    owner_id: the organisation on whose list the post is."""

    post_no: str
    cost_centre: str | None
    components: Mapping[str, int]
    shares: tuple[tuple[int | None, Decimal], ...]
    owner_id: int | None = None

    @property
    def percent(self) -> Decimal:
        return sum((percent for _, percent in self.shares), Decimal(0))


def plain_post(post: SharedPost) -> dict[str, Any]:
    """A shared post as it is kept with a baseline; `kept_post` reads it."""
    shares = [[place, str(percent)] for place, percent in post.shares]
    return {"cost_centre": post.cost_centre, "components": dict(post.components), "shares": shares,
            "owner_id": post.owner_id}  # fmt: skip


def kept_post(post_no: str, plain: Mapping[str, Any]) -> SharedPost:
    """What `plain_post` wrote."""
    shares = tuple((place, Decimal(percent)) for place, percent in plain["shares"])
    return SharedPost(post_no, plain["cost_centre"], plain["components"], shares, plain["owner_id"])


class Lift(NamedTuple):
    """One component of one post, taken out of one line. rule: the index of the time rule."""

    rule: int
    post_no: str
    component: str
    amount_pence: int
    shares: tuple[tuple[int, int], ...]


class Problem(NamedTuple):
    """What keeps a rule from doing what it says, in a sentence that begins with what to do; pence: how much; post_no:
    the post of which the sentence says a part of the pay, to be read by its own side; plain: the same without it."""

    rule: int | None
    message: str
    pence: int = 0
    cost_centre: str = ""
    post_no: str = ""
    plain: str = ""


def split_components(post: SharedPost) -> dict[str, tuple[tuple[int, int], ...]]:
    """Each component over the organisations, in pence: components before totals, the total is never split."""
    places = [(organisation, Fraction(percent)) for organisation, percent in post.shares if organisation is not None]
    weights = [percent for _, percent in places]
    return {
        name: tuple(zip([place for place, _ in places], apportion(pence, weights), strict=True))
        for name, pence in post.components.items()
        if name in COMPONENTS
    }


def component_of(line: SplitLine) -> str:
    """Which component a pay line holds, by what its account is called; "none" for agency staff and the like."""
    for component, says in _SAYS:
        if says.search(line.account_name):
            return component
    return "pay_pence"


def why_not(post: SharedPost) -> str:
    """Why this post cannot be split yet, in words; blank when it can."""
    if not post.shares:
        return f"Bring the time shares of post {post.post_no}: none are held"
    if any(organisation is None for organisation, _ in post.shares):
        return f"Name an organisation of this programme in every time share of post {post.post_no}"
    if post.percent != 100:
        return f"Make the time shares of post {post.post_no} come to 100%: they come to {post.percent.normalize():f}%"
    if not post.components:
        return f"Bring an establishment list that holds post {post.post_no}: its cost is not known"
    return ""


class _Lifting:
    """One pass over the time rules. A post is lifted once, by the first rule that reaches it."""

    def __init__(self, lines: Sequence[SplitLine], pools: Mapping[tuple[int, str], Sequence[int]]) -> None:
        self.lines, self.pools = lines, pools
        self.left: dict[int, int] = {}
        self.lifts: dict[int, list[Lift]] = defaultdict(list)
        self.problems: list[Problem] = []
        self.done: set[str] = set()

    def lift_post(self, rule: int, post: SharedPost) -> None:
        if post.post_no in self.done:
            return
        reason = why_not(post)
        if reason:
            self.problems.append(Problem(rule, reason, 0, post.cost_centre or ""))
            return
        pool = self.pools.get((rule, post.cost_centre or ""), ())
        if not pool:
            return
        self.done.add(post.post_no)
        for component, shares in split_components(post).items():
            self._lift(rule, post, component, shares, pool)

    def _lift(
        self, rule: int, post: SharedPost, component: str, shares: tuple[tuple[int, int], ...], pool: Sequence[int]
    ) -> None:
        pence = post.components[component]
        if not pence:
            return
        target = self._line_for(component, pool)
        held = self._left(target) if target is not None else 0
        if target is None or pence > held:
            self.problems.append(_too_much(rule, post, component, pence, held))
            return
        self.left[target] = held - pence
        self.lifts[target].append(Lift(rule, post.post_no, component, pence, shares))

    def _left(self, index: int) -> int:
        return self.left.get(index, self.lines[index].amount_pence)

    def _line_for(self, component: str, pool: Sequence[int]) -> int | None:
        """The largest line of the component, else of general pay; between equals the earlier row."""
        kinds = {index: component_of(self.lines[index]) for index in pool}
        for wanted in (component, "pay_pence"):
            found = [index for index in pool if kinds[index] == wanted]
            if found:
                return min(found, key=lambda index: (-self.lines[index].amount_pence, *self.lines[index][1:4]))
        return None


def _too_much(rule: int, post: SharedPost, component: str, pence: int, held: int) -> Problem:
    where = f"the pay lines of cost centre {post.cost_centre}"
    return Problem(
        rule,
        f"Check post {post.post_no} or its budget: its {COMPONENT_WORDS[component]} is {pounds(pence)}, "
        f"and {where} hold {pounds(held)} for it, so nothing was lifted",
        pence - held,
        post.cost_centre or "",
        post.post_no,
        f"Check post {post.post_no} or its budget: a part of its pay is more than {where} hold for it, so nothing was "
        "lifted",
    )


def lift(
    lines: Sequence[SplitLine],
    masks: Sequence[int],
    rules: Sequence[Rule],
    posts: Mapping[str, SharedPost],
) -> tuple[dict[int, list[Lift]], list[Problem]]:
    """What the time rules take out of which line (by its index), and what stands in their way.

    masks: the rules that match each line. Only a pay line that no earlier rule of another method caught is open to a
    time rule. A component that a line cannot hold is not lifted at all and is told; what is not lifted falls to the
    next rule.
    """
    time_rules = [index for index, rule in enumerate(rules) if rule.method == "time"]
    if not time_rules:
        return {}, []
    lifting = _Lifting(lines, _pools(lines, masks, time_rules))
    for index in time_rules:
        named = rules[index].posts or sorted(posts)
        for post_no in named:
            lifting.lift_post(index, posts.get(post_no) or SharedPost(post_no, None, {}, ()))
    return lifting.lifts, lifting.problems


def _pools(
    lines: Sequence[SplitLine], masks: Sequence[int], time_rules: Sequence[int]
) -> dict[tuple[int, str], list[int]]:
    every = sum(1 << index for index in time_rules)
    pools: dict[tuple[int, str], list[int]] = defaultdict(list)
    for index, (line, mask) in enumerate(zip(lines, masks, strict=True)):
        if not mask & every or line.group != PAY_GROUP:
            continue
        others = mask & ~every
        first_other = others & -others
        for rule in time_rules:
            if mask >> rule & 1 and (not first_other or 1 << rule < first_other):
                pools[rule, line.cost_centre].append(index)
    return pools
