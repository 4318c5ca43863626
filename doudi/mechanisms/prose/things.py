"""What a figure counts, since when, of whom, in which line of business: read from the words around it."""

from __future__ import annotations

import re

from doudi.mechanisms.prose.figures import Figure, of_sentence
from doudi.mechanisms.prose.text import Sentence, Text, half_width

# Words that say how a figure was reached, not what it counts; by what they mean.
ACTIONS: dict[str, tuple[str, ...]] = {
    "新增": (
        "新增加",
        "新增",
        "新建成",
        "新建",
        "新办",
        "新登记",
        "新纳入",
        "新认定",
        "新发展",
        "净增",
        "增加",
        "增设",
        "新",
    ),
    "减少": ("取消", "退出", "注销", "停发", "清退", "减少", "核减", "调出", "撤销", "清理", "停保", "死亡"),
    "计划": ("拟新增", "计划新增", "拟", "计划", "力争", "预计", "目标", "争取"),
    "完成": ("已完成", "完成", "办结", "已整改", "整改完成", "销号", "化解", "解决", "验收", "已解决"),
    "进行": ("正在", "推进中", "在建", "尚未", "未完成", "剩余"),
    "发放": ("累计发放", "发放", "支出", "下拨", "拨付", "兑付", "发给", "支付", "拨发"),
    "投入": ("投入", "安排", "筹集", "争取到", "募集", "列支", "落实"),
    "追回": ("追回", "追缴", "收回", "退回", "清缴"),
    "发现": ("发现", "排查出", "查找", "查摆", "摸排", "排查"),
    "移送": ("移送", "移交", "转办"),
    "培训": ("培训", "轮训"),
    "覆盖": ("覆盖", "惠及", "涉及", "受益", "带动", "联系", "服务了"),
}
_ACTION_OF = {word: name for name, words in ACTIONS.items() for word in words}

