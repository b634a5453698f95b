"""Call-outs: one text to the people of an area, and the messages that it became."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "broadcast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("by", sa.String(), server_default="", nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("without", postgresql.JSONB(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("texts", postgresql.JSONB(), nullable=False),
        sa.Column("status", sa.String(), server_default="running", nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("segments", sa.Integer(), nullable=False),
        sa.Column("cost", sa.Integer(), nullable=False),
        sa.Column("queued", sa.Integer(), server_default="0", nullable=False),
        sa.Column("reached", sa.String(), server_default="", nullable=False),
        sa.Column("all_queued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sa.UniqueConstraint("origin", name=op.f("uq_broadcast_origin")),
    )
    running = sa.text("status = 'running'")
    op.create_index("ix_broadcast_running", "broadcast", ["channel", "id"], postgresql_where=running)
    op.create_index("ix_broadcast_started_at", "broadcast", ["started_at"])
    op.add_column("message", sa.Column("broadcast", sa.Integer(), nullable=True))
    op.create_foreign_key(op.f("fk_message_broadcast_broadcast"), "message", "broadcast", ["broadcast"], ["id"])
    of_some = sa.text("broadcast IS NOT NULL")
    op.create_index("ix_message_broadcast_status", "message", ["broadcast", "status"], postgresql_where=of_some)


def downgrade() -> None:
    op.drop_index("ix_message_broadcast_status", table_name="message")
    op.drop_constraint(op.f("fk_message_broadcast_broadcast"), "message", type_="foreignkey")
    op.drop_column("message", "broadcast")
    op.drop_table("broadcast")
