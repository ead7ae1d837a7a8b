"""the tables

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# The steps that may follow one another, as they stood when this migration was written.
PERSON_STEPS = (
    ("candidate", "left"),
    ("candidate", "redeployed_out"),
    ("candidate", "under_review"),
    ("confirmed", "left"),
    ("confirmed", "objected"),
    ("confirmed", "redeployed_out"),
    ("confirmed", "remained"),
    ("confirmed", "transferred"),
    ("disputed", "in_scope"),
    ("disputed", "left"),
    ("disputed", "not_assigned"),
    ("disputed", "redeployed_out"),
    ("eli_disclosed", "confirmed"),
    ("eli_disclosed", "disputed"),
    ("eli_disclosed", "left"),
    ("eli_disclosed", "objected"),
    ("eli_disclosed", "redeployed_out"),
    ("in_scope", "disputed"),
    ("in_scope", "informed"),
    ("in_scope", "left"),
    ("in_scope", "objected"),
    ("in_scope", "redeployed_out"),
    ("in_scope", "under_review"),
    ("informed", "disputed"),
    ("informed", "eli_disclosed"),
    ("informed", "left"),
    ("informed", "objected"),
    ("informed", "redeployed_out"),
    ("not_assigned", "disputed"),
    ("not_assigned", "left"),
    ("not_assigned", "redeployed_out"),
    ("not_assigned", "remained"),
    ("not_assigned", "under_review"),
    ("under_review", "disputed"),
    ("under_review", "in_scope"),
    ("under_review", "left"),
    ("under_review", "not_assigned"),
    ("under_review", "redeployed_out"),
)
CONTRACT_STEPS = (
    ("agreed", "excluded"),
    ("agreed", "executed"),
    ("agreed", "expired"),
    ("agreed", "reviewed"),
    ("agreed", "terminated"),
    ("closed", "notified"),
    ("consent_requested", "excluded"),
    ("consent_requested", "expired"),
    ("consent_requested", "no_response"),
    ("consent_requested", "obtained"),
    ("consent_requested", "obtained_conditional"),
    ("consent_requested", "refused"),
    ("consent_requested", "reviewed"),
    ("consent_requested", "terminated"),
    ("documents_located", "excluded"),
    ("documents_located", "expired"),
    ("documents_located", "reviewed"),
    ("documents_located", "terminated"),
    ("drafted", "agreed"),
    ("drafted", "excluded"),
    ("drafted", "expired"),
    ("drafted", "reviewed"),
    ("drafted", "terminated"),
    ("effective", "expired"),
    ("effective", "notified"),
    ("effective", "terminated"),
    ("executed", "effective"),
    ("executed", "expired"),
    ("executed", "terminated"),
    ("fallback", "drafted"),
    ("fallback", "excluded"),
    ("fallback", "expired"),
    ("fallback", "reviewed"),
    ("fallback", "terminated"),
    ("identified", "documents_located"),
    ("identified", "excluded"),
    ("identified", "expired"),
    ("identified", "reviewed"),
    ("identified", "terminated"),
    ("no_response", "consent_requested"),
    ("no_response", "excluded"),
    ("no_response", "expired"),
    ("no_response", "fallback"),
    ("no_response", "obtained"),
    ("no_response", "obtained_conditional"),
    ("no_response", "refused"),
    ("no_response", "reviewed"),
    ("no_response", "terminated"),
    ("notified", "closed"),
    ("notified", "expired"),
    ("notified", "terminated"),
    ("obtained", "drafted"),
    ("obtained", "excluded"),
    ("obtained", "expired"),
    ("obtained", "reviewed"),
    ("obtained", "terminated"),
    ("obtained_conditional", "drafted"),
    ("obtained_conditional", "excluded"),
    ("obtained_conditional", "expired"),
    ("obtained_conditional", "obtained"),
    ("obtained_conditional", "reviewed"),
    ("obtained_conditional", "terminated"),
    ("refused", "consent_requested"),
    ("refused", "excluded"),
    ("refused", "expired"),
    ("refused", "fallback"),
    ("refused", "reviewed"),
    ("refused", "terminated"),
    ("reviewed", "excluded"),
    ("reviewed", "expired"),
    ("reviewed", "route_proposed"),
    ("reviewed", "terminated"),
    ("route_approved", "consent_requested"),
    ("route_approved", "drafted"),
    ("route_approved", "excluded"),
    ("route_approved", "expired"),
    ("route_approved", "reviewed"),
    ("route_approved", "terminated"),
    ("route_proposed", "excluded"),
    ("route_proposed", "expired"),
    ("route_proposed", "reviewed"),
    ("route_proposed", "route_approved"),
    ("route_proposed", "terminated"),
)


def upgrade() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("chain", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_heads")),
    )
    op.create_table(
        "contract_steps",
        sa.Column("before", sa.String(length=30), nullable=False),
        sa.Column("after", sa.String(length=30), nullable=False),
        sa.PrimaryKeyConstraint("before", "after", name=op.f("pk_contract_steps")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("side_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=200), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("requested_by", sa.String(length=200), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state in ('queued', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_jobs_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jobs_programme_id_id"), ["programme_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_jobs_state_heartbeat_at"), ["state", "heartbeat_at"], unique=False)

    op.create_table(
        "person_steps",
        sa.Column("before", sa.String(length=20), nullable=False),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("before", "after", name=op.f("pk_person_steps")),
    )
    op.create_table(
        "programmes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("engine", sa.String(length=20), nullable=False),
        sa.Column("go_live_on", sa.Date(), nullable=False),
        sa.Column("as_if_today", sa.Date(), nullable=True),
        sa.Column("budget_year", sa.String(length=9), nullable=False),
        sa.Column("budget_basis", sa.String(length=20), nullable=False),
        sa.Column("loaded_digest", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("engine in ('contractual', 'statutory')", name=op.f("ck_programmes_engine")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programmes")),
        sa.UniqueConstraint("slug", name=op.f("uq_programmes_slug")),
    )
    op.create_table(
        "stored_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("stored_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_files")),
        sa.UniqueConstraint("sha256", name=op.f("uq_stored_files_sha256")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("session_mark", sa.String(length=32), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed_sign_ins", sa.Integer(), nullable=False),
        sa.Column("locked_until_at", sa.DateTime(), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email", name=op.f("uq_users_email")),
    )
    op.create_table(
        "audit_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chain", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=60), nullable=False),
        sa.Column("subject_id", sa.String(length=120), nullable=False),
        sa.Column("side_id", sa.Integer(), nullable=True),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["chain"], ["audit_heads.chain"], name=op.f("fk_audit_events_chain")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
        sa.UniqueConstraint("chain", "sequence", name=op.f("uq_audit_events_chain_sequence")),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_audit_events_chain_subject_type_subject_id"),
            ["chain", "subject_type", "subject_id"],
            unique=False,
        )

    op.create_table(
        "constraints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_constraints_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_constraints")),
    )
    with op.batch_alter_table("constraints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_constraints_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "milestone_updates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("forecast_on", sa.Date(), nullable=True),
        sa.Column("actual_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("updated_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_milestone_updates_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone_updates")),
    )
    with op.batch_alter_table("milestone_updates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_milestone_updates_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "mtfs_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("base_pence", sa.BigInteger(), nullable=False),
        sa.Column("first_year", sa.String(length=9), nullable=False),
        sa.Column("uplift", sa.String(length=80), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('base', 'recurring change', 'one-off')", name=op.f("ck_mtfs_lines_kind")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_mtfs_lines_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mtfs_lines")),
    )
    with op.batch_alter_table("mtfs_lines", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mtfs_lines_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "narratives",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("section", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_narratives_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_narratives")),
        sa.UniqueConstraint("programme_id", "kind", "section", name=op.f("uq_narratives_programme_id_kind_section")),
    )
    op.create_table(
        "options",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("preferred", sa.Boolean(), nullable=False),
        sa.Column("control_model", sa.String(length=100), nullable=False),
        sa.Column("legal_form", sa.String(length=200), nullable=False),
        sa.Column("rejected_reason", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_options_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_options")),
        sa.UniqueConstraint("programme_id", "name", name=op.f("uq_options_programme_id_name")),
    )
    with op.batch_alter_table("options", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_options_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(
            "one_preferred",
            ["programme_id"],
            unique=True,
            sqlite_where=sa.text("preferred"),
            postgresql_where=sa.text("preferred"),
        )

    op.create_table(
        "organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("company_number", sa.String(length=20), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('council', 'trust', 'company', 'other')", name=op.f("ck_organisations_kind")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_organisations_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("programme_id", "name", name=op.f("uq_organisations_programme_id_name")),
        sa.UniqueConstraint("programme_id", "short", name=op.f("uq_organisations_programme_id_short")),
    )
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisations_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "spend_profiles",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("percents", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_spend_profiles_programme_id")),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_spend_profiles")),
    )
    op.create_table(
        "uplifts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("year", sa.String(length=9), nullable=False),
        sa.Column("percent", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("status in ('assumed', 'offered', 'agreed')", name=op.f("ck_uplifts_status")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_uplifts_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uplifts")),
        sa.UniqueConstraint("programme_id", "name", "year", name=op.f("uq_uplifts_programme_id_name_year")),
    )
    with op.batch_alter_table("uplifts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_uplifts_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "cash_flows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("year >= 0 and year <= 75", name=op.f("ck_cash_flows_year")),
        sa.ForeignKeyConstraint(["option_id"], ["options.id"], name=op.f("fk_cash_flows_option_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cash_flows")),
    )
    with op.batch_alter_table("cash_flows", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cash_flows_option_id"), ["option_id"], unique=False)

    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("document", sa.String(length=300), nullable=False),
        sa.Column("paragraph", sa.String(length=60), nullable=False),
        sa.Column("statement", sa.String(), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_claims_organisation_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_claims_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claims_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "constraint_results",
        sa.Column("constraint_id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("passes", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["constraint_id"], ["constraints.id"], name=op.f("fk_constraint_results_constraint_id")
        ),
        sa.ForeignKeyConstraint(["option_id"], ["options.id"], name=op.f("fk_constraint_results_option_id")),
        sa.PrimaryKeyConstraint("constraint_id", "option_id", name=op.f("pk_constraint_results")),
    )
    op.create_table(
        "contract_routes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("route", sa.String(length=30), nullable=False),
        sa.Column("consent", sa.String(length=30), nullable=False),
        sa.Column("previous_state", sa.String(length=30), nullable=True),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "consent in ('not_needed', 'needed', 'requested', 'obtained', 'obtained_conditional', 'refused', 'no_response')",
            name=op.f("ck_contract_routes_consent"),
        ),
        sa.CheckConstraint(
            "previous_state is not null or state = 'identified'", name=op.f("ck_contract_routes_begins")
        ),
        sa.CheckConstraint(
            "route in ('assign', 'novate', 'statutory vest', 'host', 'back-to-back', 'licence', 'sever', 'retain and recharge', 'terminate', 're-procure', 'expire', 'exclude')",
            name=op.f("ck_contract_routes_route"),
        ),
        sa.CheckConstraint(
            "state in ('identified', 'documents_located', 'reviewed', 'route_proposed', 'route_approved', 'consent_requested', 'obtained', 'obtained_conditional', 'refused', 'no_response', 'fallback', 'drafted', 'agreed', 'executed', 'effective', 'notified', 'closed', 'expired', 'terminated', 'excluded')",
            name=op.f("ck_contract_routes_state"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_contract_routes_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["previous_state", "state"],
            ["contract_steps.before", "contract_steps.after"],
            name=op.f("fk_contract_routes_previous_state_state"),
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_contract_routes_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_routes")),
        sa.UniqueConstraint("organisation_id", "reference", name=op.f("uq_contract_routes_organisation_id_reference")),
    )
    with op.batch_alter_table("contract_routes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_routes_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("sees_people", sa.Boolean(), nullable=False),
        sa.Column("sees_pay", sa.Boolean(), nullable=False),
        sa.Column("scope", sa.String(length=300), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "role in ('lead', 'hr', 'finance', 'legal', 'member', 'auditor', 'guest')", name=op.f("ck_memberships_role")
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_memberships_organisation_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_memberships_programme_id")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint(
            "programme_id",
            "user_id",
            "organisation_id",
            name=op.f("uq_memberships_programme_id_user_id_organisation_id"),
        ),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_memberships_user_id"), ["user_id"], unique=False)

    op.create_table(
        "optimism_biases",
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("percent", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["option_id"], ["options.id"], name=op.f("fk_optimism_biases_option_id")),
        sa.PrimaryKeyConstraint("option_id", name=op.f("pk_optimism_biases")),
    )
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("dataset", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=255), nullable=True),
        sa.Column("header_row", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("amount_columns", sa.JSON(), nullable=False),
        sa.Column("unmapped", sa.JSON(), nullable=False),
        sa.Column("rows_with_data", sa.Integer(), nullable=False),
        sa.Column("rows_accepted", sa.Integer(), nullable=False),
        sa.Column("totals", sa.JSON(), nullable=False),
        sa.Column("printed_totals", sa.JSON(), nullable=False),
        sa.Column("accepted_by", sa.String(length=200), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=False),
        sa.Column("shared_by", sa.String(length=200), nullable=True),
        sa.Column("shared_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_releases_file_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_releases_organisation_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_releases_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
        sa.UniqueConstraint(
            "programme_id",
            "dataset",
            "organisation_id",
            "number",
            name=op.f("uq_releases_programme_id_dataset_organisation_id_number"),
        ),
    )
    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_releases_programme_id_dataset_organisation_id"),
            ["programme_id", "dataset", "organisation_id"],
            unique=False,
        )

    op.create_table(
        "saved_mappings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("dataset", sa.String(length=40), nullable=False),
        sa.Column("headings", sa.JSON(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("amounts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_saved_mappings_organisation_id")
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_saved_mappings_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_mappings")),
        sa.UniqueConstraint(
            "programme_id",
            "organisation_id",
            "dataset",
            name=op.f("uq_saved_mappings_programme_id_organisation_id_dataset"),
        ),
    )
    op.create_table(
        "services",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("tier", sa.String(length=40), nullable=False),
        sa.Column("directorate", sa.String(length=200), nullable=False),
        sa.Column("provider_id", sa.Integer(), nullable=True),
        sa.Column("functions", sa.JSON(), nullable=False),
        sa.Column("powers_confirmed_by", sa.String(length=200), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_services_programme_id")),
        sa.ForeignKeyConstraint(["provider_id"], ["organisations.id"], name=op.f("fk_services_provider_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
        sa.UniqueConstraint("programme_id", "name", name=op.f("uq_services_programme_id_name")),
    )
    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_services_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "snapshots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("side_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=False),
        sa.Column("frozen_by", sa.String(length=200), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("approved_by", sa.String(length=200), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind in ('due-diligence', 'business-case')", name=op.f("ck_snapshots_kind")),
        sa.CheckConstraint("state in ('draft', 'approved')", name=op.f("ck_snapshots_state")),
        sa.ForeignKeyConstraint(["option_id"], ["options.id"], name=op.f("fk_snapshots_option_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_snapshots_programme_id")),
        sa.ForeignKeyConstraint(["side_id"], ["organisations.id"], name=op.f("fk_snapshots_side_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshots")),
    )
    with op.batch_alter_table("snapshots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_snapshots_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "split_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("selector", sa.JSON(), nullable=False),
        sa.Column("method", sa.String(length=30), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("driver", sa.String(length=120), nullable=True),
        sa.Column("posts", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "method in ('direct', 'follow the service', 'driver', 'time', 'ring-fence', 'exclude', 'agreed default', 'leave unallocated')",
            name=op.f("ck_split_rules_method"),
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_split_rules_programme_id")),
        sa.ForeignKeyConstraint(["to_id"], ["organisations.id"], name=op.f("fk_split_rules_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_split_rules")),
    )
    with op.batch_alter_table("split_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_split_rules_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "transfers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("transfer_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=True),
        sa.Column("basis_evidence", sa.String(), nullable=False),
        sa.Column("basis_confirmed_by", sa.String(length=200), nullable=True),
        sa.Column("basis_confirmed_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "basis is null or basis in ('business transfer', 'service provision change', 'public reorganisation', 'statutory', 'no change of employer')",
            name=op.f("ck_transfers_basis"),
        ),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_transfers_two_organisations")),
        sa.ForeignKeyConstraint(["from_id"], ["organisations.id"], name=op.f("fk_transfers_from_id")),
        sa.ForeignKeyConstraint(["option_id"], ["options.id"], name=op.f("fk_transfers_option_id")),
        sa.ForeignKeyConstraint(["to_id"], ["organisations.id"], name=op.f("fk_transfers_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfers")),
    )
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transfers_option_id"), ["option_id"], unique=False)

    op.create_table(
        "assets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("kind", sa.String(length=120), nullable=True),
        sa.Column("tenure", sa.String(length=120), nullable=True),
        sa.Column("location", sa.String(length=300), nullable=True),
        sa.Column("holder", sa.String(length=200), nullable=True),
        sa.Column("value_pence", sa.BigInteger(), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_assets_release_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
    )
    with op.batch_alter_table("assets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_assets_release_id"), ["release_id"], unique=False)

    op.create_table(
        "assignment_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("post_no", sa.String(length=60), nullable=False),
        sa.Column("job_title", sa.String(length=300), nullable=False),
        sa.Column("service", sa.String(length=200), nullable=True),
        sa.Column("service_key", sa.String(length=200), nullable=False),
        sa.Column("team", sa.String(length=200), nullable=True),
        sa.Column("directorate", sa.String(length=200), nullable=True),
        sa.Column("cost_centre", sa.String(length=60), nullable=True),
        sa.Column("location", sa.String(length=200), nullable=True),
        sa.Column("grade", sa.String(length=60), nullable=True),
        sa.Column("scp", sa.String(length=60), nullable=True),
        sa.Column("fte", sa.Numeric(precision=12, scale=6), nullable=False),
        sa.Column("fte_thousandths", sa.Integer(), nullable=False),
        sa.Column("headcount", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("hours", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("weeks", sa.Numeric(precision=12, scale=4), nullable=True),
        sa.Column("salary_fte_pence", sa.BigInteger(), nullable=True),
        sa.Column("salary_actual_pence", sa.BigInteger(), nullable=True),
        sa.Column("allowances_pence", sa.BigInteger(), nullable=True),
        sa.Column("occupancy", sa.String(length=20), nullable=True),
        sa.Column("person_ref", sa.String(length=60), nullable=True),
        sa.Column("surname", sa.String(length=120), nullable=True),
        sa.Column("forename", sa.String(length=120), nullable=True),
        sa.Column("ni_number", sa.String(length=40), nullable=True),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("contract_type", sa.String(length=20), nullable=True),
        sa.Column("contract_end_on", sa.Date(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("continuous_service_on", sa.Date(), nullable=True),
        sa.Column("lg_service_on", sa.Date(), nullable=True),
        sa.Column("pension_scheme", sa.String(length=60), nullable=True),
        sa.Column("line_manager_post", sa.String(length=60), nullable=True),
        sa.Column("agency_name", sa.String(length=200), nullable=True),
        sa.Column("absence", sa.String(length=120), nullable=True),
        sa.Column("absence_until", sa.Date(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_assignment_lines_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_lines")),
    )
    with op.batch_alter_table("assignment_lines", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assignment_lines_release_id_post_no"), ["release_id", "post_no"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_assignment_lines_release_id_service_key_cost_centre_occupancy"),
            ["release_id", "service_key", "cost_centre", "occupancy"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_assignment_lines_release_id_source_row"), ["release_id", "source_row"], unique=False
        )

    op.create_table(
        "budget_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("cost_centre", sa.String(length=60), nullable=False),
        sa.Column("cost_centre_name", sa.String(length=200), nullable=True),
        sa.Column("account", sa.String(length=60), nullable=False),
        sa.Column("account_name", sa.String(length=200), nullable=True),
        sa.Column("subjective_group", sa.String(length=40), nullable=False),
        sa.Column("fund", sa.String(length=60), nullable=True),
        sa.Column("service", sa.String(length=200), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_budget_lines_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_lines")),
    )
    with op.batch_alter_table("budget_lines", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_budget_lines_release_id_cost_centre"), ["release_id", "cost_centre"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_budget_lines_release_id_source_row"), ["release_id", "source_row"], unique=False
        )

    op.create_table(
        "contract_steps_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("route_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=30), nullable=False),
        sa.Column("after", sa.String(length=30), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("signatories", sa.String(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("taken_by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "after <> 'executed' or (signatories <> '' and authority <> '')",
            name=op.f("ck_contract_steps_taken_signed_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["before", "after"],
            ["contract_steps.before", "contract_steps.after"],
            name=op.f("fk_contract_steps_taken_before_after"),
        ),
        sa.ForeignKeyConstraint(
            ["route_id"], ["contract_routes.id"], name=op.f("fk_contract_steps_taken_route_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_steps_taken")),
    )
    with op.batch_alter_table("contract_steps_taken", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_steps_taken_route_id"), ["route_id"], unique=False)

    op.create_table(
        "contracts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("supplier", sa.String(length=300), nullable=False),
        sa.Column("supplier_number", sa.String(length=60), nullable=True),
        sa.Column("service", sa.String(length=200), nullable=True),
        sa.Column("service_key", sa.String(length=200), nullable=False),
        sa.Column("annual_value_pence", sa.BigInteger(), nullable=True),
        sa.Column("total_value_pence", sa.BigInteger(), nullable=True),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("end_on", sa.Date(), nullable=True),
        sa.Column("extension_to", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("break_on", sa.Date(), nullable=True),
        sa.Column("notice_months", sa.Numeric(precision=8, scale=3), nullable=True),
        sa.Column("irrecoverable_vat", sa.String(length=60), nullable=True),
        sa.Column("procurement_route", sa.String(length=120), nullable=True),
        sa.Column("supplier_kind", sa.String(length=60), nullable=True),
        sa.Column("document", sa.String(length=300), nullable=True),
        sa.Column("assignment_clause", sa.String(length=300), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_contracts_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
    )
    with op.batch_alter_table("contracts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contracts_release_id_reference"), ["release_id", "reference"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contracts_release_id_source_row"), ["release_id", "source_row"], unique=False
        )

    op.create_table(
        "driver_quantities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("driver", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=24, scale=9), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_driver_quantities_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_driver_quantities_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_driver_quantities")),
    )
    with op.batch_alter_table("driver_quantities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_driver_quantities_release_id"), ["release_id"], unique=False)

    op.create_table(
        "kpis",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("definition", sa.String(), nullable=True),
        sa.Column("period", sa.String(length=60), nullable=True),
        sa.Column("value", sa.String(length=60), nullable=True),
        sa.Column("target", sa.String(length=60), nullable=True),
        sa.Column("polarity", sa.String(length=60), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_kpis_release_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpis")),
    )
    with op.batch_alter_table("kpis", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kpis_release_id"), ["release_id"], unique=False)

    op.create_table(
        "milestones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("workstream", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("owner", sa.String(length=200), nullable=True),
        sa.Column("baseline_on", sa.Date(), nullable=False),
        sa.Column("forecast_on", sa.Date(), nullable=True),
        sa.Column("actual_on", sa.Date(), nullable=True),
        sa.Column("depends_on", sa.JSON(), nullable=False),
        sa.Column("concerns", sa.String(length=60), nullable=True),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_milestones_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestones")),
    )
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_milestones_release_id_reference"), ["release_id", "reference"], unique=False
        )

    op.create_table(
        "pack_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(length=10), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_pack_files_file_id")),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshots.id"], name=op.f("fk_pack_files_snapshot_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_files")),
        sa.UniqueConstraint("snapshot_id", "edition", "format", name=op.f("uq_pack_files_snapshot_id_edition_format")),
    )
    op.create_table(
        "person_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("post_no", sa.String(length=60), nullable=False),
        sa.Column("person_ref", sa.String(length=60), nullable=False),
        sa.Column("previous_state", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_person_decisions_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["previous_state", "state"],
            ["person_steps.before", "person_steps.after"],
            name=op.f("fk_person_decisions_previous_state_state"),
        ),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_person_decisions_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_decisions")),
        sa.UniqueConstraint(
            "transfer_id",
            "organisation_id",
            "post_no",
            "person_ref",
            name=op.f("uq_person_decisions_transfer_id_organisation_id_post_no_person_ref"),
        ),
    )
    with op.batch_alter_table("person_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_person_decisions_transfer_id"), ["transfer_id"], unique=False)

    op.create_table(
        "release_findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=255), nullable=True),
        sa.Column("cell", sa.String(length=12), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("field", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_release_findings_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_findings")),
    )
    with op.batch_alter_table("release_findings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_findings_release_id"), ["release_id"], unique=False)

    op.create_table(
        "service_cost_centres",
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("cost_centre", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_service_cost_centres_service_id")),
        sa.PrimaryKeyConstraint("service_id", "cost_centre", name=op.f("pk_service_cost_centres")),
    )
    op.create_table(
        "time_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("source_row", sa.Integer(), nullable=False),
        sa.Column("post_no", sa.String(length=60), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("percent", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("service", sa.String(length=200), nullable=True),
        sa.Column("basis", sa.String(length=200), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("review", sa.String(length=200), nullable=True),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_time_shares_organisation_id")),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_time_shares_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_shares")),
    )
    with op.batch_alter_table("time_shares", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_time_shares_post_no"), ["post_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_time_shares_release_id"), ["release_id"], unique=False)

    op.create_table(
        "transfer_services",
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_transfer_services_service_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfers.id"], name=op.f("fk_transfer_services_transfer_id")),
        sa.PrimaryKeyConstraint("transfer_id", "service_id", name=op.f("pk_transfer_services")),
    )
    op.create_table(
        "uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("dataset", sa.String(length=40), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.String(length=255), nullable=True),
        sa.Column("as_at", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_by", sa.String(length=200), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state in ('checked', 'accepted', 'withdrawn')", name=op.f("ck_uploads_state")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_files.id"], name=op.f("fk_uploads_file_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_uploads_organisation_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_uploads_programme_id")),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name=op.f("fk_uploads_release_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_uploads_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "budget_amounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(length=4), nullable=False),
        sa.Column("year", sa.String(length=9), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.Column("amount_pence", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["budget_lines.id"], name=op.f("fk_budget_amounts_line_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_amounts")),
        sa.UniqueConstraint("line_id", "column", name=op.f("uq_budget_amounts_line_id_column")),
    )
    with op.batch_alter_table("budget_amounts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_amounts_year_basis"), ["year", "basis"], unique=False)

    op.create_table(
        "decision_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=False),
        sa.Column("after", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["before", "after"],
            ["person_steps.before", "person_steps.after"],
            name=op.f("fk_decision_steps_before_after"),
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["person_decisions.id"], name=op.f("fk_decision_steps_decision_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_steps")),
    )
    with op.batch_alter_table("decision_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_steps_decision_id"), ["decision_id"], unique=False)

    for name, pairs in (("person_steps", PERSON_STEPS), ("contract_steps", CONTRACT_STEPS)):
        steps = sa.table(name, sa.column("before", sa.String), sa.column("after", sa.String))
        op.bulk_insert(steps, [{"before": before, "after": after} for before, after in pairs])


def downgrade() -> None:
    with op.batch_alter_table("decision_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_steps_decision_id"))

    op.drop_table("decision_steps")
    with op.batch_alter_table("budget_amounts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_budget_amounts_year_basis"))

    op.drop_table("budget_amounts")
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_uploads_programme_id"))

    op.drop_table("uploads")
    op.drop_table("transfer_services")
    with op.batch_alter_table("time_shares", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_time_shares_release_id"))
        batch_op.drop_index(batch_op.f("ix_time_shares_post_no"))

    op.drop_table("time_shares")
    op.drop_table("service_cost_centres")
    with op.batch_alter_table("release_findings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_findings_release_id"))

    op.drop_table("release_findings")
    with op.batch_alter_table("person_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_person_decisions_transfer_id"))

    op.drop_table("person_decisions")
    op.drop_table("pack_files")
    with op.batch_alter_table("milestones", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestones_release_id_reference"))

    op.drop_table("milestones")
    with op.batch_alter_table("kpis", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kpis_release_id"))

    op.drop_table("kpis")
    with op.batch_alter_table("driver_quantities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_driver_quantities_release_id"))

    op.drop_table("driver_quantities")
    with op.batch_alter_table("contracts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contracts_release_id_source_row"))
        batch_op.drop_index(batch_op.f("ix_contracts_release_id_reference"))

    op.drop_table("contracts")
    with op.batch_alter_table("contract_steps_taken", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_steps_taken_route_id"))

    op.drop_table("contract_steps_taken")
    with op.batch_alter_table("budget_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_budget_lines_release_id_source_row"))
        batch_op.drop_index(batch_op.f("ix_budget_lines_release_id_cost_centre"))

    op.drop_table("budget_lines")
    with op.batch_alter_table("assignment_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_lines_release_id_source_row"))
        batch_op.drop_index(batch_op.f("ix_assignment_lines_release_id_service_key_cost_centre_occupancy"))
        batch_op.drop_index(batch_op.f("ix_assignment_lines_release_id_post_no"))

    op.drop_table("assignment_lines")
    with op.batch_alter_table("assets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assets_release_id"))

    op.drop_table("assets")
    with op.batch_alter_table("transfers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transfers_option_id"))

    op.drop_table("transfers")
    with op.batch_alter_table("split_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_split_rules_programme_id"))

    op.drop_table("split_rules")
    with op.batch_alter_table("snapshots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_snapshots_programme_id"))

    op.drop_table("snapshots")
    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_services_programme_id"))

    op.drop_table("services")
    op.drop_table("saved_mappings")
    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_releases_programme_id_dataset_organisation_id"))

    op.drop_table("releases")
    op.drop_table("optimism_biases")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memberships_user_id"))
        batch_op.drop_index(batch_op.f("ix_memberships_programme_id"))

    op.drop_table("memberships")
    with op.batch_alter_table("contract_routes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_routes_programme_id"))

    op.drop_table("contract_routes")
    op.drop_table("constraint_results")
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claims_programme_id"))

    op.drop_table("claims")
    with op.batch_alter_table("cash_flows", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cash_flows_option_id"))

    op.drop_table("cash_flows")
    with op.batch_alter_table("uplifts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_uplifts_programme_id"))

    op.drop_table("uplifts")
    op.drop_table("spend_profiles")
    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisations_programme_id"))

    op.drop_table("organisations")
    with op.batch_alter_table("options", schema=None) as batch_op:
        batch_op.drop_index("one_preferred", sqlite_where=sa.text("preferred"), postgresql_where=sa.text("preferred"))
        batch_op.drop_index(batch_op.f("ix_options_programme_id"))

    op.drop_table("options")
    op.drop_table("narratives")
    with op.batch_alter_table("mtfs_lines", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mtfs_lines_programme_id"))

    op.drop_table("mtfs_lines")
    with op.batch_alter_table("milestone_updates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_milestone_updates_programme_id"))

    op.drop_table("milestone_updates")
    with op.batch_alter_table("constraints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_constraints_programme_id"))

    op.drop_table("constraints")
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_events_chain_subject_type_subject_id"))

    op.drop_table("audit_events")
    op.drop_table("users")
    op.drop_table("stored_files")
    op.drop_table("programmes")
    op.drop_table("person_steps")
    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_jobs_state_heartbeat_at"))
        batch_op.drop_index(batch_op.f("ix_jobs_programme_id_id"))

    op.drop_table("jobs")
    op.drop_table("contract_steps")
    op.drop_table("audit_heads")
