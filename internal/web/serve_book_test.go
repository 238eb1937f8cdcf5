package web

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
)

// letter brings in a mail of a buyer and returns its inquiry.
func (o *office) letter(from, company, text string) xunpan.Inquiry {
	o.t.Helper()
	raw := "From: " + from + "\r\nTo: sales@haiwan.example\r\nSubject: LED flood lights\r\nMessage-ID: <" + strconv.FormatInt(time.Now().UnixNano(), 36) + "@x>\r\nDate: Fri, 20 Nov 2026 09:00:00 +0100\r\n" +
		"Content-Type: text/plain; charset=utf-8\r\n\r\nWe are importers in Hamburg, Germany. " + text + " Please quote 5,000 pcs LED flood light 50W FOB Ningbo, payment 30% T/T.\r\n\r\nBest regards\r\n" + company + "\r\n"
	r, err := o.desk.Receive(o.t.Context(), flow.Incoming{Raw: []byte(raw), Form: xunpan.FormMail, Source: "test"})
	must(o.t, err)
	q, err := o.desk.Store.Inquiry(o.t.Context(), r.Inquiry)
	must(o.t, err)
	if q.CompanyID == "" || q.ContactID == "" {
		o.t.Fatalf("%s is not in the book", from)
	}
	return q
}

var versionOf = regexp.MustCompile(`name="version" value="(\d+)"`)

func TestCompanyPages(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	boss := o.add("boss", xunpan.Owner)
	b := o.visitor(boss)
	q := o.letter("Karl Weber <k.weber@weber-licht.example>", "Karl Weber\r\nWeber Licht GmbH", "")
	page := "/companies/" + string(q.CompanyID)

	// The inquiry leads here, and here leads to it.
	b.get("/inquiries/"+string(q.ID)).want(t, 200, page, "/contacts/"+string(q.ContactID))
	shown := b.get(page).want(t, 200, "Weber Licht GmbH", "weber-licht.example", "/inquiries/"+string(q.ID), "/contacts/"+string(q.ContactID), "entered it")
	b.get("/contacts/"+string(q.ContactID)).want(t, 200, "Karl Weber", "k.weber@weber-licht.example", page)

	// What somebody sets, and what he may not.
	version := versionOf.FindStringSubmatch(shown.body)[1]
	b.get(page).want(t, 200, `<select id="country" name="country">`, `>Germany</option>`)
	b.post(page, "version", version, "name", "Weber Licht GmbH", "country", "de", "website", "www.weber-licht.example", "domains", "weber-licht.example, weber-leuchten.example", "phones", "+49 30 901820", "grade", "A", "address", "Hafenstr. 1").want(t, 303)
	b.get(page).want(t, 200, "weber-leuchten.example", "+4930901820", "Hafenstr. 1", `value="A" selected`)
	b.post(page, "version", version, "name", "Late GmbH").want(t, 409, "changed it meanwhile", "Late GmbH")
	b.post(page, "domains", "gmail.com").want(t, 422, "belongs to many", "gmail.com")
	b.post(page, "name", "").want(t, 422, "needs a name")

	// Ours: owner, tags, note, fields of our own.
	must(t, o.desk.SetCustomFields(t.Context(), theDesk, 0, []xunpan.CustomField{{ID: "power", Noun: xunpan.CompanyNoun, Name: xunpan.Text{En: "Market power", Zh: "市场影响力"}, Kind: xunpan.FieldChoice, Choices: []string{"big", "small"}}}))
	b.post(page+"/ours", "owner", string(boss.ID), "tags", "VIP, Canton Fair", "note", "Pays on time", "custom.Market power", "big").want(t, 303)
	b.get(page).want(t, 200, "Canton Fair", "Pays on time", `value="big" selected`, "owner: – → boss")
	b.post(page+"/ours", "custom.Market power", "huge").want(t, 422)
	b.post(page+"/ours", "owner", "0190a0a0-0000-7000-8000-000000000000").want(t, 422, "no such colleague")

	// The list and its filters.
	for query, there := range map[string]bool{"": true, "q=weber": true, "q=" + "%2B49+30+901820": true, "country=DE": true, "country=FR": false, "grade=A": true, "grade=C": false, "tag=VIP": true, "tag=nobody": false,
		"owner=" + string(boss.ID): true, "owner=none": false, "q=nothing": false} {
		if got := strings.Contains(b.get("/companies?"+query).want(t, 200).body, page); got != there {
			t.Errorf("?%s: in the list %t, want %t", query, got, there)
		}
	}
	b.get("/companies?cursor=x").want(t, 422)

	// Out of the book; its inquiry stays.
	shown = b.get(page)
	b.post(page+"/delete", "version", "1").want(t, 409)
	b.post(page+"/delete", "version", versionOf.FindStringSubmatch(shown.body)[1]).want(t, 303)
	b.get(page).want(t, 404)
	b.get("/inquiries/"+string(q.ID)).want(t, 200)
}

