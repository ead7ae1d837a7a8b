"""establishment, further

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pay_scales",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("settled_on", sa.Date()),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("entered_by", sa.String(200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name="fk_pay_scales_programme_id_programmes"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_pay_scales_organisation_id_organisations"
        ),
        sa.CheckConstraint("status in ('assumed', 'offered', 'agreed')", name="ck_pay_scales_status"),
        sa.CheckConstraint("month between 1 and 12", name="ck_pay_scales_month"),
        sa.CheckConstraint("(status = 'agreed') = (settled_on is not null)", name="ck_pay_scales_settled"),
    )
    op.create_index("ix_pay_scales_programme_id", "pay_scales", ["programme_id"])


def downgrade() -> None:
    op.drop_index("ix_pay_scales_programme_id", "pay_scales")
    op.drop_table("pay_scales")
