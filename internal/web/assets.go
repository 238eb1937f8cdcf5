package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
)

//go:embed static/*.js static/*.css static/*.svg static/css static/icons
var staticFiles embed.FS

// asset is one file a browser fetches, whole and compressed.
type asset struct {
	kind     string // media type
	raw, gz  []byte
	hash     string
	fullName string // path with the hash of its content
}

var assets = loadAssets()

// styleSheets are put together in this order. Pico comes first and in a layer
// of its own, so that any rule of ours wins over any of its.
var styleSheets = [...]string{"base", "frame", "parts", "list", "inquiry", "pages", "goods", "follow", "calendar", "print"}

func loadAssets() map[string]*asset {
	read := func(name string) []byte {
		data, err := staticFiles.ReadFile("static/" + name)
		if err != nil {
			panic(err) // embedded: cannot be missing
		}
		return data
	}
	css := []byte("@layer pico{" + strings.TrimPrefix(string(read("pico.trimmed.css")), `@charset "UTF-8";`) + "}\n")
	for _, name := range styleSheets {
		css = append(css, squeeze(read("css/"+name+".css"))...)
	}
	return map[string]*asset{
		"desk.css":  newAsset("desk.css", "text/css; charset=utf-8", css),
		"desk.js":   newAsset("desk.js", "text/javascript; charset=utf-8", read("desk.js")),
		"seen.js":   newAsset("seen.js", "text/javascript; charset=utf-8", read("seen.js")),
		"htmx.js":   newAsset("htmx.js", "text/javascript; charset=utf-8", read("htmx.min.js")),
		"icons.svg": newAsset("icons.svg", "image/svg+xml", sprite()),
		"mark.svg":  newAsset("mark.svg", "image/svg+xml", read("mark.svg")),
	}
}

func newAsset(name, kind string, raw []byte) *asset {
	var buf bytes.Buffer
	w, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	// A bytes.Buffer takes everything.
	_, _ = w.Write(raw)
	_ = w.Close()
	sum := sha256.Sum256(raw)
	hash := hex.EncodeToString(sum[:6])
	ext := path.Ext(name)
	return &asset{kind, raw, buf.Bytes(), hash, "/static/" + strings.TrimSuffix(name, ext) + "." + hash + ext}
}

// assetURL is where the current content of a file is to be had.
func assetURL(name string) string { return assets[name].fullName }

// Favicon is where browsers look for a site's icon when a page names none.
const Favicon = "/favicon.ico"

// Static serves the files under /static/ and the icon. A name carries the hash
// of its content, so an answer may be kept for ever and another content is not
// found.
func Static() http.Handler {
	byName := map[string]*asset{Favicon: assets["mark.svg"]}
	for _, a := range assets {
		byName[a.fullName] = a
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := byName[r.URL.Path]
		if a == nil {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		if r.URL.Path == Favicon {
			h.Set("Cache-Control", "public, max-age=86400")
		}
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Vary", "Accept-Encoding")
		body := a.raw
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = a.gz
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(body) // the browser may have gone
		}
	})
}

var (
	svgInside  = regexp.MustCompile(`(?s)<svg[^>]*>(.*)</svg>`)
	svgSpace   = regexp.MustCompile(`\s+`)
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssSpace   = regexp.MustCompile(`\s*([{};,])\s*`)
)

// squeeze takes comments and the space around signs out of a style sheet.
func squeeze(css []byte) []byte {
	return cssSpace.ReplaceAll(cssComment.ReplaceAll(css, nil), []byte("$1"))
}

// sprite puts the icons into one file, each a symbol under its file's name, and
// the six pictures of stars, stars-0 to stars-5. How lines are drawn is left to
// the style sheet.
func sprite() []byte {
	names, err := fs.Glob(staticFiles, "static/icons/*.svg")
	if err != nil || len(names) == 0 {
		panic("static/icons is empty")
	}
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg">`)
	var star string
	for _, name := range names {
		data, err := staticFiles.ReadFile(name)
		if err != nil {
			panic(err) // embedded: cannot be missing
		}
		inside := svgInside.FindSubmatch(data)
		if inside == nil {
			panic(name + " is no SVG")
		}
		id := strings.TrimSuffix(path.Base(name), ".svg")
		shape := strings.ReplaceAll(strings.TrimSpace(svgSpace.ReplaceAllString(string(inside[1]), " ")), "> <", "><")
		fmt.Fprintf(&b, `<symbol id="%s" viewBox="0 0 24 24">%s</symbol>`, id, shape)
		if id == "star" {
			star = shape
		}
	}
	for n := range 6 {
		fmt.Fprintf(&b, `<symbol id="stars-%d" viewBox="0 0 120 24">`, n)
		for i := range 5 {
			look := `fill="none" opacity=".55"`
			if i < n {
				look = `fill="currentColor"`
			}
			fmt.Fprintf(&b, `<g transform="translate(%d)" %s>%s</g>`, i*24, look, star)
		}
		b.WriteString(`</symbol>`)
	}
	b.WriteString(`</svg>`)
	return []byte(b.String())
}
