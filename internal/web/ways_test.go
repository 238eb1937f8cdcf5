package web

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// TestFormScript: the form on another website is sent by its script without
// leaving the page, and a refusal is said there.
func TestFormScript(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	f, err := o.desk.OpenForm(t.Context())
	must(t, err)
	website := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, "<!doctype html><title>Haiwan</title><link rel=icon href=data:,>"+snippet(o.URL, o.URL+"/form/"+f.Key, "en"))
	}))
	t.Cleanup(website.Close)
	b := browserOn(t, website.URL)
	const fill = `(() => { const f = document.forms[0]; f.email.value = 'ana@souza-luz.example'; f.elements.name.value = 'Ana Souza'; f.message.value = %q; f.querySelector('button').click(); return 1; })()`
	status := `document.querySelector('[role=status]').textContent`

	b.open(t, "/contact", 1000, 800)
	b.eval(t, fmt.Sprintf(fill, wish))
	b.until(t, status+` === document.forms[0].dataset.failed`) // not one of our websites: the browser may not even read why
	if n := len(o.inquiries()); n != 0 {
		t.Fatalf("%d inquiries of a website nobody named", n)
	}
	must(t, o.desk.SaveForm(t.Context(), theDesk, []string{website.URL}, ""))
	b.open(t, "/contact", 1000, 800)
	b.eval(t, fmt.Sprintf(fill, wish))
	b.until(t, status+` === document.forms[0].dataset.sent && document.forms[0].message.value === '' && location.pathname === '/contact'`)
	qs := o.inquiries()
	if len(qs) != 1 || qs[0].Party.Mail != "ana@souza-luz.example" {
		t.Fatalf("inquiries: %+v", qs)
	}
	c, err := o.desk.Conversation(t.Context(), theDesk, qs[0].ID)
	must(t, err)
	if page := c.Messages[0].Message.Given.Page; page != website.URL+"/contact" {
		t.Errorf("written on %q", page)
	}
	// Words that make no inquiry: the desk says why, in the page.
	b.eval(t, fmt.Sprintf(fill, " "))
	b.until(t, status+` === 'Please write what you need.'`)
}

// listen reads the stream behind a page until an event makes f content.
func (v *visitor) listen(begin func(), f func(event string, data map[string]any) bool) {
	v.o.t.Helper()
	req, err := http.NewRequestWithContext(v.o.t.Context(), http.MethodGet, v.o.URL+"/live", nil)
	must(v.o.t, err)
	res, err := v.Do(req)
	must(v.o.t, err)
	defer res.Body.Close()
	stop := time.AfterFunc(time.Minute, func() { res.Body.Close() })
	defer stop.Stop()
	lines := bufio.NewScanner(res.Body)
	event := ""
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "retry":
			begin() // it listens
		case "event":
			event = value
		case "data":
			var data map[string]any
			must(v.o.t, json.Unmarshal([]byte(value), &data))
			if f(event, data) {
				return
			}
		}
	}
	v.o.t.Fatalf("the stream ended before what was waited for: %v", lines.Err())
}

// TestNewDesk: who opens a desk that never had an inquiry is told what to do
// first, as far as that is his to do.
func TestNewDesk(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, li := o.visitor(o.add("ann", xunpan.Owner)), o.visitor(o.add("li", xunpan.Sales))
	for _, page := range []string{"/today", "/inquiries"} {
		ann.get(page).want(t, 200, "A new desk", "/settings/mailboxes/new", "/settings/import")
		if a := li.get(page).want(t, 200, "A new desk", "/inquiries/new"); strings.Contains(mainOf(a.body), "/settings/mailboxes/new") {
			t.Errorf("%s leads a salesperson where he may not go", page)
		}
	}
	o.receive(1)
	if a := ann.get("/inquiries?tray=waiting").want(t, 200); strings.Contains(a.body, "A new desk") {
		t.Error("an empty tray is taken for a new desk")
	}
}

