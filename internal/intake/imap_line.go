package intake

import (
	"errors"
	"net"
	"os"
	"sync"
	"time"
)

const (
	patience = 2 * time.Minute // for the next bytes of an answer
	slowest  = 4 << 10         // bytes a second that an answer must keep to after that
	slack    = 4 << 20         // bytes any answer may have: capabilities, changes told in passing
)

var (
	errSlow  = errors.New("the server did not answer in time")
	errFlood = errors.New("the server sent far more than it was asked for")
)

// brokenError is a connection that ended before its time.
type brokenError struct{ err error }

func (e *brokenError) Error() string { return "the connection broke: " + e.err.Error() }
func (e *brokenError) Unwrap() error { return e.err }

// grammarError is an answer that is not IMAP as the library knows it.
type grammarError struct{ err error }

func (e *grammarError) Error() string {
	return "the server's answer was not understood: " + e.err.Error()
}
func (e *grammarError) Unwrap() error { return e.err }

// line is the connection below the protocol. The library reads whatever a
// server sends and counts its time per answer, however long; so the line
// bounds the bytes and the time of each command, and remembers why it broke.
type line struct {
	net.Conn
	broken chan struct{} // closed with the first error

	mu       sync.Mutex
	cause    error
	patience time.Duration
	due      time.Time // zero between commands
	left     int64     // bytes that may still come
}

// begin opens an account for one command: its answer may have so many bytes.
func (l *line) begin(size int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.left = slack + size
	l.due = time.Now().Add(l.patience)
	l.deadline()
}

// end lets the line be silent for as long as it likes.
func (l *line) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.due = time.Time{}
	l.deadline()
}

// deadline sets the time at which reading gives up.
func (l *line) deadline() {
	t := l.due
	if next := time.Now().Add(l.patience); !t.IsZero() && next.Before(t) {
		t = next
	}
	_ = l.Conn.SetReadDeadline(t) // of a closed connection the next reading tells
}

// SetReadDeadline leaves the library's deadlines aside.
func (l *line) SetReadDeadline(time.Time) error { return nil }

func (l *line) Read(p []byte) (int, error) {
	l.mu.Lock()
	left := l.left
	l.mu.Unlock()
	if left <= 0 {
		return 0, l.fail(errFlood)
	}
	n, err := l.Conn.Read(p[:min(int64(len(p)), left)])
	l.mu.Lock()
	l.left -= int64(n)
	if !l.due.IsZero() && n > 0 {
		l.due = l.due.Add(time.Duration(n) * time.Second / slowest)
		l.deadline()
	}
	l.mu.Unlock()
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = errSlow
	}
	return n, l.fail(err)
}

func (l *line) Write(p []byte) (int, error) {
	n, err := l.Conn.Write(p)
	return n, l.fail(err)
}

// fail keeps the first error that was not our own closing.
func (l *line) fail(err error) error {
	if err == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cause == nil && !errors.Is(err, net.ErrClosed) {
		l.cause = err
	}
	select {
	case <-l.broken:
	default:
		close(l.broken)
	}
	return err
}

func (l *line) why() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.cause
}
