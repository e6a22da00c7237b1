"""How the agency speaks: politics, advertising, opinions, and words that are beneath it."""
