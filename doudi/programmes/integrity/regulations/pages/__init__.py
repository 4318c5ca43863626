"""The pages of lasting rules and leading groups."""
