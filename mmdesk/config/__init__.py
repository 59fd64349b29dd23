"""What a person may set, checked all at once, every mistake named. Imports nothing: pydantic loads late."""
