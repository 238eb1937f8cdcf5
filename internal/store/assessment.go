package store

import (
	"context"
	"encoding/json"
	"time"

	"xunpan"
)

// Judgement is one assessment of one message as it is kept.
type Judgement struct {
	ID      xunpan.ID
	Inquiry xunpan.ID
	Message xunpan.ID
	At      time.Time
	Why     string        // what made the desk judge: "received", "facts", "rejudge", "reparse"
	Rules   string        // which signals and weights were in force
	World   *xunpan.World // what the world told, if it was asked
	Body    Packed        // the Analysis as JSON, without texts
}

// Analysis reads the kept assessment.
func (j *Judgement) Analysis() (*xunpan.Analysis, error) {
	raw, err := j.Body.Unpack()
	if err != nil {
		return nil, err
	}
	a := new(xunpan.Analysis)
	return a, json.Unmarshal(raw, a)
}

const judgementColumns = `id, inquiry_id, message_id, at, why, rules, facts, packed, body`

func scanJudgement(r rows) (j Judgement, err error) {
	var facts string
	if err := r.Scan(ident{&j.ID}, ident{&j.Inquiry}, ident{&j.Message}, when{&j.At}, &j.Why, &j.Rules, &facts, &j.Body.Coder, &j.Body.Bytes); err != nil {
		return j, err
	}
	if facts != "" {
		err = json.Unmarshal([]byte(facts), &j.World)
	}
	return j, err
}

// CurrentJudgement returns the assessment an inquiry shows, or ErrNotFound.
func (v *view) CurrentJudgement(ctx context.Context, inquiry xunpan.ID) (j Judgement, err error) {
	defer wrap(&err, "reading the assessment of inquiry %s", inquiry)
	if !valid(inquiry) {
		return j, ErrNotFound
	}
	j, err = scanJudgement(v.row(ctx, `SELECT `+judgementColumns+` FROM assessments WHERE id = (SELECT assessment_id FROM inquiries WHERE id = ?)`, string(inquiry)))
	return j, missing(err)
}

// Judgements returns all assessments of an inquiry, newest first.
func (v *view) Judgements(ctx context.Context, inquiry xunpan.ID, limit int) ([]Judgement, error) {
	return collect(ctx, v, scanJudgement, `SELECT `+judgementColumns+` FROM assessments WHERE inquiry_id = ? ORDER BY at DESC, id DESC LIMIT ?`, string(inquiry), limit)
}

// AddJudgement keeps an assessment; with current it becomes the one the
// inquiry shows.
func (t *Tx) AddJudgement(ctx context.Context, j *Judgement, current bool) (err error) {
	defer wrap(&err, "storing the assessment of inquiry %s", j.Inquiry)
	facts := ""
	if j.World != nil {
		b, err := json.Marshal(j.World)
		if err != nil {
			return err
		}
		facts = string(b)
	}
	if _, err := t.exec(ctx, `INSERT INTO assessments (`+judgementColumns+`) VALUES (`+marks(9)+`)`,
		string(j.ID), string(j.Inquiry), string(j.Message), millis(j.At), j.Why, j.Rules, facts, j.Body.Coder, j.Body.Bytes); err != nil {
		return err
	}
	if !current {
		return nil
	}
	_, err = t.exec(ctx, `UPDATE inquiries SET assessment_id = ? WHERE id = ?`, string(j.ID), string(j.Inquiry))
	return err
}
