package intake_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xunpan/internal/intake"
)

// Servers that Dovecot cannot play. Each answers the command it is about in
// its own way, and all others as it should.

// answer returns what the server says to a command; "<tag>" stands for the
// command's. With ok false the ordinary answer is given, with "" none, and the
// connection ends.
type answer func(command string) (said string, ok bool)

// fake runs a server with three mails, of which it answers as told.
func fake(t *testing.T, own answer) *intake.Account {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go converse(c, own)
		}
	}()
	a := &intake.Account{
		ID: "box", Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Security: "none", User: "anna", Sent: "-", Poll: 20 * time.Second,
		Secret: func(context.Context) (string, error) { return "secret", nil },
	}
	intake.Hurry(a, time.Second)
	return a
}

func converse(c net.Conn, own answer) {
	defer c.Close()
	if _, err := io.WriteString(c, "* OK [CAPABILITY IMAP4rev1] ready\r\n"); err != nil {
		return
	}
	for lines := bufio.NewScanner(c); lines.Scan(); {
		tag, command, _ := strings.Cut(lines.Text(), " ")
		said, ok := own(command)
		if !ok {
			said = ordinary(command)
		}
		if _, err := io.WriteString(c, strings.ReplaceAll(said, "<tag>", tag)); err != nil || !strings.HasSuffix(said, "\r\n") {
			return
		}
	}
}

var (
	uidsAsked  = regexp.MustCompile(`^(?:UID FETCH|FETCH|UID SEARCH UID) ([0-9:,*]+)`)
	threeMails = []string{"", "Subject: 1\r\n\r\n", "Subject: 2\r\n\r\n", "Subject: 3\r\n\r\n"}
)

// ordinary is how a simple but honest server answers.
func ordinary(command string) string {
	var b strings.Builder
	asked := uidsAsked.FindStringSubmatch(command)
	switch {
	case command == "CAPABILITY":
		b.WriteString("* CAPABILITY IMAP4rev1\r\n")
	case strings.HasPrefix(command, "EXAMINE"):
		b.WriteString("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] .\r\n* OK [UIDNEXT 4] .\r\n")
	case strings.HasPrefix(command, "UID SEARCH"):
		b.WriteString("* SEARCH")
		for _, uid := range asUIDs(asked[1]) {
			fmt.Fprintf(&b, " %d", uid)
		}
		b.WriteString("\r\n")
	case strings.HasPrefix(command, "UID FETCH"), strings.HasPrefix(command, "FETCH"):
		for _, uid := range asUIDs(asked[1]) {
			b.WriteString(fetched(uid, command))
		}
	}
	b.WriteString("<tag> OK done\r\n")
	return b.String()
}

// asUIDs gives those of the three mails that a set names, "n:*" always the
// last.
func asUIDs(set string) (uids []int) {
	for part := range strings.SplitSeq(set, ",") {
		from, to, isRange := strings.Cut(part, ":")
		if !isRange {
			to = from
		}
		low, _ := strconv.Atoi(from)
		high, err := strconv.Atoi(to)
		if err != nil {
			low, high = min(low, 3), 3
		}
		for uid := low; uid <= min(high, 3); uid++ {
			uids = append(uids, uid)
		}
	}
	return uids
}

func fetched(uid int, command string) string {
	raw := threeMails[uid]
	if strings.Contains(command, "BODY") {
		return fmt.Sprintf("* %d FETCH (UID %d BODY[] {%d}\r\n%s)\r\n", uid, uid, len(raw), raw)
	}
	return fmt.Sprintf("* %d FETCH (UID %d RFC822.SIZE %d FLAGS () INTERNALDATE \"01-May-2026 10:00:00 +0000\")\r\n", uid, uid, len(raw))
}

// body reports whether a command asks for the text of a mail.
func body(command string, uid int) bool {
	asked := uidsAsked.FindStringSubmatch(command)
	return strings.Contains(command, "BODY.PEEK[]") && asked != nil && slices.Contains(asUIDs(asked[1]), uid)
}

