"""What the bureau has decided itself about a person, as the subsidies' rules ask for it."""

from __future__ import annotations

from doudi.mechanisms.entitlement.front_door.declare import Home, Someone
from doudi.mechanisms.registry.models import Category

Kind = Category.Kind

# What the bureau knows of its own decisions: nobody is asked for it, and it goes before what is said.
KNOWN_HERE = ("tekun", "orphan", "unattended_in_full", "dibao", "elder_nursing")


def registered(home: Home, someone: Someone) -> dict[str, int]:
    """The overlaps and the dibao that the bureau itself has decided (`KNOWN_HERE`)."""
    kinds = someone.categories | home.categories
    receives = {**home.receives, **someone.receives}  # decided here, though no roll has been entered since
    return {
        "tekun": int(Kind.TEKUN in kinds or "tekun" in receives),
        "orphan": int(Kind.ORPHAN in someone.categories or "orphan" in someone.receives),
        "unattended_in_full": int(
            Kind.UNATTENDED_CHILD in someone.categories or "unattended_child" in someone.receives
        ),
        "dibao": int(bool(kinds & {Kind.DIBAO_RURAL, Kind.DIBAO_URBAN}) or "dibao" in receives),
        "elder_nursing": someone.receives.get("elder_nursing", 0),
    }
