"""The pages of near relatives: one's own declaration, the county's list of filings, what nobody declared."""
