"""How county departments name the columns of their lists, written down without a look at the headings that the sources declare.

One string per column, its variants divided by blanks; `files` are names of files and titles. Half of the variants (every second)
is kept back: what mends the reader is judged by words it was not mended with.
"""

from __future__ import annotations

ID = "身份证号 身份证号码 公民身份号码 身份证 身份证件号码 证件号码 居民身份证号 公民身份证号码 证件号 居民身份号码 身份号码 SFZH 身份证（18位） 身份证编号"
NAME = "姓名 名字 人员姓名 XM 姓　名"
TOWN = "乡镇 所属乡镇 乡（镇） 镇（街道） 乡镇街道 乡镇名称 所在乡镇 街道（乡镇） 镇别 乡镇/街道"
VILLAGE = "村名 村（居）委会 行政村 村委会 村（社区）名称 所属村居 村级 所在村（社区） 村居委 村别"
ACCOUNT = "银行卡号 社保卡号 一卡通卡号 银行账户 账号 惠农卡号 发放账号 一卡通账号 收款账号 卡（折）号 存折账号"
HOLDER = "户名 账户姓名 开户姓名 开户人姓名 卡户名 收款人 持卡人 账户名称 领款人 存折户名"
ADDRESS = "家庭住址 住址 详细地址 户籍地址 家庭详细住址 居住地址 现住址 地址 户籍所在地"
NOTE = "备注 说明 备　注 备注说明 其他"
PHONE = "联系电话 手机号 电话 联系方式 手机号码 移动电话 手机"
SEX = "性别 性　别 男女 XB"
MEMBERS = "保障人口 家庭人口 人口数 享受人数 保障人数 家庭人口数 共同生活人口 在册人数"
RELATION = "与户主关系 与申请人关系 家庭关系 成员关系 与户主的关系 与申请人的关系 户内关系 称谓"
HOUSEHOLD_PAPER = "低保证号 低保证编号 保障证号 户编号 家庭编号 证书编号 低保号 救助证号 户号 档案编号"
SINCE = "享受起始月 起始年月 批准时间 审批时间 起保时间 纳入时间 享受时间 开始享受年月 首次享受月份 起始时间"
DISABLED_CLASS = "残疾类别 残疾类型 残疾种类 类别 残类 残疾分类"
DISABLED_GRADE = "残疾等级 残疾级别 等级 残级 级别"
UNIT = "工作单位 单位名称 所在单位 单位 用人单位"

_DIBAO = {
    "household_no": HOUSEHOLD_PAPER,
    "village": VILLAGE,
    "township": TOWN,
    "name": "姓名 家庭成员姓名 保障对象姓名 成员姓名 低保对象姓名 对象姓名",
    "relation": RELATION,
    "id_number": ID,
    "members": MEMBERS,
    "wage": "工资性收入 务工收入 月工资收入 工资收入 打工收入",
    "pension": "养老金收入 养老金 养老保险金 转移性收入（养老金） 月养老金",
    "other_income": "其他收入 其它收入 经营性收入 其他月收入",
    "personal_amount": "个人补助金额 人均补差 人均保障金 个人月补助金 月人均补助 个人补差",
    "household_amount": "户月补助金额 户保障金额 月保障金额 家庭月保障金 户补差金额 月补助金额 户月保障金 户发放金额",
    "account_holder": HOLDER,
    "account": ACCOUNT,
    "since": SINCE,
    "address": ADDRESS,
    "category": "低保类型 低保类别 保障类别 救助类别 类别 城乡类型",
    "note": NOTE,
}  # fmt: skip
_SUBSIDY = {
    "village": VILLAGE, "township": TOWN,
    "name": "姓名 残疾人姓名 享受人姓名 补贴对象姓名 对象姓名",
    "id_number": ID,
    "disability_class": DISABLED_CLASS, "grade": DISABLED_GRADE,
    "amount": "补贴金额 发放金额 补贴标准 月补贴标准 应发金额 金额 本月发放 月补贴金额 实发金额",
    "since": SINCE, "account_holder": HOLDER, "account": ACCOUNT, "address": ADDRESS, "note": NOTE,
}  # fmt: skip

