package web

import (
	_ "embed" // the script for other websites
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"maps"
	"mime"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/mail"
	"xunpan/internal/store"
)

const formPath = "/settings/form"

// formBody is how many bytes a visitor's form has at most.
const formBody = 64 << 10

func (s *Site) formRoutes() []gate.Route {
	open := func(method, pattern string, h http.HandlerFunc) gate.Route {
		return gate.Route{Method: method, Pattern: pattern, Needs: xunpan.Anyone, Handler: h, Kind: gate.Open}
	}
	post := open("POST", "/form/{key}", s.visitorForm)
	post.Body, post.Rate = formBody, gate.Rate{PerSecond: 0.5, Burst: 20}
	return []gate.Route{
		s.route("GET "+formPath, xunpan.CanSettings, s.siteForm),
		s.route("POST "+formPath, xunpan.CanSettings, s.saveSiteForm),
		post,
		open("OPTIONS", "/form/{key}", s.formPreflight),
		open("GET", "/form.js", formScript),
	}
}

func (s *Site) siteFormView(r *http.Request) (SiteFormView, error) {
	v := SiteFormView{Frame: s.frame(r, "setting.form")}
	v.Path = formPath
	f, err := s.Desk.OpenForm(r.Context())
	if err != nil {
		return v, err
	}
	counts, err := s.Desk.FormCounts(r.Context())
	if err != nil {
		return v, err
	}
	base := s.Gate.Base(r)
	v.Address = base + "/form/" + f.Key
	if v.Lang = r.URL.Query().Get("lang"); v.Lang != "zh" {
		v.Lang = "en" // most buyers read it
	}
	v.Snippet, v.OnlyHere = snippet(base, v.Address, v.Lang), onlyHere(base)
	v.Sites, v.Thanks, v.Stats = f.Sites, f.Thanks, SiteFormStats{counts.Taken, counts.Refused}
	return v, nil
}

// snippet is the form as it stands on a website, in the language of its
// visitors; the website's owner changes what he likes of it but the names.
func snippet(base, address, lang string) string {
	const form = `<form action="%s" method="post" data-xunpan
  data-sent="%s" data-failed="%s">
  <p><label>%s<br><input name="name" autocomplete="name" required></label></p>
  <p><label>%s<br><input name="company" autocomplete="organization"></label></p>
  <p><label>%s<br><input name="email" type="email" autocomplete="email" required></label></p>
  <p><label>%s<br><input name="phone" autocomplete="tel"></label></p>
  <p><label>%s<br><input name="country" autocomplete="country-name"></label></p>
  <p><label>%s<br><input name="product"></label></p>
  <p><label>%s<br><input name="quantity"></label></p>
  <p><label>%s<br><textarea name="message" rows="6" required></textarea></label></p>
  <p style="position:absolute;left:-9999px" aria-hidden="true"><label>%s <input name="%s" tabindex="-1" autocomplete="off"></label></p>
  <p><button>%s</button> <span role="status"></span></p>
</form>
<script src="%s/form.js" defer></script>
`
	args := []any{html.EscapeString(address)}
	for _, say := range snippetWords {
		args = append(args, say.In(lang))
	}
	n := len(args) - 1 // the button comes after the honeypot
	args = append(args[:n:n], honeypot, args[n], html.EscapeString(base))
	return fmt.Sprintf(form, args...)
}

// snippetWords are what visitors read of the form, in its order.
var snippetWords = [...]xunpan.Text{
	{En: "Thank you. We will answer soon.", Zh: "谢谢，我们会尽快回复。"},
	{En: "That did not work. Please write to us by e-mail.", Zh: "发送失败，请用邮件联系我们。"},
	{En: "Your name", Zh: "姓名"},
	{En: "Company", Zh: "公司"},
	{En: "E-mail", Zh: "邮箱"},
	{En: "Telephone or WhatsApp", Zh: "电话或 WhatsApp"},
	{En: "Country", Zh: "国家"},
	{En: "Product", Zh: "产品"},
	{En: "Quantity", Zh: "数量"},
	{En: "What do you need?", Zh: "您的需求"},
	{En: "Leave this empty", Zh: "此项请留空"},
	{En: "Send", Zh: "发送"},
}

// onlyHere reports whether an address leads visitors from elsewhere nowhere: it
// is that of the machine itself or of the office's own network.
func onlyHere(base string) bool {
	u, err := url.Parse(base)
	if err != nil {
		return true
	}
	host := u.Hostname()
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host == "localhost" || strings.HasSuffix(host, ".localhost") || !strings.Contains(host, ".")
	}
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsUnspecified() || ip.IsLinkLocalUnicast()
}