// TestStreamEnds: the stream behind an open page tells nothing more once its user
// signed out in another tab, or is no longer with the company.
func TestStreamEnds(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	boss, n := o.add("boss", xunpan.Owner), 0
	for name, leave := range map[string]func(*visitor, xunpan.User){
		"signed out": func(v *visitor, _ xunpan.User) { v.post("/sign-out").want(t, 303) },
		"left the company": func(_ *visitor, u xunpan.User) {
			off := false
			_, err := o.desk.EditUser(t.Context(), flow.Who{Actor: boss.Actor(), Scope: store.Scope{All: true}}, u.ID, flow.UserEdit{Active: &off})
			must(t, err)
		},
	} {
		u := o.add(strings.ReplaceAll(name, " ", "."), xunpan.Sales)
		v := o.visitor(u)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, o.URL+"/live", nil)
		must(t, err)
		res, err := v.Do(req)
		must(t, err)
		stop := time.AfterFunc(time.Minute, func() { res.Body.Close() })
		lines := bufio.NewScanner(res.Body)
		for lines.Scan() && !strings.HasPrefix(lines.Text(), "retry") {
		}
		leave(v, u)
		n++
		o.receive(n) // something to tell
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "data") {
				t.Errorf("%s, and is told %s", name, lines.Text())
			}
		}
		if !stop.Stop() || lines.Err() != nil {
			t.Errorf("%s: the stream did not end (%v)", name, lines.Err())
		}
		res.Body.Close()
	}
}

// TestUploadProgress: an open page is told how far an upload has come, to its
// end; whoever may bring in nothing is not.
func TestUploadProgress(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.desk.Uploads = t.TempDir()
	v := o.visitor(o.add("ann", xunpan.Owner))
	var box bytes.Buffer
	for n := range 60 {
		fmt.Fprintf(&box, "From a@b Thu Nov 12 09:14:00 2020\n%s\n", oldMail(n))
	}
	var id string
	under := false
	v.listen(func() {
		a := v.sendFiles([2]string{"old.mbox", box.String()}).want(t, 303)
		id = strings.TrimPrefix(a.to, importPath+"/")
	}, func(event string, data map[string]any) bool {
		if event != "progress" || data["id"] != id {
			return false
		}
		if data["finished"] == true {
			return true
		}
		if !under {
			under = true
			o.runUploads(importPath + "/" + id) // now that the page knows of it
		}
		return false
	})
	if !under {
		t.Error("told of the end alone")
	}
	if u, err := o.desk.Store.Upload(t.Context(), xunpan.ID(id)); err != nil || u.State != store.UploadDone || u.Stored != 60 {
		t.Errorf("%+v (%v)", u, err)
	}
}

// TestWhatRings: a page rings for the grades its user asked for, and old mail
// that is brought in says nothing at all.
func TestWhatRings(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann := o.add("ann", xunpan.Owner)
	v := o.visitor(ann)
	hear := func(from string, n int) (rings bool) {
		t.Helper()
		v.post("/settings/account/notify", "from", from).want(t, 303)
		o.site.users.forget()
		v.listen(func() {
			if _, err := o.desk.Receive(t.Context(), flow.Incoming{Raw: []byte(oldMail(900 + n)), Form: xunpan.FormMail, Past: true}); err != nil {
				t.Error(err)
			}
			o.receive(n)
		}, func(event string, data map[string]any) bool {
			if event != "inquiry" {
				return false
			}
			if data["new"] != true || !strings.Contains(fmt.Sprint(data["title"]), "·") {
				t.Errorf("told of %v", data)
			}
			rings = data["alert"] == true
			return true
		})
		return rings
	}
	if !hear("D", 1) {
		t.Error("an inquiry to answer does not ring")
	}
	if hear(flow.NotifyOff, 2) {
		t.Error("it rings though it was switched off")
	}
}

