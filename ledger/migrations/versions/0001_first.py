"""The first tables: problems, their events and sightings, evidence, documents of the archive, reports of activities."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_REFUSAL = "台账的历史记录不能改、不能删"
_KEPT = {
    "events": ("UPDATE", "DELETE"),
    "sightings": ("UPDATE", "DELETE"),
    "evidence": ("UPDATE", "DELETE"),
    "problems": ("DELETE",),
}


def upgrade() -> None:
    op.create_table(
        "activity_reports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("activity", sa.String(length=40), nullable=False),
        sa.Column("place_code", sa.String(length=12), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_reports")),
    )
    op.create_index(
        op.f("ix_activity_reports_activity_place_code"), "activity_reports", ["activity", "place_code"], unique=False
    )
    op.create_table(
        "documents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item", sa.String(length=80), nullable=False),
        sa.Column("place_code", sa.String(length=12), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    op.create_index(op.f("ix_documents_place_code_item"), "documents", ["place_code", "item"], unique=False)
    op.create_table(
        "problems",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("source_document", sa.String(length=200), nullable=False),
        sa.Column("problem_type", sa.String(length=60), nullable=False),
        sa.Column("aspect", sa.String(length=40), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("measure", sa.String(length=120), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("place_code", sa.String(length=12), nullable=False),
        sa.Column("place_name", sa.String(length=100), nullable=False),
        sa.Column("household_code", sa.String(length=40), nullable=False),
        sa.Column("project_code", sa.String(length=80), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("term", sa.String(length=8), nullable=False),
        sa.Column("root_cause", sa.String(length=8), nullable=False),
        sa.Column("lead_department", sa.String(length=200), nullable=False),
        sa.Column("department", sa.String(length=200), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("done_by", sa.String(length=60), nullable=False),
        sa.Column("closed_by", sa.String(length=60), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("recurrences", sa.Integer(), nullable=False),
        sa.Column("evidence_count", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_problems_fingerprint")),
    )
    op.create_index(op.f("ix_problems_deadline"), "problems", ["deadline"], unique=False)
    op.create_index(op.f("ix_problems_department_state"), "problems", ["department", "state"], unique=False)
    op.create_index(op.f("ix_problems_measure_place_code"), "problems", ["measure", "place_code"], unique=False)
    op.create_index(op.f("ix_problems_person_state"), "problems", ["person", "state"], unique=False)
    op.create_index(op.f("ix_problems_place_code_state"), "problems", ["place_code", "state"], unique=False)
    op.create_index(op.f("ix_problems_problem_type_state"), "problems", ["problem_type", "state"], unique=False)
    op.create_index(op.f("ix_problems_source_state"), "problems", ["source", "state"], unique=False)
    op.create_index(op.f("ix_problems_state_deadline"), "problems", ["state", "deadline"], unique=False)
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("problem_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("who", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state_was", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["problem_id"], ["problems.id"], name=op.f("fk_events_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index(
        op.f("ix_events_state_day_state_was_problem_id"),
        "events",
        ["state", "day", "state_was", "problem_id"],
        unique=False,
    )
    op.create_index("uq_events_problem_id_version", "events", ["problem_id", "version"], unique=True)
    op.create_table(
        "evidence",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("problem_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("who", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["problem_id"], ["problems.id"], name=op.f("fk_evidence_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_problem_id"), "evidence", ["problem_id"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("problem_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("source_document", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("sheet", sa.String(length=100), nullable=False),
        sa.Column("sheet_row", sa.Integer(), nullable=True),
        sa.Column("finding", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["problem_id"], ["problems.id"], name=op.f("fk_sightings_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sightings")),
    )
    op.create_index(
        op.f("ix_sightings_file_hash_sheet_sheet_row"), "sightings", ["file_hash", "sheet", "sheet_row"], unique=False
    )
    op.create_index(op.f("ix_sightings_problem_id"), "sightings", ["problem_id"], unique=False)

    if op.get_bind().dialect.name == "postgresql":
        _refuse_on_postgresql()
    else:
        _refuse_on_sqlite()


def _refuse_on_sqlite() -> None:
    for table, acts in _KEPT.items():
        for act in acts:
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            )


def _refuse_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
    )
    for table, acts in _KEPT.items():
        op.execute(
            f"CREATE TRIGGER {table}_kept BEFORE {' OR '.join(acts)} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()"
        )
