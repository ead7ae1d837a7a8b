"""who is in a programme, and from when to when

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ONCE = "uq_memberships_programme_id_user_id_organisation_id"
# Told again because a table that is made anew keeps no check of its own.
ROLE = sa.CheckConstraint(
    "role in ('lead', 'hr', 'finance', 'legal', 'member', 'auditor', 'guest')", name="ck_memberships_role"
)


def upgrade() -> None:
    with op.batch_alter_table("memberships", table_args=[ROLE]) as table:
        # Somebody who comes back to a side gets a second appointment there.
        table.drop_constraint(ONCE, type_="unique")
        table.add_column(sa.Column("areas", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("conflict", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("conflict_by", sa.String(200)))
        table.add_column(sa.Column("conflict_at", sa.DateTime()))
        table.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    # What every guest could open so far.
    op.execute("""update memberships set areas = '["plan", "packs"]' where role = 'guest'""")
    op.create_table(
        "deputies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_deputies_in_order")),
        sa.ForeignKeyConstraint(["membership_id"], ["memberships.id"], name=op.f("fk_deputies_membership_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_deputies_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputies")),
    )
    op.create_index(op.f("ix_deputies_membership_id"), "deputies", ["membership_id"])
    op.create_index(op.f("ix_deputies_user_id"), "deputies", ["user_id"])


def downgrade() -> None:
    op.drop_table("deputies")
    with op.batch_alter_table("memberships", table_args=[ROLE]) as table:
        for name in ("version", "conflict_at", "conflict_by", "conflict", "areas"):
            table.drop_column(name)
        table.create_unique_constraint(ONCE, ["programme_id", "user_id", "organisation_id"])
