"""by what an erased person is known again

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erased_people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("erased_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_erased_people_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erased_people")),
    )
    op.create_index(op.f("ix_erased_people_organisation_id"), "erased_people", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("erased_people")
