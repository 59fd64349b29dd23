"""What we hold and what it earned: positions, balances, PnL and its attribution."""
