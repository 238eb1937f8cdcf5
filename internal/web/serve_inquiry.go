package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/judge"
	"xunpan/internal/store"
)

func (s *Site) inquiry(w http.ResponseWriter, r *http.Request) error {
	v, err := s.inquiryView(r)
	if err != nil {
		return err
	}
	if id := r.PathValue("id"); string(v.Row.ID) != id { // joined to another
		return s.back(w, r, v.Row.url())
	}
	if v.Row.Unread && v.May.Change {
		if _, err := s.Desk.Edit(r.Context(), who(r), v.Row.ID, flow.Edit{Unread: new(bool)}); err != nil {
			s.Log.WarnContext(r.Context(), "marking as read", "error", err)
		}
	}
	return s.show(w, r, http.StatusOK, InquiryPage(v))
}

func (s *Site) print(w http.ResponseWriter, r *http.Request) error {
	v, err := s.inquiryView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, PrintPage(v))
}

func (s *Site) inquiryView(r *http.Request) (v InquiryView, err error) {
	ctx := r.Context()
	c, err := s.Desk.Conversation(ctx, who(r), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return v, err
	}
	byID, owners, err := s.people(ctx)
	if err != nil {
		return v, err
	}
	q := &c.Inquiry
	v.Frame = s.frame(r, "nav.inquiries")
	v.Row, v.Lang, v.Owners = rowOf(q, byID), q.Lang, owners
	v.Title = v.Row.title(v.T)
	v.Back = "/inquiries?tray=" + trayName(q.Tray)
	v.ReplyTo = q.Party.Mail
	marks := s.judged(ctx, &v, &c)
	v.Needs = needsView(&c, marks)
	if v.Needs.Matches, err = s.matches(ctx, v.T, &c); err != nil {
		return v, err
	}
	for i := range c.Messages {
		v.Messages = append(v.Messages, messageView(v.T, &c, &c.Messages[i], marks, i == len(c.Messages)-1))
	}
	v.Buyer = s.buyer(v.T, &c)
	if v.Others, err = s.others(r, &c, byID); err != nil {
		return v, err
	}
	near, err := s.Desk.JoinSuggestions(ctx, who(r), q)
	if err != nil {
		return v, err
	}
	for i := range near {
		v.Joinable = append(v.Joinable, JoinRow{rowOf(&near[i].Inquiry, byID), near[i].Why.In(v.T.Lang())})
	}
	v.Buyer.Inquiries = len(v.Others) + 1
	if v.Deal, err = s.dealView(r, v.T, q, v.May.Change); err != nil {
		return v, err
	}
	if v.Mails, err = s.mailsOf(ctx, q.ID); err != nil {
		return v, err
	}
	if v.Prev, v.Next, err = s.neighbours(r, q); err != nil {
		return v, err
	}
	v.History, err = s.history(r, v.T, q.ID, byID)
	return v, err
}

