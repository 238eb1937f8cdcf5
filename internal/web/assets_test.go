package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"
)

func TestStaticIsKeptForEver(t *testing.T) {
	t.Parallel()
	for name, a := range assets {
		r := httptest.NewRequest(http.MethodGet, assetURL(name), nil)
		r.Header.Set("Accept-Encoding", "gzip, br")
		w := httptest.NewRecorder()
		Static().ServeHTTP(w, r)
		if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || w.Header().Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s: %d %v", name, w.Code, w.Header())
		}
		zr, err := gzip.NewReader(w.Body)
		must(t, err)
		plain, err := io.ReadAll(zr)
		must(t, err)
		if !bytes.Equal(plain, a.raw) {
			t.Errorf("%s changes on its way", name)
		}
		w = httptest.NewRecorder()
		Static().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/static/"+name, nil))
		if w.Code != http.StatusNotFound {
			t.Errorf("%s is served without its hash: %d", name, w.Code)
		}
	}
}

// Browsers ask for the icon of pages that name none.
func TestFavicon(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	Static().ServeHTTP(w, httptest.NewRequest(http.MethodGet, Favicon, nil))
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/svg+xml" || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}

// TestBudget keeps what the first visit costs: all files together.
func TestBudget(t *testing.T) {
	t.Parallel()
	sum := 0
	for name, a := range assets {
		t.Logf("%s: %d bytes, %d compressed", name, len(a.raw), len(a.gz))
		sum += len(a.gz)
	}
	if sum > 55_000 {
		t.Errorf("%d bytes of files for the first page, at most 55,000", sum)
	}
	if n := len(assets["desk.js"].raw); n > 12_500 {
		t.Errorf("desk.js has %d bytes", n)
	}
}

var inline = regexp.MustCompile(`(?i)\son[a-z]+=|\sstyle=|<style|javascript:|<script(?:[^>]*)>[^<]`)

// names adds a table's icons to those used.
func names[K comparable](used map[string]bool, icons map[K]string) {
	for _, name := range icons {
		used[name] = true
	}
}

// TestPagesKeepThePolicy: no page has a script, style or handler within it,
// every icon it names is there, and no icon lies there unused.
func TestPagesKeepThePolicy(t *testing.T) {
	t.Parallel()
	use := regexp.MustCompile(`icons\.[0-9a-f]+\.svg#([a-z0-9-]+)`)
	raw := regexp.MustCompile(`>[a-z]+(?:\.[a-z_]+)+<`)
	used := map[string]bool{"star": true, fileIcon(FileView{}): true} // the pictures of stars are made of star
	for _, lang := range Languages {
		for p, page := range galleryPages {
			var b bytes.Buffer
			must(t, page(sampleFrame(newSampleT(lang), p)).Render(t.Context(), &b))
			html := b.String()
			if m := inline.FindString(html); m != "" {
				t.Errorf("%s has %q", p, m)
			}
			for _, m := range use.FindAllStringSubmatch(html, -1) {
				used[m[1]] = true
			}
			// A key without words shows as itself; ids of signals and events stand in <code>.
			for _, m := range raw.FindAllString(html, -1) {
				if !strings.Contains(html, "<code"+m) && !strings.Contains(m, ".example<") {
					t.Errorf("%s in %s shows %s", p, lang, m)
				}
			}
		}
	}
	for _, m := range regexp.MustCompile(`Icon\("([a-z0-9-]+)"\)`).FindAllStringSubmatch(source(t), -1) {
		used[m[1]] = true
	}
	names(used, typeIcons)
	names(used, channelIcons)
	names(used, actionIcons)
	names(used, severityIcons)
	names(used, checkIcons)
	names(used, intentIcons)
	names(used, trayIcons)
	names(used, fileIcons)
	names(used, groupIcons)
	names(used, mailboxIcons)
	names(used, actorIcons)
	for _, s := range sections {
		used[s.icon] = true
	}
	sprite := string(assets["icons.svg"].raw)
	for name := range used {
		if !strings.Contains(sprite, `id="`+name+`"`) {
			t.Errorf("icon %s is not in static/icons", name)
		}
	}
	files, err := staticFiles.ReadDir("static/icons")
	must(t, err)
	for _, f := range files {
		if name := strings.TrimSuffix(f.Name(), path.Ext(f.Name())); !used[name] {
			t.Errorf("icon %s is not used", name)
		}
	}
}
