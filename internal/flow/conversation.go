package flow

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/extract"
	"xunpan/internal/lookup"
	"xunpan/internal/plan"
	"xunpan/internal/store"
)

// take stores one arrival where it belongs: a message of a known conversation,
// an answer of ours, or the beginning of a new inquiry.
func (d *Desk) take(ctx context.Context, tx *store.Tx, a *arrival) (Receipt, error) {
	id, inquiry, err := tx.LetterOfDigest(ctx, a.digest)
	if err == nil {
		return Receipt{Inquiry: inquiry, Message: id}, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return Receipt{}, err
	}
	inquiry, err = d.conversation(ctx, tx, a)
	if err != nil {
		return Receipt{}, err
	}
	l := a.letter(newID())
	if inquiry == "" {
		if a.in.Sent {
			return d.takeOrphan(ctx, tx, a, l)
		}
		return d.takeNew(ctx, tx, a, l)
	}
	q, err := tx.Inquiry(ctx, inquiry)
	if err != nil {
		return Receipt{}, err
	}
	return d.takeMore(ctx, tx, a, l, &q)
}

func (a *arrival) letter(id xunpan.ID) *xunpan.Letter {
	m := a.facts.Message
	l := &xunpan.Letter{
		ID: id, Direction: xunpan.In, Form: a.in.Form, Channel: m.Channel, MessageID: m.ID, Subject: m.Subject, From: m.From,
		To: append(append([]xunpan.Address(nil), m.To...), m.Cc...), Date: m.Date, Received: a.in.Received, Size: len(a.in.Raw), Files: countFiles(m),
		Source: a.in.Source, Mailbox: a.in.Mailbox, By: a.in.By, Auto: a.facts.Sender.Auto || a.facts.Sender.Bounce,
		Judged: brief(&a.verdict),
	}
	if len(l.To) > maxReceivers {
		l.To = l.To[:maxReceivers]
	}
	if a.own {
		l.Direction, l.From, l.Judged = xunpan.Out, m.Envelope, xunpan.Brief{}
	}
	return l
}

// maxReceivers bounds the receivers kept beside a message; the raw bytes keep all.
const maxReceivers = 50

// countFiles counts what a reader would call an attachment.
func countFiles(m *xunpan.Message) (n int) {
	for i := range m.Files {
		if !m.Files[i].Inline {
			n++
		}
	}
	return n
}

func brief(v *xunpan.Assessment) xunpan.Brief {
	return xunpan.Brief{Type: v.Type, Stars: v.Stars, Grade: v.Grade, Intent: v.Intent, Action: v.Action, Confidence: v.Confidence}
}

// conversation finds the inquiry an arrival belongs to; "" if to none. What it
// answers is told by References and In-Reply-To, and by subject and party where
// a mail program lost these. A stranger who knows a Message-ID does not get
// into a conversation: sender or receivers must have part in it.
func (d *Desk) conversation(ctx context.Context, tx *store.Tx, a *arrival) (xunpan.ID, error) {
	m := a.facts.Message
	if a.in.Inquiry != "" {
		return merged(ctx, tx, a.in.Inquiry)
	}
	if a.in.Form != xunpan.FormMail {
		return "", nil
	}
	for _, mid := range a.report.Originals {
		o, err := tx.OutgoingByMessage(ctx, mid)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err == nil {
			a.bounced = &o
		}
		return o.Inquiry, err
	}
	refs := answers(m)
	if m.ID != "" { // the same Message-ID with other words
		refs = append(refs, m.ID)
	}
	if len(refs) > 0 {
		id, err := tx.InquiryOfMessages(ctx, refs)
		if err != nil {
			return "", err
		}
		if id != "" {
			if id, err = merged(ctx, tx, id); err != nil {
				return "", err
			}
			if a.own {
				return id, nil
			}
			who, err := tx.Participants(ctx, id)
			if err != nil {
				return "", err
			}
			if d.Reader().partOf(who, m) {
				return id, nil
			}
		}
	}
	if !a.reply || a.thread == "" {
		return "", nil
	}
	party := foldAddress(m.From.Mail)
	if a.own {
		if party = ""; len(m.To) > 0 {
			party = foldAddress(m.To[0].Mail)
		}
	}
	if party == "" {
		return "", nil
	}
	id, err := tx.InquiryOfSubject(ctx, party, a.thread, tx.Now.Add(-subjectAge))
	if err != nil || id == "" {
		return "", err
	}
	return id, nil
}

// subjectAge is how long an answer without references still finds its inquiry.
const subjectAge = 60 * 24 * time.Hour

