package xunpan_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "xunpan"

// house is the table of ARCHITECTURE.md: package → what it may import of ours.
type house struct {
	may     map[string][]string
	planned map[string]bool
}

var codeSpan = regexp.MustCompile("`([^`]+)`")

func readHouse(t *testing.T) house {
	t.Helper()
	text, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	h := house{map[string][]string{}, map[string]bool{}}
	inside := false
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "|") {
			inside = false
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if strings.TrimSpace(cells[0]) == "package" {
			inside = true
			continue
		}
		if !inside || len(cells) != 3 || strings.Contains(cells[0], "---") {
			continue
		}
		for _, m := range codeSpan.FindAllStringSubmatch(cells[0], -1) {
			pkg := importPath(m[1])
			h.planned[pkg] = strings.Contains(cells[0], "(planned)")
			h.may[pkg] = []string{}
			for _, name := range strings.Split(cells[2], ",") {
				if name = strings.TrimSpace(name); name != "–" {
					h.may[pkg] = append(h.may[pkg], importPath(name))
				}
			}
		}
	}
	if len(h.may) < 5 {
		t.Fatal("ARCHITECTURE.md: the table of packages was not found")
	}
	return h
}

// importPath takes the table's short names to import paths.
func importPath(name string) string {
	switch {
	case name == "root" || name == module:
		return module
	case name == "everything":
		return "*"
	case strings.Contains(name, "/"):
		return module + "/" + name
	}
	return module + "/internal/" + name
}

// imports lists what each package of ours imports, tests left out.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	got := map[string][]string{}
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && p != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "tools") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			return err
		}
		if strings.HasPrefix(buildLine(f), "//go:build ignore") {
			return nil
		}
		pkg := path.Join(module, filepath.ToSlash(filepath.Dir(p)))
		if got[pkg] == nil {
			got[pkg] = []string{}
		}
		for _, spec := range f.Imports {
			to, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if !slices.Contains(got[pkg], to) {
				got[pkg] = append(got[pkg], to)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// buildLine is the file's first comment.
func buildLine(f *ast.File) string {
	if len(f.Comments) == 0 {
		return ""
	}
	return f.Comments[0].List[0].Text
}

func TestArchitecture(t *testing.T) {
	t.Parallel()
	h := readHouse(t)
	exist := imports(t)
	for pkg, tos := range exist {
		owner := pkg
		if i := strings.Index(pkg, "/gen"); i > 0 && h.may[pkg] == nil {
			// Generators of data belong to the package they write for.
			owner = pkg[:i]
		}
		may, ok := h.may[owner]
		if !ok {
			t.Errorf("%s stands in no row of ARCHITECTURE.md", pkg)
			continue
		}
		if h.planned[owner] {
			t.Errorf("%s exists: ARCHITECTURE.md calls it planned", pkg)
		}
		for _, to := range tos {
			ours := to == module || strings.HasPrefix(to, module+"/")
			switch {
			case ours && to != owner && !slices.Contains(may, to) && !slices.Contains(may, "*"):
				t.Errorf("%s may not import %s", pkg, to)
			case pkg == module && strings.Contains(to, "."):
				t.Errorf("the root package may import the standard library only, not %s", to)
			case to == "database/sql" && pkg != importPath("store"):
				t.Errorf("%s imports database/sql; only store may", pkg)
			}
		}
	}
	for pkg, planned := range h.planned {
		if _, ok := exist[pkg]; !ok && !planned {
			t.Errorf("ARCHITECTURE.md has a row for %s, which does not exist", pkg)
		}
	}
}

// pure packages must not know clock, network, files or processes.
func TestPurePackages(t *testing.T) {
	t.Parallel()
	got := imports(t)
	for _, name := range []string{"root", "mail", "geo", "extract", "judge", "trial"} {
		for _, to := range got[importPath(name)] {
			if to == "net" || to == "net/http" || to == "os/exec" || to == "math/rand" || to == "math/rand/v2" {
				t.Errorf("%s is pure and may not import %s", name, to)
			}
		}
	}
}