// instead answers for one mail in its own way, and for the others that are
// asked for along with it as it should.
func instead(command string, uid int, said string) string {
	var b strings.Builder
	for _, other := range asUIDs(uidsAsked.FindStringSubmatch(command)[1]) {
		if other == uid {
			b.WriteString(said)
		} else {
			b.WriteString(fetched(other, command))
		}
	}
	return b.String() + "<tag> OK done\r\n"
}

func TestOddServers(t *testing.T) {
	t.Parallel()
	const no = "(no mail)"
	for name, c := range map[string]struct {
		own  answer
		want []string // subjects, errors of mails
		said intake.Class
	}{
		"an honest one": {func(string) (string, bool) { return "", false }, []string{"1", "2", "3"}, ""},
		"announces a mail of a hundred gigabytes": {func(cmd string) (string, bool) {
			return "* 2 FETCH (UID 2 BODY[] {100000000000}\r\nSubject: 2", body(cmd, 2)
		}, []string{"1", intake.ErrTooLarge.Error(), "3"}, ""},
		"has no text for a mail": {func(cmd string) (string, bool) {
			if cmd == "FETCH 2 (UID BODY.PEEK[])" {
				return "* 2 FETCH (UID 2 BODY[] NIL)\r\n<tag> OK done\r\n", true
			}
			return "* 1 FETCH (UID 1 BODY[] \"Subject: 1\")\r\n* 2 FETCH (UID 2 BODY[] NIL)\r\n* 3 FETCH (UID 3 BODY[] {10}\r\nSubject: 3)\r\n<tag> OK done\r\n", body(cmd, 2)
		}, []string{"1", intake.ErrNoText.Error(), "3"}, ""},
		"tells the UID last": {func(cmd string) (string, bool) {
			if !strings.Contains(cmd, "BODY") {
				return "", false
			}
			said := ""
			for _, n := range asUIDs(uidsAsked.FindStringSubmatch(cmd)[1]) {
				said += fmt.Sprintf("* %d FETCH (BODY[] {10}\r\nSubject: %d UID %d)\r\n", n, n, n)
			}
			return said + "<tag> OK done\r\n", true
		}, []string{"1", "2", "3"}, ""},
		"breaks off over one mail": {func(cmd string) (string, bool) {
			return "* 2 FETCH (UID 2 BODY[] {14}\r\nSubj", body(cmd, 2)
		}, []string{"1", no, "3"}, intake.FaultCut},
		"refuses one mail": {func(cmd string) (string, bool) {
			return "<tag> NO [SERVERBUG] broken\r\n", body(cmd, 2)
		}, []string{"1", no, "3"}, intake.FaultServer},
		"breaks off over two in a row": {func(cmd string) (string, bool) {
			return "", body(cmd, 1) || body(cmd, 2)
		}, []string{no, no, "3"}, intake.FaultCut},
		"says nothing of a mail's size": {func(cmd string) (string, bool) {
			if strings.HasPrefix(cmd, "UID FETCH") && strings.Contains(cmd, "RFC822.SIZE") {
				return instead(cmd, 2, ""), true
			}
			return "", false
		}, []string{"1", "2", "3"}, ""},
		"has dates that are none": {func(cmd string) (string, bool) {
			return "* 1 FETCH (UID 1 RFC822.SIZE 14 INTERNALDATE \"yesterday\")\r\n<tag> OK done\r\n", strings.Contains(cmd, "INTERNALDATE")
		}, []string{"1", "2", "3"}, intake.FaultGarbled},
		"has a name that is none": {func(cmd string) (string, bool) {
			if cmd == "CAPABILITY" {
				return "* CAPABILITY IMAP4rev1 ID\r\n<tag> OK done\r\n", true
			}
			return "* ID (\"name\" NIL)\r\n<tag> OK done\r\n", strings.HasPrefix(cmd, "ID")
		}, []string{"1", "2", "3"}, intake.FaultGarbled},
		"offers IDLE and refuses it": {func(cmd string) (string, bool) {
			if cmd == "CAPABILITY" {
				return "* CAPABILITY IMAP4rev1 IDLE\r\n<tag> OK done\r\n", true
			}
			return "<tag> NO not now\r\n", cmd == "IDLE"
		}, []string{"1", "2", "3"}, ""},
		"finds four billion mails": {func(cmd string) (string, bool) {
			return "* ESEARCH (TAG \"<tag>\") UID ALL 2:4294967295\r\n<tag> OK done\r\n", strings.HasPrefix(cmd, "UID SEARCH UID 1:*")
		}, []string{"2", "3"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			stop := d.run(fake(t, c.own))
			d.until(func() bool { return len(d.got) == len(c.want) })
			if strings.Contains(name, "billion") {
				return // it goes on looking for them
			}
			d.until(func() bool { return d.state(intake.Waiting) })
			stop()
			var got []string
			for i, m := range d.got {
				if m.UID != uint32(i+1) {
					t.Errorf("mail %d has UID %d", i, m.UID)
				}
				if got = append(got, subject(m)); c.want[i] == no && m.Err != nil {
					got[i] = no
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if c.said != "" && !d.said(c.said) {
				t.Errorf("%s was not said", c.said)
			}
		})
	}
}

// While no mail at all can be had, none is given up.
func TestNoMailIsGivenUpLightly(t *testing.T) {
	t.Parallel()
	var tries, mended atomic.Int32
	d := newDesk(t)
	d.run(fake(t, func(cmd string) (string, bool) {
		if mended.Load() > 0 || !strings.Contains(cmd, "BODY") {
			return "", false
		}
		tries.Add(1)
		return "* 1 FETCH (UID 1 BODY[] {14}\r\nSub", true
	}))
	d.until(func() bool { return tries.Load() > 40 })
	mended.Store(1)
	d.until(func() bool { return d.state(intake.Waiting) })
	if diff := cmp.Diff(numbered(3), d.subjects()); diff != "" {
		t.Error(diff)
	}
}

func TestHostileServers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		serve    func(net.Conn)
		security string
		want     intake.Class
		words    string // in what the user reads
	}{
		"an endless line":       {func(c net.Conn) { _, _ = io.Copy(c, &endless{[]byte("* OK aaaaaaaaaaaa")}) }, "none", intake.FaultGarbled, ""},
		"endless answers":       {func(c net.Conn) { _, _ = io.Copy(c, &endless{[]byte("* OK hello\r\n")}) }, "none", intake.FaultGarbled, ""},
		"silence":               {func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }, "none", intake.FaultSlow, ""},
		"silence for TLS":       {func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }, "tls", intake.FaultSlow, ""},
		"a byte now and then":   {func(c net.Conn) { drip(c) }, "none", intake.FaultSlow, ""},
		"turned away":           {func(c net.Conn) { say(c, "* BYE too many connections\r\n") }, "none", intake.FaultServer, "too many connections"},
		"turned away later":     {func(c net.Conn) { say(c, "* OK hello\r\n* BYE we are closing\r\n") }, "none", intake.FaultServer, "we are closing"},
		"an end at once":        {func(net.Conn) {}, "none", intake.FaultCut, ""},
		"another protocol":      {func(c net.Conn) { say(c, "220 mail.example ESMTP\r\n") }, "none", intake.FaultGarbled, ""},
		"no STARTTLS":           {func(c net.Conn) { ask(c, "* OK hello\r\n", "<tag> NO not here\r\n") }, "starttls", intake.FaultTLS, "not here"},
		"half a STARTTLS":       {func(c net.Conn) { ask(c, "* OK hello\r\n", "<tag> OK go\r") }, "starttls", intake.FaultTLS, ""},
		"logged in in clear":    {func(c net.Conn) { ask(c, "* PREAUTH hello\r\n", "<tag> BAD too late\r\n") }, "starttls", intake.FaultTLS, "too late"},
		"text after a STARTTLS": {func(c net.Conn) { ask(c, "* OK hello\r\n", "<tag> OK go\r\n* OK injected\r\n") }, "starttls", intake.FaultTLS, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go func() {
				for {
					conn, err := l.Accept()
					if err != nil {
						return
					}
					go func() {
						defer conn.Close()
						c.serve(conn)
					}()
				}
			}()
			a := fake(t, nil)
			a.Port, a.Security = l.Addr().(*net.TCPAddr).Port, c.security
			if c.want == intake.FaultGarbled { // the bound is on bytes, which a busy machine reads slowly
				intake.Hurry(a, time.Minute)
			}
			_, err = a.Check(t.Context())
			var f *intake.Fault
			if !errors.As(err, &f) || f.Class != c.want || !strings.Contains(f.What.En, c.words) || !strings.Contains(f.What.Zh, c.words) {
				t.Errorf("%v, %+v; want %s", err, f, c.want)
			}
		})
	}
}

