"""保管和交接: things that pass from one custodian to the next, and are at every moment somewhere.

A programme declares a `Chain`: which kinds of custodians there are, which `Handover` leads from which to which, by whom, within what time,
with what evidence, signed by which parties, sealed or compared with the seal. `track` takes a thing under supervision, `hand_over` moves it;
each move leaves a `Receipt` that seals the one before it, and whose code is printed on the paper. Nothing here knows what the thing is.
"""
