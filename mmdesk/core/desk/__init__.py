"""One desk: the state the pipeline works on, and what each kind of event does to it."""
