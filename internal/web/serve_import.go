package web

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/intake"
	"xunpan/internal/store"
)

const importPath = "/settings/import"

func (s *Site) importRoutes() []gate.Route {
	send := s.route("POST "+importPath, xunpan.CanImport, s.upload)
	send.Body = s.Desk.UploadLimit() + 1<<20
	return []gate.Route{
		s.route("GET "+importPath, xunpan.CanImport, s.importPage),
		send,
		s.route("GET /settings/import/{id}", xunpan.CanImport, s.importResult),
		s.route("GET /settings/import/{id}/result.csv", xunpan.CanImport, s.importTable),
		s.route("POST /settings/import/{id}/stop", xunpan.CanImport, s.stopImport),
	}
}

// shownImports is how many uploads the page lists.
const shownImports = 20

func jobOf(u *store.Upload) ImportJob {
	return ImportJob{ID: u.ID, Name: u.Name, State: u.State, Done: u.Done, Total: u.Total, Stored: u.Stored, Seen: u.Seen, Skipped: u.Skipped, Failed: u.Failed, Started: u.Created}
}

func (s *Site) importView(r *http.Request) (ImportView, error) {
	v := ImportView{Frame: s.frame(r, "setting.import"), MaxSize: s.Desk.UploadLimit()}
	v.Path = importPath
	us, err := s.Desk.Store.Uploads(r.Context(), "", shownImports)
	for i := range us {
		v.Jobs = append(v.Jobs, jobOf(&us[i]))
	}
	return v, err
}

func (s *Site) importPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.importView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, ImportPage(v))
}

// upload keeps the files of a form as they come in, and has them brought in.
func (s *Site) upload(w http.ResponseWriter, r *http.Request) error {
	id, err := s.keepUpload(r)
	if err == nil {
		return s.back(w, r, importPath+"/"+string(id))
	}
	p, ok := wrong(err)
	if !ok {
		return err
	}
	v, err := s.importView(r)
	if err != nil {
		return err
	}
	v.Problem = p.Say.In(v.T.Lang())
	return s.show(w, r, p.Status, ImportPage(v))
}

func (s *Site) keepUpload(r *http.Request) (id xunpan.ID, err error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return "", badForm(err)
	}
	u, err := s.Desk.BeginUpload()
	if err != nil {
		return "", err
	}
	defer func() {
		if err != nil {
			u.Abort()
		}
	}()
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", readable413(err)
		}
		if p.FormName() != "file" || p.FileName() == "" {
			continue
		}
		if err := u.Add(p.FileName(), p); err != nil {
			return "", err
		}
	}
	return u.Commit(r.Context(), who(r))
}

// importOutcomes are what can become of a message.
var importOutcomes = []string{"stored", "seen", "skipped", "failed"}

