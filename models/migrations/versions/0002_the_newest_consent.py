"""The newest consent of a phone is found by one index"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_consent_phone_id", "consent", ["phone", "id"], unique=False)
    op.drop_index("ix_consent_phone", table_name="consent")


def downgrade() -> None:
    op.create_index("ix_consent_phone", "consent", ["phone"], unique=False)
    op.drop_index("ix_consent_phone_id", table_name="consent")
