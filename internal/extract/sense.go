package extract

import (
	_ "embed" // the model
	"encoding/binary"
	"math"
	"sync"
	"unicode/utf8"

	"xunpan"
)

// What a sentence is after can be said in more ways than a catalogue of
// phrases holds: "we only want to see where the others stand". A small linear
// model tells it by the words of the whole sentence, taught with the sentences
// of testdata/sense, every one written for it (docs/decisions/0008). The judge
// weighs what it says as one signal among others, marked in the text.

// sense is what a sentence is after.
type sense uint8

const (
	sensePlain    sense = iota // whatever an honest buyer writes beside
	senseCompare               // only compares or collects
	senseSpy                   // how it is made, our suppliers, costs, customers
	senseSample                // samples for nothing
	senseInvite                // an invitation, a visa, to be hosted
	senseNewcomer              // new to it, asks for advice
	senseOrder                 // an order at hand
	senseSell                  // offers us something
	senseFraud                 // a fraudster's terms
	senseEmpty                 // interest with nothing of his own
	senses
)

// senseNames are the names in testdata/sense and for the judge.
var senseNames = [senses]string{"plain", "compare", "spy", "sample", "invite", "newcomer", "order", "sell", "fraud", "empty"}

//go:embed sense/model.bin
var senseData []byte

// senseModel is a linear model over the words of a sentence: their beginnings,
// themselves and their pairs.
type senseModel struct {
	bias  [senses]float32
	scale float32         // of the weights
	some  [1 << 11]uint64 // a filter: most pairs of words were never taught
	keys  []uint32
	rows  [][senses]int8
}

var defaultSense = sync.OnceValue(func() *senseModel { return readSense(senseData) })

// senseHead is the model file's head: a mark of the sentences it was taught
// with, the scale, the biases and the number of rows.
const senseHead = 8 + 4 + 4*int(senses) + 4

// readSense reads a model as writeSense wrote it: rows of a feature's hash
// and its weights, little-endian.
func readSense(b []byte) *senseModel {
	m := &senseModel{scale: math.Float32frombits(binary.LittleEndian.Uint32(b[8:]))}
	for k := range m.bias {
		m.bias[k] = math.Float32frombits(binary.LittleEndian.Uint32(b[12+4*k:]))
	}
	m.makeRoom(int(binary.LittleEndian.Uint32(b[senseHead-4:])))
	const row = 4 + int(senses)
	for b = b[senseHead:]; len(b) >= row; b = b[row:] {
		weights := m.enter(binary.LittleEndian.Uint32(b))
		for k := range weights {
			weights[k] = int8(b[4+k])
		}
	}
	return m
}

// makeRoom makes the tables for n features, at most half full.
func (m *senseModel) makeRoom(n int) {
	size := 1
	for size < 2*n {
		size *= 2
	}
	m.keys, m.rows = make([]uint32, size), make([][senses]int8, size)
}

// enter adds a feature and returns its weights, to be filled in.
func (m *senseModel) enter(key uint32) *[senses]int8 {
	i := m.slot(key)
	m.keys[i] = key
	word, bit := filtered(key)
	m.some[word] |= bit
	return &m.rows[i]
}

// filtered is where the filter tells of a feature.
func filtered(key uint32) (word uint32, bit uint64) { return key >> 6 & (1<<11 - 1), 1 << (key & 63) }

// strange: of so many features one must be known, pairs of words included.
const strange = 3

// slot is where a feature stands, or the free place for it.
func (m *senseModel) slot(key uint32) int {
	mask := uint32(len(m.keys) - 1)
	for i := key * fnvPrime >> 7 & mask; ; i = (i + 1) & mask {
		if m.keys[i] == key || m.keys[i] == 0 {
			return int(i)
		}
	}
}

// tell returns what the sentence of these features is after, and how probable
// that is. A sentence of words it was hardly taught is plain.
func (m *senseModel) tell(features []uint32) (sense, float32) {
	var sum [senses]int32
	known := 0
	for _, f := range features {
		if word, bit := filtered(f); m.some[word]&bit == 0 {
			continue
		}
		i := m.slot(f)
		if m.keys[i] != f {
			continue
		}
		known++
		for k, w := range m.rows[i] {
			sum[k] += int32(w)
		}
	}
	if known*strange < len(features) {
		return sensePlain, 0
	}
	best, total := sensePlain, float64(0)
	var e [senses]float64
	for k := range sum {
		e[k] = math.Exp(float64(m.bias[k] + m.scale*float32(sum[k])))
		total += e[k]
		if e[k] > e[best] {
			best = sense(k)
		}
	}
	return best, float32(e[best] / total)
}

// stemRunes is how many letters of a word stand for all its forms.
const stemRunes = 5

// senseFeatures appends the features of tokens [from,to) of s: words, their
// beginnings, and pairs of neighbours. Numbers are all one word.
func (s *stream) senseFeatures(dst []uint32, from, to int) []uint32 {
	add := func(h uint32) {
		if h == 0 {
			h = 1 // 0 marks a free slot
		}
		dst = append(dst, h)
	}
	const number, question = 0x9E3779B1, 0x85EBCA77
	prev := uint32(fnvBasis)
	for i := from; i < to; i++ {
		t := &s.toks[i]
		h := t.hash
		switch {
		case t.kind == tNumber:
			h = number
		case t.kind == tPunct && t.punct == '?':
			h = question
		case t.kind != tWord && t.kind != tHan:
			continue
		}
		add(h)
		add((prev^h>>16)*fnvPrime ^ h)
		if t.kind == tWord {
			if w := s.fold[t.fs:t.fe]; utf8.RuneCount(w) > stemRunes {
				add(hash32(firstRunes(w, stemRunes)) ^ 0xC2B2AE3D)
			}
		}
		prev = h
	}
	return dst
}

func firstRunes(w []byte, n int) []byte {
	for i := range string(w) {
		if n == 0 {
			return w[:i]
		}
		n--
	}
	return w
}

// Sentences shorter than this many tokens say too little, longer ones are cut.
const (
	minSense = 4
	maxSense = 70
)

// farSense is how many tokens of a mail are asked; what he is after, a buyer
// says before.
const farSense = 700

// longTalk is how many letters a mail that asks for nothing may have to be
// listened to all the same: lures and offers are short.
const longTalk = 700

// likelySense is how probable a sense must be to be told to the judge.
const likelySense = 0.4

// senses notes every sentence that is after something.
func (d *doc) senses() {
	if d.asking == 0 && (!d.hand || len(d.m.Links) > wallLinks || len(d.out.Questions) == 0 && len(d.out.Needs.Lines) == 0 && d.out.Fresh > longTalk) {
		return // news and talk are after nothing of ours
	}
	m := defaultSense()
	s := &d.body
	var room [4 * maxSense]uint32
	for from := 0; from < min(len(s.toks), farSense); {
		if s.toks[from].kind == tBreak || s.toks[from].kind == tPunct {
			from++
			continue
		}
		if l := s.lineOf(from); l >= 0 && s.lines[l].block != xunpan.Fresh {
			break
		}
		_, to := s.sentence(from)
		if to < len(s.toks) && isPunct(&s.toks[to], '?') {
			to++
		}
		if n := min(to, from+maxSense); n-from >= minSense {
			if k, p := m.tell(s.senseFeatures(room[:0], from, n)); k != sensePlain && p >= likelySense {
				d.out.Speech = append(d.out.Speech, xunpan.Speech{Sense: senseNames[k], At: s.span(from, n-1), P: float64(p)})
			}
		}
		from = max(to, from+1)
	}
}
