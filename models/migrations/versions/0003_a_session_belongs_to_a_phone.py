"""A telco session is known by its id and its phone: the same id from another phone is another session."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_constraint("pk_ussd_session", "ussd_session", type_="primary")
    op.create_primary_key("pk_ussd_session", "ussd_session", ["channel", "session_id", "phone"])


def downgrade() -> None:
    op.drop_constraint("pk_ussd_session", "ussd_session", type_="primary")
    op.create_primary_key("pk_ussd_session", "ussd_session", ["channel", "session_id"])
