package table

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"xunpan"
)

var houseFields = []xunpan.CustomField{{ID: "credit", Noun: xunpan.CompanyNoun, Name: xunpan.Text{En: "Credit", Zh: "信用"}, Kind: xunpan.FieldText}, {ID: "birthday", Noun: xunpan.ContactNoun, Name: xunpan.Text{En: "Birthday", Zh: "生日"}, Kind: xunpan.FieldDate}}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	rows := []Row{
		{Values: map[string]string{Company: "Souza Luz Ltda", Country: "BR", Contact: "Ana", Mails: "ana@souza-luz.example\nana@gmail.com", Note: "=SUM(A1)\nsecond line", Tags: "key\n重点", "custom.credit": "good", "contact.custom.birthday": "1980-02-29", Telephones: "+551332190000"}},
		{Values: map[string]string{Company: "株式会社あかり堂", Address: "大阪 1-2"}},
		{Values: map[string]string{Contact: "م. ماجد", Mails: "m@x.example", Grade: "A"}},
	}
	for _, lang := range []string{"en", "zh"} {
		file, err := Write(rows, houseFields, lang)
		if err != nil {
			t.Fatal(err)
		}
		l, err := Read(file, houseFields)
		if err != nil || len(l.Unknown) != 0 || len(l.Rows) != len(rows) {
			t.Fatalf("%s: %+v, %v", lang, l, err)
		}
		for i := range rows {
			got := map[string]string{}
			for k, v := range l.Rows[i].Values {
				if v != "" {
					got[k] = v
				}
			}
			if diff := cmp.Diff(rows[i].Values, got); diff != "" {
				t.Errorf("%s, row %d:\n%s", lang, i, diff)
			}
		}
	}
}

func book(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, r := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &r); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestListsOfOthers(t *testing.T) {
	t.Parallel()
	l, err := Read(book(t, []any{"客户资料表 2026"}, []any{"序号", "客户名称", "国别", "联系人", "手机", "Email*", "客户等级", "业务员", "来源"}, []any{1, "Weiß GmbH", "德国", "Karl", "+49 40 1234567", "k@weiss.example; k2@weiss.example", "A", "", "展会"}, []any{2}, []any{3, "Akari"}), houseFields)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"序号", "来源"}, l.Unknown); diff != "" {
		t.Error(diff)
	}
	if len(l.Rows) != 2 || l.Rows[0].No != 3 || l.Rows[0].Values[Company] != "Weiß GmbH" || l.Rows[0].Values[Country] != "德国" || len(ListOf(l.Rows[0].Values[Mails])) != 2 || l.Rows[1].Values[Company] != "Akari" {
		t.Errorf("%+v", l.Rows)
	}
	l.Refuse(&l.Rows[1], xunpan.Text{En: "no country", Zh: "缺少国家"})
	file, err := Bad(l, "zh")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := Read(file, houseFields); err != nil || len(again.Rows) != 1 || again.Rows[0].Values[Company] != "Akari" || !strings.Contains(strings.Join(again.Heads, ","), "未导入原因") {
		t.Errorf("the bad rows read again: %+v, %v", again, err)
	}
	for name, file := range map[string][]byte{"nothing": nil, "text": []byte("a,b"), "zip of nothing": []byte("PK\x03\x04"), "no heads": book(t, []any{"a", "b"}, []any{1, 2})} {
		if _, err := Read(file, nil); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	rows := make([]Row, 10_000)
	for i := range rows {
		rows[i].Values = map[string]string{Company: "Firm", Country: "BR", Contact: "Ana", Mails: "ana@souza-luz.example", Address: "Rua XV 10, Santos", Grade: "A", Tags: "key"}
	}
	file, err := Write(rows, houseFields, "en")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Read(file, houseFields); err != nil {
			b.Fatal(err)
		}
	}
}