func TestContactPages(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	b := o.visitor(o.add("boss", xunpan.Owner))
	q := o.letter("Karl Weber <k.weber@weber-licht.example>", "Karl Weber\r\nWeber Licht GmbH", "")
	page := "/contacts/" + string(q.ContactID)
	b.post(page, "name", "Karl-Heinz Weber", "title", "Buyer", "mail", "K.Weber@weber-licht.example, einkauf@weber-licht.example", "phone", "+49 30 901820", "country", "DE", "lang", "de", "company", "weber licht gmbh").want(t, 303)
	b.get(page).want(t, 200, "Karl-Heinz Weber", "Buyer", "K.Weber@weber-licht.example, einkauf@weber-licht.example", "+4930901820", `value="de" selected`, "/companies/"+string(q.CompanyID))
	b.post(page, "company", "Nobody knows it Ltd").want(t, 422, "no company", "Nobody knows it Ltd")
	b.post(page, "mail", "no address").want(t, 422, "no mail address")
	b.post(page, "company", "").want(t, 303)
	b.get(page).want(t, 200, "No company known")
	b.get("/contacts?q=einkauf").want(t, 200, page)

	// Entered by hand, and asked when it may be there already.
	b.post("/contacts", "name", "Marta Lima", "mail", "marta@lima.example", "phone", "").want(t, 303)
	b.post("/contacts", "name", "M. Lima", "mail", "marta@lima.example").want(t, 409, "in the book already", "Marta Lima")
	b.post("/contacts", "name", "M. Lima", "mail", "marta@lima.example", "anyway", "1").want(t, 409, "of that name already")
	b.post("/contacts", "name", "X", "mail", "nonsense").want(t, 422, "no mail address", `value="X"`)
}

func TestMergingPages(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	b := o.visitor(o.add("boss", xunpan.Owner))
	keep, gone := o.letter("Karl Weber <k.weber@weber-licht.example>", "Karl Weber\r\nWeber Licht GmbH", ""), o.letter("Karl Weber <karl@weber-licht-hh.example>", "Karl Weber\r\nWeber Licht GmbH", "Second letter.")
	if keep.CompanyID == gone.CompanyID {
		t.Fatal("the two are one already")
	}
	page, other := "/companies/"+string(keep.CompanyID), string(gone.CompanyID)
	b.get(page).want(t, 200, "Perhaps the same", "/companies/"+other, "Not the same")
	b.post(page+"/merge", "other", other).want(t, 303)
	b.get(page).want(t, 200, "Merged into this one", "Take apart again", "/inquiries/"+string(gone.ID), "weber-licht-hh.example")
	if got := b.get("/companies/" + other); got.status != 303 || got.to != page {
		t.Errorf("the merged one leads to %d %q", got.status, got.to)
	}
	b.post(page+"/merge", "other", other).want(t, 422, "was merged into")
	b.post(page+"/unmerge", "other", other).want(t, 303)
	b.get("/companies/"+other).want(t, 200, "/inquiries/"+string(gone.ID))
	b.post(page+"/unmerge", "other", other).want(t, 422, "not merged")
	b.post(page+"/apart", "other", other).want(t, 303)
	if strings.Contains(b.get(page).want(t, 200).body, "Perhaps the same") {
		t.Error("asked again about what was called different")
	}
	one, two := "/contacts/"+string(keep.ContactID), string(gone.ContactID)
	b.post(one+"/merge", "other", two).want(t, 303)
	b.get(one).want(t, 200, "karl@weber-licht-hh.example")
	b.post(one+"/unmerge", "other", two).want(t, 303)
	b.post(one+"/apart", "other", two).want(t, 303)
}

