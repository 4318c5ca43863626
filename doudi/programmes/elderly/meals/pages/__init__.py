"""The pages of meals."""
