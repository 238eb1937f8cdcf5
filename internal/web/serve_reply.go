package web

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf16"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

func (s *Site) replyRoutes() []gate.Route {
	save := s.route("POST /inquiries/{id}/reply", xunpan.CanWork, s.saveReply)
	save.Body = maxProductForm
	return []gate.Route{
		s.route("GET /inquiries/{id}/reply", xunpan.CanWork, s.reply),
		save,
		s.route("POST /inquiries/{id}/reply/checks", xunpan.CanWork, s.checkReply),
		s.route("POST /mails/{id}/unsend", xunpan.CanWork, s.unsend),
		s.route("POST /mails/{id}/left", xunpan.CanWork, s.settleMail(true)),
		s.route("POST /mails/{id}/again", xunpan.CanWork, s.settleMail(false)),
		s.route("POST /mails/{id}/retry", xunpan.CanWork, s.retryMail),
	}
}

// reply shows the draft that was begun, or a new one composed of what is known.
func (s *Site) reply(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), xunpan.ID(r.PathValue("id"))
	draft, err := s.Desk.NewDraft(ctx, who(r), id)
	if err != nil {
		return err
	}
	kept, err := s.Desk.Store.Drafts(ctx, draft.Inquiry)
	if err != nil {
		return err
	}
	if len(kept) > 0 {
		draft = kept[0]
	} else {
		if draft.Quotation, err = s.newestQuote(ctx, draft.Inquiry); err != nil {
			return err
		}
		if draft.Quotation != "" && draft.Situation != xunpan.AnswerFollow { // he has it by then
			draft.Papers = []string{"pdf"}
		}
		if err := s.Desk.ComposeDraft(ctx, who(r), &draft, s.translator(r).Lang()); err != nil {
			return err
		}
	}
	v, err := s.replyView(r, &draft)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, ReplyPage(v))
}

// newestQuote is the quotation that an answer most likely goes with.
func (s *Site) newestQuote(ctx context.Context, inquiry xunpan.ID) (xunpan.ID, error) {
	qs, err := s.Desk.Store.Quotes(ctx, store.QuoteFilter{Scope: store.Scope{All: true}, Inquiry: inquiry, Limit: 10})
	for i := range qs {
		if st := qs[i].State; st == xunpan.QuoteReady || st == xunpan.QuoteSent {
			return qs[i].ID, err
		}
	}
	return "", err
}

func (s *Site) replyView(r *http.Request, draft *xunpan.Draft) (v ReplyView, err error) {
	ctx := r.Context()
	c, err := s.Desk.Conversation(ctx, who(r), draft.Inquiry)
	if err != nil {
		return v, err
	}
	byID, _, err := s.people(ctx)
	if err != nil {
		return v, err
	}
	v = ReplyView{Frame: s.frame(r, "nav.inquiries"), Row: rowOf(&c.Inquiry, byID), Draft: *draft, To: addressLine(draft.To), Cc: addressLine(draft.Cc), Problems: map[string]string{}}
	v.Title = v.T.Say("reply.title") + " · " + v.Row.title(v.T)
	if !draft.Promise.IsZero() {
		v.Promise = draft.Promise.In(s.zone()).Format("2006-01-02T15:04")
	}
	if draft.Situation == xunpan.AnswerFollow {
		at, zone, err := s.Desk.BestMoment(ctx, who(r), draft.Inquiry)
		if err != nil {
			return v, err
		}
		if at.After(v.T.Now()) {
			v.Leave = at.In(s.zone()).Format("2006-01-02T15:04")
			v.His = s.clockOf(v.T, at, zone)
		}
	}
	for i := len(c.Messages) - 1; i >= 0 && v.Asked == ""; i-- {
		if m := &c.Messages[i]; m.Direction == xunpan.In && !m.Auto && m.Message != nil {
			v.Asked = strings.TrimSpace(m.Message.Body)
		}
	}
	qs, err := s.Desk.Store.Quotes(ctx, store.QuoteFilter{Scope: who(r).Scope, Inquiry: draft.Inquiry, Limit: 20})
	if err != nil {
		return v, err
	}
	if v.Quotes, err = s.quoteRows(ctx, qs); err != nil {
		return v, err
	}
	boxes, err := s.Desk.Store.Mailboxes(ctx)
	if err != nil {
		return v, err
	}
	for i := range boxes {
		v.Boxes = append(v.Boxes, choice{string(boxes[i].ID), boxes[i].Address, boxes[i].ID == mailboxOf(&c)})
	}
	if v.Files, err = s.Desk.FileChoices(ctx, who(r), draft); err != nil {
		return v, err
	}
	if v.Findings, err = s.findings(r, v.T, draft); err != nil {
		return v, err
	}
	if model, _, _, err := s.Desk.LanguageModel(ctx); err == nil {
		v.Model = model.URL != ""
	}
	if v.Letters, _, err = s.Desk.Letters(ctx); err != nil {
		return v, err
	}
	v.Missing = c.Analysis != nil && len(c.Analysis.Missing) > 0
	if v.To == "" {
		v.Ways = waysOut(s.buyer(v.T, &c))
	}
	v.Mails, err = s.mailsOf(ctx, draft.Inquiry)
	return v, err
}

