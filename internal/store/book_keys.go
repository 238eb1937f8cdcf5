package store

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"xunpan"
)

// An entry is found by rows of its keys' table: the keys themselves, the words
// of its name and addresses, and its tags, each with its kind in front, in bytes
// so that both databases compare them alike. The rows follow from the entry,
// which keeps its own list of keys.

// Kinds of rows that are no keys.
const (
	wordRow = "word:"
	tagRow  = "tag:"
)

// keyRow is the row of a key. A number is one, whether somebody calls it WhatsApp.
func keyRow(k xunpan.Key) string {
	if k.Kind == xunpan.KeyWhatsApp {
		k.Kind = xunpan.KeyPhone
	}
	row := string(k.Kind) + ":" + k.Value
	return row[:min(len(row), maxKeyLen)]
}

// Limits of what an entry is found by.
const (
	maxEntryWords = 40
	maxKeyLen     = 1000 // bytes
)

// index is what an entry is found by, and its words as one text. An entry that
// was merged into another is found by nothing.
func (s *shelf[T]) index(x *T) (folded string, all []string) {
	e := s.entry(x)
	texts := append(s.words(x), e.Name)
	for _, k := range e.Keys {
		switch k.Kind {
		case xunpan.KeyMail, xunpan.KeyPhone, xunpan.KeyWhatsApp, xunpan.KeyDomain, xunpan.KeyName:
			texts = append(texts, k.Value)
		}
	}
	words := entryWords(texts...)
	words = words[:min(len(words), maxEntryWords)]
	folded = " " + strings.Join(words, " ")
	if e.MergedInto != "" {
		return folded, nil
	}
	all = make([]string, 0, len(e.Keys)+len(words)+len(e.Tags))
	for _, k := range e.Keys {
		all = append(all, keyRow(k))
	}
	for keys := all; len(words) > 0; words = words[1:] {
		if w := words[0]; !commonWords[w] && !begun(keys, w) {
			all = append(all, wordRow+w)
		}
	}
	for _, tag := range e.Tags {
		all = append(all, tagRow+tag)
	}
	return folded, all
}

// wordRows are the beginnings of rows that hold words: a word that a key begins
// with needs no row of its own, and each row is a page of the index that must be
// written.
var wordRows = [...]string{wordRow, string(xunpan.KeyMail) + ":", string(xunpan.KeyDomain) + ":", string(xunpan.KeyName) + ":", string(xunpan.KeyPhone) + ":+"}

// begun reports whether one of the keys' rows begins with the word.
func begun(keys []string, w string) bool {
	for _, row := range keys {
		for _, kind := range wordRows[1:] {
			if rest, ok := strings.CutPrefix(row, kind); ok && strings.HasPrefix(rest, w) {
				return true
			}
		}
	}
	return false
}

// having is the part of a statement that gives the entries with a word that
// begins so; some come several times.
func (s *shelf[T]) having(w string) condition {
	var c condition
	for i, kind := range wordRows {
		if i > 0 {
			c.text += ` UNION ALL `
		}
		c.text += `SELECT ` + s.id + ` FROM ` + s.keys + ` WHERE value >= ? AND value < ?`
		c.args = append(c.args, []byte(kind+w), behind(kind+w))
	}
	return c
}

// entryWords are the words of an entry or of a query for one. The parts of an
// address are words, and it is none itself.
func entryWords(texts ...string) []string {
	for i, t := range texts {
		texts[i] = addressMarks.Replace(t)
	}
	return slices.DeleteFunc(Words(texts...), func(w string) bool { return emptyWords[w] })
}

var addressMarks = strings.NewReplacer(".", " ", "@", " ")

// emptyWords are in most addresses.
var emptyWords = map[string]bool{"com": true, "www": true, "http": true, "https": true, "net": true}

// commonWords are in so many names and addresses that rows of them would narrow
// no search: they are looked for in the entries alone.
var commonWords = map[string]bool{"org": true, "co": true, "ltd": true, "limited": true, "inc": true, "llc": true, "corp": true, "company": true, "group": true,
	"gmbh": true, "sa": true, "sarl": true, "srl": true, "spa": true, "bv": true, "ab": true, "pvt": true, "pty": true, "fze": true, "trading": true, "import": true,
	"export": true, "international": true, "info": true, "sales": true, "de": true, "uk": true, "br": true, "fr": true, "it": true, "es": true, "ru": true, "in": true, "gmail": true}

// less are the rows of a that are not in b.
func less(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(r string) bool { return slices.Contains(b, r) })
}

