// Command gen makes the dictionary that kept assessments are packed with: what
// many of them have in common, the most frequent last, where it is found
// fastest. It reads assessments, one a line:
//
//	xunpan analyze --format json samples trial | go run ./gen > judgement1.dict
//
// A dictionary that assessments were packed with must never change; a better one
// gets the next number beside it.
package main

import (
	"bufio"
	"cmp"
	"fmt"
	"log"
	"os"
	"slices"
	"strings"

	"github.com/klauspost/compress/s2"
)

func main() {
	type piece struct {
		text string
		n    int
	}
	kinds := map[string]*piece{}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		for _, text := range pieces(lines.Text()) {
			kind := text[:min(len(text), kindLen)]
			p := kinds[kind]
			if p == nil {
				p = &piece{text: text}
				kinds[kind] = p
			}
			if p.n++; len(text) < len(p.text) {
				p.text = text
			}
		}
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
	var all []*piece
	for _, p := range kinds {
		if p.n > 2 {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b *piece) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.text, b.text)) })
	size, n := 0, 0
	for n < len(all) && size+len(all[n].text) <= s2.MaxDictSize {
		size += len(all[n].text)
		n++
	}
	all = all[:n]
	slices.Reverse(all)
	var data []byte
	for _, p := range all {
		data = append(data, p.text...)
	}
	dict := s2.MakeDict(data, []byte(`{"signal":"`))
	if dict == nil {
		log.Fatal("too little to make a dictionary of")
	}
	if _, err := os.Stdout.Write(dict.Bytes()); err != nil {
		log.Fatal(err)
	}
	fmt.Fprintf(os.Stderr, "%d of %d pieces, %d bytes\n", n, len(kinds), size)
}

// kindLen is how much of a piece's beginning tells what it says.
const kindLen = 24

// pieces cuts an assessment into what it says, one object each.
func pieces(line string) (all []string) {
	for len(line) > 0 {
		end := len(line)
		for _, mark := range [...]string{`},{`, `}],"`} {
			if i := strings.Index(line, mark); i >= 0 {
				end = min(end, i+len(mark)-1)
			}
		}
		all, line = append(all, line[:end]), line[end:]
	}
	return all
}
