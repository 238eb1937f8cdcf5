package web

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/intake"
	"xunpan/internal/outbox"
	"xunpan/internal/store"
)

func (s *Site) mailboxRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET /settings/mailboxes", xunpan.CanSettings, s.mailboxes),
		s.route("GET /settings/mailboxes/new", xunpan.CanSettings, s.newMailbox),
		s.route("POST /settings/mailboxes", xunpan.CanSettings, s.saveMailbox),
		s.route("GET /settings/mailboxes/{id}", xunpan.CanSettings, s.mailbox),
		s.route("POST /settings/mailboxes/{id}", xunpan.CanSettings, s.saveMailbox),
		s.route("POST /settings/mailboxes/{id}/pause", xunpan.CanSettings, s.pauseMailbox),
		s.route("POST /settings/mailboxes/{id}/resume", xunpan.CanSettings, s.resumeMailbox),
		s.route("POST /settings/mailboxes/{id}/resync", xunpan.CanSettings, s.rereadMailbox),
		s.route("POST /settings/mailboxes/{id}/delete", xunpan.CanSettings, s.removeMailbox),
		s.route("GET /settings/mailboxes/{id}/ledger", xunpan.CanSettings, s.ledger),
	}
}

func (s *Site) mailboxes(w http.ResponseWriter, r *http.Request) error {
	rows, err := s.Desk.Store.Mailboxes(r.Context())
	if err != nil {
		return err
	}
	v := MailboxesView{Frame: s.frame(r, "setting.mailboxes"), Notes: map[xunpan.ID]string{}}
	for i := range rows {
		row, err := s.mailboxRow(r, v.T, &rows[i])
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, row)
		v.Notes[row.ID] = s.mailboxNote(v.T, &rows[i])
	}
	return s.show(w, r, http.StatusOK, MailboxesPage(v))
}

// mailboxNote is how the reading of a mailbox goes: folder, numbers, next try
// and the node that reads it.
func (s *Site) mailboxNote(t *T, m *store.Mailbox) string {
	b, err := s.Desk.Mailbox(m)
	if err != nil || !b.Active {
		return ""
	}
	var parts []string
	st := &b.State
	switch {
	case st.State == intake.Reading && st.Total > 0:
		parts = append(parts, t.Say("mailbox.reading", "folder", st.Folder, "done", t.Number(st.Done), "total", t.Number(st.Total)))
	case !st.RetryAt.IsZero() && st.RetryAt.After(t.Now()):
		parts = append(parts, t.Say("mailbox.retry", "at", t.Clock(st.RetryAt)))
	}
	if b.Config.DryRun {
		parts = append(parts, t.Count("mailbox.found", st.Found))
	}
	if st.Node != "" {
		parts = append(parts, t.Say("mailbox.node", "node", st.Node))
	}
	return strings.Join(parts, " · ")
}

func (s *Site) mailboxRow(r *http.Request, t *T, m *store.Mailbox) (MailboxRow, error) {
	b, err := s.Desk.Mailbox(m)
	if err != nil {
		return MailboxRow{}, err
	}
	counts, err := s.Desk.Store.LedgerCounts(r.Context(), m.ID)
	if err != nil {
		return MailboxRow{}, err
	}
	row := MailboxRow{ID: m.ID, Name: b.Name, Address: b.Address, Host: b.Config.Host, Last: b.State.Since, Stored: counts["stored"], Seen: counts["again"], Skipped: counts["skipped"]}
	st := &b.State
	switch {
	case !b.Active:
		row.State = "paused"
	case st.State == intake.Failed || st.Class != "":
		row.State, row.Problem = "broken", strings.TrimSpace(st.What.In(t.Lang())+" "+st.Do.In(t.Lang()))
	case st.State == intake.Waiting && st.Idle:
		row.State = "live"
	case st.State == intake.Waiting:
		row.State = "polling"
	default:
		row.State = "connecting"
		row.Waiting = max(0, st.Total-st.Done)
	}
	return row, nil
}

// newMailbox asks for the address first, and then shows what is known of its
// mail service.
func (s *Site) newMailbox(w http.ResponseWriter, r *http.Request) error {
	m := flow.Mailbox{Address: strings.TrimSpace(r.URL.Query().Get("address")), Active: true}
	m.Config.Since = time.Now().AddDate(0, -1, 0)
	p := flow.PresetFor(m.Address, "")
	if p != nil && p.Only {
		m.Config.OAuth = &flow.OAuth{}
	}
	m.Fill()
	if m.Config.User == "" {
		m.Config.User = m.Address
	}
	v := s.mailboxView(r, &m)
	v.Start, v.Values.Name = m.Address == "", m.Address
	return s.show(w, r, http.StatusOK, MailboxPage(v))
}

