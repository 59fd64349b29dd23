"""What the market shows: book, features of it, and whether it can be believed."""