// waysOut are the ways to a buyer by telephone: WhatsApp at the number he named
// for it or at a mobile one, and calls.
func waysOut(b BuyerView) (out []WayOut) {
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, s)
	}
	whatsApp := b.WhatsApp
	for _, p := range b.Phones {
		if whatsApp == "" && p.Kind == "mobile" && p.State != "failed" {
			whatsApp = p.Number
		}
	}
	if d := digits(whatsApp); len(d) > 6 {
		out = append(out, WayOut{"message-circle", "WhatsApp " + whatsApp, "https://wa.me/" + d})
	}
	for _, p := range b.Phones {
		if d := digits(p.Number); p.Kind != "fax" && len(d) > 4 {
			if strings.HasPrefix(p.Number, "+") {
				d = "+" + d
			}
			out = append(out, WayOut{"phone", p.Number, "tel:" + d})
		}
	}
	return out
}

// mailboxOf is the mailbox that an inquiry came to.
func mailboxOf(c *flow.Conversation) xunpan.ID {
	for i := len(c.Messages) - 1; i >= 0; i-- {
		if c.Messages[i].Mailbox != "" {
			return c.Messages[i].Mailbox
		}
	}
	return ""
}

// mailsOf are the mails of an inquiry that somebody may want to decide on.
func (s *Site) mailsOf(ctx context.Context, inquiry xunpan.ID) ([]MailRow, error) {
	os, err := s.Desk.Store.Outgoing(ctx, inquiry, []xunpan.OutgoingState{xunpan.OutWaiting, xunpan.OutSending, xunpan.OutDoubtful, xunpan.OutFailed, xunpan.OutBounced}, 20)
	var rows []MailRow
	for i := range os {
		rows = append(rows, MailRow{os[i].ID, os[i].State, os[i].NotBefore, os[i].Sent, os[i].Problem})
	}
	return rows, err
}

// findings are the checks of a draft, their places counted as browsers do.
func (s *Site) findings(r *http.Request, t *T, draft *xunpan.Draft) ([]FindingView, error) {
	found, err := s.Desk.CheckDraft(r.Context(), who(r), draft)
	var out []FindingView
	for _, f := range found {
		v := FindingView{State: f.State, Text: f.Say.In(t.Lang()), Field: f.Field}
		if f.Field == "body" && f.End > f.Start && f.End <= len(draft.Body) {
			v.Start, v.End = units(draft.Body[:f.Start]), units(draft.Body[:f.End])
		}
		out = append(out, v)
	}
	return out, err
}

// units counts as JavaScript does.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

func addressLine(list []xunpan.Address) string {
	var parts []string
	for _, a := range list {
		if name := strings.NewReplacer(",", " ", ";", " ", "<", " ", ">", " ").Replace(a.Name); name != "" {
			parts = append(parts, name+" <"+a.Mail+">")
		} else {
			parts = append(parts, a.Mail)
		}
	}
	return strings.Join(parts, ", ")
}

// addresses reads a line of addresses, with names or without, as people write it.
func addresses(line string) []xunpan.Address {
	line = strings.NewReplacer("，", ",", "；", ",", ";", ",", "\n", ",").Replace(strings.TrimSpace(line))
	var out []xunpan.Address
	for _, part := range strings.Split(line, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		name, mail, angled := strings.Cut(part, "<")
		if !angled {
			name, mail = "", part
		}
		out = append(out, xunpan.Address{Name: strings.Trim(strings.TrimSpace(name), `"`), Mail: strings.Trim(mail, "<> ")})
	}
	return out
}

// replyForm is the draft as the form has it.
func (s *Site) replyForm(r *http.Request) (d xunpan.Draft, err error) {
	if err := r.ParseMultipartForm(8 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return d, badForm(err)
	}
	text := r.PostForm.Get
	inquiry, err := s.Desk.See(r.Context(), who(r), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return d, err
	}
	d = xunpan.Draft{Inquiry: inquiry.ID, ID: xunpan.ID(text("draft")), Version: formVersion(r), Answers: xunpan.ID(text("answers")), Situation: xunpan.Situation(text("situation")), Lang: text("lang"),
		Channel: inquiry.Channel, Subject: strings.TrimSpace(text("subject")), Body: strings.ReplaceAll(text("body"), "\r\n", "\n"), Quotation: xunpan.ID(text("quotation"))}
	d.Template, d.Polished = text("template"), text("polished") == "true"
	d.Look, d.Choices, d.Purpose = text("look"), text("choices"), xunpan.Purpose(text("purpose"))
	d.To, d.Cc, d.Papers = addresses(text("to")), addresses(text("cc")), r.PostForm["papers"]
	for _, id := range r.PostForm["files"] {
		d.Files = append(d.Files, xunpan.ID(id))
	}
	if r.MultipartForm != nil {
		for _, h := range r.MultipartForm.File["upload"] {
			a, err := s.takeFile(r, h)
			if err != nil {
				return d, err
			}
			d.Files = appendNew(d.Files, a.ID)
		}
	}
	if at := text("promise"); at != "" {
		if d.Promise, err = time.ParseInLocation("2006-01-02T15:04", at, s.zone()); err != nil {
			return d, invalid("promise", "Write day and hour.", "请填写日期和时间。")
		}
	}
	return d, nil
}

