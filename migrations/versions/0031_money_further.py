"""money further

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "post_gap_notes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(200), nullable=False),
        sa.Column("gap_pence", sa.BigInteger(), nullable=False),
        sa.Column("explanation", sa.String(500), nullable=False),
        sa.Column("written_by", sa.String(200), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_post_gap_notes_programme_id_programmes"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_post_gap_notes_organisation_id_organisations"
        ),
        sa.UniqueConstraint("programme_id", "organisation_id", "service", name="uq_post_gap_notes_place"),
    )


def downgrade() -> None:
    op.drop_table("post_gap_notes")
