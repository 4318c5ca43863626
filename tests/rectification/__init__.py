"""Stories of the rectification register, its leads and its rules, over several lines."""
