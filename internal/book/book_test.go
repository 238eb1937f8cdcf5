package book_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xunpan"
	"xunpan/internal/book"
	"xunpan/internal/mail"
)

// TestPlatformNotices: twenty buyers whom a platform passes on from one address
// of its own stay twenty, and the same twenty again are these twenty.
func TestPlatformNotices(t *testing.T) {
	t.Parallel()
	first := []string{"Kwame", "Ivan", "Rocio", "Tainá", "Deepak", "Ewa", "Emre", "Farah", "Bagus", "Jitka", "Iva", "Rania", "Elisa", "Claire", "Sanne", "Aino", "Thao", "Nadia", "Sven", "Malee"}
	family := []string{"Boadu", "Jovic", "Tellez", "Prado", "Vora", "Brzoza", "Toprak", "Osman", "Adi", "Vrana", "Babic", "Aziz", "Fabbri", "Bonnet", "Kuipers", "Laakso", "Nguyen", "Karsh", "Dahl", "Chai"}
	var l ledger
	n := 0
	notice := func(i, round int) string {
		n++
		name := first[i] + " " + family[i]
		html := fmt.Sprintf("<p>Dear Jueen Lin,</p><p>You have received a new inquiry from a buyer on Alibaba.com.</p><table><tr><td>Buyer:</td><td>%s</td></tr><tr><td>Company:</td><td>%s Electricals</td></tr><tr><td>Country/Region:</td><td>Ghana</td></tr><tr><td>Quantity needed:</td><td>500 Pieces</td></tr></table><p><b>Message:</b><br>Hello, I want to buy 500 pieces of LED wall light WL-12 for my shops, shipped to Tema. Please quote CIF with your payment terms. Order %d.</p><p>Reply now</p>", name, family[i], round)
		raw := "Return-Path: <bounce@service.alibaba.com>\r\nAuthentication-Results: mx.yongtai-lighting.example; spf=pass smtp.mailfrom=service.alibaba.com; dkim=pass header.d=service.alibaba.com; dmarc=pass header.from=service.alibaba.com\r\n" +
			fmt.Sprintf("From: \"%s\" <feedback@service.alibaba.com>\r\nTo: sales@yongtai-lighting.example\r\nSubject: [%s]New inquiry: LED Wall Light WL-12\r\nMessage-ID: <%d.%d@service.alibaba.com>\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n%s", name, name, i, round, html)
		f, a := read(mail.Parse([]byte(raw), mail.Options{Own: house.Domains}))
		return l.take(f, a, n)
	}
	for i := range first {
		if got := notice(i, 1); got != "contact new, company new" {
			t.Errorf("buyer %d: %s", i, got)
		}
	}
	for i := range first {
		if got, want := notice(i, 2), fmt.Sprintf("contact %d by profile, company %d by contact", i+1, i+1); got != want {
			t.Errorf("buyer %d again: %s, want %s", i, got, want)
		}
	}
}

func TestNotInBook(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		t    xunpan.BuyerType
		a    xunpan.Action
		want bool
	}{
		{xunpan.Seeker, xunpan.ReplyNow, true}, {xunpan.Casual, xunpan.Nurture, true}, {xunpan.Sampler, xunpan.AskPayment, true}, {xunpan.Entrant, xunpan.Verify, true},
		{xunpan.NotBuyer, xunpan.FileAway, false}, {xunpan.Fraud, xunpan.Verify, false}, {xunpan.Seeker, xunpan.Quarantine, false}, {xunpan.Casual, xunpan.FileAway, false},
	} {
		if got := book.InBook(&xunpan.Assessment{Type: c.t, Action: c.a}); got != c.want {
			t.Errorf("%s, %s: %v", c.t, c.a, got)
		}
	}
}

