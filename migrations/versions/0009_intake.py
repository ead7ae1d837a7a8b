"""how lists are read

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("saved_mappings") as table:
        table.add_column(sa.Column("read_values", sa.JSON(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("header_row", sa.Integer(), nullable=True))
        table.add_column(sa.Column("sheet", sa.String(length=255), nullable=True))
        table.add_column(sa.Column("sheets", sa.JSON(), nullable=False, server_default="[]"))
        for name in ("thousands", "reverse_sign", "without_post_number"):
            table.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))


def downgrade() -> None:
    with op.batch_alter_table("saved_mappings") as table:
        for name in (
            "version", "without_post_number", "reverse_sign", "thousands", "sheets", "sheet", "header_row",
            "read_values",
        ):  # fmt: skip
            table.drop_column(name)