# Verbs and adverbs that end a noun on the left: what follows the last of them is what is counted.
_VERBS = (
    "全面落实", "落实", "实施", "开展", "组织", "举办", "召开", "印发", "出台", "制定", "建立", "建成", "打造", "设立", "配备", "配置", "开通", "办理",
    "受理", "处理", "查处", "服务", "惠及", "覆盖", "涉及", "保障", "救助", "资助", "慰问", "走访", "探访", "巡访", "排查", "核查", "核实", "审核", "审批",
    "认定", "登记", "注册", "招募", "培育", "引进", "接收", "收养", "安置", "收到", "发出", "形成", "建设", "改造", "提供", "享受", "入住", "参加", "参与",
    "接受", "获得", "取得", "拥有", "现有", "共有", "达到", "提高", "增长", "增加", "下降", "降低", "减少", "提升", "调整", "进行", "给予", "下发", "发布",
    "拆除", "迁移", "火化", "安葬", "整治", "移交", "签订", "聘请", "招聘", "吸纳", "动员", "发动", "联合", "依托", "通过", "利用", "解答", "接听", "采集",
    "录入", "更新", "完善", "纳入", "评定", "评选", "命名", "创建", "购买", "争取", "推进", "聚焦", "围绕", "针对", "有效", "切实", "扎实", "积极", "大力",
    "深入", "持续", "不断", "进一步", "全部", "基本", "正常", "陆续", "先后", "分别", "同时", "其中", "以及", "等", "为", "对", "将", "向", "给", "由",
    "被", "在", "从", "有", "把", "使", "让", "与", "和", "及", "或", "共", "并", "均", "都",
)  # fmt: skip
_CUT_LEFT = re.compile(rf"(?:{'|'.join(sorted((*_VERBS, *_ACTION_OF), key=len, reverse=True))})")
# A verb that is part of a name: 服务对象, 救助资金, 保障标准, 登记率 are nouns.
_NOMINAL = re.compile(
    r"(?:对象|[一-鿿]{2}率|服务(?:对象|机构|设施|站|点|中心|单|人次|人数|队|组织|项目|人员|时长|订单|场所|网点|床位)|救助(?:资金|金|备用金|对象|人次|标准|站|管理|水平|人员|金额)|保障(?:标准|对象|水平|金|资金|人数|人口|率|家庭)|登记(?:率|对数|合格率|机关|量|数|处)|整治(?:问题|工作|台账|方案)|整改(?:问题|率|台账|整治)|改造(?:户|项目|资金)|培训(?:班|人员|课)|注册(?:志愿者|人数)|建设(?:项目|资金|用地)|收养(?:登记|家庭)|火化(?:率|炉|量)|安葬(?:率|量)|覆盖(?:率|面)|参与(?:率|人数)|入住(?:率|老人|人数)|登记|救助$|注册$|火化$)"
)
_CUT_RIGHT = re.compile(
    r"(?:依托|通过|已经|已|正在|全面|开展|完成|被|由|均|都|实现|取得|获得|获|得到|参加|参与|入住|提供|投入|享受|纳入|进行|在|为|和|与|及|共|分别|建成|建立|达到|达|占|较|比|同比|环比|按|以|用于|用|并|全部|其中|目前|每|实行|给予|发放|到|从|于|等|推进|有|能|可|成为|接受|运营|是|将|把|对|向|则|未|不|(?<!以)上|(?<!以)下|中|办理|列入|启动|投|转|送|覆盖|惠及|救助|开工|竣工|验收|升|降|减|增|补|脱|因|需|需要|属于|来自|提高|以来|内|后|前|起|设立|设置|设有|开设|安装|配备|聘请|组建|成立|制定|印发|出台|签订|举办|组织(?!$)|召开|发现|存在|仍|没有|具备|拥有|使用|采用|落实|执行|推行|加入|申请|申报|行动|左右|(?<!岁)以上)"
)
_FILLERS = re.compile(
    r"(?:累计|共计|合计|总计|总共|一共|共有|现有|已有|已经|已达|达到|达|约为|分别|提高至|提高到|增加到|增至|提升至|调整为|降至|下降到|扩大到|为|是|有|共|已|仅|近|约|至|到|了|数为|全年|目前|现|全县|全市|全区|我县|我市|我区|我局|县域内|等|,|，|:|：|多达|高达|超过|总数|总量|总额|分别为|分别达|年均|月均|人均每月|平均|每月|每年|每日|日均|均|各|又|再|还|均为|其中|实际|严格|合并|较|计|满|第|个|余|由|从|每人每月|每人每年|每人|每户|每月发放)+$"
)
_GENERIC = re.compile(
    r"(?:全县|全市|全区|全镇|全乡|全街道|我县|我市|我区|本县|县域内|辖区内?|城乡(?=各类)|各类|各级|各种|现有|已有|目前|累计|共有|共计|共|老年(?=助餐)|社会(?=救助|组织)|在册|登记在册|已建成?|建成|建有|建设|设有|打造|运营|正常运营|开设|设立|设置|实有|总数|数量|总量|总额|总计|合计|的|了|人数$|户数$|对象$|人员$|人口$|家庭$|群体$|今年|全年|截至目前|截至|以来|年内|本年|我局|县局|全系统|年底|年末|月底|期末|末|底)"
)
_SYNONYMS = (
    (re.compile(r"最低生活保障|低保保障"), "低保"),
    (re.compile(r"特困(?:供养|救助供养)?"), "特困"),
    (re.compile(r"临时救助资金|临时救助金|临救"), "临时救助"),
    (re.compile(r"救助资金|救助金"), "救助资金"),
    (re.compile(r"养老服务机构"), "养老机构"),
    (re.compile(r"老年助餐点|老年食堂|助老餐厅|助餐服务点"), "助餐点"),
    (re.compile(r"事实无人抚养儿童|事实孤儿"), "事实无人抚养儿童"),
    (re.compile(r"城市居民|城镇居民|城镇"), "城市"),
    (re.compile(r"农村居民"), "农村"),
    (re.compile(r"老年人|老人"), "老人"),
)
PLACE = re.compile(r"[一-鿿]{1,4}(?:镇|乡|街道|办事处)(?![镇乡村级])|[一-鿿]{2,4}(?:村|社区)(?=[有建共已新现开累])")
_EVERYWHERE = re.compile(r"(?:全|我|本|各|个|\d|乡|县|城|村)(?:镇|乡|街道)|乡镇|城镇|村镇")

