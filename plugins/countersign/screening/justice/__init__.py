"""What may not be said before a court has spoken: guilt and innocence, and comments on an open case."""
