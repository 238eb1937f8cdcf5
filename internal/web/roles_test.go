package web

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"xunpan"
)

var pathID = regexp.MustCompile(`\{[a-z]+\}`)

// TestRoutesByRole asks every route as every role and as a stranger, with ids of
// nothing and empty forms: whoever lacks the permission is refused, whoever has
// it never is, and nothing breaks.
func TestRoutesByRole(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	people := map[string]xunpan.User{"": {}}
	for _, r := range xunpan.Roles {
		people[string(r)] = o.add("the-"+string(r), r)
	}
	asked := 0
	for _, rt := range o.site.Routes() {
		path := pathID.ReplaceAllString(strings.TrimSuffix(rt.Pattern, "{$}"), "0190a0a0-0000-7000-8000-000000000000")
		for role, u := range people {
			a := o.visitor(u).ask(rt.Method, path, nil)
			asked++
			may := rt.Needs == xunpan.Anyone || xunpan.Role(role).May(rt.Needs)
			switch {
			case may && a.status >= 500:
				t.Errorf("%s %s as %q breaks: %d\n%s", rt.Method, path, role, a.status, o.log)
			case may && rt.Needs != xunpan.Anyone && (a.status == http.StatusUnauthorized || a.status == http.StatusForbidden):
				t.Errorf("%s %s as %q, who may (%s): %d", rt.Method, path, role, rt.Needs, a.status)
			case !may && role != "" && a.status != http.StatusForbidden:
				t.Errorf("%s %s as %q, who may not (%s): %d", rt.Method, path, role, rt.Needs, a.status)
			case !may && role == "" && (a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/sign-in")):
				t.Errorf("%s %s as a stranger: %d to %q", rt.Method, path, a.status, a.to)
			}
		}
	}
	if asked < 5*60 {
		t.Errorf("only %d questions asked", asked)
	}
}

// TestNobodyIsAsked lists the routes that need no permission: a new one must be
// put here on purpose.
func TestNobodyIsAsked(t *testing.T) {
	t.Parallel()
	open := map[string]bool{"/sign-in": true, "/sign-in/code": true, "/sign-in/oidc": true, "/sign-in/oidc/callback": true, "/sign-out": true, "/welcome": true, "/invitations/{token}": true, "/preferences": true,
		"/form/{key}": true, "/form.js": true, "/": true, "/q/{token}": true, "/q/{token}/seen": true, "/q/{token}/paper.xlsx": true, "/q/{token}/paper.pdf": true, "/a/{token}": true, "/calendar/{token}": true}
	for _, rt := range openOffice(t).site.Routes() {
		if (rt.Needs == xunpan.Anyone) != open[rt.Pattern] {
			t.Errorf("%s %s needs %q", rt.Method, rt.Pattern, rt.Needs)
		}
		if rt.Needs == xunpan.CanRead && rt.Method != http.MethodGet && !strings.HasPrefix(rt.Pattern, "/views") && !strings.Contains(rt.Pattern, "/files/") {
			t.Errorf("%s %s changes something and asks for %q alone", rt.Method, rt.Pattern, rt.Needs)
		}
	}
}

// TestNeedsOfRoutes says once more, apart from the routes, what each part of the
// desk is for whom. The longest beginning of an address counts.
func TestNeedsOfRoutes(t *testing.T) {
	t.Parallel()
	may := map[string][]xunpan.Permission{
		"/settings/account": {xunpan.CanSelf}, "/settings/people": {xunpan.CanPeople}, "/settings/people/oidc": {xunpan.CanSecure}, "/settings/invitations": {xunpan.CanPeople}, "/settings/teams": {xunpan.CanPeople},
		"/settings/keys": {xunpan.CanKeys}, "/settings/": {xunpan.CanSettings, xunpan.CanImport}, "/audit": {xunpan.CanAudit}, "/companies": {xunpan.CanEditBook}, "/companies/import": {xunpan.CanEditBook}, "/contacts": {xunpan.CanEditBook}, "/inquiries": {xunpan.CanWork},
		"/inquiries/{id}/quotations": {xunpan.CanPrice}, "/quotations": {xunpan.CanPrice, xunpan.CanApprove, xunpan.CanWork},
		"/products": {xunpan.CanPrice}, "/certificates": {xunpan.CanPrice}, "/assets": {xunpan.CanRead},
	}
	checked := 0
	for _, rt := range openOffice(t).site.Routes() {
		best := ""
		for prefix := range may {
			if strings.HasPrefix(rt.Pattern, prefix) && len(prefix) > len(best) {
				best = prefix
			}
		}
		reads := rt.Method == http.MethodGet || strings.Contains(rt.Pattern, "/files/")
		switch {
		case best == "":
		case reads && (best == "/companies" || best == "/contacts" || best == "/inquiries" || best == "/quotations" || best == "/products" || best == "/certificates"):
			if checked++; !slices.Contains([]xunpan.Permission{xunpan.CanRead, xunpan.CanWork, xunpan.CanPrice}, rt.Needs) {
				t.Errorf("%s %s needs %q", rt.Method, rt.Pattern, rt.Needs)
			}
		default:
			if checked++; !slices.Contains(may[best], rt.Needs) {
				t.Errorf("%s %s needs %q, want %q", rt.Method, rt.Pattern, rt.Needs, may[best])
			}
		}
	}
	if checked < 60 {
		t.Errorf("only %d routes checked", checked)
	}
}
