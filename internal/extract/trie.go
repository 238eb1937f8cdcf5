package extract

import (
	"cmp"
	"fmt"
	"slices"
)

// trie is the word catalogue as it is matched against. Every word of every mail
// is looked up in it while the rest of the reading keeps pushing it out of the
// caches: what costs time is the cache lines a look touches, not the work.
// So all that is known of a phrase's word stands in one small node, the words
// that may follow stand side by side, and nodes hold no pointers.
type trie struct {
	some  [1 << 10]uint64 // a filter that fits the fastest cache: many words begin no phrase
	first []node          // the words that begin phrases: an open-addressed hash table
	shift uint8           // 32 less the bits of a place in first
	nodes []node          // all others; nodes[0] is none
	more  []ending        // second and further groups of a node; more[0] is none
	rare  []offshoots     // of nodes that a gap or stems follow; rare[0] is none

	starts [1 << 16]uint16 // by first two folded bytes: 1 + index into heads; 0 none
	heads  [][]stem        // stems at the root, by first two bytes
}

type node struct {
	hash         uint32 // of the word that leads here; 0 none
	group, value int16  // what ends here; group -1: nothing
	more         uint16 // index into trie.more
	rare         uint16 // index into trie.rare
	next         uint32 // the words that may follow: index of the first in trie.nodes << countBits | their number
	some         uint32 // a bit for each of them, by hash
}

// countBits bounds the words that may follow one node.
const countBits = 12

type ending struct {
	group, value int16
	more         int32 // index of the next one; 0 none
}

type offshoots struct {
	gap   int32 // node reached after a gap; 0 none
	stems []stem
}

type stem struct {
	text  string
	next  int32
	third byte // of text; 0 if it is shorter. It spares most comparisons
}

func third[T string | []byte](b T) byte {
	if len(b) < 3 {
		return 0
	}
	return b[2]
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

// begins returns the place in first of the word with that hash, or -1.
func (t *trie) begins(hash uint32) int {
	mix := hash * spread
	if t.some[mix>>22]>>(mix>>16&63)&1 == 0 {
		return -1
	}
	for i := int(mix >> t.shift); ; i = (i + 1) & (len(t.first) - 1) {
		switch t.first[i].hash {
		case 0:
			return -1
		case hash:
			return i
		}
	}
}

// spread is 2^32 divided by the golden ratio.
const spread = 0x9E3779B1

// follow returns the node that a word leads to from n, or nil.
func (t *trie) follow(n *node, hash uint32) *node {
	if n.some>>(hash>>27)&1 == 0 {
		return nil
	}
	from := n.next >> countBits
	ns := t.nodes[from : from+n.next&(1<<countBits-1)]
	for len(ns) > 8 {
		if mid := len(ns) / 2; ns[mid].hash > hash {
			ns = ns[:mid]
		} else {
			ns = ns[mid:]
		}
	}
	for i := range ns {
		if ns[i].hash == hash {
			return &ns[i]
		}
	}
	return nil
}

// packer writes the nodes of a draft into a trie, those that follow one node
// next to each other.
type packer struct {
	d     *draft
	t     *trie
	words []int32 // the draft's nodes that words lead to, by parent and hash
	from  []int32 // by node: the first in words that it is parent of; the next node's entry ends them
	draft []int32 // by node of the trie: the node of the draft
}

func (d *draft) pack() error {
	p := packer{d: d, t: &d.trie}
	p.sort()
	t := p.t
	bits := 4
	for 1<<bits < int(p.from[1])*3/2 {
		bits++
	}
	t.first, t.shift = make([]node, 1<<bits), uint8(32-bits)
	// There is room for all, so that no node moves while it is filled.
	t.nodes, p.draft = make([]node, 1, len(d.nodes)), make([]int32, 1, len(d.nodes))
	t.more, t.rare = make([]ending, 1), make([]offshoots, 1)
	for _, w := range p.words[:p.from[1]] {
		hash := d.nodes[w].hash
		mix := hash * spread
		t.some[mix>>22] |= 1 << (mix >> 16 & 63)
		i := int(mix >> t.shift)
		for t.first[i].hash != 0 {
			i = (i + 1) & (len(t.first) - 1)
		}
		t.first[i].hash = hash
		p.fill(&t.first[i], w)
	}
	for _, stems := range t.heads {
		p.stems(stems)
	}
	for i := 1; i < len(t.nodes); i++ { // more are placed meanwhile
		p.fill(&t.nodes[i], p.draft[i])
	}
	if len(t.nodes) >= 1<<(32-countBits) || len(t.more) >= 1<<16 || len(t.rare) >= 1<<16 {
		return fmt.Errorf("the catalogue is too large: %d words in phrases", len(t.nodes))
	}
	return nil
}

// sort puts the draft's nodes in order of their parent, then of the hash that
// leads to them.
func (p *packer) sort() {
	nodes := p.d.nodes
	p.from = make([]int32, len(nodes)+1)
	for i := range nodes {
		if nodes[i].parent >= 0 {
			p.from[nodes[i].parent+1]++
		}
	}
	for i := 1; i < len(p.from); i++ {
		p.from[i] += p.from[i-1]
	}
	p.words = make([]int32, p.d.words)
	at := slices.Clone(p.from)
	for i := range nodes {
		if nodes[i].parent >= 0 {
			n := &at[nodes[i].parent]
			p.words[*n] = int32(i)
			*n++
		}
	}
	for i := 1; i < len(nodes); i++ {
		if ws := p.words[p.from[i]:p.from[i+1]]; len(ws) > 1 {
			slices.SortFunc(ws, func(a, b int32) int { return cmp.Compare(nodes[a].hash, nodes[b].hash) })
		}
	}
}

// fill writes what the draft knows of a node into n and gives the nodes behind
// it their places.
func (p *packer) fill(n *node, draft int32) {
	from := &p.d.nodes[draft]
	n.group = -1
	if from.ends != 0 {
		e := p.d.ends[from.ends-1]
		n.group, n.value = e.group, e.value
		if e.more != 0 {
			n.more = uint16(len(p.t.more))
		}
		for e.more != 0 {
			e = p.d.ends[e.more-1]
			more := ending{group: e.group, value: e.value}
			if e.more != 0 {
				more.more = int32(len(p.t.more) + 1)
			}
			p.t.more = append(p.t.more, more)
		}
	}
	words := p.words[p.from[draft]:p.from[draft+1]]
	n.next = uint32(len(p.t.nodes)<<countBits | len(words))
	for _, w := range words {
		hash := p.d.nodes[w].hash
		n.some |= 1 << (hash >> 27)
		p.place(hash, w)
	}
	if from.gap != 0 || from.stems != 0 {
		n.rare = uint16(len(p.t.rare))
		o := offshoots{stems: p.d.stems[from.stems]}
		if from.gap != 0 {
			o.gap = p.place(0, from.gap)
		}
		p.stems(o.stems)
		p.t.rare = append(p.t.rare, o)
	}
}

func (p *packer) stems(stems []stem) {
	for i := range stems {
		stems[i].next = p.place(0, stems[i].next)
	}
}

func (p *packer) place(hash uint32, draft int32) int32 {
	p.t.nodes = append(p.t.nodes, node{hash: hash})
	p.draft = append(p.draft, draft)
	return int32(len(p.t.nodes) - 1)
}
