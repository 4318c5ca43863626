"""Stories of the desk: who gets in, what he sees, what he may open, and that nothing personal slips out on the way."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from doudi.base import files, guards
from doudi.base.models import Grant, Record, User
from doudi.base.records import record
from doudi.base.roles import STAFF_ROLES, Role
from doudi.base.stories import number_of, somebody
from doudi.catalogue import programmes
from doudi.declare import Programme
from doudi.desk import workbench, worklist, worklist_pages
from doudi.desk.menu import side
from doudi.desk.roles import LOG_ROLES, USER_ROLES
from doudi.desk.stories import (
    COUNTY,
    OTHER_VILLAGE,
    TOWN,
    VILLAGE,
    a_household,
    fresh_county,
    number,
    person,
    signed_in,
    somebody_as,
)
from doudi.pages.declare import KeyFigure, WorkItem

pytestmark = pytest.mark.django_db
PASSWORD = "mima-hen-chang-2024"


@pytest.fixture(autouse=True)
def county() -> None:
    fresh_county()


# --- signing in ----------------------------------------------------------------------------------------------------------


def test_nobody_sees_anything_without_signing_in() -> None:
    for name in ("workbench", "worklist", "alarms", "visits", "search", "account", "records", "users", "menu"):
        response = Client().get(reverse(name))
        assert response.status_code == 302, name
        assert response["Location"].startswith(reverse("sign_in")), name


def test_a_fragment_for_a_session_that_ended_sends_the_whole_page_to_sign_in() -> None:
    response = Client().get(reverse("records"), headers={"HX-Request": "true", "HX-Target": "tbl"})
    assert response.status_code == 204
    assert response["HX-Redirect"].startswith(reverse("sign_in"))


def test_signing_in_goes_where_one_wanted_to_go_and_leaves_a_record() -> None:
    clerk = somebody_as(Role.TOWNSHIP_CLERK)
    clerk.set_password(PASSWORD)
    clerk.save()
    typed = {"username": clerk.username, "password": PASSWORD, "next": "/worklist/"}
    assert Client().post(reverse("sign_in"), typed)["Location"] == "/worklist/"
    assert Record.objects.filter(action="sign_in", by=clerk).count() == 1
    elsewhere = {**typed, "next": "https://example.com/"}
    assert Client().post(reverse("sign_in"), elsewhere)["Location"] == "/"


def test_a_wrong_password_says_what_to_do_and_keeps_the_name() -> None:
    clerk = somebody_as(Role.TOWNSHIP_CLERK)
    response = Client().post(reverse("sign_in"), {"username": clerk.username, "password": "cuo"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "账号或密码不对" in page
    assert f'value="{clerk.username}"' in page
    assert "cuo" not in page.replace("focus", "")


def test_five_wrong_passwords_lock_the_account_and_the_page_says_so(settings: Settings) -> None:
    settings.AXES_ENABLED = True
    clerk = somebody_as(Role.TOWNSHIP_CLERK)
    clerk.set_password(PASSWORD)
    clerk.save()
    client = Client()
    wrong = {"username": clerk.username, "password": "cuo"}
    answers = [client.post(reverse("sign_in"), wrong).status_code for _ in range(5)]
    assert answers[:4] == [422] * 4
    response = client.post(reverse("sign_in"), {"username": clerk.username, "password": PASSWORD})
    assert response.status_code == 429
    assert "已锁定 30 分钟" in response.content.decode()


def test_demo_sign_ins_exist_in_demo_mode_only(settings: Settings) -> None:
    clerk = somebody_as(Role.TOWNSHIP_CLERK)
    User.objects.filter(pk=clerk.pk).update(is_demo=True)
    assert "演示登录" not in Client().get(reverse("sign_in")).content.decode()
    assert Client().post(reverse("demo_sign_in"), {"username": clerk.username}).status_code == 409
    settings.DEMO = True
    assert "东镇 · 乡镇经办人" in Client().get(reverse("sign_in")).content.decode()
    client = Client()
    client.post(reverse("demo_sign_in"), {"username": clerk.username})
    assert client.get("/").status_code == 200
    real = somebody_as(Role.FINANCE)
    assert Client().post(reverse("demo_sign_in"), {"username": real.username}).status_code == 409


def test_an_hour_without_a_click_ends_the_session() -> None:
    client = signed_in(somebody_as(Role.FINANCE))
    assert client.get("/").status_code == 200
    session = client.session
    session["seen"] = (timezone.now() - dt.timedelta(minutes=61)).isoformat()
    session.save()
    response = client.get("/", follow=True)
    assert response.redirect_chain
    assert "长时间没有操作" in response.content.decode()


def test_signing_out_ends_the_session() -> None:
    client = signed_in(somebody_as(Role.FINANCE))
    client.post(reverse("sign_out"))
    assert client.get("/").status_code == 302
    assert Record.objects.filter(action="sign_out").count() == 1


# --- who may open what ---------------------------------------------------------------------------------------------------

OWN_PAGES: dict[str, frozenset[Role]] = {
    "workbench": frozenset(Role),
    "worklist": frozenset(Role),
    "alarms": frozenset(Role),
    "visits": frozenset(Role),
    "menu": frozenset(Role),
    "account": frozenset(Role),
    "search": STAFF_ROLES,
    "records": LOG_ROLES,
    "users": USER_ROLES,
    "nightly": USER_ROLES,
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_pages_and_no_others(role: Role) -> None:
    client = signed_in(somebody_as(role))
    opened = {name for name in OWN_PAGES if client.get(reverse(name)).status_code == 200}
    assert opened == {name for name, roles in OWN_PAGES.items() if role in roles}


@pytest.mark.parametrize("role", list(Role))
def test_the_menu_shows_exactly_the_pages_that_would_open(role: Role) -> None:
    client = signed_in(somebody_as(role))
    page = client.get("/").content.decode()
    menu = page[page.index('id="menu"') : page.index('class="stage"')]
    for programme in programmes():
        for each in (each for each in programme.pages if each.icon):
            url = reverse(f"{programme.code}:{each.code}")
            assert (f'href="{url}"' in menu) == (role in each.roles), each.code
            assert (client.get(url).status_code == 403) == (role not in each.roles), each.code


def test_a_menu_made_for_one_is_not_shown_to_another() -> None:
    """The menu is kept by roles and by the line it marks: neither may leak into that of somebody else or of another page."""
    officer, keeper = somebody_as(Role.COUNTY_OFFICER), somebody_as(Role.ADMINISTRATOR)
    findings, users = reverse("data_matching:findings"), reverse("users")
    marked = ' aria-current="page"'
    for _ in range(2):  # made, then kept
        assert f'href="{findings}"{marked}' in side(officer, findings) == side(officer, f"{findings}12/")
        assert f'href="{findings}">' in side(officer, "/")
        assert f'href="/"{marked}' in side(officer, "/")
        assert users not in side(officer, users)
        assert findings not in side(keeper, findings)
        assert f'href="{users}"{marked}' in side(keeper, users)


def test_people_outside_the_business_find_no_files_of_persons() -> None:
    a_household("王桂英")
    for role in (Role.INSPECTOR, Role.AUDITOR, Role.DATA_OFFICER, Role.ADMINISTRATOR):
        client = signed_in(somebody_as(role))
        assert client.get(reverse("person", args=[person("王桂英").pk])).status_code == 403, role


def test_one_of_several_grants_is_chosen_and_narrows_what_is_open() -> None:
    user = somebody_as(Role.COUNTY_OFFICER)
    Grant.objects.create(user=user, role=Role.INSPECTOR, area_id=COUNTY, since=dt.date(2024, 1, 1))
    client = signed_in(user)
    assert client.get(reverse("search")).status_code == 200
    client.post(reverse("act_as"), {"grant": f"INSPECTOR|{COUNTY}|"})
    assert client.get(reverse("search")).status_code == 403
    assert client.get(reverse("records")).status_code == 200
    assert "全部身份" in client.get("/").content.decode()
    client.post(reverse("act_as"), {"grant": ""})
    assert client.get(reverse("search")).status_code == 200


def test_the_administrator_gives_and_takes_grants_but_not_to_himself() -> None:
    administrator, clerk = somebody_as(Role.ADMINISTRATOR), somebody_as(Role.TOWNSHIP_CLERK)
    client = signed_in(administrator)
    given = {"role": "TOWNSHIP_LEADER", "area": TOWN, "since": "20240101"}
    assert client.post(reverse("user", args=[administrator.pk]), given).status_code == 422
    assert client.post(reverse("user", args=[clerk.pk]), {**given, "area": ""}).status_code == 422
    assert client.post(reverse("user", args=[clerk.pk]), given).status_code == 302
    assert set(Grant.objects.filter(user=clerk).values_list("role", flat=True)) == {"TOWNSHIP_CLERK", "TOWNSHIP_LEADER"}
    first = Grant.objects.filter(user=clerk).order_by("pk")[0]
    client.post(reverse("end_grant", args=[first.pk]))
    first.refresh_from_db()
    assert first.until is not None
    assert first.until < timezone.localdate()
    assert list(Record.objects.filter(action__startswith="grant.").values_list("action", flat=True)) == [
        "grant.give",
        "grant.take",
    ]


# --- the worklist --------------------------------------------------------------------------------------------------------


def test_the_oldest_time_limit_stands_first_and_says_what_is_left() -> None:
    thursday = dt.date(2024, 9, 12)
    items = [
        WorkItem("没有期限", "/a/"),
        WorkItem("星期五到期", "/b/", due=dt.date(2024, 9, 13)),
        WorkItem("已经超期", "/c/", due=dt.date(2024, 9, 9), overdue=True),
        WorkItem("今天到期", "/d/", due=thursday),
        WorkItem("节后到期", "/e/", due=dt.date(2024, 9, 18), provisional=True),
        WorkItem("节中应访", "/f/", due=dt.date(2024, 9, 16), natural=True),
        WorkItem("超期未访", "/g/", due=dt.date(2024, 9, 7), overdue=True, natural=True),
    ]
    said = {line.item.title: line.left for line in worklist.lines(items, thursday)}
    # 2024-09-14 (Saturday) is worked for the Mid-Autumn festival of the 15th to 17th.
    assert said == {
        "没有期限": "",
        "星期五到期": "剩1个工作日",
        "已经超期": "超期3个工作日",
        "今天到期": "今天到期",
        "节后到期": "剩3个工作日（暂定）",
        "节中应访": "剩4天",  # the limits of visits run over holidays
        "超期未访": "超期5天",
    }


def head_of(client: Client) -> tuple[str, bool]:
    """What waits by the head of a page, and whether the head asks for it anew."""
    page = client.get(reverse("account")).content.decode()
    said = re.search(r'aria-label="(待办\d+件)"', page)
    assert said
    return said[1], f'hx-get="{reverse("counters")}"' in page


def test_no_page_waits_for_the_numbers_in_its_head_which_are_asked_after_it(monkeypatch: pytest.MonkeyPatch) -> None:
    items = [WorkItem("三条疑点", "/x/", number=3)]
    monkeypatch.setattr(
        worklist, "waiting_in", lambda programme, user, today: items if programme.code == "data_matching" else []
    )
    client = signed_in(somebody_as(Role.FINANCE))
    assert head_of(client) == ("待办0件", True)
    asked = client.get(reverse("counters")).content.decode()
    assert 'aria-label="待办3件"' in asked
    assert "hx-get" not in asked
    items.append(WorkItem("又来一条", "/y/"))
    assert head_of(client) == ("待办3件", False)
    client.post(reverse("font_size"), {"size": "LARGE"})
    assert head_of(client) == ("待办3件", True)
    assert 'aria-label="待办4件"' in client.get(reverse("counters")).content.decode()
    assert head_of(client) == ("待办4件", False)


def test_after_the_workbench_the_head_need_not_ask() -> None:
    client = signed_in(somebody_as(Role.FINANCE))
    client.get(reverse("workbench"))
    assert head_of(client)[1] is False


def test_who_does_something_in_a_programme_is_told_its_numbers_anew_and_not_those_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def waiting(programme: Programme, user: Any, today: dt.date) -> list[WorkItem]:
        asked.append(programme.code)
        return []

    monkeypatch.setattr(worklist, "waiting_in", waiting)
    client = signed_in(somebody_as(Role.FINANCE))
    client.get(reverse("counters"))
    assert asked == [each.code for each in programmes()]
    asked.clear()
    client.get(reverse("counters"))
    assert asked == []
    client.post("/data_matching/")
    client.get(reverse("counters"))
    assert asked == ["data_matching"]


# --- looking people up, and their files ----------------------------------------------------------------------------------


def test_people_are_found_by_name_pinyin_and_number_and_the_number_never_stands_in_an_address() -> None:
    a_household("王桂英", "李大山")
    a_household("王桂芳", first=20)
    client = signed_in(somebody_as(Role.TOWNSHIP_CLERK))
    for typed in ("王桂英", "wangguiying"):
        response = client.post(reverse("search"), {"q": typed}, follow=True)
        assert response.redirect_chain[-1][0] == reverse("person", args=[person("王桂英").pk]), typed
    response = client.post(reverse("search"), {"q": number(1)}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("person", args=[person("王桂英").pk])
    assert not any(number(1) in url for url, _ in response.redirect_chain)
    page = client.post(reverse("search"), {"q": "wanggui"}, follow=True).content.decode()
    assert "王桂英" in page
    assert "王桂芳" in page
    assert number(1) not in page
    assert "369999********" in page


def test_a_search_that_is_too_short_or_a_damaged_number_says_what_to_do() -> None:
    client = signed_in(somebody_as(Role.TOWNSHIP_CLERK))
    assert "至少输入" in client.get(reverse("search"), {"q": "王"}).content.decode()
    damaged = number(1)[:-3] + "000"
    page = client.post(reverse("search"), {"q": damaged}).content.decode()
    assert "末三位" in page
    assert damaged not in page


def test_people_of_other_townships_are_shown_for_a_purpose_that_is_recorded() -> None:
    a_household("王桂英", village=OTHER_VILLAGE)
    client = signed_in(somebody_as(Role.TOWNSHIP_CLERK))
    page = client.get(reverse("search"), {"q": "王桂英"}).content.decode()
    assert "辖区外另有1人" in page
    assert "369999********" not in page
    page = client.post(reverse("search"), {"q": "王桂英", "purpose": "核实临时救助申请"}).content.decode()
    assert "369999********" in page
    assert Record.objects.get(action="registry.search_outside").because == "核实临时救助申请"
    url = reverse("person", args=[person("王桂英").pk])
    assert "填写查看用途" in client.get(url).content.decode()
    page = client.post(url, {"purpose": "核实临时救助申请"}, follow=True).content.decode()
    assert "基本信息" in page
    assert Record.objects.filter(action="registry.open_outside").count() == 1


def test_a_village_helper_never_opens_the_file_of_another_village() -> None:
    a_household("王桂英", village=OTHER_VILLAGE)
    client = signed_in(somebody_as(Role.VILLAGE_WORKER))
    response = client.get(reverse("person", args=[person("王桂英").pk]))
    assert response.status_code == 409
    assert "369999" not in response.content.decode()


def test_files_of_persons_and_households_are_masked_everywhere() -> None:
    household = a_household("王桂英", "李大山", "李小山")
    client = signed_in(somebody_as(Role.TOWNSHIP_CLERK))
    pages = [
        client.get(reverse("person", args=[person("李大山").pk])).content.decode(),
        client.get(reverse("household", args=[household.pk])).content.decode(),
        client.get(reverse("search"), {"q": "李大山"}, follow=True).content.decode(),
    ]
    for page in pages:
        assert not any(number(each) in page for each in (1, 2, 3))
        assert "13800001234" not in page
        assert "369999********" in page


def test_a_number_is_shown_in_full_for_a_reason_and_leaves_a_record() -> None:
    a_household("王桂英")
    client = signed_in(somebody_as(Role.TOWNSHIP_CLERK))
    url = reverse("reveal", args=[person("王桂英").pk, "id_number"])
    assert client.post(url, {"reason": ""}).status_code == 422
    assert not Record.objects.filter(action="reveal").exists()
    page = client.post(url, {"reason": "打印审批表"}).content.decode()
    assert number(1) in page
    kept = Record.objects.get(action="reveal")
    assert (kept.because, kept.data) == ("打印审批表", {"field": "id_number"})
    file = client.get(reverse("person", args=[person("王桂英").pk])).content.decode()
    assert "查看完整信息：身份证号" in file  # the person's own history shows who looked
    assert client.post(reverse("reveal", args=[person("王桂英").pk, "name"]), {"reason": "好奇"}).status_code == 409


def test_a_file_costs_the_same_number_of_queries_for_three_members_and_for_five() -> None:
    a_household("王桂英", "李大山", "李小山")
    a_household("张秀英", "陈大海", "陈小海", "陈小河", "陈小江", first=20)
    client = signed_in(somebody_as(Role.TOWNSHIP_CLERK))
    counts = []
    for name in ("王桂英", "王桂英", "张秀英"):  # the first fills what is remembered
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("person", args=[person(name).pk]))
        counts.append(len(queries))
    assert counts[1] == counts[2]


# --- kept files ----------------------------------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def test_a_kept_photo_is_shown_in_its_township_and_nowhere_else() -> None:
    clerk = somebody_as(Role.TOWNSHIP_CLERK)
    kept = files.keep(PNG, name="入户.png", purpose="visit", by=clerk, at=timezone.now(), area_code=VILLAGE)
    response = signed_in(somebody_as(Role.TOWNSHIP_LEADER)).get(reverse("file", args=[kept.pk]))
    assert response["Content-Type"] == "image/png"
    assert "sandbox" in response["Content-Security-Policy"]
    stranger = somebody("stranger", Role.TOWNSHIP_CLERK, "369999101000")
    assert signed_in(stranger).get(reverse("file", args=[kept.pk])).status_code == 409


def test_a_kept_text_is_a_download_never_a_page() -> None:
    clerk = somebody_as(Role.TOWNSHIP_CLERK)
    kept = files.keep(b"<script>1</script>", name="a.csv", purpose="x", by=clerk, at=timezone.now())
    response = signed_in(clerk).get(reverse("file", args=[kept.pk]))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


# --- what every page keeps to --------------------------------------------------------------------------------------------


def test_no_page_is_kept_by_the_browser_and_fragments_are_told_apart() -> None:
    response = signed_in(somebody_as(Role.INSPECTOR)).get(reverse("records"))
    assert response["Cache-Control"] == "no-store"
    assert "HX-Request" in response["Vary"]
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "'unsafe-inline'" not in policy.replace("style-src-attr 'unsafe-inline'", "")


def test_wrong_addresses_and_failures_are_said_in_plain_chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(somebody_as(Role.FINANCE))
    client.raise_request_exception = False
    response = client.get("/nirgendwo/")
    assert (response.status_code, "没有这个页面" in response.content.decode()) == (404, True)
    response = client.get(reverse("users"))
    assert (response.status_code, "由系统管理员使用" in response.content.decode()) == (403, True)

    def fail(*args: object) -> None:
        raise ZeroDivisionError(number(1))

    monkeypatch.setattr(worklist_pages, "lines", fail)
    response = client.get(reverse("worklist"))
    page = response.content.decode()
    assert (response.status_code, "系统出错了" in page) == (500, True)
    assert number(1) not in page


def test_a_form_without_its_token_is_refused_with_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("sign_in"), {"username": "a", "password": "b"})
    assert (response.status_code, "刷新后重新提交" in response.content.decode()) == (403, True)


def test_the_server_says_that_it_is_well() -> None:
    response = Client().get("/healthz")
    assert (response.status_code, response.json()) == (200, {"ok": True})


def test_the_letter_size_is_kept_for_the_user() -> None:
    user = somebody_as(Role.VILLAGE_WORKER)
    client = signed_in(user)
    client.post(reverse("font_size"), {"size": "HUGE"})
    user.refresh_from_db()
    assert user.font_size == "HUGE"
    assert '<html lang="zh-CN" data-size="HUGE"' in client.get("/").content.decode()
    client.post(reverse("font_size"), {"size": "GIGANTIC"})
    user.refresh_from_db()
    assert user.font_size == "HUGE"


def test_the_log_is_read_whole_by_the_discipline_commission_and_by_the_administrator_only_his_own_part() -> None:
    clerk, administrator = somebody_as(Role.TOWNSHIP_CLERK), somebody_as(Role.ADMINISTRATOR)
    signed_in(clerk).post(reverse("sign_out"))
    mine = signed_in(administrator).get(reverse("records")).content.decode()
    assert clerk.name not in mine
    whole = signed_in(somebody_as(Role.INSPECTOR)).get(reverse("records")).content.decode()
    assert clerk.name in whole


def test_pages_of_anonymous_requests_are_drawn_without_the_desk() -> None:
    from doudi.desk.shell import context

    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert context(request)["layout"] == "desk/bare.html"


def test_no_demo_mark_lies_in_the_place_of_the_tests() -> None:
    assert not (Path(settings.VAR) / "demo.json").exists()
    assert number_of(dt.date(1956, 3, 12), 1) == number(1)


def test_the_chain_of_records_is_verified_on_a_page_and_a_changed_record_is_named() -> None:
    inspector = somebody_as(Role.INSPECTOR)
    record("export", "list:people", by=inspector, at=timezone.now(), because="每月报表")
    address = reverse("verify_records")
    assert address in signed_in(inspector).get(reverse("records")).content.decode()
    whole = signed_in(inspector).post(address, follow=True).content.decode()
    assert "链条完整" in whole
    assert Record.objects.filter(action="records.verify").count() == 1
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE base_record SET because = '另一个理由' WHERE action = 'export'")
    broken = signed_in(inspector).post(address)
    assert broken.status_code == 422
    assert "内容被改动过" in broken.content.decode()
    guards.install(connection)
    assert signed_in(somebody_as(Role.TOWNSHIP_CLERK)).get(address).status_code == 403


def test_the_first_screen_shows_twelve_figures_those_that_are_late_first(monkeypatch: pytest.MonkeyPatch) -> None:
    many = [KeyFigure(f"数据{number}", str(number), tint="danger" if number == 14 else "") for number in range(15)]
    monkeypatch.setattr(workbench, "figures", lambda user, today: workbench.in_order(many))
    page = signed_in(somebody_as(Role.FINANCE)).get("/").content.decode()
    first, _, rest = page.partition("其余 3 项数据")
    assert first.count('class="figure"') == 12
    assert "数据14" in first
    assert rest.count('class="figure"') == 3
