"""Where we want to quote: fair value, model spreads, and the ladder around them."""
