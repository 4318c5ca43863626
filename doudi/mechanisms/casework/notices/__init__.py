"""公示: what is told to a village about a decision, for how long, and nothing beyond what the law lets it say (R-PUB-01 to 05)."""
