"""终止认定的原因."""

from __future__ import annotations

from django.db.models import TextChoices


class EndReason(TextChoices):
    INCOME = "INCOME", "家庭收入不再符合条件"
    PROPERTY = "PROPERTY", "财产状况不再符合规定"
    EXPENSES = "EXPENSES", "刚性支出占比不再符合条件"
    ADMITTED = "ADMITTED", "已纳入低保或特困供养"
    MOVED = "MOVED", "户籍迁出或不再由本县认定"
    DEATH = "DEATH", "家庭成员死亡，不再成户"
    FRAUD = "FRAUD", "隐瞒、虚报家庭经济状况"
    WITHDRAWN = "WITHDRAWN", "本人自愿退出"
    OTHER = "OTHER", "其他"