// honeypot is the field that people do not see and robots fill in.
const honeypot = "homepage"

func (s *Site) siteForm(w http.ResponseWriter, r *http.Request) error {
	v, err := s.siteFormView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, SiteFormPage(v))
}

func (s *Site) saveSiteForm(w http.ResponseWriter, r *http.Request) error {
	sites, thanks := strings.Split(r.PostFormValue("sites"), "\n"), r.PostFormValue("thanks")
	err := s.Desk.SaveForm(r.Context(), who(r), sites, thanks)
	if err == nil {
		setFlash(w, "saved", "")
		return s.back(w, r, formPath)
	}
	p, ok := wrong(err)
	if !ok {
		return err
	}
	v, err := s.siteFormView(r)
	if err != nil {
		return err
	}
	v.Sites, v.Thanks, v.Problem = sites, thanks, p.Say.In(v.T.Lang())
	return s.show(w, r, p.Status, SiteFormPage(v))
}

// formScript is the script that other websites may use.
func formScript(w http.ResponseWriter, _ *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/javascript; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=3600")
	_, _ = io.WriteString(w, formJS) // who does not wait for it has no use for it
}

//go:embed form.js
var formJS string

// share lets the scripts of the company's websites read the answer. It reports
// whether the request may have come from one of them. Browsers name the origin
// of every form they send, unless the website told them not to: then it cannot
// be known, and nobody's inquiry is lost for it.
func share(w http.ResponseWriter, r *http.Request, f flow.WebsiteForm) bool {
	h := w.Header()
	h.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	switch {
	case origin != "" && origin != "null":
		if !f.Allows(origin) {
			return false
		}
		h.Set("Access-Control-Allow-Origin", origin)
	case flow.OriginOf(r.Referer()) != "":
		return f.Allows(r.Referer())
	}
	return len(f.Sites) > 0
}

// formPreflight answers browsers that ask before a script of another website
// may post.
func (s *Site) formPreflight(w http.ResponseWriter, r *http.Request) {
	if !s.Desk.HasForm(r.PathValue("key")) || !share(w, r, s.Desk.Form()) {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	h := w.Header()
	h.Set("Access-Control-Allow-Methods", "POST")
	h.Set("Access-Control-Allow-Headers", "Content-Type, Accept")
	h.Set("Access-Control-Max-Age", "3600")
	w.WriteHeader(http.StatusNoContent)
}

// visitorForm takes in what a visitor of one of the company's websites wrote.
func (s *Site) visitorForm(w http.ResponseWriter, r *http.Request) {
	f := s.Desk.Form()
	if !s.Desk.HasForm(r.PathValue("key")) {
		s.formFailed(w, r, store.ErrNotFound)
		return
	}
	if !share(w, r, f) {
		s.formFailed(w, r, errSite)
		return
	}
	fields, err := formFields(r)
	if err != nil {
		s.formFailed(w, r, err)
		return
	}
	if fields[honeypot] != "" { // a robot is told that all went well
		if err := s.Desk.RefuseForm(r.Context()); err != nil {
			s.Log.WarnContext(r.Context(), "counting a robot", "error", err)
		}
		s.formTaken(w, r, f)
		return
	}
	page := r.Referer()
	if p := fields["page"]; f.Allows(p) {
		page = p
	} else if !f.Allows(page) {
		page = ""
	}
	delete(fields, "page")
	delete(fields, honeypot)
	in := webForm(fields)
	in.Page, in.IP = page, gate.From(r.Context()).IP.String()
	if _, err := s.Desk.TakeForm(r.Context(), in); err != nil {
		s.formFailed(w, r, err)
		return
	}
	s.formTaken(w, r, f)
}

// errSite says that a website uses the form that is not in the settings.
var errSite = &xunpan.Invalid{Field: "origin", Say: xunpan.Text{
	En: "This website is not among those that may use the form. Its owner adds it under Settings, Website form.",
	Zh: "此网站不在允许使用该表单的网站之列。请在“设置 → 网站表单”中添加。"}}

// Limits of what a form brings.
const (
	maxFields    = 40
	maxFieldName = 60
)

// formFields reads a form as browsers send it, or as JSON. Files are left out.
func formFields(r *http.Request) (map[string]string, error) {
	fields := map[string]string{}
	put := func(name, value string) {
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(strings.ToValidUTF8(value, "\uFFFD"))
		if name == "" || len(name) > maxFieldName || value == "" || len(fields) >= maxFields {
			return
		}
		if old := fields[name]; old != "" {
			value = old + ", " + value
		}
		fields[name] = value
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // what cannot be read is a form
	switch kind {
	case "application/json":
		var all map[string]any
		d := json.NewDecoder(r.Body)
		d.UseNumber()
		if err := d.Decode(&all); err != nil {
			return nil, readable413(err)
		}
		for _, name := range slices.Sorted(maps.Keys(all)) {
			switch v := all[name].(type) {
			case string:
				put(name, v)
			case json.Number, bool:
				put(name, fmt.Sprint(v))
			}
		}
	case "multipart/form-data":
		parts, err := r.MultipartReader()
		if err != nil {
			return nil, badForm(err)
		}
		for {
			p, err := parts.NextPart()
			if errors.Is(err, io.EOF) {
				return fields, nil
			}
			if err != nil {
				return nil, readable413(err)
			}
			if p.FileName() != "" {
				continue
			}
			b, err := io.ReadAll(p) // the body is bounded
			if err != nil {
				return nil, readable413(err)
			}
			put(p.FormName(), string(b))
		}
	default:
		if err := r.ParseForm(); err != nil {
			return nil, readable413(err)
		}
		for _, name := range slices.Sorted(maps.Keys(r.PostForm)) {
			for _, v := range r.PostForm[name] {
				put(name, v)
			}
		}
	}
	return fields, nil
}

// readable413 keeps the error of a body too large as it is; others mean that the
// form makes no sense.
func readable413(err error) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return badForm(err)
}

// webForm puts fields where they belong. What the website asks besides goes
// under the message: the buyer wrote it, so it is read.
func webForm(fields map[string]string) mail.WebForm {
	take := func(names ...string) string {
		for _, n := range names {
			if v := fields[n]; v != "" {
				delete(fields, n)
				return v
			}
		}
		return ""
	}
	f := mail.WebForm{Name: take("name"), Company: take("company"), Email: take("email"), Phone: take("phone", "tel", "whatsapp"), Country: take("country"), Subject: take("subject"),
		Message: take("message"), Product: take("product"), Quantity: mail.Loose(take("quantity"))}
	var more strings.Builder
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !strings.HasPrefix(name, "_") && name != "next" && !strings.Contains(name, "captcha") && !strings.Contains(name, "csrf") {
			more.WriteString("\n" + name + ": " + fields[name])
		}
	}
	if more.Len() > 0 {
		f.Message = strings.TrimSpace(f.Message + "\n" + more.String())
	}
	return f
}

