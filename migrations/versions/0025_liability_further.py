"""liability information and payroll, further

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # None in payrolls that stand: they were set against a whole period.
    with op.batch_alter_table("payrolls") as batch:
        batch.add_column(sa.Column("first_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("last_on", sa.Date(), nullable=True))
    op.create_table(
        "parallel_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("run_on", sa.Date(), nullable=False),
        sa.Column("run_by", sa.String(length=200), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        sa.Column("differed", sa.Integer(), nullable=False),
        sa.Column("still_open", sa.Integer(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        *_taken_back(),
        sa.CheckConstraint("compared > 0 and differed between 0 and compared", name=op.f("ck_parallel_runs_compared")),
        sa.CheckConstraint("still_open between 0 and differed", name=op.f("ck_parallel_runs_still_open")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_parallel_runs_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parallel_runs")),
    )
    op.create_index(op.f("ix_parallel_runs_transfer_id"), "parallel_runs", ["transfer_id"], unique=False)
    op.create_table(
        "first_contributions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("evidence", sa.String(length=500), nullable=False),
        *_taken_back(),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_first_contributions_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_contributions")),
    )
    op.create_index(op.f("ix_first_contributions_transfer_id"), "first_contributions", ["transfer_id"], unique=False)


def _taken_back() -> list[sa.Column]:
    return [
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("removed_by", sa.String(length=200), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
    ]


def downgrade() -> None:
    op.drop_table("first_contributions")
    op.drop_table("parallel_runs")
    with op.batch_alter_table("payrolls") as batch:
        batch.drop_column("last_on")
        batch.drop_column("first_on")
