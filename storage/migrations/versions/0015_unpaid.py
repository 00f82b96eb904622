"""Finds and counts every order of which money is missing, no longer only those whose customer is asked for it now.

Revision: 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

from storage import column_types

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_INDEX = "ix_shop_order_payment"
_WAS_ASKED = "request_state IN ('awaiting_deposit', 'processing', 'requested')"
_IS_UNPAID = "unpaid > 0"
_GOING_BACK = (
    "(SELECT coalesce(sum(amount), 0) FROM payment_refund WHERE order_id = shop_order.id AND state = 'pending')"
)


def upgrade() -> None:
    op.add_column("shop_order", sa.Column("unpaid", column_types.Big(), nullable=False, server_default="0"))
    op.execute(
        f"UPDATE shop_order SET unpaid = total - captured + refunded + {_GOING_BACK} "
        "WHERE status = 'confirmed' AND payment_method NOT IN ('door_card', 'door_cash') AND sheet_state <> 'requested'"
    )
    op.execute("UPDATE shop_order SET unpaid = 0 WHERE unpaid < 0")
    _count(_IS_UNPAID)


def downgrade() -> None:
    _count(_WAS_ASKED)
    op.drop_column("shop_order", "unpaid")


def _count(holds: str) -> None:
    """The list, which an index is for, and how long it is."""
    where = sa.text(holds)
    op.drop_index(_INDEX, table_name="shop_order")
    op.create_index(_INDEX, "shop_order", ["shop_id", "placed_at", "id"], sqlite_where=where, postgresql_where=where)
    op.execute(
        "UPDATE concern_count SET orders = "
        f"(SELECT count(*) FROM shop_order WHERE shop_id = concern_count.shop_id AND {holds}) WHERE concern = 'payment'"
    )
