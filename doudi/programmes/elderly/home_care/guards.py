"""What came from a phone stays as it was sent."""

from __future__ import annotations

from doudi.base.guards import append_only

GUARDS = (
    append_only("home_care_assessmentsent", "断网评估记录不可修改或删除"),
    append_only("home_care_assessmentpicture", "断网评估记录不可修改或删除"),
)