// TestFill: what is there stays, what a user said stays, what is missing comes.
func TestFill(t *testing.T) {
	t.Parallel()
	f, a := read(paste("From: Sven Dahl <sven@lumenor.example>\nCompany: Lumenor Armaturen AB\nCountry: Sweden\nPhone: +46 8 505 12345\nWebsite: www.lumenor.example"))
	b := book.Read(f, a)
	a.Grade, b.Company.Grade = "B", "B"

	c := xunpan.Company{Entry: xunpan.Entry{Name: "lumenor.example", Said: []string{"country"}, Keys: []xunpan.Key{{Kind: xunpan.KeyDomain, Value: "lumenor.example"}}}, Grade: "C"}
	added := b.FillCompany(&c)
	if c.Name != "Lumenor Armaturen AB" || c.Country != "" || c.Website == "" || c.Grade != "B" || !c.Has(xunpan.Key{Kind: xunpan.KeyPhone, Value: "+46850512345"}) || !c.Has(xunpan.Key{Kind: xunpan.KeyName, Value: "lumenor armaturen"}) {
		t.Errorf("filled: %+v", c)
	}
	if diff := cmp.Diff([]string{"name", "website", "grade", "+name", "+sound", "+phone"}, added); diff != "" {
		t.Error(diff)
	}
	if again := b.FillCompany(&c); len(again) > 0 {
		t.Errorf("the second time added %v", again)
	}
	mine := xunpan.Company{Entry: xunpan.Entry{Name: "My name", Said: []string{"name", "country", "website", "grade", "address", book.Domains, book.Phones}}, Grade: "D"}
	before := mine
	if b.FillCompany(&mine); mine.Name != before.Name || mine.Grade != "D" || mine.Website != "" || len(mine.KeysOf(xunpan.KeyDomain)) > 0 || len(mine.KeysOf(xunpan.KeyPhone)) > 0 {
		t.Errorf("the user's word was overwritten: %+v", mine)
	}

	// Another person writes from the same mailbox.
	anna := xunpan.Contact{Entry: xunpan.Entry{Name: "Anna Berg", Keys: []xunpan.Key{{Kind: xunpan.KeyMail, Value: "sven@lumenor.example"}, {Kind: xunpan.KeyName, Value: "anna berg"}}}}
	if added := b.FillContact(&anna); len(added) > 0 || anna.Phone != "" {
		t.Errorf("Sven's number went to Anna: %v, %+v", added, anna)
	}
}

