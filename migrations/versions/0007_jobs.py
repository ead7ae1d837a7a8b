"""retries of long work, its workers, and who runs the service

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("jobs", sa.Column("next_try_at", sa.DateTime(), nullable=True))
    op.add_column("jobs", sa.Column("worker", sa.String(120), nullable=True))
    op.add_column("jobs", sa.Column("failure", sa.String(20), nullable=True))
    op.add_column("users", sa.Column("operator", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "workers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("heartbeat_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workers")),
        sa.UniqueConstraint("name", name=op.f("uq_workers_name")),
    )


def downgrade() -> None:
    op.drop_table("workers")
    op.drop_column("users", "operator")
    for name in ("failure", "worker", "next_try_at"):
        op.drop_column("jobs", name)