// keysAtOnce bounds the rows of one statement, and so how many texts of it there are.
const keysAtOnce = 24

// addKeys inserts the rows, many with one statement.
func (s *shelf[T]) addKeys(ctx context.Context, t *Tx, id xunpan.ID, all []string) error {
	for rows := range slices.Chunk(all, keysAtOnce) {
		args := make([]any, 0, 2*len(rows))
		for _, r := range rows {
			args = append(args, []byte(r), string(id))
		}
		if _, err := t.exec(ctx, s.addKey[len(rows)], args...); err != nil {
			return err
		}
	}
	return nil
}

func (s *shelf[T]) dropKeys(ctx context.Context, t *Tx, id xunpan.ID, all []string) error {
	for _, r := range all {
		if _, err := t.exec(ctx, s.dropKey, []byte(r), string(id)); err != nil {
			return err
		}
	}
	return nil
}

// rowsOf are the keys' rows as arguments for n marks, the last one repeated.
func rowsOf(keys []xunpan.Key, n int) []any {
	args := make([]any, n)
	for i := range args {
		args[i] = []byte(keyRow(keys[min(i, len(keys)-1)]))
	}
	return args
}

// nobody is the id of no row.
const nobody = "00000000-0000-0000-0000-000000000000"

// lookup finds the entries with one of the keys, and one by its id.
func (s *shelf[T]) lookup(ctx context.Context, v *view, keys []xunpan.Key, and xunpan.ID) ([]T, error) {
	if len(keys) == 0 && and == "" {
		return nil, nil
	}
	if and == "" {
		and = nobody
	}
	if len(keys) == 0 {
		keys = make([]xunpan.Key, 1) // no row is its
	}
	n := min(len(keys), lookupKeys)
	return collect(ctx, v, s.scan, s.found[n], append(rowsOf(keys, n), string(and))...)
}

// CompaniesByKeys returns the companies that have one of the keys, of which 12
// count, and the one of that id besides: those that wrote last first, 40 at most.
func (v *view) CompaniesByKeys(ctx context.Context, keys []xunpan.Key, and xunpan.ID) (cs []xunpan.Company, err error) {
	defer wrap(&err, "looking up companies")
	return companies.lookup(ctx, v, keys, and)
}

// ContactsByKeys returns the contacts that have one of the keys, of which 12
// count: those that wrote last first, 40 at most.
func (v *view) ContactsByKeys(ctx context.Context, keys []xunpan.Key) (cs []xunpan.Contact, err error) {
	defer wrap(&err, "looking up contacts")
	return contacts.lookup(ctx, v, keys, "")
}

// shared finds the entries that have one of many keys.
func (s *shelf[T]) shared(ctx context.Context, v *view, keys []xunpan.Key) ([]T, error) {
	var all []T
	for len(keys) > 0 {
		n := min(len(keys), sharedKeys)
		part, err := collect(ctx, v, s.scan, s.sharing, rowsOf(keys[:n], sharedKeys)...)
		if err != nil {
			return nil, err
		}
		all, keys = append(all, part...), keys[n:]
	}
	return all, nil
}

// CompaniesSharing returns companies that have one of the keys, up to 200 for
// each 48 keys. One company may come several times.
func (v *view) CompaniesSharing(ctx context.Context, keys []xunpan.Key) (cs []xunpan.Company, err error) {
	defer wrap(&err, "looking up companies")
	return companies.shared(ctx, v, keys)
}

// ContactsSharing is CompaniesSharing for contacts.
func (v *view) ContactsSharing(ctx context.Context, keys []xunpan.Key) (cs []xunpan.Contact, err error) {
	defer wrap(&err, "looking up contacts")
	return contacts.shared(ctx, v, keys)
}

// CompaniesBeginning returns up to 40 companies with a key of the kind that
// begins so.
func (v *view) CompaniesBeginning(ctx context.Context, with xunpan.Key) (cs []xunpan.Company, err error) {
	defer wrap(&err, "looking up companies")
	return collect(ctx, v, companies.scan, companies.begin, []byte(keyRow(with)), behind(keyRow(with)))
}

// CompaniesWithWord returns up to 40 companies with a word that begins so.
func (v *view) CompaniesWithWord(ctx context.Context, with string) (cs []xunpan.Company, err error) {
	defer wrap(&err, "looking up companies")
	has := companies.having(with)
	return collect(ctx, v, companies.scan, `SELECT `+companies.columns+` FROM companies WHERE id IN (SELECT company_id FROM (`+has.text+`) AS those LIMIT 40) AND merged_into IS NULL ORDER BY last_at DESC, id`, has.args...)
}

