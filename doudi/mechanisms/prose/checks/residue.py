"""What a web page, an editor or a machine left in the text (R-RPT-13)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doudi.mechanisms.prose.faults import Fault, Kind, Severity, of_spot
from doudi.mechanisms.prose.figures import Figure
from doudi.mechanisms.prose.text import Text

_RESIDUE = re.compile(
    r"微信扫一?扫[^。\n]*|扫一扫[^。\n]{0,20}(?:阅读|分享|手机|关注)[^。\n]*|(?:浏览|点击|阅读|访问)(?:次数|量|数)?\s?[:：]\s?\d*\s?次?|【?(?:字体|字号)\s?[:：]\s?[【\[(（]?\s?(?:大|小|默认)[\s\]】)）]*(?:中|小|大)?[\s\]】)）]*(?:小|大)?[\]】)）]?"
    r"|[【\[(（]?\s?打印(?:本页|此页|文章)?\s?[】\])）]?\s?[【\[(（]?\s?关闭(?:窗口|本页)?\s?[】\])）]?|[【\[]打印(?:本页)?[】\]]|[【\[]关闭(?:窗口)?[】\]]|打印本页|关闭窗口|返回(?:顶部|首页|列表)|加入收藏|设为首页|(?:上|下)一(?:篇|条|页)\s?[:：]?[^。\n]{0,40}"
    r"|(?:当前|您(?:的|所在的?|现在的?)?)位置\s?[:：][^。\n]*|首页\s?[>›»/][^。\n]*|分享到\s?[:：]?[^。\n]{0,30}|(?:责任编辑|责编|编辑|审核|录入)\s?[:：]\s?[一-鿿A-Za-z]{0,8}(?=\s|$|[】)）])"
    r"|(?:信息|稿件|文章)?来源\s?[:：]\s?[^。\n]{0,24}(?=$|\n|\s{2}|发布|浏览|点击)|(?:发布|发表|更新)(?:时间|日期)\s?[:：]\s?[\d\-/年月日 :]+|版权所有[^。\n]*|(?:[一-鿿]ICP备|公网安备)[^。\n]*|网站(?:标识码|地图|支持IPv6)[^。\n]*"
    r"|&(?:nbsp|amp|lt|gt|quot|ldquo|rdquo|mdash|middot|#\d+);?|</?(?:p|br|div|span|a|strong|b|font|img|table|td|tr|style|script)\b[^>]*>|https?://[^\s，。）)]+|(?<![\w.])www\.[\w.-]+|javascript:[^\s]*|(?:转载|未经授权)[^。\n]{0,30}|阅读全文|展开全文|点击(?:查看|下载|进入)[^。\n]{0,20}|附件下载|相关(?:链接|阅读|文章)\s?[:：]?[^。\n]*|收藏\s?举报|来源:网络|本文(?:来自|由|转自)[^。\n]*|(?:作者|以上内容)由?(?:AI|ChatGPT|人工智能)(?:生成|辅助)[^。\n]*|作为(?:一个)?(?:AI|人工智能)[^。\n]*"
)


def check(text: Text, figures: list[Figure]) -> Iterator[Fault]:
    """One fault for each sentence that is, or holds, such a remnant."""
    for sentence in text.sentences:
        spots = list(_RESIDUE.finditer(sentence.words))
        spots = [each for each in spots if each.group().strip()]
        if not spots:
            continue
        start, end = spots[0].start(), spots[-1].end()
        yield of_spot(
            Kind.RESIDUE,
            Severity.WARNING,
            f"“{spots[0].group().strip()[:30]}”不是正文，是网页或编辑残留，请删去。",
            sentence,
            start,
            end,
        )
