"""The tables of the ledger. Nothing is ever deleted: the database itself refuses to change or remove an event."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, DateTime, ForeignKey, Index, Integer, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from core.database import CONSTRAINT_NAMES

Key = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself for INTEGER keys only."""

_COUNTED = ("state", "deadline", "recurrences")
"""What every list is ordered and every count is made by: with it in an index, rows themselves need not be looked at."""


class Base(DeclarativeBase):
    """Constraints carry names, so that migrations can find them on every database."""

    metadata = MetaData(naming_convention=CONSTRAINT_NAMES)


class ProblemRow(Base):
    """One problem as it is now; how it came to this is in its events. '' means not said, dates are days in China."""

    __tablename__ = "problems"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    """Counts the events that changed the problem, from 1."""
    state: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(20))
    source_document: Mapped[str] = mapped_column(String(200), default="")
    problem_type: Mapped[str] = mapped_column(String(60), default="")
    aspect: Mapped[str] = mapped_column(String(40), default="")
    indicator: Mapped[str] = mapped_column(String(60), default="")
    measure: Mapped[str] = mapped_column(String(120), default="")
    """`framework/measure` of the definition that fails; '' for a problem described in words only."""
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    place_code: Mapped[str] = mapped_column(String(12), default="")
    place_name: Mapped[str] = mapped_column(String(100), default="")
    household_code: Mapped[str] = mapped_column(String(40), default="")
    project_code: Mapped[str] = mapped_column(String(80), default="")
    severity: Mapped[str] = mapped_column(String(8), default="")
    term: Mapped[str] = mapped_column(String(8), default="")
    root_cause: Mapped[str] = mapped_column(String(8), default="")
    lead_department: Mapped[str] = mapped_column(String(200), default="")
    department: Mapped[str] = mapped_column(String(200), default="")
    person: Mapped[str] = mapped_column(String(60), default="")
    deadline: Mapped[date | None] = mapped_column(Date)
    remedy: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(Text, default="")
    opened_on: Mapped[date] = mapped_column(Date)
    done_by: Mapped[str] = mapped_column(String(60), default="")
    """Who said that it is put right; somebody else closes it."""
    closed_by: Mapped[str] = mapped_column(String(60), default="")
    closed_on: Mapped[date | None] = mapped_column(Date)
    recurrences: Mapped[int] = mapped_column(Integer, default=0)
    """How often it came again after it had been closed (反弹)."""
    evidence_count: Mapped[int] = mapped_column(Integer, default=0)
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    """The same for the same problem, whoever reports it; see `recognising.fingerprint`."""

    __table_args__ = (
        Index(None, "place_code", *_COUNTED),
        Index(None, "deadline"),
        Index(None, *_COUNTED),
        Index(None, "source", *_COUNTED),
        Index(None, "problem_type", *_COUNTED),
        Index(None, "department", *_COUNTED),
        Index(None, "person", *_COUNTED),
        Index(None, "measure", "place_code"),
        Index(None, "household_code"),
    )


class EventRow(Base):
    """One thing that happened to a problem: who, when, what was, what is."""

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problems.id"))
    version: Mapped[int] = mapped_column(Integer)
    """The problem's version after the event."""
    at: Mapped[datetime] = mapped_column(DateTime)
    """Time in China, without a zone."""
    day: Mapped[date] = mapped_column(Date)
    who: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(12))
    state_was: Mapped[str] = mapped_column(String(8), default="")
    state: Mapped[str] = mapped_column(String(8), default="")
    """Filled where the event moved the problem from one state to another."""
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Field → [what was, what is]; dates as ISO texts."""
    note: Mapped[str] = mapped_column(Text, default="")
    key: Mapped[str | None] = mapped_column(String(8))
    """The mark of the key that the digest is made with (`core.chain`)."""
    digest: Mapped[str | None] = mapped_column(String(64))
    """Of the event and of the problem's event before it."""

    __table_args__ = (
        Index("uq_events_problem_id_version", "problem_id", "version", unique=True),
        Index(None, "state", "day", "state_was", "problem_id"),
    )


class SightingRow(Base):
    """One time that somebody saw a problem: a row of a list, a finding of a run."""

    __tablename__ = "sightings"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problems.id"), index=True)
    day: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(20))
    source_document: Mapped[str] = mapped_column(String(200), default="")
    file_name: Mapped[str] = mapped_column(String(200), default="")
    file_hash: Mapped[str] = mapped_column(String(64), default="")
    sheet: Mapped[str] = mapped_column(String(100), default="")
    sheet_row: Mapped[int | None] = mapped_column(Integer)
    finding: Mapped[str] = mapped_column(String(200), default="")
    """Run and check of a finding, `<run>/<check>`."""
    row_count: Mapped[int | None] = mapped_column(Integer)
    """How many rows failed there by that run; None for a row of a list."""

    __table_args__ = (Index(None, "file_hash", "sheet", "sheet_row"),)


class EvidenceRow(Base):
    """One file that shows that a problem was put right; the bytes are kept once, by their hash."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    problem_id: Mapped[int] = mapped_column(ForeignKey("problems.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(DateTime)
    who: Mapped[str] = mapped_column(String(60))


class DocumentRow(Base):
    """One file of the archive (档案资料) for one declared item and place."""

    __tablename__ = "documents"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    item: Mapped[str] = mapped_column(String(80))
    place_code: Mapped[str] = mapped_column(String(12))
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(Integer)
    made_on: Mapped[date | None] = mapped_column(Date)
    """The day the document itself bears; None when not said."""
    at: Mapped[datetime] = mapped_column(DateTime)
    who: Mapped[str] = mapped_column(String(60))

    __table_args__ = (Index(None, "place_code", "item"),)


class ActivityRow(Base):
    """One report of progress of an activity (六个一) in one place, by hand; the newest of a place and activity counts."""

    __tablename__ = "activity_reports"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    activity: Mapped[str] = mapped_column(String(40))
    place_code: Mapped[str] = mapped_column(String(12))
    done: Mapped[int] = mapped_column(Integer)
    total: Mapped[int] = mapped_column(Integer)
    day: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(DateTime)
    who: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (Index(None, "activity", "place_code"),)


class OutlineTickRow(Base):
    """One tick of an item of the outline (复习大纲), or its withdrawal; the newest of an item and county counts. The database refuses
    to change or remove one."""

    __tablename__ = "outline_ticks"

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    year: Mapped[str] = mapped_column(String(4))
    item: Mapped[str] = mapped_column(String(40))
    place_code: Mapped[str] = mapped_column(String(12))
    is_done: Mapped[bool] = mapped_column(Boolean)
    day: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(DateTime)
    who: Mapped[str] = mapped_column(String(60))
    note: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (Index(None, "year", "place_code", "item"),)