_LINES = (
    ("殡葬", r"殡葬|骨灰|火化|公墓|殡仪|遗体|安葬|丧葬|散埋|坟"),
    ("婚姻登记和婚俗", r"婚姻|结婚|离婚|彩礼|婚俗|颁证|婚礼|婚嫁|移风易俗"),
    ("儿童福利", r"孤儿|儿童|未成年|留守|收养|福利院|家庭教育"),
    ("残疾人福利", r"残疾|失能残|精神障碍|精康|康复|护理补贴|生活补贴|两项补贴"),
    ("社会救助", r"低保|特困|临时救助|救助|备用金|低收入|边缘|流浪|点餐式|提标|兜底"),
    ("养老服务", r"养老|助餐|老年|老人|高龄|适老化|护理员|时光|敬老院|幸福院|助浴|银发|长者|探访关爱"),
    ("集中整治", r"整治|整改|问题线索|纪委|台账|长效机制|巡察|腐败"),
    ("社会组织", r"社会组织|社会团体|民办非企业|社会服务机构|基金会|行业协会|商会"),
    ("慈善和社会工作", r"慈善|志愿|社工|福彩|捐赠|捐款|募集|社会工作"),
    ("区划地名", r"区划|地名|界线|界桩|路牌|门牌|标志牌"),
    ("基层治理", r"村委会|居委会|换届|社区治理|村规民约|议事|村务"),
    ("党的建设", r"党建|党组|支部|党员|主题教育|党课|党风|作风"),
    ("资金", r"资金|预算|经费|支出"),
)  # fmt: skip
LINES = tuple((name, re.compile(pattern)) for name, pattern in _LINES)

_PERIOD = re.compile(
    r"(?:截至|截止)(?:到)?(?:目前|今|当前|(?:20\d\d年)?(?:\d{1,2}月)?(?:\d{1,2}日|底|末)?)"
    r"|(?:20\d\d年(?:度)?|今年|去年|上年|本年|当年|全年)?(?:上半年|下半年|第?[一二三四1-4]季度|前[一二三三四1-4](?:个)?季度|\d{1,2}(?:-|至|~)\d{1,2}月(?:份)?|\d{1,2}月(?:份)?(?:\d{1,2}日)?|(?:年)?(?:末|底))"
    r"|20\d\d年(?:度)?|今年|去年|上年(?:末|底)?|去年同期|上年同期|每月|月均|每年|年均|每日|日均|每天|每周|每季度?|近[一二三两四五六七八九十]年|[“\"]?十[三四五]五[”\"]?"
)


def understood(text: Text) -> list[Figure]:
    """All figures of a text, each with what it counts, its action, subject, period, line, and what it is a part of."""
    found: list[Figure] = []
    for sentence in text.sentences:
        of_this = of_sentence(sentence)
        _tell(of_this, sentence, text)
        found += of_this
    return found


def _tell(figures: list[Figure], sentence: Sentence, text: Text) -> None:
    words = sentence.plain
    for number, figure in enumerate(figures):
        earlier = figures[:number]
        left, right = _around(words, figure, figures)
        _name(figure, left, right, earlier, words)
        figure.subject = _place(words, figure, earlier)
        figure.period = _period(words, figure, text)
        figure.line = line_of(words, figure.at, sentence.headings)
        figure.planned = (
            sentence.in_plan
            or re.search(r"(?:拟|计划|力争|预计|目标|争取|将)[^,，。;；]{0,12}$", words[: figure.at]) is not None
        )
    _parts(figures, words)
    _distribute(figures, words)


def _around(words: str, figure: Figure, figures: list[Figure]) -> tuple[str, str]:
    """The words of its clause before and after it, up to the next figure."""
    begins = max((other.until for other in figures if other.until <= figure.at), default=0)
    before = words[begins : figure.at]
    left = re.split(r"[,，。;；:：!！、]|[(（](?![^(（]*[)）])", before)[-1]
    if not _FILLERS.sub("", left).strip() and re.search(r"[,，:：]", before):
        pieces = [each for each in re.split(r"[,，。;；:：(（)）!！]", before) if each.strip()]
        left = next((each for each in reversed(pieces) if _FILLERS.sub("", each).strip()), left)
    ends = min((other.at for other in figures if other.at >= figure.until), default=len(words))
    right = words[figure.until : ends]
    if not _COMPOUND.match(right):
        right = re.split(r"[,，。;；:：(（)）!！、]", right)[0]
    return left.lstrip("(（)）"), right


