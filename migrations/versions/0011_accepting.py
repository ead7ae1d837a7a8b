"""accepting, undoing and correcting versions

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

UNDONE = (
    ("undone_by", sa.String(200), None),
    ("undone_at", sa.DateTime(), None),
    ("undone_reason", sa.String(300), ""),
    ("corrects_id", sa.Integer(), None),
    ("correction_reason", sa.String(300), ""),
)


def upgrade() -> None:
    with op.batch_alter_table("releases") as table:
        for name, kind, default in UNDONE:
            table.add_column(sa.Column(name, kind, nullable=default is None, server_default=default))
        table.create_foreign_key(op.f("fk_releases_corrects_id"), "releases", ["corrects_id"], ["id"])
    _notices()
    _parked_rows()
    _matches()


def _notices() -> None:
    op.create_table(
        "correction_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.Column("seen_at", sa.DateTime()),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_correction_notices_release_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_correction_notices_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_notices")),
        sa.UniqueConstraint("release_id", "user_id", name=op.f("uq_correction_notices_release_id_user_id")),
    )
    op.create_index(op.f("ix_correction_notices_user_id"), "correction_notices", ["user_id"])


def _parked_rows() -> None:
    op.create_table(
        "parked_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("dataset", sa.String(40), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("repeated", sa.Boolean(), nullable=False),
        sa.Column("earlier_release_id", sa.Integer()),
        sa.Column("earlier_row", sa.Integer()),
        sa.Column("owner_id", sa.Integer()),
        sa.Column("due_on", sa.Date()),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("closed_release_id", sa.Integer()),
        sa.Column("closed_by", sa.String(200)),
        sa.Column("closed_at", sa.DateTime()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('open', 'mended', 'elsewhere', 'dropped')", name=op.f("ck_parked_rows_state")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_parked_rows_programme_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_parked_rows_organisation_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_parked_rows_owner_id")),
        *(
            sa.ForeignKeyConstraint([each], ["releases.id"], name=op.f(f"fk_parked_rows_{each}"), ondelete="CASCADE")
            for each in ("release_id", "earlier_release_id", "closed_release_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_rows")),
    )
    op.create_index(op.f("ix_parked_rows_programme_id_state"), "parked_rows", ["programme_id", "state"])


def _matches() -> None:
    op.create_table(
        "row_identities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("dataset", sa.String(40), nullable=False),
        sa.Column("signature", sa.String(64), nullable=False),
        sa.Column("identity", sa.String(60), nullable=False),
        sa.Column("confirmed_by", sa.String(200), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_row_identities_programme_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_row_identities_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_identities")),
        sa.UniqueConstraint(
            "programme_id", "organisation_id", "dataset", "signature",
            name=op.f("uq_row_identities_programme_id_organisation_id_dataset_signature"),
        ),
    )  # fmt: skip


def downgrade() -> None:
    for name in ("row_identities", "parked_rows", "correction_notices"):
        op.drop_table(name)
    with op.batch_alter_table("releases") as table:
        table.drop_constraint(op.f("fk_releases_corrects_id"), type_="foreignkey")
        for name, _, _ in reversed(UNDONE):
            table.drop_column(name)
