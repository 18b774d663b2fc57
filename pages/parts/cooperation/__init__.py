"""The pieces of 东西部协作: its tables, its Excel, the way into the ledger."""