// judged fills the panel and returns where its evidence stands.
func (s *Site) judged(ctx context.Context, v *InquiryView, c *flow.Conversation) []Marking {
	a, t := c.Analysis, v.T
	if a == nil {
		return nil
	}
	p := &v.Judged
	p.Confidence, p.At = a.Confidence, c.Judged.At
	for _, b := range xunpan.Types {
		if share := a.Types[string(b)]; share >= 0.01 {
			p.Types = append(p.Types, TypeShare{b, share})
		}
	}
	slices.SortStableFunc(p.Types, func(x, y TypeShare) int { return int(1000*y.Share - 1000*x.Share) })
	p.Axes = []AxisView{{xunpan.AxisNeed, a.Axes.Need}, {xunpan.AxisCredibility, a.Axes.Credibility}, {xunpan.AxisEngagement, a.Axes.Engagement}, {xunpan.AxisRisk, a.Axes.Risk}}
	for _, x := range a.Risks {
		p.Risks = append(p.Risks, RiskView{x.Severity, x.Why.In(t.Lang())})
	}
	for _, x := range a.Raise {
		p.Raise = append(p.Raise, x.In(t.Lang()))
	}
	for _, x := range a.Missing {
		p.Missing = append(p.Missing, MissingView{x.Field, x.Ask.In(t.Lang()), x.Ask.En})
	}
	p.Checks, p.Lookups = checksView(t, c), s.Desk.World != nil
	for _, x := range a.House {
		p.House = append(p.House, HouseView{x.Say.In(t.Lang()), x.Action})
	}
	if said := c.Inquiry.Said; said != nil {
		name := ""
		if us, err := s.colleagues(ctx); err == nil {
			for i := range us {
				if us[i].ID == said.By {
					name = us[i].Name
				}
			}
		}
		p.Said = &SaidView{By: name, At: said.At, Why: said.Why}
		p.Desk = Verdict{a.Type, a.Stars, a.Grade}
	}
	rules := s.Desk.Reader().Rules
	if rules == nil {
		rules = judge.Default()
	}
	var marks []Marking
	for i, e := range a.Evidence {
		title := e.Signal
		if sig := rules.Signal(e.Signal); sig != nil {
			title = sig.Title.In(t.Lang())
		}
		shown := e.Part == xunpan.PartBody || e.Part == xunpan.PartSubject
		p.Evidence = append(p.Evidence, EvidenceView{i + 1, title, e.Axis, e.Points, e.Why.In(t.Lang()), e.Text, shown && e.End > e.Start})
		marks = append(marks, Marking{i + 1, xunpan.Span{Part: e.Part, Start: e.Start, End: e.End}, e.Axis, title})
	}
	return marks
}

func messageView(t *T, c *flow.Conversation, m *flow.Shown, marks []Marking, last bool) MessageView {
	v := MessageView{ID: m.ID, Direction: m.Direction, Channel: m.Channel, From: orElse(m.From.Name, m.From.Mail), Mail: m.From.Mail, Date: m.Received, Auto: m.Auto,
		Inert: c.Inquiry.Tray == xunpan.InQuarantine || m.Judged.Action == xunpan.Quarantine, Open: last || m.ID == c.Judged.Message || m.Direction == xunpan.Note}
	if m.Subject != c.Inquiry.Subject {
		v.Subject = m.Subject
	}
	var to []string
	for _, a := range m.To {
		to = append(to, orElse(a.Name, a.Mail))
	}
	v.To = strings.Join(to, ", ")
	if m.Message.ZoneTold && !m.Message.Date.IsZero() {
		v.ZoneNote = m.Message.Date.Format("15:04 −07:00")
		if _, offset := m.Message.Date.Zone(); offset >= 0 {
			v.ZoneNote = m.Message.Date.Format("15:04 -07:00")
		}
		v.ZoneNote = strings.Replace(v.ZoneNote, "-", "−", 1)
	}
	if m.ID != c.Judged.Message {
		marks = nil
	}
	v.Given = givenLines(t, m)
	v.Blocks = MarkText(m.Message, marks)
	v.HTML = m.HTML
	v.Pictures = m.Message.Images > 0
	for i := range m.Message.Files {
		f := &m.Message.Files[i]
		if f.Inline && f.Kind == xunpan.FileImage {
			continue
		}
		v.Files = append(v.Files, FileView{No: i, Name: f.Name, Kind: f.Kind, Size: f.Size, Inner: f.Inner, Danger: danger(t, f)})
	}
	for _, p := range m.Message.Problems {
		v.Problems = append(v.Problems, p.Detail)
	}
	return v
}

// givenLines are the fields of a form or an entry but for those that stand at
// the message's head. A mail's are in its text.
func givenLines(t *T, m *flow.Shown) (out []GivenLine) {
	if m.Form == xunpan.FormMail {
		return nil
	}
	g := &m.Message.Given
	add := func(field, value, head string) {
		if value != "" && value != head {
			out = append(out, GivenLine{t.Of("entry.field", field), value})
		}
	}
	add("company", g.Company, "")
	add("email", g.Email, m.From.Mail)
	add("phone", g.Phone, "")
	add("country", g.Country, "")
	add("product", g.Product, m.Subject)
	add("quantity", g.Quantity, "")
	add("page", g.Page, "")
	return out
}

