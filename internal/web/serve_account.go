package web

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/skip2/go-qrcode"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/geo"
)

func (s *Site) accountRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET "+accountPath, xunpan.CanSelf, s.accountPage),
		s.route("POST "+accountPath, xunpan.CanSelf, s.editAccount),
		s.route("POST /settings/account/notify", xunpan.CanSelf, s.setNotify),
		s.route("POST /settings/account/password", xunpan.CanSelf, s.setPassword),
		s.route("POST /settings/account/totp", xunpan.CanSelf, s.beginTOTP),
		s.route("POST /settings/account/totp/confirm", xunpan.CanSelf, s.confirmTOTP),
		s.route("POST /settings/account/totp/off", xunpan.CanSelf, s.removeTOTP),
		s.route("POST /settings/account/sessions/revoke", xunpan.CanSelf, s.endSessions),
		s.route("POST /settings/account/sessions/{id}/revoke", xunpan.CanSelf, s.endSession),
	}
}

const accountPath = "/settings/account"

// zoneOf is the clock a user wants to see times on: his own, or the company's.
func zoneOf(u *xunpan.User, company *time.Location) *time.Location {
	if u == nil {
		return company
	}
	if name := flow.PrefsOf(u).Zone; name != "" {
		if l, err := time.LoadLocation(name); err == nil {
			return l
		}
	}
	return company
}

// accountZones are the time zones to choose from: those of all countries.
var accountZones = sync.OnceValue(func() []string {
	var all []string
	for _, c := range geo.All() {
		all = append(all, c.Zones...)
	}
	slices.Sort(all)
	return slices.Compact(all)
})

func (s *Site) accountPage(w http.ResponseWriter, r *http.Request) error {
	return s.showAccount(w, r, http.StatusOK, nil)
}

// showAccount shows the user's own account with what change adds to it.
func (s *Site) showAccount(w http.ResponseWriter, r *http.Request, status int, change func(*AccountView)) error {
	ctx := r.Context()
	g := gate.From(ctx)
	a, err := s.Desk.Store.Account(ctx, g.User.ID)
	if err != nil {
		return err
	}
	p := flow.PrefsOf(&a.User)
	v := AccountView{Frame: s.frame(r, "setting.account"), Name: a.Name, Mail: a.Email, Zone: p.Zone, Zones: accountZones(), Password: a.Password != "", TOTP: a.TwoStep,
		Notify: p.Notify, Digest: p.Digest, Problems: map[string]string{}}
	v.Path = accountPath
	if a.TwoStep {
		if v.CodesLeft, err = s.Desk.Store.RecoveryCodes(ctx, a.ID); err != nil {
			return err
		}
	}
	open, err := s.Desk.Sessions(ctx, g.Who, a.ID)
	if err != nil {
		return err
	}
	for i := range open {
		if o := &open[i]; !o.Half {
			v.Sessions = append(v.Sessions, SessionRow{o.ID, browserName(o.Agent), o.IP, o.Created, o.Seen, o.ID == g.Session})
		}
	}
	if change != nil {
		change(&v)
	}
	return s.show(w, r, status, AccountPage(v))
}

// accountWrong shows the account again with what is wrong with a field of its
// forms; fields gives a field of the desk its name there.
func (s *Site) accountWrong(w http.ResponseWriter, r *http.Request, err error, fields map[string]string, change func(*AccountView)) error {
	p, ok := wrong(err)
	if !ok {
		return err
	}
	return s.showAccount(w, r, p.Status, func(v *AccountView) {
		field := p.Field
		if name, ok := fields[field]; ok {
			field = name
		} else if field == "" {
			field = fields[""]
		}
		v.Problems[field] = p.Say.In(v.T.Lang())
		if change != nil {
			change(v)
		}
	})
}

// savedAccount goes back to the account and says that it was kept.
func (s *Site) savedAccount(w http.ResponseWriter, r *http.Request) error {
	s.users.forget()
	setFlash(w, "saved", "")
	return s.back(w, r, accountPath)
}

func (s *Site) editAccount(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	zone := r.PostForm.Get("zone")
	if zone != "" && !slices.Contains(accountZones(), zone) {
		return s.accountWrong(w, r, invalid("zone", "There is no time zone %q.", "没有“%s”这个时区。", zone), nil, nil)
	}
	_, err := s.Desk.EditPrefs(r.Context(), who(r), flow.SelfEdit{Name: asked[string](r, "name")}, func(p *flow.Prefs) { p.Zone = zone })
	if err != nil {
		return s.accountWrong(w, r, err, nil, func(v *AccountView) { v.Name, v.Zone = r.PostForm.Get("name"), zone })
	}
	return s.savedAccount(w, r)
}

