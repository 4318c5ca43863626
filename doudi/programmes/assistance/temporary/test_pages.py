"""The pages of temporary assistance, driven as people drive them: in each role, to the end, with what goes wrong in words."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document

from doudi.base.areas import AreaRow, load_areas
from doudi.base.models import Area, Record, User
from doudi.base.months import month_of
from doudi.base.roles import Role
from doudi.base.stories import COUNTY, OTHER_TOWN, TOWN, VILLAGE, number_of, somebody
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.casework.notices.testing import jpeg
from doudi.mechanisms.ledger import queries as ledger
from doudi.mechanisms.ledger.bank.models import BankFile
from doudi.mechanisms.ledger.bank.testing import csv_of, rows_of
from doudi.programmes.assistance.temporary import accounts, first_screen, flow, services
from doudi.programmes.assistance.temporary.flow import APPLICATIONS
from doudi.programmes.assistance.temporary.models import Cause, ReserveDraft, ReserveUse, TemporaryGrant
from doudi.programmes.assistance.temporary.programme import temporary
from doudi.programmes.assistance.temporary.stories import ACCOUNT, FIRE, Desk, Hall, row_of

pytestmark = pytest.mark.django_db
NUMBER = number_of(dt.date(1961, 5, 6), 321)


@pytest.fixture(autouse=True)
def kept(settings: Any, tmp_path: Any) -> None:
    settings.FILES_ROOT = tmp_path


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def hall() -> Hall:
    return Hall()


def acting(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page(user: User, name: str, /, *args: Any, **asked: Any) -> str:
    response = acting(user).get(reverse(f"temporary:{name}", args=args), asked)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def post(user: User, name: str, /, *args: Any, **said: Any) -> tuple[int, str]:
    """Status, and what the page says: after success that of the page one is led to."""
    client = acting(user)
    response = client.post(reverse(f"temporary:{name}", args=args), said)
    text = response.content.decode()
    if response.status_code == 302:
        text = client.get(response["Location"]).content.decode()
    return response.status_code, text


def form(**more: Any) -> dict[str, Any]:
    return {
        "area_code": VILLAGE,
        "id_number": NUMBER,
        "name": "姜某",
        "hardship": "0",
        "cause": "FIRE",
        "people": "4",
        "months": "2",
        "told": "厨房失火",
        "need": "1000",
        "account": ACCOUNT,
        "signed": "on",
        **more,
    }


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("现场.jpg", jpeg(), "image/jpeg")


def surveyed(hall: Hall, **more: Any) -> Case:
    """Filed by the village, accepted and visited by the township, through the pages."""
    status, said = post(hall.helper, "application_new", **form(**more))
    assert status == 302, said
    case = Case.objects.get(flow=APPLICATIONS.code)
    act(hall.clerk, case, "accept")
    visit = {"visited_on": f"{timezone.localdate()}", "found": "情况属实", "together_with": hall.companion.pk}
    act(hall.clerk, case, "survey", **visit)
    return case


def act(user: User, case: Case, action: str, **said: Any) -> str:
    """An action taken on its page; what is said after it."""
    status, words = post(user, "application_act", case.pk, action, **said)
    assert status == 302, words
    case.refresh_from_db()
    return words


def test_a_small_need_from_the_village_to_the_reserves_book(hall: Hall) -> None:
    case = surveyed(hall, photos=[photo()])
    assert "现场.jpg" in page(hall.clerk, "application", case.pk)
    act(hall.clerk, case, "prepare", amount="1000", receipt="收1", way="CASH")
    assert [item.label for item in first_screen_of(hall.town_leader)][:1] == ["备用金待签批"]
    act(hall.town_leader, case, "sign_here")
    done = ReserveUse.objects.get()
    assert (done.amount, done.clerk, done.leader, done.papers_due_on) == (100_000, hall.clerk, hall.town_leader, None)
    assert "49,000.00" in page(hall.clerk, "reserve", TOWN)
    assert "姜某" in page(hall.officer, "grants")
    grant = page(hall.officer, "grant", TemporaryGrant.objects.get().pk)
    assert reverse("temporary:application", args=[case.pk]) in grant
    act(hall.helper, case, "publish_here", posted_on=f"{timezone.localdate()}", photo=photo())
    assert case.stage == "PUBLISHED"
    assert "1,000.00元" in page(hall.helper, "application", case.pk)


def first_screen_of(user: User) -> list[Any]:
    assert temporary.worklist is not None
    return temporary.worklist(user, timezone.localdate())


def test_an_emergency_is_reported_helped_and_its_papers_wait_on_the_worklist(hall: Hall) -> None:
    status, said = post(hall.helper, "application_new", **form(urgent="on", signed="", photos=[photo()]))
    assert (status, "已紧急上报，乡镇须在一天内先行救助" in said) == (302, True)
    case = Case.objects.get(flow=APPLICATIONS.code)
    assert [item.label for item in first_screen_of(hall.clerk)] == ["紧急上报"]
    act(hall.clerk, case, "help_first", amount="1000", receipt="收1", way="CASH")
    act(hall.town_leader, case, "sign_first")
    assert "手续待补" in page(hall.clerk, "reserve", TOWN)
    assert [item.label for item in first_screen_of(hall.clerk)] == ["已先行救助，待补手续"]
    visit = {"visited_on": f"{timezone.localdate()}", "found": "情况属实", "together_with": hall.companion.pk}
    act(hall.clerk, case, "survey_after", **visit)
    status, said = post(hall.clerk, "application_act", case.pk, "complete", signed="on")
    assert (status, "“证明材料和领款凭据”不能为空" in said) == (422, True)
    act(hall.clerk, case, "complete", signed="on", papers=photo())
    assert "手续待补" not in page(hall.clerk, "reserve", TOWN)


def test_what_the_rules_refuse_is_told_and_the_form_is_kept(hall: Hall) -> None:
    status, said = post(hall.helper, "application_new", **form(signed=""))
    assert (status, Case.objects.count()) == (422, 0)
    assert "请填写：申请书已由申请人（代办人）签字" in said
    assert 'value="姜某"' in said
    status, said = post(hall.helper, "application_new", **form(id_number="12345", people="0"))
    assert status == 422
    assert "有 2 处需要修改" in said
    status, said = post(hall.helper, "application_new", **form(hardship="1"))
    assert (status, "须填写家庭自己负担的支出" in said) == (422, True)
    status, said = post(hall.helper, "application_new", **form(hardship="1", spending="3000", urgent="on"))
    assert (status, "支出型困难不能先行救助" in said) == (422, True)
    case = surveyed(hall)
    status, said = post(hall.helper, "application_new", **form(cause="INJURY", name="别人"))
    assert (status, "登记的姓名与所填姓名不一致" in said) == (422, True)
    assert NUMBER not in said.replace(f'value="{NUMBER}"', "")  # only in the field where it was typed
    status, said = post(hall.clerk, "application_act", case.pk, "prepare", amount="1200", receipt="收1", way="CASH")
    assert (status, "乡镇可审批1,000.00元，本次1,200.00元" in said) == (422, True)
    assert NUMBER not in page(hall.clerk, "application", case.pk)
    assert ACCOUNT not in page(hall.clerk, "application", case.pk)


def test_a_wrong_use_is_reversed_by_two(hall: Hall) -> None:
    case = hall.small()
    done = ReserveUse.objects.get()
    assert post(hall.clerk, "reverse", done.pk, reason="DUPLICATE", because="同一办件登记两次")[0] == 302
    again = post(hall.clerk, "reverse", done.pk, reason="DUPLICATE", because="同一办件登记两次")
    assert again[0] == 422
    assert "正在等待签批" in again[1]
    draft = ReserveDraft.objects.get()
    assert post(hall.town_leader, "send_back", draft.pk, because="")[0] == 422
    status, said = post(hall.town_leader, "send_back", draft.pk, because="凭证不清")
    assert (status, "凭证不清" in said) == (302, True)
    assert ledger.balance(accounts.RESERVE, hall.town) == 4_900_000
    post(hall.clerk, "reverse", done.pk, reason="DUPLICATE", because="同一办件登记两次")
    waiting = ReserveDraft.objects.get(state="WAITING")
    assert acting(hall.clerk).post(reverse("temporary:sign", args=[waiting.pk])).status_code in (403, 409)
    post(hall.town_leader, "sign", waiting.pk)
    assert ledger.balance(accounts.RESERVE, hall.town) == 5_000_000
    case.refresh_from_db()
    assert case.stage == "REVERSED"
    assert "已冲销" in page(hall.finance, "reserve", TOWN, year=2024)
    assert "已冲销" in page(hall.officer, "grants")
    assert acting(hall.town_leader).post(reverse("temporary:sign", args=[waiting.pk])).status_code == 409


def test_the_county_allots_replenishes_takes_back_and_carries_over(desk: Desk) -> None:
    west = Area.objects.get(code=OTHER_TOWN)
    said = post(desk.finance, "allot", township=OTHER_TOWN, amount="3000", document="县财〔2024〕2号")
    assert "已向西镇下拨3,000.00元" in said[1]
    status, words = post(desk.finance, "act", OTHER_TOWN, "replenish", amount="1000", document="县财〔2024〕3号")
    assert status == 422
    assert "余额为下拨额的100%,不低于30%" in words
    assert (
        "已从西镇收回500.00元"
        in post(desk.finance, "act", OTHER_TOWN, "give-back", amount="500", document="县财〔2024〕4号")[1]
    )
    assert ledger.balance(accounts.RESERVE, west) == 250_000
    last_year = timezone.localdate().year - 1
    status, words = post(desk.finance, "act", TOWN, "carry-over", year=last_year, document="县财〔2025〕1号")
    assert (status, "已结转" in words) == (302, True)
    assert acting(desk.clerk).post(reverse("temporary:act", args=[TOWN, "allot"])).status_code == 409
    assert acting(desk.finance).get(reverse("temporary:act", args=[TOWN, "spend"])).status_code == 404


def test_a_township_files_and_reconciles_its_month(desk: Desk) -> None:
    used_before(desk)
    today = timezone.localdate()
    month = f"{(month_of(today) - 1) // 12}-{(month_of(today) - 1) % 12 + 1:02d}"
    assert "待备案" in [item.label for item in first_screen.waiting(desk.clerk, today)]
    assert "待对账" in [item.label for item in first_screen.waiting(desk.town_leader, today)]
    used = ReserveUse.objects.get().on
    status, said = post(desk.clerk, "act", TOWN, "file", month=f"{used:%Y-%m}")
    assert (status, "支出1笔、800.00元" in said) == (302, True)
    status, said = post(desk.town_leader, "act", TOWN, "reconcile", month=month, bank_balance="49100")
    assert (status, "账面与银行相差100.00元" in said) == (302, True)
    assert "对账有差异未说明" in first_screen.alarms(desk.finance, today)[0].title
    assert "有差异" in page(desk.finance, "reserves")
    status, said = post(
        desk.town_leader, "act", TOWN, "reconcile", month=month, bank_balance="49100", explanation="利息未入账"
    )
    assert status == 302
    assert "有差异未说明" not in "".join(item.title for item in first_screen.alarms(desk.finance, today))
    assert "待对账" not in [item.label for item in first_screen.waiting(desk.town_leader, today)]


def test_the_county_decides_pays_and_takes_the_banks_answer(hall: Hall) -> None:
    desk, case = hall, surveyed(hall, need="7000")
    act(hall.clerk, case, "opine", proposal="GRANT", amount="7000")
    act(hall.town_leader, case, "sign_up")
    assert 'value="7000.00"' in page(hall.officer, "application_act", case.pk, "approve")
    status, words = post(hall.officer, "application_act", case.pk, "approve", amount="99999", document="7号")
    assert (status, "救助上限为" in words) == (422, True)
    act(hall.officer, case, "approve", amount="7000", document="县民救〔2024〕7号")
    other = hall.at_county(hall.applied(timezone.localdate()), timezone.localdate(), 480_00)
    act(hall.officer, other, "approve", amount="480", document="县民救〔2024〕8号")
    made = row_of(other).grant
    assert made is not None
    assert "待送银行" in page(desk.finance, "payments")
    assert ACCOUNT not in page(desk.finance, "payments")
    assert "尾号7890" in page(desk.finance, "payments")
    assert first_screen.waiting(desk.finance, timezone.localdate())[0].number == 2
    status, words = post(desk.finance, "send")
    assert (status, "2笔、7,480.00元" in words) == (302, True)
    file = BankFile.objects.get()
    assert ACCOUNT in acting(desk.finance).get(reverse("temporary:file", args=[file.pk])).content.decode("gb18030")
    assert Record.objects.filter(action="temporary.download").count() == 1
    answer = SimpleUploadedFile("回盘.csv", csv_of(rows_of(file, n2="账号不存在")))
    status, words = post(desk.finance, "answer", file.pk, answer=answer)
    assert (status, "已到账1笔、退票1笔" in words) == (302, True)
    back = made.payments.get()
    assert "账号不存在" in page(desk.finance, "payments", state="RETURNED")
    assert post(desk.finance, "again", back.pk, payee="姜某", account="6217009999999999")[0] == 302
    assert post(desk.finance, "back", back.pk, because="放弃")[0] == 422  # it is on its way again
    assert "temporary:" in page(desk.finance, "files")
    case.refresh_from_db()
    other.refresh_from_db()
    assert (case.stage, other.stage) == ("PAID", "APPROVED")


def test_a_township_sees_its_own_and_nobody_elses(desk: Desk) -> None:
    services.grant(desk.need(), desk.from_reserve(), at=timezone.now())
    stranger = somebody("stranger", Role.TOWNSHIP_CLERK, OTHER_TOWN)
    made = TemporaryGrant.objects.get()
    assert made.case_number not in page(stranger, "grants")
    assert acting(stranger).get(reverse("temporary:grant", args=[made.pk])).status_code == 404
    assert acting(stranger).get(reverse("temporary:reserve", args=[TOWN])).status_code == 404
    use_made = ReserveUse.objects.get()
    assert acting(stranger).post(reverse("temporary:reverse", args=[use_made.pk])).status_code == 404
    inspector = somebody("inspector", Role.INSPECTOR, COUNTY)
    assert "东镇" in page(inspector, "reserves")
    assert acting(inspector).get(reverse("temporary:grants")).status_code == 403
    assert [panel.number for panel in first_screen.of_person(desk.clerk, desk.head().pk, timezone.localdate())] == [1]
    assert [panel.number for panel in first_screen.of_person(stranger, desk.head().pk, timezone.localdate())] == [0]


def test_the_figures_of_the_first_screen_are_the_users_own(desk: Desk) -> None:
    services.grant(desk.need(), desk.from_reserve(), at=timezone.now())
    today = timezone.localdate()
    stranger = somebody("stranger", Role.TOWNSHIP_LEADER, OTHER_TOWN)
    assert [each.value for each in first_screen.figures(desk.officer, today)] == ["4", "0.10", "4.90"]
    assert [each.value for each in first_screen.figures(stranger, today)] == ["0", "0.00", "0.00"]
    for user in (desk.officer, desk.clerk, desk.town_leader, desk.finance, desk.leader):
        assert acting(user).get("/").status_code == 200


def test_lists_take_the_same_queries_for_one_row_and_for_three(hall: Hall) -> None:
    desk = hall

    def counted(name: str, *args: Any) -> int:
        client = acting(desk.finance)
        client.get(reverse(f"temporary:{name}", args=args))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(f"temporary:{name}", args=args))
        return len(captured)

    def one_more(number: int) -> None:
        home = desk.household(2)
        need = desk.need(number, applicant=desk.head(home), people=2, cause=Cause.INJURY)
        services.grant(need, desk.from_reserve(receipt=f"收{number}"), desk.from_county(1000), at=timezone.now())
        hall.helped_first(timezone.localdate(), f"先{number}", household=desk.household(4))

    one_more(1)
    pages = (("grants",), ("payments",), ("reserves",), ("reserve", TOWN), ("files",), ("applications",))
    before = [counted(*each) for each in pages]
    one_more(2)
    one_more(3)
    load_areas([AreaRow("369999110000", "南镇", "镇")])
    south = Area.objects.get(code="369999110000")
    services.allot(south, amount=100, document="县财〔2024〕2号", by=desk.finance, at=timezone.now())
    assert [counted(*each) for each in pages] == before


def used_before(desk: Desk) -> None:
    """One use in the month before this one."""
    day = timezone.localdate().replace(day=1) - dt.timedelta(days=3)
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(10)))
    services.grant(desk.need(happened_on=day), desk.from_reserve(80_000), at=at)


def test_the_papers_of_a_case_are_filled_in_and_opening_one_is_recorded(hall: Hall) -> None:
    case = hall.small()
    shown = page(hall.clerk, "application", case.pk)
    assert "审批表" in shown
    assert "备用金支出凭证" in shown
    form = page(hall.clerk, "application_paper", case.pk, "approval")
    number = hall.people(hall.home)[0].id_number
    for words in (
        number,
        "火灾",
        "1,000.00",
        "情况属实。",
        "用户clerk、用户companion",
        "签批备用金救助",
        "用户town_leader",
    ):
        assert words in form, words
    voucher = page(hall.officer, "application_paper", case.pk, "voucher")
    assert "壹仟元整" in voucher
    given = page(hall.clerk, "application_paper", case.pk, "given")
    assert "东镇人民政府" in given
    assert "由乡镇用临时救助备用金支付" in given
    assert Record.objects.filter(action="case.paper").count() == 3
    assert not any(number in str(each.data) for each in Record.objects.all())
    got = acting(hall.clerk).get(reverse("temporary:application_paper", args=[case.pk, "voucher"]), {"docx": "1"})
    assert Document(io.BytesIO(got.content)).tables
    helper = acting(hall.helper)
    assert helper.get(reverse("temporary:application_paper", args=[case.pk, "approval"])).status_code == 403
    assert "审批表" not in page(hall.helper, "application", case.pk)
    assert acting(hall.clerk).get(reverse("temporary:application_paper", args=[case.pk, "refusal"])).status_code == 404


def test_the_letter_of_a_refusal_names_reason_article_and_remedy(hall: Hall) -> None:
    case = hall.at_county(hall.applied(need=300_000), FIRE)
    said: dict[str, Any] = {"ground": "OTHER_AID", "words": "保险已赔付。", "document": "县民救〔2024〕9号"}
    hall.take(case, flow.REFUSE, hall.officer, FIRE, **said)
    letter = page(hall.clerk, "application_paper", case.pk, "refusal")
    for words in (
        "临时救助不予确认通知书",
        "困难已经由其他救助、保险、赔偿解决",
        "保险已赔付。",
        "救助对象",
        "6个月内向",
        "县民救〔2024〕9号",
    ):
        assert words in letter, words
