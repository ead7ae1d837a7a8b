"""People who sign in."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model


class User(Model):
    """Somebody with an account. `session_mark` changes with the password, which ends every other sign-in."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))
    session_mark: Mapped[str] = mapped_column(String(32))
    active: Mapped[bool] = mapped_column(default=True)
    # Runs the service: sees which long work waits and fails, and nothing of any programme.
    operator: Mapped[bool] = mapped_column(default=False, server_default=false())
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until_at: Mapped[datetime | None]
    last_seen_at: Mapped[datetime | None]


class FailedTry(Model):
    """One wrong password. who: a keyed hash of the network address or of the e-mail address it came with."""

    __tablename__ = "failed_tries"
    __table_args__ = (Index(None, "who", "tried_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str] = mapped_column(String(64))
    tried_at: Mapped[datetime] = mapped_column(index=True)


class OpenIdAccount(Model):
    """What an OpenID provider calls somebody. The pair of issuer and subject never becomes another person's."""

    __tablename__ = "openid_accounts"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    issuer: Mapped[str] = mapped_column(String(300))
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="joined")


class ApiToken(Model):
    """A program's key to what its owner may see. Only a hash of the secret is kept."""

    __tablename__ = "api_tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str] = mapped_column(String(100))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined")
