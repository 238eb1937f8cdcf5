package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	netmail "net/mail"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"xunpan/internal/crowd"
)

// mails are those of one test, distinct and the same whenever one is asked for.
type mails struct{ at time.Time }

func newMails() mails { return mails{time.Now().Truncate(time.Second)} }

func (m mails) raw(n int) []byte { return crowd.Mail(uint64(n), m.at) }

// messageID is what a mail calls itself, as the book keeps it.
func messageID(t testing.TB, raw []byte) string {
	t.Helper()
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Trim(m.Header.Get("Message-ID"), "<>")
}

// answer is what the API says to a mail.
type answer struct {
	Inquiry, Message string
	New              bool

	status int
	header http.Header
}

func (a *answer) taken() bool { return a.status == http.StatusOK || a.status == http.StatusCreated }

// poster sends mails over the API.
type poster struct {
	t      testing.TB
	client *http.Client
	key    string

	mu    sync.Mutex
	taken map[string]answer // by Message-ID: what was acknowledged
	again atomic.Int64      // tries that brought no acknowledgement
	cut   atomic.Int64      // of these, those the desk had begun with
}

func newPoster(t testing.TB, key string, conns int) *poster {
	transport := &http.Transport{MaxIdleConnsPerHost: conns}
	t.Cleanup(transport.CloseIdleConnections)
	return &poster{t: t, client: &http.Client{Transport: transport, Timeout: patience}, key: key, taken: map[string]answer{}}
}

// try sends a mail once. An error is that of the connection: what became of
// the mail is not known.
func (p *poster) try(url string, raw []byte) (a answer, err error) {
	req, err := http.NewRequest(http.MethodPost, url+"/api/v1/messages", bytes.NewReader(raw))
	if err != nil {
		return a, err
	}
	req.Header.Set("Content-Type", "message/rfc822")
	req.Header.Set("Authorization", "Bearer "+p.key)
	res, err := p.client.Do(req)
	if err != nil {
		return a, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		return a, err
	}
	if a.status, a.header = res.StatusCode, res.Header; a.taken() {
		err = json.Unmarshal(body, &a)
	}
	return a, err
}

// send sends a mail again and again until it is acknowledged, as whoever must
// not lose it would. It reports whether that came about before ctx ended.
func (p *poster) send(ctx context.Context, where func() string, raw []byte) bool {
	for {
		if url := where(); url != "" {
			a, err := p.try(url, raw)
			switch {
			case err == nil && a.taken():
				p.mu.Lock()
				p.taken[messageID(p.t, raw)] = a
				p.mu.Unlock()
				return true
			case err == nil && a.status != http.StatusServiceUnavailable:
				p.t.Errorf("posting a mail: status %d", a.status)
			}
			p.again.Add(1)
			if err != nil && !errors.Is(err, syscall.ECONNREFUSED) {
				p.cut.Add(1)
			}
		}
		select {
		case <-ctx.Done():
			return false
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// acknowledged is how many mails the desk has taken over.
func (p *poster) acknowledged() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.taken)
}
