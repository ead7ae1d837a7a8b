"""people decided

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

from transfer.kernel.errors import DomainError
from transfer.sealing import SealedText

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# As they stood when this migration was written.
ENGAGEMENT_STEPS = (
    ("listed", "novate"), ("listed", "end"), ("listed", "convert"),
    ("novate", "end"), ("novate", "convert"), ("novate", "done"),
    ("end", "novate"), ("end", "convert"), ("end", "done"),
    ("convert", "novate"), ("convert", "end"), ("convert", "done"),
)  # fmt: skip
INFORMED = ("confirmed", "eli_disclosed", "informed", "transferred")
MOVES = ("confirmed", "eli_disclosed", "in_scope", "informed", "transferred")
STEP_CHECKS = {
    "has_reason": "reason <> ''",
    "has_evidence": "after not in ('in_scope', 'not_assigned', 'objected') or evidence <> ''",
    "raised_by": "raised_by in ('', 'employee', 'representative', 'transferor', 'transferee', 'not kept')",
    "dispute": "after <> 'disputed' or (raised_by <> '' and legal_by_on is not null)",
    "together": "together > 0",
}
DECISION_CHECKS = {
    "has_basis": f"state not in {INFORMED} or transfer_basis is not null",
    "somebody_moves": f"state not in {MOVES} or transfer_basis is null or transfer_basis <> 'no change of employer'",
    "dispute_has_a_day": "state <> 'disputed' or legal_by_on is not null",
    "objection_counts": "state <> 'objected' or (objection_id is not null and coalesce(objection_counts, false))",
}
# A state is left from where one stands: whoever changes rows by hand is held to it too.
FOLLOWS = {
    "sqlite": (
        "create trigger decision_follows before update of state on person_decisions "
        "when new.state <> old.state and new.previous_state <> old.state "
        "begin select raise(abort, 'a decision follows the one before it'); end",
    ),
    "postgresql": (
        "create function decision_follows() returns trigger language plpgsql as $$ begin "
        "if new.state <> old.state and new.previous_state <> old.state then "
        "raise exception 'a decision follows the one before it' using errcode = '23514'; end if; "
        "return new; end $$",
        "create trigger decision_follows before update of state on person_decisions "
        "for each row execute function decision_follows()",
    ),
}
NEW = (
    "engagement_decisions", "engagements", "engagement_steps", "assignment_factors", "basis_challenges",
    "basis_findings", "legs", "pension_routes",
)  # fmt: skip


def upgrade() -> None:
    _refuse_moved_without_basis()
    op.create_index("uq_transfers_id_basis", "transfers", ["id", "basis"], unique=True)
    for make in (_agency_steps, _factors, _challenges, _findings, _engagements, _legs, _objections, _pension_routes):
        make()
    _engagement_decisions()
    _columns()
    _fill()
    _checks()
    for statement in FOLLOWS[op.get_bind().dialect.name]:
        op.execute(statement)


def _refuse_moved_without_basis() -> None:
    """Nobody is informed before the basis is recorded: the pages never allowed it, and the basis was cleared later."""
    decisions = sa.table("person_decisions", sa.column("state"), sa.column("transfer_id"))
    transfers = sa.table("transfers", sa.column("id"), sa.column("basis"))
    told_without = decisions.c.state.in_(INFORMED) & transfers.c.basis.is_(None)
    moved_by_none = decisions.c.state.in_(MOVES) & (transfers.c.basis == "no change of employer")
    of_transfer = transfers.c.id == decisions.c.transfer_id
    query = sa.select(sa.func.count()).select_from(decisions.join(transfers, of_transfer))
    found = op.get_bind().scalar(query.where(told_without | moved_by_none))
    if found:
        raise DomainError(f"Record the legal basis again first: {found} people were told of a transfer without one")


def _columns() -> None:
    with op.batch_alter_table("decision_steps") as table:
        table.add_column(sa.Column("together", sa.Integer(), nullable=False, server_default="1"))
        table.add_column(sa.Column("raised_by", sa.String(20), nullable=False, server_default=""))
        table.add_column(sa.Column("legal_by_on", sa.Date()))
    with op.batch_alter_table("person_decisions") as table:
        table.add_column(sa.Column("legal_by_on", sa.Date()))
        table.add_column(sa.Column("transfer_basis", sa.String(40)))
        table.add_column(sa.Column("objection_id", sa.Integer()))
        table.add_column(sa.Column("objection_counts", sa.Boolean()))


def _fill() -> None:
    """What was decided before keeps its day and words; what was not asked then is said to be so."""
    run = op.get_bind().execute
    run(sa.text(
        "update decision_steps set raised_by = 'not kept', legal_by_on = decided_on where after = 'disputed'"
    ))  # fmt: skip
    run(sa.text(
        "update person_decisions set legal_by_on = (select max(s.decided_on) from decision_steps s where "
        "s.decision_id = person_decisions.id) where state = 'disputed'"
    ))  # fmt: skip
    run(sa.text(
        "update person_decisions set transfer_basis = (select t.basis from transfers t "
        "where t.id = person_decisions.transfer_id)"
    ))  # fmt: skip
    for row in run(sa.text(
        "select d.id, d.transfer_id, d.organisation_id, d.post_no, d.person_ref, s.id as step_id "
        "from person_decisions d join decision_steps s on s.decision_id = d.id "
        "where d.state = 'objected' and s.after = 'objected'"
    )).all():  # fmt: skip
        _keep_objection(row)


def _keep_objection(row: sa.Row) -> None:
    """The words of an objection that already ended somebody's employment; nobody asked about detriment then."""
    run = op.get_bind().execute
    steps = sa.table("decision_steps", sa.column("id"), sa.column("evidence", SealedText("decision_steps.evidence")),
                     sa.column("decided_by"), sa.column("decided_on", sa.Date()),
                     sa.column("recorded_at", sa.DateTime()))  # fmt: skip
    step = run(sa.select(steps).where(steps.c.id == row.step_id)).one()
    sealed = {name: sa.column(name, SealedText(f"objections.{name}")) for name in ("words", "legal_view")}
    plain = ("transfer_id", "organisation_id", "post_no", "person_ref", "received_on", "detriment", "counts",
             "legal_by", "legal_on", "withdrawn_why", "recorded_by", "recorded_at", "version")  # fmt: skip
    objections = sa.table("objections", *map(sa.column, ("id", *plain)), *sealed.values())
    run(objections.insert().values(
        transfer_id=row.transfer_id, organisation_id=row.organisation_id, post_no=row.post_no,
        person_ref=row.person_ref, received_on=step.decided_on, words=step.evidence or "Not kept",
        detriment="not_known", counts=True, legal_view="Recorded before the question on detriment was asked",
        legal_by="Nobody", legal_on=step.decided_on, withdrawn_why="", recorded_by=step.decided_by,
        recorded_at=step.recorded_at, version=1,
    ))  # fmt: skip
    run(sa.text(
        "update person_decisions set objection_counts = true, objection_id = (select max(id) from objections) "
        "where id = :id"
    ), {"id": row.id})  # fmt: skip


