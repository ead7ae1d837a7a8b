"""What due diligence asks about beside people, money and contracts: performance and assets."""

from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model
from transfer.releases.models import Release


class Kpi(Model):
    """One accepted row of a performance list; number is text ("5b" is one)."""

    __tablename__ = "kpis"

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"), index=True)
    source_row: Mapped[int]
    number: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(300))
    definition: Mapped[str | None]
    period: Mapped[str | None] = mapped_column(String(60))
    value: Mapped[str | None] = mapped_column(String(60))
    target: Mapped[str | None] = mapped_column(String(60))
    polarity: Mapped[str | None] = mapped_column(String(60))
    source: Mapped[str | None] = mapped_column(String(300))
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    release: Mapped[Release] = relationship(lazy="joined", innerjoin=True)


class Asset(Model):
    """One accepted row of an asset list."""

    __tablename__ = "assets"

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"), index=True)
    source_row: Mapped[int]
    reference: Mapped[str] = mapped_column(String(80))
    description: Mapped[str] = mapped_column(String(500))
    kind: Mapped[str | None] = mapped_column(String(120))
    tenure: Mapped[str | None] = mapped_column(String(120))
    location: Mapped[str | None] = mapped_column(String(300))
    holder: Mapped[str | None] = mapped_column(String(200))
    value_pence: Mapped[int | None] = mapped_column(BigInteger)
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    release: Mapped[Release] = relationship(lazy="joined", innerjoin=True)
