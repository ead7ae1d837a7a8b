"""baselines, further: what stood in the way of a step, the shared posts that stand still, and approvals made void

Revision ID: 0026
Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

SIGNED = "state not in ('agreed', 'baselined') or coalesce(blockers, 1) = 0"


def upgrade() -> None:
    """What was signed before was signed with nothing in the way: the rule asked then as well."""
    with op.batch_alter_table("baselines") as table:
        table.add_column(sa.Column("blockers", sa.Integer(), nullable=True))
        table.add_column(sa.Column("posts", sa.JSON(), nullable=False, server_default="{}"))
    op.execute("update baselines set blockers = 0 where state in ('agreed', 'baselined', 'superseded')")
    with op.batch_alter_table("baselines") as table:
        table.create_check_constraint(op.f("ck_baselines_blockers"), SIGNED)
    with op.batch_alter_table("baseline_signatures") as table:
        table.add_column(sa.Column("blockers", sa.Integer(), nullable=False, server_default="0"))
        table.create_check_constraint(op.f("ck_baseline_signatures_blockers"), "blockers = 0")
    with op.batch_alter_table("baseline_changes") as table:
        table.add_column(sa.Column("decided_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_baseline_changes_decided_by_id"), "users", ["decided_by_id"], ["id"])
        table.create_check_constraint(
            op.f("ck_baseline_changes_two_people"), "state <> 'approved' or decided_by_id <> proposed_by_id"
        )
    with op.batch_alter_table("budget_holds") as table:
        table.add_column(sa.Column("posts", sa.JSON(), nullable=True))
    with op.batch_alter_table("driver_records") as table:
        table.add_column(sa.Column("approval_void", sa.String(length=300), nullable=False, server_default=""))
        table.add_column(sa.Column("said_of", sa.String(length=64), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("driver_records") as table:
        table.drop_column("said_of")
        table.drop_column("approval_void")
    with op.batch_alter_table("budget_holds") as table:
        table.drop_column("posts")
    with op.batch_alter_table("baseline_changes") as table:
        table.drop_constraint(op.f("ck_baseline_changes_two_people"), type_="check")
        table.drop_constraint(op.f("fk_baseline_changes_decided_by_id"), type_="foreignkey")
        table.drop_column("decided_by_id")
    with op.batch_alter_table("baseline_signatures") as table:
        table.drop_constraint(op.f("ck_baseline_signatures_blockers"), type_="check")
        table.drop_column("blockers")
    with op.batch_alter_table("baselines") as table:
        table.drop_constraint(op.f("ck_baselines_blockers"), type_="check")
        table.drop_column("posts")
        table.drop_column("blockers")