// needsView is what is asked for: the user's words, else what was read.
func needsView(c *flow.Conversation, marks []Marking) NeedsView {
	n := c.Inquiry.Needs
	v := NeedsView{Changed: n != nil}
	if n == nil {
		if c.Analysis == nil {
			return v
		}
		n = &c.Analysis.Needs
	}
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	for i := range n.Lines {
		l := &n.Lines[i]
		line := NeedLine{Product: text(l.Product), Model: text(l.Model), Specs: strings.Join(l.Specs, ", ")}
		if l.Quantity != nil {
			line.Quantity = amount(l.Quantity.Min)
			if l.Quantity.Max != l.Quantity.Min {
				line.Quantity += "–" + amount(l.Quantity.Max)
			}
			line.Quantity = strings.TrimSpace(line.Quantity + " " + text(l.Quantity.Unit))
		}
		if l.TargetPrice != nil {
			line.Target = strings.TrimSpace(text(l.TargetPrice.Currency) + " " + l.TargetPrice.Amount)
			if per := text(l.TargetPrice.Per); per != "" {
				line.Target += "/" + per
			}
		}
		v.Lines = append(v.Lines, line)
	}
	term := func(field, value string) {
		if value != "" {
			v.Terms = append(v.Terms, NeedTerm{Field: field, Value: value})
		}
	}
	term("incoterm", strings.TrimSpace(text(n.Incoterm)+" "+text(n.Place)))
	term("destination", strings.TrimSpace(text(n.Destination.Port)+" "+text(n.Destination.Country)))
	term("payment", text(n.Payment))
	term("delivery", text(n.Delivery))
	term("certifications", strings.Join(n.Certifications, ", "))
	term("packaging", text(n.Packaging))
	term("sample", text(n.Sample))
	term("custom", text(n.Custom))
	return v
}

