"""Stories of the public site: somebody without an account looks, objects, asks how far his case is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from doudi.base.models import User
from doudi.base.roles import Role
from doudi.base.stories import TOWN, VILLAGE, build_county, somebody
from doudi.mechanisms.casework.declare import Action, Flow, Stage
from doudi.mechanisms.casework.notices import services
from doudi.mechanisms.casework.notices.declare import NewLine, NoticeTerms
from doudi.mechanisms.casework.notices.models import NoticeKind, Objection, ProgressTry, PublicNotice
from doudi.mechanisms.casework.notices.progress import give_code
from doudi.mechanisms.casework.services import open_case

pytestmark = pytest.mark.django_db
WEB = NoticeTerms(7, web=True)
FLOW = Flow(
    "public_story.cases",
    "最低生活保障申请",
    (Stage("APPLIED", "已提交"), Stage("ACCEPTED", "已受理")),
    "APPLIED",
    (Action("accept", "受理", "APPLIED", "ACCEPTED", by=Role.TOWNSHIP_CLERK),),
    prefix="保",
)


@pytest.fixture(autouse=True)
def county() -> None:
    cache.clear()
    build_county()


@pytest.fixture
def clerk() -> User:
    return somebody("clerk", Role.TOWNSHIP_CLERK, TOWN)


def hung(clerk: User, *, terms: NoticeTerms = WEB, days_ago: int = 0) -> PublicNotice:
    at = timezone.now() - dt.timedelta(days=days_ago)
    leader = User.objects.filter(username="leader").first() or somebody("leader", Role.TOWNSHIP_LEADER, TOWN)
    notice = services.draft(
        "dibao",
        NoticeKind.PRELIMINARY,
        [NewLine("姜小白", 3, 91_100, "农村低保", 2), NewLine("欧阳明", 1, 71_500, "农村低保")],
        area_code=VILLAGE,
        phones=[("东镇民政所", "0797-7234567")],
        place="村务公开栏",
        by=clerk,
        at=at,
    )
    services.submit(notice, by=clerk, at=at)
    services.review(notice, by=leader, at=at)
    return services.post(notice, on=timezone.localdate(at), terms=terms, by=clerk, at=at)


def address(notice: PublicNotice, more: str = "") -> str:
    return f"/public/notices/{notice.number.removeprefix('示')}/{more}"


def test_r_pub_02_names_are_hidden_and_the_way_leads_from_the_township_to_the_notice(clerk: User) -> None:
    notice = hung(clerk)
    anybody = Client()
    assert f"/public/areas/{TOWN}/" in anybody.get("/public/").content.decode()
    assert address(notice) in anybody.get(f"/public/areas/{TOWN}/").content.decode()
    page = anybody.get(address(notice))
    text = page.content.decode()
    assert "姜**" in text
    assert "欧**" in text
    for hidden in ("姜小白", "欧阳明", "小白"):
        assert hidden not in text
    for told in ("911.00", "0797-7234567", "东镇人民政府", "《社会救助暂行办法》", "我要反映"):
        assert told in text
    assert page["Cache-Control"] == "public, max-age=60"
    assert "csrf" not in text
    assert not page.cookies


def test_what_is_not_for_the_web_cannot_be_told_from_what_never_was(clerk: User) -> None:
    notice = hung(clerk, terms=NoticeTerms(7))
    page = Client().get(address(notice))
    never = Client().get("/public/notices/202401-9999/")
    assert (page.status_code, never.status_code) == (410, 410)
    assert page.content == never.content
    assert "目前没有在网上公示的内容" in Client().get("/public/").content.decode()


def test_r_pub_05_it_is_gone_when_its_time_is_over_though_no_job_has_run(clerk: User) -> None:
    notice = hung(clerk, days_ago=30)
    assert notice.state == "POSTED"
    assert Client().get(address(notice)).status_code == 410
    assert Client().get(address(notice, "objection/")).status_code == 410


def test_a_withdrawn_one_is_gone_at_once_though_its_page_was_kept(clerk: User) -> None:
    notice = hung(clerk)
    assert Client().get(address(notice)).status_code == 200
    services.take_down(notice, by=clerk, at=timezone.now(), because="姓名写错")
    assert Client().get(address(notice)).status_code == 410


def test_a_page_that_is_kept_asks_the_database_once(clerk: User, django_assert_num_queries: Any) -> None:
    notice = hung(clerk)
    Client().get(address(notice))
    with django_assert_num_queries(1):
        Client().get(address(notice))


def test_an_objection_from_the_page_is_received_with_a_number(clerk: User) -> None:
    notice = hung(clerk)
    page = Client().get(address(notice, "objection/"))
    assert page["Cache-Control"] == "no-store"
    assert "姜小白" not in page.content.decode()
    done = Client().post(
        address(notice, "objection/"), {"line": "1", "statement": "他家在县城有房。", "contact": "12345"}
    )
    made = Objection.objects.get()
    assert made.number in done.content.decode()
    assert (made.line, made.channel, made.statement) == (notice.lines.get(number=1), "PAGE", "他家在县城有房。")


def test_what_is_wrong_comes_back_with_what_was_typed(clerk: User) -> None:
    notice = hung(clerk)
    page = Client().post(address(notice, "objection/"), {"statement": "有房", "name": "李四"})
    assert page.status_code == 422
    assert "至少5个字" in page.content.decode()
    assert "李四" in page.content.decode()


def test_a_machine_that_fills_in_everything_is_not_heard(clerk: User) -> None:
    notice = hung(clerk)
    said = {"statement": "buy cheap things here", "website": "http://example.com"}
    assert Client().post(address(notice, "objection/"), said).status_code == 200
    assert not Objection.objects.exists()


def test_a_flood_is_stopped_by_sender_and_the_proxy_is_not_the_sender(clerk: User, settings: Any) -> None:
    notice = hung(clerk)
    settings.PROXIES = 1

    def send(origin: str) -> int:
        said = {"statement": "他家在县城有房。"}
        # what the sender writes in front himself is not believed
        forwarded = f"1.2.3.4, {origin}"
        return Client(headers={"X-Forwarded-For": forwarded}).post(address(notice, "objection/"), said).status_code

    assert [send("10.0.0.1") for _ in range(6)] == [200] * 5 + [422]
    assert send("10.0.0.2") == 200


def test_progress_is_told_for_number_and_code_and_names_nobody(clerk: User) -> None:
    case = open_case(FLOW, title="姜小白低保申请", area_code=VILLAGE, by=clerk, at=timezone.now())
    code = give_code(case, by=clerk, at=timezone.now(), phone="13812345678")
    for secret in (code, "5678"):
        page = Client().post("/public/progress/", {"number": case.number, "secret": secret})
        text = page.content.decode()
        assert "已提交" in text
        assert "姜小白" not in text
        assert page["Cache-Control"] == "no-store"


def test_guessing_is_stopped(clerk: User) -> None:
    case = open_case(FLOW, title="申请", area_code=VILLAGE, by=clerk, at=timezone.now())
    code = give_code(case, by=clerk, at=timezone.now(), phone="13812345678")
    for guess in range(5):
        page = Client().post("/public/progress/", {"number": case.number, "secret": f"{guess:04d}"})
        assert page.status_code == 422
        assert "不符" in page.content.decode()
    page = Client().post("/public/progress/", {"number": case.number, "secret": code})
    assert "30分钟后再试" in page.content.decode()
    assert ProgressTry.objects.count() == 5


def test_a_place_that_is_none_is_not_found(clerk: User) -> None:
    assert Client().get("/public/areas/000000000000/").status_code == 404


def test_the_foot_says_who_runs_the_site(settings: Any) -> None:
    settings.SITE_ORGANISER, settings.SITE_CODE, settings.SITE_ICP = "某县民政局", "3699990001", "赣ICP备00000000号"
    text = Client().get("/public/").content.decode()
    for told in ("主办单位：某县民政局", "网站标识码：3699990001", "赣ICP备00000000号"):
        assert told in text
