"""Table models: bounded, conflated, sorted in the model."""
