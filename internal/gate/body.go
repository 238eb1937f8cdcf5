package gate

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// Bodies larger than smallBody are read by as many requests at a time as have
// room in bulkRoom, so that a few programs that send large mails at once do not
// take the machine's memory. A body of unknown length counts as long as its
// route allows, one that is larger than the room as the whole of it.
const (
	smallBody = 1 << 20
	bulkRoom  = 256 << 20
)

// bodyRate is how many bytes a second a body must come in at; who sends more
// slowly holds a connection for nothing.
const bodyRate = 32 << 10

// receive bounds a request's body in length, time and memory. It reports
// whether the body may be read; done gives the room back.
func (g *Gate) receive(w http.ResponseWriter, r *http.Request, limit int64) (done func(), ok bool) {
	size := r.ContentLength
	if size < 0 {
		size = limit
	}
	done = func() {}
	if size == 0 || r.Body == nil {
		return done, true
	}
	if size > smallBody && limit <= bulkRoom { // what may be larger is not held in memory
		if err := g.bulk.Acquire(r.Context(), size); err != nil {
			return nil, false // who asked does not wait any more
		}
		done = func() { g.bulk.Release(size) }
	}
	timer := http.NewResponseController(w)
	end := time.Now().Add(g.opts.BodyTime + time.Duration(size/bodyRate)*time.Second)
	if err := timer.SetReadDeadline(end); err != nil && !errors.Is(err, http.ErrNotSupported) {
		g.opts.Log.DebugContext(r.Context(), "bounding the time of a body", "err", err)
	}
	r.Body = &body{ReadCloser: http.MaxBytesReader(w, r.Body, limit), timer: timer}
	return done, true
}

// body is a request's body that lifts the deadline once it is read: what the
// handler then does takes the time it takes.
type body struct {
	io.ReadCloser
	timer *http.ResponseController
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) {
		_ = b.timer.SetReadDeadline(time.Time{}) // without one it was not set either
	}
	return n, err
}
