"""sealed columns, retention and erasure

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What had a length or was a date is text: a sealed value is longer than what it hides. `flask keys rotate` seals what
# stands there; until then it is read as it is, and by the version before as well.
SEALED = {
    "ni_number": sa.String(40),
    "absence": sa.String(120),
    "date_of_birth": sa.Date(),
    "absence_until": sa.Date(),
}
FILE_COLUMNS = {"redacted_from": sa.String(64), "redacted_at": sa.DateTime(), "disposed_at": sa.DateTime()}


def upgrade() -> None:
    with op.batch_alter_table("assignment_lines") as table:
        for name, before in SEALED.items():
            using = f"{name}::text" if isinstance(before, sa.Date) else None
            table.alter_column(name, existing_type=before, type_=sa.Text(), postgresql_using=using)
        table.alter_column("notes", existing_type=sa.String(), type_=sa.Text())
    with op.batch_alter_table("release_findings") as table:
        table.alter_column("message", existing_type=sa.String(), type_=sa.Text())
    with op.batch_alter_table("decision_steps") as table:
        table.alter_column("reason", existing_type=sa.String(), type_=sa.Text())
        table.alter_column("evidence", existing_type=sa.String(), type_=sa.Text())
    for name, kind in FILE_COLUMNS.items():
        op.add_column("stored_files", sa.Column(name, kind))
    _corrections()
    _retention()


def _corrections() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("post_no", sa.String(60), nullable=False),
        sa.Column("person_ref", sa.String(60), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(60), nullable=False),
        sa.Column("original", sa.Text()),
        sa.Column("corrected", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrected_by", sa.String(200), nullable=False),
        sa.Column("corrected_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_corrections_programme_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_corrections_organisation_id")),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_corrections_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    op.create_index(op.f("ix_corrections_programme_id"), "corrections", ["programme_id"])
    op.create_index(op.f("ix_corrections_release_id"), "corrections", ["release_id"])
    op.create_index(op.f("ix_corrections_organisation_id_post_no"), "corrections", ["organisation_id", "post_no"])


def _retention() -> None:
    op.create_table(
        "closures",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("closed_by", sa.String(200), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_closures_programme_id")),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_closures")),
    )
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("placed_by", sa.String(200), nullable=False),
        sa.Column("placed_at", sa.DateTime(), nullable=False),
        sa.Column("lifted_by", sa.String(200)),
        sa.Column("lifted_at", sa.DateTime()),
        sa.Column("lifted_reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_legal_holds_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
    )
    op.create_index(op.f("ix_legal_holds_programme_id"), "legal_holds", ["programme_id"])
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer()),
        sa.Column("line_id", sa.Integer()),
        sa.Column("retention_class", sa.String(40)),
        sa.Column("ground", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("counts", sa.JSON()),
        sa.Column("gone", sa.JSON(), nullable=False),
        sa.Column("finished_at", sa.DateTime()),
        sa.CheckConstraint("ground in ('request', 'retention')", name=op.f("ck_erasures_ground")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_erasures_programme_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_erasures_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index(op.f("ix_erasures_programme_id"), "erasures", ["programme_id"])


def downgrade() -> None:
    _refuse_sealed()
    for name in ("erasures", "legal_holds", "closures", "corrections"):
        op.drop_table(name)
    for name in FILE_COLUMNS:
        op.drop_column("stored_files", name)
    with op.batch_alter_table("assignment_lines") as table:
        for name, before in SEALED.items():
            using = f"{name}::date" if isinstance(before, sa.Date) else None
            table.alter_column(name, existing_type=sa.Text(), type_=before, postgresql_using=using)
        table.alter_column("notes", existing_type=sa.Text(), type_=sa.String())
    with op.batch_alter_table("release_findings") as table:
        table.alter_column("message", existing_type=sa.Text(), type_=sa.String())
    with op.batch_alter_table("decision_steps") as table:
        table.alter_column("reason", existing_type=sa.Text(), type_=sa.String())
        table.alter_column("evidence", existing_type=sa.Text(), type_=sa.String())


def _refuse_sealed() -> None:
    """The version before cannot open what is sealed: going back would lose it."""
    sealed = " or ".join(f"{name} like 'sealed1:%'" for name in (*SEALED, "notes"))
    found = op.get_bind().execute(sa.text(f"select 1 from assignment_lines where {sealed} limit 1")).first()
    if found:
        raise SystemExit("Personal data is sealed, and the version before cannot open it: restore a backup instead.")