func (s *Site) setNotify(w http.ResponseWriter, r *http.Request) error {
	n := flow.Notify{From: r.PostFormValue("from"), Mine: r.PostFormValue("mine") != ""}
	if _, err := s.Desk.EditPrefs(r.Context(), who(r), flow.SelfEdit{}, func(p *flow.Prefs) { p.Notify, p.Digest = n, r.PostFormValue("digest") }); err != nil {
		return s.accountWrong(w, r, err, map[string]string{"notify.from": "from"}, nil)
	}
	return s.savedAccount(w, r)
}

func (s *Site) setPassword(w http.ResponseWriter, r *http.Request) error {
	g := gate.From(r.Context())
	if err := s.Desk.ChangePassword(r.Context(), g.Who, r.PostFormValue("old"), r.PostFormValue("new"), g.Visit()); err != nil {
		return s.accountWrong(w, r, err, map[string]string{"": "old", "present": "old", "password": "new"}, nil)
	}
	return s.savedAccount(w, r)
}

func (s *Site) beginTOTP(w http.ResponseWriter, r *http.Request) error {
	setup, err := s.Desk.BeginTOTP(r.Context(), who(r))
	if err != nil {
		return err
	}
	return s.showAccount(w, r, http.StatusOK, func(v *AccountView) { v.enrol(setup.Token, setup.URL) })
}

// enrol shows what an authenticator app needs; nothing if the address is none.
func (v *AccountView) enrol(token, address string) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "otpauth" || len(address) > 500 {
		return
	}
	picture, err := qrcode.Encode(address, qrcode.Medium, 360)
	if err != nil {
		return
	}
	v.EnrolToken, v.EnrolURL = token, address
	v.Enrol = &Enrol{QR: "data:image/png;base64," + base64.StdEncoding.EncodeToString(picture), Secret: inFours(u.Query().Get("secret"))}
}

// inFours parts a text to be typed into groups of four.
func inFours(s string) string {
	var b strings.Builder
	for i, r := range s {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (s *Site) confirmTOTP(w http.ResponseWriter, r *http.Request) error {
	token, address := r.PostFormValue("token"), r.PostFormValue("url")
	codes, err := s.Desk.SetTOTP(r.Context(), who(r), r.PostFormValue("password"), token, r.PostFormValue("code"))
	if err != nil {
		// The same picture again: the app has it already.
		return s.accountWrong(w, r, err, map[string]string{"": "code", "present": "enrol"}, func(v *AccountView) { v.enrol(token, address) })
	}
	return s.showAccount(w, r, http.StatusOK, func(v *AccountView) { v.Recovery = codes })
}

func (s *Site) removeTOTP(w http.ResponseWriter, r *http.Request) error {
	if err := s.Desk.RemoveTOTP(r.Context(), who(r), r.PostFormValue("password")); err != nil {
		return s.accountWrong(w, r, err, map[string]string{"": "totp", "present": "totp"}, nil)
	}
	return s.savedAccount(w, r)
}

func (s *Site) endSession(w http.ResponseWriter, r *http.Request) error {
	if err := s.Desk.EndSession(r.Context(), who(r), xunpan.ID(r.PathValue("id"))); err != nil {
		return err
	}
	return s.savedAccount(w, r)
}

func (s *Site) endSessions(w http.ResponseWriter, r *http.Request) error {
	g := gate.From(r.Context())
	if _, err := s.Desk.EndOtherSessions(r.Context(), g.Who, g.Visit()); err != nil {
		return err
	}
	return s.savedAccount(w, r)
}

// browsers and systems by the words they have in what a browser calls itself,
// those that pretend to be others first.
var browsers = [][2]string{{"Edg", "Edge"}, {"OPR/", "Opera"}, {"MicroMessenger", "WeChat"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"},
	{"CriOS/", "Chrome"}, {"Chromium/", "Chromium"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}, {"curl/", "curl"}}

var systems = [][2]string{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Macintosh", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}}

// browserName is a browser in two words: "Firefox, Windows".
func browserName(agent string) string {
	find := func(list [][2]string) string {
		for _, x := range list {
			if strings.Contains(agent, x[0]) {
				return x[1]
			}
		}
		return ""
	}
	browser, system := find(browsers), find(systems)
	switch {
	case browser == "" && system == "":
		return orElse(clip(agent, 40), "?")
	case browser == "" || system == "":
		return browser + system
	}
	return browser + ", " + system
}

// clip is the beginning of a text, so many characters at most.
func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
