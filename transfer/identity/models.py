"""People who sign in."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model
from transfer.sealing import SealedText


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

    @property
    def is_invited(self) -> bool:
        """An account was made for them, and they have neither set it up nor come in another way."""
        return not self.password_hash and self.last_seen_at is None


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


class SignInLink(Model):
    """A link in a mail that opens one page once. Only a hash of its token is kept.

    user_id None: somebody asked with an address that has no account. address_mark, asker_mark: keyed hashes of the
    e-mail address asked for and of the network address that asked, to count tries by.
    """

    __tablename__ = "sign_in_links"
    __table_args__ = (Index(None, "address_mark", "created_at"), Index(None, "asker_mark", "created_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    address_mark: Mapped[str | None] = mapped_column(String(64))
    asker_mark: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User | None] = relationship(lazy="joined")


class OneTimeCodes(Model):
    """What somebody's one-time codes are made from. confirmed_at None: being set up, not asked for yet.

    last_step: the thirty seconds of the newest code that was taken, counted from 1970, so that none is taken twice.
    """

    __tablename__ = "one_time_codes"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    secret: Mapped[str] = mapped_column(SealedText("one_time_codes.secret"))
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)
    failed_tries: Mapped[int] = mapped_column(default=0)
    locked_until_at: Mapped[datetime | None]


class RecoveryCode(Model):
    """A code on paper that stands in for the device once. Only a hash is kept."""

    __tablename__ = "recovery_codes"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    used_at: Mapped[datetime | None]
