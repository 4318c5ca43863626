"""兜底 (doudi): the information system of a county civil affairs bureau."""
