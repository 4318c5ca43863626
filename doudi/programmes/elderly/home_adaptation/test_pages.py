"""The pages of home adaptation as people use them: the whole road by the browser, and how often the database is asked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.base.stories import VILLAGE, number_of, somebody
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.pages.bank_files import files_of
from doudi.mechanisms.entitlement.testing_awards import acting
from doudi.mechanisms.entitlement.testing_awards import moment as at_hour
from doudi.mechanisms.ledger.bank.testing import csv_of, rows_of
from doudi.programmes.elderly.home_adaptation import aftercare
from doudi.programmes.elderly.home_adaptation.accounts import BANK
from doudi.programmes.elderly.home_adaptation.catalogue import Item
from doudi.programmes.elderly.home_adaptation.models import Adaptation, Contractor, ItemPhoto
from doudi.programmes.elderly.home_adaptation.planning import Planned
from doudi.programmes.elderly.home_adaptation.programme import home_adaptation
from doudi.programmes.elderly.home_adaptation.stories import START, Builders, line_of, row_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def county() -> Builders:
    return Builders()


def text_of(user: User, name: str, *args: Any, status: int = 200) -> str:
    answer = acting(user).get(reverse(f"home_adaptation:{name}", args=args))
    assert answer.status_code == status, answer.status_code
    return str(answer.content.decode())


def post(user: User, address: str, said: dict[str, Any], *, status: int = 302) -> str:
    """The answer's text; a form that was taken leads on (302), one that was refused stays (422)."""
    answer = acting(user).post(address, said)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def act(case: Case, action: str) -> str:
    return reverse("home_adaptation:adaptation_act", args=[case.pk, action.replace("_", "-")])


def test_a_village_helper_takes_an_application_down(county: Builders) -> None:
    number = county.old.id_number
    said = {"area_code": VILLAGE, "id_number": number, "name": county.old.party.name, "house": "OWN", "signed": "on"}
    address = reverse("home_adaptation:adaptation_new")
    post(county.helper, address, {**said, "signed": ""}, status=422)
    assert Adaptation.objects.count() == 0
    post(county.helper, address, said)
    row = Adaptation.objects.get()
    assert (row.case.stage, row.household_id) == ("SUBMITTED", county.home.pk)
    assert "已有办理中的申请" in post(county.helper, address, said, status=422)
    assert number not in text_of(county.helper, "adaptation", row.pk)
    stranger = {**said, "id_number": number_of(dt.date(1940, 1, 2), 777), "name": "新来的老人"}
    post(county.helper, address, stranger)


def test_a_plan_is_put_down_item_by_item_and_read_by_the_old_woman(county: Builders) -> None:
    case = county.surveyed(county.applied())
    address = reverse("home_adaptation:plan", args=[case.pk])
    form = text_of(county.clerk, "plan", case.pk)
    assert "如厕洗浴扶手" in form
    assert "每户最多支付3,000.00元" in form
    said = {"contractor": "B01", f"quantity_{int(Item.M13)}_0": "2", f"place_{int(Item.M13)}_0": "卫生间"}
    more = {f"quantity_{int(Item.M14)}_0": "1", f"place_{int(Item.M14)}_0": ""}
    assert "没有写位置" in post(county.clerk, address, said | more, status=422)
    assert not row_of(case).lines.exists()
    post(county.clerk, address, said | more | {f"place_{int(Item.M14)}_0": "卫生间"})
    assert sorted(line.name for line in row_of(case).lines.all()) == ["如厕洗浴扶手", "蹲便器改坐便器"]
    post(county.clerk, act(case, "plan"), {})
    sheet = text_of(county.clerk, "adaptation_paper", case.pk, "plan")
    assert "政府支付1,200.00元，家庭支付1,800.00元" in sheet


def test_a_contractor_photographs_counts_and_reports_his_home(county: Builders) -> None:
    case = county.approved(lines=[Planned(Item.M13, "卫生间", 2)])
    line = line_of(case, Item.M13)
    other = county.another()
    for name in ("adaptation", "photos"):
        text_of(other, name, case.pk, status=404)
        text_of(county.builder, name, case.pk)
    listed = text_of(county.builder, "adaptations")
    assert case.number in listed
    assert case.number not in text_of(other, "adaptations")
    photos = reverse("home_adaptation:photos", args=[case.pk])
    picture = county.picture()

    def upload(phase: str, content: bytes, status: int = 302) -> str:
        file = SimpleUploadedFile("照片.png", content, content_type="image/png")
        return post(county.builder, photos, {"what": f"{line.pk}-{phase}", "photo": file}, status=status)

    upload("BEFORE", picture)
    post(county.builder, act(case, "start"), {})
    assert "没有收下" in upload("DURING", picture, status=422)
    upload("DURING", county.picture())
    upload("AFTER", county.picture())
    built = reverse("home_adaptation:built", args=[case.pk])
    assert "请先申请变更" in post(county.builder, built, {f"done_{line.pk}": "3"}, status=422)
    post(county.builder, built, {f"done_{line.pk}": "2"})
    post(county.builder, act(case, "report"), {})
    assert (Case.objects.get(pk=case.pk).stage, ItemPhoto.objects.count()) == ("BUILT", 3)
    verified = reverse("home_adaptation:verified", args=[case.pk])
    post(county.clerk, verified, {f"found_{line.pk}": "2"})
    page = text_of(county.clerk, "adaptation", case.pk)
    assert all(phase in page for phase in ("改造前", "改造中", "改造后"))
    said = {"elder": "on", "village": "on", "third_party": "县质检站", "found": "一致。"}
    post(county.clerk, act(case, "accept"), said)
    assert "质保期自" not in text_of(county.clerk, "adaptation_paper", case.pk, "acceptance")