type endless struct{ text []byte }

func (e *endless) Read(p []byte) (int, error) {
	n := 0
	for n+len(e.text) <= len(p) {
		n += copy(p[n:], e.text)
	}
	return n, nil
}

func say(c net.Conn, s string) {
	_, _ = io.WriteString(c, s) // the other side may have gone
	_, _ = io.Copy(io.Discard, io.LimitReader(c, 1))
}

// drip says a byte whenever some time has passed.
func drip(c net.Conn) {
	if _, err := c.Write([]byte("* OK ")); err != nil {
		return
	}
	for range time.Tick(50 * time.Millisecond) {
		if _, err := c.Write([]byte("*")); err != nil {
			return
		}
	}
}

// ask greets, and answers the first command. It ends with half an answer.
func ask(c net.Conn, greeting, answer string) {
	_, _ = io.WriteString(c, greeting)
	line, err := bufio.NewReader(c).ReadBytes('\n')
	if err != nil {
		return
	}
	tag, _, _ := bytes.Cut(line, []byte(" "))
	_, _ = io.WriteString(c, strings.ReplaceAll(answer, "<tag>", string(tag)))
	if strings.HasSuffix(answer, "\n") {
		_, _ = io.Copy(io.Discard, c)
	}
}

// NetEase logs in whom it then opens no folder to.
func TestUnsafeLogin(t *testing.T) {
	t.Parallel()
	a := fake(t, func(cmd string) (string, bool) {
		return "<tag> NO EXAMINE Unsafe Login. Please contact kefu@188.com for help\r\n", strings.HasPrefix(cmd, "EXAMINE")
	})
	d := newDesk(t)
	d.run(a)
	d.until(func() bool { return d.said(intake.FaultLogin) })
}

