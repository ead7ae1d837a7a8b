"""the first page of packs, and which of its kind each frozen one is

Revision ID: 0032
Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

# As they stood when this migration was written.
KINDS = ("due-diligence", "business-case")


def upgrade() -> None:
    op.create_table(
        "pack_fronts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("addressed_to", sa.String(300), nullable=False),
        sa.Column("decision_on", sa.Date()),
        sa.Column("written_by", sa.String(200), nullable=False),
        sa.Column("updated_by", sa.String(200), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"kind in {KINDS}", name=op.f("ck_pack_fronts_kind")),
        sa.CheckConstraint("addressed_to <> '' and written_by <> ''", name=op.f("ck_pack_fronts_says")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_pack_fronts_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_fronts")),
        sa.UniqueConstraint("programme_id", "kind", name=op.f("uq_pack_fronts_programme_id_kind")),
    )
    with op.batch_alter_table("snapshots") as table:
        table.add_column(sa.Column("number", sa.Integer(), server_default="1", nullable=False))
    # Those that were frozen before are counted in the order in which they were.
    op.execute(
        "update snapshots set number = (select count(*) from snapshots other where other.kind = snapshots.kind "
        "and other.programme_id = snapshots.programme_id and other.id <= snapshots.id)"
    )


def downgrade() -> None:
    with op.batch_alter_table("snapshots") as table:
        table.drop_column("number")
    op.drop_table("pack_fronts")
