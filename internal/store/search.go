package store

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"xunpan"
)

// Search works on words made here, the same on both databases: folded to lower
// case without accents, Chinese, Japanese and Korean as pairs of characters,
// part numbers both in pieces and in one ("FL-50W/A" is fl, 50w, a, fl50wa).

// maxWords bounds what is indexed of one message, in distinct words.
const maxWords = 4000

// maxWordLen is the longest word kept, in bytes; longer ones are cut.
const maxWordLen = 40

// Words are the distinct words of the texts, in order.
func Words(texts ...string) []string {
	w := wordList{seen: make(map[string]struct{}, 256)}
	for _, t := range texts {
		w.text(t, false)
	}
	return w.list
}

type wordList struct {
	list []string
	seen map[string]struct{}
}

func (w *wordList) add(s string) {
	if len(s) > maxWordLen {
		s = strings.ToValidUTF8(s[:maxWordLen], "")
	}
	if s == "" || len(w.list) >= maxWords {
		return
	}
	if _, ok := w.seen[s]; !ok {
		w.seen[s] = struct{}{}
		w.list = append(w.list, s)
	}
}

// text adds a text's words. In a query a part number stands for its joined form
// alone, since its pieces would find far more.
func (w *wordList) text(text string, query bool) {
	if !plainASCII(text) {
		text = norm.NFKD.String(text)
	}
	var piece, joined []byte // of the word and the compound under way
	var parts []string       // of a compound in a query
	var pieces int
	var digit bool
	var han []rune
	endPiece := func() {
		if len(piece) > 0 {
			if query {
				parts = append(parts, string(piece))
			} else {
				w.add(string(piece))
			}
			joined = append(joined, piece...)
			pieces++
			piece = piece[:0]
		}
	}
	endWord := func() {
		endPiece()
		if pieces > 1 && digit {
			w.add(string(joined))
			parts = parts[:0]
		}
		for _, p := range parts {
			w.add(p)
		}
		joined, parts, pieces, digit = joined[:0], parts[:0], 0, false
	}
	endHan := func() {
		switch len(han) {
		case 0:
		case 1:
			w.add(string(han))
		default:
			for i := range len(han) - 1 {
				w.add(string(han[i : i+2]))
			}
			if !query { // so that one character finds words that end in it, too
				w.add(string(han[len(han)-1:]))
			}
		}
		han = han[:0]
	}
	for _, r := range text {
		switch {
		case r < 0x80 && ('a' <= r && r <= 'z' || '0' <= r && r <= '9'):
			digit = digit || r <= '9'
			piece = append(piece, byte(r))
		case 'A' <= r && r <= 'Z':
			piece = append(piece, byte(r)+'a'-'A')
		case isCJK(r):
			endWord()
			if len(han) >= 64 {
				last := han[len(han)-1]
				endHan()
				han = append(han, last)
			}
			han = append(han, r)
			continue
		case unicode.Is(unicode.Mn, r):
			continue // an accent
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			piece = append(piece, string(unicode.ToLower(r))...)
			digit = digit || unicode.IsDigit(r)
		case (r == '-' || r == '/' || r == '.' || r == '_') && len(piece) > 0:
			endPiece() // perhaps a part number goes on
		default:
			endWord()
		}
		if len(han) > 0 {
			endHan()
		}
		if len(piece)+len(joined) > 4*maxWordLen {
			endWord()
		}
	}
	endWord()
	endHan()
}

func plainASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

