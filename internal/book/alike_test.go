package book_test

import (
	"strings"
	"testing"

	"xunpan"
	"xunpan/internal/book"
)

// firm is a company of the book: "name; country; domains…; +phones…".
func firm(text string) *xunpan.Company {
	parts := strings.Split(text, ";")
	c := &xunpan.Company{}
	book.NameCompany(c, strings.TrimSpace(parts[0]))
	for i, p := range parts[1:] {
		switch p = strings.TrimSpace(p); {
		case i == 0:
			c.Country = p
		case strings.HasPrefix(p, "+"):
			c.Keys = append(c.Keys, xunpan.Key{Kind: xunpan.KeyPhone, Value: p})
		default:
			c.Keys = append(c.Keys, xunpan.Key{Kind: xunpan.KeyDomain, Value: p})
		}
	}
	return c
}

// TestCompaniesAlike: which pairs of firms are put before a person, and why.
func TestCompaniesAlike(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b, people, want string // want: reasons, "" for no suggestion
		least, most        int
	}{
		{"Lumenor Armaturen AB; SE", "Lumenor Armaturen; SE", "", "name country", 60, 80},
		{"Lumenor Armaturen AB; SE", "Lumenor Armaturen; DE", "", "name countries", 30, 40},
		{"Lumenor Armaturen AB", "Lumenor Armaturen", "", "name", 40, 50},
		{"Lumenor Armaturen AB; SE", "Lumenor Belysning AB; SE", "", "name country", 60, 80},
		{"Lumenor Armaturen; SE; lumenor.example", "Lumenor Armaturen; SE; lumenor.test", "", "name sister_domain country domains", 70, 99},
		{"Lumenor; SE; lumenor.example", "Verhoeckx; SE; lumenor.test", "", "sister_domain country domains", 40, 60},
		{"Zafiran Electromechanical; AE", "Zaffiran Electromechanical; AE", "", "spelling country", 45, 60},
		{"Verhoeckx Verlichting; NL", "Verhoekx Verlichting; NL", "", "spelling country", 45, 60},
		{"Karanfiloğlu Aydınlatma; TR", "Karanfilogly Aydinlatma; TR", "", "spelling country", 45, 60},
		{"ООО Ромашкин; RU", "Romashkin LLC; RU", "", "spelling country", 45, 60},
		{"Orvello; IE; +35312345678", "Zafiran; IE; +35312345678", "", "phone country", 50, 60},
		{"Orvello; IE; orvello.example", "Zafiran; IE; orvello.example", "", "domain country", 80, 95},
		{"Orvello; IE", "Zafiran; AE", "bauhin sven", "", 0, 0},
		{"Orvello; IE", "Zafiran; IE", "bauhin sven", "person country", 35, 45},
		{"Orvello; IE", "Zafiran; IE", "john smith", "", 0, 0},
		{"Global Trading; NG", "Global Trading; NG", "", "", 0, 0},
		{"Bank of the East; US", "Bank of the West; US", "", "", 0, 0},
		{"Orvello; IE", "Ornello; IE", "", "spelling country", 45, 60},
		{"Vanta; IE", "Manta; IE", "", "", 0, 0}, // five letters are too few for a slip
		{"Orvello; IE", "Tannhoff; IE", "", "", 0, 0},
		{"11420 Corp; CA", "11421 Corp; CA", "", "", 0, 0},
		{"明远宸照明; SG", "明远宸照明有限公司; SG", "", "name country", 60, 80},
	} {
		var people []string
		if c.people != "" {
			people = []string{c.people}
		}
		for _, turn := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			l := book.Companies(firm(turn[0]), firm(turn[1]), people)
			check(t, turn[0]+" — "+turn[1], l, c.want, c.least, c.most)
		}
	}
}

func check(t *testing.T, what string, l book.Likeness, want string, least, most int) {
	t.Helper()
	var codes []string
	for _, r := range l.Reasons {
		codes = append(codes, r.Code)
		if r.Say.En == "" || r.Say.Zh == "" {
			t.Errorf("%s: the reason %q has no words", what, r.Code)
		}
	}
	if got := strings.Join(codes, " "); got != want || l.Strength < least || l.Strength > most {
		t.Errorf("%s: %q, strength %d; want %q, %d to %d", what, got, l.Strength, want, least, most)
	}
}

// person is a contact of the book: "name; country; company; mails and phones…".
func person(text string) *xunpan.Contact {
	parts := strings.Split(text, ";")
	c := &xunpan.Contact{}
	book.NameContact(c, strings.TrimSpace(parts[0]))
	for i, p := range parts[1:] {
		switch p = strings.TrimSpace(p); {
		case i == 0:
			c.Country = p
		case i == 1:
			c.Company = xunpan.ID(p)
		case strings.HasPrefix(p, "+"):
			c.Keys = append(c.Keys, xunpan.Key{Kind: xunpan.KeyPhone, Value: p})
		default:
			c.Keys = append(c.Keys, xunpan.Key{Kind: xunpan.KeyMail, Value: book.FoldMail(p)})
		}
	}
	return c
}

func TestContactsAlike(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b, want  string
		least, most int
	}{
		{"Sven Bauhin; SE; 1", "Sven Bauhin; SE; 1", "name company", 55, 65},
		{"Sven Bauhin; SE", "Bauhin, Sven; SE", "name country", 35, 45},
		{"Sven Bauhin; SE", "Sven Bauhin; NO", "", 0, 0},
		{"John Smith; US", "John Smith; US", "", 0, 0},
		{"John Smith; US; 1", "John Smith; US; 1", "name company", 40, 50},
		{"Sven Bauhin; SE; ; +4685051", "S. Bauhin; SE; ; +4685051", "short_name phone country", 50, 60},
		{"Sven Bauhin; SE; ; +4685051", "Maja Ek; SE; ; +4685051", "", 0, 0},
		{"Sven Bauhin; ; ; sven.bauhin77@gmail.com", "Sven Bauhin; ; ; svenbauhin77@yahoo.com", "name mailbox", 55, 65},
		{"Sven Bauhin; ; ; info@lumenor.example", "Sven Bauhin; ; ; info@orvello.example", "name", 30, 30},
		{"Maria; BR; 1", "Maria; BR; 1", "short_name company", 40, 45},
		{"; BR; 1; ; +4685051", "; BR; 1; ; +4685051", "phone company", 60, 70},
	} {
		for _, turn := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			check(t, turn[0]+" — "+turn[1], book.Contacts(person(turn[0]), person(turn[1])), c.want, c.least, c.most)
		}
	}
}

// TestSound: names that sound alike are found by one key.
func TestSound(t *testing.T) {
	t.Parallel()
	for _, names := range [][]string{
		{"Kowalewicz Lampy", "Kovalevitz", "Ковалевич"},
		{"Zafiran", "Zaffiran LLC", "Zafyran Trading"},
		{"Mülhausen GmbH", "Muelhausen", "Mulhausen Handel"},
		{"Verhoeckx BV", "Verhoekx"},
	} {
		want := ""
		for _, name := range names {
			n := book.ReadFirm(name)
			if s := n.Sound(); s == "" || want != "" && s != want {
				t.Errorf("%q sounds like %q, the others like %q", name, s, want)
			} else {
				want = s
			}
		}
	}
	if n := book.ReadFirm("Global Trading"); n.Sound() != "" {
		t.Error("common words got a sound")
	}
}
