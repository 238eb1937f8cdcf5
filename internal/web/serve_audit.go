package web

import (
	"context"
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

func (s *Site) auditRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET /audit", xunpan.CanAudit, s.audit),
		s.route("GET /audit/changes.csv", xunpan.CanAudit, s.auditTable),
	}
}

// Bounds of reading the history: a search among words looks at so many changes
// at a time and then offers to go on.
const (
	auditRows     = 50
	auditRead     = 5000
	maxAuditTable = 100_000 // changes in a table
)

// auditFilterOf reads the filter out of an address.
func auditFilterOf(q url.Values) AuditFilter {
	return AuditFilter{Query: strings.TrimSpace(q.Get("q")), Who: q.Get("who"), What: q.Get("what"), Object: q.Get("object"), From: q.Get("from"), To: q.Get("to")}
}

func (s *Site) audit(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v := AuditView{Frame: s.frame(r, "nav.audit"), Filter: auditFilterOf(q)}
	speak, err := s.auditSpeaker(r.Context(), v.T)
	if err != nil {
		return err
	}
	v.People = speak.actors
	before, err := cursorOf(q.Get("cursor"))
	if err != nil {
		return err
	}
	next, err := s.eachChange(r.Context(), v.Filter, speak, before, auditRead, func(row AuditRow) bool {
		v.Rows = append(v.Rows, row)
		return len(v.Rows) < auditRows
	})
	if err != nil {
		return err
	}
	q.Del("cursor")
	v.Table = "/audit/changes.csv?" + q.Encode()
	if next > 0 {
		q.Set("cursor", strconv.FormatInt(next, 10))
		v.Older = "/audit?" + q.Encode()
	}
	return s.show(w, r, http.StatusOK, AuditPage(v))
}

// cursorOf is the number of the change a page ended with, 0 for the first page.
func cursorOf(s string) (int64, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 {
		return 0, store.ErrCursor
	}
	return n, nil
}

// eachChange gives the changes of a filter to each, newest first, until it has
// enough or so many were read. Next is where to go on, 0 at the end.
func (s *Site) eachChange(ctx context.Context, f AuditFilter, speak *auditSpeaker, before int64, most int, each func(AuditRow) bool) (next int64, err error) {
	after := int64(0)
	if day, ok := dayOf(f.From, speak.t.zone); ok {
		if after, err = s.lastBefore(ctx, day); err != nil {
			return 0, err
		}
	}
	if day, ok := dayOf(f.To, speak.t.zone); ok {
		last, err := s.lastBefore(ctx, day.AddDate(0, 0, 1))
		if err != nil || last == 0 {
			return 0, err
		}
		if before == 0 || last+1 < before {
			before = last + 1
		}
	}
	query, read := strings.ToLower(f.Query), 0
	for read < most {
		limit := min(500, most-read)
		cs, err := s.Desk.Store.Changes(ctx, store.ChangeFilter{Object: f.Object, Actor: xunpan.ID(f.Who), What: f.What, Before: before, Limit: limit})
		if err != nil {
			return 0, err
		}
		read += len(cs)
		for i := range cs {
			c := &cs[i]
			if c.Seq <= after {
				return 0, nil
			}
			before = c.Seq
			if c.What == "read" {
				continue // who looked at what is of no interest to anybody
			}
			row, err := speak.row(ctx, c)
			if err != nil {
				return 0, err
			}
			if query != "" && !row.has(speak.t, query) {
				continue
			}
			if !each(row) {
				return before, nil
			}
		}
		if len(cs) < limit {
			return 0, nil
		}
	}
	return before, nil
}

// has reports whether a row speaks of what is looked for, in small letters.
func (r *AuditRow) has(t *T, query string) bool {
	for _, s := range []string{r.Name, r.Who, r.Before, r.After, r.IP, t.Of("deed", r.What), t.Of("object", r.Object)} {
		if strings.Contains(strings.ToLower(s), query) {
			return true
		}
	}
	return false
}

func dayOf(s string, zone *time.Location) (time.Time, bool) {
	day, err := time.ParseInLocation(time.DateOnly, s, zone)
	return day, err == nil
}

// lastBefore is the number of the last change before a moment, 0 if there was
// none. Changes are numbered in the order of time.
func (s *Site) lastBefore(ctx context.Context, at time.Time) (seq int64, err error) {
	hi, err := s.Desk.Store.LastChange(ctx)
	for err == nil && seq < hi {
		mid := seq + (hi-seq+1)/2
		var cs []xunpan.Change
		if cs, err = s.Desk.Store.Changes(ctx, store.ChangeFilter{Before: mid + 1, Limit: 1}); err != nil {
			break
		}
		if len(cs) == 0 || cs[0].At.Before(at) {
			seq = mid
		} else {
			hi = cs[0].Seq - 1
		}
	}
	return seq, err
}

// auditTable is the same as a table for a spreadsheet.
func (s *Site) auditTable(w http.ResponseWriter, r *http.Request) error {
	t := s.translator(r)
	speak, err := s.auditSpeaker(r.Context(), t)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="xunpan-audit.csv"`)
	out := csv.NewWriter(w)
	const utf8Mark = "\ufeff" // tells Excel what it is
	_ = out.Write([]string{utf8Mark + t.Say("audit.at"), t.Say("audit.who"), t.Say("audit.what"), t.Say("audit.object"), t.Say("audit.name"), t.Say("audit.before"), t.Say("audit.after"), t.Say("audit.ip")})
	_, err = s.eachChange(r.Context(), auditFilterOf(r.URL.Query()), speak, 0, maxAuditTable, func(row AuditRow) bool {
		cells := []string{row.At.In(t.zone).Format("2006-01-02 15:04:05 -07:00"), row.Who, t.Of("deed", row.What), t.Of("object", row.Object), row.Name, row.Before, row.After, row.IP}
		for i := range cells {
			cells[i] = cell(cells[i])
		}
		return out.Write(cells) == nil
	})
	if err != nil {
		s.Log.ErrorContext(r.Context(), "writing the audit table", "error", err)
		panic(http.ErrAbortHandler) // half a table must not look whole
	}
	out.Flush()
	return nil
}
