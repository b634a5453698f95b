"""The desk: whose turn a ticket is and until when, PINs, which notice a message is."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN = "status IN ('new', 'assigned', 'in_progress', 'waiting', 'reopened')"
TIMES = ("level_at", "due_at", "reminded_at", "answered_at", "look_at", "done_at")


def upgrade() -> None:
    op.create_table(
        "pin",
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("phone", name=op.f("pk_pin")),
    )
    for name in ("last_ticket", "last_inquiry"):
        op.add_column("contact", sa.Column(name, sa.String(), server_default="", nullable=False))
    op.add_column("message", sa.Column("notice", sa.String(), server_default="", nullable=False))
    op.add_column("ticket_event", sa.Column("kind", sa.String(), server_default="status", nullable=False))
    op.add_column("ticket", sa.Column("urgent", sa.Boolean(), server_default="false", nullable=False))
    op.add_column("ticket", sa.Column("channel", sa.String(), server_default="", nullable=False))
    op.add_column("ticket", sa.Column("level", sa.String(), server_default="village", nullable=False))
    op.add_column("ticket", sa.Column("assignee", sa.String(), nullable=True))
    op.add_column("ticket", sa.Column("stars", sa.Integer(), nullable=True))
    for name in TIMES:
        op.add_column("ticket", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_ticket_open", "ticket", ["village", "due_at"], postgresql_where=sa.text(OPEN))
    op.create_index("ix_ticket_look_at", "ticket", ["look_at"], postgresql_where=sa.text(OPEN))
    op.create_index("ix_ticket_resolved", "ticket", ["done_at"], postgresql_where=sa.text("status = 'resolved'"))
    op.execute(f"UPDATE ticket SET look_at = now() WHERE {OPEN}")
    op.create_table(
        "digest",
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("phone", name=op.f("pk_digest")),
    )


def downgrade() -> None:
    op.drop_table("digest")
    op.drop_index("ix_ticket_look_at", table_name="ticket")
    op.drop_index("ix_ticket_resolved", table_name="ticket")
    op.drop_index("ix_ticket_open", table_name="ticket")
    for name in (*TIMES, "stars", "assignee", "level", "channel", "urgent"):
        op.drop_column("ticket", name)
    op.drop_column("ticket_event", "kind")
    op.drop_column("message", "notice")
    for name in ("last_inquiry", "last_ticket"):
        op.drop_column("contact", name)
    op.drop_table("pin")
