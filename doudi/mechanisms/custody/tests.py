"""A parcel goes from the office by a carrier to a shelf: it is always somewhere, and every receipt holds to the one before."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.base import guards
from doudi.base.limits import Days
from doudi.base.models import Unchangeable, User
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import NOW, OTHER_VILLAGE, TODAY, TOWN, VILLAGE, build_county, somebody
from doudi.mechanisms.custody import queries
from doudi.mechanisms.custody.declare import DOORKEEPERS, Chain, Doorkeeper, Handover, Kind, Sealing
from doudi.mechanisms.custody.guards import GUARDS
from doudi.mechanisms.custody.models import Custodian, Receipt, TrackedItem
from doudi.mechanisms.custody.paper import RECEIPT, sheet_of
from doudi.mechanisms.custody.sealing import first_broken
from doudi.mechanisms.custody.services import (
    Handing,
    NewItem,
    Whereabouts,
    close_custodian,
    hand_over,
    hand_over_each,
    register_custodian,
    set_capacity,
    track,
    track_each,
)
from doudi.mechanisms.papers.making import print_view

pytestmark = pytest.mark.django_db
CLERK, HELPER = Role.TOWNSHIP_CLERK, Role.VILLAGE_WORKER
FETCH = Handover(
    "fetch", "取件", "OFFICE", "CARRIER", CLERK, evidence=("单据",), signed_by=("取件人", "经办人"), seal=Sealing.NEW
)
PUT = Handover("put", "上架", "CARRIER", "SHELF", HELPER, within=Days(7), seal=Sealing.COMPARED, needs_place=True)
TAKE = Handover("take", "下架", "SHELF", "CARRIER", frozenset({HELPER, CLERK}), needs_reason=True)
GIVE_BACK = Handover("give_back", "退回", "CARRIER", "OFFICE", CLERK)
PARCELS = Chain(
    "test.parcels",
    "包裹",
    kinds=(Kind("OFFICE", "办公室"), Kind("CARRIER", "取件人"), Kind("SHELF", "货架", registered=True, at_rest=True)),
    start=("OFFICE",),
    handovers=(FETCH, PUT, TAKE, GIVE_BACK),
)


class Depot:
    """A clerk, a helper, two shelves, of which one has two places."""

    def __init__(self) -> None:
        build_county()
        self.clerk, self.helper = somebody("clerk", CLERK, TOWN), somebody("helper", HELPER, VILLAGE)
        self.shelf = self.shelf_of("S1", capacity=2)
        self.large = self.shelf_of("S2", capacity=None)

    def shelf_of(self, code: str, capacity: int | None) -> Custodian:
        new = Custodian(kind="SHELF", code=code, name=f"货架{code}", area_code=VILLAGE, capacity=capacity)
        return register_custodian(new, by=self.clerk, at=NOW)

    def parcel(self, key: str = "1") -> TrackedItem:
        return track(PARCELS, NewItem(key, f"包裹{key}", VILLAGE, "OFFICE"), by=self.clerk, at=NOW)

    def fetched(self, key: str = "1") -> TrackedItem:
        item = self.parcel(key)
        hand_over(self.fetching(item), FETCH)
        return item

    def fetching(self, item: TrackedItem, hours: int = 1, **more: Any) -> Handing:
        given: dict[str, Any] = {
            "signatures": {"取件人": "王五", "经办人": "赵六"}, "evidence": {"单据": "单1"}, "seal": f"F{item.key}", **more,
        }  # fmt: skip
        return Handing(item, Whereabouts(holder="王五"), self.clerk, NOW + dt.timedelta(hours=hours), **given)

    def putting(self, item: TrackedItem, place: str = "A-1", shelf: Custodian | None = None, **more: Any) -> Handing:
        given: dict[str, Any] = {"seal": f"F{item.key}", **more}
        to = Whereabouts(shelf or self.shelf, place=place)
        return Handing(item, to, given.pop("by", self.helper), NOW + dt.timedelta(hours=given.pop("hours", 2)), **given)


@pytest.fixture
def depot() -> Depot:
    return Depot()


def test_a_thing_goes_its_way_and_every_receipt_says_from_whom_to_whom(depot: Depot) -> None:
    item = depot.fetched()
    receipt = hand_over(depot.putting(item), PUT)
    item.refresh_from_db()
    assert (item.kind, item.custodian, item.place, item.seal) == ("SHELF", depot.shelf, "A-1", "F1")
    assert [each.label for each in Receipt.objects.all()] == ["纳入跟踪", "取件", "上架"]
    assert (receipt.source, receipt.source_holder, receipt.target_custodian) == ("CARRIER", "王五", depot.shelf)
    assert item.last_hash == receipt.hash
    assert receipt.code == receipt.hash[:16]
    assert first_broken() is None


def test_how_long_it_was_with_each_and_by_when_it_has_to_go_on(depot: Depot) -> None:
    item = depot.fetched()
    assert item.due_on == TODAY + dt.timedelta(days=7)
    rows = queries.items(depot.clerk, PARCELS, CLERK)
    assert list(queries.overdue(rows, item.due_on)) == []
    assert list(queries.overdue(rows, item.due_on + dt.timedelta(days=1))) == [item]
    hand_over(depot.putting(item, hours=30), PUT)
    assert item.due_on is None
    found = queries.stays(item, NOW + dt.timedelta(hours=130))
    assert [(each.kind, each.name, each.hours) for each in found] == [
        ("办公室", "办公室", 1),
        ("取件人", "王五", 29),
        ("货架", "货架S1", 100),
    ]
    (holding,) = queries.holdings(rows, TODAY)
    assert (holding.area_code, holding.kind, holding.number, holding.late) == (VILLAGE, "SHELF", 1, 0)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"evidence": {}}, "还缺少：单据"),
        ({"signatures": {"取件人": "王五"}}, "还缺经办人"),
        ({"signatures": {"取件人": "王五", "经办人": "王五"}}, "不同的人"),
        ({"seal": " "}, "须记录封签号"),
        ({"hours": -1}, "早于上一次交接"),
    ],
)
def test_what_is_incomplete_is_refused_and_the_thing_stays_where_it_is(
    depot: Depot, change: dict[str, Any], sentence: str
) -> None:
    item = depot.parcel()
    with pytest.raises(Refused, match=sentence):
        hand_over(depot.fetching(item, **change), FETCH)
    assert (item.kind, item.receipts_number) == ("OFFICE", 1)
    item.refresh_from_db()
    assert (item.kind, item.receipts_number) == ("OFFICE", 1)


def test_what_is_not_in_order_is_refused(depot: Depot) -> None:
    item = depot.fetched()
    with pytest.raises(Refused, match="包裹1现由王五保管，不能办理“取件”"):
        hand_over(depot.fetching(item), FETCH)
    with pytest.raises(Refused, match="封签号与上一次交接记录的不符"):
        hand_over(depot.putting(item, seal="F2"), PUT)
    with pytest.raises(Refused, match="须写明穴位或者格位"):
        hand_over(depot.putting(item, place=" "), PUT)
    with pytest.raises(Refused, match="您没有权限办理“上架”"):
        hand_over(depot.putting(item, by=somebody("other", HELPER, OTHER_VILLAGE)), PUT)
    with pytest.raises(Refused, match="已经纳入“包裹”"):
        depot.parcel()
    hand_over(depot.putting(item), PUT)
    with pytest.raises(Refused, match="请填写事由"):
        hand_over(Handing(item, Whereabouts(holder="王五"), depot.helper, NOW + dt.timedelta(days=1)), TAKE)


def test_two_who_take_the_same_thing_at_once_the_second_is_told(depot: Depot) -> None:
    item = depot.parcel()
    stale = TrackedItem.objects.get(pk=item.pk)
    hand_over(depot.fetching(item), FETCH)
    with pytest.raises(Refused, match="刚刚由他人办理过交接"):
        hand_over(depot.fetching(stale), FETCH)
    assert Receipt.objects.filter(handover="fetch").count() == 1
    assert (stale.kind, stale.receipts_number) == ("OFFICE", 1)


def test_a_full_or_closed_custodian_takes_nothing_in_and_a_place_holds_one(depot: Depot) -> None:
    for key, place in (("1", "A-1"), ("2", "A-2")):
        hand_over(depot.putting(depot.fetched(key), place), PUT)
    third = depot.fetched("3")
    with pytest.raises(Refused, match="货架S1已满（2个位置）"):
        hand_over(depot.putting(third, "A-3"), PUT)
    hand_over(depot.putting(third, "B-1", depot.large), PUT)
    fourth = depot.fetched("4")
    with pytest.raises(Refused, match="货架S2的B-1已经安放他人"):
        hand_over(depot.putting(fourth, "B-1", depot.large), PUT)
    hand_over(depot.putting(fourth, "B-1", depot.large, partner="3"), PUT)
    with pytest.raises(Refused, match="已经安放他人"):  # a third one has no partner for both
        hand_over(depot.putting(depot.fetched("5"), "B-1", depot.large, partner="3"), PUT)
    close_custodian(depot.large, on=TODAY, by=depot.clerk, at=NOW, because="整修")
    with pytest.raises(Refused, match="货架S2已于2024-09-12停用"):
        hand_over(depot.putting(depot.fetched("6"), "B-2", depot.large), PUT)


def test_many_are_handed_over_all_or_none(depot: Depot) -> None:
    new = [NewItem(str(n), f"包裹{n}", VILLAGE, "OFFICE") for n in range(5)]
    items = track_each(PARCELS, new, by=depot.clerk, at=NOW)
    hand_over_each(FETCH, [depot.fetching(item) for item in items])
    puts = [depot.putting(item, f"C-{n}", depot.large) for n, item in enumerate(items)]
    puts[3] = depot.putting(items[3], "C-0", depot.large)
    with pytest.raises(Refused, match="C-0已经安放他人"):
        hand_over_each(PUT, puts)
    assert {item.kind for item in items} == {"CARRIER"}
    assert Receipt.objects.count() == 10
    assert first_broken() is None


def _undo(statement: str, *values: Any) -> None:
    """Somebody with the database in his hands, who has taken the guards away."""
    guards.remove(connection, *GUARDS)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_receipts_can_be_neither_changed_nor_deleted(depot: Depot) -> None:
    depot.fetched()
    receipt = Receipt.objects.get(handover="fetch")
    receipt.target_holder = "别人"
    with pytest.raises(Unchangeable):
        receipt.save()
    for statement in (
        "UPDATE custody_receipt SET target_holder = 'x'",
        "DELETE FROM custody_receipt",
        "DELETE FROM custody_trackeditem",
    ):
        with pytest.raises(DatabaseError, match="不可"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "number", "sentence"),
    [
        ("UPDATE custody_receipt SET target_holder = '别人' WHERE handover = 'fetch'", 2, "内容被改动过"),
        ("UPDATE custody_receipt SET seal = 'F9' WHERE handover = 'fetch'", 2, "内容被改动过"),
        ("DELETE FROM custody_receipt WHERE handover = 'fetch'", 2, "缺失"),
        ("DELETE FROM custody_receipt WHERE handover = 'put'", 2, "末尾的回执被删去"),
        ("UPDATE custody_trackeditem SET place = 'A-2'", 3, "现在的保管方与末张回执不符"),
    ],
)
def test_a_changed_old_receipt_is_found_and_named(depot: Depot, statement: str, number: int, sentence: str) -> None:
    hand_over(depot.putting(depot.fetched()), PUT)
    call_command("verify_custody")
    _undo(statement)
    broken = first_broken()
    assert broken is not None
    assert broken.number == number
    assert sentence in broken.what
    with pytest.raises(CommandError, match="交接回执断裂：包裹1"):
        call_command("verify_custody")


def test_who_takes_the_last_receipt_away_and_sets_the_thing_back_is_found_by_the_records(depot: Depot) -> None:
    item = depot.fetched()
    before = TrackedItem.objects.get(pk=item.pk)
    hand_over(depot.putting(item), PUT)
    _undo("DELETE FROM custody_receipt WHERE handover = 'put'")
    before.save()
    broken = first_broken()
    assert broken is not None
    assert broken.number == 3
    assert "与记录链不符" in broken.what


def test_a_code_printed_on_paper_is_verified(depot: Depot) -> None:
    item = depot.fetched()
    receipt = item.receipts.get(handover="fetch")
    found = queries.verified(queries.written(receipt.code))
    assert found is not None
    assert (found.receipt, found.broken) == (receipt, None)
    assert queries.verified("0000-0000-0000-0000") is None
    assert queries.verified(" ") is None
    _undo("UPDATE custody_receipt SET seal = 'F9' WHERE handover = 'fetch'")
    found = queries.verified(receipt.code)
    assert found is not None
    assert found.broken is not None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"handovers": (FETCH, PUT, GIVE_BACK, Handover("x", "x", "NOWHERE", "OFFICE", CLERK))}, "保管方不存在"),
        ({"handovers": (FETCH, GIVE_BACK)}, "到不了SHELF"),
        (
            {
                "kinds": (*PARCELS.kinds, Kind("BIN", "废品")),
                "handovers": (*PARCELS.handovers, Handover("bin", "报废", "OFFICE", "BIN", CLERK)),
            },
            "BIN没有去处",
        ),
        ({"handovers": (*PARCELS.handovers, PUT)}, "交接重复"),
        ({"start": ()}, "起始保管方不存在"),
    ],
)
def test_a_chain_that_leaves_a_thing_nowhere_is_refused_when_the_program_starts(
    change: dict[str, Any], sentence: str
) -> None:
    given: dict[str, Any] = {"kinds": PARCELS.kinds, "start": PARCELS.start, "handovers": PARCELS.handovers, **change}
    with pytest.raises(AssertionError, match=sentence):
        Chain("test.broken", "坏链", **given)


ATTEMPT = st.tuples(
    st.sampled_from(PARCELS.handovers),
    st.integers(0, 2),  # which parcel
    st.sampled_from(["F0", "F1", "F2", ""]),
    st.sampled_from(["A-1", "A-2", "B-1", ""]),
    st.sampled_from(["S1", "S2", ""]),
    st.integers(-30, 90),  # minutes since the last attempt
    st.booleans(),  # by somebody who may
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(attempts=st.lists(ATTEMPT, max_size=14))
def test_whatever_is_attempted_a_thing_is_in_exactly_one_place_and_its_receipts_form_one_chain(
    depot: Depot, attempts: list[tuple[Handover, int, str, str, str, int, bool]]
) -> None:
    with transaction.atomic():
        new = [NewItem(str(n), f"包裹{n}", VILLAGE, "OFFICE") for n in range(3)]
        items, now = track_each(PARCELS, new, by=depot.clerk, at=NOW), NOW
        shelves = {"S1": depot.shelf, "S2": depot.large}
        moved = 0
        for handover, number, seal, place, shelf, minutes, may in attempts:
            now += dt.timedelta(minutes=minutes)
            right = next(user for user in (depot.clerk, depot.helper) if _role(user) in handover.roles)
            by = (
                right
                if may
                else User.objects.filter(pk__in=[depot.clerk.pk, depot.helper.pk]).exclude(pk=right.pk).get()
            )
            to = Whereabouts(shelves.get(shelf), "王五" if not shelf else "", place)
            handing = Handing(
                items[number],
                to,
                by,
                now,
                {"取件人": "王五", "经办人": "赵六"},
                {"单据": "单1"},
                seal,
                because="再看看",
            )
            try:
                hand_over(handing, handover)
                moved += 1
            except Refused:
                pass
        stand = {item.key: item for item in TrackedItem.objects.filter(chain=PARCELS.code)}
        for item in items:
            kept = stand[item.key]
            assert (kept.kind, kept.custodian_id, kept.place, kept.last_hash) == (
                item.kind, item.custodian_id, item.place, item.last_hash,
            )  # fmt: skip
            receipts = list(item.receipts.order_by("number"))
            assert [each.number for each in receipts] == list(range(1, kept.receipts_number + 1))
            assert receipts[-1].target == kept.kind
            for earlier, later in itertools.pairwise(receipts):
                assert earlier.hash == later.before
                assert earlier.target == later.source
                assert earlier.at <= later.at
        assert sum(item.receipts_number for item in items) == 3 + moved
        there = [(item.custodian_id, item.place) for item in stand.values() if item.place]
        assert len(set(there)) == len(there)
        assert first_broken() is None
        transaction.set_rollback(True)


def _role(user: User) -> Role:
    return CLERK if user.username == "clerk" else HELPER


def test_a_list_of_items_takes_the_same_number_of_queries_for_one_and_for_three(
    depot: Depot, django_assert_num_queries: Any
) -> None:
    rows = queries.items(depot.clerk, PARCELS, CLERK)
    depot.fetched("1")
    for more in ((), ("2", "3")):
        for key in more:
            hand_over(depot.putting(depot.fetched(key), f"A-{key}"), PUT)
        with django_assert_num_queries(1):
            assert [str(item.custodian or item.holder) for item in rows.all()]
    assert queries.rooms(Custodian.objects.filter(code="S1"))[0].free == 0


def test_who_keeps_the_door_is_asked_before_anything_is_written(depot: Depot, monkeypatch: pytest.MonkeyPatch) -> None:
    """He sees the handover and where it leads; what he refuses leaves the thing where it is, what he lets through goes on."""
    monkeypatch.setattr("doudi.mechanisms.custody.declare.DOORKEEPERS", dict(DOORKEEPERS))
    Doorkeeper(
        "test.door",
        PARCELS.code,
        lambda handover, each: "三号位在修。" if any(one.to.place == "3" for one in each) else None,
    )
    item = depot.fetched()
    with pytest.raises(Refused, match="三号位在修"):
        hand_over(depot.putting(item, place="3"), PUT)
    assert TrackedItem.objects.get().kind == item.kind == "CARRIER"
    hand_over(depot.putting(item, place="4"), PUT)
    assert TrackedItem.objects.get().place == "4"


def test_a_custodian_holds_no_more_than_its_capacity_and_that_is_never_less_than_it_holds(depot: Depot) -> None:
    hand_over(depot.putting(depot.fetched()), PUT)
    set_capacity(depot.shelf, 1, by=depot.clerk, at=NOW, because="清点")
    with pytest.raises(Refused, match="已满"):
        hand_over(depot.putting(depot.fetched("2"), place="B"), PUT)
    with pytest.raises(Refused, match="已经存放1件"):
        set_capacity(depot.shelf, 0, by=depot.clerk, at=NOW, because="清点")


def test_the_printed_receipt_says_everything_that_is_sealed_and_the_command_knows_its_code(
    depot: Depot, capsys: pytest.CaptureFixture[str]
) -> None:
    item = depot.fetched()
    receipt = Receipt.objects.select_related("item").get(item=item, number=2)
    facts = sheet_of(receipt, address="https://example.test/public/receipt/", on=TODAY)
    words = str(print_view(RECEIPT, facts))
    for each in (
        "取件",
        "包裹1",
        "办公室",
        "王五",
        "赵六",
        "单1",
        "F1",
        receipt.hash,
        receipt.before,
        queries.written(receipt.code),
    ):
        assert each in words, each
    assert receipt.before == Receipt.objects.get(item=item, number=1).hash
    call_command("verify_custody", code=queries.written(receipt.code))
    assert "回执真实，交接链完整" in capsys.readouterr().out
    with pytest.raises(CommandError, match="没有这个核验码"):
        call_command("verify_custody", code="0" * 16)
    guards.remove(connection, *GUARDS)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE custody_receipt SET target_holder = 'x' WHERE number = 1")
    with pytest.raises(CommandError, match="内容被改动过"):
        call_command("verify_custody", code=receipt.code)
