package gate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"time"

	"xunpan/internal/store"
)

// maxAnswer bounds an answer that is kept; a longer one is not kept, and its
// request would be done again.
const maxAnswer = 256 << 10

var (
	errUnderWay     = errors.New("a request with this idempotency key is under way")
	errOtherRequest = errors.New("this idempotency key was used for another request")
)

// once does a request with an idempotency key if it was not done yet, and
// otherwise answers as the first time.
func (g *Gate) once(w http.ResponseWriter, r *http.Request, rt *Route, p *passage, key string) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		g.Fail(w, r, err)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	by := p.who.Actor
	kept, fresh, err := g.desk.Claim(r.Context(), by, key, requestDigest(r, body))
	switch {
	case err != nil:
		g.Fail(w, r, err)
		return
	case !fresh && !kept.Same:
		g.Fail(w, r, errOtherRequest)
		return
	case !fresh && kept.Status == 0:
		g.Fail(w, r, errUnderWay)
		return
	case !fresh:
		w.Header().Set("Content-Type", kept.Kind)
		w.Header().Set("Idempotency-Replayed", "true")
		w.WriteHeader(kept.Status)
		_, _ = w.Write(kept.Body) // who does not wait for it asks again
		return
	}
	// The answer is kept before it is given, even if nobody waits for it any
	// more, so that a request made again finds it.
	held := &held{header: w.Header()}
	settled := false
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), 10*time.Second)
	defer cancel()
	defer func() {
		if settled {
			return
		}
		if err := g.desk.Unclaim(ctx, by, key); err != nil {
			g.opts.Log.WarnContext(ctx, "giving an idempotency key back", "request", p.id, "err", err)
		}
	}()
	rt.Handler.ServeHTTP(held, r)
	if held.status == 0 {
		held.status = http.StatusOK
	}
	if final(held.status) && held.body.Len() <= maxAnswer {
		err := g.desk.Answered(ctx, by, key, store.Answer{Status: held.status, Kind: w.Header().Get("Content-Type"), Body: held.body.Bytes()})
		if settled = err == nil; err != nil {
			g.opts.Log.WarnContext(ctx, "keeping an answer", "request", p.id, "err", err)
		}
	}
	w.WriteHeader(held.status)
	_, _ = w.Write(held.body.Bytes()) // who does not wait for it asks again
}

// final reports whether the same request would be answered so again: not when
// the desk was in trouble, too busy, or wanted somebody else to ask.
func final(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusRequestTimeout, http.StatusConflict, http.StatusTooManyRequests:
		return false
	}
	return status < 500 && status != statusGone
}

// requestDigest stands for all of a request that matters.
func requestDigest(r *http.Request, body []byte) []byte {
	h := sha256.New()
	for _, s := range []string{r.Method, r.URL.RequestURI(), r.Header.Get("Content-Type")} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	h.Write(body)
	return h.Sum(nil)
}

// held is an answer that waits to be given.
type held struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (h *held) Header() http.Header { return h.header }

func (h *held) WriteHeader(status int) {
	if h.status == 0 && status >= 200 {
		h.status = status
	}
}

func (h *held) Write(b []byte) (int, error) {
	if h.status == 0 {
		h.status = http.StatusOK
	}
	return h.body.Write(b)
}