HEADINGS: dict[str, dict[str, str]] = {
    "dibao_rural": {"files": "农村低保 农低保发放表 农村居民最低生活保障花名册 农村最低生活保障金发放名册 农村低保在册名单 农村低保人员名单", **_DIBAO},
    "dibao_urban": {"files": "城市低保 城低保发放表 城市居民最低生活保障花名册 城镇低保名册 城市最低生活保障金发放名册 城市低保人员名单", **_DIBAO},
    "tekun": {
        "files": "特困供养人员名册 特困人员供养发放表 五保供养花名册 特困人员救助供养金发放名册 特困对象名单 特困供养",
        "township": TOWN, "village": VILLAGE, "name": "姓名 特困人员姓名 供养对象 供养人员姓名", "sex": SEX, "id_number": ID,
        "support": "供养方式 供养形式 集中/分散 供养类型 分散或集中 救助供养形式",
        "ability": "自理能力 生活自理能力 自理能力等级 失能等级 护理等级 自理能力评估结果",
        "institution": "供养机构 敬老院名称 所在敬老院 供养服务机构 入住机构 集中供养机构",
        "amount": "供养金额 月供养金 发放金额 供养标准 基本生活费 本月发放 月发放金额", "since": SINCE, "account_holder": HOLDER, "account": ACCOUNT,
        "address": ADDRESS, "note": NOTE,
    },
    "living_subsidy": {"files": "困难残疾人生活补贴 困难残疾人生活补贴名册 残疾人两项补贴（生活补贴） 困残补贴发放表 残疾人生活补贴花名册 生活补贴发放", **_SUBSIDY},
    "nursing_subsidy": {"files": "重度残疾人护理补贴 重度残疾人护理补贴名册 残疾人两项补贴（护理补贴） 重残护理补贴发放表 残疾人护理补贴花名册 护理补贴发放", **_SUBSIDY},
    "children_allowance": {
        "files": "孤儿基本生活费 孤儿及事实无人抚养儿童名册 困境儿童生活费发放表 事实无人抚养儿童补贴 孤儿事实孤儿发放名册",
        "category": "儿童类别 儿童类型 对象类别 类别 保障类型 孤儿类别", "name": "儿童姓名 姓名 孤儿姓名 保障对象", "sex": SEX, "id_number": ID,
        "way": "养育方式 抚养方式 发放方式 安置方式 散居/集中", "amount": "基本生活费 发放金额 月发放标准 金额 补助标准 本月金额", "since": SINCE,
        "account_holder": "监护人姓名 监护人 户名 领款监护人 开户人", "account": ACCOUNT, "address": ADDRESS, "note": NOTE,
    },
    "age_allowance": {
        "files": "高龄津贴 高龄老人补贴发放表 80周岁以上老年人高龄津贴名册 高龄补贴 长寿补贴发放花名册 高龄老人津贴",
        "township": TOWN, "village": VILLAGE, "name": "姓名 老人姓名 老年人姓名 享受对象", "sex": SEX, "id_number": ID,
        "amount": "津贴金额 发放金额 补贴金额 月津贴标准 发放标准 本月应发 津贴标准", "since": SINCE, "account_holder": HOLDER, "account": ACCOUNT,
        "address": ADDRESS, "note": NOTE,
    },
    "temporary_assistance": {
        "files": "临时救助 临时救助发放台账 临时救助对象花名册 临时救助审批发放表 临时救助金发放名册 临时救助人员",
        "on": "救助时间 审批日期 发放时间 批准日期 救助日期 受理时间 审批时间", "township": TOWN, "name": "姓名 申请人 户主姓名 救助对象 申请人姓名",
        "id_number": ID, "kind": "救助类别 救助类型 临时救助类型 救助方式 救助程序", "cause": "致困原因 救助原因 困难原因 申请原因 困难类型 救助事由",
        "persons": "救助人数 人数 家庭人口 受益人数 救助人口", "amount": "救助金额 发放金额 救助金 补助金额 救助资金 批准金额",
        "fund": "资金来源 资金渠道 经费来源 资金类别 列支渠道", "address": ADDRESS, "note": NOTE,
    },
    "deferred_exits": {
        "files": "低保渐退 渐退期名册 低保渐退对象名单 低保延保名册 延退人员名单 渐退户台账",
        "household_no": HOUSEHOLD_PAPER, "name": "户主姓名 姓名 户主 申请人姓名 渐退对象", "id_number": ID,
        "category": "渐退原因 渐退类别 延退类型 低保类别 渐退类型", "from_month": "渐退开始时间 渐退起始月 延退起始年月 起始月 渐退开始月份 渐退期起",
        "to_month": "渐退截止时间 渐退结束月 延退终止年月 终止月 到期月份 渐退期止", "months": "渐退月数 渐退期（月） 延退月数 期限（月） 渐退期限",
        "address": ADDRESS, "note": NOTE,
    },
    "stopped": {
        "files": "低保退保名单 低保停发名册 低保清退人员名单 低保注销名册 低保退出台账 停保人员",
        "household_no": HOUSEHOLD_PAPER, "category": "低保类别 低保类型 保障类别 城乡类型 类别", "name": "户主姓名 姓名 申请人 户主 申请人姓名", "id_number": ID,
        "members": MEMBERS, "cause": "停保原因 退保原因 取消原因 停发原因 退出原因 清退原因",
        "from_month": "停发月份 停保时间 停发起始月 退保月份 停保年月 停发时间", "address": ADDRESS, "note": NOTE,
    },
    "edge_families": {
        "files": "低保边缘家庭 低保边缘户名册 低保边缘家庭花名册 边缘家庭台账 低保边缘人口名单",
        "household_no": HOUSEHOLD_PAPER, "name": "姓名 成员姓名 家庭成员 家庭成员姓名", "relation": RELATION, "id_number": ID, "members": MEMBERS,
        "income_per_head": "家庭人均月收入 人均月收入 人均收入 月人均收入 家庭月人均收入",
        "recognised_on": "认定时间 认定日期 审核确认时间 批准时间 确认日期", "address": ADDRESS, "note": NOTE,
    },
    "kin_filings": {
        "files": "近亲属备案 干部近亲属享受低保备案表 经办人员近亲属备案登记表 近亲属享受社会救助备案 低保近亲属备案",
        "staff_name": "干部姓名 工作人员姓名 备案人姓名 经办人姓名 村干部姓名 备案人", "staff_id": "干部身份证号 工作人员身份证号 备案人身份证号码 经办人身份证 备案人证件号码",
        "unit": UNIT, "staff_kind": "人员类别 干部类别 身份类别 人员身份 备案人身份", "relation": "亲属关系 与备案人关系 关系 与干部关系 与享受对象关系",
        "name": "享受对象姓名 救助对象姓名 低保对象姓名 保障对象 近亲属姓名", "id_number": "享受对象身份证号 救助对象身份证号码 低保对象身份证 保障对象身份证号 近亲属身份证号",
        "benefit": "享受救助类别 救助类型 享受类别 享受待遇 救助项目", "filed_on": "备案时间 备案日期 登记时间 填报日期", "state": "当前状态 是否在册 状态 备案状态",
        "note": NOTE,
    },
    "handlers": {
        "files": "经办人员名单 救助经办人员花名册 民政经办人员名册 社会救助工作人员名单 低保经办人员登记表",
        "unit": UNIT, "name": NAME, "id_number": ID, "post": "职务 岗位 职务/岗位 职务（岗位） 从事工作", "from_on": "任职时间 到岗时间 从事工作时间 上岗时间 任职日期",
        "phone": PHONE, "state": "在岗状态 是否在岗 当前状态 人员状态 在岗情况", "note": NOTE,
    },
    "subsidy_system_list": {
        "files": "两项补贴系统导出 残疾人两项补贴系统清单 全国残疾人两项补贴信息系统 两补系统发放清单 补贴系统名单",
        "benefit": "补贴类型 补贴类别 补贴项目 补贴种类 补贴名称", "name": "姓名 残疾人姓名 申请人姓名 对象姓名", "id_number": ID,
        "amount": "补贴金额 发放金额 应发金额 金额 补贴标准", "account_holder": HOLDER, "account": ACCOUNT, "state": "系统状态 业务状态 享受状态 发放状态 状态",
        "note": NOTE,
    },
    "bank_return": {
        "files": "银行回盘 代发回盘文件 银行代发结果 代发工资回单 批量代发明细 代付回盘",
        "account": "账号 收款账号 卡号 收款人账号 入账账号 对方账号", "account_holder": "户名 收款人户名 收款人名称 客户姓名 收款户名 对方户名",
        "id_number": ID, "amount": "金额 交易金额 代发金额 入账金额 发放金额 实发金额", "benefit": "摘要 用途 项目名称 代发项目 款项用途 交易摘要",
        "result": "处理结果 交易状态 处理状态 交易结果 入账结果 代发结果 返回信息", "remark": "附言 备注 失败原因 错误信息 交易附言",
    },
    "payments": {
        "files": "救助资金发放明细 补贴发放明细 一卡通发放明细 社会救助发放流水 惠民补贴发放明细表 资金发放明细",
        "benefit": "补贴项目 项目名称 发放项目 补贴名称 救助项目 资金项目", "month": "所属月份 发放月份 所属期 补贴月份 发放年月 所属年月 归属月份",
        "paid_on": "发放日期 发放时间 入账日期 打款日期 支付日期 到账日期", "name": "姓名 补贴对象 享受人 对象姓名 补贴对象姓名", "id_number": ID,
        "amount": "发放金额 金额 实发金额 补贴金额 支付金额", "household_no": HOUSEHOLD_PAPER, "account_holder": HOLDER, "account": ACCOUNT,
        "result": "发放状态 发放结果 支付状态 到账状态 发放情况", "note": NOTE,
    },
    "register": {
        "files": "户籍人口 常住人口信息 全县户籍信息 户籍人员信息 人口基本信息 公安户籍数据",
        "household_no": "户号 户口簿号 家庭户号 户籍编号 HH 户口编号", "name": NAME, "id_number": ID, "sex": SEX, "born_on": "出生日期 出生年月日 生日 CSRQ 出生时间",
        "relation": RELATION, "address": "户籍地址 住址 户口所在地 户籍地 户籍详址 ZZ", "state": "人员状态 户籍状态 人口状态 状态 RYZT",
        "changed_on": "变动日期 状态变动时间 变更日期 变动时间 状态变更日期", "hukou": "户口性质 户口类别 户口类型 户别 户籍性质 农业/非农",
        "father_id": "父亲身份证号 父亲公民身份号码 父亲证件号码 父亲身份证号码", "mother_id": "母亲身份证号 母亲公民身份号码 母亲证件号码 母亲身份证号码",
        "note": NOTE,
    },
    "death_cancellations": {
        "files": "死亡销户 死亡注销户口名单 公安死亡人员信息 死亡人员户口注销 注销户口人员名册 死亡销户人员",
        "name": "姓名 死亡人员姓名 死亡人姓名 销户人员姓名", "id_number": ID, "sex": SEX, "died_on": "死亡日期 死亡时间 死亡年月日 亡故日期 去世时间",
        "cancelled_on": "注销日期 销户日期 注销户口时间 注销时间 销户时间", "cause": "注销原因 销户原因 死亡原因 注销类别",
        "certificate_no": "死亡证明编号 证明编号 死亡证号 死亡证明号", "address": ADDRESS, "note": NOTE,
    },
    "death_certificates": {
        "files": "死亡医学证明 死因监测登记 居民死亡登记卡 死亡证签发登记表 卫健委死亡人员 死亡医学证明书",
        "certificate_no": "证明书编号 死亡证编号 报卡编号 卡片编号 证明编号 死亡医学证明编号", "name": "死者姓名 姓名 逝者姓名 死亡者姓名", "id_number": ID,
        "died_on": "死亡日期 死亡时间 死亡年月日 死亡日期时间", "cause": "根本死因 死亡原因 死因 直接死因 根本死亡原因", "address": ADDRESS, "note": NOTE,
    },
    "cremations": {
        "files": "火化登记 殡仪馆火化名单 遗体火化人员名册 火化人员信息 火化台账 火化数据",
        "name": "逝者姓名 死者姓名 姓名 亡者姓名 亡人姓名", "id_number": ID, "died_on": "死亡日期 死亡时间 逝世日期 去世日期",
        "cremated_on": "火化日期 火化时间 火化年月日 火化日", "relative": "家属姓名 经办人 丧属 联系人 亲属姓名 家属", "fee": "收费金额 火化费 费用 收费 实收金额",
        "address": ADDRESS, "note": NOTE,
    },
    "vehicles": {
        "files": "机动车 车辆信息 车管所车辆登记 机动车登记查询结果 名下车辆信息 车辆档案",
        "plate": "车牌号 号牌号码 车牌 车牌号码 号牌 HPHM", "type": "车辆类型 车型 机动车类型 车辆种类 CLLX", "brand": "品牌型号 车辆品牌 品牌 厂牌型号 中文品牌",
        "name": "所有人 车主 机动车所有人 车主姓名 车辆所有人", "id_number": ID, "registered_on": "初次登记日期 登记日期 注册日期 初登日期 上牌日期 登记时间",
        "price": "购置价 车价 购车价格 车辆价格 发票价格 裸车价", "state": "机动车状态 车辆状态 状态 登记状态", "use": "使用性质 车辆用途 用途 使用类别", "note": NOTE,
    },
    "titles": {
        "files": "不动产 房产信息 不动产登记信息 房屋登记查询结果 住房信息 房产核查结果",
        "name": "权利人 产权人 权利人姓名 所有权人 权利人名称 房屋所有权人", "id_number": ID, "unit_no": "不动产单元号 不动产单元代码 单元号 不动产单元 BDCDYH 不动产单元编号",
        "place": "坐落 房屋坐落 房屋地址 不动产坐落 座落", "use": "用途 规划用途 房屋用途 房屋性质 规划用途（房屋）", "area": "建筑面积 面积 房屋面积 建筑面积（㎡） 面积（平方米）",
        "share": "共有情况 共有方式 共有份额 共有类型 权利比例", "registered_on": "登记时间 登簿时间 登记日期 登簿日期 发证时间",
        "state": "权属状态 权利状态 登记状态 状态 产权状态", "note": NOTE,
    },
    "firms": {
        "files": "市场主体 工商登记信息 企业登记信息 个体工商户及企业 法人股东信息 市监局企业信息",
        "firm": "企业名称 市场主体名称 字号名称 单位名称 主体名称 名称", "credit_code": "统一社会信用代码 信用代码 注册号 社会信用代码 统一信用代码",
        "type": "市场主体类型 企业类型 主体类型 类型 市场主体种类", "name": "姓名 法定代表人 人员姓名 相关人员姓名 经营者/股东姓名", "id_number": ID,
        "role": "职务 担任角色 人员类型 角色 任职情况 身份", "capital": "认缴出资额 注册资本 出资额 认缴额 注册资金 认缴金额",
        "state": "登记状态 经营状态 企业状态 主体状态 存续状态", "person_state": "人员状态 任职状态 是否在任", "founded_on": "成立日期 注册日期 成立时间 开业日期 设立日期",
        "note": NOTE,
    },
    "contributions": {
        "files": "养老保险参保缴费 社保缴费明细 职工养老缴费信息 参保人员缴费情况 企业职工社保缴费 人社局参保缴费",
        "name": "姓名 参保人姓名 参保人 职工姓名", "id_number": ID, "employer": "参保单位 单位名称 缴费单位 用人单位 参保单位名称",
        "scheme": "险种 险种类型 参保险种 险种名称 保险类型", "base": "缴费基数 月缴费基数 缴费工资 缴费基数（元） 申报基数",
        "paid": "缴费情况", "note": NOTE,
    },
    "pensions": {
        "files": "养老金发放 养老待遇发放名册 离退休人员养老金 社保待遇发放明细 城乡居民养老金发放 退休人员待遇",
        "name": "姓名 领取人姓名 待遇人员姓名 退休人员姓名", "id_number": ID, "scheme": "险种 险种类型 待遇类别 养老保险类型 险种名称",
        "monthly": "月养老金 养老金标准 月待遇标准 月基本养老金 待遇标准 养老金金额 月待遇金额", "back_pay": "补发金额 补发 本月补发 补发待遇 补发额",
        "paid": "实发金额 本月实发 实发合计 实发养老金 发放合计", "from_on": "领取开始时间 待遇享受时间 开始领取年月 享受开始日期 退休时间 待遇开始时间",
        "state": "发放状态 待遇状态 领取状态 状态 当前状态", "note": NOTE,
    },
    "housing_fund": {
        "files": "公积金 住房公积金缴存 公积金缴存明细 公积金账户信息 公积金缴存人员",
        "employer": "单位名称 缴存单位 所在单位 单位", "name": "姓名 职工姓名 缴存人 缴存人姓名", "id_number": ID,
        "fund_account": "个人账号 公积金账号 个人公积金账号 职工账号 公积金账户", "base": "缴存基数 月缴存基数 缴存工资基数 工资基数",
        "monthly": "月缴存额 月汇缴额 缴存金额 月缴额 月缴存金额", "paid_to": "缴至年月 缴至月份 最近缴存月 汇缴至 末次缴存年月",
        "state": "账户状态 缴存状态 个人账户状态 状态", "balance": "账户余额 余额 缴存余额 个人账户余额", "note": NOTE,
    },
    "payroll": {
        "files": "财政供养人员 财政统发工资人员名册 财政供养名单 全县财政供养人员信息 工资统发名册",
        "unit": "单位名称 工作单位 预算单位 所在单位 单位", "name": NAME, "id_number": ID,
        "kind": "人员类别 编制类型 人员性质 编制性质 身份类别 供养类别", "wage": "月工资 应发工资 工资合计 月应发 应发合计 工资总额", "note": NOTE,
    },
    "public_employees": {
        "files": "公务员名册 公职人员信息 参公人员名单 机关干部花名册 公务员及参公人员 公职人员名单",
        "unit": "工作单位 所在单位 单位及部门 任职单位 单位名称 单位", "name": NAME, "id_number": ID,
        "post": "职务职级 现任职务 职务 工作单位及职务 职级 职位", "from_on": "任现职时间 任职时间 现职级时间 任职日期 任现职级时间",
        "state": "在职状态 人员状态 管理状态 在职情况 状态", "note": NOTE,
    },
    "village_cadres": {
        "files": "村干部名册 村（社区）两委干部 村两委班子成员花名册 村干部信息 村居两委名单 两委干部名册",
        "village": VILLAGE, "township": TOWN, "name": "姓名 干部姓名 村干部姓名 两委成员", "post": "职务 现任职务 担任职务 村内职务 任职职务 所任职务",
        "id_number": ID, "phone": PHONE, "from_on": "任职时间 任职日期 当选时间 任现职时间 上任时间", "sex": SEX, "born_on": "出生年月 出生日期 出生时间 生日",
        "note": NOTE,
    },
    "disability_certificates": {
        "files": "持证残疾人 残疾人基本信息 残疾证办理名册 残疾人证信息 残联持证人员 残疾人花名册",
        "certificate_no": "残疾证号 残疾人证号 残疾证号码 证号 残疾证编号 残疾人证号码", "name": "姓名 残疾人姓名 持证人 持证人姓名", "id_number": ID,
        "disability_class": "残疾类别 残疾类型 残类 主要残疾类别 残疾种类", "grade": "残疾等级 残疾级别 等级 残级 评定等级",
        "issued_on": "发证日期 首次发证时间 办证日期 签发日期 初次办证时间", "valid_to": "有效期至 有效期 有效期止 证件有效期 到期日期 有效截止日期",
        "state": "证件状态 办证状态 残疾证状态 持证状态 状态", "changed_on": "变更日期 状态变更时间 变动日期 注销日期", "note": NOTE,
    },
    "marriages": {
        "files": "婚姻登记 结婚登记信息 婚姻登记数据 结离婚登记台账 婚姻登记查询结果",
        "husband_name": "男方姓名 男姓名 丈夫姓名 男方 男方名字", "husband_id": "男方身份证号 男方证件号码 男方身份证号码 男方身份证 男身份证号",
        "wife_name": "女方姓名 女姓名 妻子姓名 女方 女方名字", "wife_id": "女方身份证号 女方证件号码 女方身份证号码 女方身份证 女身份证号",
        "kind": "业务类型 登记类型 登记类别 业务类别 婚姻类型", "registered_on": "登记日期 登记时间 办理日期 结婚登记日期 登记年月日",
        "office": "登记机关 登记处 办理机关 婚姻登记机关", "note": NOTE,
    },
    "prisoners": {
        "files": "服刑人员 社区矫正人员名单 在押服刑人员信息 判刑人员名单 服刑在押人员 矫正对象",
        "name": "姓名 罪犯姓名 服刑人员姓名 矫正对象姓名", "id_number": ID, "kind": "执行方式 人员类别 矫正类别 执行类别 刑罚执行方式 服刑类别",
        "from_on": "刑期起日 刑期起 起始日期 刑期开始日期 入监时间 收监日期", "to_on": "刑期止日 刑期止 截止日期 刑期届满日 刑满日期 终止日期",
        "released_on": "释放日期 实际释放时间 出狱时间 解矫日期 释放时间", "authority": "执行机关 服刑场所 服刑监狱 执行单位 关押场所 所在司法所", "note": NOTE,
    },
    "power": {
        "files": "用电量 居民用电信息 供电公司电量 居民客户电量明细 用电明细 电费电量",
        "meter_no": "户号 用电户号 客户编号 用户编号 用户号", "holder": "户名 客户名称 用电户名 用户名称 用户姓名",
        "address": "用电地址 地址 用户地址 用电客户地址 安装地址", "use": "用电量", "note": NOTE,
    },
    "water": {
        "files": "用水量 自来水用水明细 居民用水信息 自来水公司抄表 水费水量 抄表记录",
        "meter_no": "用户号 户号 水表号 用户编号 客户编号", "holder": "户名 用户名 用水户名 用户姓名 客户名称",
        "address": "用水地址 地址 装表地址 用户地址 安装地址", "use": "用水量", "note": NOTE,
    },
    "medical_costs": {
        "files": "大额医疗费用 高额医疗费用人员名单 医保高额自付 医疗费用负担较重人员 因病致贫预警名单 大病医疗费用",
        "name": "姓名 患者姓名 参保人 参保人姓名 参保人员姓名", "id_number": ID, "diagnosis": "疾病名称 诊断 主要诊断 病种 出院诊断 疾病诊断",
        "hospital": "医院名称 就诊医院 医疗机构 就医机构 定点医疗机构 医疗机构名称", "period": "统计期间 结算期间 费用所属期 统计周期 年度",
        "total": "总费用 医疗总费用 费用总额 医疗费用总额 总医疗费用", "own_part": "个人自付 个人负担 自付金额 个人支付 个人自付费用 自付费用",
        "address": ADDRESS, "note": NOTE,
    },
    "other_county_dibao": {
        "files": "外县低保 周边县区低保名单 外地在保人员 省平台异地低保 跨县低保对象 邻县低保名册",
        "county": "县区 所在县（市、区） 县（区） 所属县市 行政区 县市区", "name": NAME, "id_number": ID, "category": "低保类型 救助类型 低保类别 保障类别 类别",
        "amount": "保障金额 月补助金额 发放金额 低保金 月保障金 补助金额", "from_on": "起保时间 享受开始时间 纳入时间 开始时间 起始日期",
        "to_on": "停保时间 享受结束时间 停发时间 截止时间 退保日期", "state": "在保状态 享受状态 状态 保障状态", "note": NOTE,
    },
    "students": {
        "files": "在校学生 学籍信息 学生名册 中小学学籍 在籍学生信息 学生基本信息",
        "school": "学校名称 就读学校 学校 所在学校 毕业学校", "stage": "学段 就读学段 办学类型 学校类别 教育阶段", "year": "年级 所在年级 班级 年级班级 年级名称",
        "name": "学生姓名 姓名 学员姓名", "id_number": ID, "from_on": "入学时间 入学日期 入学年月 入校时间", "state": "学籍状态 学生状态 就读状态 在籍状态 状态",
        "left_on": "离校时间 毕业时间 离校日期 毕业日期", "note": NOTE,
    },
    "monitored": {
        "files": "防返贫监测 监测户名单 三类监测对象 脱贫不稳定户边缘易致贫户名单 防止返贫监测对象花名册 监测对象",
        "household_no": "户编号 监测户编号 户码 家庭编号 户编码", "name": "姓名 成员姓名 家庭成员姓名", "relation": RELATION, "id_number": ID,
        "category": "监测对象类别 监测类型 户类型 户属性 监测类别 对象类别", "risk": "返贫风险 致贫返贫风险 主要风险 风险类型 风险点 致贫原因",
        "since_on": "识别时间 纳入监测时间 认定时间 纳入时间 识别监测时间", "cleared": "风险是否消除 风险消除情况 是否消除风险 消除情况 风险状态",
        "address": ADDRESS, "note": NOTE,
    },
    "taxed_income": {
        "files": "个税 个人所得税申报 个人收入纳税信息 税务局个税明细 个税收入明细 个人所得税扣缴",
        "name": "姓名 纳税人姓名 纳税人 纳税人名称", "id_number": "纳税人识别号 身份证号 证件号码 身份证件号码 证照号码", "item": "所得项目 征收品目 收入类型 所得项目名称 征收项目",
        "payer": "扣缴义务人 扣缴单位 任职受雇单位 扣缴义务人名称 支付单位", "from_on": "税款所属期起 所属期起 所属期起始 税款所属期始",
        "to_on": "税款所属期止 所属期止 所属期终止 税款所属期末", "income": "收入额 收入金额 本期收入 收入总额 累计收入额 应税收入", "note": NOTE,
    },
    "financial_assets": {
        "files": "银行存款 金融资产 存款查询结果 核对平台金融资产 银行账户余额 金融资产信息",
        "name": "姓名 客户姓名 被核对人 被查询人", "id_number": ID, "institution": "银行名称 金融机构 机构名称 开户银行 开户行", "kind": "资产类型 资产种类 账户类型 产品类型 资产类别",
        "balance": "余额 账户余额 存款余额 金额 资产金额", "on": "查询日期 截止日期 余额日期 查询时间 数据日期", "note": NOTE,
    },
    "work_injury": {
        "files": "工伤待遇 工伤保险待遇发放 工伤人员名单 工伤津贴发放 工伤保险定期待遇",
        "name": "姓名 职工姓名 工伤职工 享受人姓名", "id_number": ID, "item": "待遇项目 待遇类型 待遇名称 工伤待遇类别 待遇种类",
        "monthly": "月标准 月待遇 待遇标准 月发放金额 发放金额", "from_on": "享受开始时间 待遇开始时间 享受起始时间 起始时间", "state": "待遇状态 发放状态 享受状态 状态",
        "note": NOTE,
    },
    "exit_entry": {
        "files": "出入境 出入境记录 出国（境）记录 出入境查询结果 出境人员",
        "name": NAME, "id_number": ID, "direction": "出入境标识 出入标志 出/入境 出入境类型 出入境", "on": "出入境日期 出入境时间 过境日期 日期 时间",
        "place": "前往地 前往国家（地区） 目的地 前往国家 前往国", "note": NOTE,
    },
    "farm_subsidies": {
        "files": "惠农补贴 耕地地力保护补贴 种粮补贴发放 农业补贴明细 惠农一卡通补贴 农户补贴",
        "name": "农户姓名 姓名 补贴对象 户主姓名 补贴对象姓名", "id_number": ID, "item": "补贴项目 补贴名称 项目 补贴类型 补贴种类",
        "amount": "补贴金额 发放金额 补贴资金 应补金额 实补金额", "paid_on": "发放日期 发放时间 兑付时间 兑付日期 打卡日期", "village": VILLAGE, "note": NOTE,
    },
    "declared_missing": {
        "files": "宣告失踪 宣告死亡失踪人员 法院宣告失踪死亡名单 宣告失踪死亡判决",
        "name": "被宣告人 被宣告人姓名 姓名 下落不明人", "id_number": ID, "kind": "宣告类型 宣告类别 判决类型 案件类型 宣告种类",
        "on": "判决生效日期 生效日期 判决日期 宣告日期 生效时间", "note": NOTE,
    },
    "areas": {
        "files": "行政区划 区划代码表 行政区划代码 区划编码",
        "code": "区划代码 行政区划代码 代码 区划编码 行政区划编码", "name": "区划名称 名称 行政区划名称 单位名称", "level": "级别 层级 区划级别 级次",
        "parent": "上级代码 上级区划代码 父级代码 上级区划",
    },
}  # fmt: skip


def variants(source: str, column: str, *, kept_back: bool) -> list[str]:
    """The ways a column (or `files`) is written: those used while mending, or those kept back."""
    words = HEADINGS[source][column].split(" ")
    mine = words[1::2] if kept_back else words[::2]
    return mine or words
