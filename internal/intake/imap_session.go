package intake

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

const dialTimeout = 30 * time.Second

// session is one connection, logged in.
type session struct {
	*Account
	line    *line
	release func() bool // the tie to the context
	client  *imapclient.Client
	caps    imap.CapSet
	avoid   map[string]bool
	news    chan struct{} // the server told of new mail
	bye     atomic.Pointer[string]
	server  string // its own name for itself
}

// open connects and logs in. The session ends with ctx.
func (a *Account) open(ctx context.Context, avoid map[string]bool) (*session, error) {
	dial := a.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	within, cancel := context.WithTimeout(ctx, dialTimeout)
	conn, err := dial(within, "tcp", net.JoinHostPort(a.Host, strconv.Itoa(a.Port)))
	cancel()
	if err != nil {
		return nil, dialFault(err)
	}
	s := &session{Account: a, avoid: avoid, news: make(chan struct{}, 1)}
	s.line = &line{Conn: conn, broken: make(chan struct{}), patience: patience, left: slack}
	if a.patience > 0 {
		s.line.patience = a.patience
	}
	s.release = context.AfterFunc(ctx, func() { conn.Close() })
	if err := s.greet(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// greet encrypts the line, takes the greeting and logs in.
func (s *session) greet(ctx context.Context) error {
	opts := &imapclient.Options{
		TLSConfig:   s.tlsConfig(),
		DebugWriter: byeWriter{s},
		UnilateralDataHandler: &imapclient.UnilateralDataHandler{Mailbox: func(d *imapclient.UnilateralDataMailbox) {
			if d.NumMessages != nil {
				select {
				case s.news <- struct{}{}:
				default:
				}
			}
		}},
	}
	var conn net.Conn = s.line
	if s.Security == "tls" {
		secure := tls.Client(s.line, opts.TLSConfig)
		if err := s.do(ctx, 0, func() error { return secure.HandshakeContext(ctx) }); err != nil {
			return tlsFault(err)
		}
		conn = secure
	}
	if s.Security == "starttls" {
		if err := s.do(ctx, 0, func() error { return s.startTLS(opts) }); err != nil {
			return tlsFault(err)
		}
	} else {
		s.client = imapclient.New(conn, opts)
		if err := s.do(ctx, 0, s.client.WaitGreeting); err != nil {
			return err
		}
	}
	return s.login(ctx)
}

func (a *Account) tlsConfig() *tls.Config {
	c := &tls.Config{}
	if a.TLSConfig != nil {
		c = a.TLSConfig.Clone()
	}
	if c.ServerName == "" {
		c.ServerName = a.Host
	}
	return c
}

// startTLS begins in the clear and encrypts before anything is said. A server
// that breaks off within its answer leaves the library waiting for ever, so
// it is not waited for long once the line is broken.
func (s *session) startTLS(opts *imapclient.Options) error {
	type result struct {
		client *imapclient.Client
		err    error
	}
	done := make(chan result, 1)
	go func() {
		c, err := imapclient.NewStartTLS(s.line, opts)
		done <- result{c, err}
	}()
	broken := s.line.broken
	var enough <-chan time.Time
	for {
		select {
		case r := <-done:
			s.client = r.client
			return r.err
		case <-broken:
			broken, enough = nil, time.After(time.Second)
		case <-enough:
			return io.ErrUnexpectedEOF
		}
	}
}

// close ends the connection and waits until nothing reads from it.
func (s *session) close() {
	s.release()
	s.line.Close()
	if s.client != nil {
		<-s.client.Closed()
	}
}

// do runs one command, whose answer may have so many bytes beyond the usual,
// and makes its error one that says what happened: ctx's own, a refusal of the
// server (imap.Error), a brokenError or a grammarError.
func (s *session) do(ctx context.Context, size int64, command func() error) error {
	s.line.begin(size)
	err := command()
	s.line.end()
	var refused *imap.Error
	switch cause := s.line.why(); {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &refused):
		return err
	case cause != nil:
		if said := s.bye.Load(); said != nil {
			return &imap.Error{Type: imap.StatusResponseTypeBye, Text: *said}
		}
		return &brokenError{cause}
	}
	return &grammarError{err}
}

// can reports whether the server knows a command beyond the basic ones and it
// has not gone wrong before.
func (s *session) can(c imap.Cap) bool { return s.caps.Has(c) && !s.avoid[string(c)] }

// optional runs a command that can be done without. One whose answer cannot be
// read ends the connection, and is not given again on the next.
func (s *session) optional(ctx context.Context, name string, size int64, command func() error) error {
	err := s.do(ctx, size, command)
	var grammar *grammarError
	if errors.As(err, &grammar) {
		s.avoid[name] = true
	}
	if refusal(err) {
		return nil
	}
	return err
}

// idle waits until the server tells of something new, at most for d.
func (s *session) idle(ctx context.Context, d time.Duration) (news bool, err error) {
	var cmd *imapclient.IdleCommand
	err = s.do(ctx, 0, func() (err error) {
		cmd, err = s.client.Idle()
		return err
	})
	var grammar *grammarError
	if refusal(err) || errors.As(err, &grammar) || errors.Is(err, errSlow) {
		s.avoid[string(imap.CapIdle)] = true
	}
	switch {
	case refusal(err):
		return false, nil
	case err != nil:
		return false, err
	}
	news, err = s.hear(ctx, d)
	if err != nil {
		return false, err
	}
	return news, s.do(ctx, 0, func() error {
		if err := cmd.Close(); err != nil {
			return err
		}
		return cmd.Wait()
	})
}

// pause waits in silence.
func (s *session) pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-s.client.Closed():
		return s.do(ctx, 0, func() error { return io.ErrUnexpectedEOF })
	}
}

// hear waits for news, for d at most.
func (s *session) hear(ctx context.Context, d time.Duration) (bool, error) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-s.news:
		return true, nil
	case <-timer.C:
		return false, nil
	case <-s.client.Closed():
		return false, s.do(ctx, 0, func() error { return io.ErrUnexpectedEOF })
	}
}

// byeWriter sees all that is said and keeps the server's last words: the
// library does not give them.
type byeWriter struct{ s *session }

func (w byeWriter) Write(p []byte) (int, error) {
	last := bytes.TrimRight(p, "\r\n")
	last = last[bytes.LastIndexByte(last, '\n')+1:]
	if words, ok := bytes.CutPrefix(last, []byte("* BYE ")); ok {
		said := fmt.Sprintf("%.200s", words)
		w.s.bye.Store(&said)
	}
	return len(p), nil
}
