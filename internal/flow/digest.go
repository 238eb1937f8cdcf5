package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/jobs"
	"xunpan/internal/outbox"
	"xunpan/internal/plan/calendar"
	"xunpan/internal/store"
)

// DigestTick looks who is to get the day's digest.
type DigestTick struct{}

// Kind names the job.
func (DigestTick) Kind() string { return "digest_tick" }

// DigestTo sends the digest of a day to a user by mail, or to a bot.
type DigestTo struct {
	User xunpan.ID `json:"user,omitempty"`
	Hook xunpan.ID `json:"hook,omitempty"`
	Day  string    `json:"day"`
}

// Kind names the job.
func (DigestTo) Kind() string { return "digest" }

// Plan gives the mail server time to answer.
func (DigestTo) Plan() jobs.Plan { return jobs.Plan{Outside: true, Timeout: 2 * time.Minute} }

const (
	digestEvery = 5 * time.Minute
	digestLate  = 4 * time.Hour // after its hour nobody wants it any more
	digestMost  = 12            // lines of each kind
	digestKeep  = 30 * 24 * time.Hour
)

// HandleDigest lets the desk send the day's digest.
func (d *Desk) HandleDigest() {
	jobs.Handle(d.Jobs, d.digestTick)
	jobs.Handle(d.Jobs, d.sendDigest)
	jobs.Every(d.Jobs, digestEvery, DigestTick{})
}

// digestTick begins the digests whose hour has come. Each is claimed, so that
// nobody gets one twice however many nodes there are.
func (d *Desk) digestTick(ctx context.Context, _ DigestTick, _ jobs.Try) error {
	now := d.now()
	type wish struct {
		who, at string
		zone    *time.Location
		job     DigestTo
	}
	var wishes []wish
	users, err := d.Store.Users(ctx)
	if err != nil {
		return err
	}
	house := d.zone("")
	for i := range users {
		if p := PrefsOf(&users[i]); users[i].Active && p.Digest != "" {
			wishes = append(wishes, wish{"user/" + string(users[i].ID), p.Digest, d.zone(p.Zone), DigestTo{User: users[i].ID}})
		}
	}
	hooks, err := d.Store.Hooks(ctx, store.HookAlert)
	if err != nil {
		return err
	}
	for i := range hooks {
		if c, _, err := HookOf(&hooks[i]); err == nil && hooks[i].Active && c.Digest != "" {
			wishes = append(wishes, wish{"hook/" + string(hooks[i].ID), c.Digest, house, DigestTo{Hook: hooks[i].ID}})
		}
	}
	ours := calendar.Of(orElse(d.Reader().Company.Home, "CN"), "")
	return d.Store.Write(ctx, now, func(tx *store.Tx) error {
		for _, w := range wishes {
			local := now.In(w.zone)
			day := calendar.DayOf(local)
			hour, err := time.ParseInLocation("2006-01-02 15:04", day.String()+" "+w.at, w.zone)
			if _, rests := ours.Rest(day); err != nil || rests || local.Before(hour) || local.Sub(hour) > digestLate {
				continue
			}
			claimed, err := tx.ClaimDigest(ctx, w.who, day.String())
			if err != nil {
				return err
			}
			if !claimed {
				continue
			}
			w.job.Day = day.String()
			if err := d.Jobs.Add(ctx, tx, w.job); err != nil {
				return err
			}
		}
		return tx.ForgetDigests(ctx, now.Add(-digestKeep))
	})
}

// zone is a user's zone, or the company's.
func (d *Desk) zone(name string) *time.Location {
	l, err := time.LoadLocation(orElse(name, orElse(d.Reader().Company.Zone, "Asia/Shanghai")))
	if err != nil {
		return time.UTC
	}
	return l
}

