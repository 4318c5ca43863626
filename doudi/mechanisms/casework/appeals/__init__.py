"""救济：申诉、行政复议、行政诉讼 against a decision, linked to the case it was made in, each with the time there is for it."""
