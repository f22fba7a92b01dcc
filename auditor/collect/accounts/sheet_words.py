"""What is said about files of posts, states of accounts and checks, Chinese first: what is wrong, then the remedy."""

from auditor.inventory.tables.table_faults import TABLE_WORDS, Words

SHEET_WORDS: Words = {
    **TABLE_WORDS,
    "no_key": (
        "表中没有说明是哪个账号的列；请增加一列，列名可用：{names}",
        "no column says which account a row is of; add one named {names}",
    ),
    "ahead": (
        "“{value}”晚于读取的时间；请核对",
        "'{value}' lies after the time of reading; check it",
    ),
    "after_check": (
        "最近发布时间“{value}”晚于核查时间；请核对两个时间",
        "the last post, '{value}', is later than the check; check both times",
    ),
    "bad_state": (
        "不认识账号状态“{value}”；请写平台上看到的状态：{words}",
        "state '{value}' is not known; write what the platform shows: {words}",
    ),
    "bad_switch": (
        "“{value}”看不出是开还是关；请写：{words}，没看到的留空",
        "'{value}' is neither on nor off; write {words}, or nothing where it was not seen",
    ),
    "bad_count": (
        "“{value}”不是数字；请写成 12345、12,345 或 1.2万",
        "'{value}' is no number; write 12345, 12,345 or 1.2万",
    ),
    "not_filled": (
        "人工核查必须写明这一项；请填写，列名可用：{names}",
        "a person's check must say this; fill it in under {names}",
    ),
    "same_check": (
        "与第 {other} 行是同一账号、同一时间的核查，内容却不同；请只保留一行",
        "row {other} is a check of the same account and time but says otherwise; keep one of them",
    ),
    "picture_outside": (
        "截图“{value}”不在核查表所在的文件夹里；请放到表旁边，只写文件名",
        "picture '{value}' does not lie beside the table; put it there and write its name only",
    ),
    "picture_missing": (
        "找不到截图“{value}”；请放到核查表旁边，或删去这一格",
        "there is no picture '{value}'; put it beside the table, or clear the cell",
    ),
    "picture_size": (
        "截图“{value}”是空的或超过 {limit} MiB；请换一张",
        "picture '{value}' is empty or over {limit} MiB; take another",
    ),
}
