"""The ledger: amounts of money and of time moved from account to account, for a reason, once, and never changed afterwards."""
