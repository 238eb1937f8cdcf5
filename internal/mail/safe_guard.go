package mail

import (
	"regexp"
	"slices"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// guarded has the last word on what is shown: a policy of its own, in other
// words and other code, that lets through what Safe means to write. On what
// Safe writes it changes nothing; what a mistake there let pass, it stops.
func guarded(page string, remote bool) string {
	if remote {
		return remoteGuard().Sanitize(page)
	}
	return localGuard().Sanitize(page)
}

var (
	localGuard  = sync.OnceValue(func() *bluemonday.Policy { return newGuard(false) })
	remoteGuard = sync.OnceValue(func() *bluemonday.Policy { return newGuard(true) })
)

func newGuard(remote bool) *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	var names []string
	for _, e := range safeElements {
		if !slices.Contains(names, e.as) {
			names = append(names, e.as)
		}
	}
	p.AllowElements(names...)
	p.AllowNoAttrs().OnElements(names...)
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true)
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowDataURIImages()

	exactly := func(s string) *regexp.Regexp { return regexp.MustCompile("^(?:" + s + ")$") }
	p.AllowAttrs("href").Matching(exactly(`(?:https?://|mailto:|tel:)[!-~]+`)).OnElements("a")
	p.AllowAttrs("rel").Matching(exactly(`noopener noreferrer nofollow`)).OnElements("a")
	p.AllowAttrs("target").Matching(exactly(`_blank`)).OnElements("a")
	p.AllowAttrs("title", "data-target").Matching(exactly(`[!-~]+`)).OnElements("a")
	p.AllowAttrs("class").Matching(exactly(`safe-(?:body|target|link|held)`)).OnElements("div", "span", "a", "img")
	p.AllowAttrs("dir", "lang").Matching(exactly(`[A-Za-z0-9-]{1,20}`)).Globally()

	// A style has neither brackets nor backslashes, so it calls no function.
	style, source := `[-:;A-Za-z0-9#.,%/ '\pL\pN]+`, `/(?:$|[^/\\])|data:image/[a-z]+;base64,`
	if remote {
		style = `(?:` + style + `|url\('(?:https?:/)?/[!#-&*-;=?-\[\]-~]*'\))+`
		source += `|https?://`
	}
	p.AllowAttrs("style").Matching(exactly(style)).Globally()
	p.AllowAttrs("src").Matching(regexp.MustCompile("^(?:" + source + ")")).OnElements("img") // its rest is bluemonday's to judge

	for element, attrs := range safeAttrs {
		for name, kind := range attrs {
			if element == "" {
				continue
			}
			value := `[A-Za-z0-9#%,+ -]*`
			switch kind {
			case attrText:
				value = `(?s).*`
			case attrFont:
				value = `[\pL\pN, -]*`
			}
			p.AllowAttrs(name).Matching(exactly(value)).OnElements(element)
		}
	}
	return p
}