func (s *Site) mailbox(w http.ResponseWriter, r *http.Request) error {
	row, err := s.Desk.Store.Mailbox(r.Context(), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	m, err := s.Desk.Mailbox(&row)
	if err != nil {
		return err
	}
	v := s.mailboxView(r, &m)
	v.Secret = len(row.Secret) > 0
	return s.show(w, r, http.StatusOK, MailboxPage(v))
}

// mailboxView is the form with a mailbox in it.
func (s *Site) mailboxView(r *http.Request, m *flow.Mailbox) MailboxView {
	c := &m.Config
	v := MailboxView{Frame: s.frame(r, "setting.mailboxes"), ID: m.ID, Version: m.Version, DryRun: c.DryRun, Values: MailboxForm{Name: m.Name, Address: m.Address, Host: c.Host, Port: "993",
		Security: orElse(c.Security, "tls"), User: c.User, Auth: "password", Folders: strings.Join(c.Folders, ", "), Sent: c.Sent, SendHost: c.Send.Host, SendSecurity: c.Send.Security}}
	if c.Send.Port > 0 {
		v.Values.SendPort = strconv.Itoa(c.Send.Port)
	}
	if c.Send.PerHour > 0 {
		v.Values.PerHour = strconv.Itoa(c.Send.PerHour)
	}
	if c.Port != 0 {
		v.Values.Port = strconv.Itoa(c.Port)
	}
	if !c.Since.IsZero() {
		v.Values.Since = c.Since.Format(time.DateOnly)
	}
	if o := c.OAuth; o != nil {
		v.Values.Auth, v.OAuth = "oauth2", OAuthForm{o.ClientID, o.TokenURL, strings.Join(o.Scopes, " ")}
	}
	return v.known()
}

// known adds what the desk knows of the mail service.
func (v MailboxView) known() MailboxView {
	if p := flow.PresetFor(v.Values.Address, v.Values.Host); p != nil {
		v.Service, v.Hint = p.Name, p.Hint.In(v.T.Lang())
	}
	for i := range flow.Presets {
		v.Hosts = append(v.Hosts, choice{Value: flow.Presets[i].Host, Title: flow.Presets[i].Name})
	}
	return v
}

// mailboxForm reads the form of a mailbox.
func mailboxForm(f url.Values) (v MailboxView, m flow.Mailbox, err error) {
	text := func(name string) string { return strings.TrimSpace(f.Get(name)) }
	v.Values = MailboxForm{Name: text("name"), Address: text("address"), Host: text("host"), Port: text("port"), Security: text("security"), User: text("user"), Auth: text("auth"),
		Folders: text("folders"), Sent: text("sent"), Since: text("since"), SendHost: text("send_host"), SendPort: text("send_port"), SendSecurity: text("send_security"), PerHour: text("per_hour")}
	if f.Has("folder") { // ticked from what the server has
		v.Values.Folders = strings.Join(f["folder"], ", ")
	}
	v.DryRun, v.OAuth = f.Get("dry") != "", OAuthForm{text("client"), text("token_url"), text("scopes")}
	c := &v.Values
	m = flow.Mailbox{Name: c.Name, Address: c.Address, Active: true, Password: f.Get("password"), Config: flow.MailboxConfig{Host: c.Host, Security: c.Security, User: c.User, Folders: commas(c.Folders), Sent: c.Sent, DryRun: v.DryRun}}
	if f.Has("folder") {
		m.Config.Folders = f["folder"] // a name may have a comma in it
	}
	if c.Auth == "oauth2" {
		m.Refresh = text("refresh")
		m.Config.OAuth = &flow.OAuth{ClientID: v.OAuth.Client, ClientSecret: text("client_secret"), TokenURL: v.OAuth.TokenURL, Scopes: strings.Fields(v.OAuth.Scopes)}
	}
	if c.Port != "" {
		if m.Config.Port, err = strconv.Atoi(c.Port); err != nil {
			return v, m, invalid("port", "The port is a number; 993 is usual.", "端口是数字，通常为 993。")
		}
	}
	m.Config.Send = flow.SendBy{Host: c.SendHost, Security: c.SendSecurity}
	for field, to := range map[string]*int{c.SendPort: &m.Config.Send.Port, c.PerHour: &m.Config.Send.PerHour} {
		if field != "" {
			if *to, err = strconv.Atoi(field); err != nil {
				return v, m, invalid("send_port", "Port and number of mails are numbers; leave them empty for the usual ones.", "端口和封数应为数字，留空则用默认值。")
			}
		}
	}
	if c.Since != "" {
		if m.Config.Since, err = time.Parse(time.DateOnly, c.Since); err != nil {
			return v, m, invalid("since", "Write the day like 2026-01-31.", "日期应写成 2026-01-31 这样。")
		}
	}
	return v, m, nil
}

// saveMailbox tries a mailbox or keeps it.
func (s *Site) saveMailbox(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	v, m, err := mailboxForm(r.PostForm)
	v.Frame, v.ID, v.Version = s.frame(r, "setting.mailboxes"), xunpan.ID(r.PathValue("id")), formVersion(r)
	v, m.ID, m.Version = v.known(), v.ID, v.Version
	if m.ID != "" {
		row, err := s.Desk.Store.Mailbox(r.Context(), m.ID)
		if err != nil {
			return err
		}
		old, err := s.Desk.Mailbox(&row)
		if err != nil {
			return err
		}
		v.Secret, m.Active, m.Config.Poll = len(row.Secret) > 0, old.Active, old.Config.Poll
	}
	m.Fill()
	status := http.StatusOK
	switch {
	case err != nil:
	case r.PostFormValue("do") == "test":
		v.Test, v.Read, err = s.tryMailbox(r, v.T, &m)
	default:
		if err = s.Desk.SaveMailbox(r.Context(), who(r), &m); err == nil {
			setFlash(w, "saved", "")
			return s.back(w, r, "/settings/mailboxes")
		}
	}
	if err != nil {
		status = http.StatusUnprocessableEntity
		if v.Problems, err = problems(err, v.T); err != nil {
			return err
		}
	}
	return s.show(w, r, status, MailboxPage(v))
}

// tryMailbox connects and says what came of it; only a mistake in the form is
// an error.
func (s *Site) tryMailbox(r *http.Request, t *T, m *flow.Mailbox) (test *MailboxTest, read map[string]bool, err error) {
	sum, err := s.Desk.TryMailbox(r.Context(), m)
	var fault *intake.Fault
	if errors.As(err, &fault) {
		step := "connect"
		if fault.Class == intake.FaultLogin || fault.Class == intake.FaultSecret {
			step = "login"
		}
		return &MailboxTest{Steps: []TestStep{{step, "failed", fault.What.In(t.Lang()) + " " + fault.Do.In(t.Lang())}}}, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	read = map[string]bool{}
	v := &MailboxTest{Steps: []TestStep{{"connect", "passed", m.Config.Host}, {"login", "passed", m.Config.User}, {"folders", "passed", strconv.Itoa(len(sum.Folders))}}}
	if p := m.Post(); p.Host != "" {
		step := TestStep{"send", "passed", p.Host}
		var refused *outbox.Refused
		switch err := s.Desk.TrySending(r.Context(), m); {
		case errors.As(err, &refused):
			step.State, step.Detail = "failed", p.Host+": "+refused.Say.In(t.Lang())
		case err != nil:
			return nil, nil, err
		}
		v.Steps = append(v.Steps, step)
	}
	for _, f := range sum.Folders {
		v.Folders = append(v.Folders, FolderCount{f.Name, f.Messages})
		read[f.Name] = f.Read && !f.Sent
		if v.New += f.New; f.Sent {
			v.New -= f.New // read for answers given elsewhere, not for inquiries
		}
	}
	return v, read, nil
}

func (s *Site) pauseMailbox(w http.ResponseWriter, r *http.Request) error {
	return s.switchMailbox(w, r, false)
}

func (s *Site) resumeMailbox(w http.ResponseWriter, r *http.Request) error {
	return s.switchMailbox(w, r, true)
}

func (s *Site) switchMailbox(w http.ResponseWriter, r *http.Request, on bool) error {
	if err := s.Desk.Switch(r.Context(), who(r), xunpan.ID(r.PathValue("id")), on); err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/settings/mailboxes")
}

func (s *Site) rereadMailbox(w http.ResponseWriter, r *http.Request) error {
	if err := s.Desk.ReadAgain(r.Context(), who(r), xunpan.ID(r.PathValue("id")), r.PostFormValue("folder")); err != nil {
		return err
	}
	setFlash(w, "reading_again", "")
	return s.back(w, r, "/settings/mailboxes")
}

func (s *Site) removeMailbox(w http.ResponseWriter, r *http.Request) error {
	if err := s.Desk.RemoveMailbox(r.Context(), who(r), xunpan.ID(r.PathValue("id"))); err != nil {
		return err
	}
	setFlash(w, "removed", "")
	return s.back(w, r, "/settings/mailboxes")
}
