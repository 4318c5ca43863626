"""A flow as a picture, drawn from its declaration: stages one below the other, what goes on at the right, what turns back at the left."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString

from doudi.mechanisms.casework.declare import Action, Flow, words_of_limit
from doudi.mechanisms.casework.pages.declare import CasePages

_WIDTH, _HEIGHT, _GAP, _LINE, _LETTER = 196, 34, 34, 17, 12.5
_EDGE = 16
_MANY = (
    4  # what can be done from so many stages is written into the stage it leads to: its arrows would hide all others
)
_FILL = {"ok": "#e8f6ee", "danger": "#fdecec", "warn": "#fff6e5", "info": "#eaf2fd", "": "#ffffff"}
_STROKE = {"ok": "#23804d", "danger": "#c02b2b", "warn": "#9a6400", "info": "#1f5fbf", "": "#667085"}


@dataclass(frozen=True)
class _Arrow:
    """From a stage to a stage, by their places, with the names of the actions."""

    source: int
    target: int
    words: str

    @property
    def low(self) -> int:
        return min(self.source, self.target)

    @property
    def high(self) -> int:
        return max(self.source, self.target)

    @property
    def width(self) -> float:
        return _width(self.words) + 16


def picture(flow: Flow) -> SafeString:
    """The flow as SVG. Colours only repeat what the words say."""
    arrows = _arrows(flow)
    straight = [each for each in arrows if each.target == each.source + 1]
    right = _lanes([each for each in arrows if each.target > each.source + 1])
    left = _lanes([each for each in arrows if each.target < each.source])
    x = _EDGE + sum(max(each.width for each in lane) for lane in left)
    tops, bottom = _tops(flow)
    heights = [_height(flow, stage.code) for stage in flow.stages]
    width = x + _WIDTH + sum(max(each.width for each in lane) for lane in right) + _EDGE
    drawn: list[str] = []
    for place, stage in enumerate(flow.stages):
        drawn += _box(x, tops[place], heights[place], stage.name, stage.tint, _steps(flow, stage.code))
    for each in straight:
        top = tops[each.source] + heights[each.source]
        drawn += _line([(x + _WIDTH / 2, top), (x + _WIDTH / 2, tops[each.target])])
        drawn.append(_text(x + _WIDTH / 2 + 8, top + _GAP / 2 + 4, each.words))
    middles = [top + height / 2 for top, height in zip(tops, heights, strict=True)]
    drawn += _curves(right, x + _WIDTH, 1, middles)
    drawn += _curves(left, x, -1, middles)
    body = "".join(drawn)
    return SafeString(
        f'<svg class="flow" role="img" aria-label="{escape(flow.name)}流程图" viewBox="0 0 {width:.0f} {bottom:.0f}" '
        f'width="{width:.0f}" height="{bottom:.0f}" xmlns="http://www.w3.org/2000/svg">'
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        f'<path d="M0 0 8 4 0 8z" fill="#667085"/></marker></defs>{body}</svg>'
    )


def picture_view(pages: CasePages) -> Callable[..., HttpResponse]:
    drawn, flow = picture(pages.flow), pages.flow

    def view(request: HttpRequest) -> HttpResponse:
        context = {
            "title": f"{flow.name}流程图",
            "picture": drawn,
            "actions": [_row(flow, action) for action in flow.actions],
            "clocks": [
                (
                    clock.name,
                    words_of_limit(clock.within),
                    words_of_limit(clock.delegated),
                    words_of_limit(clock.extended),
                    "、".join(words for _, words in clock.reasons),
                )
                for clock in flow.clocks
            ],
            "remedy": flow.remedy,
        }
        return render(request, "casework/picture.html", context)

    return view


def _row(flow: Flow, action: Action) -> tuple[str, str, str, str, str]:
    sources = "、".join(flow.stage(source).name for source in action.sources)
    roles = "、".join(sorted(role.label for role in action.roles)) or ("到期自动" if action.lapses else "系统")
    to = "（环节不变）" if action.sources == (action.target,) else flow.stage(action.target).name
    return action.name, sources, to, roles, words_of_limit(action.within)


def _arrows(flow: Flow) -> list[_Arrow]:
    """One arrow for all actions between the same two stages."""
    places = {stage.code: place for place, stage in enumerate(flow.stages)}
    named: dict[tuple[int, int], list[str]] = {}
    for action in flow.actions:
        for source in action.sources if len(action.sources) < _MANY else ():
            if source != action.target:
                named.setdefault((places[source], places[action.target]), []).append(action.name)
    return [_Arrow(source, target, "、".join(dict.fromkeys(words))) for (source, target), words in named.items()]


def _lanes(arrows: Iterable[_Arrow]) -> list[list[_Arrow]]:
    """Short arrows near the boxes; two that would run beside one another stand in lanes of their own."""
    lanes: list[list[_Arrow]] = []
    for each in sorted(arrows, key=lambda arrow: (arrow.high - arrow.low, arrow.low)):
        free = next((lane for lane in lanes if all(each.low >= o.high or each.high <= o.low for o in lane)), None)
        if free is None:
            lanes.append([each])
        else:
            free.append(each)
    return lanes


def _curves(lanes: list[list[_Arrow]], edge: float, way: int, middles: list[float]) -> list[str]:
    drawn, x = [], edge
    for number, lane in enumerate(lanes):
        at = x + way * 14
        for each in lane:
            shift = 3 * (number % 4) - 4
            start, end = middles[each.source] + shift, middles[each.target] + shift
            drawn += _line([(edge, start), (at, start), (at, end), (edge, end)])
            middle = (start + end) / 2 + 4
            drawn.append(_text(at + way * 5, middle, each.words, anchor="start" if way > 0 else "end"))
        x += way * max(each.width for each in lane)
    return drawn


def _box(x: float, y: float, height: float, name: str, tint: str, steps: list[str]) -> list[str]:
    drawn = [
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{_WIDTH}" height="{height:.0f}" rx="5" fill="{_FILL[tint]}" '
        f'stroke="{_STROKE[tint]}"/>',
        _text(x + _WIDTH / 2, y + 22, name, anchor="middle", size=14, weight=600),
    ]
    return drawn + [
        _text(x + _WIDTH / 2, y + 22 + _LINE * (number + 1), words, anchor="middle", colour="#475467")
        for number, words in enumerate(steps)
    ]


def _steps(flow: Flow, stage: str) -> list[str]:
    """What is done without leaving the stage, two to a line; and what leads here from nearly everywhere."""
    names = [action.name for action in flow.actions_from(stage) if action.target == stage]
    anywhere = [
        f"办结前可“{action.name}”"
        for action in flow.actions
        if action.target == stage and len(action.sources) >= _MANY and stage not in action.sources
    ]
    return ["、".join(names[start : start + 2]) for start in range(0, len(names), 2)] + anywhere


def _height(flow: Flow, stage: str) -> float:
    return _HEIGHT + _LINE * len(_steps(flow, stage))


def _tops(flow: Flow) -> tuple[list[float], float]:
    tops, y = [], float(_EDGE)
    for stage in flow.stages:
        tops.append(y)
        y += _height(flow, stage.code) + _GAP
    return tops, y - _GAP + _EDGE


def _line(points: list[tuple[float, float]]) -> list[str]:
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    return [f'<polyline points="{path}" fill="none" stroke="#667085" stroke-width="1.2" marker-end="url(#arrow)"/>']


def _text(
    x: float,
    y: float,
    words: str,
    *,
    anchor: str = "start",
    size: float = _LETTER,
    weight: int = 400,
    colour: str = "#1d2939",
) -> str:
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}" '
        f'fill="{colour}" paint-order="stroke" stroke="#fff" stroke-width="3">{escape(words)}</text>'
    )


def _width(words: str) -> float:
    return sum(_LETTER if ord(letter) > 255 else _LETTER * 0.6 for letter in words)
