"""One theme a file: each check reads the text and its figures, and answers with faults."""
