"""履约证明: whether a service that is said to have been delivered was delivered, judged from what can be checked, in words.

Pure: tables in, tables out. A signal is declared as a question over tables (`declare.Signal`), all are put to all orders at once
(`judging.judge`), and every order gets a grade with the reasons. What cannot be checked is said to be unchecked. A grade pays nobody
and accuses nobody: it says which money waits until a person has looked.
"""
