"""The triggers that keep the record as it is; put aside only while old lines go into a file."""

from sqlalchemy import Connection, text

_REFUSAL = "操作记录不能改、不能删"
_TABLE = "audit_lines"


def guard(connection: Connection) -> None:
    """Let nothing be changed or removed."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.execute(text(statement))


def unguard(connection: Connection) -> None:
    """Let lines be removed, in this transaction, until they are guarded again."""
    is_sqlite = connection.dialect.name == "sqlite"
    for name in ("no_update", "no_delete") if is_sqlite else ("kept", "not_emptied"):
        connection.execute(text(f"DROP TRIGGER {_TABLE}_{name}{'' if is_sqlite else f' ON {_TABLE}'}"))


_SQLITE = tuple(
    f"CREATE TRIGGER {_TABLE}_no_{act.lower()} BEFORE {act} ON {_TABLE} BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
    for act in ("UPDATE", "DELETE")
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
    f"CREATE TRIGGER {_TABLE}_kept BEFORE UPDATE OR DELETE ON {_TABLE} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    f"CREATE TRIGGER {_TABLE}_not_emptied BEFORE TRUNCATE ON {_TABLE} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
)
