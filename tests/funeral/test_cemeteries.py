"""Ashes come to a cemetery that is in the register: it says no to what it may not take, and knows when a term ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from doudi.base.refused import Refused
from doudi.base.stories import NEXT_VILLAGE, TOWN, VILLAGE, number_of
from doudi.mechanisms.custody.models import TrackedItem
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.programmes.funeral.ashes import flow
from doudi.programmes.funeral.ashes.stories import DIED, Hearse, row_of
from doudi.programmes.funeral.cemeteries import queries, registering, tenure
from doudi.programmes.funeral.cemeteries.models import Cemetery, FormerGrave, Renewal, Reservation, TermNotice
from doudi.programmes.funeral.cemeteries.registering import NewBlock
from doudi.programmes.funeral.cemeteries.stories import Register

ON = DIED + dt.timedelta(days=3)


class Ground(Hearse):
    """The hearse's county, whose cemetery G1 is in the register: one zone of 2 by 5, another of double plots."""

    def __init__(self) -> None:
        super().__init__()
        self.register = Register(county=False)
        self.entered = self.register.cemetery(
            code="G1", blocks=(NewBlock("A", 2, 5, 5000), NewBlock("B", 1, 2, 8000, double=True)), serves=(VILLAGE, NEXT_VILLAGE)
        )  # fmt: skip

    def lay(self, place: str, **more: Any) -> Any:
        case = self.released(**more)
        return self.place(case, ON, place=place, square="")


@pytest.fixture
def ground(db: None) -> Ground:
    return Ground()


def test_ashes_are_laid_in_a_plot_of_the_register(ground: Ground) -> None:
    ground.lay("A-2-5")
    capacity = queries.capacities([ground.entered], ON)[ground.entered.pk]
    assert (capacity.plots, capacity.taken, capacity.free, capacity.placed) == (12, 1, 11, 1)


@pytest.mark.parametrize("place", ["A-2-6", "A-3-1", "C-1-1", "A-0-1", "A21", "随便"])
def test_a_plot_that_is_not_there_is_refused_and_nothing_moves(ground: Ground, place: str) -> None:
    with pytest.raises(Refused, match=r"没有.*这个位置"):
        ground.lay(place)
    assert TrackedItem.objects.get().kind == "ESCORT"


def test_a_cemetery_that_is_suspended_closed_or_full_takes_nobody(ground: Ground) -> None:
    change, office = registering.change_state, ground.register.officer
    case = ground.released()
    change(ground.entered, "SUSPENDED", since=ON, because="塌方", by=office, at=moment(ON, 8))
    with pytest.raises(Refused, match="“暂停接收”，不能安放"):
        ground.place(case, ON, place="A-1-1")
    change(ground.entered, "OPEN", since=ON, because="修复", by=office, at=moment(ON, 9))
    ground.place(case, ON, place="A-1-1")
    change(ground.entered, "CLOSED", since=ON, because="满", by=office, at=moment(ON, 20))
    with pytest.raises(Refused, match="停用"):
        ground.lay("A-1-2")


def test_r_ashes_13_outsiders_are_sent_elsewhere(ground: Ground) -> None:
    with pytest.raises(Refused, match="不向外县户籍提供"):
        ground.lay("A-1-1", resident=False)
    Cemetery.objects.update(serves=[NEXT_VILLAGE])
    with pytest.raises(Refused, match="不服务逝者所在的村"):
        ground.lay("A-1-1")
    Cemetery.objects.update(serves=[TOWN])
    ground.lay("A-1-1")
    assert TrackedItem.objects.filter(place="A-1-1").count() == 1


def test_a_plot_kept_for_somebody_is_his_alone(ground: Ground) -> None:
    number = number_of(dt.date(1940, 1, 1), 77)
    registering.reserve(
        ground.entered, "A-1-1", name="老王", number=number, reason=Reservation.Reason.AGED, proof="户口簿", by=ground.keeper,
        at=moment(DIED),
    )  # fmt: skip
    with pytest.raises(Refused, match="已预留给老王"):
        ground.lay("A-1-1")
    ground.lay("A-1-1", id_number=number, name="老王")
    assert TrackedItem.objects.get(place="A-1-1").label == "老王"


def test_a_grave_from_before_the_register_is_taken(ground: Ground) -> None:
    registering.enter_former(
        ground.entered, [("A-1-1", "先人", dt.date(2008, 1, 1))], by=ground.keeper, at=moment(DIED)
    )
    with pytest.raises(Refused, match="纳管前已经安葬他人"):
        ground.lay("A-1-1")
    ground.lay("A-1-2")
    with pytest.raises(Refused, match="已经登记安葬他人"):
        registering.enter_former(
            ground.entered, [("A-1-2", "先人", dt.date(2008, 1, 1))], by=ground.keeper, at=moment(ON)
        )


