package web

import (
	"regexp"
	"strings"
	"testing"
	"time"

	otp "github.com/pquerna/otp/totp"

	"xunpan"
	"xunpan/internal/flow"
)

var linkOf = regexp.MustCompile(`http://[^<]*(/invitations/[A-Za-z0-9_-]+)<`)

func TestPeoplePages(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	boss, ann := o.add("boss", xunpan.Owner), o.add("ann", xunpan.Sales)
	b := o.visitor(boss)
	b.get("/settings/people").want(t, 200, "ann@haiwan.example", "sign-in/oidc/callback")

	// A team, and Ann in it with another name.
	b.post("/settings/teams", "name", "Americas").want(t, 303)
	b.post("/settings/teams", "name", "Americas").want(t, 422)
	teams, err := o.desk.Store.Teams(t.Context())
	must(t, err)
	b.post("/settings/people/"+string(ann.ID), "team", string(teams[0].ID), "name", "Ann Lee").want(t, 303)
	b.get("/settings/people").want(t, 200, "Ann Lee", "Americas")
	b.post("/settings/people/see", "see", "own").want(t, 303)
	b.get("/settings/people").want(t, 200, `value="own" selected`)
	b.post("/settings/people/see", "see", "nothing").want(t, 422, "own, team or all")

	// An invitation's link is shown once and makes an account.
	page := b.post("/settings/invitations", "email", "cid@haiwan.example", "role", "viewer").want(t, 200, "cid@haiwan.example")
	link := linkOf.FindStringSubmatch(page.body)
	if link == nil {
		t.Fatal("no link to copy")
	}
	if linkOf.MatchString(b.get("/settings/people").body) {
		t.Error("the link is shown again")
	}
	o.visitor(xunpan.User{}).get(link[1]).want(t, 200, "cid@haiwan.example")
	o.visitor(xunpan.User{}).post(link[1], "name", "Cid", "password", goodPassword).want(t, 303)
	b.get("/settings/people").want(t, 200, "Cid")
	b.post("/settings/invitations", "email", "cid@haiwan.example", "role", "viewer").want(t, 422, "has an account already")

	// Ann forgot her password: a link for a new one; once taken back it is void.
	link = linkOf.FindStringSubmatch(b.post("/settings/people/"+string(ann.ID)+"/invite").want(t, 200).body)
	open, err := o.desk.Store.Invitations(t.Context(), time.Now())
	must(t, err)
	b.post("/settings/invitations/"+string(open[0].ID)+"/revoke").want(t, 303)
	o.visitor(xunpan.User{}).get(link[1]).want(t, 404)

	// Who is closed out is out, everywhere and at once.
	a := o.visitor(ann)
	a.get("/today").want(t, 200)
	b.post("/settings/people/"+string(ann.ID)+"/close").want(t, 303)
	if got := a.get("/today"); got.status != 303 || !strings.HasPrefix(got.to, "/sign-in") {
		t.Errorf("a closed account reads on: %d", got.status)
	}
	b.get("/settings/people").want(t, 200, "account closed")
	b.post("/settings/people/"+string(ann.ID)+"/reopen").want(t, 303)

	// The last owner stays, and nobody takes his own second step away like that.
	b.post("/settings/people/"+string(boss.ID), "role", "sales").want(t, 422, "only owner")
	b.post("/settings/people/"+string(boss.ID)+"/totp").want(t, 403)
	b.post("/settings/teams/"+string(teams[0].ID), "name", "South").want(t, 303)
	b.post("/settings/teams/"+string(teams[0].ID)+"/delete").want(t, 303)
	if strings.Contains(b.get("/settings/people").body, "South") {
		t.Error("the team is there still")
	}
}

// A manager runs people, but neither makes owners nor says who may vouch for
// anybody.
func TestPeopleOfManager(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	boss := o.add("boss", xunpan.Owner)
	m := o.visitor(o.add("max", xunpan.Manager))
	if strings.Contains(m.get("/settings/people").want(t, 200).body, "sign-in/oidc/callback") {
		t.Error("a manager sees the sign-in settings")
	}
	m.post("/settings/invitations", "email", "x@haiwan.example", "role", "owner").want(t, 403)
	m.post("/settings/people/"+string(boss.ID)+"/close").want(t, 403)
}