// answers are the Message-IDs a message answers, nearest first.
func answers(m *xunpan.Message) []string {
	var ids []string
	ids = append(ids, m.InReplyTo...)
	for i := len(m.References) - 1; i >= 0 && len(ids) < 40; i-- {
		ids = append(ids, m.References[i])
	}
	return ids
}

// partOf reports whether the sender took part in the conversation, himself or
// by a colleague of his own domain.
func (r *Reader) partOf(who map[string]bool, m *xunpan.Message) bool {
	for _, a := range []xunpan.Address{m.From, m.Envelope} {
		from := foldAddress(a.Mail)
		if from == "" {
			continue
		}
		if who[from] {
			return true
		}
		_, domain, _ := strings.Cut(from, "@")
		if k := lookup.Domain(domain, r.env).Kind; k != xunpan.DomainOwn && k != xunpan.DomainOurs {
			continue // strangers share it
		}
		for w := range who {
			if strings.HasSuffix(w, "@"+domain) {
				return true
			}
		}
	}
	return m.From.Mail == "" && m.Via != nil
}

// merged follows an inquiry to the one it was joined to.
func merged(ctx context.Context, tx *store.Tx, id xunpan.ID) (xunpan.ID, error) {
	for range 10 {
		into, err := tx.MergedInto(ctx, id)
		if err != nil || into == "" {
			return id, err
		}
		id = into
	}
	return id, nil
}

// takeOrphan keeps a sent mail whose inquiry is not here (yet).
func (d *Desk) takeOrphan(ctx context.Context, tx *store.Tx, a *arrival, l *xunpan.Letter) (Receipt, error) {
	if err := tx.AddLetter(ctx, l, a.digest, a.raw); err != nil {
		return Receipt{}, err
	}
	if err := tx.AddOrphan(ctx, answers(a.facts.Message), l.ID); err != nil {
		return Receipt{}, err
	}
	return Receipt{Message: l.ID, New: true, Skipped: SkippedSent}, nil
}

// takeNew begins an inquiry.
func (d *Desk) takeNew(ctx context.Context, tx *store.Tx, a *arrival, l *xunpan.Letter) (Receipt, error) {
	m, r := a.facts.Message, d.Reader()
	q := &xunpan.Inquiry{
		ID: newID(), Channel: m.Channel, Subject: m.Subject, Party: m.From, Messages: 1, Unread: true,
		Created: tx.Now, Received: a.in.Received,
	}
	l.Inquiry, l.Direction = q.ID, xunpan.In
	l.Judged = brief(&a.verdict)
	a.describe(q)
	q.Tray = xunpan.TrayFor(q.Type, q.Action)
	q.Files = l.Files
	q.Due = r.due(q, a.in.Received)
	in, err := d.identify(ctx, tx, &a.facts, &a.verdict, a.in.Received, a.in.Past)
	if err != nil {
		return Receipt{}, err
	}
	q.ContactID, q.CompanyID, q.Owner = in.contact, in.company, in.owner // the same buyer stays with the same salesperson
	judgement := newID()
	if err := tx.AddInquiry(ctx, q, a.thread, judgement); err != nil {
		return Receipt{}, err
	}
	if err := d.keep(ctx, tx, a, l, judgement, false); err != nil {
		return Receipt{}, err
	}
	adopted, err := tx.Adopt(ctx, m.ID, q.ID)
	if err != nil {
		return Receipt{}, err
	}
	if len(adopted) > 0 {
		for i := range adopted {
			answered(q, &adopted[i])
		}
		if err := d.replan(ctx, tx, q, turn{}); err != nil {
			return Receipt{}, err
		}
		if err := tx.SaveInquiry(ctx, q); err != nil {
			return Receipt{}, err
		}
	}
	if err := tx.AddChange(ctx, &xunpan.Change{Actor: xunpan.TheDesk, Object: objectFor(a.in.Past, "inquiry"), ID: q.ID, Inquiry: q.ID, What: "created", Detail: map[string]any{
		"channel": q.Channel, "type": q.Type, "stars": q.Stars, "grade": q.Grade, "tray": q.Tray, "message": l.ID}}); err != nil {
		return Receipt{}, err
	}
	a.verify = d.verify(tx.Now, a, q)
	return Receipt{Inquiry: q.ID, Message: l.ID, New: true}, d.alert(ctx, tx, &a.in, q)
}

