package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/geo"
)

func (s *Site) settingRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET /settings", xunpan.CanRead, s.settings),
		s.route("GET /settings/company", xunpan.CanSettings, s.companySettings),
		s.route("POST /settings/company", xunpan.CanSettings, s.saveCompanySettings),
	}
}

func (s *Site) settings(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, SettingsPage(SettingsView{Frame: s.frame(r, "nav.settings")}))
}

func (s *Site) companySettings(w http.ResponseWriter, r *http.Request) error {
	c, version, err := s.Desk.CompanySettings(r.Context())
	if err != nil {
		return err
	}
	v := s.companySettingsView(r, &c)
	v.Version = version
	return s.show(w, r, http.StatusOK, CompanySettingsPage(v))
}

func (s *Site) companySettingsView(r *http.Request, c *flow.Company) CompanySettingsView {
	v := CompanySettingsView{Frame: s.frame(r, "setting.company"), Names: c.Names, Domains: c.Domains, People: c.People, Products: c.Products, Customers: c.Customers, Relays: c.Trusted,
		Home: orElse(c.Home, "CN"), Zone: orElse(c.Zone, "Asia/Shanghai"), From: orElse(c.Hours.From, "08:30"), To: orElse(c.Hours.To, "17:30")}
	days := c.Hours.Days
	if len(days) == 0 {
		days = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	}
	for _, d := range days {
		v.Days[(int(d)+6)%7] = true
	}
	for _, c := range geo.All() {
		v.Countries = append(v.Countries, c.Code)
		for _, z := range c.Zones {
			if !slices.Contains(v.Zones, z) {
				v.Zones = append(v.Zones, z)
			}
		}
	}
	slices.Sort(v.Zones)
	return v
}

// formVersion is the version of what a form was filled in upon; 0 if the form
// does not say.
func formVersion(r *http.Request) int64 {
	n, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (s *Site) saveCompanySettings(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	c, _, err := s.Desk.CompanySettings(r.Context()) // house rules stay
	if err != nil {
		return err
	}
	version := formVersion(r)
	f := r.PostForm
	list := func(name string) []string { return strings.Split(strings.ReplaceAll(f.Get(name), "\r", ""), "\n") }
	c.Names, c.Domains, c.People, c.Products, c.Customers, c.Trusted = list("names"), list("domains"), list("people"), list("products"), list("customers"), list("relays")
	c.Home, c.Zone = f.Get("home"), f.Get("zone")
	c.Hours = xunpan.WorkingTime{From: f.Get("from"), To: f.Get("to")}
	for _, d := range f["day"] {
		if n, err := strconv.Atoi(d); err == nil && n >= 0 && n < 7 {
			c.Hours.Days = append(c.Hours.Days, time.Weekday((n+1)%7))
		}
	}
	if err := s.Desk.SaveCompany(r.Context(), who(r), version, c); err != nil {
		v := s.companySettingsView(r, &c)
		v.Version = version
		if v.Problems, err = problems(err, v.T); err != nil {
			return err
		}
		return s.show(w, r, http.StatusUnprocessableEntity, CompanySettingsPage(v))
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/settings/company")
}
