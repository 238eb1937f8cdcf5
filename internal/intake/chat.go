package intake

import (
	"strconv"
	"strings"
	"time"
	"unicode"
)

// Chats as WhatsApp exports them. Each message begins a line with its date,
// time and sender; how these are written depends on telephone and language:
//
//	12/11/2026, 09:14 - Ana Souza: text          Android
//	[11/12/26, 9:14:33 AM] Ana Souza: text       iOS
//	2026/11/12 下午9:14 - Ana Souza: text
//
// Lines without such a beginning belong to the message before.

// chatLine is one message of a chat.
type chatLine struct {
	date   [3]int // as written, from the left
	clock  time.Duration
	half   int // 1 morning, 2 afternoon, 0 a clock of 24 hours
	sender string
	text   string
}

// maxChat bounds the messages of a chat that are read.
const maxChat = 20_000

// Chat reads a chat as WhatsApp exports it: the buyer's words, with ours quoted
// between them. Which side is ours is told by our people's names; where none of
// them takes part, whoever wrote first is the buyer. Zone is that of the clock
// the times were written by. False if the text is no such export.
func Chat(text string, people []string, zone *time.Location) (Paste, bool) {
	lines := chatLines(text)
	if len(lines) == 0 {
		return Paste{}, false
	}
	ours := oursOf(lines, people)
	p := Paste{Channel: "whatsapp"}
	counts := map[string]int{}
	order := dateOrder(lines)
	var b strings.Builder
	last := ""
	for i := range lines {
		l := &lines[i]
		if ours[l.sender] {
			for part := range strings.Lines(l.text) {
				b.WriteString("> " + l.sender + ": " + strings.TrimRight(part, "\n") + "\n")
			}
			last = ""
			continue
		}
		counts[l.sender]++
		if best := p.Name; best == "" || counts[l.sender] > counts[best] {
			p.Name = l.sender
		}
		if last == "" && b.Len() > 0 {
			b.WriteByte('\n') // quotation and answer apart
		}
		if len(lines) > 1 && last != "" && last != l.sender {
			b.WriteByte('\n')
		}
		b.WriteString(l.text + "\n")
		last = l.sender
		if at := l.at(order, zone); !at.IsZero() {
			p.Date = at
		}
	}
	p.Text = strings.TrimSpace(b.String())
	if p.Name == "" || p.Text == "" {
		return Paste{}, false // none but our own words
	}
	if isNumber(p.Name) {
		p.Phone, p.Name = p.Name, ""
	}
	return p, true
}

// chatLines cuts a chat into its messages. A text counts as a chat when its
// first line that is not empty begins a message, or a notice of the program.
func chatLines(text string) []chatLine {
	var out []chatLine
	begun := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(plainMarks(line), "\r\n")
		l, stamped := parseChatLine(line)
		switch {
		case !stamped && !begun:
			if strings.TrimSpace(line) != "" {
				return nil
			}
			continue
		case !stamped:
			if n := len(out); n > 0 && len(out[n-1].text) < 64<<10 {
				out[n-1].text += "\n" + line
			}
			continue
		}
		begun = true
		if l.sender == "" {
			continue // a notice, such as that all is encrypted
		}
		if len(out) == maxChat {
			break
		}
		out = append(out, l)
	}
	for i := range out {
		out[i].text = strings.TrimRight(out[i].text, "\n ")
	}
	return out
}

// plainMarks leaves out marks of writing direction, and makes all spaces plain
// ones and all digits ASCII.
func plainMarks(line string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u200e' || r == '\u200f' || r >= '\u202a' && r <= '\u202e' || r == '\ufeff':
			return -1
		case r == '\u00a0' || r == '\u202f' || r == '\u2009':
			return ' '
		case r >= '٠' && r <= '٩':
			return '0' + r - '٠'
		case r >= '۰' && r <= '۹':
			return '0' + r - '۰'
		}
		return r
	}, line)
}

// parseChatLine reads the beginning of a message. True if there is a date and a
// time; the sender is "" in notices of the program.
func parseChatLine(line string) (l chatLine, ok bool) {
	rest, ios := strings.CutPrefix(line, "[")
	var n int
	for i := range l.date {
		if l.date[i], n = digitsAt(rest); n == 0 || n > 4 {
			return l, false
		}
		rest = rest[n:]
		if i < 2 {
			cut := strings.TrimLeft(rest, "/.- ")
			if d := len(rest) - len(cut); d == 0 || d > 2 {
				return l, false
			}
			rest = cut
		}
	}
	rest = strings.TrimLeft(rest, "., ،")
	for _, word := range []string{"à ", "a las ", "às ", "um ", "at ", "alle "} {
		rest = strings.TrimPrefix(rest, word)
	}
	rest = l.takeHalf(rest)
	hour, n := digitsAt(rest)
	if n == 0 || n > 2 || hour > 24 {
		return l, false
	}
	rest = rest[n:]
	if rest == "" || rest[0] != ':' && rest[0] != '.' && rest[0] != 'h' {
		return l, false
	}
	minute, n := digitsAt(rest[1:])
	if n != 2 || minute > 59 {
		return l, false
	}
	rest = rest[1+n:]
	if rest != "" && (rest[0] == ':' || rest[0] == '.') {
		if _, n := digitsAt(rest[1:]); n == 2 {
			rest = rest[3:]
		}
	}
	l.clock = time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute
	rest = strings.TrimLeft(l.takeHalf(strings.TrimLeft(rest, " ")), " ")
	if ios {
		rest, ok = strings.CutPrefix(rest, "]")
	} else if rest, ok = strings.CutPrefix(rest, "- "); !ok {
		rest, ok = strings.CutPrefix(rest, "– ")
	}
	if !ok {
		return l, false
	}
	rest = strings.TrimLeft(rest, " ~")
	if name, said, found := strings.Cut(rest, ": "); found && len(name) <= 120 {
		l.sender, l.text = strings.TrimSpace(name), said
	} else if name, found := strings.CutSuffix(rest, ":"); found && len(name) <= 120 {
		l.sender = strings.TrimSpace(name)
	}
	return l, true
}

