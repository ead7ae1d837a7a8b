"""informing and consulting, policy dates, calendars and reminders

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_calendar_feeds_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_calendar_feeds_secret_hash")),
    )
    op.create_table(
        "policy_dates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("offset", sa.String(length=60), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("set_by", sa.String(length=200), nullable=False),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("days >= 0", name=op.f("ck_policy_dates_days")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_policy_dates_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_dates")),
        sa.UniqueConstraint("programme_id", "offset", name=op.f("uq_policy_dates_programme_id_offset")),
    )
    op.create_table(
        "reminder_wishes",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("off_since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reminder_wishes_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_reminder_wishes")),
    )
    op.create_table(
        "reminders_sent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("duty", sa.String(length=120), nullable=False),
        sa.Column("by_on", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_reminders_sent_programme_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_reminders_sent_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders_sent")),
        sa.UniqueConstraint(
            "user_id",
            "programme_id",
            "duty",
            "by_on",
            "days",
            name=op.f("uq_reminders_sent_user_id_programme_id_duty_by_on_days"),
        ),
    )
    op.create_table(
        "letter_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.String(length=200), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind in ('information', 'measures', 'individual', 'pack')", name=op.f("ck_letter_templates_kind")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_letter_templates_file_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_letter_templates_organisation_id")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_letter_templates_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_templates")),
    )
    op.create_index(
        op.f("ix_letter_templates_programme_id_kind"), "letter_templates", ["programme_id", "kind"], unique=False
    )
    op.create_table(
        "affected_groups",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("as_at", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["organisations.id"], name=op.f("fk_affected_groups_employer_id")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_affected_groups_service_id")),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_affected_groups_transfer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affected_groups")),
    )
    op.create_index(op.f("ix_affected_groups_transfer_id"), "affected_groups", ["transfer_id"], unique=False)
    op.create_table(
        "agency_counts",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("work", sa.String(length=200), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_agency_counts_number")),
        sa.ForeignKeyConstraint(["employer_id"], ["organisations.id"], name=op.f("fk_agency_counts_employer_id")),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_agency_counts_transfer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency_counts")),
    )
    op.create_index(op.f("ix_agency_counts_transfer_id"), "agency_counts", ["transfer_id"], unique=False)
    op.create_table(
        "consultation_shares",
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("shared_by", sa.String(length=200), nullable=False),
        sa.Column("shared_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["employer_id"], ["organisations.id"], name=op.f("fk_consultation_shares_employer_id")),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_consultation_shares_transfer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("transfer_id", "employer_id", name=op.f("pk_consultation_shares")),
    )
    op.create_table(
        "measures",
        sa.Column("cohort", sa.String(length=200), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("envisaged", sa.Boolean(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("source_key", sa.String(length=80), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("envisaged or because <> ''", name=op.f("ck_measures_because")),
        sa.ForeignKeyConstraint(["employer_id"], ["organisations.id"], name=op.f("fk_measures_employer_id")),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_measures_transfer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measures")),
        sa.UniqueConstraint(
            "transfer_id", "employer_id", "source_key", name=op.f("uq_measures_transfer_id_employer_id_source_key")
        ),
    )
    op.create_table(
        "representatives",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", sa.String(length=200), nullable=False),
        sa.Column("bargaining_group", sa.String(length=200), nullable=False),
        sa.Column("constituency", sa.String(length=200), nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=True),
        sa.Column("elected_on", sa.Date(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("filled", sa.Integer(), nullable=True),
        sa.Column("elected", sa.Text(), nullable=True),
        sa.Column("direct_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('union', 'standing', 'elected', 'direct')", name=op.f("ck_representatives_kind")),
        sa.ForeignKeyConstraint(["employer_id"], ["organisations.id"], name=op.f("fk_representatives_employer_id")),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_representatives_transfer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_representatives")),
    )
    op.create_index(op.f("ix_representatives_transfer_id"), "representatives", ["transfer_id"], unique=False)
    op.create_table(
        "transfer_facts",
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("legal_implications", sa.String(), nullable=False),
        sa.Column("economic_implications", sa.String(), nullable=False),
        sa.Column("social_implications", sa.String(), nullable=False),
        sa.Column("pay_day_before", sa.String(length=100), nullable=False),
        sa.Column("pay_day_after", sa.String(length=100), nullable=False),
        sa.Column("payroll_before", sa.String(length=200), nullable=False),
        sa.Column("payroll_after", sa.String(length=200), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_transfer_facts_transfer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("transfer_id", name=op.f("pk_transfer_facts")),
    )
    op.create_table(
        "consultation_documents",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(length=300), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("frozen_by", sa.String(length=200), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=False),
        sa.Column("frozen_on", sa.Date(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("received_by", sa.String(length=200), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('information', 'measures', 'pack')", name=op.f("ck_consultation_documents_kind")),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["organisations.id"], name=op.f("fk_consultation_documents_employer_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_consultation_documents_file_id")),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["representatives.id"], name=op.f("fk_consultation_documents_representative_id")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_consultation_documents_transfer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_documents")),
    )
    op.create_index(
        op.f("ix_consultation_documents_transfer_id"), "consultation_documents", ["transfer_id"], unique=False
    )
    op.create_table(
        "consultation_meetings",
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("present", sa.String(length=300), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["organisations.id"], name=op.f("fk_consultation_meetings_employer_id")
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["representatives.id"], name=op.f("fk_consultation_meetings_representative_id")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_consultation_meetings_transfer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_meetings")),
    )
    op.create_index(
        op.f("ix_consultation_meetings_transfer_id"), "consultation_meetings", ["transfer_id"], unique=False
    )
    op.create_table(
        "consultation_questions",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("representative_id", sa.Integer(), nullable=True),
        sa.Column("measure_id", sa.Integer(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=True),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("replied_by", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('question', 'counter-proposal')", name=op.f("ck_consultation_questions_kind")),
        sa.CheckConstraint(
            "replied_on is null or replied_on >= asked_on", name=op.f("ck_consultation_questions_in_order")
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["organisations.id"], name=op.f("fk_consultation_questions_employer_id")
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measures.id"], name=op.f("fk_consultation_questions_measure_id")),
        sa.ForeignKeyConstraint(
            ["representative_id"], ["representatives.id"], name=op.f("fk_consultation_questions_representative_id")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name=op.f("fk_consultation_questions_transfer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_questions")),
    )
    op.create_index(
        op.f("ix_consultation_questions_transfer_id"), "consultation_questions", ["transfer_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("consultation_questions")
    op.drop_table("consultation_meetings")
    op.drop_table("consultation_documents")
    op.drop_table("transfer_facts")
    op.drop_table("representatives")
    op.drop_table("measures")
    op.drop_table("consultation_shares")
    op.drop_table("agency_counts")
    op.drop_table("affected_groups")
    op.drop_table("letter_templates")
    op.drop_table("reminders_sent")
    op.drop_table("reminder_wishes")
    op.drop_table("policy_dates")
    op.drop_table("calendar_feeds")
