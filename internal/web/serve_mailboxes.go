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
	v := MailboxesView{Frame: s.frame(r, "nav.settings")}
	for i := range rows {
		row, err := s.mailboxRow(r, v.T, &rows[i])
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, row)
	}
	return s.show(w, r, http.StatusOK, MailboxesPage(v))
}

func (s *Site) mailboxRow(r *http.Request, t *T, m *store.Mailbox) (MailboxRow, error) {
	b, err := flow.MailboxOf(m)
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

func (s *Site) newMailbox(w http.ResponseWriter, r *http.Request) error {
	v := MailboxView{Frame: s.frame(r, "nav.settings"), Values: MailboxForm{Port: "993", Security: "tls", Auth: "password", Since: time.Now().AddDate(0, -1, 0).Format(time.DateOnly)}}
	return s.show(w, r, http.StatusOK, MailboxPage(v))
}

func (s *Site) mailbox(w http.ResponseWriter, r *http.Request) error {
	m, err := s.Desk.Store.Mailbox(r.Context(), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	b, err := flow.MailboxOf(&m)
	if err != nil {
		return err
	}
	c := &b.Config
	v := MailboxView{Frame: s.frame(r, "nav.settings"), ID: m.ID, Secret: len(m.Secret) > 0, Values: MailboxForm{Name: b.Name, Address: b.Address, Host: c.Host, Port: strconv.Itoa(c.Port),
		Security: c.Security, User: c.User, Auth: "password", Folders: strings.Join(c.Folders, ", "), Sent: c.Sent}}
	if !c.Since.IsZero() {
		v.Values.Since = c.Since.Format(time.DateOnly)
	}
	return s.show(w, r, http.StatusOK, MailboxPage(v))
}

// mailboxForm reads the form of a mailbox.
func mailboxForm(f url.Values) (MailboxForm, flow.Mailbox, error) {
	text := func(name string) string { return strings.TrimSpace(f.Get(name)) }
	v := MailboxForm{Name: text("name"), Address: text("address"), Host: text("host"), Port: text("port"), Security: text("security"), User: text("user"), Auth: text("auth"),
		Folders: text("folders"), Sent: text("sent"), Since: text("since")}
	m := flow.Mailbox{Name: v.Name, Address: v.Address, Active: true, Password: f.Get("password"), Config: flow.MailboxConfig{Host: v.Host, Security: v.Security, User: v.User, Folders: commas(v.Folders), Sent: v.Sent}}
	var err error
	if v.Port != "" {
		if m.Config.Port, err = strconv.Atoi(v.Port); err != nil {
			return v, m, invalid("port", "The port is a number; 993 is usual.", "端口是数字，通常为 993。")
		}
	}
	if v.Since != "" {
		if m.Config.Since, err = time.Parse(time.DateOnly, v.Since); err != nil {
			return v, m, invalid("since", "Write the day like 2026-01-31.", "日期应写成 2026-01-31 这样。")
		}
	}
	return v, m, nil
}

func (s *Site) saveMailbox(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	v := MailboxView{Frame: s.frame(r, "nav.settings"), ID: xunpan.ID(r.PathValue("id"))}
	form, m, err := mailboxForm(r.PostForm)
	v.Values, m.ID, v.Secret = form, v.ID, v.ID != ""
	if m.ID != "" && err == nil {
		row, err := s.Desk.Store.Mailbox(r.Context(), m.ID)
		if err != nil {
			return err
		}
		old, err := flow.MailboxOf(&row)
		if err != nil {
			return err
		}
		m.Active, m.Config.OAuth, m.Config.Poll, m.Config.DryRun = old.Active, old.Config.OAuth, old.Config.Poll, old.Config.DryRun
	}
	status := http.StatusOK
	switch {
	case err != nil:
	case r.PostFormValue("do") == "test":
		v.Test, err = s.tryMailbox(r, v.T, &m)
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
func (s *Site) tryMailbox(r *http.Request, t *T, m *flow.Mailbox) (*MailboxTest, error) {
	sum, err := s.Desk.TryMailbox(r.Context(), m)
	var fault *intake.Fault
	if errors.As(err, &fault) {
		step := "connect"
		if fault.Class == intake.FaultLogin || fault.Class == intake.FaultSecret {
			step = "login"
		}
		return &MailboxTest{Steps: []TestStep{{step, "failed", fault.What.In(t.Lang()) + " " + fault.Do.In(t.Lang())}}}, nil
	}
	if err != nil {
		return nil, err
	}
	v := &MailboxTest{Steps: []TestStep{{"connect", "passed", m.Config.Host}, {"login", "passed", m.Config.User}, {"folders", "passed", strconv.Itoa(len(sum.Folders))}}}
	for _, f := range sum.Folders {
		v.Folders = append(v.Folders, FolderCount{f.Name, f.Messages})
	}
	return v, nil
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
	if err := s.Desk.ReadAgain(r.Context(), who(r), xunpan.ID(r.PathValue("id"))); err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/settings/mailboxes")
}

func (s *Site) removeMailbox(w http.ResponseWriter, r *http.Request) error {
	if err := s.Desk.RemoveMailbox(r.Context(), who(r), xunpan.ID(r.PathValue("id"))); err != nil {
		return err
	}
	setFlash(w, "removed", "")
	return s.back(w, r, "/settings/mailboxes")
}

// ledger shows what became of each message of a mailbox.
func (s *Site) ledger(w http.ResponseWriter, r *http.Request) error {
	m, err := s.Desk.Store.Mailbox(r.Context(), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	v := LedgerView{Frame: s.frame(r, "nav.settings"), State: r.URL.Query().Get("state")}
	if v.Mailbox, err = s.mailboxRow(r, v.T, &m); err != nil {
		return err
	}
	outcome := map[string]string{"stored": "stored", "seen": "again", "skipped": "skipped"}[v.State]
	var before time.Time
	if n, err := strconv.ParseInt(r.URL.Query().Get("cursor"), 10, 64); err == nil {
		before = time.UnixMilli(n)
	}
	const rows = 100
	entries, err := s.Desk.Store.Ledger(r.Context(), m.ID, outcome, before, rows)
	if err != nil {
		return err
	}
	for i := range entries {
		e := &entries[i]
		row := LedgerRow{At: e.At, Folder: e.Folder, UID: e.UID, State: map[string]string{"stored": "stored", "again": "seen", "skipped": "skipped"}[e.Outcome], Why: e.Reason, Inquiry: e.Inquiry}
		if e.Message != "" {
			if l, err := s.Desk.Store.Letter(r.Context(), e.Message); err == nil {
				row.From, row.Subject = orElse(l.From.Name, l.From.Mail), l.Subject
			}
		}
		v.Rows = append(v.Rows, row)
	}
	if len(entries) == rows {
		v.Older = v.Mailbox.url() + "/ledger?state=" + url.QueryEscape(v.State) + "&cursor=" + strconv.FormatInt(entries[rows-1].At.UnixMilli(), 10)
	}
	return s.show(w, r, http.StatusOK, LedgerPage(v))
}
