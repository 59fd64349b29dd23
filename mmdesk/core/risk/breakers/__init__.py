"""Circuit breakers: readings in, moves out, and what may leave a market while any of them is not closed."""