func (s *Site) importResult(w http.ResponseWriter, r *http.Request) error {
	u, err := s.Desk.Store.Upload(r.Context(), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	q := r.URL.Query()
	v := ImportResultView{Frame: s.frame(r, "setting.import"), Job: jobOf(&u)}
	v.Path = importPath
	if state := q.Get("state"); slices.Contains(importOutcomes, state) {
		v.State = state
	}
	after, _ := strconv.Atoi(q.Get("cursor")) // no number begins with the first
	lines, err := s.Desk.Store.UploadLines(r.Context(), u.ID, v.State, after, pageRows+1)
	if err != nil {
		return err
	}
	if len(lines) > pageRows {
		lines = lines[:pageRows]
		v.Older = v.Job.url() + "?" + url.Values{"state": {v.State}, "cursor": {strconv.Itoa(lines[pageRows-1].No)}}.Encode()
	}
	for _, l := range lines {
		v.Rows = append(v.Rows, ImportLine{No: l.No, From: l.From, Subject: orElse(l.Subject, v.T.Say("no_subject")), State: l.Outcome, Why: importReason(v.T, l.Reason), Inquiry: l.Inquiry})
	}
	return s.show(w, r, http.StatusOK, ImportResultPage(v))
}

// importReasons are the keys of reasons that are known.
var importReasons = map[string]string{
	flow.SkippedSent:            "import.why_sent",
	flow.ErrEmpty.Error():       "import.why_empty",
	intake.ErrTooLarge.Error():  "import.why_large",
	intake.ErrNotMail.Error():   "import.why_no_mail",
	intake.ErrZip.Error():       "import.why_zip",
	intake.ErrZipMany.Error():   "import.why_zip_many",
	intake.ErrZipBomb.Error():   "import.why_zip_bomb",
	intake.ErrZipLocked.Error(): "import.why_zip_locked",
	intake.ErrZipInZip.Error():  "import.why_zip_in_zip",
	flow.FilesGone:              "import.why_gone",
}

func importReason(t *T, reason string) string {
	if key := importReasons[reason]; key != "" {
		return t.Say(key)
	}
	return reason
}

// importTable is the whole result as CSV.
func (s *Site) importTable(w http.ResponseWriter, r *http.Request) error {
	u, err := s.Desk.Store.Upload(r.Context(), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	t := s.translator(r)
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="import-`+string(u.ID)+`.csv"`)
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // spreadsheets know UTF-8 by it
		return nil //nolint:nilerr // the browser has gone
	}
	out := csv.NewWriter(w)
	_ = out.Write([]string{"#", t.Of("ledger.head", "from"), t.Of("ledger.head", "subject"), t.Of("ledger.head", "state"), t.Say("import.why"), t.Say("import.inquiry")}) // Flush tells
	base, after := s.Gate.Base(r), 0
	for {
		lines, err := s.Desk.Store.UploadLines(r.Context(), u.ID, "", after, 1000)
		if err != nil {
			s.Log.WarnContext(r.Context(), "a result was cut off", "error", err)
			panic(http.ErrAbortHandler) // half a table must not look whole
		}
		for _, l := range lines {
			link := ""
			if l.Inquiry != "" {
				link = base + "/inquiries/" + string(l.Inquiry)
			}
			_ = out.Write([]string{strconv.Itoa(l.No), cell(l.From), cell(l.Subject), t.Of("ledger", l.Outcome), cell(importReason(t, l.Reason)), link})
			after = l.No
		}
		if out.Flush(); out.Error() != nil || len(lines) == 0 {
			return nil //nolint:nilerr // the browser has gone
		}
	}
}

// cell is a stranger's text in a table: spreadsheets take some for formulas.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func (s *Site) stopImport(w http.ResponseWriter, r *http.Request) error {
	id := xunpan.ID(r.PathValue("id"))
	if err := s.Desk.StopUpload(r.Context(), who(r), id); err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return s.back(w, r, importPath+"/"+string(id))
}

// uploadsNow knows the uploads under way for a moment: every open page asks.
type uploadsNow struct {
	mu  sync.Mutex
	at  time.Time
	all []store.Upload
}

func (s *Site) running(ctx context.Context) ([]store.Upload, error) {
	c := &s.uploads
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.at) < liveEvery {
		return c.all, nil
	}
	us, err := s.Desk.UploadsRunning(ctx)
	if err == nil {
		c.all, c.at = us, time.Now()
	}
	return us, err
}

// liveProgress is what a page is told of an upload.
type liveProgress struct {
	ID       xunpan.ID `json:"id"`
	Share    string    `json:"share"`
	Done     int       `json:"done"`
	Total    int       `json:"total"`
	Stored   int       `json:"stored"`
	Seen     int       `json:"seen"`
	Skipped  int       `json:"skipped"`
	Failed   int       `json:"failed"`
	Finished bool      `json:"finished"`
}

// progress tells a page how far uploads have come, and of those in seen that
// are under way no more that they are finished.
func (s *Site) progress(ctx context.Context, seen map[xunpan.ID]store.Upload, send func(string, any) error) error {
	us, err := s.running(ctx)
	if err != nil {
		return nil //nolint:nilerr // the next beat tries again
	}
	now := map[xunpan.ID]bool{}
	for i := range us {
		u := &us[i]
		now[u.ID] = true
		if seen[u.ID] == *u {
			continue
		}
		seen[u.ID] = *u
		if err := send("progress", liveProgress{u.ID, jobOf(u).share(), u.Done, u.Total, u.Stored, u.Seen, u.Skipped, u.Failed, false}); err != nil {
			return err
		}
	}
	for id := range seen {
		if now[id] {
			continue
		}
		delete(seen, id)
		if err := send("progress", liveProgress{ID: id, Share: "1", Finished: true}); err != nil {
			return err
		}
	}
	return nil
}
