"""Temporary assistance in a real browser."""
