"""From the bytes that an office sends to sheets of text cells, whatever the format."""