def test_a_couple_lies_in_one_double_plot_that_counts_once(ground: Ground) -> None:
    first = ground.released()
    ground.place(first, ON, place="B-1-1", double=True, square="0.8")
    second = ground.released()
    ground.place(second, ON, place="B-1-1", double=True, square="0.8", partner=row_of(first).death.number)
    capacity = queries.capacities([ground.entered], ON)[ground.entered.pk]
    assert (capacity.taken, capacity.free, capacity.placed) == (1, 11, 2)


def test_moving_takes_a_plot_of_the_register_and_frees_the_old_one(ground: Ground) -> None:
    case = ground.released()
    ground.place(case, ON, place="A-1-1")
    ground.take(case, flow.ALLOW_MOVE, ground.office, ON, hour=21, permit="迁1", why="道路")
    with pytest.raises(Refused, match="没有“Z-1-1”"):
        ground.place(case, ON + dt.timedelta(days=1), flow.MOVE, place="Z-1-1", certificate="葬新")
    ground.place(case, ON + dt.timedelta(days=1), flow.MOVE, place="A-1-2", certificate="葬新")
    ground.lay("A-1-1")
    assert set(TrackedItem.objects.values_list("place", flat=True)) == {"A-1-1", "A-1-2"}


def test_r_cem_08_the_family_is_told_twelve_six_and_one_month_before_and_nothing_is_cleared(ground: Ground) -> None:
    """A grave of 1 October 2006: its twenty years end on 1 October 2026."""
    registering.enter_former(
        ground.entered, [("A-1-1", "先人", dt.date(2006, 10, 1))], by=ground.keeper, at=moment(DIED)
    )
    ground.lay("A-1-2")
    days = {dt.date(2025, 9, 30): None, dt.date(2025, 10, 1): 12, dt.date(2026, 4, 1): 6, dt.date(2026, 9, 1): 1}
    for day, wanted in days.items():
        ends = queries.terms_ending(ground.keeper, day)
        if wanted is None:
            assert ends == []
            continue
        (end,) = ends
        assert end.ends_on == dt.date(2026, 10, 1)
        assert tenure.tell_family(end, told="儿子", way="上门", by=ground.keeper, at=moment(day)).months == wanted
        with pytest.raises(Refused, match="已经告知"):
            tenure.tell_family(end, told="儿子", way="上门", by=ground.keeper, at=moment(day))
    long_after = dt.date(2040, 1, 1)
    assert [each.place for each in queries.terms_ending(ground.keeper, long_after)] == ["A-1-1"]
    assert FormerGrave.objects.count() == TrackedItem.objects.filter(place="A-1-2").count() == 1


def test_a_term_is_renewed_by_an_agreement_for_one_more_at_most(ground: Ground) -> None:
    ground.lay("A-1-2")
    day = dt.date(2046, 1, 1)
    (end,) = queries.terms_ending(ground.keeper, day)
    assert end.ends_on == dt.date(2046, 8, 13)
    with pytest.raises(Refused, match="不超过2066-08-13"):
        tenure.renew(end, until=dt.date(2066, 8, 14), agreement="续1", by=ground.keeper, at=moment(day))
    tenure.renew(end, until=dt.date(2066, 8, 13), agreement="续1", by=ground.keeper, at=moment(day))
    assert queries.terms_ending(ground.keeper, day) == []
    assert queries.terms_ending(ground.keeper, dt.date(2065, 9, 1))[0].ends_on == dt.date(2066, 8, 13)
    assert (Renewal.objects.count(), TermNotice.objects.count()) == (1, 0)


def test_the_page_of_terms_tells_and_renews(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment(ON, 22))
    registering.enter_former(
        ground.entered, [("A-1-1", "先人", dt.date(2006, 10, 1))], by=ground.keeper, at=moment(DIED)
    )
    keeper = acting(ground.keeper)
    assert "应作期满前6个月的告知" in keeper.get("/cemeteries/terms/").content.decode()
    grave = FormerGrave.objects.get()
    assert keeper.get(f"/cemeteries/terms/f{grave.pk}/tell/").status_code == 200
    assert keeper.post(f"/cemeteries/terms/f{grave.pk}/tell/", {"told": "儿子", "way": "上门"}).status_code == 302
    assert "期满前6个月" in keeper.get("/cemeteries/terms/").content.decode()
    said = {"until": "2040-01-01", "agreement": "续1"}
    assert keeper.post(f"/cemeteries/terms/f{grave.pk}/renew/", said).status_code == 302
    assert "一年内没有期满" in keeper.get("/cemeteries/terms/").content.decode()
    assert Cemetery.objects.count() == 1


def test_where_there_are_no_plots_everybody_counts(ground: Ground) -> None:
    wood = ground.register.cemetery(code="G3", kind="NATURE", approved_plots=None, blocks=(), area_code=TOWN)
    for _ in range(2):
        ground.place(ground.released(), ON, facility="G3", place="", square="")
    capacity = queries.capacities([wood], ON)[wood.pk]
    assert (capacity.plots, capacity.taken, capacity.free, capacity.years) == (None, 2, None, None)
