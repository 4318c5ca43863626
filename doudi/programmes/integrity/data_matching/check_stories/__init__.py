"""What each check must find and what it must leave alone: small stories in a county of a few people, a file for each theme."""