def _name(figure: Figure, left: str, right: str, earlier: list[Figure], words: str) -> None:
    noun_right = _right_noun(right)
    noun_left, action = _left_noun(left)
    qualifier = re.sub(r"^[)）]", "", noun_left)
    figure.action = action
    previous = earlier[-1] if earlier else None
    gap = words[previous.until : figure.at] if previous else ""
    if figure.is_money or figure.kind.startswith("元/") or figure.unit == "%":
        noun = noun_left or (noun_right if figure.is_money else "") or noun_right
        if not noun and previous and gap.strip("、,，和及与") == "":
            noun, figure.action = previous.counts, figure.action or previous.action
    elif noun_right and not (
        noun_left and re.search(r"(?:对象|人数|户数|机构|床位|资金)$", noun_left) and len(noun_right) < 2
    ):
        noun = noun_right
        if qualifier in _SPLITS and qualifier not in noun:
            noun = qualifier + noun
    else:
        noun = noun_left
        if previous and gap.strip("、,，和及与共 ") == "":  # 74户97人
            noun, figure.action = previous.counts, figure.action or previous.action
    noun = re.sub(r"^(?:全县|全市|全区|我县|我市|我区)?(?:共|已|累计|正在)+", "", noun)
    noun = (
        re.sub(r"(?:已|正在|均已|已全部)?(?:完成|办结|整改|销号|推进|化解)?$", "", noun)
        if figure.kind == "件" and previous and len(noun) > 4 and noun_left == noun
        else noun
    )
    figure.counts = (
        _short(noun) if noun not in _EMPTY and noun not in _ACTION_OF and not _BARE_VERB.fullmatch(noun) else ""
    )
    if _TOTAL.search(left):
        figure.counts = "合计"
    if not figure.counts and previous is not None:
        figure.counts = next((each.counts for each in reversed(earlier) if each.kind == figure.kind), previous.counts)


# Words that hold a sign which alone would be a verb or a preposition.
_WORDS = frozenset(
    [
        "对象",
        "在册",
        "在校",
        "在院",
        "在住",
        "在岗",
        "在职",
        "为老",
        "公共",
        "共同",
        "有限",
        "所有",
        "自有",
        "有关",
        "国有",
        "占有",
        "留有",
        "及时",
        "及格",
        "共青",
        "均衡",
        "平均",
        "人均",
        "户均",
        "和谐",
        "联合",
        "平等",
        "高等",
        "同等",
        "初等",
        "给付",
        "供给",
        "特等",
        "优等",
        "由此",
        "自由",
        "理由",
        "或者",
        "面对",
        "应对",
        "对口",
        "对接",
        "绝对",
        "结对",
        "针对",
        "将军",
        "即将",
        "使用",
        "大使",
        "让利",
        "均等",
        "普及",
        "危及",
        "以及",
        "行为",
        "作为",
        "因为",
        "认为",
        "参与",
        "给予",
        "赠与",
        "公有",
        "中共",
        "公共",
    ]
)
_TOTAL = re.compile(r"(?:合计|共计|总计)[^一-鿿]*$")
_BARE_VERB = re.compile(
    r"(?:提高|增长|下降|增加|减少|上升|降低|提升|增幅|降幅|净增|完工|推广|发展|开工|竣工|同比|环比|较上年|比上年|比去年|较去年|达到|涉及|惠及|覆盖)+(?:了|幅度)?"
)
_EMPTY = frozenset(["给予", "围绕", "建立", "其", "该", "此", "这", "这些", "上述", "以上"])
_SPLITS = frozenset(["城市", "农村", "城镇", "城区", "公办", "民办", "集中", "分散", "男", "女", "男性", "女性"])


def _left_noun(left: str) -> tuple[str, str]:
    """The noun that ends the words before a figure, and what was done (新增, 发放)."""
    action = ""
    for word in sorted(_ACTION_OF, key=len, reverse=True):
        if word in left and not (len(word) == 1 and not re.search(rf"{word}[^,，]{{0,6}}$", left)):
            action = _ACTION_OF[word]
            break
    words = _FILLERS.sub("", left.strip())
    place = 0
    for each in _CUT_LEFT.finditer(words):
        nominal = _NOMINAL.match(words, each.start())
        inside = words[max(0, each.start() - 1) : each.start() + 2]
        if inside[:2] in _WORDS or inside[1:] in _WORDS:
            continue
        if nominal and nominal.end() >= each.end() and (nominal.end() > each.end() or each.end() == len(words)):
            continue
        if each.end() < len(words):
            place = each.end()
    return words[place:].strip("的了和及与、 "), action


