"""Whole stories from an application to what comes of it, told through the pages in a real browser."""
