"""The pages of home care beside those that every kind of order has."""
