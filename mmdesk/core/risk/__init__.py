"""What must be true before an order leaves: limits, and the one gate."""
