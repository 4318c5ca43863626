"""An application for one of the two allowances of children."""

from __future__ import annotations

from django.db import models

from doudi.mechanisms.entitlement.applications.models import ForAward, OfPerson


class ChildApplication(OfPerson, ForAward):
    """儿童基本生活保障申请: which of the two, and the guardian who speaks and receives for the child."""

    class Kind(models.TextChoices):
        ORPHAN = "orphan", "孤儿基本生活费"
        UNATTENDED = "unattended_child", "事实无人抚养儿童基本生活补贴"

    kind = models.CharField("待遇", max_length=16, choices=Kind)
    guardian = models.CharField("监护人", max_length=40)
    guardian_relation = models.CharField("监护人与儿童的关系", max_length=20)

    class Meta:
        verbose_name = "儿童基本生活保障申请"