func (s *Site) checkReply(w http.ResponseWriter, r *http.Request) error {
	d, err := s.replyForm(r)
	if err != nil {
		return err
	}
	v := ReplyView{Frame: Frame{T: s.translator(r)}, Draft: d, Row: InquiryRow{ID: d.Inquiry}}
	if v.Findings, err = s.findings(r, v.T, &d); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, Findings(v))
}

// saveReply keeps the draft, composes it anew, sends it, or notes that it went
// another way.
func (s *Site) saveReply(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := s.replyForm(r)
	if err == nil {
		err = s.doReply(w, r, &d)
	}
	if err == nil {
		return nil
	}
	v, viewErr := s.replyView(r, &d)
	if viewErr != nil {
		return errors.Join(err, viewErr)
	}
	if v.Problems, err = problems(err, v.T); err != nil {
		return err
	}
	for _, say := range v.Problems {
		v.Problem = say
	}
	if kept, err := s.Desk.Store.Draft(ctx, d.ID); err == nil { // what was saved before it was refused
		v.Draft.Version = kept.Version
	}
	return s.show(w, r, http.StatusUnprocessableEntity, ReplyPage(v))
}

func (s *Site) doReply(w http.ResponseWriter, r *http.Request, d *xunpan.Draft) error {
	ctx, page := r.Context(), "/inquiries/"+string(d.Inquiry)
	switch r.PostForm.Get("do") {
	case "drop":
		if err := s.Desk.DropDraft(ctx, who(r), d.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		return s.back(w, r, page)
	case "compose":
		if err := s.Desk.LinkDraft(ctx, who(r), d, slices.Contains(r.PostForm["with"], "look"), slices.Contains(r.PostForm["with"], "choices")); err != nil {
			return err
		}
		if err := s.Desk.ComposeDraft(ctx, who(r), d, s.translator(r).Lang()); err != nil {
			return err
		}
	case "polish", "translate":
		if err := s.Desk.PolishDraft(ctx, who(r), d, r.PostForm.Get("do") == "translate"); err != nil {
			return err
		}
	case "answered": // copied over to where he wrote
		if _, err := s.Desk.AddAnswer(ctx, who(r), d.Inquiry, d.Body); err != nil {
			return err
		}
		if d.Version > 0 {
			if err := s.Desk.DropDraft(ctx, who(r), d.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		setFlash(w, "saved", "")
		return s.back(w, r, page)
	}
	if err := s.Desk.SaveDraft(ctx, who(r), d); err != nil {
		return err
	}
	if r.PostForm.Get("do") != "send" {
		setFlash(w, "saved", "")
		return s.back(w, r, page+"/reply")
	}
	var at time.Time
	if text := r.PostForm.Get("at"); text != "" {
		var err error
		if at, err = time.ParseInLocation("2006-01-02T15:04", text, s.zone()); err != nil {
			return invalid("at", "Write day and hour.", "请填写日期和时间。")
		}
	}
	o, err := s.Desk.Send(ctx, who(r), d.ID, flow.Posting{Version: d.Version, Mailbox: xunpan.ID(r.PostForm.Get("mailbox")), At: at, Quote: true})
	if err != nil {
		return err
	}
	setFlash(w, "mail_queued", "/mails/"+string(o.ID)+"/unsend")
	return s.back(w, r, page)
}

func (s *Site) unsend(w http.ResponseWriter, r *http.Request) error {
	d, err := s.Desk.Unsend(r.Context(), who(r), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	return s.back(w, r, "/inquiries/"+string(d.Inquiry)+"/reply")
}

func (s *Site) settleMail(left bool) page {
	return func(w http.ResponseWriter, r *http.Request) error {
		id := xunpan.ID(r.PathValue("id"))
		if err := s.Desk.Settle(r.Context(), who(r), id, left); err != nil {
			return err
		}
		return s.backToMail(w, r, id)
	}
}

func (s *Site) retryMail(w http.ResponseWriter, r *http.Request) error {
	id := xunpan.ID(r.PathValue("id"))
	if err := s.Desk.Again(r.Context(), who(r), id); err != nil {
		return err
	}
	return s.backToMail(w, r, id)
}

func (s *Site) backToMail(w http.ResponseWriter, r *http.Request, id xunpan.ID) error {
	o, err := s.Desk.Store.Sending(r.Context(), id)
	if err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/inquiries/"+string(o.Inquiry))
}
