package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"xunpan"
	"xunpan/internal/flow"
)

func first(answer map[string]any) map[string]any {
	items, _ := answer["items"].([]any)
	if len(items) == 0 {
		return nil
	}
	m, _ := items[0].(map[string]any)
	return m
}

func TestPeopleOverAPI(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	admin := h.key(xunpan.KeyAdmin)
	ann, browser := h.user(xunpan.Sales)
	h.user(xunpan.Owner)

	team := h.want(admin, "POST", "/api/v1/teams", `{"name":"Americas"}`, 201)
	h.want(admin, "POST", "/api/v1/teams", `{"name":"Americas"}`, 422)
	h.want(admin, "PATCH", "/api/v1/teams/"+team["id"].(string), `{"name":"South"}`, 200)
	one := "/api/v1/users/" + string(ann.ID)
	u := h.want(admin, "PATCH", one, `{"name":"Ann Lee","role":"manager","team":"`+team["id"].(string)+`"}`, 200)
	if u["name"] != "Ann Lee" || u["role"] != "manager" || u["team"] != team["id"] {
		t.Errorf("changed: %v", u)
	}
	h.want(admin, "GET", "/api/v1/users", "", 200)
	h.want(admin, "PATCH", one, `{"role":"boss"}`, 422)
	h.want(admin, "GET", "/api/v1/users/none", "", 404)

	i := h.want(admin, "POST", "/api/v1/invitations", `{"email":"cid@haiwan.example","role":"viewer"}`, 201)
	link, _ := i["link"].(string)
	if !strings.HasPrefix(link, "https://desk.haiwan.example/invitations/") {
		t.Errorf("link %q", link)
	}
	if listed := first(h.want(admin, "GET", "/api/v1/invitations", "", 200)); listed["email"] != "cid@haiwan.example" || listed["link"] != nil {
		t.Errorf("listed: %v", listed)
	}
	h.want(admin, "DELETE", "/api/v1/invitations/"+i["id"].(string), "", 204)
	h.want(admin, "POST", one+"/invitation", "", 201)

	h.want(admin, "PUT", "/api/v1/settings/sales-see", `{"see":"own"}`, 200)
	if got := h.want(admin, "GET", "/api/v1/settings/sales-see", "", 200); got["see"] != "own" {
		t.Errorf("see: %v", got)
	}
	o := h.want(admin, "PUT", "/api/v1/settings/oidc", `{"issuer":"https://id.haiwan.example","name":"ID","client_id":"desk","client_secret":"very secret","version":0}`, 200)
	if o["client_secret"] != nil || o["version"] != 1.0 {
		t.Errorf("sign-in settings: %v", o)
	}
	h.want(admin, "PUT", "/api/v1/settings/oidc", `{"issuer":"","version":0}`, 409)

	if s := first(h.want(admin, "GET", one+"/sessions", "", 200)); s["id"] == nil {
		t.Error("no session")
	} else {
		h.want(admin, "DELETE", "/api/v1/sessions/"+s["id"].(string), "", 204)
	}
	h.want(browser, "GET", "/api/v1/me", "", 401)
	h.want(admin, "PATCH", one, `{"active":false}`, 200)
	h.want(admin, "DELETE", "/api/v1/teams/"+team["id"].(string), "", 204)

	k := h.want(admin, "POST", "/api/v1/keys", `{"name":"ERP","scope":"read"}`, 201)
	reader := "Authorization: Bearer " + k["key"].(string)
	h.want(reader, "GET", "/api/v1/companies", "", 200)
	h.want(admin, "DELETE", "/api/v1/keys/"+k["id"].(string), "", 204)
	h.want(reader, "GET", "/api/v1/companies", "", 401)

	page := h.want(admin, "GET", "/api/v1/audit?object=team&limit=2", "", 200)
	if first(page)["what"] != "removed" || page["next"] == nil {
		t.Errorf("audit: %v", page)
	}
}

