package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"xunpan"
	"xunpan/internal/store"
)

// testBookList: each filter, the order, and that paging neither repeats nor hides.
func testBookList(t *testing.T, s *store.Store) {
	ctx := context.Background()
	li, wang := user(t, s, "liwei"), user(t, s, "wang")
	owners := []xunpan.ID{"", li, wang}
	var firms []*xunpan.Company
	var staff []*xunpan.Contact
	for i := range 60 {
		c := company(i/2, fmt.Sprintf("Orvello %d", i)) // two at each moment
		c.Owner, c.Country, c.Grade = owners[i%3], []string{"BR", "DE"}[i%2], []string{"A", "B", "C"}[i%3]
		if i%10 == 0 {
			c.Tags = []string{"VIP"}
		}
		p := contact(i/2, fmt.Sprintf("Person %d", i), key(xunpan.KeyMail, fmt.Sprintf("p%d@x.example", i)))
		p.Owner, p.Country = c.Owner, c.Country
		if i%4 == 0 {
			p.Company = c.ID
		}
		firms, staff = append(firms, c), append(staff, p)
	}
	addCompanies(t, s, firms...)
	addContacts(t, s, staff...)
	all := store.Scope{All: true}
	nobody := xunpan.ID("")
	count := func(f store.BookFilter) int {
		t.Helper()
		seen := map[xunpan.ID]bool{}
		last := noon.AddDate(1, 0, 0)
		f.Limit = 7
		for {
			page, next, err := s.Companies(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			for i := range page {
				if seen[page[i].ID] || page[i].Last.After(last) {
					t.Errorf("%+v: %s is repeated or out of order", f, page[i].Name)
				}
				seen[page[i].ID], last = true, page[i].Last
			}
			if next == "" {
				return len(seen)
			}
			f.Cursor = next
		}
	}
	for what, c := range map[string]struct {
		f    store.BookFilter
		want int
	}{
		"all":               {store.BookFilter{Scope: all}, 60},
		"none":              {store.BookFilter{}, 0},
		"own":               {store.BookFilter{Scope: store.Scope{Owners: []xunpan.ID{li}}}, 20},
		"own and nobody's":  {store.BookFilter{Scope: store.Scope{Owners: []xunpan.ID{li, ""}}}, 40},
		"nobody's":          {store.BookFilter{Scope: all, Owner: &nobody}, 20},
		"a colleague's":     {store.BookFilter{Scope: store.Scope{Owners: []xunpan.ID{li}}, Owner: &wang}, 0},
		"country":           {store.BookFilter{Scope: all, Country: "DE"}, 30},
		"grade":             {store.BookFilter{Scope: all, Grade: "A"}, 20},
		"tag":               {store.BookFilter{Scope: all, Tag: "VIP"}, 6},
		"tag of own":        {store.BookFilter{Scope: store.Scope{Owners: []xunpan.ID{li}}, Tag: "VIP"}, 2},
		"word":              {store.BookFilter{Scope: all, Query: "orv"}, 60},
		"word and country":  {store.BookFilter{Scope: all, Query: "Orvello", Country: "BR"}, 30},
		"two words":         {store.BookFilter{Scope: all, Query: "orvello 7"}, 1},
		"beginning of word": {store.BookFilter{Scope: all, Query: "5 orv"}, 11},
		"other word":        {store.BookFilter{Scope: all, Query: "orvello zafiran"}, 0},
		"no word at all":    {store.BookFilter{Scope: all, Query: "…"}, 0},
		"tag and word":      {store.BookFilter{Scope: all, Query: "orvello 10", Tag: "VIP"}, 1},
	} {
		if got := count(c.f); got != c.want {
			t.Errorf("%s: %d companies, want %d", what, got, c.want)
		}
	}
	if _, _, err := s.Companies(ctx, store.BookFilter{Scope: all, Cursor: "nonsense"}); !errors.Is(err, store.ErrCursor) {
		t.Errorf("a wrong cursor: %v", err)
	}
	page, _, err := s.Companies(ctx, store.BookFilter{Scope: all, Query: "orvello 8"})
	if err != nil || len(page) == 0 {
		t.Fatal(err)
	}
	firm := page[0].ID
	people, _, err := s.Contacts(ctx, store.BookFilter{Scope: all, Company: firm})
	if err != nil || len(people) != 1 || people[0].Company != firm {
		t.Errorf("contacts of a company: %d, %v", len(people), err)
	}
	if people, _, err = s.Contacts(ctx, store.BookFilter{Scope: all, Query: "p17@x.example"}); err != nil || len(people) != 1 || people[0].Name != "Person 17" {
		t.Errorf("by mail address: %v, %v", people, err)
	}
	q := sample(1)
	q.CompanyID, q.ContactID = firm, people[0].ID
	add(t, s, q, sample(2))
	counts, err := s.CompanyCounts(ctx, []xunpan.ID{firm, page[len(page)-1].ID})
	if err != nil || counts[firm] != (store.BookCounts{Inquiries: 1, Contacts: 1}) {
		t.Errorf("counts: %+v, %v", counts, err)
	}
	if counts, err = s.ContactCounts(ctx, []xunpan.ID{people[0].ID}); err != nil || counts[people[0].ID].Inquiries != 1 {
		t.Errorf("counts of a contact: %+v, %v", counts, err)
	}
}

// testBookWords: what a user types finds the entry, in any script.
func testBookWords(t *testing.T, s *store.Store) {
	ctx := context.Background()
	addCompanies(t, s,
		company(1, "Jacarandá Iluminação Ltda", key(xunpan.KeyDomain, "jacaranda-luz.example")),
		company(2, "深圳市明远宸照明有限公司", key(xunpan.KeyPhone, "+8675512345678")),
		company(3, "ООО «Ромашкин Свет»"),
		company(4, "100% Cotton_House!"),
	)
	for query, want := range map[string]string{
		"jacaranda": "Jacarandá Iluminação Ltda", "JACARANDÁ ilum": "Jacarandá Iluminação Ltda", "jacaranda-luz.example": "Jacarandá Iluminação Ltda", "luz": "Jacarandá Iluminação Ltda",
		"明远宸": "深圳市明远宸照明有限公司", "照明": "深圳市明远宸照明有限公司", "宸": "深圳市明远宸照明有限公司", "+867551234": "深圳市明远宸照明有限公司",
		"ромаш": "ООО «Ромашкин Свет»", "100": "100% Cotton_House!", "cotton_h": "100% Cotton_House!",
		"iluminacao prado": "", "明宸": "", "%": "", "otton": "",
	} {
		page, _, err := s.Companies(ctx, store.BookFilter{Scope: store.Scope{All: true}, Query: query})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for i := range page {
			got += page[i].Name
		}
		if got != want {
			t.Errorf("%q finds %q, want %q", query, got, want)
		}
	}
}

// testBookFrequent: words and tags that most entries have are listed page by page,
// too, and so are two of them that are rarely together.
func testBookFrequent(t *testing.T, s *store.Store) {
	ctx := context.Background()
	const n = 4500 // more than one step of the walk
	for from := 0; from < n; from += 500 {
		var cs []*xunpan.Company
		for i := from; i < from+500; i++ {
			c := company(i, fmt.Sprintf("%s %s", []string{"Trading", "Lighting"}[i%2], map[bool]string{true: "House", false: "Firm"}[i%3 == 0]))
			if i%1500 == 0 {
				c.Name = "Trading Lighting"
			}
			cs = append(cs, c)
		}
		addCompanies(t, s, cs...)
	}
	count := func(query string) (total, pages int) {
		f := store.BookFilter{Scope: store.Scope{All: true}, Query: query, Limit: 300}
		seen := map[xunpan.ID]bool{}
		for {
			page, next, err := s.Companies(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			pages++
			for i := range page {
				if seen[page[i].ID] {
					t.Fatalf("%q: %s is repeated", query, page[i].ID)
				}
				seen[page[i].ID] = true
			}
			if f.Cursor = next; next == "" {
				return len(seen), pages
			}
		}
	}
	if total, pages := count("trading"); total != 2250 || pages < 8 {
		t.Errorf("trading: %d on %d pages", total, pages)
	}
	if total, _ := count("trading lighting"); total != 3 {
		t.Errorf("trading lighting: %d", total)
	}
}
