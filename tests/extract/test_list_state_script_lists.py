import time

from auditor.extract.list_state import has_store, stored_rows, stores_none, written_rows


def test_records_with_and_without_cdata():
    page = (
        "<datastore><record><![CDATA[<li><a href='1'>甲</a></li>]]></record>"
        "<record><li><a href='2'>乙</a></li></record></datastore>"
    )
    assert stored_rows(page) == "<ul><li><a href='1'>甲</a></li>\n<li><a href='2'>乙</a></li></ul>"
    assert has_store(page.encode())


def test_table_rows_get_a_table():
    assert stored_rows("<record><![CDATA[ <tr><td><a href='1'>甲</a></td></tr>]]></record>").startswith("<table>")


def test_records_without_links_are_no_rows():
    assert stored_rows("<record><![CDATA[<li>甲</li>]]></record>") == ""


def test_a_store_that_counts_nothing():
    assert stores_none(b"<datastore><totalrecord>0</totalrecord><recordset></recordset></datastore>")
    assert not stores_none(b"<totalrecord>60</totalrecord>")
    assert not stores_none(b"new Vue({data: {totalRecord: 0}})")


def test_literals_and_variables_are_joined():
    script = r"""var str_1 = "./a.html"; var str_4 = '甲\'乙'; document.write('<a href="'+str_1+'">'+str_4+'</a>');"""
    assert written_rows([script]) == '<a href="./a.html">甲\'乙</a>'
    assert written_rows(["document.write('<p>no link</p>')", "var a = '<a href=1>';"]) == ""


def test_hostile_scripts_are_bounded():
    grow = "var x = 'aaaaaaaaaa';" + "x = x + x + x + x;" * 20_000 + "document.write('<a href=1>' + x);"
    long = "document.write(href" + "+a" * 400_000 + ");"
    records = "<record><![CDATA[<li><a href=1>x</a>" * 20_000
    started = time.process_time()
    assert len(written_rows([grow])) < 100_000
    written_rows([long])
    stored_rows(records)
    assert time.process_time() - started < 4
