"""sharing and un-sharing

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("releases", sa.Column("withdrawn_by", sa.String(200)))
    op.add_column("releases", sa.Column("withdrawn_at", sa.DateTime()))
    op.add_column("releases", sa.Column("withdrawn_reason", sa.String(300), nullable=False, server_default=""))


def downgrade() -> None:
    for name in ("withdrawn_reason", "withdrawn_at", "withdrawn_by"):
        op.drop_column("releases", name)
