"""An application whose confirmation is a recognition: nothing is proposed but yes or no, and it holds until a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.utils import timezone

from doudi.base.months import month_of
from doudi.base.roles import Role
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.mechanisms.entitlement.applications.handling import Handling
from doudi.mechanisms.entitlement.applications.models import ForRecognition
from doudi.mechanisms.entitlement.awards.decisions import Assessed
from doudi.mechanisms.entitlement.parameters_entered import queries as parameters
from doudi.mechanisms.entitlement.recognitions.assessing import assess
from doudi.mechanisms.entitlement.recognitions.declare import Recognition
from doudi.mechanisms.entitlement.recognitions.services import Decided, recognise

Row = TypeVar("Row", bound=ForRecognition)


@dataclass(frozen=True)
class RecognitionHandling(Handling[Row]):
    """A confirmed application becomes a recognition (认定). `recognition`: which one, or what says so of a row."""

    recognition: Recognition | Callable[[Row], Recognition] | None = None

    def recognition_of(self, row: Row) -> Recognition:
        """The recognition that a row asks for."""
        assert self.recognition is not None, "an application asks for a recognition"
        return self.recognition if isinstance(self.recognition, Recognition) else self.recognition(row)

    def assessed(self, row: Row, on: dt.date) -> Assessed:
        """By the standard of the month in which it is decided: it holds from that day."""
        recognition = self.recognition_of(row)
        terms = parameters.terms(recognition.book, month_of(on), known=on, area=row.case.area_code)
        return assess(recognition, self.family(row, on), terms)

    def outcome(self, row: Row) -> Mapping[str, Any]:
        return {"有效期至": f"{row.recognised.until_on}" if row.recognised is not None else ""}

    def confirm(self, case: Case, taken: ActionTaken) -> None:
        row, on = self.of(case), timezone.localdate(taken.at)
        assert taken.by is not None, "people confirm"
        decided = Decided(on, str(taken.data["document"]), taken.by, taken.at, f"{case.number}审核确认")
        row.recognised = recognise(
            self.recognition_of(row),
            self.family(row, on),
            decided,
            party_id=row.party_id,
            area_code=case.area_code,
            delegated_to=frozenset({Role.TOWNSHIP_LEADER}) if case.delegated else frozenset(),
        )
        row.document = decided.document
        row.save(update_fields=["recognised", "document"])