func isCJK(r rune) bool {
	return r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// queryWords are the words that a query asks for; all must be found, and the
// last of them may be the beginning of a longer one.
func queryWords(q string) []string {
	w := wordList{seen: map[string]struct{}{}}
	w.text(q, true)
	if len(w.list) > 12 {
		w.list = w.list[:12]
	}
	return w.list
}

// AddWords makes a message findable by these words, once the transaction is
// committed: the words of all its messages are indexed together at its end,
// since SQLite writes out what its index gathered whenever another statement of
// several rows comes between.
func (t *Tx) AddWords(_ context.Context, message, inquiry xunpan.ID, words []string) error {
	t.words = append(t.words, wordsOf{message, inquiry, words})
	return nil
}

// wordsOf is a message that waits to be indexed.
type wordsOf struct {
	message, inquiry xunpan.ID
	words            []string
}

// writeWords indexes the messages that wait.
func (t *Tx) writeWords(ctx context.Context) (err error) {
	if len(t.words) == 0 {
		return nil
	}
	defer wrap(&err, "indexing messages")
	if t.pg {
		for _, w := range t.words {
			if _, err := t.exec(ctx, `INSERT INTO words (message_id, inquiry_id, body) VALUES (?, ?, array_to_tsvector(?))`, string(w.message), string(w.inquiry), w.words); err != nil {
				return err
			}
		}
		return nil
	}
	var last int64
	if err := t.row(ctx, `SELECT COALESCE(MAX(n), 0) FROM words`).Scan(&last); err != nil {
		return err
	}
	for i, w := range t.words {
		if _, err := t.exec(ctx, `INSERT INTO words (n, message_id, inquiry_id) VALUES (?, ?, ?)`, last+1+int64(i), string(w.message), string(w.inquiry)); err != nil {
			return err
		}
	}
	for i, w := range t.words {
		if _, err := t.exec(ctx, `INSERT INTO words_index (rowid, body) VALUES (?, ?)`, last+1+int64(i), strings.Join(w.words, " ")); err != nil {
			return err
		}
	}
	return nil
}

// matching is the query for messages that hold all of the words, in the
// dialect's language; with begin the last one may be the beginning of a longer.
func (v *view) matching(words []string, begin bool) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quote, prefix := `"`, `*`
		if v.pg {
			quote, prefix = `'`, `:*`
		}
		quoted[i] = quote + strings.ReplaceAll(w, quote, quote+quote) + quote
		if begin && i == len(words)-1 {
			quoted[i] += prefix
		}
	}
	if v.pg {
		return strings.Join(quoted, ` & `)
	}
	return strings.Join(quoted, ` AND `)
}

// searchBatch is how many messages are looked at in one step of a search.
const searchBatch = 200

// maxSearchSteps bounds a search whose words are everywhere but whose other
// filters match hardly anything.
const maxSearchSteps = 25

// Ways of taking the last word of a query, kept in cursors.
const (
	wholeWord = iota // as it stands
	wordBegin        // as the beginning of a word
)

// search returns inquiries with a message that holds all words, the one that
// came to the desk last first. The last word may be the beginning of a longer
// one; but where it fills a page as it stands that is what is meant, and
// gathering everything that begins like a word everybody uses takes long. The
// cursor holds the way and the place in the index.
func (v *view) search(ctx context.Context, f ListFilter) ([]xunpan.Inquiry, string, error) {
	words := queryWords(f.Query)
	if len(words) == 0 {
		return nil, "", nil
	}
	if f.Cursor != "" {
		before, way, _, err := decodeCursor(f.Cursor)
		if err != nil {
			return nil, "", err
		}
		return v.searchFrom(ctx, f, v.matching(words, way != wholeWord), way, before)
	}
	const newest = int64(1)<<62 - 1
	page, next, err := v.searchFrom(ctx, f, v.matching(words, false), wholeWord, newest)
	if err != nil || len(page) == f.Limit {
		return page, next, err
	}
	return v.searchFrom(ctx, f, v.matching(words, true), wordBegin, newest)
}

func (v *view) searchFrom(ctx context.Context, f ListFilter, query string, way, before int64) ([]xunpan.Inquiry, string, error) {
	where, args, ok := f.conditions()
	if !ok {
		return nil, "", nil
	}
	var page []xunpan.Inquiry
	seen := map[xunpan.ID]bool{}
	for range maxSearchSteps {
		hits, err := v.hits(ctx, query, before)
		if err != nil {
			return nil, "", err
		}
		found, err := v.those(ctx, hits, where, args, f.Scope)
		if err != nil {
			return nil, "", err
		}
		for _, h := range hits {
			before = h.n
			q, ok := found[h.inquiry]
			if !ok || seen[h.inquiry] {
				continue
			}
			// An inquiry is listed where its newest message with the words
			// stands, or pages would repeat it.
			if f.Cursor != "" {
				newer, err := v.newerHit(ctx, query, h)
				if err != nil {
					return nil, "", err
				}
				if newer {
					continue
				}
			}
			seen[h.inquiry] = true
			page = append(page, q)
			if len(page) == f.Limit {
				return page, encodeCursor(before, way, q.ID), nil
			}
		}
		if len(hits) < searchBatch {
			return page, "", nil
		}
	}
	// The cursor may point at any inquiry: only its first number counts.
	return page, encodeCursor(before, way, "00000000-0000-0000-0000-000000000000"), nil
}

