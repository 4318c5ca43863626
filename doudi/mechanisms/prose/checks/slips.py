"""Likely slips of the pen: doubled words, wrong words that look or sound alike, unbalanced quotes, repeated sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from doudi.mechanisms.prose.faults import Fault, Kind, Severity, of_spot
from doudi.mechanisms.prose.figures import Figure
from doudi.mechanisms.prose.text import Sentence, Text

# Wrong → right, as officials' texts really have them; each only where its neighbours make it wrong.
_WRONG: tuple[tuple[str, str], ...] = (
    (r"志愿都(?=活跃|参与|的|人)", "志愿者"), (r"可能存的", "可能存在的"), (r"存的(?=风险|问题|不足|隐患)", "存在的"), (r"(?<=殡葬)[^。]{0,12}(?P<spot>公募)|扩建(?P<spot2>公募)|(?P<spot3>公募)(?=墓|、乱收费|管理|建设|整治)|经营性公募|公益性公募", "公墓"),
    (r"(?<=[办做干抓管建走落搞])的(?=(?:更|很|较|越来越|非常|比较|十分)?(?:久|远|实|好|细|快|准|稳|深|透|牢|严|扎实|到位)[、,，。;；])", "得"),
    (r"布署", "部署"), (r"按排", "安排"), (r"做为(?!人)", "作为"), (r"座落", "坐落"), (r"帐户", "账户"), (r"帐号", "账号"), (r"台帐", "台账"), (r"其它", "其他"), (r"渡过(?=难关|困难)", "度过"), (r"既使", "即使"), (r"一但", "一旦"),
    (r"再接再励", "再接再厉"), (r"迫不急待", "迫不及待"), (r"事实无人扶养", "事实无人抚养"), (r"最低生活保证", "最低生活保障"), (r"既往不究", "既往不咎"), (r"因地治宜", "因地制宜"), (r"以身做则", "以身作则"), (r"走头无路", "走投无路"), (r"一如继往", "一如既往"),
    (r"不径而走", "不胫而走"), (r"甘败下风", "甘拜下风"), (r"提心掉胆", "提心吊胆"), (r"相形见拙", "相形见绌"), (r"部份", "部分"),  (r"份内", "分内"), (r"份外", "分外"), (r"水份", "水分"), (r"成份", "成分"), (r"缘份", "缘分"), (r"精减(?=会议|文件|机构)", "精简"), (r"通迅", "通讯"), (r"辩别", "辨别"),
    (r"残疾人两项补帖", "残疾人两项补贴"), (r"补帖", "补贴"), (r"津帖", "津贴"), (r"彩里(?=治理|问题|整治)", "彩礼"), (r"养老机沟", "养老机构"), (r"特因供养|特因人员", "特困"), (r"底保(?!障)|抵保", "低保"),  (r"留宁儿童|流守儿童", "留守儿童"), (r"民证(?=局|工作|部门|系统)", "民政"), (r"就助", "救助"), (r"求助站(?=管理)", "救助站"), (r"临时就济", "临时救济"),
    (r"骨恢", "骨灰"), (r"火花率", "火化率"), (r"逐部", "逐步"), (r"已经已", "已经"), (r"进一部", "进一步"), (r"全履盖|履盖", "覆盖"), (r"复盖", "覆盖"), (r"及时足颔", "及时足额"), (r"按时足颌", "按时足额"), (r"社会就助", "社会救助"), (r"贯切", "贯彻"), (r"贯彻落时", "贯彻落实"), (r"落时(?=各项|政策)", "落实"),
    (r"深入惯彻", "深入贯彻"), (r"统愁", "统筹"), (r"严历打击", "严厉打击"), (r"严励", "严厉"), (r"打击力渡", "打击力度"), (r"力渡", "力度"), (r"幅度(?=射)", "辐射"), (r"起动(?=仪式|会)", "启动"), (r"竟赛", "竞赛"), (r"竟争", "竞争"), (r"竞然", "竟然"),  (r"宣穿", "宣传"), (r"宣传报到", "宣传报道"),
    (r"报到(?=称)", "报道"), (r"工做", "工作"), (r"在次", "再次"), (r"在接再厉", "再接再厉"), (r"因该(?=[^的])", "应该"), (r"必需(?=坚持|做到|要|按照|抓)", "必须"),  (r"反应(?=了?(?:群众|问题|意见|诉求|情况))", "反映"), (r"截止(?=目前|到目前|今|20\d\d年|\d{1,2}月|年底|12月)", "截至"),
    (r"老年入", "老年人"), (r"老入(?!院)", "老人"), (r"残疾入", "残疾人"), (r"低保入员", "低保人员"), (r"工作入员", "工作人员"), (r"负责入", "负责人"), (r"重点入群", "重点人群"), (r"千部", "干部"), (r"村千部", "村干部"), (r"未成年入", "未成年人"), (r"问提", "问题"), (r"长郊机制", "长效机制"), (r"成郊", "成效"), (r"实郊", "实效"), (r"满足了?需球", "满足需求"), (r"需球", "需求"),
    (r"志原者|志愿着|志愿老(?=队)", "志愿者"), (r"义务教肓|教肓", "教育"), (r"养老服努|服努", "服务"), (r"困准群众|困难郡众|郡众", "群众"), (r"群从", "群众"), (r"标淮", "标准"), (r"资今", "资金"), (r"资全(?=\d|发放)", "资金"), (r"城巾", "城市"), (r"农忖", "农村"), (r"保章", "保障"), (r"保樟", "保障"), (r"机购养老|机抅", "机构"), (r"审枇|审比", "审批"), (r"申清", "申请"), (r"公示拦", "公示栏"), (r"健全完美", "健全完善"),
)  # fmt: skip
_SLIPS = tuple((re.compile(pattern), right) for pattern, right in _WRONG)

# Signs that stand twice only by mistake, unless the second begins a word of its own (目的的确, 等级) or the pair is a word (户户).
_ERRONEOUS_DOUBLES = frozenset("的了在是和与对为将把被从向由及并共已户元次项名位件条")
_PAIRS_THAT_ARE_WORDS = ("户户", "次次", "项项", "件件", "条条", "位位", "名名", "是是", "和和")
_SECOND_BEGINS_A_WORD = re.compile(
    r"的(?:确|士)|了(?:解|结|断|如|却)|和(?:谐|平|睦|气)|对(?:象|策|口|接|比|标|外|照|应|话)|为(?:民|人|了|主|期|老|止|准|何|难|农|契)"
    r"|在(?:册|校|院|职|岗|建|线|家|住|读|案|编|籍|外|地|内|此|场)|是(?:非|否)|与(?:会|否)|共(?:同|享|建|计|产|青|识|治)|次(?:数|序|要|日|年)"
    r"|名(?:单|称|额|册|录|义|列)|位(?:置|于|居|次)|项目|件数|条(?:件|例|款)|元(?:旦|素)|户(?:籍|口|主|均|数|外|型)|并(?:举|轨|网|购|非|重|行)"
    r"|及(?:时|早|格|其)|由(?:此|于|来)|从(?:事|业|严|快|优|重|此|而)|向(?:上|往|导)|将(?:来|军)|被(?:动|告|子|征|服)|已(?:经|婚)"
)
_DOUBLE_SIGN = re.compile(r"([一-鿿])\1")
_DOUBLE_WORD = re.compile(r"([一-鿿]{2,6})\1")
_DOUBLE_MARK = re.compile(r"[,，、;；:：]{2,}|[。]{2,}|[,，、;；][。]|[。][,，、;；]")
_PAIRS = (("“", "”"), ("《", "》"), ("（", "）"), ("(", ")"), ("【", "】"), ("‘", "’"))


def check(text: Text, figures: list[Figure]) -> Iterator[Fault]:
    """Slips, each once; half-width punctuation once for the whole text."""
    for sentence in text.sentences:
        yield from _wrong_words(sentence)
        yield from _doubled(sentence)
        yield from _unbalanced(sentence)
    yield from _half_width(text)
    yield from _repeated(text)


def _wrong_words(sentence: Sentence) -> Iterator[Fault]:
    taken: list[tuple[int, int]] = []
    for pattern, right in _SLIPS:
        for each in pattern.finditer(sentence.words):
            start, end = next((each.span(name) for name, value in each.groupdict().items() if value), each.span())
            wrong = sentence.words[start:end]
            if wrong == right or any(start < other and begin < end for begin, other in taken):
                continue
            taken.append((start, end))
            around = sentence.words[max(0, start - 4) : end + 4]
            yield of_spot(Kind.SLIP, Severity.WARNING, f"“{around}”中“{wrong}”疑为“{right}”。", sentence, start, end)


def _doubled(sentence: Sentence) -> Iterator[Fault]:
    words = sentence.words
    taken: list[tuple[int, int]] = []
    for each in _DOUBLE_WORD.finditer(words):
        half = each[1]
        if (len(half) == 2 and half[0] == half[1]) or re.search(r"[一二三四五六七八九十]", half):
            continue
        taken.append(each.span())
        yield of_spot(Kind.SLIP, Severity.WARNING, f"“{each.group()}”疑为重复输入。", sentence, *each.span())
    for each in _DOUBLE_SIGN.finditer(words):
        start, end = each.span()
        if any(start < other and begin < end for begin, other in taken):
            continue
        if each[1] not in _ERRONEOUS_DOUBLES or each.group() in _PAIRS_THAT_ARE_WORDS:
            continue
        if not _SECOND_BEGINS_A_WORD.match(words, start + 1):
            around = words[max(0, start - 3) : end + 3]
            why = f"“{around}”中“{each.group()}”疑为重复输入。"
            yield of_spot(Kind.SLIP, Severity.WARNING, why, sentence, start, end)
    for each in _DOUBLE_MARK.finditer(words):
        yield of_spot(
            Kind.SLIP,
            Severity.WARNING,
            f"“{words[max(0, each.start() - 4) : each.end() + 4]}”标点重复。",
            sentence,
            *each.span(),
        )


def _unbalanced(sentence: Sentence) -> Iterator[Fault]:
    """Quotes and brackets that open and never close, or close and never opened."""
    words = re.sub(
        r"^\s*(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）]", lambda found: " " * len(found.group()), sentence.words
    )
    for opening, closing in _PAIRS:
        depth, last = 0, -1
        other_open, other_close = {"(": "（", "（": "("}.get(opening, ""), {")": "）", "）": ")"}.get(closing, "")
        if opening == "（":
            continue  # taken together with (
        for place, sign in enumerate(words):
            if sign == opening or (other_open and sign == other_open):
                if depth == 0:
                    last = place
                depth += 1
            elif sign == closing or (other_close and sign == other_close):
                depth -= 1
                if depth < 0:
                    yield of_spot(
                        Kind.SLIP,
                        Severity.WARNING,
                        f"“{words[max(0, place - 6) : place + 4]}”处有“{sign}”而前面没有“{opening}”。",
                        sentence,
                        place,
                        place + 1,
                    )
                    depth = 0
        if depth > 0:
            yield of_spot(
                Kind.SLIP,
                Severity.WARNING,
                f"“{words[last : last + 10]}”处有“{words[last]}”而没有“{closing}”。",
                sentence,
                last,
                last + 1,
            )


def _half_width(text: Text) -> Iterator[Fault]:
    """Half-width marks between Chinese signs: told once, with how many."""
    spots = list(re.finditer(r"(?<=[一-鿿”》)])[,;:!?](?=[一-鿿“《])", text.words))
    if not spots:
        return
    first = spots[0].start()
    sentence = next((each for each in text.sentences if each.start <= first < each.end), None)
    if sentence is not None:
        yield of_spot(
            Kind.PUNCTUATION,
            Severity.NOTE,
            f"正文有{len(spots)}处半角标点，公文应使用全角标点。",
            sentence,
            first - sentence.start,
            first - sentence.start + 1,
        )


def _repeated(text: Text) -> Iterator[Fault]:
    """A sentence or a long clause that stands twice."""
    seen: dict[str, Sentence] = {}
    for sentence in text.sentences:
        core = re.sub(
            r"[^一-鿿\d]", "", re.sub(r"^(?:[一二三四五六七八九十]是|[(（][^)）]{1,3}[)）])", "", sentence.plain)
        )
        if len(core) >= 16:
            if core in seen:
                yield of_spot(
                    Kind.REPEATED,
                    Severity.WARNING,
                    f"“{sentence.words[:24]}…”与前文重复。",
                    sentence,
                    0,
                    len(sentence.words),
                )
            seen.setdefault(core, sentence)
