"""Lists of persons with their mobile numbers, told from lists of offices, officers and businesses that give theirs."""

import re
from collections.abc import Iterator, Sequence

MOBILE = re.compile(r"(?<![0-9A-Za-z.*])1[3-9][0-9][ \-]?[0-9]{4}[ \-]?[0-9]{4}(?![0-9A-Za-z*])")
NAME = re.compile(
    "[王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖"
    "姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐"
    "向申葛柴伍覃骆关焦柳欧祝纪尚毕耿芦左季管符辛苗詹曲欧靳祁路涂兰甘裴梅童翁霍游阮尤岳柯牟滕谷舒卜成饶宁凌盛查单冉鲍华包屈房喻"
    "解蒲卫简时连车项闵邬吉党阳司费蒙席晏隋古强穆姬宫景米麦谈柏瞿艾沙鄢桂窦郁缪畅巩卓褚栾戚全娄甄郎池丛边岑农苟迟保商臧佘卞虞刁冷应匡栗仇练楚揭师官佟封燕桑巫敖原植邝仲荆储宗楼干苑寇盖南屠鞠荣井乐银奚明麻雍花闻冼木郜廉衣蔺和冀占门帅利满]"
    "[\u4e00-\u9fff]{1,3}"
)
WORDY = re.compile(
    "[的于是在有和及与或为元年月日号省市县区镇乡村街路组男女族汉至]$|^(?:男|女|汉族|合计|备注|序号|高中|大专|本科|初中|小学|中专)$"
)
PERSONS = re.compile(r"姓\s{0,4}名|名单|花名册|人员信息|登记表|考生|学生|申请人|户主|患者|对象")
OFFICE = re.compile(
    r"单位|公司|机构|企业|部门|职务|职称|科室|[河湖林田路山库段]长|网格|律师|联系人|负责人|责任人|值班|热线|咨询|服务|办公|窗口|驻村"
    r"|干部|专家|志愿|医生|医师|民警|辅警|检查员|经办|门店|药店|商户|经营|合作社|学校|医院|村委|书记|主任|[局所镇乡站队校院]长|传真"
    r"|监督|举报|报名|法人|法定|代表|委员|讲师|教练|师傅|农机|家政|中介|经纪|代办|承办|招聘|承包|供应|投标|管理员|巡查|防汛|巡护|消防"
)
CONTACT = re.compile(r"公司|[店厂站部局所社院处委办]$|中心|合作社|委员会|村委|超市|酒店|诊所|卫生")
LEAST = 3
ABOVE = 8
MOST_ROWS = 50_000
OFFICE_SHARE = 0.2


def find_person_lists(rows: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the row and digits of mobile numbers that stand beside names in a list of at least three persons.

    The rows above must call it a list of persons, and none of them, nor the title, may name an office, a post or a
    business: officers and shops publish their numbers.
    """
    listed: list[tuple[int, str, str]] = []
    offices = 0
    for number, row in enumerate(rows[:MOST_ROWS]):
        found = MOBILE.findall(row)
        if len(found) != 1:
            continue
        cells = MOBILE.sub(" ", row).split()
        names = [cell for cell in cells if NAME.fullmatch(cell) and not WORDY.search(cell)]
        if names:
            listed.append((number, re.sub(r"[ \-]", "", found[0]), names[0]))
            offices += any(CONTACT.search(cell) or OFFICE.search(cell) for cell in cells)
    if min(len({one[1] for one in listed}), len({one[2] for one in listed})) < LEAST:
        return
    head = "\n".join((*rows[:3], *rows[max(0, listed[0][0] - ABOVE) : listed[0][0]]))
    if offices > OFFICE_SHARE * len(listed) or OFFICE.search(head) or not PERSONS.search(head):
        return
    yield from ((number, digits) for number, digits, _ in listed)
