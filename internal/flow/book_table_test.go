package flow_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/book/table"
	"xunpan/internal/flow"
)

// listed are the rows of a workbook without ids, which are each desk's own, and without
// what is empty.
func listed(t *testing.T, file []byte, fields []xunpan.CustomField) (out []map[string]string) {
	t.Helper()
	l, err := table.Read(file, fields)
	must(t, err)
	for _, r := range l.Rows {
		m := map[string]string{}
		for k, v := range r.Values {
			if v != "" && k != table.CompanyID && k != table.ContactID {
				m[k] = v
			}
		}
		out = append(out, m)
	}
	return out
}

// TestBookRoundTrip: the book written as a workbook and read into an empty desk is the
// same book; read in again, nothing changes.
func TestBookRoundTrip(t *testing.T) {
	t.Parallel()
	o, other := openOffice(t), openOffice(t)
	boss, theirs := o.add("boss", xunpan.Manager), other.add("boss", xunpan.Manager)
	fields := []xunpan.CustomField{{ID: "credit", Noun: xunpan.CompanyNoun, Name: xunpan.Text{En: "Credit", Zh: "信用"}, Kind: xunpan.FieldText}, {ID: "birthday", Noun: xunpan.ContactNoun, Name: xunpan.Text{En: "Birthday", Zh: "生日"}, Kind: xunpan.FieldDate}}
	must(t, o.SetCustomFields(ctx, theDesk, 0, fields))
	must(t, other.SetCustomFields(ctx, theDesk, 0, fields))
	for n := range 40 {
		name, country, note := fmt.Sprintf("Firm %02d 公司", n), []string{"BR", "DE", "SA"}[n%3], "=1+1\nsecond line; and more"
		tags := []string{"key", fmt.Sprintf("t%d", n)}
		c, err := o.AddCompany(ctx, all(boss), flow.CompanyEdit{EntryEdit: flow.EntryEdit{Name: &name, Country: &country, Note: &note, Tags: &tags, Owner: &boss.ID, Custom: map[string]string{"credit": "good"}}, Website: new(fmt.Sprintf("https://firm%d.example", n)), Address: new("Street 1")})
		must(t, err)
		for p := range n % 3 {
			person, mails := fmt.Sprintf("Person %d-%d", n, p), []string{fmt.Sprintf("p%d@firm%d.example", p, n), fmt.Sprintf("p%d.%d@gmail.com", p, n)}
			_, err := o.AddContact(ctx, all(boss), flow.ContactEdit{EntryEdit: flow.EntryEdit{Name: &person, Country: new("US"), Custom: map[string]string{"birthday": "1980-02-29"}, Phones: new([]string{"+55 13 3219 0000"})}, Company: &c.ID, Mails: &mails, Lang: new("pt"), Title: new("Buyer")})
			must(t, err)
		}
		o.wait(time.Second)
	}
	file, err := o.ExportBook(ctx, all(boss), "zh")
	must(t, err)
	got, err := other.ImportBook(ctx, all(theirs), file, nil)
	if err != nil || len(got.List.Bad) != 0 || got.Companies.Added != 40 || got.Contacts.Added != 39 {
		t.Fatalf("%+v, %+v, bad %+v, %v", got.Companies, got.Contacts, got.List.Bad, err)
	}
	copied, err := other.ExportBook(ctx, all(theirs), "en")
	must(t, err)
	want, have := listed(t, file, fields), listed(t, copied, fields)
	for _, m := range [][]map[string]string{want, have} {
		sortRows(m)
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("lost on the way:\n%s", diff)
	}
	again, err := o.ImportBook(ctx, all(boss), file, nil)
	if err != nil || again.Companies.Added+again.Companies.Changed+again.Contacts.Added+again.Contacts.Changed != 0 || len(again.List.Bad) != 0 {
		t.Errorf("read in again: %+v, %+v, %+v, %v", again.Companies, again.Contacts, again.List.Bad, err)
	}
}

