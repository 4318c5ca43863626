"""信息公示 for everybody: no account, no cookie needed, names hidden, gone when the period is over; and the progress of one's own case."""
