package lookup

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"xunpan"
)

// Questions is what must be asked of the world about a sender. What others
// share, such as a free mailbox's domain or a platform's, tells nothing of him
// and is never asked about.
type Questions struct {
	Mail  string // his own mail domain; "" if he has none
	Site  string // the website's registrable domain where it is another one; "" if not
	Host  string // the website's host; "" if there is none to be seen
	Named bool   // he gave the website; else it is looked for at his mail domain
}

// Ask says what must be asked about a sender.
func Ask(s *xunpan.Sender) (q Questions) {
	for _, d := range [...]*xunpan.Domain{&s.From, &s.Reply} {
		if worthAsking(d) {
			q.Mail, q.Host = d.Org, d.Org
			break
		}
	}
	if site := &s.WebsiteDomain; worthAsking(site) {
		q.Host, q.Named = site.Name, true
		if site.Org != q.Mail {
			q.Site = site.Org
		}
	}
	return q
}

func worthAsking(d *xunpan.Domain) bool {
	return d.Kind == xunpan.DomainOwn && strings.IndexByte(d.Org, '.') > 0 && !isAddress(d.Org)
}

// Page is the first page of a website as it was found, kept so that several
// inquiries can be held against it.
type Page struct {
	xunpan.Asked
	Status int    `json:"status"`          // HTTP status; 0 if nobody is there
	Title  string `json:"title,omitempty"` // at most 200 bytes
	Lang   string `json:"lang,omitempty"`  // as the page says
	Text   string `json:"text,omitempty"`  // title, description and what is to be read, folded by FoldText, at most 24 KB
	Parked bool   `json:"parked,omitempty"`
	Shop   bool   `json:"shop,omitempty"`
}

// enoughText is the length from which on a page's silence says something:
// shorter ones are drawn by a script, which the desk does not run.
const enoughText = 400

// ReadPage holds a page against what a buyer says: firm is his company's name
// without its legal form, goods what he asks for.
func ReadPage(p *Page, q *Questions, firm string, goods []string) xunpan.WebsiteFacts {
	w := xunpan.WebsiteFacts{Asked: p.Asked, Host: q.Host, Named: q.Named, Title: p.Title, Lang: p.Lang, Parked: p.Parked, Shop: p.Shop}
	w.Alive = p.Answered() && p.Status >= 200 && p.Status < 400 && !p.Parked
	if !w.Alive {
		return w
	}
	text := " " + p.Text + " "
	if firm = FoldText(firm); len(firm) > 2 {
		switch {
		case speaksOf(text, firm):
			w.Firm = xunpan.Passed
		case len(p.Text) >= enoughText:
			w.Firm = xunpan.Failed
		}
	}
	for _, g := range goods {
		if len(w.Goods) < maxGoods && speaksOfGoods(text, g) {
			w.Goods = append(w.Goods, g)
		}
	}
	return w
}

// maxGoods bounds the goods that are looked for on a page.
const maxGoods = 5

// speaksOf looks for folded words in a folded text; those of scripts without
// spaces stand anywhere.
func speaksOf(text, words string) bool {
	if r := []rune(words)[0]; unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
		return strings.Contains(text, words)
	}
	return strings.Contains(text, " "+words+" ") || strings.Contains(text, " "+strings.ReplaceAll(words, " ", "")+" ")
}

// speaksOfGoods reports whether every word of a product's name is in the text,
// in the singular or the plural; sizes and types, which hold digits, need not be.
func speaksOfGoods(text, goods string) bool {
	n := 0
	for _, w := range strings.Fields(FoldText(goods)) {
		stem := w
		if len(w) > 4 {
			stem = strings.TrimSuffix(strings.TrimSuffix(w, "s"), "e")
		}
		if len([]rune(w)) < 2 || strings.ContainsAny(w, "0123456789") {
			continue
		}
		if n++; n == 1 && unicode.Is(unicode.Han, []rune(w)[0]) {
			if !strings.Contains(text, w) {
				return false
			}
			continue
		}
		if !strings.Contains(text, " "+stem) {
			return false
		}
	}
	return n > 0
}

// FoldText makes texts comparable: lower case, without accents, one space where
// anything but letters and digits stands.
func FoldText(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
		default:
			gap = true
		}
	}
	return b.String()
}
