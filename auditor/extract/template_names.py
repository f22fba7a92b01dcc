"""Ids and classes by which templates of Chinese site systems name the parts of a page, lower case."""


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


MAIN_TEXT = _names(
    """
    trs_editor trs_ueditor trs_ueditor1 trs_web trs_paper_preview trs_editor_view custom_unionstyle zjeg_rss
    ucap-content ucapcontent js_content rich_media_content zoom fontzoom artibody endtext vsb_content v_news_content
    wp_articlecontent pages_content bt-content xxgk-content nfw-cms-content easysite-news-text
    journal-content-article article_zoom article-content article_content articlecontent article-body article_body
    articlebody artical-content news_content newscontent news-content news_cont newstext news_text detail-content
    detail_content contenttext textcontent text_content bodylabel artcontent artcon art_con con_text content_text
    conttext post_text main-article entry-content article-main post_content show_content view-content arc_content
    conn
    """
)
"""Containers of main text: TRS, UCAP, 大汉, WeChat, 新浪, 网易, 博达, 正方, 开普, Liferay, 南方网, and common ones."""

GENERAL = _names("main article")
"""Elements that may hold the main text by their tag alone."""

CHROME = _names(
    """
    nav navs navbar navlist navul navbox navmenu navigation pcnav topnav mainnav footnav subnav leftnav sidenav
    phonenav menu menus menubar menulist menubox mainmenu submenu leftmenu topmenu sublist dropdown
    header head top topbar toplink foot footer footbox bottom btm copyright banner logo search searchbox login
    loginbox share sharebox bdsharebuttonbox crumb crumbs bread breadcrumb breadcrumbs position location dqwz weizhi
    curpos yqlj yqlink youlian friend friends friendlink friendlinks linkbox links pager paging pagination fenye
    pagebar pagelist toolbar tools lang language qrcode ewm float fixed kefu daohang dh sitemap tabbar dbdh wzdh ydh
    skip accessible wza
    """
)
"""Words of names of what stands around the content: menus, headers, footers, breadcrumbs, friend links."""

ASIDE = _names(
    """
    side sidebar aside hot hots hotlist hotnews hotarticle hottopic
    rank ranking related relate recommend recommended tuijian xgxw xgyd xgwz
    xglj rdxw zdtj lefttree
    """
)
"""Words of names of what stands beside the content."""

HALVES = _names("left right leftbox rightbox lanmu lanmulist")
"""Words of names of one of two columns: the content or what stands beside it."""

OWN = _names("main content body article")
"""Words that outweigh those of HALVES: left-content is no side column."""


def words(names: str) -> list[str]:
    """Return the words of an id and class, lower case, without numbers at their ends."""
    return [word.rstrip("0123456789") for word in names.lower().replace("_", " ").replace("-", " ").split()]
