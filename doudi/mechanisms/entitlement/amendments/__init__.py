"""变更：what becomes of an award after it was confirmed, as cases of a flow: looked at again on its day, changed circumstances, stop."""