func TestLoginAdvice(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{"imap.163.com": "授权码", "imap.exmail.qq.com": "客户端专用密码", "imap.gmail.com": "应用专用密码", "outlook.office365.com": "OAuth2", "mail.notgmail.com": "请检查用户名和密码"} {
		if advice := intake.LoginAdvice(host); !strings.Contains(advice.Zh, want) || advice.En == "" {
			t.Errorf("%s: %+v", host, advice)
		}
	}
}

// The whole folder is searched by date once, not at every look.
func TestSinceIsSearchedOnce(t *testing.T) {
	t.Parallel()
	var byDate, looks atomic.Int32
	a := fake(t, func(cmd string) (string, bool) {
		if !strings.HasPrefix(cmd, "UID SEARCH") {
			return "", false
		}
		looks.Add(1)
		if strings.Contains(cmd, "SINCE") {
			byDate.Add(1)
		}
		return "* SEARCH\r\n<tag> OK done\r\n", true
	})
	a.Since = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	a.Poll = time.Millisecond
	d := newDesk(t)
	d.run(a)
	d.until(func() bool { return looks.Load() > 5 })
	if n := byDate.Load(); n != 1 {
		t.Errorf("searched by date %d times", n)
	}
}

// A server that never begins the IDLE it offers is asked now and then.
func TestIdleThatNeverBegins(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.run(fake(t, func(cmd string) (string, bool) {
		switch cmd {
		case "CAPABILITY":
			return "* CAPABILITY IMAP4rev1 IDLE\r\n<tag> OK done\r\n", true
		case "IDLE":
			return "* OK in a moment\r\n", true
		}
		return "", false
	}))
	d.until(func() bool { return d.said(intake.FaultSlow) && d.state(intake.Waiting) && !d.last().Idle })
	if diff := cmp.Diff(numbered(3), d.subjects()); diff != "" {
		t.Error(diff)
	}
}
