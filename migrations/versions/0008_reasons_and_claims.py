"""why an option is preferred, and versions of published figures

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("options") as batch_op:
        batch_op.add_column(sa.Column("preferred_reason", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("claims") as batch_op:
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    with op.batch_alter_table("claims") as batch_op:
        batch_op.drop_column("version")
    with op.batch_alter_table("options") as batch_op:
        batch_op.drop_column("preferred_reason")
