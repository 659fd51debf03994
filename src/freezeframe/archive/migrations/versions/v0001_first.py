"""The first catalogue: media, their sources, attestations, and further paths of the same content."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables of version 1."""
    op.create_table(
        "medium",
        sa.Column("sha256", sa.String, primary_key=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("kind", "path", "located")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("size", "mtime_ns")),
        *(sa.Column(name, sa.JSON, nullable=False) for name in ("facts", "tags")),
        sa.Column("fingerprint_digest", sa.String, nullable=False),
        sa.Column("fingerprint_version", sa.Integer, nullable=False),
        sa.Column("keyframe_base", sa.Integer, nullable=False, unique=True),
        sa.Column("keyframe_count", sa.Integer, nullable=False),
        sa.Column("added_at", sa.String, nullable=False),
        sa.CheckConstraint("keyframe_count > 0", name="a_medium_has_keyframes"),
    )
    op.create_index("ix_medium_located", "medium", ["located"])
    numbers = op.create_table("keyframe_numbers", sa.Column("next", sa.Integer, primary_key=True))
    op.bulk_insert(numbers, [{"next": 0}])
    op.create_table(
        "other_path",
        sa.Column("sha256", sa.String, sa.ForeignKey("medium.sha256", ondelete="CASCADE"), primary_key=True),
        sa.Column("located", sa.String, primary_key=True),
        sa.Column("path", sa.String, nullable=False),
    )
    _describe()


def _describe() -> None:
    text = ("title", "publisher", "url", "source_kind", "description", "licence", "retrieved_from", "retrieved_at")
    op.create_table(
        "source",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("sha256", sa.String, sa.ForeignKey("medium.sha256", ondelete="CASCADE"), nullable=False, unique=True),
        *(sa.Column(name, sa.String, nullable=False) for name in (*text, "published", "published_from")),
    )
    details = ("of", "value", "by", "url", "retrieved_at", "evidence", "capture", "capture_sha256", "same_item")
    op.create_table(
        "attestation",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("source_id", sa.String, sa.ForeignKey("source.id", ondelete="CASCADE"), nullable=False),
        *(sa.Column(name, sa.String, nullable=False) for name in (*details, "earliest")),
    )
    op.create_index("ix_attestation_source_id", "attestation", ["source_id"])
