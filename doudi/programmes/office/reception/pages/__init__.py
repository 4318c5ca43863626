"""The pages of what people send in."""

from __future__ import annotations

from doudi.mechanisms.casework.pages import of
from doudi.programmes.office.reception.pages.grievances import GRIEVANCE_PAGES
from doudi.programmes.office.reception.pages.submissions import SUBMISSION_PAGES

PAGES = (*of.pages_of(SUBMISSION_PAGES), *of.pages_of(GRIEVANCE_PAGES))
