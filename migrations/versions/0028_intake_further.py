"""intake, further

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # False in what is remembered: so far a list without FTE could not be read.
    with op.batch_alter_table("saved_mappings") as batch:
        batch.add_column(sa.Column("each_full_time", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("saved_mappings") as batch:
        batch.drop_column("each_full_time")