// ContactsOf returns the contacts of companies, those that wrote last first and at most 400 for each 50 of them.
func (v *view) ContactsOf(ctx context.Context, companies []xunpan.ID) (cs []xunpan.Contact, err error) {
	defer wrap(&err, "reading the contacts of companies")
	err = eachFew(companies, countedRows, func(args []any) error {
		part, err := collect(ctx, v, contacts.scan, `SELECT `+contacts.columns+` FROM contacts WHERE merged_into IS NULL AND company_id IN (`+marks(countedRows)+`)`+bookOrder+` LIMIT 400`, args...)
		cs = append(cs, part...)
		return err
	})
	return cs, err
}

// behind is the least value behind all that begin with the text: no UTF-8 has
// this byte.
func behind(text string) []byte { return append([]byte(text), 0xff) }

// BookCounts says how much hangs on an entry.
type BookCounts struct{ Inquiries, Contacts int }

// CompanyCounts counts the inquiries and contacts of companies.
func (v *view) CompanyCounts(ctx context.Context, ids []xunpan.ID) (map[xunpan.ID]BookCounts, error) {
	counts, err := companies.count(ctx, v, ids)
	if err != nil {
		return nil, err
	}
	err = eachFew(ids, countedRows, func(args []any) error {
		found, err := collect(ctx, v, scanCount, `SELECT company_id, COUNT(*) FROM contacts WHERE merged_into IS NULL AND company_id IN (`+marks(countedRows)+`) GROUP BY company_id`, args...)
		for _, c := range found {
			n := counts[c.id]
			n.Contacts = c.n
			counts[c.id] = n
		}
		return err
	})
	return counts, err
}

// ContactCounts counts the inquiries of contacts.
func (v *view) ContactCounts(ctx context.Context, ids []xunpan.ID) (map[xunpan.ID]BookCounts, error) {
	return contacts.count(ctx, v, ids)
}

type idCount struct {
	id xunpan.ID
	n  int
}

func scanCount(r rows) (c idCount, err error) { return c, r.Scan(ident{&c.id}, &c.n) }

func (s *shelf[T]) count(ctx context.Context, v *view, ids []xunpan.ID) (counts map[xunpan.ID]BookCounts, err error) {
	defer wrap(&err, "counting what hangs on the %s", s.table)
	counts = make(map[xunpan.ID]BookCounts, len(ids))
	err = eachFew(ids, countedRows, func(args []any) error {
		found, err := collect(ctx, v, scanCount, s.counts, args...)
		for _, c := range found {
			counts[c.id] = BookCounts{Inquiries: c.n}
		}
		return err
	})
	return counts, err
}

// eachFew calls f with n ids at a time, the last one repeated to fill a step.
func eachFew(ids []xunpan.ID, n int, f func([]any) error) error {
	for len(ids) > 0 {
		k := min(len(ids), n)
		args := make([]any, n)
		for i := range args {
			args[i] = string(ids[min(i, k-1)])
		}
		if err := f(args); err != nil {
			return err
		}
		ids = ids[k:]
	}
	return nil
}

// words of a query, as prefixes of the words that entries are found by.
func prefixes(query string) []string {
	ws := entryWords(query)
	return ws[:min(len(ws), 8)]
}

// beginsCommon reports whether a word may stand for one that has no rows.
func beginsCommon(w string) bool {
	for common := range commonWords {
		if strings.HasPrefix(common, w) {
			return true
		}
	}
	return false
}

// rareRows is how many rows may hold a word or tag for the list to begin with
// these rows; with more it walks through the entries in their order.
const rareRows = 3000

// rare gives the ids of entries with the part of a query that the fewest have;
// without text if each is frequent.
func (s *shelf[T]) rare(ctx context.Context, v *view, words []string, tag string) (few condition, err error) {
	best := rareRows + 1
	try := func(c condition) error {
		var n int
		err := v.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM (`+c.text+`) AS those LIMIT `+strconv.Itoa(rareRows+1)+`) AS few`, c.args...).Scan(&n)
		if err == nil && n < best {
			best, few = n, c
		}
		return err
	}
	if tag != "" {
		if err := try(condition{`SELECT ` + s.id + ` FROM ` + s.keys + ` WHERE value = ?`, []any{[]byte(tagRow + tag)}}); err != nil {
			return few, err
		}
	}
	for _, w := range words {
		if beginsCommon(w) {
			continue
		}
		if err := try(s.having(w)); err != nil {
			return few, err
		}
	}
	return few, nil
}
