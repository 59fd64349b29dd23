"""What a person may set, checked all at once, with every mistake named. Nothing is imported here: pydantic loads late."""
