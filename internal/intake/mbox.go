package intake

import (
	"bufio"
	"bytes"
	"io"
	"strconv"

	"xunpan"
)

// mailbox gives every message of an mbox (RFC 4155). A line "From " after an
// empty line begins a message when it carries a date; ">From " loses its mark
// as mboxrd wants it, which is right for mboxo too but for lines its writer
// had quoted himself.
func (w *walker) mailbox(source string, r io.Reader) {
	br := bufio.NewReaderSize(r, 64<<10)
	m := boxMessage{}
	n := 0
	flush := func() {
		if !m.open {
			return
		}
		n++
		it := Item{Source: source + "#" + strconv.Itoa(n), Raw: m.take(), Form: xunpan.FormMail}
		if m.large {
			it.Raw, it.Err = nil, errTooLarge
		}
		w.give(it)
	}
	blank, start := true, true // at the beginning of a line after an empty one; of any line
	for !w.done {
		line, err := br.ReadSlice('\n') // a longer line comes in pieces
		if start && blank && isFromLine(line) {
			flush()
			m = boxMessage{open: true, raw: []byte{}} // an empty message is one too
			if n > 0 && w.done {
				return
			}
			for err == bufio.ErrBufferFull {
				_, err = br.ReadSlice('\n')
			}
			blank = false
		} else if len(line) > 0 {
			if start {
				blank = len(bytes.TrimRight(line, "\r\n")) == 0
				line = unquoteFrom(line)
			}
			m.add(line)
			if !m.grown && len(m.raw) > growing {
				w.room(MaxMessage)
				m.grow()
			}
			start = err != bufio.ErrBufferFull
		}
		if err != nil && err != bufio.ErrBufferFull {
			flush()
			switch {
			case err != io.EOF:
				w.fail(source, err)
			case n == 0:
				w.fail(source, ErrNotMail)
			}
			return
		}
	}
}

// growing is the size from which a message of a mailbox counts as a large one.
const growing = 8 << 20

// boxMessage is the message being collected.
type boxMessage struct {
	open  bool
	large bool // beyond MaxMessage
	grown bool // beyond growing, and room was asked for
	raw   []byte
}

func (m *boxMessage) add(line []byte) {
	if !m.open && len(bytes.TrimSpace(line)) > 0 {
		m.open = true // a mailbox whose first "From " line is missing
	}
	switch {
	case m.large || !m.open:
	case len(m.raw)+len(line) > MaxMessage:
		m.large, m.raw = true, nil
	default:
		m.raw = append(m.raw, line...)
	}
}

// grow makes room for the largest message at once: growing step by step would
// hold it twice.
func (m *boxMessage) grow() {
	m.grown = true
	m.raw = append(make([]byte, 0, MaxMessage), m.raw...)
}

// take returns the message without the empty line that parts it from the next.
func (m *boxMessage) take() []byte {
	raw := bytes.TrimSuffix(m.raw, []byte("\n"))
	if len(raw) < len(m.raw) {
		raw = bytes.TrimSuffix(raw, []byte("\r"))
		if bytes.HasSuffix(raw, []byte("\n")) {
			return raw
		}
	}
	return m.raw
}

// isFromLine reports whether a line begins a message: "From " and, later in
// the line, a time of day and a year. A sentence that begins with "From " has
// no such date.
func isFromLine(line []byte) bool {
	rest, ok := bytes.CutPrefix(line, []byte("From "))
	if !ok {
		return false
	}
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	clock, year := false, false
	for _, word := range bytes.Fields(rest) {
		clock = clock || len(word) >= 4 && len(word) <= 8 && bytes.IndexByte(word, ':') > 0 && digits(bytes.ReplaceAll(word, []byte(":"), nil))
		year = year || len(word) == 4 && digits(word)
	}
	return clock && year
}

func digits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(b) > 0
}

// unquoteFrom takes one ">" off a line of ">…>From ".
func unquoteFrom(line []byte) []byte {
	if len(line) > 0 && line[0] == '>' && bytes.HasPrefix(bytes.TrimLeft(line, ">"), []byte("From ")) {
		return line[1:]
	}
	return line
}
