"""The pages that every kind of rounds and everything that is held gets without writing any: `pages_of`, `held_pages_of`, and what the desk asks."""
