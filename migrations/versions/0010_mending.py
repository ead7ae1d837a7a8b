"""mending

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mendings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=255), nullable=True),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=3), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("now", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("mended_by", sa.String(length=200), nullable=False),
        sa.Column("mended_at", sa.DateTime(), nullable=False),
        sa.Column("undone_by", sa.String(length=200), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_mendings_upload_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mendings")),
    )
    op.create_index(op.f("ix_mendings_upload_id"), "mendings", ["upload_id"])
    op.create_table(
        "accepted_warnings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("dataset", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("accepted_by", sa.String(length=200), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_accepted_warnings_programme_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_accepted_warnings_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accepted_warnings")),
    )
    op.create_index(
        op.f("ix_accepted_warnings_programme_id_organisation_id_dataset"),
        "accepted_warnings",
        ["programme_id", "organisation_id", "dataset"],
    )
    with op.batch_alter_table("releases") as batch_op:
        batch_op.add_column(sa.Column("mended", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("release_findings") as batch_op:
        batch_op.add_column(sa.Column("accepted_by", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("accepted_because", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("release_findings") as batch_op:
        batch_op.drop_column("accepted_because")
        batch_op.drop_column("accepted_by")
    with op.batch_alter_table("releases") as batch_op:
        batch_op.drop_column("mended")
    op.drop_table("accepted_warnings")
    op.drop_table("mendings")
