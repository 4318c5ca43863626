"""The pages that every benefit gets without writing any: its awards, and in one place for all of them runs, debts, deaths, standards and
simulations."""

FUNDS = "funds"  # the address that the common pages stand below: programmes/office/funds takes them
