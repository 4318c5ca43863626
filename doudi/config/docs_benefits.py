"""The part of a programme's page that tells of benefits: what is paid to whom from when, by which rules, with which values of policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from doudi.base.documents import Article, Document
from doudi.declare import Programme
from doudi.mechanisms.entitlement.declare import Benefit
from doudi.mechanisms.entitlement.policy import Parameter, Policy, PolicyValue
from doudi.mechanisms.entitlement.rules import Fact, Rule, Rules


class Citations:
    """The documents of a page by number, so that tables cite 〔2〕第十三条: those the programme rests on first, then as they come."""

    def __init__(self, programme: Programme) -> None:
        cited = {document: None for book in _books(programme) for document in _documents(book)}
        first = [document for title in programme.basis for document in cited if str(document) == title]
        self.numbers = {document: number for number, document in enumerate(dict.fromkeys([*first, *cited]), 1)}

    def of(self, articles: Iterable[Article]) -> str:
        """〔2〕第十三条、第十四条;〔4〕金额公式: each document once."""
        told = [
            f"〔{self._number(document)}〕" + "、".join(article.place for article in these)
            for document, these in groupby(articles, key=lambda article: article.document)
        ]
        return ";".join(told)

    def of_document(self, document: Document | Article | str) -> str:
        if isinstance(document, str):
            return document
        return self.of([document]) if isinstance(document, Article) else f"〔{self._number(document)}〕"

    def lines(self, programme: Programme) -> Iterator[str]:
        """What the programme rests on, whether a rule cites it or not; then what else is cited. The tag tells how surely it was read."""
        yield from (f"- {title}" for title in programme.basis if title not in map(str, self.numbers))
        for document, number in self.numbers.items():
            note = f",{document.note}" if document.note else ""
            yield f"- 〔{number}〕{document}(把握程度{document.tag}{note})"

    def _number(self, document: Document) -> int:
        return self.numbers.setdefault(document, len(self.numbers) + 1)


def benefits_of(programme: Programme, cited: Citations) -> list[str]:
    """The lines of the page: benefits, recognitions and other books of rules, parameters of policy."""
    lines = [line for benefit in programme.benefits for line in _benefit(benefit, cited)]
    for book in programme.books:
        lines += ["", f"## 规则:{book.name}", "", *_rules(book, cited)]
    return [*lines, *_policies(programme, cited)]


def _books(programme: Programme) -> list[Rules]:
    return [*(benefit.book for benefit in programme.benefits), *programme.books]


def _documents(book: Rules) -> Iterator[Document]:
    needed = _names(book)
    for name, rule in book.rules.items():
        if name in needed:
            yield from (article.document for article in rule.articles)


def _benefit(benefit: Benefit, cited: Citations) -> Iterator[str]:
    book = benefit.book
    yield from ("", f"## 待遇:{benefit.name}(`{benefit.code}`)", "")
    yield f"- 按{benefit.unit.value}核算,自{benefit.starts.value}起发;附言“{benefit.item}”。"
    yield f"- 资金账户:{benefit.channel.name},专款专用。"
    yield f"- 审批:{'、'.join(sorted(role.label for role in benefit.deciders))}。"
    if benefit.online_list:
        yield "- 每月与线上名单逐人核对,相符或差异说明后方可结清(R-DIS-09)。"
    yield f"- 依据:{cited.of(benefit.basis)}。"
    yield from ("", *_rules(book, cited))


def _rules(book: Rules, cited: Citations) -> Iterator[str]:
    """The steps the result rests on, in the order of the text, and the facts they start from."""
    needed = _names(book)
    rules = [rule for name, rule in book.rules.items() if name in needed]
    yield from ("| 步骤 | 每 | 单位 | 依据 |", "|---|---|---|---|")
    for rule in rules:
        mark = "**" if rule.name == book.result else ""
        yield f"| {mark}{rule.label}{mark} | {rule.level.value} | {_unit(rule)} | {cited.of(rule.articles)} |"
    facts = [fact for name, fact in book.all_facts.items() if name in needed]
    yield from ("", "<details><summary>核算用到的事实</summary>", "")
    yield from ("| 事实 | 每 | 单位 | 证明材料 | 必需 |", "|---|---|---|---|---|")
    for fact in facts:
        yield f"| {fact.label} | {fact.level.value} | {_unit(fact)} | {fact.proof} | {'是' if fact.needed else ''} |"
    yield from ("", "</details>")


def _names(book: Rules) -> set[str]:
    """Everything the result rests on, and what is worked out from it: rules, facts and parameters by their names."""
    after = [name for name, rule in book.own.items() if book.result in rule.inputs]
    steps = book.plan((book.result, *book.parts, *after))
    return {step.name for step in steps} | {name for step in steps for name in step.inputs}


def _unit(named: Rule | Fact | Parameter) -> str:
    if named.unit.names is not None:
        return "类别"
    return named.unit.name or "是、否"


# --- parameters -----------------------------------------------------------------------------------------------------------


def _policies(programme: Programme, cited: Citations) -> Iterator[str]:
    """The programme's own policies whole; of one that lines share, what this line's rules rest on."""
    books = _books(programme)
    policies = dict.fromkeys((*(each for book in books for each in book.policies), *programme.policies))
    used = {name for book in books for name in _names(book)}
    for policy in policies:
        own = policy in programme.policies or _is_own(policy)
        shown = {name: each for name, each in policy.parameters().items() if own or name in used}
        if shown:
            yield from ("", f"## 参数:{policy.name}", "")
            yield from (
                "| 代码 | 名称 | 单位 | 起始日 | 发文日 | 取值 | 文件、把握程度 |",
                "|---|---|---|---|---|---|---|",
            )
            for name, each in shown.items():
                yield from _parameter(f"{policy.code}.{name}", each, cited)


def _is_own(policy: type[Policy]) -> bool:
    """A line's policies lie in its folder, what lines share lies with the mechanism."""
    return policy.__module__.startswith("doudi.programmes.")


def _parameter(code: str, parameter: Parameter, cited: Citations) -> Iterator[str]:
    """A row a value, oldest first; code, name and unit stand in the first."""
    head = (f"`{code}`", parameter.label.replace("|", "/"), _unit(parameter))
    for number, dated in enumerate(sorted(parameter.dated, key=lambda each: (each.applies_from, each.issued_on))):
        first = head if number == 0 else ("", "", "")
        note = f";{dated.note}" if dated.note else ""
        rows = [row for row in parameter.values(code) if _is_of(row, dated.applies_from, dated.issued_on)]
        yield (
            f"| {' | '.join(first)} | {dated.applies_from} | {dated.issued_on} | {_values(parameter, rows)} "
            f"| {cited.of_document(dated.document)}({dated.tag}){note} |"
        )
    if not parameter.dated:
        yield f"| {' | '.join(head)} | | | 待录入 | {cited.of([parameter.basis])} |"


def _is_of(row: PolicyValue, *dates: object) -> bool:
    return (row.applies_from, row.issued_on) == dates


def _values(parameter: Parameter, rows: Iterable[PolicyValue]) -> str:
    """935 for all, or 城市 935、农村 715 by class; what stands the same for every class is said once."""
    told = [(parameter.class_name(row.key), parameter.unit.shown(row.value)) for row in rows]
    if len({value for _, value in told}) == 1 and len(told) > 1:
        return f"各类均为 {told[0][1]}"
    return (";" if len(parameter.by) > 1 else "、").join(f"{name} {value}".strip() for name, value in told)
