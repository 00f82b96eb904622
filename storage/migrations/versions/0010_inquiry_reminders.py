"""Conversations that wait for an answer already are reminded of; new ones are as they begin to wait.

Revision: 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_BEGIN = """
INSERT INTO due_reminder (kind, subject, shop_id, since, counts_from, due_at, told, is_stopped)
SELECT 'inquiry', id, shop_id, waiting_since, waiting_since, waiting_since, 0, :no
FROM thread WHERE waiting_since IS NOT NULL
"""
"""The sweep moves each on to its shop's delay."""


def upgrade() -> None:
    op.execute(sa.text(_BEGIN).bindparams(no=False))


def downgrade() -> None:
    op.execute("DELETE FROM outbox_intent WHERE dedupe_key LIKE 'reminder:inquiry:%'")
    op.execute("DELETE FROM due_reminder WHERE kind = 'inquiry'")