// halves are the words for the halves of a day.
var halves = []struct {
	word string
	half int
}{
	{"a. m.", 1}, {"p. m.", 2}, {"a.m.", 1}, {"p.m.", 2}, {"am", 1}, {"pm", 2}, {"上午", 1}, {"下午", 2}, {"凌晨", 1}, {"早上", 1}, {"中午", 2}, {"晚上", 2}, {"傍晚", 2},
	{"오전", 1}, {"오후", 2}, {"午前", 1}, {"午後", 2}, {"ص", 1}, {"م", 2}, {"öö", 1}, {"ös", 2},
}

func (l *chatLine) takeHalf(rest string) string {
	for _, h := range halves {
		if len(rest) >= len(h.word) && strings.EqualFold(rest[:len(h.word)], h.word) {
			l.half = h.half
			return strings.TrimLeft(rest[len(h.word):], " ")
		}
	}
	return rest
}

func digitsAt(s string) (value, n int) {
	for n < len(s) && n < 9 && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	value, _ = strconv.Atoi(s[:n]) // digits only
	return value, n
}

// Orders of the three numbers of a date.
const (
	dayMonthYear = iota
	monthDayYear
	yearMonthDay
)

// dateOrder is how a chat writes its dates: by a number that can be nothing
// else, then by the order that goes forward in time, then as most of the world
// writes them.
func dateOrder(lines []chatLine) int {
	american := false
	for i := range lines {
		switch d := lines[i].date; {
		case d[0] > 31:
			return yearMonthDay
		case d[0] > 12:
			return dayMonthYear
		case d[1] > 12:
			return monthDayYear
		}
		american = american || lines[i].half > 0 && lines[i].date[2] < 100
	}
	if back := goesBack(lines, dayMonthYear); back != goesBack(lines, monthDayYear) {
		if back {
			return monthDayYear
		}
		return dayMonthYear
	}
	if american { // 11/12/26, 9:14 AM
		return monthDayYear
	}
	return dayMonthYear
}

// goesBack reports whether the chat would run backwards with its dates in an order.
func goesBack(lines []chatLine, order int) bool {
	var last time.Time
	for i := range lines {
		at := lines[i].at(order, time.UTC)
		if at.Before(last) {
			return true
		}
		last = at
	}
	return false
}

// at is the moment of a message; zero if there is no such day.
func (l *chatLine) at(order int, zone *time.Location) time.Time {
	var y, m, d int
	switch order {
	case yearMonthDay:
		y, m, d = l.date[0], l.date[1], l.date[2]
	case monthDayYear:
		m, d, y = l.date[0], l.date[1], l.date[2]
	default:
		d, m, y = l.date[0], l.date[1], l.date[2]
	}
	switch {
	case y < 100:
		y += 2000
	case y > 2500: // the Buddhist calendar
		y -= 543
	}
	if m < 1 || m > 12 || d < 1 || d > 31 {
		return time.Time{}
	}
	clock := l.clock
	switch {
	case l.half == 2 && clock < 12*time.Hour:
		clock += 12 * time.Hour
	case l.half == 1 && clock >= 12*time.Hour && clock < 13*time.Hour:
		clock -= 12 * time.Hour
	}
	return time.Date(y, time.Month(m), d, 0, int(clock/time.Minute), 0, 0, zone)
}

// oursOf are the senders who are our own people. Where no name is known and two
// talk, the first to write is the buyer.
func oursOf(lines []chatLine, people []string) map[string]bool {
	ours := map[string]bool{}
	var senders []string
	for i := range lines {
		s := lines[i].sender
		if _, known := ours[s]; known {
			continue
		}
		senders = append(senders, s)
		ours[s] = isPerson(s, people)
	}
	for _, s := range senders {
		if ours[s] {
			return ours
		}
	}
	if len(senders) == 2 {
		ours[senders[1]] = true
	}
	return ours
}

// isPerson reports whether a sender is one of our people, by whole words: "Li"
// is no part of "Lilian".
func isPerson(sender string, people []string) bool {
	s := " " + foldName(sender) + " "
	for _, p := range people {
		p = foldName(p)
		if p != "" && (strings.Contains(s, " "+p+" ") || strings.ContainsFunc(p, isHan) && strings.Contains(s, p)) {
			return true
		}
	}
	return false
}

func foldName(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) }), " ")
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// isNumber reports whether a sender is shown by his telephone number.
func isNumber(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case !strings.ContainsRune("+ -()", r):
			return false
		}
	}
	return digits >= 7
}