// A colleague learns that a buyer is taken and by whom, and nothing else.
func TestMaskedPages(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, bob := o.add("ann", xunpan.Sales), o.add("bob", xunpan.Sales)
	q := o.letter("Karl Krautwig <karl@krautwig-licht.example>", "Karl Krautwig\r\nKrautwig Licht GmbH", "")
	page, person := "/companies/"+string(q.CompanyID), "/contacts/"+string(q.ContactID)
	a, b := o.visitor(ann), o.visitor(bob)
	// Nobody's, and so both see it; Ann takes it. She cannot give it to Bob.
	b.get(page).want(t, 200, "krautwig-licht.example")
	a.post(page+"/ours", "owner", string(bob.ID)).want(t, 403)
	a.post(page+"/ours", "owner", string(ann.ID)).want(t, 303)
	a.post(person+"/ours", "owner", string(ann.ID)).want(t, 303)
	for _, path := range []string{page, person} {
		got := b.get(path).want(t, 200, "ann has this one").body
		for _, secret := range []string{"krautwig-licht.example", "Krautwig Licht", "Karl ", "karl@", "/inquiries/" + string(q.ID), "Hamburg"} {
			if strings.Contains(mainOf(got), secret) {
				t.Errorf("%s tells Bob %q", path, secret)
			}
		}
		b.post(path, "name", "Mine now").want(t, 404)
		b.post(path+"/ours", "owner", string(bob.ID)).want(t, 404)
		b.post(path+"/delete", "version", "2").want(t, 404)
	}
	if strings.Contains(b.get("/companies").want(t, 200).body, string(q.CompanyID)) || strings.Contains(b.get("/contacts").want(t, 200).body, string(q.ContactID)) {
		t.Error("a colleague's entries are listed")
	}
	// Searching and entering say that it is taken.
	for _, path := range []string{"/companies?q=krautwig-licht.example", "/contacts?q=karl@krautwig-licht.example"} {
		if got := b.get(path).want(t, 200, "ann has this one"); strings.Contains(mainOf(got.body), string(q.CompanyID)) {
			t.Errorf("%s gives the id away", path)
		}
	}
	b.post("/companies", "name", "Krautwig Licht GmbH", "website", "https://www.krautwig-licht.example").want(t, 409, "ann has this one")
	b.post("/contacts", "name", "Karl Krautwig", "mail", "karl@krautwig-licht.example").want(t, 409, "ann has this one")
	// A contact nobody has, of a company that is Ann's, keeps it when Bob saves.
	must(t, o.give(q.ContactID, ""))
	b.get(person).want(t, 200, "No company known")
	b.post(person, "name", "Karl Krautwig", "company", "").want(t, 303)
	c, err := o.desk.Store.Contact(t.Context(), q.ContactID)
	must(t, err)
	if c.Company != q.CompanyID {
		t.Error("saving what Bob saw took the contact's company away")
	}
	// Who only reads sees all and changes nothing.
	v := o.visitor(o.add("vic", xunpan.Viewer))
	v.get(page).want(t, 200, "krautwig-licht.example")
	v.post(page, "name", "x").want(t, 403)
}

// give gives a contact to somebody.
func (o *office) give(contact, to xunpan.ID) error {
	_, err := o.desk.EditContact(o.t.Context(), theDesk, contact, flow.ContactEdit{EntryEdit: flow.EntryEdit{Owner: &to}})
	return err
}

func TestBookPaging(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	b := o.visitor(o.add("boss", xunpan.Owner))
	for i := range 120 {
		name := "Firm " + strconv.Itoa(i)
		if _, err := o.desk.AddCompany(t.Context(), theDesk, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Name: &name}}); err != nil {
			t.Fatal(err)
		}
	}
	link, more := regexp.MustCompile(`href="/companies/([0-9a-f-]{36})"`), regexp.MustCompile(`rel="next" href="([^"]+)"`)
	seen := map[string]int{}
	for next, pages := "/companies", 0; next != ""; pages++ {
		page := b.get(next).want(t, 200)
		for _, m := range link.FindAllStringSubmatch(page.body, -1) {
			seen[m[1]]++
		}
		next = ""
		if m := more.FindStringSubmatch(page.body); m != nil && pages < 10 {
			next = strings.ReplaceAll(m[1], "&amp;", "&")
		}
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s is listed %d times", id, n)
		}
	}
	if len(seen) != 120 {
		t.Errorf("%d companies listed", len(seen))
	}
}
