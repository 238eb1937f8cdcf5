package flow

import (
	"context"
	"time"

	"xunpan"
	"xunpan/internal/jobs"
	"xunpan/internal/store"
)

// SettingRejudge keeps how judging everything again fares: RejudgeState.
const SettingRejudge = "rejudge"

// RejudgeState is how judging everything again fares, or how it fared last.
type RejudgeState struct {
	State   string       `json:"state"` // "", "waiting", "running", "done", "failed"
	By      xunpan.Actor `json:"by"`
	Begun   time.Time    `json:"begun,omitzero"`
	Now     time.Time    `json:"now,omitzero"` // when this was written
	Done    int          `json:"done"`         // inquiries judged
	Total   int          `json:"total"`        // about as many there are
	Changed int          `json:"changed"`      // of another type, stars or action than before
	List    []Rejudged   `json:"list,omitempty"`
	Error   string       `json:"error,omitempty"`
}

const (
	rejudgeTell  = 2 * time.Second  // how often progress is written
	rejudgeAlive = 10 * time.Minute // silent for longer, it may be begun anew
	rejudgeList  = 50               // changes that are kept by name
)

// rejudgeJob judges everything again.
type rejudgeJob struct {
	By xunpan.Actor `json:"by"`
}

func (rejudgeJob) Kind() string { return "rejudge" }

// Plan: doing it again does no harm, what is judged so already stays.
func (rejudgeJob) Plan() jobs.Plan {
	return jobs.Plan{Max: 5, Timeout: 12 * time.Hour, Priority: 4, Unique: "all"}
}

// HandleSettings has the queue do the work that settings ask for. It must be
// called before the queue runs.
func (d *Desk) HandleSettings() { jobs.Handle(d.Jobs, d.rejudgeAll) }

// Rejudging is how judging everything again fares.
func (d *Desk) Rejudging(ctx context.Context) (s RejudgeState, err error) {
	_, err = d.Store.Setting(ctx, SettingRejudge, &s)
	return s, err
}

// StartRejudge has everything here judged again in the background, by the
// settings in force. The user's word stays.
func (d *Desk) StartRejudge(ctx context.Context, who Who) error {
	if d.Jobs == nil {
		return invalid("", "No background work is done here.", "此处不运行后台任务。")
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanSettings); err != nil {
			return err
		}
		var s RejudgeState
		version, err := tx.Setting(ctx, SettingRejudge, &s)
		if err != nil {
			return err
		}
		if (s.State == "waiting" || s.State == "running") && tx.Now.Sub(s.Now) < rejudgeAlive {
			return invalid("", "Everything is being judged again already; wait for it to end.", "正在重新评估，请等它完成。")
		}
		s = RejudgeState{State: "waiting", By: who.Actor, Begun: tx.Now, Now: tx.Now}
		if err := tx.SetSetting(ctx, SettingRejudge, version, s, who.Actor.ID); err != nil {
			return err
		}
		if err := d.Jobs.Add(ctx, tx, rejudgeJob{who.Actor}); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "setting", What: "rejudging", Detail: map[string]any{"name": SettingRejudge}})
	})
}

func (d *Desk) rejudgeAll(ctx context.Context, job rejudgeJob, try jobs.Try) error {
	if err := d.Reload(ctx); err != nil { // what was saved on another node a moment ago counts
		return err
	}
	counts, err := d.Store.TrayCounts(ctx, store.Scope{All: true}, d.now(), 1<<30)
	if err != nil {
		return err
	}
	s := RejudgeState{State: "running", By: job.By, Begun: d.now()}
	for _, n := range counts {
		s.Total += n
	}
	if err := d.sayRejudge(ctx, &s, nil); err != nil {
		return err
	}
	told := time.Now()
	rep, err := d.Rejudge(ctx, false, func(n int) {
		if s.Done = n; time.Since(told) < rejudgeTell {
			return
		}
		told = time.Now()
		if err := d.sayRejudge(ctx, &s, nil); err != nil && ctx.Err() == nil {
			d.log().WarnContext(ctx, "keeping how far judging again is", "error", err)
		}
	})
	if err != nil {
		if s.Error = err.Error(); try.Attempt >= try.Max {
			s.State = "failed"
		}
		_ = d.sayRejudge(context.WithoutCancel(ctx), &s, nil) // the work's own error says more
		return err
	}
	s.State, s.Done, s.Total, s.Changed = "done", rep.Judged, rep.Judged, len(rep.Changed)+rep.More
	s.List = rep.Changed[:min(len(rep.Changed), rejudgeList)]
	return d.sayRejudge(ctx, &s, &xunpan.Change{Actor: job.By, Object: "setting", What: "rejudged_all",
		Detail: map[string]any{"name": SettingRejudge, "judged": s.Done, "changed": s.Changed, "inquiries": s.List}})
}

// sayRejudge keeps the state, and at the end what came of it in the history.
func (d *Desk) sayRejudge(ctx context.Context, s *RejudgeState, c *xunpan.Change) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		s.Now = tx.Now
		version, err := tx.Setting(ctx, SettingRejudge, new(RejudgeState))
		if err != nil {
			return err
		}
		if err := tx.SetSetting(ctx, SettingRejudge, version, s, s.By.ID); err != nil || c == nil {
			return err
		}
		return tx.AddChange(ctx, c)
	})
}
