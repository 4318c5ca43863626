"""Reading official Chinese prose: the figures of a summary that somebody wrote, and what is wrong with them.

Pure: no Django, no database, no clock. `reading.read` turns a file into a `Text`; `checked.check` answers with every figure (what it
counts, its unit, period and line of business) and every fault, each with its sentence and place. Rules and grammar, no model.
"""
