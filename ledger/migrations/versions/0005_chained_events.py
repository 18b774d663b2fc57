"""Each event carries the digest of itself and of the problem's event before it; old events are carried over as they are today."""

from datetime import date, datetime
from itertools import groupby

import sqlalchemy as sa
from alembic import op

from core.chain import read_key

revision = "0005"
down_revision = "0004"

_REFUSAL = "台账的历史记录不能改、不能删"
_BATCH = 1000
_TOLD = ("problem_id", "version", "at", "day", "who", "kind", "state_was", "state", "changes", "note")


def upgrade() -> None:
    op.add_column("events", sa.Column("key", sa.String(8), nullable=True))
    op.add_column("events", sa.Column("digest", sa.String(64), nullable=True))
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    op.execute("DROP TRIGGER events_no_update" if is_sqlite else "DROP TRIGGER events_kept ON events")
    _carry_over(connection)
    if is_sqlite:
        op.execute(
            f"CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )
        return
    op.execute(
        "CREATE TRIGGER events_kept BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION ledger_refuse()"
    )


def _carry_over(connection: sa.Connection) -> None:
    key = read_key()
    events = sa.table("events", sa.column("id"), sa.column("changes", sa.JSON()), sa.column("at", sa.DateTime()),
                      sa.column("day", sa.Date()), *(sa.column(name) for name in (*_TOLD, "key", "digest") if name not in
                                                     ("changes", "at", "day")))  # fmt: skip
    asked = sa.select(events.c.id, *(events.c[name] for name in _TOLD)).order_by(events.c.problem_id, events.c.version)
    sealed: list[dict[str, object]] = []
    for _, rows in groupby(connection.execute(asked).mappings().all(), key=lambda row: row["problem_id"]):
        digest = ""
        for row in rows:
            told = {
                name: row[name].isoformat() if isinstance(row[name], date | datetime) else row[name] for name in _TOLD
            }
            digest = key.link(digest, {**told, "key": key.mark})
            sealed.append({"which": row["id"], "mark": key.mark, "made": digest})
    changing = sa.update(events).where(events.c.id == sa.bindparam("which"))
    changing = changing.values(key=sa.bindparam("mark"), digest=sa.bindparam("made"))
    for at in range(0, len(sealed), _BATCH):
        connection.execute(changing, sealed[at : at + _BATCH])
