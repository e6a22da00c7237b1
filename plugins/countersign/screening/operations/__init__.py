"""What would harm an investigation or the people who work on it."""
