package extract

import (
	"bytes"
	"encoding/binary"
	"flag"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"xunpan"
)

var train = flag.Bool("train", false, "teach the sentence model anew and write sense/model.bin")

// taught is one sentence of testdata/sense.
type taught struct {
	sense    sense
	lang     string
	place    int // among the sentences of its sense and language
	features []uint32
}

// readTaught reads the sentences, in their files' order, and a mark of them all.
func readTaught(t *testing.T) (all []taught, mark uint64) {
	t.Helper()
	files, err := filepath.Glob("testdata/sense/*.tsv")
	if err != nil || len(files) == 0 {
		t.Fatal("no sentences", err)
	}
	h := fnv.New64a()
	places := map[string]int{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		h.Write(data)
		n := 0
		for line := range strings.Lines(string(data)) {
			n++
			label, rest, ok := strings.Cut(strings.TrimSpace(line), "\t")
			lang, text, ok2 := strings.Cut(rest, "\t")
			k := slices.Index(senseNames[:], label)
			if !ok || !ok2 || k < 0 {
				t.Fatalf("%s:%d: want SENSE, LANGUAGE and sentence parted by tabs, have %q", f, n, line)
			}
			var st stream
			st.reset(xunpan.PartBody, text)
			st.scan(0, len(text), xunpan.Fresh)
			places[label+lang]++
			all = append(all, taught{sense(k), lang, places[label+lang], st.senseFeatures(nil, 0, len(st.toks))})
		}
	}
	return all, h.Sum64()
}

// teach fits the model by AdaGrad on the log loss with a quadratic penalty.
// Features of one sentence only are left out.
func teach(all []taught) *senseModel {
	count := map[uint32]int{}
	for i := range all {
		for _, f := range all[i].features {
			count[f]++
		}
	}
	index := map[uint32]int{}
	var keys []uint32
	for i := range all {
		for _, f := range all[i].features {
			if _, ok := index[f]; !ok && count[f] > 1 {
				index[f] = len(keys)
				keys = append(keys, f)
			}
		}
	}
	const rate, penalty, rounds = 0.2, 2e-5, 30
	w := make([][senses]float64, len(keys)+1) // the last are the biases
	g := make([][senses]float64, len(keys)+1)
	var share [senses]float64 // rare senses count for more
	for i := range all {
		share[all[i].sense]++
	}
	for k, n := range share {
		share[k] = math.Sqrt(float64(len(all)) / (float64(senses) * max(1, n)))
	}
	r := rand.New(rand.NewPCG(1, 2))
	mean := make([][senses]float64, len(w)) // of the later rounds, which steadies what the order of sentences shakes
	for round := range rounds {
		for _, i := range r.Perm(len(all)) {
			rows := []int{len(keys)}
			for _, f := range all[i].features {
				if k, ok := index[f]; ok {
					rows = append(rows, k)
				}
			}
			p := probabilities(w, rows)
			for k := range p {
				d := p[k]
				if sense(k) == all[i].sense {
					d--
				}
				for _, j := range rows {
					grad := share[all[i].sense]*d + penalty*float64(len(all))*w[j][k]/float64(max(1, countOf(count, keys, j)))
					g[j][k] += grad * grad
					w[j][k] -= rate * grad / (1e-3 + math.Sqrt(g[j][k]))
				}
			}
		}
		if round >= rounds/2 {
			for j := range w {
				for k := range w[j] {
					mean[j][k] += w[j][k] / (rounds - rounds/2)
				}
			}
		}
	}
	return quantise(keys, mean)
}

func countOf(count map[uint32]int, keys []uint32, j int) int {
	if j == len(keys) {
		return 1 << 30
	}
	return count[keys[j]]
}

func probabilities(w [][senses]float64, rows []int) (p [senses]float64) {
	total := 0.0
	for k := range p {
		for _, j := range rows {
			p[k] += w[j][k]
		}
		p[k] = math.Exp(p[k])
		total += p[k]
	}
	for k := range p {
		p[k] /= total
	}
	return p
}

// quantise rounds the weights to bytes.
func quantise(keys []uint32, w [][senses]float64) *senseModel {
	top := 0.0
	for _, row := range w[:len(keys)] {
		for _, v := range row {
			top = max(top, math.Abs(v))
		}
	}
	m := &senseModel{scale: float32(top / 127)}
	for k := range m.bias {
		m.bias[k] = float32(w[len(keys)][k])
	}
	m.makeRoom(len(keys))
	for j, key := range keys {
		weights := m.enter(key)
		for k, v := range w[j] {
			weights[k] = int8(math.Round(v / top * 127))
		}
	}
	return m
}

func writeSense(m *senseModel, mark uint64) []byte {
	var b bytes.Buffer
	put := func(v any) { _ = binary.Write(&b, binary.LittleEndian, v) }
	put(mark)
	put(m.scale)
	put(m.bias)
	var order []int
	for i, key := range m.keys {
		if key != 0 && heavy(m.rows[i]) {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int {
		if m.keys[a] < m.keys[b] {
			return -1
		}
		return 1
	})
	put(uint32(len(order)))
	for _, i := range order {
		put(m.keys[i])
		put(m.rows[i])
	}
	return b.Bytes()
}

// heavy reports a feature that can turn a sentence; the others would only fill
// the caches.
func heavy(row [senses]int8) bool {
	for _, w := range row {
		if w > 8 || w < -8 {
			return true
		}
	}
	return false
}

// TestSenseModel holds the model against the sentences it was taught with: it
// must be theirs. With -train it is taught anew.
func TestSenseModel(t *testing.T) {
	all, mark := readTaught(t)
	if *train {
		b := writeSense(teach(all), mark)
		if err := os.WriteFile("sense/model.bin", b, 0o644); err != nil {
			t.Fatal(err)
		}
		t.Logf("%d sentences, %d bytes", len(all), len(b))
		return
	}
	if binary.LittleEndian.Uint64(senseData) != mark {
		t.Fatal("sense/model.bin was taught with other sentences: run make generate")
	}
	m := defaultSense()
	right := 0
	for i := range all {
		if k, _ := m.tell(all[i].features); k == all[i].sense {
			right++
		}
	}
	if right*100 < len(all)*90 {
		t.Errorf("the model knows %d of its own %d sentences", right, len(all))
	}
}

// TestSenseUnseen teaches with four fifths of the sentences and asks for the
// rest: what is told must be right, and most must be told. Languages often say
// the same in the same order, so the fifth is taken by place.
func TestSenseUnseen(t *testing.T) {
	if testing.Short() {
		t.Skip("teaching takes seconds")
	}
	all, _ := readTaught(t)
	var told, right, want [senses]int
	var known, unseen []taught
	for _, s := range all {
		if s.place%5 == 0 {
			unseen = append(unseen, s)
		} else {
			known = append(known, s)
		}
	}
	m := teach(known)
	for _, s := range unseen {
		want[s.sense]++
		if k, p := m.tell(s.features); p >= 0.6 {
			told[k]++
			if k == s.sense {
				right[k]++
			}
		}
	}
	for k := range senses {
		t.Logf("%-9s of %d told %d, right %d", senseNames[k], want[k], told[k], right[k])
	}
	sum := func(v [senses]int) (n int) { // of all but the plain ones
		for _, x := range v[1:] {
			n += x
		}
		return n
	}
	t.Logf("of %d unseen sentences %d were told, %d right", sum(want), sum(told), sum(right))
	if sum(right)*10 < sum(told)*7 || sum(right)*3 < sum(want) {
		t.Error("too few of the unseen sentences were told rightly")
	}
}
