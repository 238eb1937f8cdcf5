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
	trie
	groups []string
	values []string
	groupN map[string]int16

	once sync.Once
	gids *groupIDs
}

// draft is a catalogue while it is read: a trie over words that is easy to add
// to. What is matched against is packed from it.
type draft struct {
	*Lexicon
	nodes []draftNode
	ends  []ending
	stems [][]stem // of nodes that have stems; the first is empty
	slots []int32  // nodes by parent and word: an open-addressed hash table, at most half full
	words int      // nodes in slots
}

// draftNode has no pointers, so that loading is cheap.
type draftNode struct {
	ends  int32 // 1 + index of the first of the groups that end here; 0 none
	gap   int32 // node reached after a gap; 0 none
	stems int32 // index into draft.stems; 0 none

	parent int32  // the node that a word leads from, -1 if none does
	hash   uint32 // of that word
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
	d := newDraft(64 << 10)
	d.addPlaces()
	files, err := fs.Glob(fsys, dir+"/*.txt")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		if err := d.read(string(data)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return d.Lexicon, d.pack()
}

// newDraft makes room for about so many nodes, a power of two.
func newDraft(nodes int) *draft {
	d := &draft{
		Lexicon: &Lexicon{groupN: map[string]int16{}, values: make([]string, 1, nodes/8)},
		nodes:   make([]draftNode, 0, nodes), ends: make([]ending, 0, nodes), stems: make([][]stem, 1, nodes/64),
		slots: make([]int32, 2*nodes),
	}
	d.node(-1, 0) // the root
	return d
}

func (d *draft) read(data string) error {
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
			group = d.group(text[1 : len(text)-1])
			continue
		case group < 0:
			return fmt.Errorf("line %d: a phrase before the first [group]", n)
		}
		value := int16(0)
		if v, rest, ok := strings.Cut(text, " = "); ok {
			value, text = d.value(strings.TrimSpace(v)), rest
		}
		for more := true; more; {
			var phrase string
			phrase, text, more = strings.Cut(text, "|")
			if err := d.add(&st, strings.TrimSpace(phrase), group, value); err != nil {
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
func (d *draft) add(st *stream, phrase string, group, value int16) error {
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
				if d.nodes[at].gap == 0 {
					gap := d.node(-1, 0)
					d.nodes[at].gap = gap
				}
				at, gap = d.nodes[at].gap, false
			}
			if isStem && i == len(st.toks)-1 && t.kind != tHan {
				at = d.addStem(at, string(st.fold[t.fs:t.fe]))
				continue
			}
			at = d.edge(at, t.hash)
		}
	}
	if at == 0 || gap {
		return fmt.Errorf("phrase %q has no words or ends with a gap", phrase)
	}
	end := &d.nodes[at].ends
	for *end != 0 {
		if d.ends[*end-1].group == group {
			return nil
		}
		end = &d.ends[*end-1].more
	}
	*end = int32(len(d.ends) + 1)
	d.ends = append(d.ends, ending{group: group, value: value})
	return nil
}

func (d *draft) node(parent int32, hash uint32) int32 {
	d.nodes = append(d.nodes, draftNode{parent: parent, hash: hash})
	return int32(len(d.nodes) - 1)
}

// edge returns the node that a word leads to from node at; it makes it if there is none.
func (d *draft) edge(at int32, hash uint32) int32 {
	slot := d.slot(at, hash)
	if *slot != 0 {
		return *slot
	}
	if d.words++; d.words*2 > len(d.slots) {
		d.slots = make([]int32, 2*len(d.slots))
		for i := range d.nodes {
			if n := &d.nodes[i]; n.parent >= 0 {
				*d.slot(n.parent, n.hash) = int32(i)
			}
		}
		slot = d.slot(at, hash)
	}
	*slot = d.node(at, hash)
	return *slot
}

// slot is where the node stands that a word leads to from node at, or the empty
// place where it may be put.
func (d *draft) slot(at int32, hash uint32) *int32 {
	mask := uint32(len(d.slots) - 1)
	for i := (hash ^ uint32(at)*spread) * spread >> 8 & mask; ; i = (i + 1) & mask {
		if n := d.slots[i]; n == 0 || d.nodes[n].hash == hash && d.nodes[n].parent == at {
			return &d.slots[i]
		}
	}
}

func (d *draft) addStem(at int32, text string) int32 {
	var list *[]stem
	if at != 0 {
		n := &d.nodes[at]
		if n.stems == 0 {
			d.stems = append(d.stems, nil)
			n.stems = int32(len(d.stems) - 1)
		}
		list = &d.stems[n.stems]
	} else {
		head := &d.starts[firstTwo(text)]
		if *head == 0 {
			d.heads = append(d.heads, nil)
			*head = uint16(len(d.heads))
		}
		list = &d.heads[*head-1]
	}
	for _, s := range *list {
		if s.text == text {
			return s.next
		}
	}
	next := d.node(-1, 0)
	*list = append(*list, stem{text: text, next: next, third: third(text)})
	return next
}

// addPlaces enters countries and places as groups "_country" and "_place";
// their value is the country's code, a place's index follows after a slash.
func (d *draft) addPlaces() {
	var st stream
	g := d.group("_country")
	for _, c := range geo.All() {
		v := d.value(c.Code)
		for _, n := range c.Names {
			_ = d.add(&st, strings.ReplaceAll(n, "..", ""), g, v)
		}
		for _, n := range [...]string{c.En, c.Zh} {
			_ = d.add(&st, n, g, v)
		}
	}
	adj := d.group("_nationality")
	for _, c := range geo.All() {
		v := d.value(c.Code)
		for _, n := range c.Adjectives {
			_ = d.add(&st, n, adj, v)
		}
	}
	g = d.group("_place")
	for i, p := range geo.Places() {
		_ = d.add(&st, p.Name, g, d.value(placeValue(i)))
	}
}

func placeValue(i int) string { return fmt.Sprintf("#%d", i) }
