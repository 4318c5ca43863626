"""What is stored of entitlement: approved parameters, awards with their changes, payment runs with their lines, recognitions, scenarios. Each room has its own."""

from __future__ import annotations

from doudi.mechanisms.entitlement.amendments.models import AmendedFact, AmendedMember, Amendment
from doudi.mechanisms.entitlement.awards.models import Award, AwardChange, Covered
from doudi.mechanisms.entitlement.parameters_entered.models import ParameterEntry
from doudi.mechanisms.entitlement.payment_runs.models import (
    Correction,
    OnlineCheck,
    OnlineDifference,
    Payment,
    PaymentFile,
    PaymentRun,
    RunStep,
)
from doudi.mechanisms.entitlement.recognitions.models import Recognised, RecognisedChange, RecognisedPerson
from doudi.mechanisms.entitlement.simulations.models import Scenario

__all__ = [
    "AmendedFact",
    "AmendedMember",
    "Amendment",
    "Award",
    "AwardChange",
    "Correction",
    "Covered",
    "OnlineCheck",
    "OnlineDifference",
    "ParameterEntry",
    "Payment",
    "PaymentFile",
    "PaymentRun",
    "Recognised",
    "RecognisedChange",
    "RecognisedPerson",
    "RunStep",
    "Scenario",
]
