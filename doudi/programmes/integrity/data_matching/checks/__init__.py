"""The checks of the month's comparison, in the order of their ids."""

from doudi.mechanisms.matching.declare import Check
from doudi.programmes.integrity.data_matching.checks import (
    accounts,
    certificates,
    death_and_absence,
    double_benefits,
    income,
    missed,
    names,
    property,
    staff_and_kin,
    utilities,
)

CHECKS: tuple[Check, ...] = tuple(
    sorted(
        (
            *death_and_absence.CHECKS,
            *double_benefits.CHECKS,
            *staff_and_kin.CHECKS,
            *property.CHECKS,
            *income.CHECKS,
            *utilities.CHECKS,
            *certificates.CHECKS,
            *accounts.CHECKS,
            *missed.CHECKS,
            *names.CHECKS,
        ),
        key=lambda check: check.code,
    )
)