func amount(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// others are the same buyer's inquiries.
func (s *Site) others(r *http.Request, c *flow.Conversation, people map[xunpan.ID]Person) (others []InquiryRow, err error) {
	q := &c.Inquiry
	f := store.ListFilter{Scope: gate.From(r.Context()).Scope, Snoozed: true, Limit: 10}
	switch {
	case q.ContactID != "":
		f.Contact = q.ContactID
	case q.CompanyID != "":
		f.Company = q.CompanyID
	default:
		return nil, nil
	}
	qs, _, err := s.Desk.Store.Inquiries(r.Context(), f)
	if err != nil {
		return nil, err
	}
	for i := range qs {
		if qs[i].ID == q.ID {
			continue
		}
		others = append(others, rowOf(&qs[i], people))
	}
	return others, nil
}

// neighbours are the inquiries above and below in the tray.
func (s *Site) neighbours(r *http.Request, q *xunpan.Inquiry) (prev, next string, err error) {
	above, below, err := s.Desk.Store.Neighbours(r.Context(), gate.From(r.Context()).Scope, q, time.Now())
	if err != nil {
		return "", "", err
	}
	if above != "" {
		prev = "/inquiries/" + string(above)
	}
	if below != "" {
		next = "/inquiries/" + string(below)
	}
	return prev, next, nil
}

// history says what happened to an inquiry, newest first.
func (s *Site) history(r *http.Request, t *T, id xunpan.ID, people map[xunpan.ID]Person) ([]HistoryLine, error) {
	cs, err := s.Desk.Store.Changes(r.Context(), store.ChangeFilter{Inquiry: id, Limit: 60})
	if err != nil {
		return nil, err
	}
	var out []HistoryLine
	for i := range cs {
		c := &cs[i]
		if c.What == "read" {
			continue // of no interest to anybody
		}
		what, detail := c.What, ""
		switch c.Object {
		case "quotation", "mail", "link", "sample": // what happened to something of the inquiry's
			if what, detail = c.Object+"_"+c.What, partDetail(c); !t.Has("what", what) {
				continue
			}
		default:
			detail = changeDetail(t, c, people)
		}
		out = append(out, HistoryLine{c.At, c.Actor.Name, what, detail})
	}
	return out, nil
}

// partDetail names the quotation or the address that something happened to.
func partDetail(c *xunpan.Change) string {
	raw, _ := c.Detail.(json.RawMessage)
	var d struct {
		Number, Recipient string
		To                any
	}
	if json.Unmarshal(raw, &d) != nil {
		return ""
	}
	if list, ok := d.To.([]any); ok && d.Number == "" {
		var to []string
		for _, x := range list {
			to = append(to, fmt.Sprint(x))
		}
		return strings.Join(to, ", ")
	}
	return orElse(d.Number, d.Recipient)
}

// changeDetail says in the user's language from what to what something changed.
func changeDetail(t *T, c *xunpan.Change, people map[xunpan.ID]Person) string {
	raw, _ := c.Detail.(json.RawMessage)
	var d struct {
		From, To any
		Why      string
		Tray     any
		Stars    int
		Grade    string
		Type     string
	}
	if json.Unmarshal(raw, &d) != nil {
		return ""
	}
	name := func(x any) string {
		s, _ := x.(string)
		switch c.What {
		case "assigned":
			if s == "" {
				return t.Say("owner.none")
			}
			return people[xunpan.ID(s)].Name
		case "moved":
			return t.Of("tray", s)
		case "snoozed":
			at, err := time.Parse(time.RFC3339, s)
			if err != nil || at.IsZero() {
				return t.Say("none")
			}
			return t.Clock(at)
		}
		return ""
	}
	verdict := func(x any) string {
		m, _ := x.(map[string]any)
		stars, _ := m["stars"].(float64)
		b, _ := m["type"].(string)
		grade, _ := m["grade"].(string)
		return fmt.Sprintf("%s · %.0f★ · %s", typeTitle(t, xunpan.BuyerType(b)), stars, grade)
	}
	switch c.What {
	case "created":
		return fmt.Sprintf("%s · %d★ · %s", typeTitle(t, xunpan.BuyerType(d.Type)), d.Stars, d.Grade)
	case "assigned", "snoozed":
		return name(d.To)
	case "moved":
		return name(d.From) + " → " + name(d.To)
	case "checked":
		if d.From == nil {
			return ""
		}
		return verdict(d.From) + " → " + verdict(d.To)
	case "corrected", "rejudged":
		text := verdict(d.From) + " → " + verdict(d.To)
		if d.Why != "" {
			text += " — " + d.Why
		}
		return text
	case "tagged":
		list, _ := d.To.([]any)
		var tags []string
		for _, x := range list {
			tags = append(tags, fmt.Sprint(x))
		}
		return strings.Join(tags, ", ")
	}
	return ""
}

// change makes one change to the inquiry of the address and goes back to it.
func (s *Site) change(w http.ResponseWriter, r *http.Request, e flow.Edit, flash string) error {
	id := xunpan.ID(r.PathValue("id"))
	if _, err := s.Desk.Edit(r.Context(), who(r), id, e); err != nil {
		return err
	}
	if flash != "" {
		setFlash(w, flash, "")
	}
	return s.back(w, r, "/inquiries/"+url.PathEscape(string(id)))
}

func (s *Site) correct(w http.ResponseWriter, r *http.Request) error {
	var e flow.Edit
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	f := r.PostForm
	if f.Has("stars") {
		n, err := strconv.Atoi(f.Get("stars"))
		if err != nil {
			return invalid("stars", "Stars go from 0 to 5.", "星级为 0 到 5。")
		}
		e.Stars = &n
	}
	if f.Has("type") {
		e.Type = new(xunpan.BuyerType(f.Get("type")))
	}
	if f.Has("grade") {
		e.Grade = new(f.Get("grade"))
	}
	if f.Has("why") {
		e.Why = new(f.Get("why"))
	}
	return s.change(w, r, e, "corrected")
}

func (s *Site) uncorrect(w http.ResponseWriter, r *http.Request) error {
	none := -1
	return s.change(w, r, flow.Edit{Type: new(xunpan.BuyerType), Stars: &none, Grade: new(string), Why: new(string)}, "corrected")
}

func (s *Site) move(w http.ResponseWriter, r *http.Request) error {
	return s.change(w, r, flow.Edit{Tray: new(xunpan.Tray(r.PostFormValue("tray")))}, "moved")
}

func (s *Site) assign(w http.ResponseWriter, r *http.Request) error {
	to := xunpan.ID(r.PostFormValue("owner"))
	return s.change(w, r, flow.Edit{Owner: &to}, "assigned")
}

func (s *Site) snooze(w http.ResponseWriter, r *http.Request) error {
	at, err := snoozeTime(s.translator(r), r.PostFormValue("until"), r.PostFormValue("day"))
	if err != nil {
		return err
	}
	return s.change(w, r, flow.Edit{Snooze: &at}, "snoozed")
}

// snoozeTime is the moment of a choice, in office hours of the company's clock.
func snoozeTime(t *T, choice, day string) (time.Time, error) {
	now := t.Now().In(t.zone)
	y, m, d := now.Date()
	morning := func(days int) time.Time { return time.Date(y, m, d+days, 9, 0, 0, 0, t.zone) }
	switch choice {
	case "now":
		return time.Time{}, nil
	case "later":
		return now.Add(3 * time.Hour).Truncate(time.Minute), nil
	case "tomorrow":
		return morning(1), nil
	case "monday":
		return morning((7+int(time.Monday)-int(now.Weekday())+6)%7 + 1), nil
	case "week":
		return morning(7), nil
	case "month":
		return morning(30), nil
	case "day":
		if at, err := time.ParseInLocation(time.DateOnly, day, t.zone); err == nil && at.After(now) {
			return at.Add(9 * time.Hour), nil
		}
	}
	return time.Time{}, invalid("until", "Choose a day that is still to come.", "请选择一个将来的日期。")
}

func (s *Site) tag(w http.ResponseWriter, r *http.Request) error {
	tags := strings.FieldsFunc(r.PostFormValue("tags"), func(c rune) bool { return c == ',' || c == '，' || c == '、' || c == ';' })
	return s.change(w, r, flow.Edit{Tags: &tags}, "saved")
}

func (s *Site) unread(w http.ResponseWriter, r *http.Request) error {
	yes := true
	if _, err := s.Desk.Edit(r.Context(), who(r), xunpan.ID(r.PathValue("id")), flow.Edit{Unread: &yes}); err != nil {
		return err
	}
	return s.back(w, r, "/inquiries")
}

func (s *Site) note(w http.ResponseWriter, r *http.Request) error {
	id := xunpan.ID(r.PathValue("id"))
	if _, err := s.Desk.AddNote(r.Context(), who(r), id, r.PostFormValue("text")); err != nil {
		return err
	}
	return s.back(w, r, "/inquiries/"+url.PathEscape(string(id)))
}

func (s *Site) join(w http.ResponseWriter, r *http.Request) error {
	id, from := xunpan.ID(r.PathValue("id")), xunpan.ID(r.PostFormValue("with"))
	if err := s.Desk.Join(r.Context(), who(r), from, id); err != nil {
		return err
	}
	setFlash(w, "joined", "/inquiries/"+url.PathEscape(string(from))+"/part")
	return s.back(w, r, "/inquiries/"+url.PathEscape(string(id)))
}

func (s *Site) part(w http.ResponseWriter, r *http.Request) error {
	id := xunpan.ID(r.PathValue("id"))
	if err := s.Desk.Part(r.Context(), who(r), id); err != nil {
		return err
	}
	setFlash(w, "parted", "")
	return s.back(w, r, "/inquiries/"+url.PathEscape(string(id)))
}