_COMPOUND = re.compile(r"^(?:行政)?(?:村|乡镇|镇|乡)[(（](?:社区|居|街道|街|场|乡)[)）]|^村居|^村社区")


def _right_noun(right: str) -> str:
    """The noun that follows a unit, up to the first verb or adverb."""
    words = right.lstrip("的 ")
    compound = _COMPOUND.match(words)
    if compound:  # 186个村(社区)
        return re.sub(r"[(（)）]", "", compound.group())
    cut = _CUT_RIGHT.search(words)
    if cut and _NOMINAL.match(words, cut.start()):
        cut = _CUT_RIGHT.search(words, cut.end())
    noun = words[: cut.start()] if cut else words
    return noun.strip("的 ") if len(noun.strip("的 ")) >= 2 else ""


def _short(noun: str) -> str:
    return re.sub(r"[“”\"「」\s]", "", noun)[-24:]


def normal(noun: str) -> str:
    """A noun in the one form by which two sentences are compared: without generic words, synonyms made one."""
    for pattern, word in _SYNONYMS:
        noun = pattern.sub(word, noun)
    before = None
    while before != noun:
        before = noun
        shorter = _GENERIC.sub("", noun, count=1)
        noun = shorter if len(shorter) >= 2 else noun
    return noun


def _place(words: str, figure: Figure, earlier: list[Figure]) -> str:
    """The township or village that a figure is of; empty if it is of the whole."""
    begins = max(words.rfind(sign, 0, figure.at) for sign in "。;；") + 1
    found = [each.group() for each in PLACE.finditer(words, begins, figure.at) if not _EVERYWHERE.search(each.group())]
    return found[-1] if found else ""


def _period(words: str, figure: Figure, text: Text) -> str:
    """The words that say when; a relative year is made absolute where the text says its own."""
    found = [each.group() for each in _PERIOD.finditer(words[: figure.at]) if each.group()]
    ends = re.match(r"[^,，。;；(（]{0,4}(每月|/月|每年)", words[figure.until :])
    if re.search(r"(?:每月|月均)[^,，。;；]{0,10}$", words[: figure.at]) or ends:
        return "每月" if "年" not in (ends[1] if ends else "") else "每年"
    last = found[-1] if found else ""
    if last in ("每月", "月均", "每年", "年均", "每天", "日均", "每日", "每周"):
        last = found[-2] if len(found) > 1 else ""
    if text.year is not None:
        last = re.sub(r"^(?:今年|本年|当年|全年)", f"{text.year}年", last)
        last = re.sub(r"^(?:去年|上年)(?:同期)?", f"{text.year - 1}年", last)
        if last and not re.search(r"20\d\d|十", last):
            last = (
                re.sub(r"^(截至|截止)(?:到)?(?!目前|今|当前)", rf"\g<1>{text.year}年", last)
                if last[:2] in ("截至", "截止")
                else f"{text.year}年{last}"
            )
        if not last:
            last = f"{text.year + 1}年" if figure.sentence.in_plan else f"{text.year}年"
    return last


def line_of(words: str, at: int, headings: tuple[str, ...]) -> str:
    """The line of business that a place in a sentence is about: by its clause, its sentence, its headings."""
    clause = words[max(words.rfind(sign, 0, at) for sign in ",，。;；") + 1 : at + 16]
    for stretch in (clause, words[max(0, at - 60) : at], *reversed(headings), words):
        for name, pattern in LINES:
            if pattern.search(half_width(stretch)):
                return name
    return ""


