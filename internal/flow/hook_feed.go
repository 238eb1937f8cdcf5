package flow

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/jobs"
	"xunpan/internal/outbox"
	"xunpan/internal/store"
)

// HookEvents are the events a system can ask for: an object of the history and
// what was done to it. Changes of users, keys and settings stay in the house.
var HookEvents = []string{
	"inquiry.created", "inquiry.received", "inquiry.answered", "inquiry.corrected", "inquiry.moved", "inquiry.assigned", "inquiry.stage", "inquiry.tagged",
	"inquiry.snoozed", "inquiry.noted", "inquiry.needs", "inquiry.joined", "inquiry.parted", "inquiry.checked", "inquiry.rejudged",
	"company.created", "company.edited", "company.merged", "company.unmerged", "contact.created", "contact.edited", "contact.merged", "contact.unmerged",
}

// hookObjects are those whose every change is told to a hook that names no events.
var hookObjects = []store.Event{{Object: "inquiry"}, {Object: "company"}, {Object: "contact"}}

// wanted are the changes a hook is told of.
func (c *HookConfig) wanted() []store.Event {
	if len(c.Events) == 0 {
		return hookObjects
	}
	var out []store.Event
	for _, e := range c.Events {
		object, what, _ := strings.Cut(e, ".")
		out = append(out, store.Event{Object: object, What: what})
	}
	return out
}

// FeedJob tells one hook of the changes it was not told of yet, in order. Of one
// hook there is one job at a time, so order holds on several nodes, too.
type FeedJob struct {
	Hook xunpan.ID `json:"hook"`
}

// Kind names the job.
func (FeedJob) Kind() string { return "feed" }

// Plan keeps the jobs of one hook apart.
func (j FeedJob) Plan() jobs.Plan {
	return jobs.Plan{Outside: true, Timeout: feedTime + 40*time.Second, Priority: 3, Max: 1, Unique: string(j.Hook)}
}

const (
	// feedTime is how long a job goes on telling one hook before others have their turn.
	feedTime = 30 * time.Second
	// feedPage is how many changes are read at once.
	feedPage = 100
	// hookPatience is how long a hook may fail before it is switched off.
	hookPatience = 3 * 24 * time.Hour
)

// FeedHooks begins to tell hooks of changes where there are some they do not
// know. It is to be called every second or so, on all nodes; without active
// hooks it costs nothing.
func (d *Desk) FeedHooks(ctx context.Context) error {
	if !d.hooks.feeds.Load() || d.Jobs == nil {
		return nil
	}
	hooks, err := d.Store.Hooks(ctx, store.HookChanges)
	if err != nil {
		return err
	}
	last, err := d.Store.LastChange(ctx)
	if err != nil {
		return err
	}
	var due []jobs.Job
	behind := map[xunpan.ID]int64{} // hooks whom none of what happened concerns
	for i := range hooks {
		h := &hooks[i]
		c, s, err := HookOf(h)
		if err != nil {
			return err
		}
		if !h.Active || h.Reached >= last || s.RetryAt.After(d.now()) {
			continue
		}
		n, err := d.Store.CountChangesOf(ctx, h.Reached, c.wanted(), 1)
		switch {
		case err != nil:
			return err
		case n > 0:
			due = append(due, FeedJob{h.ID})
		case last-h.Reached > feedPage:
			behind[h.ID] = last
		}
	}
	if len(due) == 0 && len(behind) == 0 {
		return nil
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		for id, seq := range behind {
			if err := tx.SetHookReached(ctx, id, seq); err != nil && !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		return d.Jobs.Add(ctx, tx, due...)
	})
}

// feedHook tells a hook of changes until none is left, one does not arrive, or
// its time is over.
func (d *Desk) feedHook(ctx context.Context, job FeedJob, _ jobs.Try) error {
	end := time.Now().Add(feedTime)
	for time.Now().Before(end) {
		h, err := d.Store.Hook(ctx, store.HookChanges, job.Hook)
		if errors.Is(err, store.ErrNotFound) || err == nil && !h.Active {
			return nil
		}
		if err != nil {
			return err
		}
		c, _, err := HookOf(&h)
		if err != nil {
			return err
		}
		page, err := d.Store.ChangesOf(ctx, h.Reached, c.wanted(), feedPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for i := range page {
			if ok, err := d.feed(ctx, &h, &page[i]); err != nil || !ok {
				return err
			}
			if time.Now().After(end) {
				return nil
			}
		}
	}
	return nil
}

// feed tells a hook of one change. It reports false when the hook is not to be
// told of more for now.
func (d *Desk) feed(ctx context.Context, h *store.Hook, c *xunpan.Change) (bool, error) {
	body, err := json.Marshal(fedChange(c, d.URL))
	if err != nil {
		return false, err
	}
	sent := d.tell(ctx, h, outbox.Event{ID: string(h.ID) + "_" + strconv.FormatInt(c.Seq, 10), Name: c.Object + "." + c.What, At: c.At, Object: body})
	if ctx.Err() != nil {
		return false, ctx.Err() // it is told again, under the same id
	}
	more := false
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		now, err := tx.Hook(ctx, store.HookChanges, h.ID)
		if err != nil {
			return err
		}
		s, err := fared(ctx, tx, &now, sent)
		if err != nil {
			return err
		}
		if sent == nil {
			more = now.Active
			return tx.SetHookReached(ctx, h.ID, c.Seq)
		}
		d.log().WarnContext(ctx, "webhook", "hook", h.ID, "failures", s.Failures, "error", sent)
		if !now.Active || tx.Now.Sub(s.Since) < hookPatience {
			return nil
		}
		if err := tx.SwitchHook(ctx, h.ID, false); err != nil {
			return err
		}
		return tx.AddChange(ctx, hookChange(xunpan.TheDesk, &now, "switched_off"))
	})
	if errors.Is(err, store.ErrNotFound) {
		return false, nil // removed meanwhile
	}
	return more, err
}

// fed is a change as hooks are told it: the shape that the API's list of changes has.
type fed struct {
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"`
	Actor   fedActor  `json:"actor"`
	Object  string    `json:"object"`
	ID      *string   `json:"id"`
	Inquiry *string   `json:"inquiry"`
	What    string    `json:"what"`
	Detail  any       `json:"detail"`
	URL     string    `json:"url,omitempty"` // of the page that shows it
}

type fedActor struct {
	Kind string  `json:"kind"`
	ID   *string `json:"id"`
	Name string  `json:"name"`
}

func fedChange(c *xunpan.Change, base string) fed {
	id := func(id xunpan.ID) *string {
		if id == "" {
			return nil
		}
		return (*string)(&id)
	}
	f := fed{c.Seq, c.At, fedActor{c.Actor.Kind, id(c.Actor.ID), c.Actor.Name}, c.Object, id(c.ID), id(c.Inquiry), c.What, c.Detail, ""}
	pages := map[string]string{"inquiry": "/inquiries/", "company": "/companies/", "contact": "/contacts/"}
	if p := pages[c.Object]; p != "" && base != "" && c.ID != "" {
		f.URL = base + p + string(c.ID)
	}
	return f
}

// Waiting counts the changes a hook was not told of yet, to a thousand.
func (d *Desk) Waiting(ctx context.Context, h *store.Hook) (int, error) {
	c, _, err := HookOf(h)
	if err != nil {
		return 0, err
	}
	return d.Store.CountChangesOf(ctx, h.Reached, c.wanted(), 1000)
}
