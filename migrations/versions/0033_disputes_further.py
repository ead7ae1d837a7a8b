"""disputes further: who answered what to the settlement of a dispute, and which numbered change carries it.

A dispute used to be settled by one side alone. What was settled before a baseline, or went into a version, stays
settled. Where the numbered change of an outcome still waits, or was refused, the dispute stands on its stage again.

Revision ID: 0033
Revises: 0032
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

STAGES = ("start", "finance leads", "finance directors", "chief executives", "determination")


def upgrade() -> None:
    with op.batch_alter_table("disputes") as table:
        table.add_column(sa.Column("change_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("touched", sa.JSON(), nullable=False, server_default="[]"))
        table.create_foreign_key("fk_disputes_change_id_baseline_changes", "baseline_changes", ["change_id"], ["id"])
    _settlements()
    _shares()
    _answers()
    _fill(op.get_bind())


def _settlements() -> None:
    name = "dispute_settlements"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispute_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("ends", sa.String(20), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("proposed_by", sa.String(200), nullable=False),
        sa.Column("proposed_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('proposed', 'agreed', 'refused', 'withdrawn')", name=op.f(f"ck_{name}_state")),
        sa.CheckConstraint("ends in ('settled', 'withdrawn')", name=op.f(f"ck_{name}_ends")),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f(f"fk_{name}_dispute_id_disputes"),
                                ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"],
                                name=op.f(f"fk_{name}_organisation_id_organisations")),
        sa.ForeignKeyConstraint(["change_id"], ["baseline_changes.id"],
                                name=op.f(f"fk_{name}_change_id_baseline_changes")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )  # fmt: skip
    op.create_index(op.f(f"ix_{name}_dispute_id"), name, ["dispute_id"])
    op.create_index(
        "one_open_settlement", name, ["dispute_id"], unique=True, sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )  # fmt: skip


def _of_settlement(name: str) -> list[Any]:
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("settlement_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["settlement_id"], ["dispute_settlements.id"],
                                name=op.f(f"fk_{name}_settlement_id_dispute_settlements"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"],
                                name=op.f(f"fk_{name}_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sa.UniqueConstraint("settlement_id", "organisation_id",
                            name=op.f(f"uq_{name}_settlement_id_organisation_id")),
    ]  # fmt: skip


def _shares() -> None:
    name = "dispute_settlement_shares"
    op.create_table(name, *_of_settlement(name), sa.Column("pence", sa.BigInteger(), nullable=False))


def _answers() -> None:
    name = "dispute_answers"
    op.create_table(
        name,
        *_of_settlement(name),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(200), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("agrees or reason <> ''", name=op.f(f"ck_{name}_reason")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{name}_user_id_users")),
        sa.UniqueConstraint("settlement_id", "user_id", name=op.f(f"uq_{name}_settlement_id_user_id")),
    )  # fmt: skip


def _fill(bind: sa.Connection) -> None:
    """Changes were told from one another by their titles, "Dispute 3 is disputed" and "Dispute 3 is settled"."""
    meta = sa.MetaData()
    disputes, changes, settlements, shares, outcomes = (
        sa.Table(name, meta, autoload_with=bind)
        for name in ("disputes", "baseline_changes", "dispute_settlements", "dispute_settlement_shares",
                     "dispute_outcomes")
    )  # fmt: skip
    for each in bind.execute(sa.select(disputes)).mappings().all():
        ours = (
            sa.select(changes).where(changes.c.programme_id == each["programme_id"]).order_by(changes.c.number.desc())
        )
        titled = f"Dispute {each['number']} is "
        raised = bind.execute(ours.where(changes.c.title == f"{titled}disputed")).mappings().first()
        if raised:
            bind.execute(disputes.update().where(disputes.c.id == each["id"]).values(change_id=raised["id"]))
        carried = bind.execute(ours.where(changes.c.title == f"{titled}settled")).mappings().first()
        if each["state"] == "settled" and carried:
            _settlement(bind, each, carried, settlements, shares, outcomes)
            if carried["state"] != "approved":
                _open_again(bind, each, disputes, outcomes)


def _settlement(
    bind: sa.Connection, each: Any, carried: Any, settlements: sa.Table, shares: sa.Table, outcomes: sa.Table
) -> None:
    refused = carried["state"] in ("refused", "withdrawn")
    made = bind.execute(
        settlements.insert().values(
            dispute_id=each["id"],
            ends="settled",
            outcome=each["outcome"],
            evidence="",
            state="refused" if refused else "agreed",
            proposed_by=each["ended_by"],
            proposed_at=carried["proposed_at"],
            change_id=carried["id"],
            version=1,
            reason=f"Change {carried['number']} was {carried['state']}: {carried['decision_reason']}"
            if refused
            else "",
        )
    ).inserted_primary_key[0]  # type: ignore[index]
    for told in bind.execute(sa.select(outcomes).where(outcomes.c.dispute_id == each["id"])).mappings().all():
        bind.execute(
            shares.insert().values(settlement_id=made, organisation_id=told["organisation_id"], pence=told["pence"])
        )


def _open_again(bind: sa.Connection, each: Any, disputes: sa.Table, outcomes: sa.Table) -> None:
    """On the stage that it was settled on, whose own step before is one that the database takes."""
    stage = each["previous_state"]
    bind.execute(outcomes.delete().where(outcomes.c.dispute_id == each["id"]))
    bind.execute(
        disputes.update().where(disputes.c.id == each["id"]).values(
            previous_state=STAGES[STAGES.index(stage) - 1], state=stage, outcome="", ended_on=None, ended_by="",
            version=each["version"] + 1,
        )
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("dispute_answers")
    op.drop_table("dispute_settlement_shares")
    op.drop_table("dispute_settlements")
    with op.batch_alter_table("disputes") as table:
        table.drop_constraint("fk_disputes_change_id_baseline_changes", type_="foreignkey")
        table.drop_column("touched")
        table.drop_column("change_id")
