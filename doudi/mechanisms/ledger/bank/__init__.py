"""代发: what goes to the agent bank as a file of lines and what the bank answers, line by line, until the money in transit is nought."""
