"""The table of the record of acts."""

from sqlalchemy import JSON, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from access.audit.acts import LENGTHS
from access.database import Base


class LineRow(Base):
    """One line; triggers of the database keep it as it is."""

    __tablename__ = "audit_lines"
    __table_args__ = (Index(None, "at"), Index(None, "who"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(32))
    who: Mapped[str] = mapped_column(String(LENGTHS["who"]))
    login: Mapped[str] = mapped_column(String(LENGTHS["login"]))
    source: Mapped[str] = mapped_column(String(LENGTHS["source"]))
    act: Mapped[str] = mapped_column(String(LENGTHS["act"]))
    what: Mapped[str] = mapped_column(String(LENGTHS["what"]))
    why: Mapped[str] = mapped_column(String(LENGTHS["why"]))
    result: Mapped[str] = mapped_column(String(LENGTHS["result"]))
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    key: Mapped[str] = mapped_column(String(8))
    digest: Mapped[str] = mapped_column(String(64))