func (d *Desk) sendDigest(ctx context.Context, job DigestTo, _ jobs.Try) error {
	if job.Hook != "" {
		h, err := d.Store.Hook(ctx, store.HookAlert, job.Hook)
		if err != nil {
			return ignoreMissing(err)
		}
		c, _, err := HookOf(&h)
		if err != nil || !h.Active {
			return err
		}
		g, err := d.Digest(ctx, store.Scope{All: true}, d.zone(""), c.Lang)
		if err != nil {
			return err
		}
		object, err := json.Marshal(g)
		if err != nil {
			return err
		}
		return d.tell(ctx, &h, outbox.Event{ID: "digest_" + string(h.ID) + "_" + job.Day, Name: "day.digest", At: d.now(), Lang: c.Lang, Object: object, Title: g.Title, Lines: g.Lines, Link: g.Link})
	}
	u, err := d.Store.User(ctx, job.User)
	if err != nil {
		return ignoreMissing(err)
	}
	scope, err := d.ScopeOf(ctx, &u)
	if err != nil || !u.Active {
		return err
	}
	p := PrefsOf(&u)
	g, err := d.Digest(ctx, scope, d.zone(p.Zone), u.Lang)
	if err != nil {
		return err
	}
	boxes, err := d.Store.Mailboxes(ctx)
	if err != nil {
		return err
	}
	for i := range boxes {
		_, server, err := d.postOf(&boxes[i])
		if err != nil {
			continue // it cannot send; another may
		}
		id := newID()
		raw, err := outbox.Build(&outbox.Letter{From: xunpan.Address{Name: "xunpan", Mail: boxes[i].Address}, To: []xunpan.Address{{Name: u.Name, Mail: u.Email}}, Subject: g.Title,
			Body: strings.Join(append(slices.Clone(g.Lines), g.Link), "\n\n"), Lang: u.Lang, MessageID: outbox.NewMessageID(id, boxes[i].Address), Date: d.now()})
		if err != nil {
			return err
		}
		return d.sender().Send(ctx, server, boxes[i].Address, []string{u.Email}, raw)
	}
	d.log().WarnContext(ctx, "digest: no mailbox can send", "user", u.ID)
	return nil
}

func ignoreMissing(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	return err
}

// DayDigest is the day in a few lines.
type DayDigest struct {
	Title    string   `json:"title"`
	Lines    []string `json:"lines"`
	Link     string   `json:"link"`
	Overdue  int      `json:"overdue"`
	DueToday int      `json:"due_today"`
	Follow   int      `json:"follow_up"`
}

// Digest is what needs somebody today: answers owed, then contacts to make, the most
// worthy first.
func (d *Desk) Digest(ctx context.Context, scope store.Scope, zone *time.Location, lang string) (g DayDigest, err error) {
	now := d.now().In(zone)
	begin := calendar.DayOf(now).At(0, zone)
	end := calendar.DayOf(now).Plus(1).At(0, zone)
	counts, err := d.Store.DayCounts(ctx, scope, now, begin, end, begin.AddDate(0, 0, -1), 1000)
	if err != nil {
		return g, err
	}
	g.Overdue, g.DueToday = counts.Overdue, counts.DueToday
	if g.Follow, err = d.Store.CountFollowUps(ctx, scope, time.Time{}, end, 1000); err != nil {
		return g, err
	}
	say := func(en, zh string) string { return xunpan.Text{En: en, Zh: zh}.In(lang) }
	g.Title = fmt.Sprintf(say("%s: %d overdue, %d to answer today, %d to follow up", "%s：%d 条超时，%d 条今日待回复，%d 条待跟进"), now.Format("01-02"), g.Overdue, g.DueToday, g.Follow)
	if d.URL != "" {
		g.Link = d.URL + "/today"
	}
	due, err := d.Store.DueInquiries(ctx, scope, xunpan.ToAnswer, now, digestMost)
	if err != nil {
		return g, err
	}
	for i := range due {
		q := &due[i]
		when := fmt.Sprintf(say("answer by %s", "%s 前回复"), q.Due.In(zone).Format("01-02 15:04"))
		g.Lines = append(g.Lines, digestLine(q, when))
	}
	fs, err := d.Store.FollowUps(ctx, store.FollowFilter{Scope: scope, To: end, Latest: true, Limit: digestMost})
	if err != nil {
		return g, err
	}
	for i := range fs {
		if q := fs[i].Inquired; q != nil {
			when := fmt.Sprintf(say("follow up, contact %d, write by %s", "跟进，第 %d 次，%s 前写好"), fs[i].Tries, fs[i].Prepare.In(zone).Format("01-02 15:04"))
			g.Lines = append(g.Lines, digestLine(q, when))
		}
	}
	if len(g.Lines) == 0 {
		g.Lines = []string{say("Nothing is waiting for you. A good day to look for buyers.", "没有待处理事项，适合开发新客户。")}
	}
	return g, nil
}

// digestLine is an inquiry in one line.
func digestLine(q *xunpan.Inquiry, when string) string {
	line := fmt.Sprintf("%s %s%s", q.Grade, strings.Repeat("★", q.Stars), orElse(" "+orElse(q.Party.Name, q.Party.Mail), ""))
	if q.Country != "" {
		line += " (" + q.Country + ")"
	}
	return line + " – " + orElse(q.Product, q.Subject) + " – " + when
}
