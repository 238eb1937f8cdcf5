package web

import (
	"encoding/base64"
	"net/http"
	"strings"

	"xunpan/internal/gate"
)

// A flash is a word about what was just done. It travels in a cookie from the
// answer that sends the browser to another page to that page.
const flashCookie = "flash"

// setFlash says something on the next page: a key of the family "flash", and an
// address that takes it back, "" for none.
func setFlash(w http.ResponseWriter, key, undo string) {
	v := base64.RawURLEncoding.EncodeToString([]byte(key + "\n" + undo))
	http.SetCookie(w, &http.Cookie{Name: flashCookie, Value: v, Path: "/", MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// takeFlash reads what the page before left. A browser may send what it likes:
// only known keys and paths of this site are shown.
func takeFlash(r *http.Request, t *T) []Flash {
	c, err := r.Cookie(flashCookie)
	if err != nil {
		return nil
	}
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return nil
	}
	key, undo, _ := strings.Cut(string(b), "\n")
	if !t.Has("flash", key) {
		return nil
	}
	return []Flash{{Text: t.Of("flash", key), Undo: gate.SafePath(undo), Bad: strings.HasPrefix(key, "bad_")}}
}

// dropFlash forgets what was shown.
func dropFlash(w http.ResponseWriter, r *http.Request) {
	if _, err := r.Cookie(flashCookie); err == nil {
		http.SetCookie(w, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
}
