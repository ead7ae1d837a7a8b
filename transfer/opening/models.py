"""The cut-off sheet: which body takes each balance, by which rule and on what evidence."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model
from transfer.files.models import StoredFile
from transfer.opening.rules import KINDS, RULES, Item, Part


class OpeningSheet(Model):
    """A programme's day of cut-off, where it is not the day of go-live."""

    __tablename__ = "opening_sheets"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    cut_off_on: Mapped[date]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class OpeningItem(Model):
    """One balance of the sheet; the fields of `rules.Item`, and where it stands. driver: whose quantities its parts
    are, as they were when it was entered.

    explanation: why it goes to another body than its cost centre's money, where it does. shared_at: when its holder
    opened it to the other sides; before that only the holder's own side sees it.
    """

    __tablename__ = "opening_items"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint(f"kind in {tuple(KINDS)}", name="kind"),
        CheckConstraint(f"rule in {tuple(RULES)}", name="rule"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    balance_pence: Mapped[int] = mapped_column(BigInteger)
    rule: Mapped[str] = mapped_column(String(20))
    holder_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    to_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    driver: Mapped[str] = mapped_column(String(120), default="")
    cost_centre: Mapped[str] = mapped_column(String(60), default="")
    conditions: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    file_name: Mapped[str] = mapped_column(String(255), default="")
    explanation: Mapped[str] = mapped_column(default="")
    shared_at: Mapped[datetime | None]
    entered_by: Mapped[str] = mapped_column(String(200))
    entered_on: Mapped[date]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    file: Mapped[StoredFile | None] = relationship(lazy="joined")
    held_parts: Mapped[list["OpeningPart"]] = relationship(
        order_by="OpeningPart.position", cascade="all, delete-orphan", lazy="selectin"
    )

    @property
    def parts(self) -> tuple[Part, ...]:
        """What each body takes of a balance that is split."""
        return tuple(Part(each.organisation_id, each.weight, each.pence) for each in self.held_parts)

    @property
    def item(self) -> Item:
        """The balance as the rules read it."""
        return Item(
            self.kind, self.name, self.balance_pence, self.rule, self.holder_id, self.to_id, self.from_on, self.to_on,
            self.conditions, self.evidence, self.parts, self.driver,
        )  # fmt: skip


class OpeningPart(Model):
    """What one body takes of a balance that is split over several: the fields of `rules.Part`."""

    __tablename__ = "opening_parts"
    __table_args__ = (UniqueConstraint("item_id", "organisation_id"), UniqueConstraint("item_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("opening_items.id", ondelete="CASCADE"))
    position: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    weight: Mapped[str] = mapped_column(String(40), default="")
    pence: Mapped[int | None] = mapped_column(BigInteger)