// TestWordsPages: words are tried, kept, refused and taken back by a browser
// without a script.
func TestWordsPages(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.receive(1)
	v := o.visitor(o.add("ann", xunpan.Owner))
	const page = "/settings/words/sample.free"
	v.get("/settings/words").want(t, 200, "sample.free", page+"?language=en")
	if body := v.get("/settings/words?q=sample.fr").body; strings.Contains(mainOf(body), "quote.request") || !strings.Contains(body, "sample.free") {
		t.Error("the search finds what it should not")
	}
	v.post("/settings/words", "text", "We only want free samples").want(t, 200, "<mark", "free samples", "leave=")
	v.post("/settings/words", "text", " ").want(t, 422, "Paste a text")
	v.get(page+"?language=en&leave=free+samples").want(t, 200, ">free samples</textarea>")
	v.post(page, "language", "en", "version", "0", "own", "goodie bag\n", "off", "free samples", "text", "A goodie bag, and free samples too", "do", "try").want(t, 200, "your own", "<del>free samples</del>", ">goodie bag\n</textarea>")
	v.get("/settings/words").want(t, 200, "sample.free")
	if w, _, err := o.desk.Words(t.Context()); err != nil || len(w) != 0 {
		t.Errorf("a trial was kept: %v (%v)", w, err)
	}
	v.post(page, "language", "en", "version", "0", "own", "*", "do", "save").want(t, 422, "cannot be looked for")
	v.post(page, "language", "en", "version", "0", "own", "goodie bag\r\ngift set", "off", "free samples", "do", "save").want(t, 303)
	v.get("/settings/words?language=en").want(t, 200, "+ goodie bag", "<del>free samples</del>", "3 phrases of yours")
	v.get("/settings/words?language=es").want(t, 200, "3 phrases of yours")
	v.post(page, "language", "en", "version", "9", "own", "", "do", "save").want(t, 409)
	v.post(page, "language", "en", "version", "1", "own", "", "off", "", "do", "save").want(t, 303)
	v.get("/settings/words/none").want(t, 404)
}

// TestFieldsPages: custom fields are added, put in order, changed and taken away.
func TestFieldsPages(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	v := o.visitor(o.add("ann", xunpan.Owner))
	const page = "/settings/fields"
	fields := func() []xunpan.CustomField {
		t.Helper()
		all, _, err := o.desk.CustomFields(t.Context())
		must(t, err)
		return all
	}
	v.get(page).want(t, 200, "New field")
	v.post(page, "version", "0", "noun", "company", "kind", "choice", "name_en", "Market power", "choices", "").want(t, 422, "needs between 1 and")
	v.post(page, "version", "0", "noun", "company", "kind", "choice", "name_en", "Market power", "name_zh", "市场影响力", "choices", "big\r\nsmall").want(t, 303)
	v.post(page, "version", "1", "noun", "company", "kind", "text", "name_en", "Market power").want(t, 422, "a field of that name")
	v.post(page, "version", "1", "noun", "company", "kind", "date", "name_zh", "成立日期").want(t, 303)
	v.post(page, "version", "2", "noun", "contact", "kind", "date", "name_en", "Birthday").want(t, 303)
	if all := fields(); len(all) != 3 || all[0].ID != "market_power" || all[1].ID != "field" || all[2].ID != "birthday" || all[1].Name.En == "" {
		t.Fatalf("%+v", all)
	}
	v.post(page+"/company.field/move").want(t, 303)
	v.post(page+"/contact.birthday/move").want(t, 303) // the first of its kind stays
	if all := fields(); all[0].ID != "field" || all[2].ID != "birthday" {
		t.Errorf("moved: %+v", all)
	}
	v.get(page+"?edit=company.market_power").want(t, 200, `value="Market power"`, "big\nsmall")
	v.post(page, "version", "3", "was", "company.market_power", "noun", "company", "kind", "choice", "name_en", "Power", "choices", "big").want(t, 409)
	v.post(page, "version", "5", "was", "company.market_power", "noun", "company", "kind", "choice", "name_en", "Power", "choices", "big").want(t, 303)
	v.post(page, "version", "6", "was", "company.none", "noun", "company", "kind", "text", "name_en", "X").want(t, 404)
	v.post(page+"/company.field/delete").want(t, 303)
	v.post(page+"/company.none/delete").want(t, 404)
	if all := fields(); len(all) != 2 || all[0].ID != "market_power" || all[0].Name.En != "Power" || len(all[0].Choices) != 1 {
		t.Errorf("%+v", all)
	}
}