// takeMore adds a message to a known conversation.
func (d *Desk) takeMore(ctx context.Context, tx *store.Tx, a *arrival, l *xunpan.Letter, q *xunpan.Inquiry) (Receipt, error) {
	l.Inquiry = q.ID
	q.Messages++
	q.Files += l.Files
	what, current := "received", false
	before := q.Tray
	switch {
	case a.own:
		what = "answered"
		answered(q, l)
		q.Messages-- // answered counts it
		q.Files -= l.Files
		if !a.in.Past { // years of old mail are planned for when somebody asks for it
			if err := d.replan(ctx, tx, q, turn{made: "mail"}); err != nil {
				return Receipt{}, err
			}
		}
	case a.bounced != nil && a.report.Failed:
		what = "bounced"
		if err := cameBack(ctx, tx, a); err != nil {
			return Receipt{}, err
		}
		q.Unread = true
		if err := callOff(ctx, tx, q, "bounced"); err != nil {
			return Receipt{}, err
		}
		if q.Tray == xunpan.Waiting || q.Tray == xunpan.ToAnswer { // he did not get our answer
			q.Tray, q.TrayBy, q.Due = xunpan.ToAnswer, "", tx.Now
		}
	case l.Auto:
		what = "auto"
		q.Unread = true
		if back, ok := extract.ReturnDay(a.facts.Message.Body, a.in.Received); ok && !q.Next.IsZero() {
			if err := d.replan(ctx, tx, q, turn{away: back}); err != nil {
				return Receipt{}, err
			}
		}
	default:
		current = succeeds(q, &a.verdict)
		if current {
			a.describe(q)
		} else {
			q.Snippet, q.Lang = a.snippet(), orElse(a.facts.Reading.Lang, q.Lang)
		}
		q.Unread = true
		if err := callOff(ctx, tx, q, "answered"); err != nil {
			return Receipt{}, err
		}
		if a.in.Received.After(q.Received) {
			q.Received = a.in.Received
		}
		if current && q.Action == xunpan.Quarantine {
			q.Tray = xunpan.InQuarantine
		} else if q.Answered.Before(a.in.Received) && q.Tray != xunpan.InQuarantine {
			q.Tray = xunpan.ToAnswer
			if t := xunpan.TrayFor(q.Type, q.Action); t != xunpan.NotInquiries {
				q.Tray = t
			}
			q.TrayBy, q.Snoozed = "", time.Time{}
			q.Due = d.Reader().due(q, a.in.Received)
		}
	}
	if err := tx.SaveInquiry(ctx, q); err != nil {
		return Receipt{}, err
	}
	if err := d.keep(ctx, tx, a, l, newID(), current); err != nil {
		return Receipt{}, err
	}
	detail := map[string]any{"message": l.ID, "channel": l.Channel}
	if q.Tray != before {
		detail["tray"] = []xunpan.Tray{before, q.Tray}
	}
	if err := tx.AddChange(ctx, &xunpan.Change{Actor: xunpan.TheDesk, Object: objectFor(a.in.Past, "inquiry"), ID: q.ID, Inquiry: q.ID, What: what, Detail: detail}); err != nil {
		return Receipt{}, err
	}
	a.verify = current && d.verify(tx.Now, a, q)
	if what == "received" {
		if err := d.alert(ctx, tx, &a.in, q); err != nil {
			return Receipt{}, err
		}
	}
	return Receipt{Inquiry: q.ID, Message: l.ID, New: true}, nil
}

// keep stores the message of an inquiry with its assessment and its words; with
// current the inquiry shows this assessment from now on. Our own mails are not
// judged.
func (d *Desk) keep(ctx context.Context, tx *store.Tx, a *arrival, l *xunpan.Letter, judgement xunpan.ID, current bool) error {
	if err := tx.AddLetter(ctx, l, a.digest, a.raw); err != nil {
		return err
	}
	if err := tx.AddWords(ctx, l.ID, l.Inquiry, a.words); err != nil {
		return err
	}
	if l.Direction != xunpan.In {
		return nil
	}
	j := store.Judgement{ID: judgement, Inquiry: l.Inquiry, Message: l.ID, At: tx.Now, Why: "received", Rules: d.Reader().Mark(), Body: a.body}
	return tx.AddJudgement(ctx, &j, current)
}

// answered notes an answer of ours on its inquiry.
func answered(q *xunpan.Inquiry, l *xunpan.Letter) {
	q.Messages++
	q.Files += l.Files
	if l.Received.Before(q.Received) && !l.Date.After(q.Received) {
		return // older than what the buyer wrote last
	}
	if l.Received.After(q.Answered) {
		q.Answered = l.Received
	}
	q.Due = time.Time{}
	if q.Stage == xunpan.StageNew {
		q.Stage = xunpan.StageReplied
	}
	if q.Tray == xunpan.ToAnswer || q.Tray == xunpan.ToVerify {
		q.Tray, q.TrayBy = xunpan.Waiting, ""
	}
}

