"""baselines, changes, disputes and the opening position

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STEPS = {
    "baseline_steps": (
        ("start", "draft"), ("draft", "proposed"), ("proposed", "proposed"), ("proposed", "agreed"),
        ("agreed", "proposed"), ("agreed", "baselined"), ("baselined", "superseded"),
    ),
    "baseline_change_steps": (
        ("start", "proposed"), ("proposed", "approved"), ("proposed", "refused"), ("proposed", "withdrawn"),
    ),
    "dispute_steps": (
        ("start", "finance leads"), ("finance leads", "finance directors"), ("finance leads", "settled"),
        ("finance leads", "withdrawn"), ("finance directors", "chief executives"), ("finance directors", "settled"),
        ("finance directors", "withdrawn"), ("chief executives", "determination"), ("chief executives", "settled"),
        ("chief executives", "withdrawn"), ("determination", "settled"),
    ),
}  # fmt: skip

# In the order in which they can go.
TABLES = (
    "opening_items",
    "opening_sheets",
    "dispute_outcomes",
    "dispute_positions",
    "disputes",
    "baseline_change_rows",
    "baseline_changes",
    "baseline_exceptions",
    "baseline_signatures",
    "baseline_shares",
    "baseline_rows",
    "baselines",
    "dispute_steps",
    "baseline_change_steps",
    "baseline_steps",
    "budget_holds",
)


def upgrade() -> None:
    op.create_table(
        "budget_holds",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("baseline_number", sa.Integer(), nullable=False),
        sa.Column("release_ids", sa.JSON(), nullable=False),
        sa.Column("held_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_budget_holds_programme_id")),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_budget_holds")),
    )
    op.create_table(
        "baseline_steps",
        sa.Column("before", sa.String(length=20), nullable=False),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("before", "after", name=op.f("pk_baseline_steps")),
    )
    op.create_table(
        "baseline_change_steps",
        sa.Column("before", sa.String(length=20), nullable=False),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("before", "after", name=op.f("pk_baseline_change_steps")),
    )
    op.create_table(
        "dispute_steps",
        sa.Column("before", sa.String(length=20), nullable=False),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("before", "after", name=op.f("pk_dispute_steps")),
    )
    op.create_table(
        "baselines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(length=9), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("previous_state", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("made_from_id", sa.Integer(), nullable=True),
        sa.Column("ground", sa.JSON(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("begun_by", sa.String(length=200), nullable=False),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("proposed_by", sa.String(length=200), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=True),
        sa.Column("baselined_by", sa.String(length=200), nullable=False),
        sa.Column("baselined_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_from_id"], ["baselines.id"], name=op.f("fk_baselines_made_from_id")),
        sa.ForeignKeyConstraint(["option_id"], ["options.id"], name=op.f("fk_baselines_option_id")),
        sa.ForeignKeyConstraint(
            ["previous_state", "state"],
            ["baseline_steps.before", "baseline_steps.after"],
            name=op.f("fk_baselines_previous_state_state"),
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_baselines_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baselines")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_baselines_programme_id_number")),
    )
    op.create_table(
        "baseline_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("baseline_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(length=9), nullable=False),
        sa.Column("cost_centre", sa.String(length=60), nullable=False),
        sa.Column("subjective_group", sa.String(length=40), nullable=False),
        sa.Column("fund", sa.String(length=60), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("source_pence", sa.BigInteger(), nullable=False),
        sa.Column("unallocated_pence", sa.BigInteger(), nullable=False),
        sa.Column("excluded_pence", sa.BigInteger(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["baseline_id"], ["baselines.id"], name=op.f("fk_baseline_rows_baseline_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline_rows")),
        sa.UniqueConstraint(
            "baseline_id",
            "year",
            "cost_centre",
            "subjective_group",
            "fund",
            name="uq_baseline_rows_key",
        ),
    )
    op.create_table(
        "baseline_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_baseline_shares_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["row_id"], ["baseline_rows.id"], name=op.f("fk_baseline_shares_row_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline_shares")),
        sa.UniqueConstraint("row_id", "organisation_id", name=op.f("uq_baseline_shares_row_id_organisation_id")),
    )
    op.create_index(op.f("ix_baseline_shares_organisation_id"), "baseline_shares", ["organisation_id"], unique=False)
    op.create_table(
        "baseline_signatures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("baseline_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("signed_by", sa.String(length=200), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["baseline_id"], ["baselines.id"], name=op.f("fk_baseline_signatures_baseline_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_baseline_signatures_organisation_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_baseline_signatures_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline_signatures")),
        sa.UniqueConstraint(
            "baseline_id",
            "organisation_id",
            "hash",
            name=op.f("uq_baseline_signatures_baseline_id_organisation_id_hash"),
        ),
    )
    op.create_table(
        "baseline_exceptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("accepted_by", sa.String(length=200), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_baseline_exceptions_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline_exceptions")),
        sa.UniqueConstraint(
            "programme_id", "code", "key", "pence", name=op.f("uq_baseline_exceptions_programme_id_code_key_pence")
        ),
    )
    op.create_table(
        "baseline_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("baseline_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("recurring", sa.Boolean(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("funding_source", sa.String(length=300), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("ground", sa.JSON(), nullable=False),
        sa.Column("ground_hash", sa.String(length=64), nullable=False),
        sa.Column("previous_state", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_by", sa.String(length=200), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decision_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["baseline_id"], ["baselines.id"], name=op.f("fk_baseline_changes_baseline_id")),
        sa.ForeignKeyConstraint(["into_id"], ["baselines.id"], name=op.f("fk_baseline_changes_into_id")),
        sa.ForeignKeyConstraint(
            ["previous_state", "state"],
            ["baseline_change_steps.before", "baseline_change_steps.after"],
            name=op.f("fk_baseline_changes_previous_state_state"),
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_baseline_changes_programme_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["users.id"], name=op.f("fk_baseline_changes_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline_changes")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_baseline_changes_programme_id_number")),
    )
    op.create_index(op.f("ix_baseline_changes_baseline_id"), "baseline_changes", ["baseline_id"], unique=False)
    op.create_index(op.f("ix_baseline_changes_into_id"), "baseline_changes", ["into_id"], unique=False)
    op.create_table(
        "baseline_change_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(length=9), nullable=False),
        sa.Column("cost_centre", sa.String(length=60), nullable=False),
        sa.Column("subjective_group", sa.String(length=40), nullable=False),
        sa.Column("fund", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(place = 'organisation') = (organisation_id is not null)", name=op.f("ck_baseline_change_rows_place")
        ),
        sa.ForeignKeyConstraint(
            ["change_id"], ["baseline_changes.id"], name=op.f("fk_baseline_change_rows_change_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_baseline_change_rows_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline_change_rows")),
        sa.UniqueConstraint("change_id", "position", name=op.f("uq_baseline_change_rows_change_id_position")),
    )
    op.create_table(
        "disputes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("year", sa.String(length=9), nullable=False),
        sa.Column("cost_centre", sa.String(length=60), nullable=False),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("subjective_group", sa.String(length=40), nullable=False),
        sa.Column("fund", sa.String(length=60), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("previous_state", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("deadline_on", sa.Date(), nullable=False),
        sa.Column("payer_id", sa.Integer(), nullable=True),
        sa.Column("cap_pence", sa.BigInteger(), nullable=True),
        sa.Column("true_up_on", sa.Date(), nullable=True),
        sa.Column("rule_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(length=200), nullable=False),
        sa.Column("raised_by", sa.String(length=200), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["payer_id"], ["organisations.id"], name=op.f("fk_disputes_payer_id")),
        sa.ForeignKeyConstraint(
            ["previous_state", "state"],
            ["dispute_steps.before", "dispute_steps.after"],
            name=op.f("fk_disputes_previous_state_state"),
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_disputes_programme_id")),
        sa.ForeignKeyConstraint(["rule_id"], ["split_rules.id"], name=op.f("fk_disputes_rule_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_disputes_programme_id_number")),
    )
    op.create_table(
        "dispute_positions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("figure_pence", sa.BigInteger(), nullable=False),
        sa.Column("argument", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("said_by", sa.String(length=200), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["disputes.id"], name=op.f("fk_dispute_positions_dispute_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_dispute_positions_file_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_dispute_positions_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_positions")),
        sa.UniqueConstraint(
            "dispute_id", "organisation_id", name=op.f("uq_dispute_positions_dispute_id_organisation_id")
        ),
    )
    op.create_table(
        "dispute_outcomes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["disputes.id"], name=op.f("fk_dispute_outcomes_dispute_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_dispute_outcomes_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_outcomes")),
        sa.UniqueConstraint(
            "dispute_id", "organisation_id", name=op.f("uq_dispute_outcomes_dispute_id_organisation_id")
        ),
    )
    op.create_table(
        "opening_sheets",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("cut_off_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_opening_sheets_programme_id")),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_opening_sheets")),
    )
    op.create_table(
        "opening_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("balance_pence", sa.BigInteger(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("cost_centre", sa.String(length=60), nullable=False),
        sa.Column("conditions", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("shared_at", sa.DateTime(), nullable=True),
        sa.Column("entered_by", sa.String(length=200), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('debtors', 'accruals', 'leave', 'grants', 'assets', 'reserves', 'claims', 'cash')",
            name=op.f("ck_opening_items_kind"),
        ),
        sa.CheckConstraint("rule in ('stays', 'goes', 'by days')", name=op.f("ck_opening_items_rule")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_opening_items_file_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["organisations.id"], name=op.f("fk_opening_items_holder_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_opening_items_programme_id")),
        sa.ForeignKeyConstraint(["to_id"], ["organisations.id"], name=op.f("fk_opening_items_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_items")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_opening_items_programme_id_number")),
    )
    op.create_index(op.f("ix_opening_items_holder_id"), "opening_items", ["holder_id"], unique=False)
    for name, pairs in STEPS.items():
        table = sa.table(name, sa.column("before"), sa.column("after"))
        op.bulk_insert(table, [{"before": before, "after": after} for before, after in pairs])


def downgrade() -> None:
    for name in TABLES:
        op.drop_table(name)
