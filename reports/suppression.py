"""Which numbers a public edition withholds, so that none can be worked back.

First the numbers that disclose by themselves: pay of fewer than five people, and whatever is classed commercial or
personal. Then, one at a time, others beside them until no withheld number can be narrowed too far from every printed
number and every sum (`reports.numbers`). The order is fixed: the same snapshot withholds the same cells. Numbers of
posts and people are rounded instead (`reports.rounding`).

Limits, which are policy and not law: a count stays open over a range of at least three values, money over half its
amount.
"""

from collections import defaultdict
from collections.abc import Iterable

from reports.bounds import Hidden
from reports.numbers import Equation, Found, Name, NumberFound

SMALL = 5  # sums of pay of fewer people are withheld
_PRIVATE = ("commercial", "child", "typed", "person")


def suppressed(found: Found) -> dict[Name, str]:
    """The names to withhold, each with the class that made it necessary."""
    why = {name: number.kind for name, number in found.numbers.items() if _discloses(number)}
    search = _Search(found, why)
    while search.tighten() or search.link():
        pass
    return why


def _discloses(number: NumberFound) -> bool:
    if number.kind in _PRIVATE:
        return True
    return number.kind == "single-pay" and number.people < SMALL and number.value != 0


def _width(number: NumberFound) -> int:
    """How many units a withheld number must stay uncertain over."""
    return {"count": 2, "thousandths": 2000}.get(number.unit, abs(number.value) // 2)


def _least(number: NumberFound) -> int:
    return 1 if number.unit in ("count", "thousandths", "days") and number.value else 0


class _Search:
    def __init__(self, found: Found, why: dict[Name, str]) -> None:
        self.numbers, self.why, self.found = found.numbers, why, found
        self.of: dict[Name, list[Equation]] = defaultdict(list)
        for equation in found.equations:
            for name, _ in equation.members:
                self.of[name].append(equation)
        self.order = {name: index for index, name in enumerate(found.numbers)}

    def hidden(self, name: Name) -> bool:
        return name in self.why or not self.numbers[name].printed

    def tighten(self) -> bool:
        """Withhold one more number for each group of sums in which one could be worked back. True if any was."""
        more = False
        for group in self._groups():
            exposed = self._exposed(group)
            if exposed is not None:
                more = self._withhold_beside(exposed, group) or more
        return more

    def link(self) -> bool:
        """Where a row counts fewer than five people, it does not say their pay."""
        more = False
        for row in self.found.rows:
            few = any(self._few(self.numbers[name]) for name in row)
            for name in row:
                if (
                    few
                    and self.numbers[name].kind == "single-pay"
                    and name not in self.why
                    and self.numbers[name].value
                ):
                    self.why[name] = "single-pay"
                    more = True
        return more

    @staticmethod
    def _few(number: NumberFound) -> bool:
        return number.kind == "small-count" and number.unit == "count" and 0 < number.value < SMALL

    def _groups(self) -> list[list[Name]]:
        """Hidden names joined by equations, in a fixed order. Sums that say nothing are left out."""
        live = self._telling()
        seen: set[Name] = set()
        groups = []
        for start in sorted(self.why, key=self.order.__getitem__):
            if start in seen:
                continue
            group, todo = [], [start]
            seen.add(start)
            while todo:
                name = todo.pop()
                group.append(name)
                near = [n for e in self.of[name] if id(e) in live for n, _ in e.members if self.hidden(n)]
                for other in near:
                    if other not in seen:
                        seen.add(other)
                        todo.append(other)
            groups.append(sorted(group, key=self.order.__getitem__))
        self.live = live
        return groups

    def _telling(self) -> set[int]:
        """A sum whose whole is hidden and stands in no other telling sum bounds nothing, if two parts are hidden."""
        live = {id(equation): equation for equation in self.found.equations}
        while True:
            idle = [key for key, equation in live.items() if self._says_nothing(equation, live)]
            if not idle:
                return set(live)
            for key in idle:
                del live[key]

    def _says_nothing(self, equation: Equation, live: dict[int, Equation]) -> bool:
        if not any(self.hidden(name) for name, _ in equation.members):
            return True
        if not self.hidden(equation.whole) or any(self.numbers[name].value < 0 for name, _ in equation.members):
            return False
        alone = sum(id(other) in live for other in self.of[equation.whole]) == 1
        return alone and any(self.hidden(name) for name, _ in equation.parts)

    def _exposed(self, group: list[Name]) -> Name | None:
        """The first withheld number of a group that what is printed pins down too closely, or None."""
        sums = [e for e in self._equations(group) if id(e) in self.live]
        for equation in sums:
            if self._few_people(equation):
                return next(name for name, _ in equation.members if name in self.why)
        index = {name: i for i, name in enumerate(group)}
        hidden = Hidden({index[n]: self._above(n) for n in group}, [self._signed(e, index) for e in sums])
        for name in group:
            if name not in self.why:
                continue
            least, greatest = hidden.range_of(index[name])
            if greatest is not None and greatest - least < _width(self.numbers[name]):
                return name
        return None

    def _above(self, name: Name) -> int:
        number = self.numbers[name]
        return abs(number.value) - _least(number)

    def _signed(self, equation: Equation, index: dict[Name, int]) -> dict[int, int]:
        """Coefficients over sizes: a reader is taken to know which amounts are below zero."""
        signed: dict[int, int] = defaultdict(int)
        for name, coefficient in equation.members:
            if name in index:
                signed[index[name]] += -coefficient if self.numbers[name].value < 0 else coefficient
        return {variable: coefficient for variable, coefficient in signed.items() if coefficient}

    def _few_people(self, equation: Equation) -> bool:
        """The withheld pay of a sum comes out by subtraction: it must be the pay of five people or more."""
        pay = [name for name, _ in equation.parts if self.why.get(name) == "single-pay"]
        if not pay or self.hidden(equation.whole):
            return False
        return sum(self.numbers[name].people for name, _ in equation.parts if self.hidden(name)) < SMALL

    def _equations(self, names: Iterable[Name]) -> list[Equation]:
        return list({id(equation): equation for name in names for equation in self.of[name]}.values())

    def _withhold_beside(self, exposed: Name, group: list[Name]) -> bool:
        candidates = self._candidates([exposed]) or self._candidates(group)
        if not candidates:
            return False
        self.why[min(candidates, key=self._preference)] = self.why[exposed]
        return True

    def _candidates(self, names: Iterable[Name]) -> list[Name]:
        beside = {name for equation in self._equations(names) for name, _ in equation.members}
        return [name for name in beside if not self.hidden(name) and self.numbers[name].value]

    def _preference(self, name: Name) -> tuple[int, int, int, int]:
        """Parts before wholes, cells whose other sums already hide something, then the smallest, then the first."""
        crossing = sum(any(n in self.why for n, _ in e.members if n != name) for e in self.of[name])
        return self.numbers[name].depth, -crossing, abs(self.numbers[name].value), self.order[name]
