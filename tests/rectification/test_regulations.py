"""Stories of lasting rules (R-LEDGER-05): made in answer to items, issued under a number, reviewed, repealed; and the leading group."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doudi.base.models import User
from doudi.base.refused import Refused
from doudi.base.spans import Period
from doudi.base.stories import COUNTY
from doudi.mechanisms.casework.declare import Action
from doudi.mechanisms.casework.services import take
from doudi.mechanisms.entitlement.testing_awards import acting, moment
from doudi.mechanisms.indicators.declare import indicator_of
from doudi.mechanisms.indicators.periods import parse_period
from doudi.mechanisms.indicators.queries import figure
from doudi.mechanisms.prose.checked import check
from doudi.mechanisms.prose.text import Text
from doudi.programmes.integrity.regulations import flow, services
from doudi.programmes.integrity.regulations.models import GroupMember, LeadingGroup, Regulation
from doudi.programmes.integrity.regulations.services import NewGroup, NewRegulation
from doudi.programmes.office.reports import kept
from doudi.programmes.office.reports.composing import compose
from tests.rectification.stories import DAY, Bureau

pytestmark = pytest.mark.django_db
GROUP = NewGroup(
    "民政领域集中整治工作领导小组",
    "某府办〔2024〕9号",
    dt.date(2024, 4, 1),
    "县长",
    ("常务副县长", "分管民政副县长"),
    ("县民政局", "县纪委监委", "县财政局"),
)


class Ruled(Bureau):
    """With rules made in answer to items."""

    def drafted(self, name: str = "死亡信息按月交接制度", **more: Any) -> Regulation:
        answers = more.pop("answers", None) or [self.entered(problem=f"{name}所针对的问题").case]
        new = NewRegulation(name, "社会救助股", "死亡信息不能按月取得", answers)
        return services.draft(new, area_code=COUNTY, by=self.officer, at=moment(more.get("on", DAY)))

    def step(self, row: Regulation, action: Action, by: User, on: str = DAY, **said: Any) -> Regulation:
        files = [self.proof] if any(each.kind == "file" for each in action.fields) else []
        row.case.refresh_from_db()
        take(row.case, action, by=by, at=moment(on), because="情况属实", data=said, files=files)
        row.refresh_from_db()
        return row

    def issued(self, number: str = "某民字〔2024〕12号", on: str = DAY, **more: Any) -> Regulation:
        return self.step(self.drafted(on=on, **more), flow.ISSUE, self.leader, on, document_no=number, issued_on=on)


@pytest.fixture
def bureau() -> Ruled:
    return Ruled()


def test_r_ledger_05_a_rule_answers_items_and_stands_on_their_pages(bureau: Ruled) -> None:
    task = bureau.entered()
    with pytest.raises(Refused, match="至少一项"):
        services.draft(NewRegulation("甲", "乙", "丙", []), area_code=COUNTY, by=bureau.officer, at=moment(DAY))
    row = bureau.issued(answers=[task.case])
    assert (row.document_no, row.issued_on, row.review_on) == (
        "某民字〔2024〕12号",
        dt.date(2024, 5, 14),
        dt.date(2025, 5, 14),
    )
    item = acting(bureau.clerk).get(reverse("rectification:item", args=[task.pk])).content.decode()
    assert "死亡信息按月交接制度" in item
    rule = acting(bureau.inspector).get(reverse("regulations:regulation", args=[row.pk])).content.decode()
    assert task.case.number in rule
    assert "btn-primary" not in rule


def test_f_48_the_summary_names_the_rules_that_it_counts(bureau: Ruled) -> None:
    """Five rules and five names: the list is written out of the very records that the number counts, and kept as it was signed."""
    names = [f"{each}制度" for each in ("死亡信息交接", "近亲属备案", "按月比对", "收费公示", "银行卡代管")]
    for place, name in enumerate(names, 1):
        bureau.issued(number=f"某民字〔2024〕{place}号", name=name)
    bureau.drafted(name="还没有印发的制度")
    made = compose(parse_period("2024"), area_code=COUNTY, issuer="某县民政局", on=dt.date(2025, 1, 6))
    assert f"制定长效机制5项：{'、'.join(f'《{each}》' for each in names)}。" in made.text
    assert check(Text(made.text)).faults == ()
    assert kept.from_plain(kept.as_plain(made)).text == made.text
    none_yet = compose(parse_period("2023"), area_code=COUNTY, issuer="某县民政局", on=dt.date(2024, 1, 6))
    assert "长效机制" not in none_yet.text


def test_a_rule_answers_no_other_case(bureau: Ruled) -> None:
    rule = bureau.drafted()
    with pytest.raises(Refused, match="不是整改问题"):
        bureau.drafted("另一制度", answers=[rule.case])


def test_one_document_is_one_rule_issued_on_a_day_that_has_come(bureau: Ruled) -> None:
    bureau.issued()
    other = bureau.drafted("另一制度")
    with pytest.raises(Refused, match="已经用于另一项制度"):
        bureau.step(other, flow.ISSUE, bureau.leader, document_no="某民字〔2024〕12号", issued_on=DAY)
    with pytest.raises(Refused, match="不能晚于今天"):
        bureau.step(other, flow.ISSUE, bureau.leader, document_no="某民字〔2024〕13号", issued_on="2024-06-01")
    with pytest.raises(Refused, match="制度文本"):
        take(
            other.case, flow.ISSUE, by=bureau.leader, at=moment(DAY),
            data={"document_no": "某民字〔2024〕13号", "issued_on": DAY},
        )  # fmt: skip


def test_it_is_reviewed_after_a_year_and_repealed_by_the_leader(bureau: Ruled) -> None:
    row = bureau.issued()
    assert services.fall_due(on=dt.date(2025, 5, 13), at=moment("2025-05-13")) == 0
    assert services.fall_due(on=dt.date(2025, 5, 14), at=moment("2025-05-14")) == 1
    assert services.fall_due(on=dt.date(2025, 5, 14), at=moment("2025-05-14")) == 0
    bureau.step(row, flow.KEEP, bureau.second, "2025-05-20", found="按月交接，没有再出现")
    assert (row.case.stage, row.review_on) == ("ISSUED", dt.date(2026, 5, 20))
    with pytest.raises(Refused):
        bureau.step(row, flow.REPEAL, bureau.second, "2025-06-02")
    bureau.step(row, flow.REPEAL, bureau.leader, "2025-06-02")
    assert (row.case.stage, row.repealed_on, row.review_on) == ("REPEALED", dt.date(2025, 6, 2), None)


def test_ind_21_counts_what_was_issued_in_the_year(bureau: Ruled) -> None:
    for number in range(5):
        bureau.issued(f"某民字〔2024〕{number + 1}号", name=f"制度{number + 1}")
    bureau.drafted("还在起草")
    indicator = indicator_of("rectification.mechanisms")
    assert indicator is not None
    told = [
        figure(indicator, Period(dt.date(year, 1, 1), dt.date(year, 12, 31)), area_code=COUNTY).value
        for year in (2023, 2024, 2025)
    ]
    assert told == [0, 5, 0]


def test_f_40_the_leading_group_has_a_head_and_two_deputies_by_post(bureau: Ruled) -> None:
    services.set_up(GROUP, by=bureau.officer, at=moment(DAY))
    ranks = list(LeadingGroup.objects.get().members.values_list("rank", flat=True))
    assert (ranks.count("HEAD"), ranks.count("DEPUTY"), ranks.count("MEMBER")) == (1, 2, 3)
    shown = acting(bureau.inspector).get(reverse("regulations:groups")).content.decode()
    assert "常务副县长" in shown
    with pytest.raises(Refused, match="填写了两次"):
        services.set_up(
            NewGroup("甲", "乙", dt.date(2024, 4, 1), "县长", ("县长",), ()), by=bureau.officer, at=moment(DAY)
        )
    with pytest.raises(Refused, match="没有权限"):
        services.set_up(GROUP, by=bureau.clerk, at=moment(DAY))
    assert GroupMember.objects.count() == 6


def test_f_40_of_a_group_that_was_set_up_anew_the_newest_document_counts(bureau: Ruled) -> None:
    services.set_up(GROUP, by=bureau.officer, at=moment(DAY))
    renewed = replace(GROUP, document_no="某府办字〔2024〕90号", since=dt.date(2024, 9, 1), deputies=("常务副县长",))
    services.set_up(renewed, by=bureau.officer, at=moment("2024-09-02"))

    def told(last: dt.date) -> tuple[int, int]:
        period = Period(dt.date(2024, 1, 1), last)
        heads, deputies = indicator_of("leading_groups.heads"), indicator_of("leading_groups.deputies")
        assert heads is not None
        assert deputies is not None
        found = [int(figure(each, period, area_code=COUNTY).value) for each in (heads, deputies)]
        return found[0], found[1]

    assert told(dt.date(2024, 6, 30)) == (1, 2)
    assert told(dt.date(2024, 12, 31)) == (1, 1)
    assert told(dt.date(2024, 1, 31)) == (0, 0)  # not set up yet


def test_lists_ask_as_often_for_three_as_for_one(bureau: Ruled) -> None:
    for page, make in (
        ("regulations", lambda number: bureau.issued(f"号{number}", name=f"制度{number}")),
        ("groups", lambda number: services.set_up(GROUP, by=bureau.officer, at=moment(DAY))),
    ):
        make(0)
        address, counts = reverse(f"regulations:{page}"), []
        acting(bureau.officer).get(address)
        for more in (0, 2):
            for number in range(more):
                make(number + 1)
            with CaptureQueriesContext(connection) as caught:
                acting(bureau.officer).get(address, {"size": "50"})
            counts.append(len(caught))
        assert counts[0] == counts[1], page


def test_a_rule_and_a_group_are_entered_from_their_pages(bureau: Ruled) -> None:
    task, page = bureau.entered(), acting(bureau.officer)
    said = {"name": "收费公示制度", "unit": "殡葬管理所", "weakness": "收费不公示", "answers": [task.pk]}
    assert page.post(reverse("regulations:regulation_new"), {**said, "answers": []}).status_code == 422
    assert page.post(reverse("regulations:regulation_new"), said).status_code == 302
    assert list(Regulation.objects.get().answers.all()) == [task.case]
    group = {
        "name": "领导小组",
        "document_no": "某府办〔2024〕9号",
        "since": "2024-04-01",
        "head": "县长",
        "deputies": "副县长\n\n局长",
    }
    assert page.post(reverse("regulations:group_new"), group).status_code == 302
    assert LeadingGroup.objects.get().members.count() == 3
