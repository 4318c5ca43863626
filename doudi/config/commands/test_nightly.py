"""What happens by itself: one job that fails does not stop the others, twice adds nothing, and the administrator is told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from doudi.base.models import NightlyRun, Record
from doudi.base.nightly import Nightly, due, run
from doudi.base.records import verify_chain
from doudi.base.refused import Refused
from doudi.base.roles import Role
from doudi.base.stories import build_county, somebody
from doudi.catalogue import nightly
from doudi.config.cli import group
from doudi.config.commands.nightly import by_the_clock
from doudi.mechanisms.casework.models import Case
from doudi.mechanisms.entitlement.awards.models import Award
from doudi.mechanisms.entitlement.testing_awards import Office, moment
from doudi.mechanisms.entitlement.units import Residence
from doudi.programmes.assistance.dibao.programme import DIBAO_BENEFIT

pytestmark = pytest.mark.django_db
ON = dt.date(2024, 9, 12)
NUMBER = "360000195603120018"


def broken(today: dt.date, now: dt.datetime) -> str:
    raise ValueError(f"{NUMBER}的情况不对")


def refused(today: dt.date, now: dt.datetime) -> str:
    raise Refused("放假安排没有录入，请先录入。")


def counted() -> tuple[Callable[[dt.date, dt.datetime], str], list[dt.date]]:
    seen: list[dt.date] = []

    def job(today: dt.date, now: dt.datetime) -> str:
        seen.append(today)
        return f"办理{len(seen)}件。"

    return job, seen


def nightly_command() -> Result:
    return CliRunner().invoke(group, ["nightly"])


def test_one_that_fails_is_told_and_does_not_stop_the_others() -> None:
    job, seen = counted()
    jobs = [Nightly("broken", "坏的", broken), Nightly("refused", "不能办的", refused), Nightly("good", "好的", job)]
    done = run(jobs, on=ON, at=moment(ON), way="命令行")
    assert [(each.job.code, each.failed) for each in done] == [("broken", True), ("refused", True), ("good", False)]
    assert seen == [ON]
    assert done[1].told == "放假安排没有录入，请先录入。"
    rows = {row.code: row for row in NightlyRun.objects.all()}
    assert (rows["good"].told, rows["good"].failed, rows["broken"].failed) == ("办理1件。", False, True)
    assert "ValueError，test_nightly.py" in rows["broken"].told
    assert not any(NUMBER in f"{row.told}" for row in rows.values())  # whose number it was stays where it was
    assert Record.objects.filter(action="nightly.run").count() == 3
    assert verify_chain() is None


def test_the_command_runs_everything_and_twice_adds_nothing() -> None:
    office = Office()
    award = office.grant(DIBAO_BENEFIT, office.household(1), {}, decided="2024-06-25", residence=Residence.RURAL)
    Award.objects.filter(pk=award.pk).update(review_due_on=timezone.localdate())
    first = nightly_command()
    assert first.exit_code == 0, first.output
    assert "最低生活保障1件" in first.output
    reviews = Case.objects.filter(flow="dibao.changes").count()
    cases = Case.objects.count()
    assert nightly_command().exit_code == 0
    assert (reviews, Case.objects.count()) == (1, cases)
    assert set(NightlyRun.objects.values_list("code", flat=True)) == {job.code for job in nightly()}
    assert {"advance_cases", "take_down_notices", "open_reviews", "watch_low_income", "match_near_relatives",
            "find_entitled", "send_texts"} <= {job.code for job in nightly()}  # fmt: skip


def test_the_command_says_which_one_failed_and_ends_with_one(monkeypatch: pytest.MonkeyPatch) -> None:
    job, seen = counted()
    monkeypatch.setattr(
        "doudi.catalogue.nightly", lambda: [Nightly("refused", "不能办的", refused), Nightly("good", "好的", job)]
    )
    done = nightly_command()
    assert done.exit_code == 1
    assert "不能办的:未完成。放假安排没有录入，请先录入。" in done.output
    assert "好的:办理1件。" in done.output
    assert len(seen) == 1


def test_by_the_clock_it_runs_once_a_night_and_after_a_night_without_power_in_the_morning() -> None:
    job, _ = counted()
    jobs = [Nightly("once", "每晚", job), Nightly("often", "每几分钟", job, minutes=5)]
    since = dt.time(1)

    def now(hour: int, minute: int = 0) -> list[str]:
        at = moment(ON, hour).replace(minute=minute)
        found = due(jobs, on=ON, now=at, since=since)
        run(found, on=ON, at=at, way="定时")
        return [each.code for each in found]

    assert now(0) == ["often"]  # the night has not begun
    assert now(9) == ["once", "often"]
    assert now(9, 3) == []
    assert now(9, 5) == ["often"]
    assert due(jobs, on=ON + dt.timedelta(days=1), now=moment("2024-09-13", 1), since=since) == jobs
    assert Record.objects.filter(action="nightly.run").count() == 1  # what runs every few minutes fills no log


def test_what_is_due_by_now_is_run_by_the_process_beside_the_site(settings: object) -> None:
    build_county()
    settings.NIGHTLY_AT = dt.time(0)  # type: ignore[attr-defined]
    by_the_clock()
    assert set(NightlyRun.objects.values_list("way", flat=True)) == {"定时"}
    before = Record.objects.count()
    by_the_clock()
    assert Record.objects.count() == before


def test_the_administrator_sees_what_ran_and_is_warned_of_what_did_not() -> None:
    build_county()
    client = Client()
    client.force_login(somebody("admin", Role.ADMINISTRATOR), backend="django.contrib.auth.backends.ModelBackend")
    assert "每日自动办理从昨天起没有运行" in client.get(reverse("alarms")).content.decode()
    now = timezone.localtime()
    run(nightly(), on=now.date(), at=now, way="定时")
    cache.clear()
    assert "自动办理" not in client.get(reverse("alarms")).content.decode().split("<main")[-1]
    run([Nightly("find_entitled", "政策找人", refused)], on=now.date(), at=now, way="定时")
    cache.clear()
    assert "政策找人：放假安排没有录入" in client.get(reverse("alarms")).content.decode()
    shown = client.get(reverse("nightly"), {"size": 50}).content.decode()
    assert "未完成" in shown
    assert "公示期满撤下" in shown
    clerk = Client()
    clerk.force_login(somebody("clerk", Role.TOWNSHIP_CLERK), backend="django.contrib.auth.backends.ModelBackend")
    assert clerk.get(reverse("nightly")).status_code == 403
