package extract

// hit is a phrase found: tokens first..last of its stream.
type hit struct {
	group, value int16
	first, last  int32
	negated      bool
}

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

// match finds all phrases in s, in order of their first token, and leaves them
// in x; of several phrases of one group at one place the longest.
func (l *Lexicon) match(s *stream, x *hitIndex) {
	x.reset(len(s.toks))
	// The looks into the large table come first and alone: no one of them waits
	// for another, so the processor fetches for several at once.
	for i := range s.toks {
		s.toks[i].begins = int32(l.begins(s.toks[i].hash))
	}
	m := matcher{l: l, s: s, x: x}
	for i := range s.toks {
		t := &s.toks[i]
		m.from = len(x.hits)
		x.start[i] = int32(m.from)
		if t.begins >= 0 {
			m.walk(&l.first[t.begins], i, i, 0)
		}
		if t.kind == tWord {
			if head := l.starts[firstTwo(s.fold[t.fs:t.fe])]; head != 0 {
				m.stems(l.heads[head-1], i, i, 0)
			}
		}
	}
	x.start[len(s.toks)] = int32(len(x.hits))
}

type matcher struct {
	l    *Lexicon
	s    *stream
	x    *hitIndex
	from int // hits of the present first token begin here
}

// walk has reached node n with token i consumed.
func (m *matcher) walk(n *node, first, i, depth int) {
	if n.group >= 0 {
		m.report(n.group, n.value, first, i)
		for e := int32(n.more); e != 0; e = m.l.more[e].more {
			m.report(m.l.more[e].group, m.l.more[e].value, first, i)
		}
	}
	if n.rare != 0 && depth < 3 {
		if gap := m.l.rare[n.rare].gap; gap != 0 {
			m.gap(&m.l.nodes[gap], first, i, depth+1)
		}
	}
	if n.some != 0 || n.rare != 0 {
		if k := m.next(i); k >= 0 {
			m.step(n, first, k, depth)
		}
	}
}

// gap goes on from node n over up to three words behind token i.
func (m *matcher) gap(n *node, first, i, depth int) {
	for words := 0; words <= 3; words++ {
		if i = m.next(i); i < 0 {
			return
		}
		m.step(n, first, i, depth)
		if t := &m.s.toks[i]; t.kind == tPunct && sentenceEnd(t.punct) {
			return
		}
	}
}

// step tries to go from node n over token k.
func (m *matcher) step(n *node, first, k, depth int) {
	t := &m.s.toks[k]
	if next := m.l.follow(n, t.hash); next != nil {
		m.walk(next, first, k, depth)
	}
	if n.rare != 0 && t.kind == tWord {
		m.stems(m.l.rare[n.rare].stems, first, k, depth)
	}
}

func (m *matcher) stems(stems []stem, first, k, depth int) {
	t := &m.s.toks[k]
	word := m.s.fold[t.fs:t.fe]
	c := third(word)
	for i := range stems {
		st := &stems[i]
		if (st.third == 0 || st.third == c) && len(word) >= len(st.text) && string(word[:len(st.text)]) == st.text {
			m.walk(&m.l.nodes[st.next], first, k, depth)
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

func (m *matcher) report(group, value int16, first, last int) {
	x := m.x
	for i := m.from; i < len(x.hits); i++ {
		if h := &x.hits[i]; h.group == group {
			if int32(last) > h.last {
				h.last, h.value = int32(last), value
			}
			return
		}
	}
	x.hits = append(x.hits, hit{group: group, value: value, first: int32(first), last: int32(last)})
	x.some[first] |= 1 << (uint(group) & 63)
	x.all[group>>6&3] |= 1 << (group & 63)
}

func sentenceEnd(p byte) bool { return p == '.' || p == '?' || p == '!' || p == ';' }
