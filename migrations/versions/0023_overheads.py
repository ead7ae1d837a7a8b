"""support agreements and stranded cost

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "support_agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=False),
        sa.Column("volume", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("price_pence", sa.BigInteger(), nullable=False),
        sa.Column("price_index", sa.String(length=200), nullable=False),
        sa.Column("vat_code", sa.String(length=20), nullable=False),
        sa.Column("tolerance_percent", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("notice_months", sa.Integer(), nullable=False),
        sa.Column("step_down", sa.String(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("supplier_pence", sa.BigInteger(), nullable=True),
        sa.Column("customer_pence", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "vat_code in ('standard', 'exempt', 'outside', 'unknown')", name=op.f("ck_support_agreements_vat_code")
        ),
        sa.CheckConstraint("customer_pence is null or customer_pence >= 0", name=op.f("ck_support_agreements_cost")),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_support_agreements_in_order")),
        sa.CheckConstraint("supplier_id <> customer_id", name=op.f("ck_support_agreements_two_bodies")),
        sa.CheckConstraint("supplier_pence is null or supplier_pence <= 0", name=op.f("ck_support_agreements_income")),
        sa.ForeignKeyConstraint(["customer_id"], ["organisations.id"], name=op.f("fk_support_agreements_customer_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_support_agreements_programme_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["organisations.id"], name=op.f("fk_support_agreements_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_agreements")),
    )
    op.create_index(op.f("ix_support_agreements_programme_id"), "support_agreements", ["programme_id"], unique=False)
    op.create_table(
        "stranded_costs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(length=200), nullable=False),
        sa.Column("year", sa.String(length=9), nullable=False),
        sa.Column("centres", sa.JSON(), nullable=False),
        sa.Column("funded_pence", sa.BigInteger(), nullable=False),
        sa.Column("avoided_pence", sa.BigInteger(), nullable=False),
        sa.Column("exit_on", sa.Date(), nullable=True),
        sa.Column("plan", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("funded_pence >= 0 and avoided_pence >= 0", name=op.f("ck_stranded_costs_above_zero")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_stranded_costs_organisation_id")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_stranded_costs_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stranded_costs")),
        sa.UniqueConstraint(
            "programme_id",
            "organisation_id",
            "service",
            "year",
            name=op.f("uq_stranded_costs_programme_id_organisation_id_service_year"),
        ),
    )
    op.create_index(op.f("ix_stranded_costs_programme_id"), "stranded_costs", ["programme_id"], unique=False)


def downgrade() -> None:
    op.drop_table("stranded_costs")
    op.drop_table("support_agreements")
