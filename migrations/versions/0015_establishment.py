"""establishment

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

INPUTS = (
    "pay.award", "pay.increments", "pension.lgps", "pension.tps", "pension.nhsps", "ni.rate", "ni.threshold",
    "levy.rate", "hours.standard",
)  # fmt: skip
STATUSES = ("assumed", "offered", "agreed", "confirmed")


def upgrade() -> None:
    _cost_inputs()


def _cost_inputs() -> None:
    op.create_table(
        "cost_inputs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.Numeric(14, 6), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("settled_on", sa.Date()),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("entered_by", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"name in {INPUTS}", name=op.f("ck_cost_inputs_name")),
        sa.CheckConstraint(f"status in {STATUSES}", name=op.f("ck_cost_inputs_status")),
        sa.CheckConstraint("ends_on is null or starts_on <= ends_on", name=op.f("ck_cost_inputs_in_order")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_cost_inputs_value")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_cost_inputs_programme_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_cost_inputs_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_inputs")),
    )
    op.create_index(op.f("ix_cost_inputs_programme_id"), "cost_inputs", ["programme_id"])


def downgrade() -> None:
    op.drop_table("cost_inputs")
