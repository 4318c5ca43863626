"""长者服务卡: a printed card of codes, for people who have no phone. Each code is good for one order.

All codes follow from a secret that lies encrypted; the order says which one it asks for, so a volunteer who has seen one cannot use it
again, and a card that was copied down once tells him nothing of the next order.
"""

from __future__ import annotations

import hmac
import secrets

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC

from doudi.base.refused import Refused
from doudi.mechanisms.orders.models import Client

CODES = 40  # on one card: about a year and a half
MOST_TRIES = 5  # wrong ones for one order


def new_secret() -> str:
    """A secret for a card; no card follows from another."""
    return secrets.token_hex(16)


def code_of(client: Client, place: int) -> str:
    """The four digits that stand at a place (1 to 40) of the client's present card."""
    mac = HMAC(bytes.fromhex(client.card_secret), hashes.SM3())
    mac.update(f"{client.card_number}:{place}".encode())
    return f"{int.from_bytes(mac.finalize()[:8], 'big') % 10_000:04d}"


def codes_of(client: Client) -> list[str]:
    """All codes of the present card, in their order: to be printed, never shown on a page of a worker."""
    return [code_of(client, place) for place in range(1, CODES + 1)]


def next_challenge(client: Client | None) -> int | None:
    """Which code the next order asks for; None if the client has no card or has used it up. Marks it as used on the object."""
    if client is None or not client.card_secret or client.card_used >= CODES:
        return None
    client.card_used += 1
    return client.card_used


def check_code(client: Client | None, challenge: int | None, given: str, tries: int) -> None:
    """Refuse a code that is not the one asked for, and any after too many wrong ones."""
    if client is None or challenge is None:
        raise Refused("服务对象没有可用的服务卡（未发卡或密码已用完），请由站点电话回访确认。")
    if tries >= MOST_TRIES:
        raise Refused(f"本单卡密码已错{tries}次，不能再用卡确认，请由站点电话回访确认。")
    if not hmac.compare_digest(code_of(client, challenge), given.strip()):
        raise WrongCode(f"卡上第{challenge}号密码不对，请老人再看一遍卡片（还可试{MOST_TRIES - tries - 1}次）。")


class WrongCode(Refused):
    """A wrong code: counted, although nothing else is done."""
