package mail

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Thread is what subjects of one conversation have in common: the subject
// without the marks of replies and forwards, in lower case, with single blanks.
// Reply reports whether there was such a mark.
func Thread(subject string) (thread string, reply bool) {
	s := strings.ToLower(strings.Join(strings.Fields(subject), " "))
	for range 20 {
		rest, ok := cutReplyMark(s)
		if !ok {
			break
		}
		s, reply = rest, true
	}
	return s, reply
}

// Bare is a subject without the marks of replies and forwards, otherwise as it
// was written.
func Bare(subject string) string {
	s := strings.Join(strings.Fields(subject), " ")
	for range 20 {
		rest, ok := cutReplyMark(s)
		if !ok {
			break
		}
		s = rest
	}
	return s
}

// replyMarks are what mail programs put before the subject of an answer or a
// forward, in lower case, without the colon.
var replyMarks = map[string]bool{
	"re": true, "fw": true, "fwd": true, "aw": true, "wg": true, "antw": true, "antwort": true, "sv": true, "vs": true, "vb": true, "vl": true,
	"r": true, "i": true, "rif": true, "rv": true, "tr": true, "enc": true, "res": true, "resp": true, "ref": true, "ynt": true, "ilt": true, "yan": true,
	"odp": true, "pd": true, "atb": true, "bls": true, "doorst": true, "回复": true, "回覆": true, "答复": true, "答覆": true, "转发": true, "轉寄": true, "转寄": true,
	"отв": true, "ответ": true, "пересл": true, "на": true, "رد": true, "إعادة توجيه": true, "返信": true, "转": true, "回": true,
}

// maxReplyMark is the longest mark in bytes, with a counter such as "[12]".
const maxReplyMark = 40

// cutReplyMark takes one mark off the front: "re:", "re[2]:", "re(3)：".
func cutReplyMark(s string) (rest string, ok bool) {
	i := strings.IndexAny(s[:min(len(s), maxReplyMark)], ":：")
	if i <= 0 {
		return s, false
	}
	mark := strings.TrimSpace(s[:i])
	if j := strings.IndexAny(mark, "[(^"); j > 0 {
		counter := strings.TrimRight(mark[j+1:], "])")
		if counter == "" || strings.IndexFunc(counter, func(r rune) bool { return !unicode.IsDigit(r) }) >= 0 {
			return s, false
		}
		mark = strings.TrimSpace(mark[:j])
	}
	if !replyMarks[strings.ToLower(mark)] {
		return s, false
	}
	_, n := utf8.DecodeRuneInString(s[i:])
	return strings.TrimSpace(s[i+n:]), true
}
