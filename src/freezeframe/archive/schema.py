"""The tables of the catalogue. A change here needs a migration and the next SCHEMA_VERSION."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, ForeignKey, Integer, MetaData, String, Table

SCHEMA_VERSION = 1
"""The revision that alembic writes for these tables is this number in four digits."""

metadata = MetaData()

medium = Table(
    "medium",
    metadata,
    Column("sha256", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("path", String, nullable=False),
    Column("located", String, nullable=False, index=True),
    Column("size", Integer, nullable=False),
    Column("mtime_ns", Integer, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("fingerprint_digest", String, nullable=False),
    Column("fingerprint_version", Integer, nullable=False),
    Column("keyframe_base", Integer, nullable=False, unique=True),
    Column("keyframe_count", Integer, nullable=False),
    Column("added_at", String, nullable=False),
    CheckConstraint("keyframe_count > 0", name="a_medium_has_keyframes"),
)

keyframe_numbers = Table(
    "keyframe_numbers",
    metadata,
    Column("next", Integer, primary_key=True),
)
"""One row: the first keyframe number that no medium has or ever had. A number that is used again would be taken for
the old keyframe by whoever still remembers that, such as the cache."""

other_path = Table(
    "other_path",
    metadata,
    Column("sha256", ForeignKey("medium.sha256", ondelete="CASCADE"), primary_key=True),
    Column("located", String, primary_key=True),
    Column("path", String, nullable=False),
)
"""Further files with the same content."""

source = Table(
    "source",
    metadata,
    Column("id", String, primary_key=True),
    Column("sha256", ForeignKey("medium.sha256", ondelete="CASCADE"), nullable=False, unique=True),
    Column("title", String, nullable=False),
    Column("publisher", String, nullable=False),
    Column("url", String, nullable=False),
    Column("source_kind", String, nullable=False),
    Column("description", String, nullable=False),
    Column("licence", String, nullable=False),
    Column("retrieved_from", String, nullable=False),
    Column("retrieved_at", String, nullable=False),
    Column("published", String, nullable=False),
    Column("published_from", String, nullable=False),
)

attestation = Table(
    "attestation",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("source_id", ForeignKey("source.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("of", String, nullable=False),
    Column("value", String, nullable=False),
    Column("by", String, nullable=False),
    Column("url", String, nullable=False),
    Column("retrieved_at", String, nullable=False),
    Column("evidence", String, nullable=False),
    Column("capture", String, nullable=False),
    Column("capture_sha256", String, nullable=False),
    Column("same_item", String, nullable=False),
    Column("earliest", String, nullable=False),
)

alembic_version = Table("alembic_version", metadata, Column("version_num", String(32), primary_key=True))
"""Alembic's own table, declared here so that opening an archive needs no alembic."""


def revision(version: int) -> str:
    """Alembic's name of a schema version."""
    return f"{version:04d}"
