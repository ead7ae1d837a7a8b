"""sheets of a list

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("releases") as batch_op:
        batch_op.add_column(sa.Column("sheets", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("uploads") as batch_op:
        batch_op.add_column(sa.Column("excerpts", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("copy_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("copied_version", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_uploads_copy_id"), "stored_files", ["copy_id"], ["id"])
    with op.batch_alter_table("mendings") as batch_op:
        batch_op.add_column(sa.Column("in_file", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("mendings") as batch_op:
        batch_op.drop_column("in_file")
    with op.batch_alter_table("uploads") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_uploads_copy_id"), type_="foreignkey")
        batch_op.drop_column("copied_version")
        batch_op.drop_column("copy_id")
        batch_op.drop_column("excerpts")
    with op.batch_alter_table("releases") as batch_op:
        batch_op.drop_column("sheets")
