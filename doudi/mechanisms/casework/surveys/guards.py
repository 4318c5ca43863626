"""What was found and signed in a household's home stays as it was sent."""

from __future__ import annotations

from doudi.base.guards import append_only

GUARDS = tuple(
    append_only(f"surveys_{table}", "入户调查记录不可修改或删除")
    for table in ("survey", "surveyitem", "surveypicture", "companionanswer")
)
