"""The database and the few objects that the whole application shares, and what a unit of work is."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.orm import DeclarativeBase, Session

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base)
migrate = Migrate()
csrf = CSRFProtect()

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

# SQLite takes its write lock at the start of a unit of work that will write: a lock asked for half-way fails at once.
writing: ContextVar[bool] = ContextVar("writing", default=False)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")


@contextmanager
def unit_of_work() -> Iterator[None]:
    """One command or one step of a job: commits once at the end, or rolls everything back and raises."""
    token = writing.set(True)
    db.session.rollback()
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        writing.reset(token)


Asked = ParamSpec("Asked")
Found = TypeVar("Found")
_FOUND = "found"


def read_once(query: Callable[Asked, Found]) -> Callable[Asked, Found]:
    """Mark a query whose answer holds for a whole transaction that only reads, such as a page's: asked again with the
    same arguments, it gives what it found. The answer lives in the session and goes with the transaction, as the
    session's objects do; a unit of work that writes always asks anew. Arguments are hashable (a viewer is), and nobody
    changes what they are given."""

    @wraps(query)
    def reading(*arguments: Asked.args, **named: Asked.kwargs) -> Found:
        if writing.get():
            return query(*arguments, **named)
        found: dict[Hashable, Any] = db.session().info.setdefault(_FOUND, {})
        key = (query, arguments, frozenset(named.items()))
        if key not in found:
            found[key] = query(*arguments, **named)
        return found[key]  # type: ignore[no-any-return]

    return reading


@event.listens_for(Session, "after_transaction_end")
def _forget_what_was_read(session: Session, transaction: Any) -> None:
    session.info.pop(_FOUND, None)
