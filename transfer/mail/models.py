"""Letters that wait to be sent, written in the transaction of what causes them."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from transfer.extensions import Model
from transfer.sealing import SealedText


class Letter(Model):
    """body is erased once the letter is sent or useless, because it may hold a link that opens an account.

    recipient_id: the account it is for; address empty: a letter to nobody, which is never sent. due_at: not before;
    whoever sends it moves this instant forward first. expires_at: from then on it is useless.
    """

    __tablename__ = "letters"
    __table_args__ = (Index(None, "sent_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient_id: Mapped[int | None] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(254))
    template: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str | None] = mapped_column(SealedText("letters.body"))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(String(200))
