"""Options side by side, from one and the same ground."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from transfer.appraisal import rules
from transfer.appraisal.models import AsUsual, Criterion, Scorer
from transfer.appraisal.rules import Sheet, Standing, Turn
from transfer.baseline.queries import find_agreed_figures
from transfer.budget.queries import Ground, load_ground, money_of, option_values
from transfer.budget.rules import Value
from transfer.extensions import db
from transfer.programmes.models import Constraint, Option
from transfer.programmes.queries import list_constraints, list_options, own_part
from transfer.programmes.rules import Viewer


@dataclass(frozen=True)
class Appraised:
    """One option. moved_pence: what of the year's money another organisation answers for than under business as usual;
    None where nobody has said which option that is; agreed_pence: the same by the agreed figures, of the option that a
    baseline in force is of. value None: nobody has entered a cash flow. unmet: the
    constraints that it fails; open: how many nobody has assessed. standing None: not scored."""

    option: Option
    as_usual: bool
    moved_pence: int | None
    agreed_pence: int | None
    value: Value | None
    unmet: list[Constraint]
    open: int
    standing: Standing | None

    @property
    def out(self) -> bool:
        return bool(self.unmet) or bool(self.option.rejected_reason)


@dataclass(frozen=True)
class Scoring:
    """Criteria, scorers and what they come to. options: those that are scored: business as usual, and whatever fails no
    constraint and is not rejected."""

    criteria: Sequence[Criterion]
    scorers: Sequence[Scorer]
    options: list[int]

    @cached_property
    def held(self) -> list[rules.Criterion]:
        return [rules.Criterion(each.id, each.name, each.weight) for each in self.criteria]

    @cached_property
    def missing(self) -> dict[int, int]:
        """By scorer: how many scores are still to come."""
        return {each.id: rules.unscored(sheet_of(each), self.options, self.held) for each in self.scorers}

    @cached_property
    def sheets(self) -> list[Sheet]:
        """The whole sheets: half of one would weigh what was scored first."""
        return [sheet_of(each) for each in self.scorers if not self.missing[each.id]] if self.criteria else []

    @cached_property
    def standings(self) -> list[Standing]:
        return rules.standings(self.sheets, self.options, self.held)

    @cached_property
    def turns(self) -> list[Turn]:
        return rules.turns(self.sheets, self.options, self.held)


def sheet_of(scorer: Scorer) -> Sheet:
    return Sheet(scorer.name, {cell: score for cell, (score, _) in scorer.cells.items()})


def list_criteria(viewer: Viewer) -> Sequence[Criterion]:
    query = select(Criterion).where(Criterion.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(Criterion.position, Criterion.id)).all()


def get_criterion(viewer: Viewer, criterion_id: int) -> Criterion:
    return own_part(viewer, Criterion, criterion_id, "That criterion is not in this programme")


def list_scorers(viewer: Viewer) -> Sequence[Scorer]:
    query = select(Scorer).where(Scorer.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(Scorer.position, Scorer.id)).all()


def get_scorer(viewer: Viewer, scorer_id: int) -> Scorer:
    return own_part(viewer, Scorer, scorer_id, "That scorer is not in this programme")


def as_usual(viewer: Viewer) -> AsUsual | None:
    return db.session.get(AsUsual, viewer.programme_id)


def still_options(viewer: Viewer) -> list[Option]:
    """The options that leave everything where it is."""
    return [each for each in list_options(viewer) if not each.transfers]


def scoring(viewer: Viewer) -> Scoring:
    reference = as_usual(viewer)
    usual = reference.option_id if reference else None
    unmet = {
        option_id
        for each in list_constraints(viewer)
        for option_id, (passes, _) in each.outcomes.items()
        if passes is False
    }
    scored = [
        each.id
        for each in list_options(viewer)
        if each.id == usual or (each.id not in unmet and not each.rejected_reason)
    ]
    return Scoring(list_criteria(viewer), list_scorers(viewer), scored)


def appraised(viewer: Viewer) -> tuple[list[Appraised], Ground]:
    """Every option from the same ground, business as usual first, then in the programme's order."""
    ground, reference, constraints = load_ground(viewer), as_usual(viewer), list_constraints(viewer)
    usual = reference.option_id if reference else None
    standing = {each.option: each for each in scoring(viewer).standings}
    options, values = list_options(viewer), option_values(viewer)
    shares = {each.id: money_of(ground, each).summary.shares for each in options}
    found, agreed = [], find_agreed_figures(viewer)
    for option in options:
        outcomes = [(each, each.outcomes.get(option.id, (None, ""))[0]) for each in constraints]
        found.append(
            Appraised(
                option,
                option.id == usual,
                _moved(shares[option.id], shares[usual]) if usual in shares else None,
                _moved(agreed.shares, shares[usual]) if agreed and agreed.is_of(option) and usual in shares else None,
                values[option.id] if values[option.id].by_year else None,
                [each for each, passes in outcomes if passes is False],
                sum(passes is None for _, passes in outcomes),
                standing.get(option.id),
            )  # fmt: skip
        )
    return sorted(found, key=lambda each: not each.as_usual), ground


def _moved(shares: Mapping[int, int], usual: Mapping[int, int]) -> int:
    """Pence that another organisation answers for than under business as usual."""
    return sum(max(0, pence - usual.get(organisation, 0)) for organisation, pence in shares.items())