func sortRows(rows []map[string]string) {
	for i := range rows {
		for j := i + 1; j < len(rows); j++ {
			if rows[j][table.Company]+rows[j][table.Contact] < rows[i][table.Company]+rows[i][table.Contact] {
				rows[i], rows[j] = rows[j], rows[i]
			}
		}
	}
}

// TestImportBookRefusals: bad rows come back with the reason and the good ones are kept;
// a colleague's customer stays his.
func TestImportBookRefusals(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	boss, li, eye := o.add("boss", xunpan.Manager), o.add("li", xunpan.Sales), o.add("eye", xunpan.Viewer)
	his, err := o.AddCompany(ctx, all(boss), flow.CompanyEdit{EntryEdit: flow.EntryEdit{Name: new("Weiß GmbH"), Owner: &boss.ID}})
	must(t, err)
	file, err := table.Write([]table.Row{
		{Values: map[string]string{table.Company: "Good Ltd", table.Country: "Brasil", table.Contact: "Ana", table.Mails: "ana@good.example"}},
		{Values: map[string]string{table.Company: "Nowhere Ltd", table.Country: "Atlantis"}},
		{Values: map[string]string{table.Company: "Nobody Ltd", table.Owner: "nobody@haiwan.example"}},
		{Values: map[string]string{table.Company: "Bad Mail Ltd", table.Contact: "Bob", table.Mails: "bob at home"}},
		{Values: map[string]string{table.CompanyID: string(his.ID), table.Company: "Weiß GmbH", table.Note: "mine now"}},
	}, nil, "en")
	must(t, err)
	if _, err := o.ImportBook(ctx, all(eye), file, nil); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("a viewer imports: %v", err)
	}
	rows := 0
	mine := flow.Who{Actor: li.Actor(), Scope: o.scope(&li)}
	got, err := o.ImportBook(ctx, mine, file, func(n int) { rows = n })
	if err != nil || rows != 5 || got.Contacts.Added != 1 || len(got.List.Bad) != 4 {
		t.Fatalf("%+v, %d rows, %v", got, rows, err)
	}
	for i, no := range []int{3, 4, 5, 6} {
		if b := got.List.Bad[i]; b.No != no || b.Why.En == "" || b.Why.Zh == "" {
			t.Errorf("row %d: %+v", no, b)
		}
	}
	c, err := o.Store.Company(ctx, his.ID)
	if err != nil || c.Note != "" {
		t.Errorf("a colleague's customer was changed: %+v, %v", c, err)
	}
}

func (o *office) scope(u *xunpan.User) (s struct {
	All    bool
	Owners []xunpan.ID
}) {
	o.t.Helper()
	scope, err := o.ScopeOf(ctx, u)
	must(o.t, err)
	s.All, s.Owners = scope.All, scope.Owners
	return s
}

// BenchmarkBookTable reads a workbook of 10,000 companies into an empty desk and writes
// it again.
func BenchmarkBookTable(b *testing.B) {
	rows := make([]table.Row, 10_000)
	for i := range rows {
		rows[i].Values = map[string]string{table.Company: fmt.Sprintf("Firm %d Ltd", i), table.Country: "BR", table.Contact: fmt.Sprintf("Ana %d", i), table.Mails: fmt.Sprintf("ana@firm%d.example", i), table.Address: "Rua XV 10, Santos", table.Tags: "key"}
	}
	file, err := table.Write(rows, nil, "en")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		b.StopTimer()
		d := openDesk(b)
		b.StartTimer()
		begin := time.Now()
		got, err := d.ImportBook(ctx, theDesk, file, nil)
		if err != nil || got.Companies.Added != len(rows) || len(got.List.Bad) != 0 {
			b.Fatalf("%+v, %v", got.Companies, err)
		}
		b.ReportMetric(time.Since(begin).Seconds(), "import-s")
		begin = time.Now()
		if _, err := d.ExportBook(ctx, theDesk, "en"); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(begin).Seconds(), "export-s")
	}
}