def _checks() -> None:
    with op.batch_alter_table("decision_steps") as table:
        for name, condition in STEP_CHECKS.items():
            table.create_check_constraint(op.f(f"ck_decision_steps_{name}"), condition)
    with op.batch_alter_table("person_decisions") as table:
        for name, condition in DECISION_CHECKS.items():
            table.create_check_constraint(op.f(f"ck_person_decisions_{name}"), condition)
        table.create_foreign_key(
            op.f("fk_person_decisions_transfer_id_transfer_basis"), "transfers", ["transfer_id", "transfer_basis"],
            ["id", "basis"], onupdate="CASCADE",
        )  # fmt: skip
        table.create_foreign_key(
            op.f("fk_person_decisions_objection_id_objection_counts"), "objections",
            ["objection_id", "objection_counts"], ["id", "counts"],
        )  # fmt: skip


def _agency_steps() -> None:
    op.create_table(
        "engagement_steps",
        sa.Column("before", sa.String(20), nullable=False),
        sa.Column("after", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("before", "after", name=op.f("pk_engagement_steps")),
    )
    steps = sa.table("engagement_steps", sa.column("before"), sa.column("after"))
    op.bulk_insert(steps, [{"before": before, "after": after} for before, after in ENGAGEMENT_STEPS])


def _factors() -> None:
    op.create_table(
        "assignment_factors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("post_no", sa.String(60), nullable=False),
        sa.Column("person_ref", sa.String(60), nullable=False),
        sa.Column("factor", sa.String(20), nullable=False),
        sa.Column("points", sa.String(20), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("evidence <> ''", name=op.f("ck_assignment_factors_has_evidence")),
        sa.CheckConstraint(
            "factor in ('time', 'tasks', 'cost', 'framework', 'contract')", name=op.f("ck_assignment_factors_factor")
        ),
        sa.CheckConstraint("points in ('moves', 'stays', 'neither')", name=op.f("ck_assignment_factors_points")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_assignment_factors_organisation_id")
        ),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_assignment_factors_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_factors")),
        sa.UniqueConstraint(
            "transfer_id",
            "organisation_id",
            "post_no",
            "person_ref",
            "factor",
            name=op.f("uq_assignment_factors_transfer_id_organisation_id_post_no_person_ref_factor"),
        ),
    )


def _challenges() -> None:
    op.create_table(
        "basis_challenges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("raised_by", sa.String(200), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("outcome_on", sa.Date()),
        sa.Column("outcome_why", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'open') = (outcome_on is null)", name=op.f("ck_basis_challenges_outcome_has_a_day")
        ),
        sa.CheckConstraint("ground <> ''", name=op.f("ck_basis_challenges_has_ground")),
        sa.CheckConstraint(
            "outcome in ('open', 'upheld', 'rejected', 'withdrawn')", name=op.f("ck_basis_challenges_outcome")
        ),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_basis_challenges_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basis_challenges")),
    )
    op.create_index(op.f("ix_basis_challenges_transfer_id"), "basis_challenges", ["transfer_id"])


def _findings() -> None:
    op.create_table(
        "basis_findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(40), nullable=False),
        sa.Column("element", sa.String(40), nullable=False),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("answered_by", sa.String(200), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("answer in ('yes', 'no', 'unsure')", name=op.f("ck_basis_findings_answer")),
        sa.CheckConstraint("evidence <> ''", name=op.f("ck_basis_findings_has_evidence")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_basis_findings_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basis_findings")),
        sa.UniqueConstraint(
            "transfer_id", "basis", "element", name=op.f("uq_basis_findings_transfer_id_basis_element")
        ),
    )


def _engagements() -> None:
    op.create_table(
        "engagements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("post_no", sa.String(60), nullable=False),
        sa.Column("person_ref", sa.String(60), nullable=False),
        sa.Column("previous_state", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state <> 'end' or ends_on is not null", name=op.f("ck_engagements_has_last_day")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_engagements_organisation_id")),
        sa.ForeignKeyConstraint(
            ["previous_state", "state"],
            ["engagement_steps.before", "engagement_steps.after"],
            name=op.f("fk_engagements_previous_state_state"),
        ),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_engagements_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagements")),
        sa.UniqueConstraint(
            "transfer_id",
            "organisation_id",
            "post_no",
            "person_ref",
            name=op.f("uq_engagements_transfer_id_organisation_id_post_no_person_ref"),
        ),
    )


def _legs() -> None:
    op.create_table(
        "legs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("post_no", sa.String(60), nullable=False),
        sa.Column("person_ref", sa.String(60), nullable=False),
        sa.Column("fte_thousandths", sa.Integer(), nullable=False),
        sa.Column("salary_actual_pence", sa.BigInteger()),
        sa.Column("started_on", sa.Date()),
        sa.Column("continuous_service_on", sa.Date()),
        sa.Column("lg_service_on", sa.Date()),
        sa.Column("to_organisation_id", sa.Integer()),
        sa.Column("to_post_no", sa.String(60)),
        sa.Column("to_person_ref", sa.String(60)),
        sa.Column("arrived_fte_thousandths", sa.Integer()),
        sa.Column("arrived_salary_actual_pence", sa.BigInteger()),
        sa.Column("arrived_started_on", sa.Date()),
        sa.Column("arrived_continuous_service_on", sa.Date()),
        sa.Column("arrived_lg_service_on", sa.Date()),
        sa.Column("arrived_by", sa.String(200)),
        sa.Column("arrived_at", sa.DateTime()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(to_organisation_id is null) = (to_post_no is null) "
            "and (to_organisation_id is null) = (arrived_at is null) "
            "and (to_organisation_id is null) = (arrived_fte_thousandths is null)",
            name=op.f("ck_legs_arrival"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_legs_organisation_id")),
        sa.ForeignKeyConstraint(["to_organisation_id"], ["organisations.id"], name=op.f("fk_legs_to_organisation_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_legs_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legs")),
        sa.UniqueConstraint(
            "transfer_id",
            "organisation_id",
            "post_no",
            "person_ref",
            name=op.f("uq_legs_transfer_id_organisation_id_post_no_person_ref"),
        ),
    )
    op.create_index(op.f("ix_legs_to_organisation_id_to_post_no"), "legs", ["to_organisation_id", "to_post_no"])
    op.create_index(
        "one_arrival", "legs", ["transfer_id", "to_organisation_id", "to_post_no", "to_person_ref"], unique=True
    )


def _objections() -> None:
    op.create_table(
        "objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("post_no", sa.String(60), nullable=False),
        sa.Column("person_ref", sa.String(60), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("detriment", sa.String(20), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("legal_view", sa.Text(), nullable=False),
        sa.Column("legal_by", sa.String(200)),
        sa.Column("legal_on", sa.Date()),
        sa.Column("withdrawn_on", sa.Date()),
        sa.Column("withdrawn_why", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(legal_on is null) = (legal_by is null) and (legal_on is null or legal_view <> '')",
            name=op.f("ck_objections_legal_view"),
        ),
        sa.CheckConstraint("detriment in ('no', 'yes', 'not_known')", name=op.f("ck_objections_detriment")),
        sa.CheckConstraint(
            "not counts or (withdrawn_on is null and (detriment = 'no' or legal_on is not null))",
            name=op.f("ck_objections_counts"),
        ),
        sa.CheckConstraint("words <> ''", name=op.f("ck_objections_has_words")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_objections_organisation_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_objections_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objections")),
    )
    op.create_index(
        "one_open_objection",
        "objections",
        ["transfer_id", "organisation_id", "post_no", "person_ref"],
        unique=True,
        sqlite_where=sa.text("withdrawn_on is null"),
        postgresql_where=sa.text("withdrawn_on is null"),
    )
    op.create_index("uq_objections_id_counts", "objections", ["id", "counts"], unique=True)


def _pension_routes() -> None:
    op.create_table(
        "pension_routes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("cohort", sa.String(20), nullable=False),
        sa.Column("route", sa.String(30), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("actuary_asked_on", sa.Date()),
        sa.Column("actuary_answered_on", sa.Date()),
        sa.Column("agreed_on", sa.Date()),
        sa.Column("security", sa.String(20), nullable=False),
        sa.Column("security_by", sa.String(200), nullable=False),
        sa.Column("bond_pence", sa.BigInteger()),
        sa.Column("rate", sa.Numeric(6, 3)),
        sa.Column("rate_source", sa.String(300), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("recorded_by", sa.String(200), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "cohort in ('all', 'members', 'eligible', 'council', 'new')", name=op.f("ck_pension_routes_cohort")
        ),
        sa.CheckConstraint(
            "route in ('same', 'designation', 'admission', 'pass-through', 'fair-deal', 'broadly-comparable', 'function-provider', 'nhs-direction', 'workplace')",
            name=op.f("ck_pension_routes_route"),
        ),
        sa.CheckConstraint("security <> 'bond' or coalesce(bond_pence, 0) > 0", name=op.f("ck_pension_routes_bond")),
        sa.CheckConstraint("security in ('none', 'guarantee', 'bond')", name=op.f("ck_pension_routes_security")),
        sa.CheckConstraint(
            "status in ('open', 'actuary', 'agreed', 'in_force')", name=op.f("ck_pension_routes_status")
        ),
        sa.CheckConstraint(
            "status not in ('agreed', 'in_force') or (agreed_on is not null and rate is not null and evidence <> '')",
            name=op.f("ck_pension_routes_settled"),
        ),
        sa.CheckConstraint("rate is null or (rate >= 0 and rate <= 100)", name=op.f("ck_pension_routes_rate")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_pension_routes_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pension_routes")),
        sa.UniqueConstraint(
            "transfer_id", "scheme", "cohort", name=op.f("uq_pension_routes_transfer_id_scheme_cohort")
        ),
    )


def _engagement_decisions() -> None:
    op.create_table(
        "engagement_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("engagement_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(20), nullable=False),
        sa.Column("after", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.String(200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "after not in ('convert', 'novate') or evidence <> ''", name=op.f("ck_engagement_decisions_has_evidence")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_engagement_decisions_has_reason")),
        sa.ForeignKeyConstraint(
            ["before", "after"],
            ["engagement_steps.before", "engagement_steps.after"],
            name=op.f("fk_engagement_decisions_before_after"),
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id"],
            ["engagements.id"],
            name=op.f("fk_engagement_decisions_engagement_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_decisions")),
    )
    op.create_index(op.f("ix_engagement_decisions_engagement_id"), "engagement_decisions", ["engagement_id"])


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop trigger decision_follows on person_decisions")
        op.execute("drop function decision_follows()")
    else:
        op.execute("drop trigger decision_follows")
    with op.batch_alter_table("person_decisions") as table:
        for name in ("objection_id_objection_counts", "transfer_id_transfer_basis"):
            table.drop_constraint(op.f(f"fk_person_decisions_{name}"), type_="foreignkey")
        for name in DECISION_CHECKS:
            table.drop_constraint(op.f(f"ck_person_decisions_{name}"), type_="check")
        for name in ("objection_counts", "objection_id", "transfer_basis", "legal_by_on"):
            table.drop_column(name)
    with op.batch_alter_table("decision_steps") as table:
        for name in STEP_CHECKS:
            table.drop_constraint(op.f(f"ck_decision_steps_{name}"), type_="check")
        for name in ("legal_by_on", "raised_by", "together"):
            table.drop_column(name)
    for name in (*NEW, "objections"):
        op.drop_table(name)
    op.drop_index("uq_transfers_id_basis", "transfers")
