"""The pages of the register: its items, and the board by aspect."""
