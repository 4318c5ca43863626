"""Who may open the desk's own pages (social-affairs 7.3); those of programmes say it themselves."""

from __future__ import annotations

from doudi.base.roles import Role

# The log: leaders, the discipline commission and auditors read it; the administrator reads his own doings only.
LOG_ROLES = frozenset({Role.BUREAU_LEADER, Role.INSPECTOR, Role.AUDITOR, Role.ADMINISTRATOR})
USER_ROLES = frozenset({Role.ADMINISTRATOR})
# Who looks after what others have on their desks, and sees what is late and who has it.
OVERSEERS = frozenset(
    {
        Role.BUREAU_LEADER,
        Role.VERIFICATION_CENTRE,
        Role.COUNTY_OFFICER,
        Role.TOWNSHIP_LEADER,
    }
)
