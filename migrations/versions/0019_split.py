"""the split: control totals, maps of accounts, gaps, history, payments between bodies, drivers and funds

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer(), nullable=False)


def _keys(table: str, **points_at: str) -> list[sa.schema.SchemaItem]:
    """The columns that point at other tables, and what holds them."""
    found: list[sa.schema.SchemaItem] = [sa.PrimaryKeyConstraint("id", name=f"pk_{table}")]
    for column, other in points_at.items():
        found.append(sa.Column(column, sa.Integer(), nullable=column == "option_id"))
        gone = "CASCADE" if column == "release_id" else None
        found.append(sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}", ondelete=gone))
    return found


def _unique(table: str, *columns: str, name: str = "") -> sa.UniqueConstraint:
    """name: where the columns' names together are longer than PostgreSQL takes."""
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{name or '_'.join(columns)}")


def upgrade() -> None:
    op.create_table(
        "control_totals", _id(), *_keys("control_totals", release_id="releases"), _text("year", 9), _text("basis", 20),
        sa.Column("total_pence", sa.BigInteger(), nullable=False), _text("report", 300), _text("typed_by", 200),
        sa.Column("typed_at", sa.DateTime(), nullable=False), _version(),
        _unique("control_totals", "release_id", "year", "basis"),
    )  # fmt: skip
    op.create_table(
        "account_maps", _id(),
        *_keys("account_maps", programme_id="programmes", organisation_id="organisations"),
        sa.Column("number", sa.Integer(), nullable=False), sa.Column("from_on", sa.Date(), nullable=False),
        _text("reason", 300), sa.Column("entries", sa.JSON(), nullable=False), _text("made_by", 200),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        _unique("account_maps", "programme_id", "organisation_id", "number"),
    )  # fmt: skip
    op.create_table(
        "gap_decisions", _id(),
        *_keys("gap_decisions", programme_id="programmes", organisation_id="organisations"),
        _text("service", 200), _text("year", 9), _text("basis", 20),
        sa.Column("gap_pence", sa.BigInteger(), nullable=False), _text("answer", 20), _text("reason", 500),
        _text("decided_by", 200), sa.Column("decided_at", sa.DateTime(), nullable=False), _version(),
        _unique("gap_decisions", "programme_id", "organisation_id", "service", "year", "basis", name="place"),
        sa.CheckConstraint("answer in ('met', 'priced', 'accepted')", name="ck_gap_decisions_answer"),
    )  # fmt: skip
    op.create_table(
        "service_totals", _id(),
        *_keys("service_totals", programme_id="programmes", organisation_id="organisations"),
        _text("service", 200), _text("year", 9), _text("basis", 20),
        sa.Column("thousands", sa.BigInteger(), nullable=False), _text("source", 300), _version(),
        _unique("service_totals", "programme_id", "organisation_id", "service", "year", "basis", name="place"),
    )  # fmt: skip
    op.create_table(
        "internal_payments", _id(),
        *_keys("internal_payments", programme_id="programmes", payer_id="organisations", payee_id="organisations"),
        _text("name", 200), sa.Column("payer_lines", sa.JSON(), nullable=False),
        sa.Column("payee_lines", sa.JSON(), nullable=False), _version(),
    )  # fmt: skip
    op.create_index("ix_internal_payments_programme_id", "internal_payments", ["programme_id"])
    op.create_table(
        "driver_records", _id(), *_keys("driver_records", programme_id="programmes", option_id="options"),
        _text("key", 120), _text("name", 120), _text("measure", 20), sa.Column("as_at", sa.Date(), nullable=True),
        _text("source", 300), sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("release_ids", sa.JSON(), nullable=False), _text("owner", 200), _text("set_by", 200),
        _text("approved_digest", 64), _text("approved_by", 200), sa.Column("approved_at", sa.DateTime(), nullable=True),
        _version(), _unique("driver_records", "programme_id", "key"),
        sa.CheckConstraint(
            "measure in ('brought', 'fte', 'headcount', 'posts', 'contract value')", name="ck_driver_records_measure"
        ),
    )  # fmt: skip
    op.create_table(
        "fund_notes", _id(), *_keys("fund_notes", programme_id="programmes"), _text("fund", 60),
        _text("explanation", 500), _text("written_by", 200), sa.Column("written_at", sa.DateTime(), nullable=False),
        _version(), _unique("fund_notes", "programme_id", "fund"),
    )  # fmt: skip


def downgrade() -> None:
    for table in (
        "fund_notes", "driver_records", "internal_payments", "service_totals", "gap_decisions", "account_maps",
        "control_totals",
    ):  # fmt: skip
        op.drop_table(table)