func TestAccountOverAPI(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	ann, browser := h.user(xunpan.Sales)
	h.want(h.key(xunpan.KeyAdmin), "GET", "/api/v1/me", "", 403)
	if me := h.want(browser, "PATCH", "/api/v1/me", `{"name":"Ann","lang":"zh"}`, 200); me["name"] != "Ann" || me["lang"] != "zh" {
		t.Errorf("me: %v", me)
	}
	h.want(browser, "POST", "/api/v1/me/password", `{"present":"wrong","next":"nine ships at anchor"}`, 422)
	other := h.cookie(ann)
	h.want(browser, "POST", "/api/v1/me/password", `{"present":"lamps over Santos harbour","next":"nine ships at anchor"}`, 204)
	h.want(other, "GET", "/api/v1/me", "", 401)

	setup := h.want(browser, "POST", "/api/v1/me/two-step", "", 200)
	code, err := totp.GenerateCode(setup["secret"].(string), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	codes := h.want(browser, "PUT", "/api/v1/me/two-step", `{"password":"nine ships at anchor","token":"`+setup["token"].(string)+`","code":"`+code+`"}`, 200)
	if n := len(codes["recovery_codes"].([]any)); n != 10 {
		t.Errorf("%d recovery codes", n)
	}
	h.want(browser, "POST", "/api/v1/me/two-step/off", `{"password":"nine ships at anchor"}`, 204)
	h.cookie(ann)
	h.want(browser, "DELETE", "/api/v1/me/sessions", "", 204)
	left, err := h.desk.Sessions(t.Context(), flow.Who{Actor: ann.Actor()}, ann.ID)
	if err != nil || len(left) != 1 {
		t.Errorf("%d sessions left, %v", len(left), err)
	}
	h.want(browser, "DELETE", "/api/v1/me/sessions/"+string(left[0].ID), "", 204)
	h.want(browser, "GET", "/api/v1/me", "", 401)
}

func TestBookOverAPI(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	w := h.key(xunpan.KeyWrite)
	c := h.want(w, "POST", "/api/v1/companies", `{"name":"Krautwig Licht GmbH","country":"DE","domains":["krautwig.example"],"tags":["VIP"]}`, 201)
	h.want(w, "POST", "/api/v1/companies", `{"name":"Other","domains":["krautwig.example"]}`, 409)
	h.want(w, "POST", "/api/v1/companies", `{"name":"X","country":"ZZ"}`, 422)
	one := "/api/v1/companies/" + c["id"].(string)
	got := h.want(w, "PATCH", one, `{"grade":"A","phones":["+49 30 901820"],"version":1}`, 200)
	if got["grade"] != "A" || got["phones"].([]any)[0] != "+4930901820" || got["version"] != 2.0 {
		t.Errorf("changed: %v", got)
	}
	h.want(w, "PATCH", one, `{"grade":"B","version":1}`, 409)
	if listed := first(h.want(w, "GET", "/api/v1/companies?q=krautwig&country=DE&grade=A&tag=VIP&owner=none", "", 200)); listed["id"] != c["id"] {
		t.Errorf("listed: %v", listed)
	}

	p := h.want(w, "POST", "/api/v1/contacts", `{"name":"Karl Krautwig","emails":["Karl@krautwig.example"],"company":"`+c["id"].(string)+`"}`, 201)
	if p["email"] != "Karl@krautwig.example" || p["company"] != c["id"] {
		t.Errorf("contact: %v", p)
	}
	if listed := first(h.want(w, "GET", "/api/v1/contacts?company="+c["id"].(string), "", 200)); listed["id"] != p["id"] {
		t.Errorf("contacts of the company: %v", listed)
	}
	h.want(w, "PATCH", "/api/v1/contacts/"+p["id"].(string), `{"title":"Buyer"}`, 200)

	// Merged, followed, taken apart, called different.
	d := h.want(w, "POST", "/api/v1/companies", `{"name":"Krautwig Licht","country":"DE"}`, 201)
	other := "/api/v1/companies/" + d["id"].(string)
	if s := first(h.want(w, "GET", one+"/suggestions", "", 200)); s["b"] != d["id"] || len(s["reasons"].([]any)) == 0 {
		t.Errorf("suggested: %v", s)
	}
	h.want(w, "POST", one+"/merge", `{"other":"`+d["id"].(string)+`"}`, 204)
	if now := h.want(w, "GET", other, "", 200); now["id"] != c["id"] {
		t.Errorf("merged: %v", now)
	}
	h.want(w, "POST", other+"/unmerge", "", 204)
	h.want(w, "POST", one+"/apart", `{"other":"`+d["id"].(string)+`"}`, 204)
	if s := first(h.want(w, "GET", "/api/v1/suggestions", "", 200)); s != nil {
		t.Errorf("suggested again: %v", s)
	}
	h.want(w, "DELETE", other+"?version=0", "", 422)
	h.want(w, "DELETE", other+"?version=99", "", 409)

	// A colleague's: taken, and by whom.
	ann, mine := h.user(xunpan.Sales)
	h.want(w, "PATCH", one, `{"owner":"`+string(ann.ID)+`"}`, 200)
	h.want(mine, "GET", one, "", 200)
	bob, err := h.desk.AddUser(t.Context(), theDesk, flow.NewUser{Email: "bob@haiwan.example", Password: "lamps over Santos harbour", Role: xunpan.Sales})
	if err != nil {
		t.Fatal(err)
	}
	his := h.cookie(bob)
	h.want(his, "GET", one, "", 404)
	h.want(his, "PATCH", one, `{"name":"Mine"}`, 404)
	if m := first(h.want(his, "GET", "/api/v1/taken?email=x@krautwig.example", "", 200)); m["id"] != nil || m["owned_by"] != ann.Name || strings.Contains(m["name"].(string), "Krautwig") {
		t.Errorf("taken: %v", m)
	}

	admin := h.key(xunpan.KeyAdmin)
	h.want(admin, "PUT", "/api/v1/custom-fields", `{"version":0,"fields":[{"id":"power","noun":"company","name":{"en":"Power","zh":"影响力"},"kind":"choice","choices":["big","small"]}]}`, 200)
	if got := h.want(w, "PATCH", one, `{"custom":{"power":"big"}}`, 200); got["custom"].(map[string]any)["power"] != "big" {
		t.Errorf("custom: %v", got)
	}
	h.want(w, "PATCH", one, `{"custom":{"power":"huge"}}`, 422)
}
