package web

import (
	"bytes"
	"cmp"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// listed is one line of routes.md.
type listed struct {
	method string
	path   *regexp.Regexp
	fields []string
}

func listedRoutes(t *testing.T) []listed {
	t.Helper()
	text, err := os.ReadFile("routes.md")
	must(t, err)
	var out []listed
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) < 5 || !strings.Contains(cells[2], "/") {
			continue
		}
		path := regexp.QuoteMeta(strings.Trim(cells[2], " `"))
		path = regexp.MustCompile(`\\\{[a-z]+\\\}`).ReplaceAllString(path, `[^/]+`)
		var fields []string
		for _, f := range strings.Split(cells[3], ",") {
			fields = append(fields, strings.TrimSuffix(strings.TrimSpace(f), "*"))
		}
		out = append(out, listed{strings.TrimSpace(cells[1]), regexp.MustCompile("^" + path + "$"), fields})
	}
	return out
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// TestRoutesAreListed holds what the templates link and post to against routes.md.
func TestRoutesAreListed(t *testing.T) {
	t.Parallel()
	routes := listedRoutes(t)
	if len(routes) < 50 {
		t.Fatal("routes.md was not read")
	}
	check := func(page, method, address string, fields []string) {
		u, err := url.Parse(address)
		must(t, err)
		i := slices.IndexFunc(routes, func(r listed) bool { return r.method == method && r.path.MatchString(u.Path) })
		if i < 0 {
			t.Errorf("%s: %s %s is not in routes.md", page, method, address)
			return
		}
		for name := range u.Query() {
			fields = append(fields, name)
		}
		for _, f := range fields {
			prefix, _, dotted := strings.Cut(f, ".")
			if !slices.Contains(routes[i].fields, f) && (!dotted || !slices.Contains(routes[i].fields, prefix+".")) {
				t.Errorf("%s: %s %s has a field %q that routes.md does not", page, method, address, f)
			}
		}
	}
	for page, make := range galleryPages {
		var b bytes.Buffer
		must(t, make(sampleFrame(newSampleT("en"), page)).Render(t.Context(), &b))
		doc, err := html.Parse(&b)
		must(t, err)
		byForm := map[string][]string{} // fields outside of their form, by its id
		for n := range doc.Descendants() {
			if id := attribute(n, "form"); id != "" {
				byForm[id] = append(byForm[id], attribute(n, "name"))
			}
		}
		for n := range doc.Descendants() {
			switch href := attribute(n, "href"); {
			case n.Data == "a" && strings.HasPrefix(href, "/"):
				check(page, "GET", href, nil)
			case n.Data == "form" && attribute(n, "method") != "dialog":
				fields := byForm[attribute(n, "id")]
				for c := range n.Descendants() {
					if name := attribute(c, "name"); name != "" {
						fields = append(fields, name)
					}
				}
				method := strings.ToUpper(attribute(n, "method"))
				check(page, method, attribute(n, "action"), fields)
				if post := attribute(n, "hx-post"); post != "" && post != attribute(n, "action") {
					t.Errorf("%s: a form posts to %s with a script and to %s without", page, post, attribute(n, "action"))
				}
			}
		}
	}
}

// TestRoutesAreAllListed holds the routes there are against routes.md, and the
// other way round.
func TestRoutesAreAllListed(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("routes.md")
	must(t, err)
	written := map[string]bool{"GET /static/{file}": true, "GET /api/docs": true} // these two are no pages
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, "|"); len(cells) >= 5 && strings.Contains(cells[2], "`/") {
			written[strings.TrimSpace(cells[1])+" "+strings.Trim(cells[2], " `")] = true
		}
	}
	there := map[string]bool{"GET /static/{file}": true, "GET /api/docs": true}
	for _, rt := range openOffice(t).site.Routes() {
		route := cmp.Or(rt.Method, http.MethodGet) + " " + strings.TrimSuffix(rt.Pattern, "{$}")
		there[route] = true
		if !written[route] {
			t.Errorf("%s is not in routes.md", route)
		}
	}
	for route := range written {
		if !there[route] {
			t.Errorf("%s is in routes.md and nowhere else", route)
		}
	}
}
