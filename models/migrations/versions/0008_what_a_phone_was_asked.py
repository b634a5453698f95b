"""When a dialogue by text was asked its question; how often somebody got the help is counted from the messages."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("dialogue", "expires_at", new_column_name="asked_at")
    op.execute("UPDATE dialogue SET asked_at = asked_at - interval '24 hours'")
    op.drop_column("contact", "helped_at")


def downgrade() -> None:
    op.add_column("contact", sa.Column("helped_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE dialogue SET asked_at = asked_at + interval '24 hours'")
    op.alter_column("dialogue", "asked_at", new_column_name="expires_at")
