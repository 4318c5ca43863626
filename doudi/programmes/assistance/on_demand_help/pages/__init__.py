"""The pages of order-style help: orders, the board of all villages, the member's phone."""
