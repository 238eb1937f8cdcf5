package flow

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"xunpan"
	"xunpan/internal/extract"
	"xunpan/internal/judge"
	"xunpan/internal/store"
)

// SettingWords holds what the company changed of the words that signals listen
// for: Words.
const SettingWords = "words"

// WordLanguages are the languages the desk reads, ISO 639-1, in the order
// users see them. A phrase speaks in a mail of any language: its own only says
// where it is listed.
var WordLanguages = [...]string{"en", "es", "pt", "fr", "de", "it", "ru", "ar", "tr", "zh"}

// WordChange is what the company changed of one group of words in one language.
// In a phrase "*" after a word stands for any ending and ".." for up to three
// words in between; case, accents and hyphens do not matter.
type WordChange struct {
	Own []string `json:"own,omitempty"` // phrases that speak beside the built-in ones
	Off []string `json:"off,omitempty"` // built-in ones that are silent
}

// Words are the company's changes by language and group.
type Words map[string]map[string]WordChange

// WordGroup is a meaning that signals listen for.
type WordGroup struct {
	ID      string      // a section of the word catalogue, such as "sample.free"
	Title   xunpan.Text // that of the first signal that listens
	Signals []string    // ids of the signals that listen
}

// WordGroups lists the groups in the catalogue's order.
func WordGroups() []WordGroup {
	var out []WordGroup
	at := map[string]int{}
	all := judge.Default().Signals
	for i := range all {
		for _, id := range all[i].Phrases {
			n, ok := at[id]
			if !ok {
				n = len(out)
				at[id] = n
				out = append(out, WordGroup{ID: id, Title: all[i].Title})
			}
			out[n].Signals = append(out[n].Signals, all[i].ID)
		}
	}
	return out
}

// BuiltInWords are the phrases that a group has in a language before any change.
// The list must not be changed.
func BuiltInWords(lang, group string) []string { return extract.Catalogue(lang)[group] }

func isWordGroup(id string) bool {
	return slices.ContainsFunc(WordGroups(), func(g WordGroup) bool { return g.ID == id })
}

// Words returns the company's changes, and their version to give back.
func (d *Desk) Words(ctx context.Context) (w Words, version int64, err error) {
	w = Words{}
	version, err = d.Store.Setting(ctx, SettingWords, &w)
	return w, version, err
}

// SetWords changes one group of words in one language; an empty change goes
// back to the built-in ones. Version is the one that was read, 0 for whatever is
// there; ErrChanged if somebody else saved meanwhile. New mail is read by it at
// once; judging again applies it to what is here.
func (d *Desk) SetWords(ctx context.Context, who Who, version int64, lang, group string, c WordChange) error {
	w, present, err := d.withWords(ctx, lang, group, c)
	if err != nil {
		return err
	}
	return d.set(ctx, who, SettingWords, orPresent(version, present), w)
}

// withWords is the present changes with one more.
func (d *Desk) withWords(ctx context.Context, lang, group string, c WordChange) (Words, int64, error) {
	if !slices.Contains(WordLanguages[:], lang) || !isWordGroup(group) {
		return nil, 0, store.ErrNotFound
	}
	if err := c.check(); err != nil {
		return nil, 0, err
	}
	w, version, err := d.Words(ctx)
	if err != nil {
		return nil, 0, err
	}
	if w[lang] == nil {
		w[lang] = map[string]WordChange{}
	}
	if w[lang][group] = c; len(c.Own)+len(c.Off) == 0 {
		delete(w[lang], group)
	}
	if len(w[lang]) == 0 {
		delete(w, lang)
	}
	if n := w.count(); n > maxWords {
		return nil, 0, invalid("own", "There would be %d phrases of your own or switched off; %d is the most.", "自有和停用的短语共 %d 条，最多 %d 条。", n, maxWords)
	}
	return w, version, nil
}

// Limits of words.
const (
	maxWords  = 5000 // phrases of all groups and languages
	maxPhrase = 120  // bytes
	minPhrase = 3    // bytes of letters: a shorter one would speak in every mail
)

func (w Words) count() (n int) {
	for _, groups := range w {
		for _, c := range groups {
			n += len(c.Own) + len(c.Off)
		}
	}
	return n
}

func (c *WordChange) check() error {
	for field, list := range map[string]*[]string{"own": &c.Own, "off": &c.Off} {
		var clean []string
		for _, s := range *list {
			if s = strings.Join(strings.Fields(s), " "); s == "" || slices.Contains(clean, s) {
				continue
			}
			if len(s) > maxPhrase || !utf8.ValidString(s) {
				return invalid(field, "A phrase is longer than %d bytes or no text: %s…", "有短语超过 %d 字节或不是文本：%s……", maxPhrase, strings.ToValidUTF8(s[:min(len(s), 40)], ""))
			}
			p, ok := newPattern(s)
			if !ok {
				return invalid(field, "%q cannot be looked for: a phrase begins and ends with a word; “*” stands right behind a word, “..” between two.", "无法查找“%s”：短语须以词开头和结尾；“*”紧跟在词后，“..”放在两个词之间。", s)
			}
			if p.letters() < minPhrase {
				return invalid(field, "%q is too short: it would speak in nearly every mail.", "“%s”太短，几乎每封邮件都会命中。", s)
			}
			clean = append(clean, s)
		}
		*list = clean
	}
	for _, s := range c.Own {
		if slices.Contains(c.Off, s) {
			return invalid("own", "%q is both your own and switched off.", "“%s”既是自有短语又被停用。", s)
		}
	}
	return nil
}

