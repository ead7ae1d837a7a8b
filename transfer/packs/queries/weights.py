"""By what money is divided: drivers with their quantities, and the time shares of posts."""

from transfer.budget.queries import list_driver_rows
from transfer.establishment.queries import list_time_shares
from transfer.packs.queries.book import Block, Book, column, table


def drivers_table(book: Book) -> Block:
    rows = [
        {
            "driver": row.driver,
            "body": row.organisation,
            "quantity": f"{row.quantity.normalize():f}",
            "as_at": row.as_at.isoformat() if row.as_at else None,
            "source": row.source,
            "_source": [row.release_id, row.source_row],
        }
        for row in list_driver_rows(book.viewer)
    ]
    columns = [
        column("driver", "Driver"),
        column("body", "Organisation"),
        column("quantity", "Quantity", "quantity"),
        column("as_at", "As at", "date"),
        column("source", "Where it comes from"),
    ]
    return table("money.drivers", "Drivers", columns, rows)


def shares_table(book: Book) -> Block:
    """How shared posts' time is split: shares only. What a single post costs is in no pack."""
    rows = [
        {
            "post": row.post_no,
            "body": row.organisation,
            "percent": f"{row.percent.normalize():f}",
            "basis": row.basis,
            "review": row.review,
            "_source": [row.release_id, row.source_row],
        }
        for row in list_time_shares(book.viewer)
    ]
    columns = [
        column("post", "Post", "code"),
        column("body", "Organisation"),
        column("percent", "Share", "percent"),
        column("basis", "Basis"),
        column("review", "Review"),
    ]
    return table("money.shares", "Time of shared posts", columns, rows, **{"class": "person"})
