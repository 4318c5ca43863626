"""The pages of the time bank: slips, volunteers, stations, how alive it is, the volunteer's phone."""
