"""One front door (一门受理): what a household is known for, which benefits the facts suggest, and all of them opened at once.

The door knows no benefit by name. A programme declares a `Door`; whatever is declared is asked. The same doors are asked at night about
everybody who is known to be vulnerable and does not receive what he may (政策找人).
"""
