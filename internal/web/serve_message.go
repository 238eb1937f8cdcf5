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

// message reads the bytes of the message of the address, if it belongs to the
// inquiry there.
func (s *Site) message(r *http.Request) ([]byte, error) {
	q, err := s.Desk.See(r.Context(), who(r), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return nil, err
	}
	l, raw, err := s.Desk.Raw(r.Context(), who(r), xunpan.ID(r.PathValue("message")))
	if err == nil && l.Inquiry != q.ID {
		err = store.ErrNotFound
	}
	return raw, err
}

// html shows a mail's HTML, made harmless, for a frame of the inquiry's page.
// Pictures from elsewhere come only when asked for.
func (s *Site) html(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.message(r); err != nil {
		return err
	}
	v, remote, err := s.Desk.HTML(r.Context(), who(r), xunpan.ID(r.PathValue("message")), r.URL.Query().Get("pictures") != "")
	if err != nil {
		return err
	}
	policy := gate.PolicyMail
	if remote {
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
	raw, err := s.message(r)
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
	if _, err := s.message(r); err != nil {
		return err
	}
	n, err := strconv.Atoi(r.PathValue("file"))
	if err != nil {
		return store.ErrNotFound
	}
	typed := ""
	if confirmed {
		typed = r.PostFormValue("typed")
	}
	f, risky, err := s.Desk.File(r.Context(), who(r), xunpan.ID(r.PathValue("message")), n, typed)
	if err != nil {
		return err
	}
	h := w.Header()
	inline := r.URL.Query().Get("inline") != "" && strings.HasPrefix(f.Media, "image/") && !risky
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
