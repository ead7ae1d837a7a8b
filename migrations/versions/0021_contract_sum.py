"""contract sums with their parts, changes, cash and the test of activity

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contract_sums",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(length=9), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_by", sa.String(length=200), nullable=True),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("scenario", sa.String(length=20), nullable=True),
        sa.Column("recovery_percent", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("adviser", sa.String(length=200), nullable=False),
        sa.Column("advised_on", sa.Date(), nullable=True),
        sa.Column("assumption", sa.String(), nullable=False),
        sa.Column("opening_pence", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "paid in ('even', 'quarterly', 'profile', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11')",
            name=op.f("ck_contract_sums_paid"),
        ),
        sa.CheckConstraint(
            "scenario is null or scenario in ('taxable', 'exempt', 'partial')", name=op.f("ck_contract_sums_scenario")
        ),
        sa.CheckConstraint(
            "state = 'draft' or agreed_by is not null and agreed_on is not null", name=op.f("ck_contract_sums_agreed")
        ),
        sa.CheckConstraint("state in ('draft', 'agreed')", name=op.f("ck_contract_sums_state")),
        sa.CheckConstraint(
            "agreed_by_id is null or agreed_by_id <> opened_by_id", name=op.f("ck_contract_sums_two_people")
        ),
        sa.CheckConstraint(
            "recovery_percent >= 0 and recovery_percent <= 100", name=op.f("ck_contract_sums_recovery_percent")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_contract_sums_organisation_id")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_contract_sums_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_sums")),
        sa.UniqueConstraint(
            "programme_id", "organisation_id", "year", name=op.f("uq_contract_sums_programme_id_organisation_id_year")
        ),
    )
    op.create_index(op.f("ix_contract_sums_programme_id"), "contract_sums", ["programme_id"], unique=False)
    op.create_table(
        "contract_sum_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sum_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("taxed_pence", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('direct', 'kept', 'delegated', 'company', 'inflation', 'demography', 'saving', 'other')",
            name=op.f("ck_contract_sum_parts_kind"),
        ),
        sa.ForeignKeyConstraint(["option_id"], ["options.id"], name=op.f("fk_contract_sum_parts_option_id")),
        sa.ForeignKeyConstraint(
            ["sum_id"], ["contract_sums.id"], name=op.f("fk_contract_sum_parts_sum_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_sum_parts")),
    )
    op.create_index(op.f("ix_contract_sum_parts_sum_id"), "contract_sum_parts", ["sum_id"], unique=False)
    op.create_table(
        "contract_sum_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sum_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("funding", sa.String(length=300), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("agreed_pence", sa.BigInteger(), nullable=True),
        sa.Column("earlier_pence", sa.BigInteger(), nullable=False),
        sa.Column("earlier_year", sa.String(length=9), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'agreed') = (agreed_pence is not null)", name=op.f("ck_contract_sum_changes_agreed_pence")
        ),
        sa.CheckConstraint(
            "state = 'asked' or decided_by is not null and decided_on is not null",
            name=op.f("ck_contract_sum_changes_decided"),
        ),
        sa.CheckConstraint(
            "state in ('asked', 'agreed', 'refused', 'withdrawn')", name=op.f("ck_contract_sum_changes_state")
        ),
        sa.CheckConstraint(
            "state not in ('agreed', 'refused') or decided_by_id is null or decided_by_id <> asked_by_id",
            name=op.f("ck_contract_sum_changes_two_people"),
        ),
        sa.ForeignKeyConstraint(
            ["sum_id"], ["contract_sums.id"], name=op.f("fk_contract_sum_changes_sum_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_sum_changes")),
        sa.UniqueConstraint("sum_id", "number", name=op.f("uq_contract_sum_changes_sum_id_number")),
    )
    op.create_index(op.f("ix_contract_sum_changes_sum_id"), "contract_sum_changes", ["sum_id"], unique=False)
    op.create_table(
        "contract_sum_cash",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sum_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("timing", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('received', 'spent', 'lent', 'repaid')", name=op.f("ck_contract_sum_cash_kind")),
        sa.CheckConstraint(
            "timing in ('even', 'quarterly', 'profile', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11')",
            name=op.f("ck_contract_sum_cash_timing"),
        ),
        sa.CheckConstraint("pence > 0", name=op.f("ck_contract_sum_cash_pence")),
        sa.ForeignKeyConstraint(
            ["sum_id"], ["contract_sums.id"], name=op.f("fk_contract_sum_cash_sum_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_sum_cash")),
    )
    op.create_index(op.f("ix_contract_sum_cash_sum_id"), "contract_sum_cash", ["sum_id"], unique=False)
    op.create_table(
        "years_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(length=9), nullable=False),
        sa.Column("own_pence", sa.BigInteger(), nullable=False),
        sa.Column("other_pence", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("own_pence >= 0 and other_pence >= 0", name=op.f("ck_years_activity_above_zero")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_years_activity_organisation_id")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_years_activity_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_years_activity")),
        sa.UniqueConstraint(
            "programme_id", "organisation_id", "year", name=op.f("uq_years_activity_programme_id_organisation_id_year")
        ),
    )
    op.create_index(op.f("ix_years_activity_programme_id"), "years_activity", ["programme_id"], unique=False)


def downgrade() -> None:
    for name in (
        "years_activity", "contract_sum_cash", "contract_sum_changes", "contract_sum_parts", "contract_sums",
    ):  # fmt: skip
        op.drop_table(name)
