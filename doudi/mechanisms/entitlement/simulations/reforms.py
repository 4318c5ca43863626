"""测算设定: which parameters a result rests on, and a changed one as people write it. Pure.

On the command line `means.standard[城市]=980`, `means.standard=+5%`, `tekun.basic_living[农村,自理]=950`: the code, the classes if it is
not for all, and the value in the parameter's unit, or by how much it moves. In an address the classes are numbers: `means.standard:0=980`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from doudi.base.refused import Refused
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.policy import Key, Parameter, Policy, Reform, Terms
from doudi.mechanisms.entitlement.rules import Rule, Rules
from doudi.mechanisms.entitlement.units import FLAG, YUAN

MOST = 10**9  # what is kept of one value: 10,000,000 元; more is a slip of the hand
_WRITTEN = re.compile(r"^(?P<code>[a-z_]+\.[a-z_]+)(?:\[(?P<classes>[^\]]+)\])?=(?P<value>.+)$")
_YES, _NO = {"是", "1", "yes"}, {"否", "0", "no"}
Changes = dict[str, dict[Key, int]]  # code → class → value as kept: a reform in its fullest form


@dataclass(frozen=True)
class Setting:
    """A number that a simulation may change: one parameter for one class, as it stands and as it is supposed to be."""

    code: str
    key: Key
    parameter: Parameter
    now: int
    value: int

    @property
    def address(self) -> str:
        """As an address names it: means.standard:0."""
        return f"{self.code}:{','.join(map(str, self.key))}"

    @property
    def class_name(self) -> str:
        return self.parameter.class_name(self.key)

    @property
    def changed(self) -> bool:
        return self.value != self.now

    @property
    def words(self) -> str:
        """低保标准(每人每月)(城市)935 → 980元"""
        which = f"({self.class_name})" if self.class_name else ""
        return f"{self.parameter.label}{which}{self.words_now} → {self.words_then}"

    @property
    def words_now(self) -> str:
        return self.parameter.unit.shown(self.now)

    @property
    def words_then(self) -> str:
        return f"{self.parameter.unit.shown(self.value)}{self.parameter.unit.name}"


def resting_on(book: Rules) -> list[str]:
    """Codes of the parameters that a book's result rests on, in the order of their declaration."""
    seen: set[str] = set()
    waiting = [book.result]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        found = book.names.get(name)
        if isinstance(found, Rule):
            waiting += found.inputs
    return [code for code, (_, name) in _declared(book.policies).items() if name in seen]


def settings(benefit: Benefit, terms: Terms, reform: Reform) -> list[Setting]:
    """Every number that the result rests on, as it stands under the terms and as the reform has it. What has no value yet is left out."""
    found = []
    declared = _declared(benefit.book.policies)
    for code in resting_on(benefit.book):
        parameter, name = declared[code]
        supposed = _of(parameter, reform.get(code, {}))
        for row in terms.rows.get(name, ()):
            found.append(Setting(code, row.key, parameter, row.value, supposed.get(row.key, row.value)))
    return found


def asked_first(benefit: Benefit, of: Iterable[Setting]) -> tuple[list[Setting], list[Setting]]:
    """What a page asks for at once, and what stands folded behind it."""
    first: list[Setting] = []
    rest: list[Setting] = []
    for each in of:
        wanted = each.code in benefit.simulated if benefit.simulated else each.parameter.unit is YUAN
        (first if wanted else rest).append(each)
    return first, rest


def resting_benefits(benefits: Iterable[Benefit], reform: Reform) -> list[Benefit]:
    """The benefits that one of the changed parameters touches."""
    return [each for each in benefits if of_benefit(reform, each)]


def of_benefit(reform: Reform, benefit: Benefit) -> dict[str, Any]:
    """What of a reform touches one benefit: another's parameters are strange to its rules."""
    resting = resting_on(benefit.book)
    return {code: wanted for code, wanted in reform.items() if code in resting}


# --- as people write it ---------------------------------------------------------------------------------------------------


def read(texts: Iterable[str], benefits: Iterable[Benefit], terms: Mapping[str, Terms]) -> Changes:
    """A reform as the command line writes it. `terms`: of each benefit by its code, for what moves by so much. Refuses with one sentence what it cannot follow."""
    benefits = list(benefits)
    known = {code: each for benefit in benefits for code, each in _declared(benefit.book.policies).items()}
    changes: Changes = {}
    for text in texts:
        found = _WRITTEN.match(text.strip())
        if found is None:
            raise Refused(f"“{text}”看不懂,请写成 means.standard[城市]=980 的样子(参数代码、类别、取值)。")
        code = found["code"]
        if code not in known:
            raise Refused(_no_such(code, benefits))
        parameter, name = known[code]
        resting = next((each for each in benefits if code in resting_on(each.book)), None)
        if resting is None:
            raise Refused(f"参数“{parameter.label}”({code})不影响任何待遇的金额,无需测算。")
        rows = {row.key: row.value for row in terms[resting.code].rows.get(name, ())}
        for key in _keys(parameter, found["classes"] or ""):
            changes.setdefault(code, {})[key] = _value(parameter, found["value"], rows.get(key))
    return changes


