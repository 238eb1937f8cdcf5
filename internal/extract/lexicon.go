package extract

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"xunpan"
	"xunpan/internal/geo"
)

//go:embed words/*.txt
var wordFiles embed.FS

// Lexicon is the word catalogue: phrases in groups, all languages together,
// matched in one pass over the tokens. It does not change once read and is safe for
// concurrent use.
//
// A catalogue file has sections "[group]". A line lists phrases parted by "|";
// "VALUE = phrase | phrase" gives them a value. In a phrase "*" after a word
// stands for any ending and ".." for up to three words in between. Case,
// accents, hyphens and line ends do not matter. "#" begins a comment.
type Lexicon struct {
	nodes  []node
	ends   []ending
	stems  [][]stem // of nodes that have stems; the first is empty
	edges  edgeTable
	groups []string
	values []string
	groupN map[string]int16
	starts [1 << 16]uint16 // by first two folded bytes: 1 + index into heads; 0 none
	heads  [][]stem        // stems at the root, by first two bytes

	once sync.Once
	gids *groupIDs
}

// node has no pointers, so that loading is cheap and the collector skips it.
type node struct {
	ends  int32 // 1 + index of the first of the groups that end here; 0 none
	gap   int32 // node reached after a gap; 0 none
	stems int32 // index into Lexicon.stems; 0 none
	leads bool  // words lead on from here
}

type stem struct {
	text string
	next int32
}

type ending struct {
	group, value int16
	more         int32 // as node.ends
}

// hit is a phrase found: tokens first..last of its stream.
type hit struct {
	group, value int16
	first, last  int32
	negated      bool
}

// defaultLexicon is the built-in catalogue.
var defaultLexicon = sync.OnceValue(func() *Lexicon {
	l, err := newLexicon(wordFiles, "words")
	if err != nil {
		panic("extract: built-in word catalogue: " + err.Error()) // a test loads it, so it cannot happen in the field
	}
	return l
})

