"""The nouns of the desk: every other package speaks in these, and they speak of nothing else."""
