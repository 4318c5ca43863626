"""Time limits set by policy, as flows ask for them: a parameter's value on a day, what the county has entered included."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from doudi.mechanisms.entitlement.parameters_entered.queries import terms_in_force
from doudi.mechanisms.entitlement.policy import Policy


@dataclass(frozen=True)
class Set:
    """A number of days, or a share, that a policy sets (casework.declare.Term). As text: the value the program comes with."""

    policy: type[Policy]
    name: str

    def on(self, day: dt.date) -> int:
        """In force on a day; Refused if the policy has no value for it."""
        return int(terms_in_force(self.policy, day)[self.name])

    def __str__(self) -> str:
        return str(self.policy.parameters()[self.name].dated[-1].written)
