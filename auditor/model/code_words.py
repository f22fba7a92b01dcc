"""Words for people in place of codes: outcomes, reasons, kinds of link, column classes; Chinese and English."""

from collections.abc import Mapping

from auditor import platforms

Pair = tuple[str, str]

REASONS: Mapping[str, Pair] = {
    "ok": ("正常", "fine"),
    "http_error": ("服务器返回错误", "the server answered with an error"),
    "dns": ("域名无法解析", "the name does not resolve"),
    "refused": ("服务器拒绝连接", "the server refuses connections"),
    "tls": ("证书或加密连接有误", "the certificate or the encrypted connection is faulty"),
    "protocol": ("服务器的应答不合协议", "the answer is not valid HTTP"),
    "redirect_loop": ("循环跳转", "the redirects go in a circle"),
    "challenge": ("网站拒绝自动检测，需人工打开确认", "the site refuses automatic checks; open it by hand"),
    "auth": ("需要登录或授权", "a login or permission is wanted"),
    "auth_expired": ("授权已过期", "the permission has expired"),
    "auth_config": ("接口凭证没有配置好", "the credentials of the interface are not set up"),
    "not_permitted": ("平台没有开放该接口权限", "the platform does not grant this interface"),
    "account_restricted": ("平台限制了该账号", "the platform has restricted the account"),
    "api_retired": ("平台接口已下线", "the platform has retired the interface"),
    "tool_error": ("检测程序的请求有误", "the auditor's own request was wrong"),
    "rate_limited": ("对方限制访问次数", "the other side limits requests"),
    "network": ("检测方网络不通", "our own network failed"),
    "timeout": ("在时限内没有应答", "no answer in time"),
    "robots": ("robots.txt 不允许访问", "robots.txt forbids it"),
    "not_reached": ("本次没有检测到", "not reached in this run"),
    "unsupported": ("暂不支持自动读取", "cannot be read automatically"),
    "private": ("内网地址或不公开的账号，没有查看", "a private address or account, not looked at"),
    "internal": ("检测程序内部错误", "an internal error of the auditor"),
    "ok_empty": ("平台显示没有内容", "the platform counts no posts"),
    "empty": ("读取结果为空，不能说明没有更新", "nothing came back, which does not prove silence"),
    "not_found": ("找不到该账号", "no such account was found"),
    "deleted": ("账号已注销", "the account was deleted"),
    "suspended": ("账号被平台封禁", "the platform suspended the account"),
    "deactivated": ("账号已停用", "the account is deactivated"),
    "leads_away": ("首页转到了登记地址以外的网站", "the home page leads to another site"),
    "moved": ("账号已迁移", "the account has moved"),
    "no_source": ("没有可读取的数据来源", "there is no source to read"),
    "not_a_feed": ("数据来源不是订阅格式", "the source is not a feed"),
    "parse_error": ("数据来源无法解析", "the source could not be parsed"),
    "bridge_stale": ("转发来源的数据没有更新", "the feed bridge serves old data"),
    "platform_failing": (
        "同平台账号以同样方式读取失败，问题在本工具一侧",
        "accounts of the platform fail alike: our fault",
    ),
    "undated": ("看到了内容，但缺少可用的日期", "items were seen, but dates are missing"),
    "partial": ("只看到一部分", "seen in part only"),
    "not_judged": ("规则未能运行，没有判定", "not judged: the rule did not run"),
    "not_told": ("数据来源不提供此项", "the source does not tell it"),
    "not_proven": ("来源的说法不足为凭，需到平台核实", "the source's word is no proof; look on the platform"),
    "no_data": ("没有取得数据", "no data were obtained"),
    "stale_data": ("数据没有取到检查日", "the data end before the day judged by"),
    "future_dated": ("日期晚于检查日", "dated after the day judged by"),
    "unclassified": ("栏目类别不明，没有对应期限", "the class of the column is not known, so no limit applies"),
    "script_filled": ("列表由脚本生成，尚未看到内容", "the list is filled by script and was not seen"),
    "too_few_samples": ("抽样次数不足", "too few samples"),
    "not_applicable": ("登记的是 IP 或本机地址，不适用", "the registered address is an IP or local one: not judged"),
    "not_comparable": ("名录中缺少可比对的账号 ID 或链接", "the register lacks an id or address to compare with"),
    "no_reader": ("本机没有安装识别二维码的组件", "this machine lacks what reads QR codes"),
    "file_encrypted": ("文件加密，无法读取", "the document is encrypted"),
    "file_damaged": ("文件损坏或不合格式，无法读取", "the document is damaged"),
    "file_scanned": ("文件只有图像没有文字，需人工查看", "the document holds pictures and no text; look at it"),
    "file_too_large": ("文件过大，没有读完", "the document is too large to be read to its end"),
    "file_limits": ("读取文件超出时间或内存限制", "reading the document took too much time or memory"),
    "file_unsupported": ("暂不支持读取这种文件", "documents of this kind are not read"),
    "no_file_reader": ("本机没有安装读取附件的组件", "this machine lacks what reads documents"),
    "over_budget": ("超出本次读取附件的数量上限", "past the number of documents read in one run"),
    "no_list": ("没有识别出列表", "no list was recognised"),
    "head_unread": ("列表的第一页没有看到", "the first page of the list was not read"),
    "shared_list": ("多个页面显示同一个列表", "several pages show this very list"),
    "later_article": ("有文章显示的日期晚于列表", "an article shows a later day than the list"),
    "template_unread": ("同类页面太少，列表没有读懂", "too few pages of its template were seen to understand the list"),
    "contradicted": ("页面上的证据互相矛盾", "what the pages show contradicts itself"),
    "no_state": ("页面没有标明留言是否已答复", "the page does not say whether messages were answered"),
    "main_unseen": (
        "没有读到主账号的内容，无法区分转载和重复",
        "no main account was read, so what was passed on cannot be told from copies",
    ),
    "policy_unseen": ("本站没有看到所解读的文件", "the policy it explains was not seen on this site"),
}