def _parts(figures: list[Figure], words: str) -> None:
    """Which figures are parts of which: after 其中, or in brackets behind a total."""
    for figure in figures:
        opened = _opening(words, figure.at)
        inside = opened is not None
        marker = words.rfind("其中", 0, figure.at)
        stop = max(words.rfind(sign, 0, figure.at) for sign in "。")
        border = (
            re.search(r"(?:此外|另外|另有|同时|全年|累计|合计|共计|总计|[;；])", words[marker : figure.at])
            if marker >= 0
            else None
        )
        if inside and opened is not None:
            whole = [
                each
                for each in figures
                if each.until <= opened
                and each.kind == figure.kind
                and words[each.until : opened].strip() == words[each.until : opened]
                and opened - each.until < 16
            ]
            of_all = re.search(r"(?:应|共|总|计划|目标|任务|全[县市区镇])[^,，、]{0,4}$", words[opened + 1 : figure.at])
            if whole and not figure.is_share and not of_all:  # 建成48个(应建52个): the greater one, and no part
                figure.part_of = whole[-1]
        elif marker > stop and not border:
            whole = [each for each in figures if each.until <= marker and each.kind == figure.kind]
            if whole and marker - whole[-1].until < 40 and not figure.is_share and _of_one_unit(figure, whole[-1]):
                between = words[marker : figure.at]
                if not re.search(
                    r"同比|环比|增长|比上年|比去年|较上年|较去年|人均|户均|平均",
                    between.rpartition("，")[2].rpartition(",")[2],
                ):
                    figure.part_of = whole[-1]
        if figure.part_of is not None:
            whole_noun = figure.part_of.counts
            if figure.counts and figure.counts != whole_noun and not _alike(figure.counts, whole_noun):
                figure.counts = _short(figure.counts + whole_noun) if len(figure.counts) <= 6 else figure.counts


def _of_one_unit(part: Figure, whole: Figure) -> bool:
    """12个婚姻登记处, 其中3A级5个, 户外颁证点9处: what is counted in another word and has a noun of its own is no part."""
    return part.unit == whole.unit or part.is_money or not part.counts or _alike(part.counts, whole.counts)


def _alike(part: str, whole: str) -> bool:
    """Whether a part's own noun says already what the whole is (城市低保 of 低保对象)."""
    part, whole = normal(part), normal(whole)
    return bool(whole) and (part.endswith(whole[-2:]) or whole in part or part[-2:] in whole)


def _opening(words: str, at: int) -> int | None:
    """The place of the bracket that is open at a place."""
    depth = 0
    for place in range(at - 1, -1, -1):
        if words[place] in ")）":
            depth += 1
        elif words[place] in "(（":
            if depth == 0:
                return place
            depth -= 1
    return None


_EACH = re.compile(r"(?:分别|依次)")


def _distribute(figures: list[Figure], words: str) -> None:
    """城市、农村低保标准分别提高至A和B: each figure takes its own name."""
    for marker in _EACH.finditer(words):
        after = [each for each in figures if each.at >= marker.end()]
        run = after[:1]
        for each in after[1:]:
            if len(words[run[-1].until : each.at].strip("、,，和及与 ")) == 0 and each.kind == run[0].kind:
                run.append(each)
            else:
                break
        begins = max(words.rfind(sign, 0, marker.start()) for sign in ",，。;；:：") + 1
        names = [each for each in re.split(r"[、和及与]", words[begins : marker.start()]) if each]
        if len(run) >= 2 and len(names) == len(run):
            common = names[-1]
            tail = next((common[size:] for size in (2, 3, 4) if common[:size] in _SPLITS), "")
            for name, figure in zip(names, run, strict=True):
                figure.counts = _short(_left_noun(name if name == common or not tail else name + tail)[0] or name)


def names_before(words: str, at: int) -> tuple[list[str], int]:
    """The names listed right before a place (A、B、C等|四种): the names, and where the list begins."""
    head = re.sub(r"(?:等|共|这|以上|共计)+$", "", words[:at])
    quoted = re.search(r"[“\"「]([^”\"」]*)[”\"」]$", head)
    if quoted and "、" in quoted[1]:
        return quoted[1].split("、"), quoted.start()
    begins = max(head.rfind(sign) for sign in ",，。;；:：") + 1
    titled = re.search(r"(?:《[^》]*》[、和及]?){2,}$", head)
    if titled:
        return re.findall(r"《[^》]*》", titled.group()), titled.start()
    names = [each for each in re.split(r"、", _outside_brackets(head[begins:])) if each.strip()]
    if len(names) >= 2:
        last = re.split(r"(?<=[一-鿿”》])(?:和|及|以及)(?=[一-鿿“《])", names[-1])
        names = names[:-1] + [each for each in last if each]
    return names, begins


def _outside_brackets(words: str) -> str:
    return re.sub(r"[(（][^)）]*[)）]", "", words)
