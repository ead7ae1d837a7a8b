"""what is disclosed of people, and the first payroll

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "eli_recipients",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("removed_by", sa.String(length=200), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_eli_recipients_organisation_id")
        ),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_eli_recipients_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eli_recipients")),
    )
    op.create_index(op.f("ix_eli_recipients_transfer_id"), "eli_recipients", ["transfer_id"], unique=False)
    op.create_table(
        "eli_bases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("condition", sa.String(), nullable=False),
        sa.Column("confirmed_by", sa.String(length=200), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "item in ('named_list', 'identity', 'leave', 'absence', 'right_to_work', 'sponsorship', 'adjustments')",
            name=op.f("ck_eli_bases_item"),
        ),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_eli_bases_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eli_bases")),
        sa.UniqueConstraint("transfer_id", "item", name=op.f("uq_eli_bases_transfer_id_item")),
    )
    op.create_table(
        "eli_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("post_no", sa.String(length=60), nullable=False),
        sa.Column("person_ref", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("happened_on", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("brought_by", sa.String(length=200), nullable=False),
        sa.Column("brought_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "kind in ('pay_interval', 'notice', 'holiday', 'sick_pay', 'other_terms', 'disciplinary', 'grievance', 'claim', 'claim_expected', 'leave', 'right_to_work', 'sponsorship', 'adjustments')",
            name=op.f("ck_eli_items_kind"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_eli_items_organisation_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_eli_items_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eli_items")),
    )
    op.create_index(
        op.f("ix_eli_items_transfer_id_post_no_person_ref"),
        "eli_items",
        ["transfer_id", "post_no", "person_ref"],
        unique=False,
    )
    op.create_table(
        "eli_agreements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("parties", sa.String(length=300), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_eli_agreements_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_eli_agreements")),
    )
    op.create_index(op.f("ix_eli_agreements_transfer_id"), "eli_agreements", ["transfer_id"], unique=False)
    op.create_table(
        "disclosures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=1), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by", sa.String(length=200), nullable=False),
        sa.Column("special_reason", sa.String(), nullable=False),
        sa.Column("acknowledged", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("stage in ('A', 'B', 'C', 'N')", name=op.f("ck_disclosures_stage")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_disclosures_organisation_id")),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_disclosures_release_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_disclosures_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosures")),
        sa.UniqueConstraint("transfer_id", "stage", "number", name=op.f("uq_disclosures_transfer_id_stage_number")),
    )
    op.create_index(op.f("ix_disclosures_release_id"), "disclosures", ["release_id"], unique=False)
    op.create_table(
        "disclosed_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("disclosure_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("post_no", sa.String(length=60), nullable=False),
        sa.Column("person_ref", sa.String(length=60), nullable=False),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosures.id"], name=op.f("fk_disclosed_lines_disclosure_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_disclosed_lines_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosed_lines")),
    )
    op.create_index(op.f("ix_disclosed_lines_disclosure_id"), "disclosed_lines", ["disclosure_id"], unique=False)
    op.create_index(
        op.f("ix_disclosed_lines_organisation_id_post_no_person_ref"),
        "disclosed_lines",
        ["organisation_id", "post_no", "person_ref"],
        unique=False,
    )
    op.create_table(
        "disclosed_to",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("disclosure_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("given_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["disclosure_id"], ["disclosures.id"], name=op.f("fk_disclosed_to_disclosure_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_disclosed_to_organisation_id")
        ),
        sa.ForeignKeyConstraint(["recipient_id"], ["eli_recipients.id"], name=op.f("fk_disclosed_to_recipient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosed_to")),
    )
    op.create_index(op.f("ix_disclosed_to_disclosure_id"), "disclosed_to", ["disclosure_id"], unique=False)
    op.create_table(
        "payrolls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("periods", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("agree", sa.Integer(), nullable=False),
        sa.Column("brought_by", sa.String(length=200), nullable=False),
        sa.Column("brought_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_payrolls_organisation_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_payrolls_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payrolls")),
    )
    op.create_index(op.f("ix_payrolls_transfer_id"), "payrolls", ["transfer_id"], unique=False)
    op.create_table(
        "payroll_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payroll_id", sa.Integer(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("post_no", sa.String(length=60), nullable=False),
        sa.Column("person_ref", sa.String(length=60), nullable=False),
        sa.Column("ni_number", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("salary_pence", sa.BigInteger(), nullable=True),
        sa.Column("allowances_pence", sa.BigInteger(), nullable=True),
        sa.Column("paid_pence", sa.BigInteger(), nullable=True),
        sa.Column("hours", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("matched", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["payroll_id"], ["payrolls.id"], name=op.f("fk_payroll_lines_payroll_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payroll_lines")),
    )
    op.create_index(op.f("ix_payroll_lines_payroll_id"), "payroll_lines", ["payroll_id"], unique=False)
    op.create_table(
        "payroll_differences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("payroll_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("post_no", sa.String(length=60), nullable=False),
        sa.Column("person_ref", sa.String(length=60), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=True),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("is_now", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("closed_by", sa.String(length=200), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind in ('missing', 'unexpected', 'pay', 'allowances', 'hours')", name=op.f("ck_payroll_differences_kind")
        ),
        sa.CheckConstraint(
            "state = 'open' or (closed_by is not null and closed_on is not null)",
            name=op.f("ck_payroll_differences_closed"),
        ),
        sa.CheckConstraint("state in ('open', 'closed')", name=op.f("ck_payroll_differences_state")),
        sa.ForeignKeyConstraint(
            ["payroll_id"], ["payrolls.id"], name=op.f("fk_payroll_differences_payroll_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payroll_differences")),
    )
    op.create_index(
        op.f("ix_payroll_differences_payroll_id_state"), "payroll_differences", ["payroll_id", "state"], unique=False
    )
    op.create_table(
        "assurances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("signed_by", sa.String(length=200), nullable=False),
        sa.Column("signed_as", sa.String(length=200), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_assurances_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assurances")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_assurances_transfer_id")),
    )


def downgrade() -> None:
    op.drop_table("assurances")
    op.drop_table("payroll_differences")
    op.drop_table("payroll_lines")
    op.drop_table("payrolls")
    op.drop_table("disclosed_to")
    op.drop_table("disclosed_lines")
    op.drop_table("disclosures")
    op.drop_table("eli_agreements")
    op.drop_table("eli_items")
    op.drop_table("eli_bases")
    op.drop_table("eli_recipients")