KINDS: Mapping[str, Pair] = {
    "link": ("链接", "link"),
    "image": ("图片", "image"),
    "script": ("脚本", "script"),
    "style_sheet": ("样式表", "style sheet"),
    "attachment": ("附件", "attachment"),
    "frame": ("框架页", "frame"),
    "form": ("表单", "form"),
    "redirect": ("跳转", "redirect"),
    "media": ("音视频", "media"),
    "resource": ("页面资源", "page resource"),
    "sitemap": ("网站地图", "sitemap"),
    "anchor": ("链接", "link"),
    "area": ("图上链接", "link on an image"),
    "source": ("音视频", "media"),
    "stylesheet": ("样式表", "style sheet"),
    "css": ("样式中的图片", "image in a style sheet"),
    "object": ("嵌入对象", "embedded object"),
    "poster": ("视频封面", "video poster"),
    "refresh": ("跳转", "redirect"),
    "pager": ("翻页", "further page of a list"),
}

CLASSES: Mapping[str, Pair] = {
    "news": ("动态要闻", "news"),
    "notice": ("通知公告", "notices"),
    "policy": ("政策文件", "policies"),
    "interpretation": ("政策解读", "interpretations"),
    "statistics": ("数据统计", "statistics"),
    "messages": ("留言答复", "messages and replies"),
    "personnel": ("人事信息", "personnel"),
    "plans": ("规划计划", "plans"),
    "no_limit": ("不设期限", "no limit"),
}

SUBJECTS: Mapping[str, Pair] = {
    "site": ("网站", "site"),
    "page": ("网页", "page"),
    "column": ("栏目", "column"),
    "post": ("新媒体内容", "post"),
    "account": ("新媒体账号", "account"),
    "notice point": ("公示点位", "notice point"),
    "attachment": ("附件", "attachment"),
    "unit": ("单位", "unit"),
    "matrix": ("账号矩阵", "account matrix"),
}

SEVERITIES: Mapping[str, Pair] = {
    "veto": ("单项否决", "veto"),
    "major": ("严重", "major"),
    "minor": ("一般", "minor"),
    "advice": ("建议", "advice"),
}

UNITS: Mapping[str, Pair] = {
    "days": ("天", "days"),
    "looks": ("次", "looks"),
    "samples": ("次", "samples"),
    "month": ("月", "month"),
    "day of the month": ("日", "day of the month"),
    "posts": ("条", "posts"),
    "accounts": ("个账号", "accounts"),
    "items": ("条", "items"),
    "characters": ("字", "characters"),
    "ratio": ("", ""),
    "seconds": ("秒", "seconds"),
    "columns": ("个栏目", "columns"),
    "MiB": ("MiB", "MiB"),
    "redirects": ("次跳转", "redirects"),
    "pages": ("个页面", "pages"),
    "hours": ("小时", "hours"),
    "years": ("年", "years"),
    "units": ("个单位", "units"),
    "percent": ("%", "%"),
    "share of 3-grams": ("", "(share of 3-grams)"),
}

PLACES: Mapping[str, Pair] = {
    "list": ("列表", "the list"),
    "article": ("文章页", "the articles"),
    "home": ("首页", "the home page"),
    "second_level": ("二级页面", "the second-level pages"),
}