func TestAccountPages(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann := o.add("ann", xunpan.Sales)
	a, other := o.visitor(ann), o.visitor(ann)
	a.get("/settings/account").want(t, 200, "Firefox, Windows", "Sign out everywhere else")

	a.post("/settings/account", "name", "Ann Lee", "zone", "Europe/Berlin").want(t, 303)
	a.get("/settings/account").want(t, 200, `value="Ann Lee"`, `value="Europe/Berlin" selected`)
	a.post("/settings/account", "name", "", "zone", "").want(t, 422, "name is missing")
	a.post("/settings/account", "name", "Ann", "zone", "Mars/Olympus").want(t, 422, "no time zone")
	a.post("/settings/account/notify", "from", "E").want(t, 422, "a grade from A to D")
	a.post("/settings/account/notify", "from", "A", "mine", "1").want(t, 303)
	u, err := o.desk.Store.User(t.Context(), ann.ID)
	must(t, err)
	if p := flow.PrefsOf(&u); p.Notify.From != "A" || !p.Notify.Mine || p.Zone != "Europe/Berlin" {
		t.Errorf("preferences: %s", u.Prefs)
	}
	// Times are on her clock now.
	if zoneOf(&u, sampleZone).String() != "Europe/Berlin" || zoneOf(nil, sampleZone) != sampleZone {
		t.Error("not her clock")
	}

	a.post("/settings/account/password", "old", "wrong", "new", "nine ships at anchor").want(t, 422, "not your present password")
	a.post("/settings/account/password", "old", goodPassword, "new", "short").want(t, 422, "shorter than")
	a.post("/settings/account/password", "old", goodPassword, "new", "nine ships at anchor").want(t, 303)
	if got := other.get("/settings/account"); got.status != 303 {
		t.Errorf("another session outlives the password: %d", got.status)
	}

	// The second step: a picture, a wrong code, the right one, codes shown once.
	page := a.post("/settings/account/totp").want(t, 200, "data:image/png;base64,")
	field := func(name string) string {
		m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(page.body)
		if m == nil {
			t.Fatalf("no field %s", name)
		}
		return strings.NewReplacer("&amp;", "&").Replace(m[1])
	}
	token, address := field("token"), field("url")
	a.post("/settings/account/totp/confirm", "password", "nine ships at anchor", "token", token, "url", address, "code", "000000").want(t, 422, "data:image/png", "not the code")
	a.post("/settings/account/totp/confirm", "password", "wrong", "token", token, "url", address, "code", "000000").want(t, 422, "not your present password")
	a.post("/settings/account/totp/confirm", "password", "nine ships at anchor", "token", token, "url", "https://elsewhere.example/x", "code", "1").want(t, 422)
	secret := regexp.MustCompile(`secret=([A-Z2-7]+)`).FindStringSubmatch(address)
	code, err := otp.GenerateCode(secret[1], time.Now())
	must(t, err)
	a.post("/settings/account/totp/confirm", "password", "nine ships at anchor", "token", token, "url", address, "code", code).want(t, 200, `id="recovery"`, "10 recovery codes are left")
	if strings.Contains(a.get("/settings/account").want(t, 200, "The second step is on").body, `id="recovery"`) {
		t.Error("the recovery codes are shown again")
	}
	a.post("/settings/account/totp/off", "password", "wrong").want(t, 422)
	a.post("/settings/account/totp/off", "password", "nine ships at anchor").want(t, 303)
	a.get("/settings/account").want(t, 200, "a stolen password alone")
}

func TestSessionsOfAccount(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, bob := o.add("ann", xunpan.Sales), o.add("bob", xunpan.Sales)
	a := o.visitor(ann)
	phone, theirs := o.ticket(ann), o.ticket(bob)
	a.post("/settings/account/sessions/"+string(theirs.Session.ID)+"/revoke").want(t, 404)
	a.post("/settings/account/sessions/"+string(phone.Session.ID)+"/revoke").want(t, 303)
	o.ticket(ann)
	a.post("/settings/account/sessions/revoke").want(t, 303)
	left, err := o.desk.Sessions(t.Context(), flow.Who{Actor: ann.Actor()}, ann.ID)
	must(t, err)
	if len(left) != 1 {
		t.Errorf("%d sessions left", len(left))
	}
	a.get("/settings/account").want(t, 200)
}

func TestKeysPage(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	b := o.visitor(o.add("boss", xunpan.Owner))
	page := b.post("/settings/keys", "name", "ERP", "scope", "write").want(t, 200, "never shown again")
	plain := regexp.MustCompile(`xp_[a-z0-9]{40}`).FindString(page.body)
	k, err := o.desk.CheckKey(t.Context(), plain)
	must(t, err)
	if list := b.get("/settings/keys").want(t, 200, "ERP", k.Start); strings.Contains(list.body, plain) {
		t.Error("the key is shown again")
	}
	b.post("/settings/keys", "name", "", "scope", "write").want(t, 422, "name is missing")
	b.post("/settings/keys", "name", "x", "scope", "all").want(t, 422, "no scope")
	b.post("/settings/keys/"+string(k.ID)+"/revoke").want(t, 303)
	if _, err := o.desk.CheckKey(t.Context(), plain); err == nil {
		t.Error("a revoked key works")
	}
	if strings.Contains(b.get("/settings/keys").body, k.Start) {
		t.Error("a revoked key is listed")
	}
	m := o.visitor(o.add("max", xunpan.Manager))
	m.post("/settings/keys", "name", "x", "scope", "admin").want(t, 403)
}

func TestBrowserName(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0":           "Edge, Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1": "Safari, iPhone",
		"Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0":         "WeChat, Android",
		"Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0":                                                                  "Firefox, Linux",
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/605.1.15":                   "Safari, macOS",
		"curl/8.14.1": "curl", "": "?", "thing/1": "thing/1",
	} {
		if got := browserName(agent); got != want {
			t.Errorf("%q is %q, want %q", agent, got, want)
		}
	}
}