// wantsJSON reports whether a script asks.
func wantsJSON(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "application/json") || strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

// formTaken thanks the visitor.
func (s *Site) formTaken(w http.ResponseWriter, r *http.Request, f flow.WebsiteForm) {
	t := s.translator(r)
	next, thanks := "", orElse(f.Thanks, t.Say("form.thank_you"))
	if flow.OriginOf(f.Thanks) != "" {
		next, thanks = f.Thanks, t.Say("form.thank_you")
	}
	switch {
	case wantsJSON(r):
		writeJSON(w, http.StatusOK, map[string]string{"thanks": thanks, "next": next})
	case next != "":
		http.Redirect(w, r, next, http.StatusSeeOther)
	default:
		s.formPage(w, r, http.StatusOK, t, thanks, f)
	}
}

// formFailed says what was wrong.
func (s *Site) formFailed(w http.ResponseWriter, r *http.Request, err error) {
	p := gate.ProblemOf(err)
	if p.Status >= http.StatusInternalServerError {
		s.Log.ErrorContext(r.Context(), "website form", "request", gate.RequestID(r.Context()), "error", err)
	}
	if errors.Is(err, errSite) {
		p.Status = http.StatusForbidden
	}
	t := s.translator(r)
	if wantsJSON(r) {
		writeJSON(w, p.Status, map[string]string{"error": p.Say.In(t.Lang())})
		return
	}
	s.formPage(w, r, p.Status, t, p.Say.In(t.Lang()), s.Desk.Form())
}

func (s *Site) formPage(w http.ResponseWriter, r *http.Request, status int, t *T, text string, f flow.WebsiteForm) {
	v := FormSentView{T: t, Text: text}
	if names := s.Desk.Reader().House.Names; len(names) > 0 {
		v.Company = names[0]
	}
	if u, err := url.Parse(r.Referer()); err == nil && f.Allows(r.Referer()) {
		v.Back = u.String()
	}
	_ = s.show(w, r, status, FormSentPage(v)) // it logs what fails
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // who does not wait for it has no use for it
}
