package jobs

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// warnings passes on what of River's log is worth a person's while. What
// becomes of jobs is logged by us. River says every second that the database is
// away; once in a quiet is enough.
type warnings struct {
	slog.Handler
	said *lately
}

// quiet is how long the same message is not repeated.
const quiet = time.Minute

// lately are the messages said within quiet. River's messages are constants, so
// there are not many.
type lately struct {
	mu    sync.Mutex
	at    map[string]time.Time
	since map[string]int // not repeated since then
}

func (w *warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && w.Handler.Enabled(ctx, l)
}

func (w *warnings) Handle(ctx context.Context, r slog.Record) error {
	n, ok := w.said.say(r.Message, r.Time)
	if !ok {
		return nil
	}
	if n > 0 {
		r = r.Clone()
		r.AddAttrs(slog.Int("repeated", n))
	}
	return w.Handler.Handle(ctx, r)
}

// say reports whether a message is to be said, and how often it was not since
// it was last said.
func (l *lately) say(message string, now time.Time) (int, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if at, ok := l.at[message]; ok && now.Sub(at) < quiet {
		l.since[message]++
		return 0, false
	}
	if l.at == nil {
		l.at, l.since = map[string]time.Time{}, map[string]int{}
	}
	n := l.since[message]
	l.at[message], l.since[message] = now, 0
	return n, true
}

func (w *warnings) WithAttrs(a []slog.Attr) slog.Handler {
	return &warnings{w.Handler.WithAttrs(a), w.said}
}

func (w *warnings) WithGroup(name string) slog.Handler {
	return &warnings{w.Handler.WithGroup(name), w.said}
}
