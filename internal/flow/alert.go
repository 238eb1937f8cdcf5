package flow

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/geo"
	"xunpan/internal/jobs"
	"xunpan/internal/outbox"
	"xunpan/internal/store"
)

// AlertJob tells people about an inquiry that wants an answer now.
type AlertJob struct {
	Inquiry xunpan.ID `json:"inquiry"`
}

// Kind names the job.
func (AlertJob) Kind() string { return "alert" }

// Plan puts alerts before all else.
func (AlertJob) Plan() jobs.Plan { return jobs.Plan{Priority: 1} }

// AlertTo tells one hook about an inquiry.
type AlertTo struct {
	Hook    xunpan.ID `json:"hook"`
	Inquiry xunpan.ID `json:"inquiry"`
	Attempt int       `json:"attempt"` // from 1
}

// Kind names the job.
func (AlertTo) Kind() string { return "alert_to" }

// Plan gives the receiver time to answer.
func (AlertTo) Plan() jobs.Plan {
	return jobs.Plan{Priority: 1, Outside: true, Timeout: 40 * time.Second}
}

const (
	// alertPause is how long an address hears no more of an inquiry it was told
	// of: a buyer who sends three mails in a row rings once.
	alertPause = 10 * time.Minute
	// alertAge is the age from which a message is news to nobody, such as what a
	// mailbox held when it was connected.
	alertAge = 12 * time.Hour
)

// alert has people told at once of inquiries of high intent (DOMAIN D2.1). It
// costs nothing where nobody wants to be told.
func (d *Desk) alert(ctx context.Context, tx *store.Tx, in *Incoming, q *xunpan.Inquiry) error {
	if in.Past || !d.hooks.alerts.Load() || d.Jobs == nil || !urgent(q) || tx.Now.Sub(in.Received) > alertAge {
		return nil
	}
	return d.Jobs.Add(ctx, tx, AlertJob{q.ID})
}

// urgent reports whether an inquiry wants an answer now.
func urgent(q *xunpan.Inquiry) bool {
	return q.Action == xunpan.ReplyNow && q.Tray == xunpan.ToAnswer
}

// spreadAlert has every address told that wants to hear of the inquiry.
func (d *Desk) spreadAlert(ctx context.Context, job AlertJob, try jobs.Try) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		q, err := tx.Inquiry(ctx, job.Inquiry)
		if errors.Is(err, store.ErrNotFound) {
			return try.Done(ctx, tx)
		}
		if err != nil {
			return err
		}
		hooks, err := tx.Hooks(ctx, store.HookAlert)
		if err != nil {
			return err
		}
		for i := range hooks {
			h := &hooks[i]
			c, _, err := HookOf(h)
			if err != nil {
				return err
			}
			if !h.Active || !urgent(&q) || q.Grade > c.Grade {
				continue
			}
			ok, err := tx.ClaimAlert(ctx, h.ID, q.ID, tx.Now.Add(-alertPause))
			if err != nil {
				return err
			}
			if ok {
				if err := d.Jobs.Add(ctx, tx, AlertTo{h.ID, q.ID, 1}); err != nil {
					return err
				}
			}
		}
		return try.Done(ctx, tx)
	})
}

// sendAlert tells one address. What does not arrive is tried again as long as
// the inquiry waits.
func (d *Desk) sendAlert(ctx context.Context, job AlertTo, try jobs.Try) error {
	h, err := d.Store.Hook(ctx, store.HookAlert, job.Hook)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	q, err := d.Store.Inquiry(ctx, job.Inquiry)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if !h.Active || !urgent(&q) {
		return nil // switched off, or answered meanwhile
	}
	e, err := d.alertEvent(ctx, &h, &q)
	if err != nil {
		return err
	}
	sent := d.tell(ctx, &h, e)
	if ctx.Err() != nil {
		return ctx.Err() // the process stops: the job is done again
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if err := try.Done(ctx, tx); err != nil {
			return err
		}
		now, err := tx.Hook(ctx, store.HookAlert, h.ID)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := fared(ctx, tx, &now, sent); err != nil || sent == nil {
			return err
		}
		d.log().WarnContext(ctx, "alert", "hook", h.ID, "attempt", job.Attempt, "error", sent)
		wait, again := outbox.Again(sent, job.Attempt)
		if !again {
			return nil
		}
		job.Attempt++
		return d.Jobs.AddAt(ctx, tx, time.Now().Add(wait), job)
	})
}

