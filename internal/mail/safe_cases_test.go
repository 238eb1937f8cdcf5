package mail

import (
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// safeCase is one hostile or odd page of testdata/safe with what must hold of
// what is shown of it.
type safeCase struct {
	name, html string
	has, not   []string // what must stand in the output, and what must not
	dropped    []string // kinds the user is told of
	remote     string   // how many references are held back
}

// safeCases reads the cases: in each archive, "x.html" and what must hold of it in "x.want".
func safeCases(tb testing.TB) (all []safeCase) {
	tb.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "safe", "*.txtar"))
	if err != nil || len(paths) == 0 {
		tb.Fatal("no cases", err)
	}
	for _, path := range paths {
		ar, err := txtar.ParseFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		group := strings.TrimSuffix(filepath.Base(path), ".txtar")
		for i := 0; i < len(ar.Files); i++ {
			name, ok := strings.CutSuffix(ar.Files[i].Name, ".html")
			if !ok || i+1 >= len(ar.Files) || ar.Files[i+1].Name != name+".want" {
				tb.Fatalf("%s: %s has no .want behind it", path, ar.Files[i].Name)
			}
			c := safeCase{name: group + "/" + name, html: strings.TrimSuffix(string(ar.Files[i].Data), "\n")}
			i++
			for line := range strings.Lines(string(ar.Files[i].Data)) {
				key, v, _ := strings.Cut(strings.TrimSpace(line), ": ")
				switch key {
				case "has":
					c.has = append(c.has, v)
				case "not":
					c.not = append(c.not, v)
				case "dropped":
					c.dropped = append(c.dropped, strings.Fields(v)...)
				case "remote":
					c.remote = v
				default:
					tb.Fatalf("%s: %q", c.name, line)
				}
			}
			all = append(all, c)
		}
	}
	return all
}

func TestSafeCases(t *testing.T) {
	t.Parallel()
	for _, c := range safeCases(t) {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			page, v := pageOf(t, cleanText([]byte(c.html)), safeModes["inline"])
			low := strings.ToLower(page)
			for _, s := range c.has {
				if !strings.Contains(page, s) {
					t.Errorf("%q is missing", s)
				}
			}
			for _, s := range c.not {
				if strings.Contains(low, strings.ToLower(s)) {
					t.Errorf("%q stands there", s)
				}
			}
			for _, kind := range c.dropped {
				if !slices.Contains(v.Dropped, kind) {
					t.Errorf("the user is not told of %q but of %q", kind, v.Dropped)
				}
			}
			if c.remote != "" && c.remote != strconv.Itoa(v.Remote) {
				t.Errorf("%d references held back, want %s", v.Remote, c.remote)
			}
			if t.Failed() {
				t.Logf("shown: %s", cut(page, 2000))
			}
			for mode, opt := range safeModes {
				page, _ := pageOf(t, cleanText([]byte(c.html)), opt)
				if opt.Remote == (mode == "remote" || mode == "proxy") {
					checkSafe(t, page, opt)
				}
			}
		})
	}
}
