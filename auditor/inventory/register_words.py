"""What is said about a register, Chinese first: what is wrong, then the remedy."""

from auditor.inventory.tables.table_faults import TABLE_WORDS, Words

REGISTER_WORDS: Words = {
    **TABLE_WORDS,
    "no_column": (
        "表中没有这一列；请增加一列，列名可用：{names}",
        "the table has no such column; add one named {names}",
    ),
    "missing": (
        "这一格是空的；请填写（合并的单元格只有第一行有值）",
        "the cell is empty; fill it in (of merged cells only the first row has the value)",
    ),
    "no_kind": (
        "看不出是网站还是新媒体；请填写类型，或填写平台（新媒体）、网址（网站）",
        "cannot tell what this is; fill in the kind, or the platform (account), or the address (site)",
    ),
    "bad_kind": ("不认识类型“{value}”；请写：{words}", "kind '{value}' is not known; write one of: {words}"),
    "kind_is_platform": (
        "“{value}”是平台，不是类型；请把它写到平台列，类型写“新媒体”",
        "'{value}' is a platform, not a kind; put it under platform and write 'account' here",
    ),
    "bad_role": (
        "不认识角色“{value}”；请写：{words}，或留空",
        "role '{value}' is not known; write one of: {words}; or nothing",
    ),
    "bad_status": ("不认识状态“{value}”；请写：{words}", "status '{value}' is not known; write one of: {words}"),
    "bad_number": (
        "“{value}”不是数字；请写成 12345、12,345 或 1.2万",
        "'{value}' is no number; write 12345, 12,345 or 1.2万",
    ),
    "days_reversed": ("注销日期早于开设日期；请核对两个日期", "it is earlier than opened_on; check both dates"),
    "bad_id": (
        "编号“{value}”只能用小写字母、数字和连字符，至多 100 个；请改写，例如 {example}",
        "id '{value}' may hold only a-z, 0-9 and hyphens, at most 100; write for example {example}",
    ),
    "reserved_id": (
        "编号“{value}”已由系统使用；请换一个",
        "id '{value}' is used by the auditor itself; choose another",
    ),
    "same_id": (
        "编号“{value}”与第 {other} 行相同；请改成不同的编号",
        "id '{value}' is that of row {other} too; give each its own",
    ),
    "same_row": (
        "类型、平台、单位和名称与第 {other} 行完全相同；请删去重复的一行，或给两行各填编号",
        "kind, platform, unit and name are those of row {other} too; delete one of the rows, or give both an id",
    ),
    "same_site": (
        "网址与第 {other} 行的网站相同；请删去重复的一行",
        "the address is that of the site in row {other}; delete one of the rows",
    ),
    "address_several": (
        "一格里有空格或多个地址；每行只写一个网址",
        "the cell holds a space or several addresses; write one address a row",
    ),
    "address_scheme": ("只支持 http 和 https 地址；请改正", "only http and https addresses are read; correct it"),
    "address_user": (
        "地址里含有 @ 或用户名密码；请只写网址",
        "the address holds an @ or a user name; write the address without it",
    ),
    "address_bare": ("地址缺少 http:// 或 https://；请补全", "the address lacks http:// or https://; add it"),
    "address_invalid": (
        "“{value}”不是有效的网址；请从浏览器地址栏复制完整网址",
        "'{value}' is no valid address; copy it from the browser's address bar",
    ),
    "source_unknown": (
        "不认识数据来源“{value}”；请写 http(s) 订阅地址、import:文件路径、api、page，或留空",
        "source '{value}' is not known; write the http(s) address of a feed, import:PATH, api, page, or nothing",
    ),
    "import_kind": (
        "导入文件和核查表必须是 .csv、.xlsx 或 .json；请改正文件名",
        "a file of import: or attest: must be .csv, .xlsx or .json; correct its name",
    ),
    "import_missing": (
        "找不到导入文件“{value}”（相对登记表所在文件夹）；请放入文件或改正路径",
        "there is no import file '{value}' (relative to the register's folder); put it there or correct the path",
    ),
    "import_folder": ("“{value}”是文件夹；请写明导入文件名", "'{value}' is a folder; name the file"),
    "credential": (
        "这一格像是密码、令牌或 Cookie；请立即删去（并更换），凭据只能放在环境变量里",
        "the cell looks like a password, token or cookie; delete and change it (credentials go into the environment)",
    ),
    "credential_column": (
        "登记表里不能有存放密码、令牌或 Cookie 的列；请删去这一列，凭据只能放在环境变量里",
        "a register has no column for passwords, tokens or cookies; delete it, credentials belong into the environment",
    ),
    "rounded": (
        "“{value}”被 Excel 改成了科学计数；请把这一列设为文本格式后重新填写",
        "Excel has turned the number into '{value}'; format the column as text and write it again",
    ),
    "formula_error": (
        "公式出错（{value}）；请改正公式或直接填写内容",
        "the formula fails ({value}); correct it or write the value",
    ),
    "clash": (
        "这一列与前面同义的列内容不同；请只保留一列",
        "this column and an earlier one mean the same but differ; keep one of them",
    ),
    "more_faults": ("……另有 {count} 处问题，共 {total} 处", "… and {count} more, {total} faults in all"),
    "unknown_column": (
        "不认识这一列，内容保留但不会出现在报告中",
        "the column is not known; it is kept and never printed",
    ),
    "unknown_column_near": (
        "不认识这一列（是否想写“{near}”？），内容保留但不会出现在报告中",
        "the column is not known (did you mean '{near}'?); it is kept and never printed",
    ),
    "skipped": ("这一行没有任何已知列的内容，已跳过", "the row fills no known column and was skipped"),
    "repeated_header": ("这一行重复了表头，已跳过", "the row repeats the header and was skipped"),
    "completed": (
        "网址没有写协议，按 {url} 处理；如果网站只支持 https，请写明",
        "the address has no scheme and is read as {url}; write https:// if the site answers only there",
    ),
    "same_account": ("平台和账号 ID 与第 {other} 行相同", "platform and account id are those of row {other}"),
    "import_absolute": ("绝对路径，只在这台机器上有效", "the path is absolute and holds on this machine only"),
}
