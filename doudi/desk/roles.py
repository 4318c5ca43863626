"""Who may open the desk's own pages (social-affairs 7.3), and which roles somebody holds in a programme; who opens its pages it says itself."""

from __future__ import annotations

from typing import Any

from doudi.base.access import grants_of, roles_of
from doudi.base.roles import Role
from doudi.catalogue import programmes
from doudi.declare import Programme

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


def roles_in(user: Any, programme: Programme) -> frozenset[Role]:
    """The roles that a user holds in a programme: all of his, but that of a provider only where his organisation is one
    (`Programme.providers`). A canteen's cook has no business among the builders."""
    roles = roles_of(user)
    if programme.providers is None or Role.PROVIDER not in roles:
        return roles
    mine = frozenset(each.organisation for each in grants_of(user) if each.role == Role.PROVIDER)
    kept: dict[Any, bool] = user.__dict__.setdefault("_provides", {})
    if (programme.code, mine) not in kept:
        kept[programme.code, mine] = bool(list(programme.providers(mine)))
    return roles if kept[programme.code, mine] else roles - {Role.PROVIDER}


def fewer_in(user: Any) -> frozenset[tuple[str, frozenset[Role]]]:
    """The programmes in which a user holds fewer roles than elsewhere, with those that are left."""
    everywhere = roles_of(user)
    found = ((each.code, roles_in(user, each)) for each in programmes())
    return frozenset((code, roles) for code, roles in found if roles != everywhere)
