"""How closely can hidden numbers be worked out from what is printed?

The hidden numbers are at least zero and obey linear equations with whole coefficients. `Hidden` keeps a feasible
basis of them (a simplex dictionary in exact arithmetic, begun from their true values) and answers each one's
least and greatest possible value.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

Number = int | Fraction
Equation = Mapping[int, int]  # coefficients by variable; their sum-product is whatever the true values give


def _divided(top: Number, bottom: Number) -> Number:
    value = Fraction(top) / Fraction(bottom)
    return value.numerator if value.denominator == 1 else value


class Hidden:
    """values: the true value of each variable, at least 0; equations: what the reader knows about them."""

    def __init__(self, values: Mapping[int, int], equations: Sequence[Equation]) -> None:
        self._constant: dict[int, Number] = {}
        self._row: dict[int, dict[int, Number]] = {}
        self._point: dict[int, Number] = dict(values)
        for equation in equations:
            self._eliminate(dict(equation))
        for basic, row in self._row.items():
            self._constant[basic] = self._point[basic] - sum(c * self._point[v] for v, c in row.items())
        self._purify([variable for variable in values if variable not in self._row])

    def range_of(self, variable: int) -> tuple[Number, Number | None]:
        """The least and greatest value; None when there is no greatest."""
        greatest = self._optimum(variable, 1)
        least = self._optimum(variable, -1)
        assert least is not None  # bounded below by zero
        return least, greatest

    def _eliminate(self, equation: dict[int, Number]) -> None:
        """Solve an equation (its coefficients times the deviations from the true values are 0) for one variable."""
        for basic in [variable for variable in equation if variable in self._row]:
            self._substitute(equation, basic, self._row[basic])
        if not equation:
            return  # follows from the others
        pivot = min(equation)
        by = equation.pop(pivot)
        row = {variable: _divided(-coefficient, by) for variable, coefficient in equation.items()}
        for other in self._row.values():
            self._substitute(other, pivot, row)
        self._row[pivot] = row

    @staticmethod
    def _substitute(row: dict[int, Number], variable: int, by: Mapping[int, Number]) -> Number:
        factor = row.pop(variable, 0)
        if factor:
            for key, coefficient in by.items():
                new = row.get(key, 0) + factor * coefficient
                if new:
                    row[key] = new
                else:
                    row.pop(key, None)
        return factor

    def _purify(self, nonbasic: Sequence[int]) -> None:
        """Move the true point to a corner: each nonbasic variable goes to 0 or changes place with one that does."""
        at: dict[int, Number] = {variable: self._point[variable] for variable in nonbasic}
        for variable in nonbasic:
            limits = [
                (_divided(self._value(basic, at), row[variable]), basic)
                for basic, row in self._row.items()
                if row.get(variable, 0) > 0
            ]
            limit, leaving = min(limits, default=(at[variable] + 1, -1))
            if limit < at[variable]:
                self._pivot(variable, leaving)
                del at[variable]
                at[leaving] = 0
            else:
                at[variable] = 0

    def _value(self, basic: int, at: Mapping[int, Number]) -> Number:
        return self._constant[basic] + sum(c * at.get(v, 0) for v, c in self._row[basic].items())

    def _pivot(self, entering: int, leaving: int) -> None:
        row = self._row.pop(leaving)
        constant = self._constant.pop(leaving)
        by = row.pop(entering)
        solved = {variable: _divided(-coefficient, by) for variable, coefficient in row.items()}
        solved[leaving] = _divided(1, by)
        start = _divided(-constant, by)
        for basic, other in self._row.items():
            self._constant[basic] += self._substitute(other, entering, solved) * start
        self._row[entering], self._constant[entering] = solved, start

    def _optimum(self, variable: int, sign: int) -> Number | None:
        """Bland's rule, so that it ends."""
        if variable not in self._row:
            if sign < 0:
                return 0
            leaving = self._limiting(variable)
            if leaving is None:
                return None
            self._pivot(variable, leaving)
        while True:
            better = [other for other, c in self._row[variable].items() if c * sign > 0]
            if not better:
                return self._constant[variable]
            entering = min(better)
            leaving = self._limiting(entering)
            if leaving is None:
                return None
            self._pivot(entering, leaving)
            if leaving == variable:
                return 0  # it went down to nothing and left the basis

    def _limiting(self, entering: int) -> int | None:
        limits = [
            (_divided(self._constant[basic], -row[entering]), basic)
            for basic, row in self._row.items()
            if row.get(entering, 0) < 0
        ]
        return min(limits)[1] if limits else None
