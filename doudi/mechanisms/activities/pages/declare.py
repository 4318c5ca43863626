"""What a programme says to have the pages of its rounds: `VisitPages`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from doudi.mechanisms.activities.declare import VisitKind


@dataclass(frozen=True)
class VisitPages:
    """The pages of one kind of rounds in a programme's namespace. `subject`: how those on the roll are called."""

    programme: str
    kind: VisitKind
    subject: str

    def url(self, page: str, *args: Any) -> str:
        return reverse(f"{self.programme}:{page}", args=args)
