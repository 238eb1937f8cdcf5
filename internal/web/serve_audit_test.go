package web

import (
	"encoding/csv"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

func TestAuditPage(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	boss, ann := o.add("boss", xunpan.Owner), o.add("ann", xunpan.Sales)
	by := flow.Who{Actor: boss.Actor(), Scope: store.Scope{All: true}}
	manager := xunpan.Manager
	if _, err := o.desk.EditUser(t.Context(), by, ann.ID, flow.UserEdit{Role: &manager}); err != nil {
		t.Fatal(err)
	}
	must(t, o.desk.SetSalesSee(t.Context(), by, flow.SeeOwn))
	name, grade := "=cmd|' /C calc'!A0", "B"
	c, err := o.desk.AddCompany(t.Context(), by, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Name: &name}})
	must(t, err)
	name2 := "Weber GmbH"
	if _, err = o.desk.EditCompany(t.Context(), by, c.ID, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Name: &name2, Owner: &ann.ID}, Grade: &grade}); err != nil {
		t.Fatal(err)
	}
	b := o.visitor(boss)
	// In words of both languages, with before and after.
	b.get("/audit").want(t, 200, "changed the role", "<del>Sales</del>", "Manager", "What salespeople see", "their own inquiries", "signed in", "Firefox, Windows", "127.0.0.1", "/companies/"+string(c.ID))
	b.get("/audit?what=edited").want(t, 200, "grade: –", "grade: B", "owner: ann", "<del>name: ", "Weber GmbH").lacks(t, "<del>grade: –")
	b.ask("POST", "/preferences", url.Values{"lang": {"zh"}, "back": {"/audit"}}).want(t, 303)
	b.get("/audit").want(t, 200, "修改角色", "业务员", "业务员可见范围", "等级: B", "编辑")
	b.ask("POST", "/preferences", url.Values{"lang": {"en"}, "back": {"/audit"}}).want(t, 303)

	// Filters.
	rows := func(query string) int {
		return strings.Count(b.get("/audit?"+query).want(t, 200).body, `class="row-line"`)
	}
	all := rows("")
	day := func(d int) string { return time.Now().In(o.site.zone()).AddDate(0, 0, d).Format(time.DateOnly) }
	for query, want := range map[string]int{
		"what=role": 1, "what=role&object=company": 0, "object=setting": 1, "who=" + string(boss.ID): 6, "who=" + string(ann.ID): 0, "q=weber": 2, "q=WEBER+gmbh": 2, "q=nothing+of+it": 0,
		"from=" + day(0): all, "to=" + day(0): all, "from=" + day(1): 0, "to=" + day(-1): 0, "from=" + day(-3) + "&to=" + day(2): all, "from=never": all,
	} {
		if got := rows(query); got != want {
			t.Errorf("?%s shows %d changes, want %d", query, got, want)
		}
	}
	b.get("/audit?cursor=x").want(t, 422)

	// The table: the same rows, no formula in it.
	table := b.get("/audit/changes.csv?object=company").want(t, 200).body
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(table, "\ufeff"))).ReadAll()
	must(t, err)
	if len(lines) != 3 || lines[1][2] != "edited" || len(lines[1]) != 8 {
		t.Errorf("the table: %q", lines)
	}
	for _, line := range lines {
		for _, cell := range line {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("a formula in the table: %q", cell)
			}
		}
	}
}

// TestAuditPaging walks through all pages while the history grows: each change
// is shown once.
func TestAuditPaging(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	boss := o.add("boss", xunpan.Owner)
	b := o.visitor(boss)
	for i := range 130 {
		if _, err := o.desk.AddTeam(t.Context(), theDesk, "team "+strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	more := regexp.MustCompile(`rel="next" href="([^"]+)"`)
	name := regexp.MustCompile(`team \d+`)
	seen := map[string]int{}
	next, pages := "/audit?object=team", 0
	for next != "" {
		if pages++; pages > 10 {
			t.Fatal("the pages do not end")
		}
		page := b.get(next).want(t, 200)
		_, list, _ := strings.Cut(page.body, `id="rows"`)
		for _, row := range strings.Split(list, `class="row-line"`)[1:] {
			seen[name.FindString(row)]++
		}
		next = ""
		if m := more.FindStringSubmatch(page.body); m != nil {
			next = strings.ReplaceAll(m[1], "&amp;", "&")
		}
		if _, err := o.desk.AddTeam(t.Context(), theDesk, "later "+strconv.Itoa(pages)); err != nil {
			t.Fatal(err)
		}
	}
	if len(seen) != 130 || pages != 3 {
		t.Errorf("%d changes on %d pages", len(seen), pages)
	}
	for n, times := range seen {
		if times != 1 {
			t.Errorf("%s is shown %d times", n, times)
		}
	}
}
