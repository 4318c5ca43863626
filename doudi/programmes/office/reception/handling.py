"""What the actions on submissions and grievances ask and do."""

from __future__ import annotations

import re
from collections.abc import Sequence

from doudi.base.areas import township_of, within
from doudi.mechanisms.casework.declare import Said
from doudi.mechanisms.casework.models import ActionTaken, Case
from doudi.programmes.office.reception.models import Grievance, Submission

LINK = "网上申请"
RESULTS = (("TRUE", "属实"), ("PARTLY", "部分属实"), ("UNTRUE", "不属实"), ("UNCLEAR", "无法核实"))
NOT_TOLD = "NOBODY"
WAYS = (("PHONE", "电话"), ("PAPER", "书面"), ("MEETING", "当面"), (NOT_TOLD, "匿名且无联系方式，无法答复"))


def _numbers(text: str) -> list[str]:
    return [each for each in re.split(r"[\s,，、;；]+", text) if each]


def no_such_cases(case: Case, said: Said) -> str | None:
    """The cases that a submission became are there, in its township."""
    wanted = _numbers(str(said.get("cases", "")))
    here = within(township_of(case.area_code))
    found = set(Case.objects.filter(here, number__in=wanted).values_list("number", flat=True))
    missing = [number for number in wanted if number not in found]
    return f"没有编号为{'、'.join(missing)}的办件，或不在本乡镇，请核对。" if missing or not wanted else None


def bind_cases(case: Case, taken: ActionTaken) -> None:
    """Each of them says from where it came, so that the applicant is led from the number he holds to theirs."""
    numbers = _numbers(str(taken.data.get("cases", "")))
    Case.objects.filter(number__in=numbers, original=None).update(original=case, link=LINK)


def not_repeated(case: Case, said: Said) -> str | None:
    row = Submission.objects.get(pk=case.pk)
    return None if row.same_as_id is not None else "此人没有更早的网上申请，不能合并。"


def phones_of_submissions(cases: Sequence[Case]) -> dict[int, str]:
    rows = Submission.objects.filter(pk__in=[case.pk for case in cases])
    return {row.pk: row.phone for row in rows}


def phones_of_grievances(cases: Sequence[Case]) -> dict[int, str]:
    rows = Grievance.objects.filter(pk__in=[case.pk for case in cases])
    return {row.pk: row.phone for row in rows}


def against_those_who_would_examine(case: Case, said: Said) -> str | None:
    row = Grievance.objects.get(pk=case.pk)
    return "反映工作人员或不受理的，由县级核实，不能转给被反映的乡镇。" if row.about_staff else None


def named_but_not_told(case: Case, said: Said) -> str | None:
    """Whoever gave his name is answered (R-DIBAO-14)."""
    row = Grievance.objects.get(pk=case.pk)
    return "实名反映的须逐件答复，请联系反映人后再办结。" if row.real_name and said.get("way") == NOT_TOLD else None
