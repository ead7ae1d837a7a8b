"""business as usual, criteria, scorers and scores

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "business_as_usual",
        sa.Column("programme_id", sa.Integer(), sa.ForeignKey("programmes.id"), primary_key=True),
        sa.Column("option_id", sa.Integer(), sa.ForeignKey("options.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_table(
        "criteria",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("programme_id", sa.Integer(), sa.ForeignKey("programmes.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("weight", sa.Numeric(9, 6), nullable=False),
        sa.Column("swing", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight > 0 and weight <= 100", name="weight"),
    )
    op.create_index(op.f("ix_criteria_programme_id"), "criteria", ["programme_id"])
    op.create_table(
        "scorers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("programme_id", sa.Integer(), sa.ForeignKey("programmes.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("capacity", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    )
    op.create_index(op.f("ix_scorers_programme_id"), "scorers", ["programme_id"])
    op.create_table(
        "scores",
        sa.Column("scorer_id", sa.Integer(), sa.ForeignKey("scorers.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("option_id", sa.Integer(), sa.ForeignKey("options.id"), primary_key=True),
        sa.Column("criterion_id", sa.Integer(), sa.ForeignKey("criteria.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("score between 0 and 10", name="score"),
    )


def downgrade() -> None:
    op.drop_table("scores")
    op.drop_table("scorers")
    op.drop_table("criteria")
    op.drop_table("business_as_usual")
