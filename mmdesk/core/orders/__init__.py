"""The truth about our orders: life cycle, register, fewest actions, reconciliation."""
