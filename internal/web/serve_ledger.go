package web

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"xunpan"
	"xunpan/internal/store"
)

// ledger shows what became of each message of a mailbox.
func (s *Site) ledger(w http.ResponseWriter, r *http.Request) error {
	m, err := s.Desk.Store.Mailbox(r.Context(), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	v := LedgerView{Frame: s.frame(r, "ledger.title"), State: r.URL.Query().Get("state")}
	if v.Mailbox, err = s.mailboxRow(r, v.T, &m); err != nil {
		return err
	}
	if v.Folders, err = s.folderPositions(r, &m); err != nil {
		return err
	}
	outcome := map[string]string{"stored": "stored", "seen": "again", "skipped": "skipped"}[v.State]
	var before time.Time
	if n, err := strconv.ParseInt(r.URL.Query().Get("cursor"), 10, 64); err == nil {
		before = time.UnixMilli(n)
	}
	entries, more, err := s.Desk.Ledger(r.Context(), m.ID, outcome, before)
	if err != nil {
		return err
	}
	for i := range entries {
		e := &entries[i]
		row := LedgerRow{At: e.At, Folder: e.Folder, UID: e.UID, State: map[string]string{"stored": "stored", "again": "seen", "skipped": "skipped"}[e.Outcome], Why: importReason(v.T, e.Reason), Inquiry: e.Inquiry}
		if e.Message != "" {
			if l, err := s.Desk.Store.Letter(r.Context(), e.Message); err == nil {
				row.From, row.Subject = orElse(l.From.Name, l.From.Mail), l.Subject
			}
		}
		v.Rows = append(v.Rows, row)
	}
	if more {
		v.Older = v.Mailbox.url() + "/ledger?state=" + url.QueryEscape(v.State) + "&cursor=" + strconv.FormatInt(entries[len(entries)-1].At.UnixMilli(), 10)
	}
	return s.show(w, r, http.StatusOK, LedgerPage(v))
}

func (s *Site) folderPositions(r *http.Request, row *store.Mailbox) ([]FolderPosition, error) {
	m, err := s.Desk.Mailbox(row)
	if err != nil {
		return nil, err
	}
	ps, err := s.Desk.Positions(r.Context(), &m)
	out := make([]FolderPosition, len(ps))
	for i, p := range ps {
		out[i] = FolderPosition{p.Folder, p.UID}
	}
	return out, err
}
