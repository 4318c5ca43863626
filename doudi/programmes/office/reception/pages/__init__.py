"""The pages of what people send in."""

from __future__ import annotations

from doudi.mechanisms.casework.pages import of
from doudi.pages.declare import Page
from doudi.programmes.office.reception.pages import door, registering
from doudi.programmes.office.reception.pages.door import OPENERS
from doudi.programmes.office.reception.pages.grievances import GRIEVANCE_PAGES
from doudi.programmes.office.reception.pages.prospects import PROSPECT_PAGES
from doudi.programmes.office.reception.pages.submissions import SUBMISSION_PAGES

PAGES = (
    Page("door", "一门受理", door.door, OPENERS, icon="home-check"),
    Page("register", "登记家庭", registering.register, OPENERS, address="door/register/"),
    Page("household", "一门受理", door.household, OPENERS, address="door/household/<int:pk>/"),
    Page("door_person", "一门受理", door.person, OPENERS, address="door/person/<int:pk>/"),
    *of.pages_of(PROSPECT_PAGES),
    *of.pages_of(SUBMISSION_PAGES),
    *of.pages_of(GRIEVANCE_PAGES),
)