// newLexicon reads every file of dir in fsys and the names of geo.
func newLexicon(fsys fs.FS, dir string) (*Lexicon, error) {
	l := &Lexicon{
		nodes: make([]node, 1, 64<<10), ends: make([]ending, 0, 48<<10), stems: make([][]stem, 1, 1<<10), edges: newEdgeTable(128 << 10),
		groupN: map[string]int16{}, values: make([]string, 1, 8<<10),
	}
	l.addPlaces()
	files, err := fs.Glob(fsys, dir+"/*.txt")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		if err := l.read(string(data)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return l, nil
}

func (l *Lexicon) read(data string) error {
	var st stream
	group := int16(-1)
	for n := 1; data != ""; n++ {
		var text string
		text, data, _ = strings.Cut(data, "\n")
		if i := strings.Index(text, " #"); i >= 0 {
			text = text[:i]
		}
		text = strings.TrimSpace(text)
		switch {
		case text == "" || text[0] == '#':
			continue
		case text[0] == '[' && text[len(text)-1] == ']':
			group = l.group(text[1 : len(text)-1])
			continue
		case group < 0:
			return fmt.Errorf("line %d: a phrase before the first [group]", n)
		}
		value := int16(0)
		if v, rest, ok := strings.Cut(text, " = "); ok {
			value, text = l.value(strings.TrimSpace(v)), rest
		}
		for more := true; more; {
			var phrase string
			phrase, text, more = strings.Cut(text, "|")
			if err := l.add(&st, strings.TrimSpace(phrase), group, value); err != nil {
				return fmt.Errorf("line %d: %w", n, err)
			}
		}
	}
	return nil
}

func (l *Lexicon) group(name string) int16 {
	if g, ok := l.groupN[name]; ok {
		return g
	}
	g := int16(len(l.groups))
	l.groups = append(l.groups, name)
	l.groupN[name] = g
	return g
}

func (l *Lexicon) value(v string) int16 {
	for i := len(l.values) - 1; i >= 0 && i >= len(l.values)-8; i-- { // neighbours share values
		if l.values[i] == v {
			return int16(i)
		}
	}
	l.values = append(l.values, v)
	return int16(len(l.values) - 1)
}

// add puts one phrase into the trie.
func (l *Lexicon) add(st *stream, phrase string, group, value int16) error {
	if phrase == "" {
		return nil
	}
	at := int32(0)
	gap := false
	for rest := phrase; rest != ""; {
		// Words up to the next gap or stem go through the scanner together.
		part := rest
		isStem := false
		i := strings.IndexByte(rest, '*')
		if k := strings.Index(rest, ".."); k >= 0 && (i < 0 || k < i) {
			if k == 0 {
				if at == 0 {
					return fmt.Errorf("phrase %q begins with a gap", phrase)
				}
				gap, rest = true, strings.TrimLeft(rest[2:], " ")
				continue
			}
			part, rest = rest[:k], rest[k:]
		} else if i > 0 && rest[i-1] != ' ' {
			part, rest, isStem = rest[:i], rest[i+1:], true
		} else {
			rest = ""
		}
		st.reset("", part)
		st.scan(0, len(part), xunpan.Fresh)
		for i := range st.toks {
			t := &st.toks[i]
			if skippable(t) && len(st.toks) > 1 {
				continue
			}
			if gap {
				if l.nodes[at].gap == 0 {
					l.nodes = append(l.nodes, node{})
					l.nodes[at].gap = int32(len(l.nodes) - 1)
				}
				at, gap = l.nodes[at].gap, false
			}
			if isStem && i == len(st.toks)-1 && t.kind != tHan {
				at = l.addStem(at, string(st.fold[t.fs:t.fe]))
				continue
			}
			at = l.edge(at, t.hash)
		}
	}
	if at == 0 || gap {
		return fmt.Errorf("phrase %q has no words or ends with a gap", phrase)
	}
	end := &l.nodes[at].ends
	for *end != 0 {
		if l.ends[*end-1].group == group {
			return nil
		}
		end = &l.ends[*end-1].more
	}
	*end = int32(len(l.ends) + 1)
	l.ends = append(l.ends, ending{group: group, value: value})
	return nil
}

func (l *Lexicon) edge(at int32, hash uint32) int32 {
	if next := l.edges.get(at, hash); next != 0 {
		return next
	}
	l.nodes = append(l.nodes, node{})
	next := int32(len(l.nodes) - 1)
	l.edges.put(at, hash, next)
	l.nodes[at].leads = true
	return next
}

func (l *Lexicon) addStem(at int32, text string) int32 {
	var list *[]stem
	if at != 0 {
		n := &l.nodes[at]
		if n.stems == 0 {
			l.stems = append(l.stems, nil)
			n.stems = int32(len(l.stems) - 1)
		}
		list = &l.stems[n.stems]
	} else {
		head := &l.starts[firstTwo(text)]
		if *head == 0 {
			l.heads = append(l.heads, nil)
			*head = uint16(len(l.heads))
		}
		list = &l.heads[*head-1]
	}
	for _, s := range *list {
		if s.text == text {
			return s.next
		}
	}
	next := int32(len(l.nodes))
	*list = append(*list, stem{text, next})
	l.nodes = append(l.nodes, node{})
	return next
}

func firstTwo[T string | []byte](b T) uint16 {
	switch len(b) {
	case 0:
		return 0
	case 1:
		return uint16(b[0]) << 8
	}
	return uint16(b[0])<<8 | uint16(b[1])
}

// edgeTable maps (node, word) to the node reached. It is an open-addressed
// hash table, since every word of every mail is looked up in it.
type edgeTable struct {
	slots []edge
	used  int
	some  [1 << 12]uint64 // a filter that fits the fastest cache: most words of a mail begin no phrase
}

type edge struct {
	key  uint64 // node<<32 | hash of the word, never 0 for an entry in use
	next int32
}

// spread is 2^64 divided by the golden ratio: it spreads keys over the table.
const spread = 0x9E3779B97F4A7C15

func newEdgeTable(size int) edgeTable { return edgeTable{slots: make([]edge, size)} } // size is a power of two

func (t *edgeTable) slot(key uint64) int {
	return int(key * spread >> 32 & uint64(len(t.slots)-1))
}

func (t *edgeTable) get(at int32, hash uint32) int32 {
	key := uint64(at)<<32 | uint64(hash)
	mix := key * spread
	if t.some[mix>>46&(1<<12-1)]&(1<<(mix>>58)) == 0 {
		return 0
	}
	for i := t.slot(key); ; i = (i + 1) & (len(t.slots) - 1) {
		switch t.slots[i].key {
		case key:
			return t.slots[i].next
		case 0:
			return 0
		}
	}
}

func (t *edgeTable) put(at int32, hash uint32, next int32) {
	if t.used*2 >= len(t.slots) {
		old := t.slots
		t.slots, t.used = make([]edge, 2*len(old)), 0
		for _, e := range old {
			if e.key != 0 {
				t.put(int32(e.key>>32), uint32(e.key), e.next)
			}
		}
	}
	key := uint64(at)<<32 | uint64(hash)
	i := t.slot(key)
	for t.slots[i].key != 0 {
		i = (i + 1) & (len(t.slots) - 1)
	}
	t.slots[i] = edge{key, next}
	t.used++
	mix := key * spread
	t.some[mix>>46&(1<<12-1)] |= 1 << (mix >> 58)
}

// addPlaces enters countries and places as groups "_country" and "_place";
// their value is the country's code, a place's index follows after a slash.
func (l *Lexicon) addPlaces() {
	var st stream
	g := l.group("_country")
	for _, c := range geo.All() {
		v := l.value(c.Code)
		for _, n := range c.Names {
			_ = l.add(&st, strings.ReplaceAll(n, "..", ""), g, v)
		}
		for _, n := range [...]string{c.En, c.Zh} {
			_ = l.add(&st, n, g, v)
		}
	}
	adj := l.group("_nationality")
	for _, c := range geo.All() {
		v := l.value(c.Code)
		for _, n := range c.Adjectives {
			_ = l.add(&st, n, adj, v)
		}
	}
	g = l.group("_place")
	for i, p := range geo.Places() {
		_ = l.add(&st, p.Name, g, l.value(placeValue(i)))
	}
}

func placeValue(i int) string { return fmt.Sprintf("#%d", i) }

// skippable tokens may stand inside a phrase: hyphens, apostrophes, quotes,
// emphasis and a single line end.
func skippable(t *token) bool {
	if t.kind == tBreak {
		return t.punct == 1
	}
	if t.kind != tPunct {
		return false
	}
	switch t.punct {
	case '-', '\'', '"', '*', '_', '`':
		return true
	}
	return false
}

// match finds all phrases in s and appends them to hits, in order of their
// first token; of several phrases of one group at one place the longest.
func (l *Lexicon) match(s *stream, hits []hit) []hit {
	m := matcher{l: l, s: s, hits: hits}
	for i := range s.toks {
		t := &s.toks[i]
		if t.kind == tBreak || t.kind == tPunct && t.punct == '\t' {
			continue
		}
		m.from = len(m.hits)
		if next := l.edges.get(0, t.hash); next != 0 {
			m.walk(next, i, i, 0)
		}
		if t.kind == tWord {
			if head := l.starts[firstTwo(s.fold[t.fs:t.fe])]; head != 0 {
				m.stems(l.heads[head-1], i, i, 0)
			}
		}
	}
	return m.hits
}

type matcher struct {
	l    *Lexicon
	s    *stream
	hits []hit
	from int // hits of the present first token begin here
}

// walk has reached node at with token i consumed.
func (m *matcher) walk(at int32, first, i, depth int) {
	n := &m.l.nodes[at]
	for e := n.ends; e != 0; e = m.l.ends[e-1].more {
		m.report(m.l.ends[e-1], first, i)
	}
	if n.gap != 0 && depth < 3 {
		j := i
		for words := 0; words <= 3; words++ {
			k := m.next(j)
			if k < 0 {
				break
			}
			m.step(n.gap, first, k, depth+1)
			if m.s.toks[k].kind == tPunct && sentenceEnd(m.s.toks[k].punct) {
				break
			}
			j = k
		}
	}
	if n.leads || n.stems != 0 {
		if k := m.next(i); k >= 0 {
			m.step(at, first, k, depth)
		}
	}
}

// step tries to go from node at over token k.
func (m *matcher) step(at int32, first, k, depth int) {
	n := &m.l.nodes[at]
	if n.leads {
		if next := m.l.edges.get(at, m.s.toks[k].hash); next != 0 {
			m.walk(next, first, k, depth)
		}
	}
	if n.stems != 0 && m.s.toks[k].kind == tWord {
		m.stems(m.l.stems[n.stems], first, k, depth)
	}
}

func (m *matcher) stems(stems []stem, first, k, depth int) {
	t := &m.s.toks[k]
	word := m.s.fold[t.fs:t.fe]
	for _, st := range stems {
		if len(word) >= len(st.text) && string(word[:len(st.text)]) == st.text {
			m.walk(st.next, first, k, depth)
		}
	}
}

// next is the token after i that a phrase can go on with, or -1.
func (m *matcher) next(i int) int {
	for i++; i < len(m.s.toks); i++ {
		t := &m.s.toks[i]
		if !skippable(t) {
			if t.kind == tBreak || t.kind == tPunct && t.punct == '\t' {
				return -1
			}
			return i
		}
	}
	return -1
}

func (m *matcher) report(e ending, first, last int) {
	for i := m.from; i < len(m.hits); i++ {
		if h := &m.hits[i]; h.group == e.group {
			if int32(last) > h.last {
				h.last, h.value = int32(last), e.value
			}
			return
		}
	}
	m.hits = append(m.hits, hit{group: e.group, value: e.value, first: int32(first), last: int32(last)})
}

func sentenceEnd(p byte) bool { return p == '.' || p == '?' || p == '!' || p == ';' }
