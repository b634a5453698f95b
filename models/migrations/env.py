"""What alembic runs: on the connection that `models.migrate.upgrade` hands over."""

from alembic import context

from models.base import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, transaction_per_migration=False)
context.run_migrations()
