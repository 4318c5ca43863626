"""Lasting rules with the items they answer, and the leading groups of a campaign."""

from __future__ import annotations

from django.db import models

from doudi.base.models import AppendOnly, User
from doudi.mechanisms.casework.models import Case


class Regulation(models.Model):
    """长效机制 (R-LEDGER-05): a standing rule made in answer to a weakness."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="regulation")
    name = models.CharField("制度名称", max_length=160)
    unit = models.CharField("起草单位", max_length=80)
    weakness = models.CharField("针对的薄弱点", max_length=300)
    answers = models.ManyToManyField(Case, related_name="+", verbose_name="回答的整改问题")
    document_no = models.CharField("文号", max_length=60, blank=True)
    issued_on = models.DateField("印发日期", null=True)
    review_on = models.DateField("复核日期", null=True)
    repealed_on = models.DateField("废止日期", null=True)

    class Meta:
        verbose_name = "长效机制"
        constraints = [
            models.UniqueConstraint(
                fields=["document_no"], condition=~models.Q(document_no=""), name="regulations_one_document"
            )
        ]

    def __str__(self) -> str:
        return self.name


class LeadingGroup(AppendOnly):
    """领导小组、专班: set up by a document; a newer document of the same name takes its place."""

    name = models.CharField("名称", max_length=120)
    document_no = models.CharField("文号", max_length=60)
    since = models.DateField("成立日期")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "领导小组"
        ordering = ["-since", "-pk"]

    def __str__(self) -> str:
        return self.name


class GroupMember(AppendOnly):
    """A seat in a leading group: a post, not a person."""

    class Rank(models.TextChoices):
        HEAD = "HEAD", "组长"
        DEPUTY = "DEPUTY", "副组长"
        MEMBER = "MEMBER", "成员"

    group = models.ForeignKey(LeadingGroup, models.PROTECT, related_name="members")
    rank = models.CharField("身份", max_length=8, choices=Rank)
    post = models.CharField("职务或单位", max_length=80)

    class Meta:
        verbose_name = "领导小组成员"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.post
