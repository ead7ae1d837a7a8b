"""letters and pay scales further

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "letter_writers",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column("contact_name", sa.String(200), nullable=False),
        sa.Column("contact_post", sa.String(200), nullable=False),
        sa.Column("contact_email", sa.String(200), nullable=False),
        sa.Column("contact_phone", sa.String(60), nullable=False),
        sa.Column("address", sa.String(500), nullable=False),
        sa.Column("signatory", sa.String(200), nullable=False),
        sa.Column("signatory_post", sa.String(200), nullable=False),
        sa.Column("reply_by", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["transfers.id"], name="fk_letter_writers_transfer_id_transfers", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["organisations.id"], name="fk_letter_writers_employer_id_organisations"
        ),
        sa.UniqueConstraint("transfer_id", "employer_id", name="uq_letter_writers_transfer_id_employer_id"),
    )
    with op.batch_alter_table("pay_scales") as table:
        table.add_column(sa.Column("half_year", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("pay_scales") as table:
        table.drop_column("half_year")
    op.drop_table("letter_writers")
