"""Keeps what happened: the append-only journal (the truth) and the database projected from it."""
