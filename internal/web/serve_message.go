package web

import (
	"fmt"
	"html"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"xunpan"
	"xunpan/internal/gate"
	"xunpan/internal/mail"
	"xunpan/internal/store"
)

// danger says why an attachment is dangerous; "" when it is not.
func danger(t *T, f *xunpan.File) string {
	var why []string
	for _, x := range mail.Dangers(f) {
		why = append(why, x.In(t.Lang()))
	}
	return strings.Join(why, " ")
}

// message reads the message of the address, if it belongs to the inquiry there.
func (s *Site) message(r *http.Request) (l xunpan.Letter, raw []byte, q xunpan.Inquiry, err error) {
	if q, err = s.Desk.See(r.Context(), who(r), xunpan.ID(r.PathValue("id"))); err != nil {
		return l, nil, q, err
	}
	if l, raw, err = s.Desk.Raw(r.Context(), who(r), xunpan.ID(r.PathValue("message"))); err == nil && l.Inquiry != q.ID {
		err = store.ErrNotFound
	}
	return l, raw, q, err
}

// html shows a mail's HTML, made harmless, for a frame of the inquiry's page.
// Pictures from elsewhere come only when asked for.
func (s *Site) html(w http.ResponseWriter, r *http.Request) error {
	l, raw, q, err := s.message(r)
	if err != nil {
		return err
	}
	quarantine := q.Tray == xunpan.InQuarantine || l.Judged.Action == xunpan.Quarantine
	opt := mail.SafeOptions{
		Options: mail.Options{Own: s.Desk.Reader().House.Domains},
		Remote:  r.URL.Query().Get("pictures") != "" && !quarantine, Inert: quarantine,
		// A sandboxed frame has no session, so it could not fetch them.
		Embed: true,
	}
	if l.Form != xunpan.FormMail {
		return store.ErrNotFound
	}
	v := mail.Safe(raw, opt)
	policy := gate.PolicyMail
	if opt.Remote {
		policy = gate.PolicyMailPictures
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-store")
	body := v.HTML
	if !v.HasHTML {
		body = "<p>" + html.EscapeString(s.translator(r).Say("message.plain")) + "</p>"
	}
	_, err = fmt.Fprintf(w, "<!doctype html><meta charset=utf-8><meta name=referrer content=no-referrer><title></title><style>html{color-scheme:light}body{margin:8px;font:15px/1.5 system-ui,sans-serif;background:#fff;color:#111;}</style>%s", body)
	return err
}

// raw shows a message as it came, as text.
func (s *Site) raw(w http.ResponseWriter, r *http.Request) error {
	_, raw, _, err := s.message(r)
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cache-Control", "private, no-store")
	_, err = w.Write(raw)
	return err
}

// file gives out an attachment that is not dangerous.
func (s *Site) file(w http.ResponseWriter, r *http.Request) error { return s.give(w, r, false) }

// dangerousFile gives out a dangerous attachment to one who typed its name.
func (s *Site) dangerousFile(w http.ResponseWriter, r *http.Request) error { return s.give(w, r, true) }

func (s *Site) give(w http.ResponseWriter, r *http.Request, confirmed bool) error {
	l, raw, q, err := s.message(r)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("file"))
	if err != nil || l.Form != xunpan.FormMail {
		return store.ErrNotFound
	}
	f, ok := mail.Open(raw, n, mail.Options{Own: s.Desk.Reader().House.Domains})
	if !ok {
		return store.ErrNotFound
	}
	if f.Data == nil && f.Missing != (xunpan.Text{}) {
		return &xunpan.Invalid{Field: "file", Say: f.Missing}
	}
	quarantine := q.Tray == xunpan.InQuarantine || l.Judged.Action == xunpan.Quarantine
	if f.Dangerous || quarantine {
		typed := strings.TrimSpace(r.PostFormValue("typed"))
		shown := s.Desk.Reader().Parse(raw, l.Form).Files[n].Name
		if !confirmed || typed != strings.TrimSpace(shown) && typed != f.Name {
			return invalid("typed", "This attachment is dangerous. Type its name to have it all the same; it opens nothing by itself.", "该附件有危险。如确需下载，请输入它的文件名；下载本身不会打开它。")
		}
		if err := s.Desk.NoteDownload(r.Context(), who(r), q.ID, l.ID, f.Name); err != nil {
			return err
		}
		f.Media = "application/octet-stream"
	}
	h := w.Header()
	inline := r.URL.Query().Get("inline") != "" && strings.HasPrefix(f.Media, "image/") && !quarantine
	disposition := "attachment"
	if inline {
		disposition = "inline"
	}
	h.Set("Content-Type", f.Media)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": f.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "private, max-age=3600")
	h.Set("Content-Length", strconv.Itoa(len(f.Data)))
	_, err = w.Write(f.Data)
	return err
}
