"""The textbook's statements, as they were tested on this machine or another."""

from __future__ import annotations

from corecurve.reports.page.content import Block, Cell, Column, PageTable, Row, Section
from corecurve.reports.textbook.account import TextbookAccount


def textbook_section(account: TextbookAccount) -> Section:
    """A table of the statements with their verdicts and the reason of each."""
    columns = [Column("no.", is_number=True), Column("statement"), Column("verdict"), Column("because")]
    rows = [
        Row(
            cells=[
                Cell(str(one.statement.number), one.statement.number),
                Cell(one.statement.text),
                Cell(one.outcome),
                Cell(one.reason),
            ]
        )
        for one in account.verdicts
    ]
    lead = f"Of {len(account.verdicts)} statements: {account.tally}. Measured on {account.machine}, {account.run}."
    table = PageTable(caption="What introductions to multiprocessing say", columns=columns, rows=rows)
    return Section(
        anchor="textbook",
        title="The textbook, tested",
        lead=lead,
        blocks=[Block(anchor="textbook-all", tables=[table])] if rows else [],
    )