// describe puts what the message was read and judged to be onto its inquiry.
// What the user said stays.
func (a *arrival) describe(q *xunpan.Inquiry) {
	v := a.view
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	q.Snippet, q.Lang = a.snippet(), text(v.Lang)
	q.Company = orElse(text(v.Buyer.Company), q.Company)
	q.Country = orElse(text(v.Buyer.Country), q.Country)
	if name := text(v.Buyer.Name); name != "" && q.Party.Name == "" {
		q.Party.Name = name
	}
	if q.Party.Mail == "" && len(v.Buyer.Emails) > 0 {
		q.Party.Mail = v.Buyer.Emails[0]
	}
	if len(v.Needs.Lines) > 0 {
		line := &v.Needs.Lines[0]
		q.Product = orElse(text(line.Product), text(line.Model))
		if line.Quantity != nil {
			q.Quantity = quantityText(line.Quantity)
		}
	}
	Judge(q, brief(&a.verdict))
}

// Judge puts an assessment onto an inquiry; the user's word wins.
func Judge(q *xunpan.Inquiry, b xunpan.Brief) {
	q.Type, q.Stars, q.Grade, q.Intent, q.Action, q.Confidence = b.Type, b.Stars, b.Grade, b.Intent, b.Action, b.Confidence
	if s := q.Said; s != nil {
		if s.Type != "" {
			q.Type = s.Type
		}
		if s.Stars != nil {
			q.Stars = *s.Stars
		}
		if s.Type != "" || s.Stars != nil {
			q.Grade = xunpan.GradeOf(q.Type, q.Stars)
			q.Intent = xunpan.IntentOf(q.Type, q.Stars, b.Intent)
			// Who says what it is has looked; stars alone settle no doubt about the sender.
			if s.Type != "" || b.Action != xunpan.Verify && b.Action != xunpan.Quarantine {
				q.Action = xunpan.ActionOf(q.Type, q.Stars, q.Intent)
			}
		}
		if s.Grade != "" {
			q.Grade = s.Grade
		}
	}
	q.Worth = xunpan.Worth(q.Stars, q.Intent, q.Confidence)
}

// succeeds reports whether the assessment of a later message of the buyer takes
// the place of the one the inquiry shows. "Thanks, got it" must not turn an
// importer into an idle asker; a clear need, a danger, or "we only compare
// prices, nothing planned this year" says more than what went before.
func succeeds(q *xunpan.Inquiry, v *xunpan.Assessment) bool {
	switch {
	case v.Action == xunpan.Quarantine || v.Type == xunpan.Fraud:
		return true
	case v.Type == xunpan.NotBuyer:
		return false
	case q.Type == xunpan.NotBuyer:
		return true
	case v.Stars > q.Stars || v.Axes.Need >= clearNeed:
		return true
	}
	switch v.Type {
	case xunpan.Collector, xunpan.Spy, xunpan.Sampler, xunpan.Inviter:
		return v.Types[v.Type.Index()] >= 0.5
	}
	return false
}

// clearNeed is the need axis from which a later message counts as an inquiry
// of its own standing.
const clearNeed = 25

func (a *arrival) snippet() string {
	m := a.facts.Message
	var b strings.Builder
	for _, block := range m.Blocks {
		if block.Kind != xunpan.Fresh {
			continue
		}
		for _, w := range strings.Fields(m.Body[block.Start:block.End]) {
			if b.Len()+len(w) > maxSnippet {
				if b.Len() == 0 {
					b.WriteString(strings.ToValidUTF8(w[:maxSnippet], ""))
				}
				return b.String()
			}
			if b.Len() > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(w)
		}
	}
	return b.String()
}

// maxSnippet is the length of a snippet in bytes.
const maxSnippet = 240

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

func quantityText(q *xunpan.AnalysisQuantity) string {
	n := func(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
	s := n(q.Min)
	if q.Max != q.Min {
		s += "–" + n(q.Max)
	}
	if q.Unit != nil {
		s += " " + *q.Unit
	}
	return s
}

// due is the moment by which an inquiry should be answered; zero where nobody
// waits for an answer.
func (r *Reader) due(q *xunpan.Inquiry, received time.Time) time.Time {
	if q.Tray != xunpan.ToAnswer && q.Tray != xunpan.ToVerify || stale(q, received) {
		return time.Time{}
	}
	return r.hours().AnswerBy(received, q.Intent)
}

func (r *Reader) hours() plan.Hours {
	r.clock.Do(func() {
		zone, err := time.LoadLocation(orElse(r.Company.Zone, "Asia/Shanghai"))
		if err != nil {
			zone = time.FixedZone("CST", 8*3600)
		}
		r.work = plan.NewHours(r.Company.Hours, zone)
	})
	return r.work
}