// alertEvent is what an address is told of an inquiry.
func (d *Desk) alertEvent(ctx context.Context, h *store.Hook, q *xunpan.Inquiry) (outbox.Event, error) {
	c, _, err := HookOf(h)
	if err != nil {
		return outbox.Event{}, err
	}
	var reasons []xunpan.Text
	if j, err := d.Store.CurrentJudgement(ctx, q.ID); err == nil {
		a, err := j.Analysis()
		if err != nil {
			return outbox.Event{}, err
		}
		reasons = strongest(a.Evidence)
	} else if !errors.Is(err, store.ErrNotFound) {
		return outbox.Event{}, err
	}
	e := outbox.Event{ID: "alert_" + string(h.ID) + "_" + string(q.ID) + "_" + strconv.FormatInt(q.Received.UnixMilli(), 10), Name: "inquiry.alert", At: q.Received, Lang: c.Lang}
	if d.URL != "" {
		e.Link = d.URL + "/inquiries/" + string(q.ID)
	}
	e.Title, e.Lines = alertText(q, reasons, c.Lang, d.now())
	e.Object, err = json.Marshal(map[string]any{
		"inquiry": q.ID, "url": e.Link, "channel": q.Channel, "type": q.Type, "stars": q.Stars, "grade": q.Grade, "name": q.Party.Name, "email": q.Party.Mail, "company": q.Company,
		"country": q.Country, "subject": q.Subject, "product": q.Product, "quantity": q.Quantity, "received": q.Received, "due": q.Due, "reasons": reasons,
	})
	return e, err
}

// strongest are the reasons of the two strongest pieces of evidence that speak
// for an inquiry.
func strongest(all []xunpan.AnalysisEvidence) (out []xunpan.Text) {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b xunpan.AnalysisEvidence) int {
		switch {
		case a.Points > b.Points:
			return -1
		case a.Points < b.Points:
			return 1
		}
		return 0
	})
	// What is wanted stands above them already, so product and quantity come last.
	for _, repeats := range []bool{false, true} {
		for _, e := range all {
			if e.Points > 0 && e.Axis != xunpan.AxisRisk && len(out) < 2 && (e.Signal == "need.product" || e.Signal == "need.quantity") == repeats && !slices.Contains(out, e.Why) {
				out = append(out, e.Why)
			}
		}
	}
	return out
}

// alertText is an inquiry in a few lines, as a robot says it.
func alertText(q *xunpan.Inquiry, reasons []xunpan.Text, lang string, now time.Time) (title string, lines []string) {
	say := func(en, zh string) string { return xunpan.Text{En: en, Zh: zh}.In(lang) }
	title = strings.Repeat("★", max(0, min(q.Stars, 5))) + " " + nonEmpty(" · ", q.Type.Title().In(lang), orElse(q.Company, orElse(q.Party.Name, q.Party.Mail)), countryName(q.Country, lang))
	if want := nonEmpty(" × ", q.Product, q.Quantity); want != "" {
		lines = append(lines, say("Wants: ", "需求：")+want)
	}
	if q.Company != "" {
		if from := nonEmpty(" · ", q.Party.Name, q.Party.Mail); from != "" {
			lines = append(lines, say("From: ", "联系人：")+from)
		}
	}
	for _, r := range reasons {
		lines = append(lines, say("Because: ", "依据：")+r.In(lang))
	}
	if !q.Due.IsZero() {
		if left := q.Due.Sub(now); left > 0 {
			lines = append(lines, say("Answer within ", "请在以下时间内回复：")+span(left, lang))
		} else {
			lines = append(lines, say("Answer overdue by ", "回复已超时：")+span(-left, lang))
		}
	}
	return title, lines
}

func nonEmpty(sep string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), sep)
}

func countryName(code, lang string) string {
	c := geo.Get(code)
	if c == nil {
		return code
	}
	return xunpan.Text{En: c.En, Zh: c.Zh}.In(lang)
}

// span is a length of time in words.
func span(d time.Duration, lang string) string {
	n, unit := int(d.Minutes()), xunpan.Text{En: " min", Zh: " 分钟"}
	switch {
	case d >= 48*time.Hour:
		n, unit = int(d.Hours())/24, xunpan.Text{En: " days", Zh: " 天"}
	case d >= 2*time.Hour:
		n, unit = int(d.Hours()), xunpan.Text{En: " h", Zh: " 小时"}
	}
	return strconv.Itoa(max(1, n)) + unit.In(lang)
}
