"""Words by which a page says that it lists a site's accounts: 新媒体矩阵, 微博微信, 两微一端."""

import re
from typing import Final

LONGEST_NAME: Final = 16
"""Letters of a page's or column's name; a longer title is that of an article about accounts."""

_SEGMENTS = re.compile(r"\s+[-–—]+\s+|[_|｜–—>»›·:：,，、\s]+|-(?!\d)")
_NAMES = re.compile(
    r"新媒体|政务矩阵|矩阵|微博微信|微信微博|两微一端|两微多端|双微|微博厅|微信厅|微门户|官方微博|官方微信|政务微博|政务微信|官方账号|官方帐号"
    r"|关注我们|移动客户端|公众号"
)
_ABOUT = re.compile(
    r"关于|通知|通报|报告|情况|排名|排行|检查|抽查|普查|培训|会议|工作|考核|办法|制度|规范|规定|整改|启动|上线|开通|注销|公告|发布会"
    r"|清理|整合|关停|建设|管理|方案|解读|答记者|征集|年报|报表|举报|辟谣|大赛|评选|活动"
)


def lists_accounts(*titles: str) -> bool:
    """Say whether a page of these titles (title, heading, column) is a list of accounts, no article on them."""
    return any(_is_name(segment) for title in titles if title for segment in _SEGMENTS.split(title.strip()[:200]))


def _is_name(segment: str) -> bool:
    return bool(len(segment) <= LONGEST_NAME and _NAMES.search(segment) and not _ABOUT.search(segment))
