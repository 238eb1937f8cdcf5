package extract

import "strings"

// subjectStart skips "Re:", "Fwd:", "[list-name]", "[SPAM]" and the like, which
// are not the sender's words.
func subjectStart(s string) int {
	i := 0
	for n := 0; n < 12; n++ {
		for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
			i++
		}
		rest := s[i:]
		if strings.HasPrefix(rest, "[") {
			if j := strings.IndexByte(rest, ']'); j > 0 && j < 48 {
				i += j + 1
				continue
			}
		}
		j := strings.IndexAny(rest, ":：")
		if j < 0 || j > 12 {
			return i
		}
		if !replyMark(rest[:j]) {
			return i
		}
		i += j + 1
		if rest[j] >= 0x80 {
			i += 2 // the full-width colon has three bytes
		}
	}
	return i
}

// replyMark reports whether s is a mark of replying or forwarding.
func replyMark(s string) bool {
	s = strings.TrimRight(s, "0123456789()[]^* ")
	switch strings.ToLower(s) {
	case "re", "fw", "fwd", "aw", "wg", "sv", "vs", "tr", "rv", "enc", "res", "rif", "r", "i", "antw", "ynt", "ilt", "odp", "pd", "回复", "答复", "转发", "رد", "ответ", "пересл", "re; re":
		return true
	}
	return false
}
