package flow

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"xunpan"
	"xunpan/internal/jobs"
	"xunpan/internal/judge"
	"xunpan/internal/store"
)

// VerifyJob asks the world about the sender of an inquiry, and judges again
// (DOMAIN section 5). The inquiry was judged before with what the mail tells.
type VerifyJob struct {
	Inquiry xunpan.ID `json:"inquiry"`
	Round   int       `json:"round,omitempty"` // how often it was asked before without an answer
	Again   bool      `json:"again,omitempty"` // a person wants it asked anew, whatever is kept
}

// Kind names the job.
func (VerifyJob) Kind() string { return "verify" }

// Plan lets whoever is slow to answer hold up nothing else. What a person asked
// for comes before the rest, and once.
func (j VerifyJob) Plan() jobs.Plan {
	p := jobs.Plan{Outside: true, Priority: 3, Timeout: 90 * time.Second, Max: 4}
	if j.Again {
		p.Priority, p.Unique = 2, string(j.Inquiry)
	}
	return p
}

const (
	verifyHour  = 300             // questions an hour at most, where nothing else is said
	verifyWait  = 5 * time.Minute // until the hour's budget is looked at again
	verifyRound = time.Hour       // until silence is asked again; four times as long each time
	verifyAgain = 2               // so often
)

// VerifyAll has many inquiries verified, each by a job of its own. Intake adds
// one for all that a transaction stores, since adding a job costs half of what
// taking in a mail does.
type VerifyAll struct {
	Inquiries []xunpan.ID `json:"inquiries"`
}

// Kind names the job.
func (VerifyAll) Kind() string { return "verify_all" }

// Plan lets what waits for people go first.
func (VerifyAll) Plan() jobs.Plan { return jobs.Plan{Priority: 3} }

// verifyBatch bounds the inquiries of one job, whose size is limited.
const verifyBatch = 500

// HandleVerify has the queue ask the world. It must be called before the queue
// runs.
func (d *Desk) HandleVerify() {
	jobs.Handle(d.Jobs, d.verifyInquiry)
	jobs.Handle(d.Jobs, d.spreadVerify)
}

// verify reports whether the sender of an arrival shall be looked up: not of
// mail of the past, nor of what nobody will answer.
func (d *Desk) verify(now time.Time, a *arrival, q *xunpan.Inquiry) bool {
	return d.World != nil && d.Jobs != nil && !a.in.Past && q.Tray != xunpan.NotInquiries && q.Tray != xunpan.Done && now.Sub(a.in.Received) <= pastAge
}

// verifyGroup has the inquiries verified that a group of units brought or
// changed.
func (d *Desk) verifyGroup(ctx context.Context, tx *store.Tx, group []*unit) error {
	var ids []xunpan.ID
	for _, u := range group {
		for i, a := range u.letters {
			if id := u.receipts[i].Inquiry; a.verify && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	if len(ids) == 1 {
		return d.Jobs.Add(ctx, tx, VerifyJob{Inquiry: ids[0]})
	}
	for part := range slices.Chunk(ids, verifyBatch) {
		if err := d.Jobs.Add(ctx, tx, VerifyAll{part}); err != nil {
			return err
		}
	}
	return nil
}

// spreadVerify gives each inquiry its own job.
func (d *Desk) spreadVerify(ctx context.Context, job VerifyAll, try jobs.Try) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if err := try.Done(ctx, tx); err != nil || d.World == nil {
			return err
		}
		each := make([]jobs.Job, len(job.Inquiries))
		for i, id := range job.Inquiries {
			each[i] = VerifyJob{Inquiry: id}
		}
		return d.Jobs.Add(ctx, tx, each...)
	})
}

// CheckAgain has everything about the sender of an inquiry asked anew.
func (d *Desk) CheckAgain(ctx context.Context, who Who, id xunpan.ID) error {
	if d.World == nil || d.Jobs == nil {
		return invalid("", "Looking up senders is switched off here.", "此处已关闭对发件人的在线核查。")
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		q, err := seen(ctx, tx, who, id)
		if err != nil {
			return err
		}
		return d.Jobs.Add(ctx, tx, VerifyJob{Inquiry: q.ID, Again: true})
	})
}

