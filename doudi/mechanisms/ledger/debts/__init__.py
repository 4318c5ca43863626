"""追缴: what was paid and should not have been becomes a debt only after notice and hearing, and ends repaid or waived, in the ledger."""
