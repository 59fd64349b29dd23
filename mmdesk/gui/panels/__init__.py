"""The panels around the charts; each gets its model and the actions it needs, nothing else."""
