"""Who asked to be forgotten, STOP that outlives it, what was done to records; indexes for what is old."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phone", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_due_at"), "erasure", ["due_at"])
    op.create_table(
        "stop_hash",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_stop_hash")),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), server_default="", nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index(op.f("ix_audit_event_at"), "audit_event", ["at"])
    op.create_index(op.f("ix_effect_at"), "effect", ["at"])
    op.create_index(op.f("ix_ussd_session_begun_at"), "ussd_session", ["begun_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_ussd_session_begun_at"), table_name="ussd_session")
    op.drop_index(op.f("ix_effect_at"), table_name="effect")
    op.drop_table("audit_event")
    op.drop_table("stop_hash")
    op.drop_table("erasure")