// setWords has the reader use the company's words, and its mark name them. It
// must be called before the reader reads.
func (r *Reader) setWords(w Words) error {
	if w.count() == 0 {
		return nil
	}
	r.words = newListener(w)
	text, err := json.Marshal(w) // of maps: in order
	if err != nil {
		return err
	}
	sum := sha256.Sum256(append([]byte(r.mark), text...))
	r.mark = hex.EncodeToString(sum[:6])
	return nil
}

// WordHit is a phrase found in a text.
type WordHit struct {
	Group string
	Text  string // as it stands there
	At    xunpan.Span
	Own   bool // one of the company's
	Off   bool // found by the changes in force, silent by those tried
}

// WordsTried is what a text is read as with other words.
type WordsTried struct {
	Message  *xunpan.Message
	Hits     []WordHit // of the groups signals listen for
	From, To xunpan.Brief
}

// TryWords reads a pasted text with a change of one group, or as it is now
// where no group is named, and says which phrases speak and what comes of it.
// Nothing is kept.
func (d *Desk) TryWords(ctx context.Context, lang, group string, c WordChange, text string) (out WordsTried, err error) {
	if strings.TrimSpace(text) == "" {
		return out, invalid("text", "Paste a text to try the words on.", "请粘贴一段文字来试用。")
	}
	if len(text) > maxTried {
		return out, invalid("text", "The text is longer than %d KB; a mail is enough.", "文字超过 %d KB；一封邮件即可。", maxTried>>10)
	}
	w, _, err := d.Words(ctx)
	if err == nil && group != "" {
		w, _, err = d.withWords(ctx, lang, group, c)
	}
	if err != nil {
		return out, err
	}
	now := d.Reader()
	then := &Reader{Rules: now.Rules, House: now.House, Home: now.Home, Company: now.Company, Own: now.Own}
	if err := then.setWords(w); err != nil {
		return out, err
	}
	f, a := now.Read([]byte(text), xunpan.FormPaste, d.now())
	g, b := then.Read([]byte(text), xunpan.FormPaste, d.now())
	out.Message, out.From, out.To = g.Message, brief(&a), brief(&b)
	in := g.Reading.Phrases
	for _, p := range in {
		if h, ok := wordHit(g.Message, p); ok {
			h.Own = then.words.says(g.Message, p)
			out.Hits = append(out.Hits, h)
		}
	}
	for _, p := range f.Reading.Phrases {
		if h, ok := wordHit(f.Message, p); ok && !slices.Contains(in, p) {
			h.Off = true
			out.Hits = append(out.Hits, h)
		}
	}
	return out, nil
}

// maxTried bounds a text that words are tried on, in bytes.
const maxTried = 256 << 10

// wordHit is a phrase as it stands in a message; not ok if no signal listens
// for it.
func wordHit(m *xunpan.Message, p xunpan.Phrase) (WordHit, bool) {
	text := textAt(m, p.At)
	return WordHit{Group: p.Group, Text: text, At: p.At}, text != "" && !p.Negated && isWordGroup(p.Group)
}

// HeardWord is a phrase that was found in mail here, and how often.
type HeardWord struct {
	Text string // in lower case
	N    int
}

// HeardWords lists what phrases of a group were found in the newest inquiries
// of a language, the most frequent first: what of the catalogue really speaks
// here. It looks no longer than two seconds.
func (d *Desk) HeardWords(ctx context.Context, who Who, lang, group string) ([]HeardWord, error) {
	count := map[string]int{}
	now := d.Reader()
	err := d.newest(ctx, who, func(_ *xunpan.Inquiry, l *xunpan.Letter, raw []byte, _ *xunpan.World) {
		f, _ := now.Read(raw, l.Form, l.Received)
		for _, p := range f.Reading.Phrases {
			if p.Group == group && !p.Negated && (f.Reading.Lang == lang || f.Reading.Lang == "") {
				count[strings.ToLower(textAt(f.Message, p.At))]++
			}
		}
	})
	var out []HeardWord
	for _, text := range slices.Sorted(maps.Keys(count)) {
		out = append(out, HeardWord{text, count[text]})
	}
	slices.SortStableFunc(out, func(a, b HeardWord) int { return b.N - a.N })
	return out[:min(len(out), maxHeard)], err
}

const maxHeard = 40

// textAt is the text of subject or body that a span points at, on one line.
func textAt(m *xunpan.Message, at xunpan.Span) string {
	text := m.Body
	switch at.Part {
	case xunpan.PartSubject:
		text = m.Subject
	case xunpan.PartBody:
	default:
		return ""
	}
	if at.Start < 0 || at.End > len(text) || at.IsZero() {
		return ""
	}
	return strings.Join(strings.Fields(text[at.Start:at.End]), " ")
}
