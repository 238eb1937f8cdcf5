package outbox

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// linkLimit is how long the link of a bot's message can be, in bytes.
const linkLimit = 1024

// inert makes one line of a text that may come from a stranger: no control or
// invisible characters, nothing that a chat program would take for a mention,
// nothing it would make a link of. The characters that do that are replaced by
// their full-width likenesses, which people read and programs do not; there is no
// escaping that all chat programs know.
func inert(s string) string {
	s = strings.Map(visible, strings.ToValidUTF8(cut(s, 4*textLimit), "\uFFFD"))
	s = strings.Join(strings.Fields(s), " ")
	var b strings.Builder
	before := ' '
	for i, r := range s {
		rest := s[i+utf8.RuneLen(r):]
		switch {
		case r == '@':
			r = '＠'
		case r == ':' && strings.HasPrefix(rest, "//"):
			r = '：'
		case r == '.' && before != ' ' && before != '.' && startsLikeDomain(rest):
			r = '．'
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

// visible drops control and format characters, white space excepted.
func visible(r rune) rune {
	if unicode.Is(unicode.C, r) && !unicode.IsSpace(r) {
		return -1
	}
	return r
}

// startsLikeDomain reports whether two letters follow: "acme.com", but neither
// "3.5 mm" nor "e.g.".
func startsLikeDomain(s string) bool {
	n := 0
	for _, r := range s {
		if n == 2 {
			break
		}
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			return false
		}
		n++
	}
	return n == 2
}

// likenesses takes characters that mean something in a bot's markdown, or could
// begin an HTML entity, to their full-width likenesses.
var likenesses = strings.NewReplacer(
	`\`, "＼", "`", "｀", "*", "＊", "_", "＿", "[", "［", "]", "］", "<", "＜", ">", "＞", "#", "＃", "&", "＆", "~", "～", "|", "｜")

// literal is inert for a text that stands in markdown.
func literal(s string) string { return likenesses.Replace(inert(s)) }

// cut shortens a text to at most limit bytes, between characters, and marks
// that with "…", which counts. A limit below that mark's length gives "".
func cut(s string, limit int) string {
	const mark = "…"
	if len(s) <= limit {
		return s
	}
	n := limit - len(mark)
	if n < 0 {
		return ""
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + mark
}

// lines joins lines, each made harmless and with prefix in front, into at most
// limit bytes. The first that does not fit is cut, those behind it are left out.
func lines(all []string, prefix string, harmless func(string) string, limit int) string {
	var b strings.Builder
	for _, line := range all {
		line = harmless(line)
		if line == "" {
			continue
		}
		room := limit - b.Len() - len(prefix)
		whole := len(line) <= room
		if line = cut(line, room); line == "" {
			break
		}
		b.WriteString(prefix + line)
		if !whole {
			break
		}
	}
	return b.String()
}

// link is a web address as it can stand in markdown and on a button, "" for
// what is none.
func link(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	to := strings.NewReplacer(" ", "%20", "(", "%28", ")", "%29", "<", "%3C", ">", "%3E", `"`, "%22", "`", "%60", `\`, "%5C").Replace(u.String())
	if len(to) > linkLimit {
		return ""
	}
	return to
}
