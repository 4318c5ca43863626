"""The pages that every benefit gets without writing any: its awards, and in one place for all of them runs, debts, deaths, standards and
simulations."""
