"""一门受理: whoever comes, from the web, by telephone or in person, is received once, at one door."""
