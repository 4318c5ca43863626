"""The pages of the chains: cases and their forms, the line of one urn, the township board, alerts, certificates."""