// verifyInquiry gathers what the world tells of the sender and judges again
// what the inquiry is judged by.
func (d *Desk) verifyInquiry(ctx context.Context, job VerifyJob, try jobs.Try) error {
	if d.World == nil {
		return nil // switched off meanwhile
	}
	if into, err := d.Store.MergedInto(ctx, job.Inquiry); err != nil || into != "" {
		return err // what it was joined to has a buyer of its own
	}
	old, err := d.Store.CurrentJudgement(ctx, job.Inquiry)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	l, err := d.Store.Letter(ctx, old.Message)
	if err != nil {
		return err
	}
	raw, err := d.Store.Raw(ctx, old.Message)
	if err != nil {
		return err
	}
	r := d.Reader()
	f, _ := r.Read(raw, l.Form, d.now())
	i := inquest{desk: d, again: job.Again}
	w, err := i.ask(ctx, &f)
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err() // the process stops: nobody was silent
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if err := try.Done(ctx, tx); err != nil {
			return err
		}
		if err := tx.SaveLookups(ctx, i.fresh...); err != nil {
			return err
		}
		now, err := tx.CurrentJudgement(ctx, job.Inquiry)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if now.ID != old.ID { // the buyer wrote again, or all was judged again meanwhile
			job.Round = 0
			return d.Jobs.Add(ctx, tx, VerifyJob{Inquiry: job.Inquiry})
		}
		if err := d.echoes(ctx, tx, job.Inquiry, &f, &w); err != nil {
			return err
		}
		verdict := r.weigh(&f, &w)
		view := xunpan.NewAnalysis(l.Source, &f, &verdict, false)
		if err := keepVerified(ctx, tx, r, view, &now, &w, job.Again || i.answered); err != nil {
			return err
		}
		if i.silent && !job.Again && job.Round < verifyAgain {
			wait := verifyRound << (2 * job.Round)
			return d.Jobs.AddAt(ctx, tx, tx.Now.Add(wait), VerifyJob{Inquiry: job.Inquiry, Round: job.Round + 1})
		}
		return nil
	})
}

// keepVerified puts the new assessment onto the inquiry and says so in its
// history, where anything was found.
func keepVerified(ctx context.Context, tx *store.Tx, r *Reader, view *xunpan.Analysis, old *store.Judgement, w *xunpan.World, say bool) error {
	was, err := old.Analysis()
	if err != nil {
		return err
	}
	body, err := json.Marshal(view)
	if err != nil {
		return err
	}
	before, after := briefOf(was), briefOf(view)
	j := store.Judgement{ID: newID(), Inquiry: old.Inquiry, Message: old.Message, At: tx.Now, Why: "facts", Rules: r.Mark(), World: w, Body: store.PackJudgement(body)}
	if err := r.replace(ctx, tx, &j, after); err != nil || !say {
		return err
	}
	detail := map[string]any{"checks": told(w)}
	if before.Type != after.Type || before.Stars != after.Stars || before.Grade != after.Grade || before.Action != after.Action {
		detail["from"], detail["to"] = before, after
	}
	return tx.AddChange(ctx, &xunpan.Change{Actor: xunpan.TheDesk, Object: "inquiry", ID: old.Inquiry, Inquiry: old.Inquiry, What: "checked", Detail: detail})
}

// told counts the checks of the world by their outcome.
func told(w *xunpan.World) map[string]int {
	n := map[string]int{}
	for _, c := range WorldChecks(w) {
		n[c.State]++
	}
	return n
}

// briefOf is what an assessment says in short.
func briefOf(a *xunpan.Analysis) xunpan.Brief {
	return xunpan.Brief{Type: a.Type, Stars: a.Stars, Grade: a.Grade, Intent: a.Intent, Action: a.Action, Confidence: a.Confidence}
}

// replace makes a new assessment the one its inquiry shows. The user's word
// stays, and so does the tray that he chose.
func (r *Reader) replace(ctx context.Context, tx *store.Tx, j *store.Judgement, b xunpan.Brief) error {
	q, err := tx.Inquiry(ctx, j.Inquiry)
	if err != nil {
		return err
	}
	Judge(&q, b)
	if q.TrayBy == "" && q.Answered.Before(q.Received) && q.Tray != xunpan.Done {
		q.Tray = correctedTray(&q)
		q.Due = r.due(&q, q.Received)
	}
	if q.Grade == "D" {
		if err := callOff(ctx, tx, &q, "none"); err != nil { // no buyer, as it turns out
			return err
		}
	}
	if err := tx.SaveInquiry(ctx, &q); err != nil {
		return err
	}
	return tx.AddJudgement(ctx, j, true)
}

// weigh judges an arrival again with what the world told of its sender; nil
// asked nothing.
func (a *arrival) weigh(r *Reader, w *xunpan.World) (err error) {
	if w == nil {
		return nil
	}
	a.verdict = r.weigh(&a.facts, w)
	a.view = xunpan.NewAnalysis(a.in.Source, &a.facts, &a.verdict, false)
	body, err := json.Marshal(a.view)
	a.body = store.PackJudgement(body)
	return err
}

// weigh adds what the world told to the facts and judges them.
func (r *Reader) weigh(f *xunpan.Facts, w *xunpan.World) xunpan.Assessment {
	f.World = *w
	f.Checks = withWorld(f.Checks, w)
	rules := r.Rules
	if rules == nil {
		rules = judge.Default()
	}
	return judge.Assess(f, rules)
}
