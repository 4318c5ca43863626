"""The money of the year before the lists: awards, decisions, eleven months of payments, all through the services that the pages use."""
