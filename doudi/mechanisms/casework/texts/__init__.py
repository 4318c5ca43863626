"""Short text messages to applicants: what a flow declares is queued once per action and sent by one function."""
