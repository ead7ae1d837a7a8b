"""What options are scored by, by whom, and which of them is business as usual."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.appraisal.rules import HIGHEST, LOWEST
from transfer.extensions import Model


class AsUsual(Model):
    """Which option stands for business as usual: nothing moves in it, and every other one is held against it."""

    __tablename__ = "business_as_usual"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    option_id: Mapped[int] = mapped_column(ForeignKey("options.id"))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Criterion(Model):
    """weight: percent. swing: what lies between the worst and the best that an option could do on it."""

    __tablename__ = "criteria"
    __table_args__ = (CheckConstraint("weight > 0 and weight <= 100", name="weight"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    weight: Mapped[Decimal] = mapped_column(Numeric(9, 6))
    swing: Mapped[str]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Scorer(Model):
    """Somebody who scores, and as what; need not be a member."""

    __tablename__ = "scorers"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    capacity: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    scores: Mapped[list["Score"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def cells(self) -> dict[tuple[int, int], tuple[int, str]]:
        """By option and criterion: the score and why."""
        return {(each.option_id, each.criterion_id): (each.score, each.reason) for each in self.scores}


class Score(Model):
    __tablename__ = "scores"
    __table_args__ = (CheckConstraint(f"score between {LOWEST} and {HIGHEST}", name="score"),)

    scorer_id: Mapped[int] = mapped_column(ForeignKey("scorers.id", ondelete="CASCADE"), primary_key=True)
    option_id: Mapped[int] = mapped_column(ForeignKey("options.id"), primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id", ondelete="CASCADE"), primary_key=True)
    score: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
