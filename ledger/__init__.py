"""The ledger: problems from findings and inspectors' lists, handed to somebody, closed by a second person, looked at again."""
