package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"xunpan"
	"xunpan/internal/api"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/seal"
	"xunpan/internal/store"
)

// house is a desk with its interface behind the gate, as the program has it.
type house struct {
	t    *testing.T
	desk *flow.Desk
	api  *api.API
	mux  *http.ServeMux
}

var theDesk = flow.Who{Actor: xunpan.TheDesk, Scope: store.Scope{All: true}}

func openHouse(t *testing.T) *house {
	t.Helper()
	s, err := store.Open(context.Background(), store.Config{Path: filepath.Join(t.TempDir(), "x.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	box, err := seal.New(bytes.Repeat([]byte{7}, seal.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, desk: &flow.Desk{Store: s, Seal: box, URL: "https://desk.haiwan.example"}, mux: http.NewServeMux()}
	if err := h.desk.Reload(context.Background()); err != nil {
		t.Fatal(err)
	}
	g, err := gate.New(h.desk, gate.Options{Stranger: gate.Rate{PerSecond: 1e6, Burst: 1e6}})
	if err != nil {
		t.Fatal(err)
	}
	h.api = api.New(h.desk, slog.New(slog.DiscardHandler))
	g.Mount(h.mux, []gate.Route{{Pattern: "/api/", Needs: xunpan.Anyone, Handler: h.api, Kind: gate.API, Body: 64 << 20}})
	return h
}

// key is the header of a program with a key of a scope.
func (h *house) key(scope xunpan.KeyScope) string {
	h.t.Helper()
	plain, _, err := h.desk.AddKey(context.Background(), theDesk, string(scope), scope)
	if err != nil {
		h.t.Fatal(err)
	}
	return "Authorization: Bearer " + plain
}

// user makes somebody of a role and returns him with the header of his browser.
func (h *house) user(role xunpan.Role) (xunpan.User, string) {
	h.t.Helper()
	u, err := h.desk.AddUser(context.Background(), theDesk, flow.NewUser{Email: string(role) + "@haiwan.example", Password: "lamps over Santos harbour", Role: role})
	if err != nil {
		h.t.Fatal(err)
	}
	return u, h.cookie(u)
}

func (h *house) cookie(u xunpan.User) string {
	h.t.Helper()
	ticket, err := h.desk.SignInAs(context.Background(), xunpan.Identity{Subject: "test#" + string(u.ID), Email: u.Email, Verified: true}, flow.Visit{IP: netip.MustParseAddr("127.0.0.1")})
	if err != nil {
		h.t.Fatal(err)
	}
	return "Cookie: xunpan=" + ticket.Token
}

// send makes a request as somebody; body is JSON, "" for none.
func (h *house) send(as, method, path, body string) (status int, answer map[string]any) {
	h.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if name, value, ok := strings.Cut(as, ": "); ok {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.mux.ServeHTTP(w, r)
	raw, err := io.ReadAll(w.Result().Body)
	if err != nil {
		h.t.Fatal(err)
	}
	_ = json.Unmarshal(raw, &answer) // not every answer is JSON
	return w.Code, answer
}

// want sends a request and fails unless the status is as wanted.
func (h *house) want(as, method, path, body string, status int) map[string]any {
	h.t.Helper()
	got, answer := h.send(as, method, path, body)
	if got != status {
		h.t.Fatalf("%s %s: %d, want %d\n%v", method, path, got, status, answer)
	}
	return answer
}

var pathID = regexp.MustCompile(`\{[a-z]+\}`)

// TestOperationsByScope asks every operation with keys of every scope, as every
// role, and as a stranger: whoever lacks the permission is refused, whoever has
// it never is, and nothing breaks.
func TestOperationsByScope(t *testing.T) {
	t.Parallel()
	h := openHouse(t)
	type asker struct {
		may    func(xunpan.Permission) bool
		header func() string
	}
	askers := map[string]asker{"a stranger": {func(xunpan.Permission) bool { return false }, func() string { return "" }}}
	for _, scope := range xunpan.KeyScopes {
		header := h.key(scope)
		askers["key "+string(scope)] = asker{scope.May, func() string { return header }}
	}
	for _, role := range xunpan.Roles {
		u, _ := h.user(role)
		askers[string(role)] = asker{role.May, func() string { return h.cookie(u) }} // signing out is among what is asked
	}
	ops := h.api.Operations()
	if len(ops) < 50 {
		t.Fatalf("%d operations", len(ops))
	}
	for _, op := range ops {
		needs, ok := op.Metadata["needs"].(xunpan.Permission)
		if !ok || needs == "" || needs == xunpan.Anyone {
			t.Errorf("%s asks for no permission", op.OperationID)
			continue
		}
		path := pathID.ReplaceAllString(op.Path, "0190a0a0-0000-7000-8000-000000000000")
		for name, a := range askers {
			body := ""
			if op.Method != http.MethodGet {
				body = "{}"
			}
			status, _ := h.send(a.header(), op.Method, path, body)
			switch {
			case name == "a stranger" && status != http.StatusUnauthorized:
				t.Errorf("%s to a stranger: %d", op.OperationID, status)
			case name != "a stranger" && !a.may(needs) && status != http.StatusForbidden:
				t.Errorf("%s to %s, who may not (%s): %d", op.OperationID, name, needs, status)
			case a.may(needs) && (status == http.StatusUnauthorized || status == http.StatusForbidden || status >= 500):
				t.Errorf("%s to %s, who may (%s): %d", op.OperationID, name, needs, status)
			}
		}
	}
}