// TestJoinOnPage: the same buyer's other inquiry is offered with its reason, and
// joined with one press.
func TestJoinOnPage(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	id := o.receive(1)
	q, err := o.desk.Store.Inquiry(t.Context(), id)
	must(t, err)
	r, err := o.desk.Receive(t.Context(), flow.Incoming{Raw: fmt.Appendf(nil, `{"name":%q,"email":%q,"message":%q}`, q.Party.Name, q.Party.Mail, wish), Form: xunpan.FormWeb})
	must(t, err)
	v := o.visitor(o.add("ann", xunpan.Owner))
	page := "/inquiries/" + string(id)
	v.get(page).want(t, 200, "The same conversation?", "same e-mail address", `value="`+string(r.Inquiry)+`"`)
	v.post(page+"/join", "with", string(r.Inquiry)).want(t, 303)
	if body := v.get(page).want(t, 200).body; strings.Contains(body, "The same conversation?") {
		t.Error("still offered")
	}
	viewer := o.visitor(o.add("eve", xunpan.Viewer))
	if body := viewer.get(page).body; strings.Contains(body, "/join\"") {
		t.Error("a viewer may join")
	}
}

// TestEntryKnowsAChat: an export of WhatsApp chooses its channel by itself.
func TestEntryKnowsAChat(t *testing.T) {
	t.Parallel()
	b := newBrowser(t)
	b.open(t, "/inquiries/new", 1000, 800)
	const paste = `(() => { const x = document.getElementById('text'); x.value = %q; x.dispatchEvent(new Event('input', {bubbles: true})); return document.getElementById('channel').value; })()`
	for text, want := range map[string]string{
		"12/11/2026, 09:14 - Ana Souza: price?":     "whatsapp",
		"[11/12/26, 9:14:33 AM] Ana Souza: price?":  "whatsapp",
		"2026/11/12 下午9:14 - Ana Souza: price?":     "whatsapp",
		"Dear sir, on 12/11/2026 at 09:14 we wrote": "phone",
	} {
		b.eval(t, `(document.getElementById('channel').value = 'phone', 1)`)
		if got := b.eval(t, fmt.Sprintf(paste, text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// TestTodayPace: Today says how long buyers waited for their first answer.
func TestTodayPace(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	var passed atomic.Int64 // minutes
	o.desk.Clock = func() time.Time { return time.Now().Add(time.Duration(passed.Load()) * time.Minute) }
	v := o.visitor(o.add("ann", xunpan.Owner))
	if strings.Contains(v.get("/today").body, "First answer") {
		t.Error("a pace of no answers")
	}
	must(t, o.desk.SaveCompany(t.Context(), theDesk, 0, flow.Company{Profile: xunpan.Profile{Domains: []string{"haiwan.example"}}, Zone: "UTC", Hours: xunpan.WorkingTime{From: "00:00", To: "23:59", Days: []time.Weekday{0, 1, 2, 3, 4, 5, 6}}}))
	asked := time.Now().Add(-5 * time.Hour)
	_, err := o.desk.Receive(t.Context(), flow.Incoming{Raw: fmt.Appendf(nil, buyerLetter, 1, 1), Form: xunpan.FormMail, Received: asked})
	must(t, err)
	_, err = o.desk.Receive(t.Context(), flow.Incoming{Raw: []byte("From: Ann <ann@haiwan.example>\r\nTo: ana@souza-luz.example\r\nSubject: Re: Flood lights for Brazil 1\r\nMessage-ID: <a@haiwan.example>\r\nIn-Reply-To: <1@souza-luz.example>\r\n\r\nOur offer.\r\n"), Form: xunpan.FormMail, Sent: true, Received: asked.Add(90 * time.Minute)})
	must(t, err)
	passed.Store(6) // what it knew before is old
	v.get("/today").want(t, 200, "First answer, in working hours", "100 % in time · 1 in 30 days")
}
