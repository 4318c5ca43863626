"""A year of home visits that were, with cheats among them who do what cheats do, and the truth about each: to measure proof with.

Nothing here knows the thresholds of the signals. Honest workers err as people and telephones do (satellites in valleys, no signal, forgotten
check-outs, a hurried visit); cheats hide as well as they can, and some are seen by nobody.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from doudi.mechanisms.orders.proof.tables import TABLES, Evidence

DEGREE = 111_195.0  # metres in a degree of latitude
WEST = DEGREE * np.cos(np.radians(27.0))
ITEMS = ("H01", "H02", "H03", "H04", "H09")
MINUTES = np.array([60, 45, 30, 60, 20])
SHARES = np.array([0.38, 0.06, 0.16, 0.22, 0.18])
BIT = np.uint64(1)
BY_RULE = ("short", "forgot", "collided")


@dataclass(frozen=True)
class Told:
    """What was sent in, and what was so: order_id, cheat ('' if none; a word of `BY_RULE` where a rule asks for a person anyway)."""

    evidence: Evidence
    truth: pl.DataFrame


def year(orders: int, seed: int = 2024) -> Told:
    """So many orders over twelve months; about one in twelve is a cheat's."""
    dice = np.random.default_rng(seed)
    clients, workers = max(orders // 28, 40), max(orders // 500, 8)
    home_lat = 27.0 + dice.normal(0, 0.13, clients)
    home_lon = 115.0 + dice.normal(0, 0.13, clients)
    urban = dice.random(clients) < 0.3
    # Everybody has clients near one another: sorted along a line through the county, cut among the workers.
    of_worker = np.array_split(np.argsort(np.round(home_lat, 1) * 1e3 + home_lon), workers)
    rows = _days(dice, orders, of_worker, home_lat, home_lon)
    n = len(rows["client"])
    item, stayed = rows["item"], rows["stayed"].copy()
    asked = MINUTES[item].astype(float)
    cheat = np.full(n, "", dtype="<U12")
    kind = _kinds(dice, rows["worker"], workers)
    begin = rows["begin"].copy()
    true_lat, true_lon = home_lat[rows["client"]], home_lon[rows["client"]]
    lat, lon = _seen(dice, true_lat, true_lon)
    out_lat, out_lon = _seen(dice, true_lat, true_lon)
    photos = dice.integers(0, 2**64, n, dtype=np.uint64)
    confirmed = dice.choice(["card", "second_device", "family", "call_back", ""], n, p=[0.55, 0.18, 0.1, 0.1, 0.07])
    denied = np.zeros(n, dtype=bool)

    def some(code: str, share: float) -> np.ndarray:
        chosen: np.ndarray = (kind == code) & (dice.random(n) < share)
        return chosen

    # He sits somewhere else and presses the button: at home, in the village shop, now and then near enough to pass.
    ghost = some("ghost", 0.55)
    cheat[ghost] = "ghost"
    away = dice.lognormal(7.6, 0.9, n)
    turn = dice.random(n) * 2 * np.pi
    for where, base, size, wave in ((lat, true_lat, DEGREE, np.cos(turn)), (lon, true_lon, WEST, np.sin(turn))):
        where[ghost] = (base + away / size * wave)[ghost]
    out_lat[ghost], out_lon[ghost] = lat[ghost] + dice.normal(0, 8, n)[ghost] / DEGREE, lon[ghost]
    # He comes, leaves soon, and checks out from the road when the hour is over; or checks out at once.
    hasty = some("hasty", 0.6)
    cheat[hasty] = "hasty"
    on_the_road = hasty & (dice.random(n) < 0.6)
    out_lat[on_the_road] += (dice.lognormal(7.4, 0.8, n) / DEGREE)[on_the_road]
    early = hasty & ~on_the_road
    stayed[early] = (asked * dice.beta(4, 3, n))[early]
    # Last month's picture again: saved anew, made brighter; sometimes cut so that it is hardly the same.
    copied = some("copied", 0.7)
    cheat[copied] = "copied"
    photos = _copies(dice, photos, copied, rows["worker"], begin)
    # Places typed in by a program, to the client's door.
    typed = some("typed", 0.8)
    cheat[typed] = "typed"
    lat[typed], lon[typed] = np.round(true_lat[typed], 6), np.round(true_lon[typed], 6)
    # A desk: ten orders in a row, all of one length, or at night.
    desk = some("desk", 0.7)
    cheat[desk] = "desk"
    fixed = np.round(dice.random(workers) * 60)
    stayed[desk] = (asked[desk].astype(int) + 1) + fixed[rows["worker"]][desk] / 60
    late = desk & (dice.random(n) < 0.3)
    begin[late] = (
        begin[late].astype("datetime64[D]")
        + np.timedelta64(23, "h")
        + dice.integers(0, 3600, n)[late].astype("timedelta64[s]")
    )
    # Two places at once: another takes his telephone, or the times are written in afterwards.
    doubled = some("doubled", 0.5)
    cheat[doubled] = "doubled"
    begin[doubled] -= (dice.gamma(4.0, 900.0, n)).astype("timedelta64[s]")[doubled]
    # A bath by one where two are paid.
    bath = item == 1
    alone = bath & ((kind == "alone") | (dice.random(n) < 0.03))
    cheat[alone & (cheat == "")] = "alone"
    # He confirms for the client on his own telephone.
    himself = some("ghost", 0.4) | some("desk", 0.5) | (dice.random(n) < 0.004)
    confirmed[himself & (cheat != "")] = "worker_device"
    # Dead, or in hospital, and served.
    days = begin.astype("datetime64[D]")
    deaths, absences, gone = _gone(dice, rows["client"], days, kind, clients)
    cheat[gone & (cheat == "")] = "gone"
    # Asked by telephone, one in ten; old people forget, and some are afraid to say it.
    called = dice.random(n) < 0.1
    denied |= called & np.isin(cheat, ("ghost", "desk", "gone", "typed")) & (dice.random(n) < 0.6)
    denied |= called & (cheat == "") & (dice.random(n) < 0.002)
    keep = ~(gone & (cheat == "gone") & (kind == ""))
    return _told(dice, rows, begin, stayed, lat, lon, out_lat, out_lon, photos, confirmed, denied, cheat, alone, home_lat, home_lon, urban, deaths, absences, keep)  # fmt: skip


def _days(dice: Any, orders: Any, of_worker: Any, home_lat: Any, home_lon: Any) -> Any:
    """Who went to whom and when: each worker on his round, with the time that roads take."""
    client, worker, begin, items, stayed = [], [], [], [], []
    start = dt.datetime(2024, 1, 2)
    made = 0
    day = 0
    while made < orders:
        today = np.datetime64(start + dt.timedelta(days=day % 360), "s")
        for number, mine in enumerate(of_worker):
            if dice.random() < 0.25 or made >= orders:
                continue
            some = dice.choice(mine, min(len(mine), int(dice.integers(2, 8))), replace=False)
            some = some[np.argsort(home_lon[some])]
            clock = 8 * 3600 + dice.normal(0, 900)
            here = some[0]
            for each in some:
                way = np.hypot((home_lat[each] - home_lat[here]) * DEGREE, (home_lon[each] - home_lon[here]) * WEST)
                clock += way / (dice.uniform(18, 38) / 3.6) + dice.gamma(2, 240)
                if clock > 17.5 * 3600:
                    break
                client.append(each)
                worker.append(number)
                begin.append(today + np.timedelta64(int(clock), "s"))
                items.append(dice.choice(len(ITEMS), p=SHARES))
                stayed.append(MINUTES[items[-1]] + dice.gamma(2.0, 4.0) + dice.normal(0, 1.5))
                clock += stayed[-1] * 60 + 60
                here = each
                made += 1
        day += 1
    return {
        "client": np.array(client),
        "worker": np.array(worker),
        "begin": np.array(begin, dtype="datetime64[s]"),
        "item": np.array(items),
        "stayed": np.array(stayed),
    }


def _kinds(dice: Any, worker: Any, workers: Any) -> Any:
    """Which worker is which kind of cheat; four in five are none."""
    codes = np.array(["", "ghost", "hasty", "copied", "typed", "desk", "doubled", "alone", "gone"])
    chances = [0.82, 0.03, 0.03, 0.03, 0.015, 0.015, 0.02, 0.02, 0.02]
    of = dice.choice(codes, workers, p=chances)
    of[: len(codes)] = codes[: min(len(codes), workers)]  # each kind is there
    return of[worker]


def _seen(dice: Any, lat: Any, lon: Any) -> Any:
    """What satellites say: ten to forty metres off, in a valley or a stairwell hundreds."""
    n = len(lat)
    off = np.where(dice.random(n) < 0.015, dice.lognormal(5.8, 0.5, n), dice.lognormal(3.1, 0.6, n))
    turn = dice.random(n) * 2 * np.pi
    return lat + off / DEGREE * np.cos(turn), lon + off / WEST * np.sin(turn)


def _copies(dice: Any, photos: Any, copied: Any, worker: Any, begin: Any) -> Any:
    """The pictures of those who copy are earlier ones of their own, a few bits changed."""
    found = photos.copy()
    for each in np.unique(worker[copied]):
        mine = np.flatnonzero(worker == each)
        mine = mine[np.argsort(begin[mine])]
        for place, row in enumerate(mine):
            if copied[row] and place:
                bits = found[mine[dice.integers(0, place)]]
                for bit in dice.integers(
                    0, 64, dice.choice([0, 1, 2, 3, 4, 6, 10], p=[0.35, 0.2, 0.15, 0.1, 0.08, 0.07, 0.05])
                ):
                    bits ^= BIT << np.uint64(bit)
                found[row] = bits
    return found


def _gone(dice: Any, client: Any, days: Any, kind: Any, clients: Any) -> Any:
    """Who died or lay in hospital when, and which visits fell into it."""
    died = np.full(clients, np.datetime64("2099-01-01"))
    some = dice.random(clients) < 0.04
    died[some] = np.datetime64("2024-01-05") + dice.integers(0, 355, some.sum()).astype("timedelta64[D]")
    since = np.full(clients, np.datetime64("2099-01-01"))
    ill = dice.random(clients) < 0.12
    since[ill] = np.datetime64("2024-01-05") + dice.integers(0, 330, ill.sum()).astype("timedelta64[D]")
    until = since + (3 + dice.gamma(2.0, 6.0, clients)).astype(int).astype("timedelta64[D]")
    gone = (days > died[client]) | ((days > since[client]) & (days < until[client]))
    deaths = pl.DataFrame({"person": np.flatnonzero(some), "day": died[some]})
    absences = pl.DataFrame(
        {"person": np.flatnonzero(ill), "since": since[ill], "until": until[ill], "words": ["住院"] * int(ill.sum())}
    )
    return deaths, absences, gone


def _told(
    dice: Any,
    rows: Any,
    begin: Any,
    stayed: Any,
    lat: Any,
    lon: Any,
    out_lat: Any,
    out_lon: Any,
    photos: Any,
    confirmed: Any,
    denied: Any,
    cheat: Any,
    alone: Any,
    home_lat: Any,
    home_lon: Any,
    urban: Any,
    deaths: Any,
    absences: Any,
    keep: Any,
) -> Told:
    n = len(begin)
    number = np.arange(n)
    stays = (stayed * 60 + dice.random(n) * 30 * (cheat != "desk")).astype("timedelta64[s]")
    out_at = begin + stays
    item, client = rows["item"], rows["client"]
    no_place = (dice.random(n) < 0.03) & (cheat == "")
    tag = dice.random(n) < 0.12
    tag &= cheat == ""
    forgot = (dice.random(n) < 0.01) & (cheat == "")
    clock = begin + np.where(dice.random(n) < 0.003, dice.integers(-9000, 9000, n), dice.normal(0, 4, n)).astype(
        "timedelta64[s]"
    )
    sent = begin + np.where(dice.random(n) < 0.06, dice.lognormal(8.5, 1.1, n), 0).astype("timedelta64[s]")
    orders = pl.DataFrame(
        {
            "order_id": number,
            "number": [f"HC{each:06}" for each in number],
            "day": begin.astype("datetime64[D]"),
            "client": client,
            "item": np.array(ITEMS)[item],
            "planned_at": begin.astype("datetime64[us]"),
            "planned_minutes": MINUTES[item],
            "minimum_minutes": MINUTES[item],
            "workers_needed": np.where(item == 1, 2, 1),
            "at_home": np.ones(n, dtype=bool),
            "any_hour": np.zeros(n, dtype=bool),
            "home_lat": home_lat[client],
            "home_lon": home_lon[client],
            "urban": urban[client],
            "photos_needed": np.where(item == 4, 0, 1),
            "certificate": [""] * n,
            "confirmed_by": confirmed,
            "denied": denied,
        }
    )
    there = pl.DataFrame(
        {
            "order_id": number,
            "worker": rows["worker"],
            "in_at": begin.astype("datetime64[us]"),
            "out_at": out_at.astype("datetime64[us]"),
            "in_lat": lat,
            "in_lon": lon,
            "in_accuracy": dice.lognormal(2.7, 0.5, n),
            "in_by_code": tag,
            "out_lat": out_lat,
            "out_lon": out_lon,
            "out_by_code": tag,
            "phone_at": clock.astype("datetime64[us]"),
            "received_at": sent.astype("datetime64[us]"),
            "device": [f"phone {each}" for each in rows["worker"]],
        }
    ).with_columns(
        *(
            pl.when(pl.Series(no_place & ~tag)).then(None).otherwise(pl.col(c)).alias(c)
            for c in ("in_lat", "in_lon", "out_lat", "out_lon")
        ),
        out_at=pl.when(pl.Series(forgot)).then(None).otherwise(pl.col("out_at")),
    )
    # The second of a bath comes with the first; hers is a roster of those who only assist.
    second = (item == 1) & ~alone
    helper = there.filter(pl.Series(second)).with_columns(worker=pl.col("worker") + 100_000, device=pl.lit(""))
    pictures = pl.DataFrame(
        {
            "order_id": number,
            "number": orders["number"],
            "content": [f"{each:x}" for each in number],
            "fingerprint": photos.astype(np.int64),
            "taken_at": begin.astype("datetime64[us]"),
        }
    )
    kept = pl.Series(keep)
    empty = {name: pl.DataFrame(schema=dict(TABLES[name])) for name in ("certificates", "kin")}
    evidence = Evidence(
        orders.filter(kept),
        pl.concat([there.filter(kept), helper.filter(pl.col("order_id").is_in(number[keep]))]),
        photos=pictures.filter(kept),
        deaths=deaths,
        absences=absences,
        certificates=empty["certificates"],
        kin=empty["kin"],
    )
    # What the rules send to a person whoever is to blame is named and counted apart: a visit cut short (R-HOME-06), a check-out that was
    # forgotten (R-TB-04), the true half of two that collide (R-HOME-08).
    told = np.where((cheat == "") & (stayed < MINUTES[item]) & ~forgot, "short", cheat)
    told = np.where((told == "") & forgot, "forgot", told)
    forged = begin[cheat == "doubled"], out_at[cheat == "doubled"], rows["worker"][cheat == "doubled"]
    for since, until, who in zip(*forged, strict=True):
        hit = (rows["worker"] == who) & (begin < until) & (out_at > since)
        told[hit & (told == "")] = "collided"
    truth = pl.DataFrame({"order_id": number, "cheat": told}).filter(kept)
    return Told(evidence, truth)
