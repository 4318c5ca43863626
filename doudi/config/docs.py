"""A programme's page of documentation: basis, flow, time limits, benefits, lists, questions, parameters and figures, from the declaration."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from doudi.base.parameters import Parameter
from doudi.config.docs_benefits import Citations, benefits_of
from doudi.config.docs_orders import order_kind
from doudi.declare import Programme
from doudi.mechanisms.casework.declare import Action, Clock, Flow, words_of_limit
from doudi.mechanisms.custody.declare import Chain, Sealing
from doudi.mechanisms.exchange.declare import Source
from doudi.mechanisms.matching.declare import Check

_DIRECTIONS = {"paid": "疑似不该发", "missed": "疑似漏保", "filing": "应备未备", "mismatch": "两表不一致"}


def page_of(programme: Programme) -> str:
    """The page as Markdown; the same declaration gives the same text."""
    cited = Citations(programme)
    benefits = benefits_of(programme, cited)  # before the list of documents, which it adds to
    lines = [
        f"# {programme.name}",
        "",
        programme.about,
        "",
        "本页由业务声明生成(`make docs`),请勿手改。",
        "",
        "## 依据",
        "",
    ]
    lines += cited.lines(programme)
    for flow in programme.flows:
        lines += ["", *_flow(flow)]
    for kind in programme.orders:
        lines += ["", *order_kind(kind)]
    for chain in programme.chains:
        lines += ["", *_chain(chain)]
    lines += benefits
    if programme.checks:
        lines += [
            "",
            "## 比对规则",
            "",
            *(line for check in programme.checks for line in _check(check, programme.sources)),
        ]
    if programme.sources:
        lines += ["", "## 名单", "", *(line for source in programme.sources for line in _source(source))]
    if programme.parameters:
        lines += [
            "",
            "## 参数",
            "",
            "| 代码 | 名称 | 单位 | 取值(起始日:值) | 依据 |",
            "|---|---|---|---|---|",
            *map(_parameter, programme.parameters),
        ]
    if programme.indicators:
        lines += ["", "## 指标", "", "| 代码 | 名称 | 单位 |", "|---|---|---|"]
        lines += [f"| `{each.code}` | {each.name} | {each.unit} |" for each in programme.indicators]
    return "\n".join(lines).rstrip() + "\n"


def _flow(flow: Flow) -> list[str]:
    names = {stage.code: stage.name for stage in flow.stages}
    lines = [f"## 流程:{flow.name}", "", "```mermaid", "stateDiagram-v2", f"    [*] --> {names[flow.start]}"]
    for action in flow.actions:
        lines += [f"    {names[source]} --> {names[action.target]}: {action.name}" for source in action.sources]
    lines += ["```", "", "| 动作 | 从 | 到 | 由谁 | 时限 | 条件 |", "|---|---|---|---|---|---|"]
    for action in flow.actions:
        roles = "、".join(sorted(role.label for role in action.roles)) or ("到期自动" if action.lapses else "系统")
        sources = "、".join(names[source] for source in action.sources)
        lines.append(
            f"| {action.name} | {sources} | {names[action.target]} | {roles} | {words_of_limit(action.within)} "
            f"| {';'.join(_terms(flow, action))} |"
        )
    for clock in flow.clocks:
        lines += ["", f"{clock.name}:{_clock(clock)}。"]
    if flow.remedy:
        lines += ["", f"救济途径:{flow.remedy}"]
    return lines


def _terms(flow: Flow, action: Action) -> Iterator[str]:
    """The conditions of an action, as its declaration has them."""

    def names(codes: Iterable[str]) -> str:
        return "、".join(flow.action(code).name for code in codes)

    if action.pair:
        yield "两人办理"
    if action.apart_from:
        yield f"不得由办理“{names(action.apart_from)}”的人办理"
    if action.after or action.needs:
        yield f"须先办理“{names((*action.after, *action.needs))}”"
    if action.delegated is not None:
        yield "限权限下放的乡镇" if action.delegated else "限未下放权限的乡镇"
    if action.grounds:
        yield f"须载明理由:{'、'.join(f'{each.words}({each.article})' for each in action.grounds)}"
    if action.needs_reason:
        yield "须写理由"
    if action.recusal and action.roles:
        yield "近亲属回避"


def _clock(clock: Clock) -> str:
    words = [f"{words_of_limit(clock.within)}"]
    if clock.delegated is not None:
        words.append(f"权限下放的{words_of_limit(clock.delegated)}")
    if clock.extended is not None:
        words.append(f"可延长至{words_of_limit(clock.extended)}({'、'.join(reason for _, reason in clock.reasons)})")
    return ",".join(words) + ",退回、补正、等待均不停算"


def _chain(chain: Chain) -> list[str]:
    """Who hands to whom, by whom, within what time, with what evidence, signed by which parties."""
    names = {kind.code: kind.name for kind in chain.kinds}
    lines = [
        f"## 跟踪链：{chain.name}",
        "",
        f"可以长期存放于：{'、'.join(names[code] for code in chain.at_rest)}。",
        "",
        "| 交接 | 由 | 到 | 办理人 | 时限 | 凭据 | 签字 | 封签 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    seals = {Sealing.NONE: "", Sealing.NEW: "新封", Sealing.COMPARED: "核对"}
    for each in chain.handovers:
        cells = (
            f"{each.name}（`{each.code}`）",
            "、".join(names[code] for code in each.sources),
            names[each.target],
            "、".join(sorted(role.label for role in each.roles)) or "系统",
            words_of_limit(each.within),
            "、".join(each.evidence),
            "、".join(each.signed_by),
            seals[each.seal],
        )
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _check(check: Check, sources: tuple[Source, ...]) -> Iterator[str]:
    names = {source.code: source.name for source in sources}
    yield f"### {check.code} {check.name}"
    yield ""
    yield f"- 问题:{check.question}"
    yield f"- 方向:{_DIRECTIONS[check.direction.value]}"
    needs = [names[code] for code in check.needs] + [
        "或".join(names[code] for code in each) for each in check.needs_any
    ]
    yield f"- 需要:{'、'.join(needs)}"
    if check.sharpened_by:
        yield f"- 有则更准:{'、'.join(names[code] for code in check.sharpened_by)}"
    if check.excused_by:
        yield f"- 未收到则不作结论:{'、'.join(names[code] for code in check.excused_by)}"
    if check.exemptions:
        yield f"- 常见误报:{'、'.join(each.words for each in check.exemptions)}"
    if check.amount_means:
        yield f"- 金额:{check.amount_means}"
    if check.parameters:
        yield f"- 参数:{'、'.join(f'`{each.code}`' for each in check.parameters)}"
    yield f"- 依据:{check.basis}"
    yield ""


def _source(source: Source) -> Iterator[str]:
    yield f"### {source.name}(`{source.code}`)"
    yield ""
    yield f"{source.supplier}报送,{source.cadence.value},次月{source.due_day}日前;保存{source.retention_months}个月。依据:{source.basis}。"
    yield ""
    yield "| 列 | 类型 | 标题写法 | 必需 |"
    yield "|---|---|---|---|"
    for column in source.columns:
        unit = f"({column.unit})" if column.unit else ""
        yield f"| `{column.code}` | {column.kind.value}{unit} | {'、'.join(column.names[:4])} | {'是' if column.required else '一般有' if column.marks else ''} |"
    yield ""


def _parameter(each: Parameter) -> str:
    values = ";".join(f"{value.applies_from}:{value.value}".replace("|", "/") for value in each.values)
    documents = ";".join(dict.fromkeys(f"{value.document}〔{value.tag}〕" for value in each.values))
    return f"| `{each.code}` | {each.label} | {each.unit} | {values} | {documents} |"
