package store

import (
	"context"
	"encoding/json"

	"xunpan"
)

// Spoken is an inquiry with the signals that spoke on it.
type Spoken struct {
	Type    xunpan.BuyerType // as it stands now, the user's word included
	Stars   int
	Stage   xunpan.Stage
	Said    bool // a user corrected it
	Signals []string
}

// EachSpoken hands over the newest inquiries with the signals of the assessment
// they show, at most so many, until f returns false.
func (v *view) EachSpoken(ctx context.Context, s Scope, limit int, f func(*Spoken) bool) (err error) {
	defer wrap(&err, "counting signals")
	owner, args := scopeIs(s)
	rs, err := v.query(ctx, `SELECT i.type, i.stars, i.stage, i.said <> '', a.packed, a.body FROM (
 SELECT type, stars, stage, said, assessment_id, received_at, id FROM inquiries WHERE merged_into IS NULL AND assessment_id IS NOT NULL`+owner+` ORDER BY received_at DESC, id DESC LIMIT ?) AS i
 JOIN assessments a ON a.id = i.assessment_id`, append(args, limit)...)
	if err != nil {
		return err
	}
	defer rs.Close()
	for rs.Next() {
		var q Spoken
		var body Packed
		if err := rs.Scan(&q.Type, &q.Stars, &q.Stage, &q.Said, &body.Coder, &body.Bytes); err != nil {
			return err
		}
		text, err := body.Unpack()
		if err != nil {
			return err
		}
		var a struct {
			Evidence []struct {
				Signal string `json:"signal"`
			} `json:"evidence"`
		}
		if err := json.Unmarshal(text, &a); err != nil {
			return err
		}
		for _, e := range a.Evidence {
			q.Signals = append(q.Signals, e.Signal)
		}
		if !f(&q) {
			return nil
		}
	}
	return rs.Err()
}
