"""The market: how far buyer and seller have come with each other, products that wait for an officer, their season."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TIMES = ("buyer_agreed_at", "seller_agreed_at", "last_at", "reported_at")


def upgrade() -> None:
    op.add_column("inquiry", sa.Column("channel", sa.String(), server_default="", nullable=False))
    for name in TIMES:
        op.add_column("inquiry", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE inquiry SET last_at = created_at")
    op.alter_column("inquiry", "last_at", nullable=False)
    op.create_index(
        "ix_inquiry_silent", "inquiry", ["last_at"], postgresql_where=sa.text("status IN ('new', 'answered')")
    )
    op.add_column("inquiry_event", sa.Column("kind", sa.String(), server_default="status", nullable=False))
    op.add_column("product", sa.Column("status", sa.String(), server_default="active", nullable=False))
    op.add_column("product", sa.Column("season", sa.String(), server_default="", nullable=False))
    op.create_index("ix_product_waiting", "product", ["village"], postgresql_where=sa.text("status = 'waiting'"))


def downgrade() -> None:
    op.drop_index("ix_product_waiting", table_name="product")
    for name in ("season", "status"):
        op.drop_column("product", name)
    op.drop_column("inquiry_event", "kind")
    op.drop_index("ix_inquiry_silent", table_name="inquiry")
    for name in (*TIMES, "channel"):
        op.drop_column("inquiry", name)