def test_a_contractor_reads_nothing_of_hardship_and_ability(county: Builders) -> None:
    case = county.started(county.approved())
    page, inside = text_of(county.builder, "adaptation", case.pk), text_of(county.clerk, "adaptation", case.pk)
    for words in ("轻度失能", "低保", "卫生间地面湿滑", "核算说明"):
        assert words in inside
        assert words not in page
    assert "施工照片" in page
    text_of(county.builder, "adaptation_paper", case.pk, "plan", status=403)
    assert "轻度失能" not in acting(county.builder).get(act(case, "report")).content.decode()


def test_money_goes_to_the_bank_and_back_by_the_pages(county: Builders) -> None:
    case = county.audited(county.accepted(county.built(county.approved())))
    assert "待送银行" in text_of(county.finance, "payments")
    post(county.finance, reverse("home_adaptation:send"), {})
    [file] = files_of(BANK)
    assert file.key in text_of(county.finance, "files")
    answer = SimpleUploadedFile("回盘.csv", csv_of(rows_of(file)), content_type="text/csv")
    post(county.finance, reverse("home_adaptation:answer", args=[file.pk]), {"answer": answer})
    assert Case.objects.get(pk=case.pk).stage == "FOLLOW_UP"
    assert "已到账" in text_of(county.finance, "payments")
    text_of(county.builder, "payments", status=403)


def test_defects_are_told_in_the_village_and_answered_by_the_contractor(county: Builders) -> None:
    case = county.whole()
    Adaptation.objects.filter(pk=case.pk).update(warranty_until=timezone.localdate() + dt.timedelta(days=30))
    post(county.helper, reverse("home_adaptation:defect_new", args=[case.pk]), {"words": "扶手松动"})
    defect = row_of(case).defects.get()
    assert "扶手松动" in text_of(county.builder, "defects")
    assert "扶手松动" not in text_of(county.another(), "defects")
    answers = reverse("home_adaptation:defect", args=[defect.pk])
    assert answers in text_of(county.builder, "defects")
    assert answers not in text_of(county.leader, "defects"), "he reads of it, and answers it not"
    post(county.builder, reverse("home_adaptation:defect", args=[defect.pk]), {"words": "已固定"})
    assert "已固定" in text_of(county.clerk, "adaptation", case.pk)


def test_missing_items_are_put_down_at_a_visit(county: Builders) -> None:
    case = county.whole()
    line = line_of(case, Item.M13)
    said = {"line": str(line.pk), "quantity": "1", "words": "没有扶手"}
    post(county.helper, reverse("home_adaptation:missing", args=[case.pk]), said)
    assert "缺失" in text_of(county.clerk, "adaptation", case.pk)
    assert "安居工程队" in acting(county.officer).get(reverse("funds:debts")).content.decode()


def test_a_contractor_is_signed_by_the_county(county: Builders) -> None:
    said = {
        "code": "B05",
        "name": "暖居公司",
        "tender": "县采2024-8",
        "since": "2024-01-01",
        "account": "6217001234567890",
    }
    address = reverse("home_adaptation:contractor_new")
    assert "早于起始日期" in post(county.officer, address, {**said, "until": "2023-01-01"}, status=422)
    post(county.officer, address, said)
    assert Contractor.objects.get(code="B05").account == "6217001234567890"
    assert "尾号7890" in text_of(county.officer, "contractors")
    text_of(county.clerk, "contractor_new", status=403)


@pytest.mark.parametrize("page", ["adaptations", "defects", "contractors", "payments"])
def test_a_list_asks_the_database_as_often_for_three_rows_as_for_one(county: Builders, page: str) -> None:
    def one_more(number: int) -> None:
        county.signed_contractor(f"C{number}", f"公司{number}")
        person, _ = county.elder(1941 + number)
        case = county.audited(
            county.accepted(county.built(county.approved(county.planned(county.surveyed(county.applied(person))))))
        )
        aftercare.tell_defect(row_of(case), "松动", by=county.helper, at=at_hour(START + dt.timedelta(days=30)))

    def asked() -> int:
        browser = acting(county.officer)
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert browser.get(reverse(f"home_adaptation:{page}")).status_code == 200
        return len(found)

    one_more(1)
    asked()
    first = asked()
    one_more(2)
    one_more(3)
    assert asked() == first


def test_the_first_screen_of_a_contractor_shows_his_homes(county: Builders) -> None:
    case = county.approved()
    assert home_adaptation.worklist is not None
    [item] = home_adaptation.worklist(county.builder, START + dt.timedelta(days=15))
    assert item.url.endswith(f"/{case.pk}/")
    assert home_adaptation.worklist(county.of("B09", "other"), START) == []


def test_who_has_no_business_with_it_is_turned_away(county: Builders) -> None:
    case = county.applied()
    auditor = somebody("keeper", Role.CEMETERY_KEEPER, "369999000000")
    assert acting(auditor).get(reverse("home_adaptation:adaptation", args=[case.pk])).status_code == 403