func TestMask(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Grunwald Trading GmbH":    "Gr… Trading GmbH",
		"Kowalska Oświetlenie":     "Kowalska Oświetlenie", // all common: it tells nobody
		"ООО «Ромашкин Свет»":      "ООО «Ро… Свет»",
		"明远宸照明有限公司":                "明…",
		"Orvello & Sons (Pty) Ltd": "Or… & Sons (Pty) Ltd",
		"3M":                       "3…",
		"Al Zahia General Trading": "A… Za… General Trading",
		"":                         "",
	} {
		if got := book.Mask(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if got := book.MaskPerson("Sven Dahl"); got != "S… D…" {
		t.Error(got)
	}
}

func TestSearchLinks(t *testing.T) {
	t.Parallel()
	links := book.SearchLinks(book.Card{
		Company: `Smith & "Sons" <script> GmbH`, Person: "Jörg Müller", Country: "Germany", Mails: []string{"a+b@x.example", "", "c@x.example"}, Phones: []string{"+49 30 1"},
		Address: "Straße 1/2, 10115 Berlin", Domains: []string{"x.example", "evil.example/../?q=<", "y.example", "z.example", "zz.example"},
	})
	about := map[string]int{}
	for _, l := range links {
		u, err := url.Parse(l.URL)
		if err != nil || u.Scheme != "https" || strings.ContainsAny(l.URL, "\"<> ") || l.Title.En == "" || l.Title.Zh == "" || strings.HasSuffix(u.Host, ".example") {
			t.Errorf("%+v: %v", l, err)
		}
		about[l.About]++
		if l.Where == "Google" && l.About == "company" && u.Query().Get("q") != `"Smith & Sons <script> GmbH" Germany` {
			t.Errorf("company is asked as %q", u.Query().Get("q"))
		}
		if l.Where == "Google" && l.About == "person" && u.Query().Get("q") != `"Jörg Müller" Smith & "Sons" <script> GmbH Germany` {
			t.Errorf("the person is asked as %q", u.Query().Get("q"))
		}
		if l.Where == "Google" && l.About == "mail" && !strings.Contains(u.Query().Get("q"), "@x.example") {
			t.Errorf("mail is asked as %q", u.Query().Get("q"))
		}
	}
	if diff := cmp.Diff(map[string]int{"company": 4, "person": 3, "mail": 4, "phone": 2, "address": 2, "domain": 10}, about); diff != "" {
		t.Error(diff)
	}
	for _, l := range book.SearchLinks(book.Card{Person: "Ana", Country: "Brazil"}) {
		if strings.Contains(l.URL, "++") {
			t.Errorf("an empty word is looked for: %s", l.URL)
		}
	}
	if n := len(book.SearchLinks(book.Card{})); n != 0 {
		t.Errorf("an empty card gives %d links", n)
	}
}

func TestCustomFields(t *testing.T) {
	t.Parallel()
	fields := []xunpan.CustomField{
		{ID: "market", Noun: xunpan.CompanyNoun, Name: xunpan.Text{En: "Market", Zh: "市场"}, Kind: xunpan.FieldText},
		{ID: "turnover", Noun: xunpan.CompanyNoun, Name: xunpan.Text{En: "Turnover"}, Kind: xunpan.FieldNumber},
		{ID: "founded", Noun: xunpan.CompanyNoun, Name: xunpan.Text{Zh: "成立日期"}, Kind: xunpan.FieldDate},
		{ID: "credit", Noun: xunpan.CompanyNoun, Name: xunpan.Text{En: "Credit"}, Kind: xunpan.FieldChoice, Choices: []string{"good", "poor"}},
		{ID: "birthday", Noun: xunpan.ContactNoun, Name: xunpan.Text{En: "Birthday"}, Kind: xunpan.FieldDate},
	}
	if err := book.CheckFields(fields); err != nil {
		t.Fatal(err)
	}
	got, err := book.CheckCustom(fields, xunpan.CompanyNoun, map[string]string{"market": " EU ", "turnover": "12 500.50", "founded": "1998-02-28", "credit": "good"})
	if diff := cmp.Diff(map[string]string{"market": "EU", "turnover": "12500.50", "founded": "1998-02-28", "credit": "good"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	for id, v := range map[string]string{"turnover": "many", "founded": "1998-02-30", "credit": "fair", "birthday": "2000-01-01", "nothing": "x", "market": strings.Repeat("x", 2001)} {
		if _, err := book.CheckCustom(fields, xunpan.CompanyNoun, map[string]string{id: v}); err == nil {
			t.Errorf("%s = %q was taken", id, v)
		}
	}
	for what, f := range map[string]xunpan.CustomField{
		"no id":           {Noun: xunpan.CompanyNoun, Name: xunpan.Text{En: "x"}, Kind: xunpan.FieldText},
		"a wild id":       {ID: "a b", Noun: xunpan.CompanyNoun, Name: xunpan.Text{En: "x"}, Kind: xunpan.FieldText},
		"no noun":         {ID: "a", Name: xunpan.Text{En: "x"}, Kind: xunpan.FieldText},
		"no name":         {ID: "a", Noun: xunpan.CompanyNoun, Kind: xunpan.FieldText},
		"no kind":         {ID: "a", Noun: xunpan.CompanyNoun, Name: xunpan.Text{En: "x"}},
		"no choices":      {ID: "a", Noun: xunpan.CompanyNoun, Name: xunpan.Text{En: "x"}, Kind: xunpan.FieldChoice},
		"choices of text": {ID: "a", Noun: xunpan.CompanyNoun, Name: xunpan.Text{En: "x"}, Kind: xunpan.FieldText, Choices: []string{"y"}},
		"a choice twice":  {ID: "a", Noun: xunpan.CompanyNoun, Name: xunpan.Text{En: "x"}, Kind: xunpan.FieldChoice, Choices: []string{"y", "y"}},
		"an id twice":     {ID: "market", Noun: xunpan.CompanyNoun, Name: xunpan.Text{En: "x"}, Kind: xunpan.FieldText},
	} {
		if err := book.CheckFields(append(fields[:len(fields):len(fields)], f)); err == nil {
			t.Errorf("%s was taken", what)
		}
	}
}

// TestNames: what names are compared by, of any text: bounded, without
// punctuation, and for persons in any order of the words.
func TestNames(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Za-zäöüßÉ明远有限公司ООсветал. &(),'-]{0,40}`)).Draw(t, "name")
		n := book.ReadFirm(name)
		if len(n.Key) > 4*200 || strings.ContainsAny(n.Key, ".,&()\n") {
			t.Errorf("key %q", n.Key)
		}
		for _, d := range n.Distinct {
			if !strings.Contains(strings.ReplaceAll(n.Key, " ", ""), d) && !strings.ContainsFunc(d, func(r rune) bool { return r > 0x2e80 }) {
				t.Errorf("%q: the word %q is not in %q", name, d, n.Key)
			}
		}
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zéößвмлن]{2,8}`), 0, 5).Draw(t, "person")
		there := book.PersonKey(strings.Join(words, " "))
		slices.Reverse(words)
		if back := book.PersonKey(strings.Join(words, ", ")); back != there {
			t.Errorf("person %q: %q one way, %q the other", words, there, back)
		}
		if book.FoldMail(book.FoldMail(name)) != book.FoldMail(name) {
			t.Errorf("mail %q", name)
		}
		if m := book.Mask(name); m != "" && strings.TrimSpace(name) == "" {
			t.Errorf("mask of nothing: %q", m)
		}
	})
}