def read_address(given: Iterable[tuple[str, str]], benefit: Benefit, terms: Terms) -> Changes:
    """A reform as an address writes it: pairs of means.standard:0 and 980. What stands as it is, is left out; other pairs are not ours."""
    standing = {each.address: each for each in settings(benefit, terms, {})}
    changes: Changes = {}
    for name, written in given:
        each = standing.get(name)
        if each is None or not written.strip():
            continue
        value = _value(each.parameter, written, each.now)
        if value != each.now:
            changes.setdefault(each.code, {})[each.key] = value
    return changes


def addressed(reform: Reform, benefit: Benefit) -> list[tuple[str, str]]:
    """A reform as pairs for an address."""
    declared = _declared(benefit.book.policies)
    return [
        (f"{code}:{','.join(map(str, key))}", written(declared[code][0], value))
        for code, wanted in reform.items()
        for key, value in _of(declared[code][0], wanted).items()
    ]


def stored(reform: Reform) -> dict[str, dict[str, int]]:
    """As JSON keeps it: classes as text."""
    return {code: {",".join(map(str, key)): value for key, value in _plain(of).items()} for code, of in reform.items()}


def restored(kept: Mapping[str, Mapping[str, int]]) -> Changes:
    """Back from JSON."""
    return {
        code: {tuple(int(n) for n in key.split(",") if n): value for key, value in of.items()}
        for code, of in kept.items()
    }


def written(parameter: Parameter, value: int) -> str:
    """What is kept, as a field holds it: 980, 98.5; classes and switches by their number."""
    if parameter.unit.scale == 1:
        return str(value)
    exact = Decimal(value) / parameter.unit.scale
    return str(int(exact)) if exact == exact.to_integral_value() else str(exact)


def _declared(policies: Iterable[type[Policy]]) -> dict[str, tuple[Parameter, str]]:
    return {f"{policy.code}.{name}": (each, name) for policy in policies for name, each in policy.parameters().items()}


def _of(parameter: Parameter, wanted: int | Mapping[Key, int]) -> Mapping[Key, int]:
    return _plain(wanted) if isinstance(wanted, Mapping) else dict.fromkeys(parameter.keys(), wanted)


def _plain(wanted: int | Mapping[Key, int]) -> dict[Key, int]:
    if not isinstance(wanted, Mapping):
        return {(): wanted}
    return {(int(key),) if isinstance(key, int) else tuple(key): value for key, value in wanted.items()}


def _no_such(code: str, benefits: Iterable[Benefit]) -> str:
    name = code.partition(".")[2]
    usable = dict.fromkeys(each for benefit in benefits for each in resting_on(benefit.book))
    near = [each for each in usable if each.partition(".")[2] == name or each.split(".")[0] == code.split(".")[0]]
    return f"没有名为“{code}”的参数,可用的有:{'、'.join(near or usable)}。"


def _keys(parameter: Parameter, classes: str) -> list[Key]:
    """The classes that bear all the names given; all if none is."""
    wanted = [each.strip() for each in re.split("[,\uff0c、]", classes) if each.strip()]
    labels = [member.label for names in parameter.by for member in names]
    for each in wanted:
        if each not in labels:
            there = f"类别有:{'、'.join(labels)}" if labels else "它不分类别"
            raise Refused(f"参数“{parameter.label}”没有类别“{each}”,{there}。")
    found = []
    for key in parameter.keys():  # noqa: SIM118 — a method, not a mapping
        borne = [names.name_of(number) for names, number in zip(parameter.by, key, strict=True)]
        if all(borne.count(each) for each in wanted):
            found.append(key)
    if not found:
        raise Refused(f"参数“{parameter.label}”没有同时属于{'、'.join(wanted)}的取值,请核对。")
    return found


def _value(parameter: Parameter, text: str, now: int | None) -> int:
    """As kept. +5% and +45 move what stands; a class or a switch goes by its name or number."""
    text = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    unit = parameter.unit
    if unit is FLAG:
        if text not in _YES | _NO:
            raise Refused(f"“{parameter.label}”只能填是或否,不能填“{text}”。")
        return int(text in _YES)
    if unit.names is not None:
        by_label = {member.label: int(member) for member in unit.names}
        value = by_label.get(text, int(text) if text.isdecimal() else -1)
        if value not in by_label.values():
            raise Refused(f"“{parameter.label}”没有“{text}”,可填:{'、'.join(by_label)}。")
        return value
    value = _number(parameter, text, now)
    if value < 0:
        raise Refused(f"“{parameter.label}”不能小于零。")
    if value > MOST:
        raise Refused(f"“{parameter.label}”的取值“{text}”太大,请核对。")
    return value


def _number(parameter: Parameter, text: str, now: int | None) -> int:
    moves = text[:1] in "+-" and text[:1] != ""
    share = moves and text.endswith("%") and parameter.unit.name != "%"
    try:
        exact = Decimal(text.removesuffix("%") if share else text.removesuffix(parameter.unit.name or "\0"))
        if not exact.is_finite() or abs(exact) > MOST:
            raise InvalidOperation
    except InvalidOperation as error:
        raise Refused(
            f"“{parameter.label}”的取值“{text}”看不懂,请填数字(单位:{parameter.unit.name or '无'})。"
        ) from error
    if not moves:
        return parameter.unit.kept(exact)
    if now is None:
        raise Refused(f"“{parameter.label}”现在没有取值,不能按增减填写。")
    if share:
        return now + int((Decimal(now) * exact / 100).to_integral_value(ROUND_HALF_UP))
    return now + parameter.unit.kept(exact)
