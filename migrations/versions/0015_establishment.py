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
PROPOSALS = ("proposed", "approved", "refused")
ARRANGEMENTS = ("recharge", "secondment", "joint post", "two contracts")
STATUSES = ("assumed", "offered", "agreed", "confirmed")


def upgrade() -> None:
    _cost_inputs()
    _time_proposals()
    _time_reviews()
    _published_rates()
    with op.batch_alter_table("assignment_lines") as table:
        table.add_column(sa.Column("standing", sa.String(20)))


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


def _time_proposals() -> None:
    op.create_table(
        "time_proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("post_no", sa.String(60), nullable=False),
        sa.Column("arrangement", sa.String(20), nullable=False),
        sa.Column("basis", sa.String(200), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date()),
        sa.Column("review_on", sa.Date()),
        sa.Column("review_when", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("entered_by_id", sa.Integer()),
        sa.Column("entered_by", sa.String(200), nullable=False),
        sa.Column("entered_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by_id", sa.Integer()),
        sa.Column("decided_by", sa.String(200)),
        sa.Column("decided_at", sa.DateTime()),
        sa.Column("decided_because", sa.String(), nullable=False),
        sa.Column("release_id", sa.Integer()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state in {PROPOSALS}", name=op.f("ck_time_proposals_state")),
        sa.CheckConstraint(f"arrangement in {ARRANGEMENTS}", name=op.f("ck_time_proposals_arrangement")),
        sa.CheckConstraint("to_on is null or from_on <= to_on", name=op.f("ck_time_proposals_in_order")),
        sa.CheckConstraint(
            "state <> 'approved' or decided_by_id <> entered_by_id", name=op.f("ck_time_proposals_two_people")
        ),
        sa.CheckConstraint("state = 'proposed' or decided_at is not null", name=op.f("ck_time_proposals_decided")),
        *_references("time_proposals", programme_id="programmes", organisation_id="organisations"),
        *_references("time_proposals", entered_by_id="users", decided_by_id="users"),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_time_proposals_release_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_proposals")),
    )
    op.create_index(op.f("ix_time_proposals_programme_id"), "time_proposals", ["programme_id"])
    proposed = sa.text("state = 'proposed'")
    op.create_index(
        "one_proposed", "time_proposals", ["programme_id", "organisation_id", "post_no"], unique=True,
        sqlite_where=proposed, postgresql_where=proposed,
    )  # fmt: skip
    op.create_table(
        "time_proposal_parts",
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(200), nullable=False),
        sa.Column("percent", sa.Numeric(9, 6), nullable=False),
        sa.CheckConstraint("percent > 0 and percent <= 100", name=op.f("ck_time_proposal_parts_percent")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["time_proposals.id"], name=op.f("fk_time_proposal_parts_proposal_id"), ondelete="CASCADE"
        ),
        *_references("time_proposal_parts", organisation_id="organisations"),
        sa.PrimaryKeyConstraint("proposal_id", "position", name=op.f("pk_time_proposal_parts")),
    )


def _time_reviews() -> None:
    op.create_table(
        "time_reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("post_no", sa.String(60), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=False),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date()),
        sa.Column("looked_by", sa.String(200), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=False),
        *_references("time_reviews", programme_id="programmes", organisation_id="organisations"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_reviews")),
    )
    op.create_index(op.f("ix_time_reviews_programme_id_post_no"), "time_reviews", ["programme_id", "post_no"])


def _published_rates() -> None:
    op.create_table(
        "published_rates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("agency", sa.Numeric(5, 1), nullable=False),
        sa.Column("vacancy", sa.Numeric(5, 1), nullable=False),
        sa.Column("turnover", sa.Numeric(5, 1), nullable=False),
        sa.Column("source", sa.String(300), nullable=False),
        sa.Column("entered_by", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "agency between 0 and 100 and vacancy between 0 and 100 and turnover >= 0",
            name=op.f("ck_published_rates_rates"),
        ),
        *_references("published_rates", programme_id="programmes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_rates")),
        sa.UniqueConstraint("programme_id", "area", "year", name=op.f("uq_published_rates_programme_id_area_year")),
    )


def _references(table: str, **columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, other in columns.items()
    ]


def downgrade() -> None:
    with op.batch_alter_table("assignment_lines") as table:
        table.drop_column("standing")
    op.drop_table("published_rates")
    op.drop_table("time_reviews")
    op.drop_table("time_proposal_parts")
    op.drop_table("time_proposals")
    op.drop_table("cost_inputs")
