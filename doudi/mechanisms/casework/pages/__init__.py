"""Pages that every flow gets without writing any: list, case with its road, forms of its actions, its picture, the leader's board.

A programme says what is its own in `CasePages` (pages.declare) and puts `pages_of(...)` among its pages. Parts of them (`forms`, `road`)
serve programmes that draw a page of their own.
"""
