"""decisions on people that are corrected

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# As they stood when this migration was written.
FINAL = ("left", "objected", "redeployed_out", "remained", "transferred")
SAYS = "a decision follows the one before it"
FOLLOWS = "new.state <> old.state and new.previous_state <> old.state"
# A confirmed correction of the newest step leads back to where that step came from, and nowhere else.
NOT_CORRECTED = (
    "not exists (select 1 from decision_corrections c where c.state = 'confirmed' and c.was = old.state "
    "and c.back_to = new.state and c.step_id = (select max(s.id) from decision_steps s "
    "where s.decision_id = old.id and s.id not in (select n.step_id from decision_corrections n "
    "where n.state = 'confirmed' and n.id <> c.id)))"
)
CHECKS = {
    "of_a_last_step": f"was in {FINAL}",
    "state": "state in ('open', 'confirmed', 'refused')",
    "has_words": "reason <> '' and evidence <> ''",
    "answered": "(state = 'open') = (answered_at is null)",
    "two_people": "state <> 'confirmed' or (asked_by_id is not null and answered_by_id is not null "
                  "and asked_by_id <> answered_by_id)",
}  # fmt: skip


def upgrade() -> None:
    steps = sa.table("person_steps", sa.column("before"), sa.column("after"))
    op.bulk_insert(steps, [{"before": "candidate", "after": "candidate"}])
    op.create_index("uq_decision_steps_id_before_after", "decision_steps", ["id", "before", "after"], unique=True)
    with op.batch_alter_table("decision_steps") as table:
        table.create_check_constraint(op.f("ck_decision_steps_goes_on"), "before <> after")
    _corrections()
    _follow(f"{FOLLOWS} and {NOT_CORRECTED}")


def _corrections() -> None:
    op.create_table(
        "decision_corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("post_no", sa.String(60), nullable=False),
        sa.Column("person_ref", sa.String(60), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("was", sa.String(20), nullable=False),
        sa.Column("back_to", sa.String(20), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("reason", "evidence", "rests", "kept")),
        sa.Column("asked_by_id", sa.Integer()),
        sa.Column("asked_by", sa.String(200), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("answered_by_id", sa.Integer()),
        sa.Column("answered_by", sa.String(200)),
        sa.Column("answered_on", sa.Date()),
        sa.Column("answered_at", sa.DateTime()),
        sa.Column("answered_why", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(text, name=op.f(f"ck_decision_corrections_{name}")) for name, text in CHECKS.items()),
        *_references(transfer_id="transfers", organisation_id="organisations", asked_by_id="users",
                     answered_by_id="users"),
        sa.ForeignKeyConstraint(
            ["step_id", "back_to", "was"], ["decision_steps.id", "decision_steps.before", "decision_steps.after"],
            name=op.f("fk_decision_corrections_step_id_back_to_was"), ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_corrections")),
    )  # fmt: skip
    op.create_index(op.f("ix_decision_corrections_transfer_id"), "decision_corrections", ["transfer_id"])
    stands = sa.text("state <> 'refused'")
    op.create_index("one_open_correction", "decision_corrections", ["step_id"], unique=True, sqlite_where=stands,
                    postgresql_where=stands)  # fmt: skip


def _references(**columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_decision_corrections_{column}"))
        for column, other in columns.items()
    ]


def _follow(refused: str) -> None:
    """A state is left from where one stands. refused: when a change of a row is none of that."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"create or replace function decision_follows() returns trigger language plpgsql as $$ begin if {refused} "
            f"then raise exception '{SAYS}' using errcode = '23514'; end if; return new; end $$"
        )
        return
    op.execute("drop trigger if exists decision_follows")
    op.execute(
        f"create trigger decision_follows before update of state on person_decisions when {refused} "
        f"begin select raise(abort, '{SAYS}'); end"
    )


def downgrade() -> None:
    """Whoever stands where a correction left them stands again where their last step led."""
    _follow("false" if op.get_bind().dialect.name == "postgresql" else "0")
    last = (
        "(select s.{} from decision_steps s where s.id = "
        "(select max(n.id) from decision_steps n where n.decision_id = person_decisions.id))"
    )
    op.execute(
        f"update person_decisions set previous_state = {last.format('before')}, state = {last.format('after')} "
        "where state = 'candidate'"
    )
    op.drop_table("decision_corrections")
    with op.batch_alter_table("decision_steps") as table:
        table.drop_constraint(op.f("ck_decision_steps_goes_on"), type_="check")
    op.drop_index("uq_decision_steps_id_before_after", "decision_steps")
    op.execute("delete from person_steps where before = 'candidate' and after = 'candidate'")
    _follow(FOLLOWS)