// hit is one message found.
type hit struct {
	n       int64
	inquiry xunpan.ID
}

func scanHit(r rows) (h hit, err error) { return h, r.Scan(&h.n, ident{&h.inquiry}) }

func (v *view) hits(ctx context.Context, query string, before int64) ([]hit, error) {
	if !v.pg {
		return collect(ctx, v, scanHit, `SELECT words.n, words.inquiry_id FROM (SELECT rowid AS n FROM words_index WHERE words_index MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?) AS found JOIN words ON words.n = found.n ORDER BY words.n DESC`, query, before, searchBatch)
	}
	// PostgreSQL's index of words knows no order: of a frequent word it would
	// gather every message. Such a word stands in the latest ones, too, and a rare
	// one is gathered in no time; the inner limits keep the planner, which cannot
	// know which it is, from going through all messages for either.
	late, err := collect(ctx, v, scanHit, `SELECT n, inquiry_id FROM (SELECT n, inquiry_id, body FROM words WHERE n < ? ORDER BY n DESC LIMIT ?) AS late WHERE body @@ CAST(? AS tsquery) ORDER BY n DESC LIMIT ?`, before, searchLate, query, searchBatch)
	if err != nil || len(late) == searchBatch {
		return late, err
	}
	return collect(ctx, v, scanHit, `SELECT n, inquiry_id FROM (SELECT n, inquiry_id FROM words WHERE body @@ CAST(? AS tsquery) OFFSET 0) AS found WHERE n < ? ORDER BY n DESC LIMIT ?`, query, before, searchBatch)
}

// searchLate is how many of the latest messages are looked through for a word
// that may be frequent.
const searchLate = 20_000

// newerHit reports whether a newer message of the same inquiry holds the words.
func (v *view) newerHit(ctx context.Context, query string, h hit) (bool, error) {
	newer, err := collect(ctx, v, func(r rows) (n int64, err error) { return n, r.Scan(&n) }, `SELECT n FROM words WHERE inquiry_id = ? AND n > ?`, string(h.inquiry), h.n)
	if err != nil {
		return false, err
	}
	text := `SELECT COUNT(*) FROM words_index WHERE words_index MATCH ? AND rowid = ?`
	if v.pg {
		text = `SELECT COUNT(*) FROM words WHERE body @@ CAST(? AS tsquery) AND n = ?`
	}
	for _, n := range newer {
		var count int
		if err := v.row(ctx, text, query, n).Scan(&count); err != nil || count > 0 {
			return count > 0, err
		}
	}
	return false, nil
}

// those are the inquiries of the hits that the filter lets through.
func (v *view) those(ctx context.Context, hits []hit, where []string, args []any, s Scope) (map[xunpan.ID]xunpan.Inquiry, error) {
	var ids []any
	var known []xunpan.ID
	for _, h := range hits {
		if !slices.Contains(known, h.inquiry) {
			known = append(known, h.inquiry)
			ids = append(ids, string(h.inquiry))
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	text := `SELECT ` + inquiryColumns + ` FROM inquiries WHERE id IN (` + marks(len(ids)) + `) AND merged_into IS NULL AND ` + strings.Join(where, ` AND `)
	all, err := collect(ctx, v, scanInquiry, text, append(ids, args...)...)
	if err != nil {
		return nil, err
	}
	found := make(map[xunpan.ID]xunpan.Inquiry, len(all))
	for _, q := range all {
		if s.Sees(q.Owner) {
			found[q.ID] = q
		}
	}
	return found, nil
}

// ClearWords empties the index of words.
func (t *Tx) ClearWords(ctx context.Context) error {
	if !t.pg {
		if _, err := t.exec(ctx, `INSERT INTO words_index (words_index) VALUES ('delete-all')`); err != nil {
			return err
		}
	}
	_, err := t.exec(ctx, `DELETE FROM words`)
	return err
}
