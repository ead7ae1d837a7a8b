"""opening balances, further: a balance that is split over several bodies

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

BEFORE = "rule in ('stays', 'goes', 'by days')"
AFTER = "rule in ('stays', 'goes', 'by days', 'by shares', 'by driver', 'by amounts')"


def upgrade() -> None:
    _rules(AFTER)
    with op.batch_alter_table("opening_items") as table:
        table.add_column(sa.Column("driver", sa.String(length=120), nullable=False, server_default=""))
    op.create_table(
        "opening_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.String(length=40), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["item_id"], ["opening_items.id"], name=op.f("fk_opening_parts_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_opening_parts_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_parts")),
        sa.UniqueConstraint("item_id", "organisation_id", name=op.f("uq_opening_parts_item_id_organisation_id")),
        sa.UniqueConstraint("item_id", "position", name=op.f("uq_opening_parts_item_id_position")),
    )
    op.create_index(op.f("ix_opening_parts_organisation_id"), "opening_parts", ["organisation_id"], unique=False)


def _rules(says: str) -> None:
    with op.batch_alter_table("opening_items") as table:
        table.drop_constraint(op.f("ck_opening_items_rule"), type_="check")
        table.create_check_constraint(op.f("ck_opening_items_rule"), says)


def downgrade() -> None:
    """A balance that is split stays with its holder: before, none could be."""
    op.execute("update opening_items set rule = 'stays' where rule in ('by shares', 'by driver', 'by amounts')")
    op.drop_table("opening_parts")
    with op.batch_alter_table("opening_items") as table:
        table.drop_column("driver")
    _rules(BEFORE)
