"""What was decided about each person in a transfer, and every step on the way there."""

from datetime import date, datetime

from sqlalchemy import Connection, ForeignKey, ForeignKeyConstraint, String, Table, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model
from transfer.sealing import SealedText
from transfer.tupe.rules import PAIRS


class PersonStep(Model):
    """The pairs of states that may follow one another: the database refuses a step that is not in this table."""

    __tablename__ = "person_steps"

    before: Mapped[str] = mapped_column(String(20), primary_key=True)
    after: Mapped[str] = mapped_column(String(20), primary_key=True)


@event.listens_for(PersonStep.__table__, "after_create")
def _fill_steps(table: Table, connection: Connection, **options: object) -> None:
    connection.execute(table.insert(), [{"before": before, "after": after} for before, after in PAIRS])


class PersonDecision(Model):
    """Where one candidate of one transfer stands. Identity is the post and the person, so that it survives a new list.

    No row means "candidate". person_ref "" stands for a list without one.
    """

    __tablename__ = "person_decisions"
    __table_args__ = (
        UniqueConstraint("transfer_id", "organisation_id", "post_no", "person_ref"),
        ForeignKeyConstraint(["previous_state", "state"], ["person_steps.before", "person_steps.after"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    post_no: Mapped[str] = mapped_column(String(60))
    person_ref: Mapped[str] = mapped_column(String(60), default="")
    previous_state: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    steps: Mapped[list["DecisionStep"]] = relationship(
        order_by="DecisionStep.id", cascade="all, delete-orphan", lazy="selectin"
    )


class DecisionStep(Model):
    """One step: from which state to which, why, on what evidence, by whom and when. together: how many people took it
    at once, for one reason."""

    __tablename__ = "decision_steps"
    __table_args__ = (ForeignKeyConstraint(["before", "after"], ["person_steps.before", "person_steps.after"]),)

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("person_decisions.id", ondelete="CASCADE"), index=True)
    before: Mapped[str] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(SealedText("decision_steps.reason"))
    evidence: Mapped[str] = mapped_column(SealedText("decision_steps.evidence"), default="")
    decided_by: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date]
    together: Mapped[int] = mapped_column(default=1, server_default="1")
    recorded_at: Mapped[datetime]
