package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

// hub reads the history once a second for all browsers of this node that
// listen, so that any number of them costs one query. While nobody listens it
// does nothing.
type hub struct {
	mu        sync.Mutex
	listeners map[chan []xunpan.Change]bool
	stop      context.CancelFunc
}

// liveEvery is how soon a change made on another node is seen.
const liveEvery = time.Second

func (h *hub) join(st *store.Store) (news chan []xunpan.Change, leave func()) {
	news = make(chan []xunpan.Change, 8)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listeners == nil {
		h.listeners = map[chan []xunpan.Change]bool{}
	}
	h.listeners[news] = true
	if h.stop == nil {
		ctx, cancel := context.WithCancel(context.Background())
		h.stop = cancel
		go h.watch(ctx, st)
	}
	return news, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.listeners, news)
		if len(h.listeners) == 0 && h.stop != nil {
			h.stop()
			h.stop = nil
		}
	}
}

func (h *hub) watch(ctx context.Context, st *store.Store) {
	last := int64(-1)
	tick := time.NewTicker(liveEvery)
	defer tick.Stop()
	for {
		if last < 0 {
			if n, err := st.LastChange(ctx); err == nil {
				last = n
			}
		} else if cs, err := st.Changes(ctx, store.ChangeFilter{After: max(last, 1), Limit: 500}); err == nil && len(cs) > 0 {
			last = cs[len(cs)-1].Seq
			h.tell(cs)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// tell passes changes on; a browser that does not keep up misses some and is
// put right by its next page.
func (h *hub) tell(cs []xunpan.Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for news := range h.listeners {
		select {
		case news <- cs:
		default:
		}
	}
}

// beat keeps proxies from closing a silent stream.
const beat = 25 * time.Second

// news is the stream of server-sent events behind every page: the numbers of
// the trays and the inquiries that changed, as far as the user may see them.
func (s *Site) news(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	rc := http.NewResponseController(w)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	news, leave := s.live.join(s.Desk.Store)
	defer leave()
	send := func(event string, data any) error {
		b, err := json.Marshal(data)
		if err != nil {
			return err
		}
		_ = rc.SetWriteDeadline(time.Now().Add(2 * beat))
		if _, err := fmt.Fprintf(w, "event: %s\ndata: %s\n\n", event, b); err != nil {
			return err
		}
		return rc.Flush()
	}
	if _, err := fmt.Fprint(w, "retry: 3000\n\n"); err != nil {
		return nil
	}
	if err := rc.Flush(); err != nil {
		return err
	}
	pulse := time.NewTicker(beat)
	defer pulse.Stop()
	var progress <-chan time.Time // only for those who bring in files
	seen := map[xunpan.ID]store.Upload{}
	if gate.From(ctx).May(xunpan.CanImport) {
		tick := time.NewTicker(liveEvery)
		defer tick.Stop()
		progress = tick.C
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-pulse.C:
			if _, still := s.Gate.Still(r); !still {
				return nil
			}
			if _, err := fmt.Fprint(w, ": \n\n"); err != nil || rc.Flush() != nil {
				return nil
			}
		case <-progress:
			if who, still := s.Gate.Still(r); !still || !who.May(xunpan.CanImport) {
				return nil
			}
			if err := s.progress(ctx, seen, send); err != nil {
				return nil
			}
		case cs := <-news:
			if err := s.passOn(ctx, r, cs, send); err != nil {
				return nil // the browser has gone, or will come again
			}
		}
	}
}

// errGone ends the stream of who is no longer signed in.
var errGone = errors.New("signed out")

// liveInquiry is what a page is told of a changed inquiry.
type liveInquiry struct {
	ID    xunpan.ID   `json:"id"`
	Tray  xunpan.Tray `json:"tray"`
	New   bool        `json:"new"`
	Alert bool        `json:"alert"`
	Title string      `json:"title"`
	Text  string      `json:"text"`
}

func (s *Site) passOn(ctx context.Context, r *http.Request, cs []xunpan.Change, send func(string, any) error) error {
	who, still := s.Gate.Still(r)
	if !still {
		return errGone
	}
	scope, user := who.Scope, userID(r)
	wish, err := s.notifyOf(ctx, user)
	if err != nil {
		return err
	}
	type state struct{ created, received bool }
	touched := map[xunpan.ID]*state{}
	var order []xunpan.ID
	for i := range cs {
		c := &cs[i]
		if c.Object != "inquiry" || c.Inquiry == "" || c.What == "read" {
			continue
		}
		st := touched[c.Inquiry]
		if st == nil {
			st = new(state)
			touched[c.Inquiry] = st
			order = append(order, c.Inquiry)
		}
		st.created = st.created || c.What == "created"
		st.received = st.received || c.What == "received"
	}
	if len(order) == 0 {
		return nil
	}
	const most = 50 // more than a page shows says nothing to anybody
	for _, id := range order[:min(len(order), most)] {
		q, err := s.Desk.Store.Inquiry(ctx, id)
		if err != nil || !scope.Sees(q.Owner) {
			continue
		}
		st := touched[id]
		if err := send("inquiry", liveInquiry{ID: id, Tray: q.Tray, New: st.created, Title: orElse(q.Party.Name, orElse(q.Company, q.Party.Mail)) + " · " + orElse(q.Product, q.Subject), Text: q.Snippet,
			Alert: (st.created || st.received) && wish.Rings(user, &q)}); err != nil {
			return err
		}
	}
	counts, err := s.Desk.Store.TrayCounts(ctx, scope, time.Now(), maxCount)
	if err != nil {
		return err
	}
	return send("counts", counts)
}

// notifyOf is what a user wants to be told of, as he last said.
func (s *Site) notifyOf(ctx context.Context, user xunpan.ID) (flow.Notify, error) {
	all, err := s.colleagues(ctx)
	for i := range all {
		if all[i].ID == user {
			return flow.PrefsOf(&all[i]).Notify, nil
		}
	}
	return flow.Notify{From: flow.NotifyOff}, err
}
