// Command gen turns the unpacked npm packages free-email-domains,
// disposable-email-domains-js and unhomoglyph into ../data: sorted lists that
// are searched where they lie, without any work at start.
//
//	npm pack free-email-domains@1.12.6 disposable-email-domains-js@1.26.0 unhomoglyph@1.0.6
//	(unpack each into DIR/NAME)
//	go run ./gen DIR
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run ./gen DIR")
	}
	dir := os.Args[1]
	var free, disposable []string
	read(filepath.Join(dir, "free-email-domains/package/domains.json"), &free)
	read(filepath.Join(dir, "disposable-email-domains-js/package/dist/dict/disposable_email_blocklist.json"), &disposable)
	write("free.txt", "# npm free-email-domains 1.12.6 (2026-09-23), MIT licence, see README.md", free)
	write("disposable.txt", "# npm disposable-email-domains-js 1.26.0 (2026-09-21), CC0, see README.md", disposable)

	var glyphs map[string]string
	read(filepath.Join(dir, "unhomoglyph/package/data.json"), &glyphs)
	var lines []string
	for from, to := range glyphs {
		r, n := utf8.DecodeRuneInString(from)
		to = strings.ToLower(to)
		if n != len(from) || r < utf8.RuneSelf || len(to) != 1 || !unicode.IsLetter(r) && !unicode.IsDigit(r) ||
			to[0] < 'a' && (to[0] < '0' || to[0] > '9') || to[0] > 'z' || r > 0xFFFF && r < 0x1D400 || r > 0x1D7FF {
			continue // Only letters that can stand for one ASCII letter or digit.
		}
		lines = append(lines, fmt.Sprintf("%c\t%s", r, to))
	}
	write("homoglyphs.txt", "# npm unhomoglyph 1.0.6, MIT licence, from Unicode confusables.txt (Unicode licence), see README.md", lines)
}

func read(file string, into any) {
	data, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		log.Fatalf("reading %s: %v", file, err)
	}
}

func write(name, head string, lines []string) {
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	slices.SortFunc(lines, cmp.Compare[string])
	lines = slices.Compact(lines)
	var b bytes.Buffer
	b.WriteString(head + "\n")
	for _, l := range lines {
		if l != "" {
			b.WriteString(l + "\n")
		}
	}
	if err := os.WriteFile(filepath.Join("data", name), b.Bytes(), 0o644); err != nil {
		log.Fatal(err)
	}
}
