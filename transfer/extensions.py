"""The database and the few objects that the whole application shares, and what a unit of work is."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import Connection, Engine, MetaData, String, Table, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, SessionTransaction, mapped_column

from transfer.kernel.errors import DomainError

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


class Steps:
    """The columns of a table of the pairs of states that may follow one another. A foreign key to it, of a row's state
    and the one before, lets the database refuse any other step."""

    before: Mapped[str] = mapped_column(String(20), primary_key=True)
    after: Mapped[str] = mapped_column(String(20), primary_key=True)


def keep_steps(steps: type[Base], pairs: Iterable[tuple[str, str]]) -> None:
    """Put the pairs into a table of steps when it is made; a migration does so in a database that is there."""
    rows = [{"before": before, "after": after} for before, after in pairs]

    def fill(table: Table, connection: Connection, **options: object) -> None:
        connection.execute(table.insert(), rows)

    event.listen(steps.__table__, "after_create", fill)


# SQLite takes its write lock at the start of a unit of work that will write: a lock asked for half-way fails at once.
writing: ContextVar[bool] = ContextVar("writing", default=False)


# The last one: what is erased is overwritten in the file as well.
PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", "synchronous=NORMAL", "secure_delete=ON")


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")


def refuse_writing(engine: Engine) -> None:
    """Let SQLite refuse every change, as PostgreSQL does by its own setting: nothing slips past a page's own check."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, record: connection.execute("PRAGMA query_only=ON"))


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


_WAITING = "waiting"
Waiting = tuple[SessionTransaction | None, Callable[[], None]]


def once_committed(act: Callable[[], None]) -> None:
    """Do what no rollback could take back, such as removing bytes, when the whole unit of work is committed; what was
    asked inside a savepoint that is rolled back is never done."""
    session = db.session()
    session.info.setdefault(_WAITING, []).append((session.get_nested_transaction(), act))


@event.listens_for(Session, "after_commit")
def _do_what_waited(session: Session) -> None:
    """A savepoint that ends well hands what it asked to the unit of work, or savepoint, around it."""
    waiting: list[Waiting] = session.info.pop(_WAITING, [])
    savepoint = session.get_nested_transaction()
    if savepoint is None:
        for _, act in waiting:
            act()
        return
    around = savepoint.parent if savepoint.parent and savepoint.parent.nested else None
    session.info[_WAITING] = [(around if asked_in is savepoint else asked_in, act) for asked_in, act in waiting]


@event.listens_for(Session, "after_rollback")
def _forget_what_waited(session: Session) -> None:
    waiting: list[Waiting] = session.info.pop(_WAITING, [])
    if savepoint := session.get_nested_transaction():
        session.info[_WAITING] = [each for each in waiting if each[0] is not savepoint]


@contextmanager
def one_instant() -> Iterator[Connection]:
    """A connection whose every answer is of one and the same instant, while others go on writing."""
    token = writing.set(False)
    try:
        with db.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
            connection.rollback()
    finally:
        writing.reset(token)


@contextmanager
def one_change() -> Iterator[Connection]:
    """A connection that changes tables and rows together and commits once, for migrations and restores.

    SQLite holds rows against each other only at the end: tables are made anew on the way, and dropping the old one
    would take the rows with it that point there. Raises DomainError when rows do not belong together then.
    """
    token = writing.set(True)
    connection = db.engine.connect()
    lite = connection.dialect.name == "sqlite"
    try:
        _hold_rows_together(connection, "OFF")
        with connection.begin():
            yield connection
            if lite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise DomainError("Rows of the database do not belong together: nothing was changed")
    finally:
        _hold_rows_together(connection, "ON")
        connection.close()
        writing.reset(token)


def _hold_rows_together(connection: Connection, state: str) -> None:
    """Told outside any transaction, where alone SQLite listens."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute(f"PRAGMA foreign_keys={state}")


Asked = ParamSpec("Asked")
Found = TypeVar("Found")
_FOUND = "found"
_looking: ContextVar[bool] = ContextVar("looking", default=False)


@contextmanager
def looking() -> Iterator[None]:
    """A long look inside a unit of work that writes, such as a pack's freezing: a query marked with `read_once` is
    asked once until the look ends. It sees all that was written before, and writes nothing itself."""
    if _looking.get() or not writing.get():
        yield
        return
    db.session.flush()
    token = _looking.set(True)
    try:
        yield
    finally:
        _looking.reset(token)
        _forget_what_was_read(db.session())


def read_once(query: Callable[Asked, Found]) -> Callable[Asked, Found]:
    """Mark a query whose answer holds for a whole transaction that only reads, such as a page's: asked again with the
    same arguments, it gives what it found. The answer lives in the session and goes with the transaction, as the
    session's objects do; a unit of work that writes always asks anew. Arguments are hashable (a viewer is), and nobody
    changes what they are given."""

    @wraps(query)
    def reading(*arguments: Asked.args, **named: Asked.kwargs) -> Found:
        if writing.get() and not _looking.get():
            return query(*arguments, **named)
        found: dict[Hashable, Any] = db.session().info.setdefault(_FOUND, {})
        key = (query, arguments, frozenset(named.items()))
        if key not in found:
            found[key] = query(*arguments, **named)
        return found[key]  # type: ignore[no-any-return]

    return reading


@event.listens_for(Session, "after_transaction_end")
def _forget_what_was_read(session: Session, *_: Any) -> None:
    session.info.pop(_FOUND, None)
