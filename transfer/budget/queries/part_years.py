"""What of a year each body has of a service that moves within it, and of one that moves only later."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from transfer.budget.queries.ground import Ground
from transfer.budget.queries.money import OptionMoney
from transfer.budget.queries.years import profile_weights
from transfer.budget.rules import Matcher, part_words, part_year_weights, year_name, year_start
from transfer.kernel.shares import apportion_whole
from transfer.programmes.queries import moves_of
from transfer.programmes.rules import Move


@dataclass(frozen=True)
class PartYear:
    """A service that moves within a year ("2021/22"). stretches: (organisation id, pence), in the order of time; words:
    how much of the year each is. source_pence: a whole year's, at the prices of the budget year."""

    service_id: int
    service: str
    year: str
    source_pence: int
    stretches: Sequence[tuple[int | None, int]]
    words: Sequence[str]
    moves: Sequence[Move]

    def of(self, organisation_id: int) -> int:
        """What of the year is a body's, in pence."""
        return sum(pence for place, pence in self.stretches if place == organisation_id)

    def words_of(self, organisation_id: int) -> str:
        pairs = zip(self.stretches, self.words, strict=True)
        return " and ".join(words for (place, _), words in pairs if place == organisation_id)


def part_year_money(money: OptionMoney, method: str) -> Sequence[PartYear]:
    """How each moving service's lines divide over the budget year by months, days or the programme's profile.

    Only what follows its service is divided: other rules name no date. Line by line, then summed.
    """
    first = year_start(money.ground.year_and_basis[0])
    return [each for each in _kept(money, method) if year_start(each.year) == first]


def later_money(money: OptionMoney, method: str) -> Sequence[PartYear]:
    """The same of each service that moves after the budget year, in the year of its move, the first year first."""
    first = year_start(money.ground.year_and_basis[0])
    return sorted((each for each in _kept(money, method) if year_start(each.year) > first), key=lambda each: each.year)


def _kept(money: OptionMoney, method: str) -> Sequence[PartYear]:
    ground, moves = money.ground, moves_of(money.option)
    profile = profile_weights(ground.viewer) if method == "profile" else []
    return ground.keep_of_books(
        ("part year", method, tuple(profile), tuple(moves), tuple((each.id, each.name) for each in ground.services)),
        lambda: _part_years(ground, moves, method, profile),
    )


def _part_years(
    ground: Ground, all_moves: Sequence[Move], method: str, profile: Sequence[Decimal]
) -> tuple[PartYear, ...]:
    by_service, rows = _following(ground), []
    for service in ground.services:
        by_year: dict[date, list[Move]] = defaultdict(list)
        for each in all_moves:
            if each.service_id == service.id and service.id in by_service:
                by_year[_starts(each.transfer_on)].append(each)
        rows += [
            _part_year(service.id, service.name, start, by_year[start], by_service[service.id], method, profile)
            for start in sorted(by_year)
        ]
    return tuple(rows)


def _starts(day: date) -> date:
    return date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def _part_year(
    service_id: int, name: str, start: date, moves: Sequence[Move], lines: Sequence[int], method: str,
    profile: Sequence[Decimal],
) -> PartYear:  # fmt: skip
    days = [each.transfer_on for each in moves]
    weights = part_year_weights(start, days, method, profile)
    parts = [apportion_whole(pence, weights) for pence in lines]
    places = [moves[0].from_id, *(each.to_id for each in moves)]
    stretches = tuple(zip(places, (sum(column) for column in zip(*parts, strict=True)), strict=True))
    words = tuple(part_words(start, days, method, profile))
    return PartYear(service_id, name, year_name(start.year), sum(lines), stretches, words, tuple(moves))


def _following(ground: Ground) -> dict[int, list[int]]:
    """The pence of every line whose first rule sends it with its service, by service id."""
    found: dict[int, list[int]] = defaultdict(list)
    follows = sum(1 << index for index, rule in enumerate(ground.rules) if rule.method == "follow the service")
    for cell, at in ground.grouped.alike:
        if cell.service_id is not None and cell.mask & -cell.mask & follows:
            found[cell.service_id] += ground.grouped.columns.pence[at].tolist()
    matcher = Matcher(ground.rules)
    for line in ground.grouped.apart:
        mask = matcher.matching(line)
        if line.service_id is not None and mask & -mask & follows:
            found[line.service_id].append(line.amount_pence)
    return found
