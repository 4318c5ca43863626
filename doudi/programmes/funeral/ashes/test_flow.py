"""The road of the ashes: every step with its papers and signatures, every impossible one refused with a sentence."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import TOWN, number_of, somebody
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.custody.models import Receipt
from doudi.mechanisms.custody.sealing import first_broken
from doudi.mechanisms.custody.services import close_custodian
from doudi.mechanisms.entitlement.testing_awards import moment
from doudi.mechanisms.registry.death_records import services as deaths
from doudi.mechanisms.registry.death_records.models import DeathCertificate, DeathPlace, Manner
from doudi.mechanisms.registry.models import Person
from doudi.programmes.funeral.ashes import flow, stock
from doudi.programmes.funeral.ashes.models import Cremation, CremationCertificate, Placement, Verification
from doudi.programmes.funeral.ashes.stories import DIED, Hearse, death_of, row_of

THIRD = DIED + dt.timedelta(days=3)


@pytest.fixture
def hearse(db: None) -> Hearse:
    return Hearse()


def test_we_01_a_death_goes_its_whole_road_in_time(hearse: Hearse) -> None:
    """Dies 2026-08-10; certified and received 08-11; cremated, released and placed 08-13; cancelled 09-01; verified 09-02; closed."""
    case = hearse.placed()
    assert case.due_on == dt.date(2026, 9, 12)  # a Saturday: it does not move
    death = death_of(case)
    deaths.cancel_household(death, on=dt.date(2026, 9, 1), receipt="注1", by=hearse.clerk, at=moment("2026-09-01"))
    hearse.verify(case, dt.date(2026, 9, 2))
    hearse.take(case, flow.CLOSE, hearse.head, dt.date(2026, 9, 4))
    assert case.stage == "S8"
    row = row_of(case)
    assert row.item is not None
    assert (row.item.kind, row.item.custodian, row.item.receipts_number) == ("CEMETERY", hearse.cemetery, 5)
    assert [each.label for each in Receipt.objects.all()] == ["纳入跟踪", "接运入馆", "火化", "领取骨灰", "公墓安葬"]
    assert Receipt.objects.get(handover="collect").signatures.keys() == {"丧属", "殡仪馆经办人", "跟踪员"}
    assert Placement.objects.get().ends_on == dt.date(2046, 8, 13)
    assert first_broken() is None


def test_the_first_report_opens_the_case_and_the_certificate_moves_it_on(hearse: Hearse) -> None:
    case = hearse.reported()
    assert (case.stage, case.title, case.area_code) == ("S0", "逝者1", hearse.helper.grants.get().area_id)
    assert not Person.objects.filter(died_on__isnull=False).exists()
    with pytest.raises(Refused, match="现处于“已报告”"):  # R-CERT-08, R-ASHES-04: the village's word moves nothing
        hearse.receive(case, DIED)
    hearse.certify(case, DIED + dt.timedelta(days=1))
    assert case.stage == "S1"
    assert case.due_on == DIED + dt.timedelta(days=2)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"identity_checked": False}, "火化前须同时核对四项，还缺逝者身份"),
        ({"organiser_checked": False}, "还缺承办人身份"),
        ({"certificate_checked": False}, "还缺死亡证明"),
        ({"form_number": " "}, "还缺火化确认书"),
        ({"ended": "06:00"}, "结束时间须晚于点火时间"),
        ({"began": "八点"}, "点火时间看不懂"),
        ({"ended": "23:50"}, "结束时间晚于现在"),
        ({"seal": " "}, "须记录封签号"),
    ],
)
def test_r_ashes_06_cremation_is_blocked_until_everything_is_there(
    hearse: Hearse, change: dict[str, Any], sentence: str
) -> None:
    case = hearse.received()
    with pytest.raises(Refused, match=sentence):
        hearse.cremate(case, THIRD, **change)
    assert case.stage == "S2"
    assert not Cremation.objects.exists()


def test_r_ashes_06_before_the_notice_of_april_2024_the_certificate_was_enough(hearse: Hearse) -> None:
    """Each event by the rules of its day."""
    early = hearse.received(dt.date(2024, 3, 4))
    hearse.cremate(
        early, dt.date(2024, 3, 7), identity_checked=False, organiser_checked=False, certificate_checked=False
    )
    assert early.stage == "S3"
    late = hearse.received(dt.date(2024, 6, 3))
    with pytest.raises(Refused, match="四项"):
        hearse.cremate(late, dt.date(2024, 6, 6), identity_checked=False)


def test_cremation_before_the_certificate_is_refused(hearse: Hearse) -> None:
    case = hearse.reported()
    with pytest.raises(Refused, match="不能办理“火化”"):
        hearse.cremate(case, THIRD)


def test_r_cert_09_a_certificate_that_no_longer_agrees_blocks_the_cremation(hearse: Hearse) -> None:
    case = hearse.received()
    DeathCertificate.objects.update(name="逝者九")
    with pytest.raises(Refused, match="死亡证明与遗体接收登记的姓名不一致"):
        hearse.cremate(case, THIRD)
    DeathCertificate.objects.update(name=case.title, died_at=moment(DIED, 5))
    with pytest.raises(Refused, match="死亡时间不一致"):
        hearse.cremate(case, THIRD)
    other = hearse.certified(id_number=number_of(dt.date(1941, 1, 1), 77))
    with pytest.raises(Refused, match="姓名与死亡证明不一致"):
        hearse.receive(other, DIED + dt.timedelta(days=1), name="别人")


def test_r_ashes_05_storage_over_three_days_needs_an_extension(hearse: Hearse) -> None:
    case = hearse.received()
    late = DIED + dt.timedelta(days=6)
    with pytest.raises(Refused, match="遗体存放已于2026-08-14到期"):
        hearse.cremate(case, late)
    hearse.take(case, flow.EXTEND, hearse.operator, late, until=late + dt.timedelta(days=1), applicant="王五")
    hearse.cremate(case, late)
    assert case.stage == "S3"


def test_f_03_one_furnace_holds_one_body_at_a_time(hearse: Hearse) -> None:
    one, two = hearse.received(), hearse.received()
    hearse.cremate(one, THIRD, began="08:00", ended="09:10")
    with pytest.raises(Refused, match="1号炉在08:40还有另一具遗体在火化"):
        hearse.cremate(two, THIRD, began="08:40", ended="09:50")
    hearse.cremate(two, THIRD, began="09:10", ended="10:00")
    assert Cremation.objects.count() == 2


def test_a_confirmation_form_serves_one_cremation(hearse: Hearse) -> None:
    one, two = hearse.received(), hearse.received()
    hearse.cremate(one, THIRD, form_number="确1", began="08:00", ended="09:00")
    with pytest.raises(Refused, match="火化确认书编号已经用过"):
        hearse.cremate(two, THIRD, form_number="确1", began="10:00", ended="11:00")


def test_r_sod_03_who_ran_the_furnace_or_keeps_the_stock_issues_no_certificate(hearse: Hearse) -> None:
    case = hearse.received()
    hearse.cremate(case, THIRD)
    with pytest.raises(Refused):
        hearse.take(case, flow.ISSUE, hearse.operator, THIRD, hour=18, recipient="王五")
    with pytest.raises(Refused, match="还没有办理“开具火化证明”"):
        hearse.release(case, THIRD)
    hearse.take(case, flow.ISSUE, hearse.writer, THIRD, hour=18, recipient="王五")
    assert CremationCertificate.objects.get(state="ISSUED").serial == "赣火2026000001"
    with pytest.raises(Refused, match="已经办理过"):
        hearse.take(case, flow.ISSUE, hearse.writer, THIRD, hour=18, recipient="王五")


def test_r_ashes_09_and_10_ashes_leave_against_a_proof_and_three_signatures(hearse: Hearse) -> None:
    case = hearse.cremated()
    with pytest.raises(Refused, match="须凭安放去向凭证或者乡镇出具的骨灰领取证明"):
        hearse.release(case, THIRD, proof="")
    with pytest.raises(Refused, match="须核对领取人的身份证件"):
        hearse.release(case, THIRD, collector_checked=False)
    with pytest.raises(Refused, match="封签号与上一次交接记录的不符"):
        hearse.release(case, THIRD, seal="G999")
    with pytest.raises(Refused, match="请选择跟踪员"):
        hearse.take(case, flow.RELEASE, hearse.writer, THIRD, hour=19, collector="王五", relation="子女", destination="VILLAGE", seal="G1", proof="墓1", collector_checked=True)  # fmt: skip
    with pytest.raises(Refused, match="不同的人"):
        hearse.release(case, THIRD, collector=hearse.helper.name)
    hearse.release(case, THIRD, proof="", letter="领1")
    assert case.stage == "S5"
    assert case.due_on == THIRD + dt.timedelta(days=7)


def test_two_families_claim_the_same_urn_the_second_is_told_with_whom_it_is(hearse: Hearse) -> None:
    case = hearse.cremated()
    page = Case.objects.get(pk=case.pk)
    hearse.release(case, THIRD)
    with pytest.raises(Refused, match="现处于“已领取”"):
        hearse.release(page, THIRD, collector="李四")
    assert Receipt.objects.filter(handover="collect").count() == 1
    assert row_of(case).collector == "王五"


def test_a_full_or_closed_cemetery_a_taken_plot_and_an_oversize_one_are_refused(hearse: Hearse) -> None:
    for number in range(4):
        hearse.placed(DIED + dt.timedelta(days=number))
    case = hearse.released(DIED + dt.timedelta(days=4))
    on = DIED + dt.timedelta(days=8)
    with pytest.raises(Refused, match="上村公墓已满"):
        hearse.place(case, on)
    with pytest.raises(Refused, match=r"单穴面积1\.05平方米"):
        hearse.place(case, on, square="1.05")
    with pytest.raises(Refused, match=r"双穴面积1\.05平方米"):  # WE-07
        hearse.place(case, on, square="1.05", double=True)
    with pytest.raises(Refused, match="只能安放在登记在册的"):
        hearse.place(case, on, facility="自家老宅")
    with pytest.raises(Refused, match="封签号与上一次交接记录的不符"):
        hearse.place(case, on, facility="G2", seal="G0")
    close_custodian(hearse.niche, on=on, by=hearse.office, at=moment(on), because="整修")
    with pytest.raises(Refused, match="东镇骨灰堂已于2026-08-18停用"):
        hearse.place(case, on, facility="G2")
    assert case.stage == "S5"
    hearse.place(case, on, facility="G3", place="", square="")
    assert row_of(case).item.kind == "NATURE"  # type: ignore[union-attr]


def test_a_burial_certificate_serves_one_placement_only(hearse: Hearse) -> None:
    first, second = hearse.released(), hearse.released()
    hearse.place(first, THIRD, certificate="葬2026-001")
    with pytest.raises(Refused, match="安葬证号已用于另一次安放"):
        hearse.place(second, THIRD, certificate=" 葬2026-001 ")
    assert (second.stage, Placement.objects.count()) == ("S5", 1)
    hearse.place(second, THIRD, certificate="葬2026-002")


def test_husband_and_wife_share_a_plot_and_strangers_do_not(hearse: Hearse) -> None:
    first = hearse.released()
    hearse.place(first, THIRD, place="A-1", double=True, square="0.8")
    second = hearse.released()
    with pytest.raises(Refused, match="上村公墓的A-1已经安放他人"):
        hearse.place(second, THIRD, place="A-1", double=True, square="0.8")
    hearse.place(second, THIRD, place="A-1", double=True, square="0.8", partner=death_of(first).number)
    assert Placement.objects.filter(place="A-1").count() == 2


def test_r_sod_04_who_attended_does_not_verify_and_who_verified_does_not_close(hearse: Hearse) -> None:
    case = hearse.released()
    tracker = somebody("tracker", Role.TOWNSHIP_CLERK, TOWN)
    hearse.take(
        case, flow.PLACE, hearse.keeper, THIRD, hour=20, second=tracker, facility="G1", place="A-1", certificate="葬1", family="王五",
        seal=f"G{case.pk}",
    )  # fmt: skip
    with pytest.raises(Refused):
        hearse.take(case, flow.VERIFY, tracker, THIRD + dt.timedelta(days=5), seal_matches=True, place_matches=True)
    with pytest.raises(Refused, match="请办理“核查不符”"):
        hearse.take(
            case, flow.VERIFY, hearse.clerk, THIRD + dt.timedelta(days=5), seal_matches=True, place_matches=False
        )
    hearse.verify(case, THIRD + dt.timedelta(days=5))
    with pytest.raises(Refused, match="户籍尚未注销"):
        hearse.take(case, flow.CLOSE, hearse.head, THIRD + dt.timedelta(days=6))


def test_r_ashes_16_a_failed_verification_sends_the_chain_back_until_it_is_put_right(hearse: Hearse) -> None:
    case = hearse.placed()
    on = THIRD + dt.timedelta(days=10)
    hearse.take(case, flow.FAIL, hearse.clerk, on, finding="COFFIN", words="骨灰装棺另葬后山。", where="后山")
    assert case.stage == "X6"
    item = row_of(case).item
    assert item is not None
    assert (item.kind, item.holder) == ("IMPROPER", "后山")
    assert Placement.objects.filter(freed_on=None).count() == 0
    hearse.place(case, on + dt.timedelta(days=5), action=flow.PUT_RIGHT, place="A-9")
    assert case.stage == "S6"
    hearse.verify(case, on + dt.timedelta(days=6))
    assert [each.finding for each in Verification.objects.all()] == ["COFFIN", "MATCH"]
    assert first_broken() is None


def test_r_ashes_17_the_old_plot_is_free_once_the_new_placement_is_recorded(hearse: Hearse) -> None:
    case = hearse.closed()
    on = DIED + dt.timedelta(days=60)
    hearse.take(case, flow.ALLOW_MOVE, hearse.office, on, permit="迁1", why="修路")
    assert (case.stage, row_of(case).item.kind) == ("X8", "CEMETERY")  # type: ignore[union-attr]
    old = Placement.objects.get()
    hearse.place(case, on + dt.timedelta(days=1), action=flow.MOVE, facility="G2", place="一室-3", square="")
    old.refresh_from_db()
    assert old.freed_on == on + dt.timedelta(days=1)
    assert (case.stage, row_of(case).item.kind) == ("S6", "COLUMBARIUM")  # type: ignore[union-attr]
    assert first_broken() is None


def test_r_ashes_18_unclaimed_ashes_wait_their_months_and_go_to_nature(hearse: Hearse) -> None:
    case = hearse.cremated()
    hearse.take(case, flow.KEEP, hearse.writer, THIRD, hour=19)
    with pytest.raises(Refused, match="寄存未满24个月"):
        hearse.take(case, flow.UNCLAIM, hearse.writer, dt.date(2028, 8, 12), notice="公告1")
    on = dt.date(2028, 8, 13)
    hearse.take(case, flow.UNCLAIM, hearse.writer, on, notice="公告1")
    with pytest.raises(Refused, match="须生态安葬"):
        hearse.take(case, flow.BURY_UNCLAIMED, hearse.writer, on, second=hearse.office, facility="G1", notice="公告1")
    hearse.take(case, flow.BURY_UNCLAIMED, hearse.writer, on, second=hearse.office, facility="G3", notice="公告1")
    assert (case.stage, row_of(case).item.kind) == ("S6", "NATURE")  # type: ignore[union-attr]


def test_r_ashes_19_limits_stop_with_the_police_and_start_again_on_the_day_of_the_release_document(
    hearse: Hearse,
) -> None:
    case = hearse.received()
    hearse.take(case, flow.POLICE, hearse.clerk, DIED + dt.timedelta(days=2), document="公1")
    assert (case.stage, case.due_on) == ("X4", None)
    on = DIED + dt.timedelta(days=40)
    with pytest.raises(Refused, match="遗体已入馆"):
        hearse.free(case, flow.FREE, on)
    hearse.free(case, flow.FREE_HERE, on)
    assert (case.stage, case.due_on) == ("S2", on + dt.timedelta(days=3))
    hearse.cremate(case, on + dt.timedelta(days=2))


def test_x_1_cremated_elsewhere_the_ashes_come_home_under_escort(hearse: Hearse) -> None:
    case = hearse.certified()
    with pytest.raises(Refused, match="火化日期早于死亡日期"):
        hearse.take(
            case,
            flow.AWAY,
            hearse.clerk,
            THIRD,
            away_home="外县殡仪馆",
            away_certificate="外1",
            cremated_on=DIED - dt.timedelta(days=1),
        )
    hearse.take(
        case,
        flow.AWAY,
        hearse.clerk,
        THIRD,
        away_home="外县殡仪馆",
        away_certificate="外1",
        cremated_on=DIED + dt.timedelta(days=2),
    )
    hearse.take(
        case,
        flow.COLLECT_AWAY,
        hearse.clerk,
        THIRD,
        hour=18,
        second=hearse.helper,
        collector="王五",
        seal=f"G{case.pk}",
        away_certificate="外1",
    )
    hearse.place(case, THIRD)
    assert (case.stage, row_of(case).cremated_away) == ("S6", True)


def test_x_2_and_x_3_lawful_burial_and_donation(hearse: Hearse) -> None:
    case = hearse.certified()
    with pytest.raises(Refused, match="才能依法土葬"):
        hearse.take(case, flow.BURY, hearse.office, THIRD, document="批1", where="民族公墓")
    hui = hearse.certified(burial_custom=True)
    hearse.take(hui, flow.BURY, hearse.office, THIRD, document="批1", where="民族公墓")
    donor = hearse.certified(donor=True)
    hearse.take(donor, flow.DONATE, hearse.office, THIRD, document="捐1", where="医学院")
    assert (hui.stage, donor.stage) == ("X2", "X3")
    assert [row_of(each).item.kind for each in (hui, donor)] == ["LAWFUL_GRAVE", "DONATED"]  # type: ignore[union-attr]


def test_x_9_a_false_report_is_void_and_whoever_was_received_is_not(hearse: Hearse) -> None:
    case = hearse.reported()
    deaths.void(death_of(case), because="本人健在，同名误报", by=hearse.head, at=moment(DIED, 12))
    case.refresh_from_db()
    assert case.stage == "X9"
    real = hearse.received()
    with pytest.raises(Refused, match="现处于“已接运入馆”"):
        deaths.void(death_of(real), because="有人说健在", by=hearse.head, at=moment(THIRD))
    real.refresh_from_db()
    assert real.stage == "S2"
    assert death_of(real).state == "CERTIFIED"


def test_the_police_certify_an_abnormal_death(hearse: Hearse) -> None:
    case = hearse.reported(place=DeathPlace.OTHER, manner=Manner.ABNORMAL)
    hearse.certify(
        case, DIED + dt.timedelta(days=2), form=DeathCertificate.Form.POLICE, issuer_type=DeathCertificate.Issuer.POLICE,
        issuer="东镇派出所", number="公证1",
    )  # fmt: skip
    assert case.stage == "S1"


def test_stock_is_received_once_voided_with_a_reason_and_reconciled(hearse: Hearse) -> None:
    with pytest.raises(Refused, match="与已领入的重复"):
        stock.receive_batch("赣火2026", 50, 60, by=hearse.office, at=moment("2026-08-01"))
    hearse.cremated()
    certificate = CremationCertificate.objects.get(state="ISSUED")
    month = 2026 * 12 + 7
    assert stock.reconcile(month).agrees
    stock.void_certificate(certificate, because="写错姓名", by=hearse.office, at=moment("2026-08-20"))
    found = stock.reconcile(month)
    assert (found.issued, found.voided, found.cremations, found.without_certificate, found.stock) == (0, 1, 1, 1, 49)
    assert not found.agrees
    with pytest.raises(Refused, match="已经作废"):
        stock.void_certificate(certificate, because="再作废", by=hearse.office, at=moment("2026-08-20"))