SIGNS: Mapping[str, Pair] = {
    "redirected to where made-up names go": (
        "跳转到该站对不存在页面的统一去处",
        "redirected to where made-up names go",
    ),
    "redirected to the home page": ("跳转到了首页", "redirected to the home page"),
    "same answer as for a made-up name": ("与虚构地址的应答相同", "same answer as for a made-up name"),
}

FOOTER: Mapping[str, Pair] = {
    "conac": ("党政机关（事业单位）网站标识", "mark of a government or public-institution site"),
    "find_errors": ("“我为政府网站找错”", "find-errors entry (我为政府网站找错)"),
    "site_code": ("网站标识码", "site code (网站标识码)"),
    "owner": ("主办单位及联系方式", "responsible unit and how to reach it"),
    "icp": ("ICP备案号", "ICP number"),
    "police": ("公安备案号", "police registration number"),
}

CODE_PLACES: Mapping[str, Pair] = {
    "inventory": ("名录", "the register"),
    "tag": ("网页标签（SiteIDCode）", "the page's tag SiteIDCode"),
    "footer": ("首页底部", "the footer"),
}

RISKS: Mapping[str, Pair] = {
    "gambling": ("赌博网站", "a gambling site"),
    "pornography": ("色情网站", "a pornographic site"),
    "parked": ("闲置或待售的域名", "a parked domain or one for sale"),
}

HIDING: Mapping[str, Pair] = {
    "off_screen": ("移出页面之外", "moved off the page"),
    "no_size": ("缩到看不见", "shrunk to nothing"),
    "no_letters": ("字号为零", "letters of no size"),
    "same_colour": ("文字与背景同色", "letters in the colour of the ground"),
    "invisible": ("设为不可见", "made invisible"),
    "not_displayed": ("设为不显示", "not displayed"),
    "by_script": ("由脚本隐藏", "hidden by a script"),
}

LEAKS: Mapping[str, Pair] = {
    "resident_id": ("身份证号", "resident IDs"),
    "bank_card": ("银行卡号", "bank cards"),
    "passport": ("护照号", "passports"),
    "mobiles": ("个人手机号名单", "mobile numbers in a list of persons"),
    "grade": ("密级标志", "mark of a secrecy grade"),
    "internal": ("内部资料标志", "mark of internal matter"),
    "withheld": ("不予公开标志", "mark “not to be made public”"),
}

PAGE_KINDS: Mapping[str, Pair] = {
    "page": ("全部页面", "all pages"),
    "column": ("栏目页", "column pages"),
    "article": ("内容页", "articles"),
}

TAG_FAULTS: Mapping[str, Pair] = {
    "missing": ("缺失", "missing"),
    "empty": ("内容为空", "empty"),
    "malformed": ("格式不规范", "malformed"),
    "copied": ("指向其他网站", "names another site"),
}

DATE_SOURCES: Mapping[str, Pair] = {
    "shown_later": ("页面显示", "the page"),
    "meta": ("PubDate 标签", "the PubDate tag"),
}

SCORES: Mapping[str, Pair] = {
    "merge": ("功能相近，优先研究整合", "much alike: look at merging first"),
    "look": ("功能较近，建议核看", "rather alike: worth a look"),
    "apart": ("功能不算相近", "not much alike"),
    "few": ("内容太少，不作判断", "too few posts to tell"),
}

TOLD_BY: Mapping[str, Pair] = {
    "platform": ("平台", "the platform"),
    "list": ("导入的清单", "the imported list"),
    "person": ("人工核查", "a person's check"),
}

BLANKS: Mapping[str, Mapping[str, Pair]] = {
    "told_by": TOLD_BY,
    "platform": platforms.NAMES,
    "score_says": SCORES,
    "page_kind": PAGE_KINDS,
    "fault": TAG_FAULTS,
    "date_source": DATE_SOURCES,
    "element": FOOTER,
    "seen": FOOTER,
    "outcome": REASONS,
    "reason": REASONS,
    "kinds": KINDS,
    "sign": SIGNS,
    "risk": RISKS,
    "written_in": CODE_PLACES,
    "expected_in": CODE_PLACES,
    "hidden_by": HIDING,
    "leaks": LEAKS,
    "marks": LEAKS,
    "column_class": CLASSES,
    "newest_source": PLACES,
    "place": PLACES,
}


def word(table: Mapping[str, Pair], code: str, lang: str) -> str:
    """Return the word for `code` in 'zh' or 'en' (any other language: 'en'); the code itself when it has none."""
    pair = table.get(code)
    return code if pair is None else pair[0 if lang == "zh" else 1]


def reason(code: str, lang: str) -> str:
    """Return the words for why something was not seen or judged; the code itself when it is not known."""
    return word(REASONS, code, lang)
