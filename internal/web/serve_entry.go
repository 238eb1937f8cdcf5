package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/mail"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/intake"
)

func (s *Site) entryRoutes() []gate.Route {
	enter := s.route("POST /inquiries", xunpan.CanWork, s.enter)
	enter.Body = 4 << 20
	return []gate.Route{s.route("GET /inquiries/new", xunpan.CanWork, s.entryPage), enter}
}

// maxEntry bounds the text of an entry, in bytes.
const maxEntry = 2 << 20

func (s *Site) entryPage(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v := EntryView{Frame: s.frame(r, "entry.title"), Values: map[string]string{"channel": q.Get("channel"), "text": q.Get("text")}, Problems: map[string]string{}}
	if _, chat := intake.Chat(v.Values["text"], nil, s.zone()); chat && v.Values["channel"] == "" {
		v.Values["channel"] = string(xunpan.WhatsApp)
	}
	// A platform that nobody chose would be a false fact about the buyer.
	v.Values["channel"] = cmp.Or(v.Values["channel"], string(xunpan.OtherChannel))
	return s.show(w, r, http.StatusOK, EntryPage(v))
}

// enter takes in what somebody typed or pasted.
func (s *Site) enter(w http.ResponseWriter, r *http.Request) error {
	v := EntryView{Frame: s.frame(r, "entry.title"), Values: map[string]string{}, Problems: map[string]string{}}
	v.Path = "/inquiries/new"
	for _, f := range append(entryFields[:], "channel", "text") {
		v.Values[f] = strings.TrimSpace(r.PostFormValue(f))
	}
	again := func() error {
		return s.show(w, r, http.StatusUnprocessableEntity, EntryPage(v))
	}
	if v.Values["text"] == "" && v.Values["product"] == "" {
		v.Problems["text"] = v.T.Say("entry.empty")
		return again()
	}
	if len(v.Values["text"]) > maxEntry {
		v.Problems["text"] = v.T.Say("entry.long")
		return again()
	}
	if v.Values["email"] != "" {
		if _, err := mail.ParseAddress(v.Values["email"]); err != nil {
			v.Problems["email"] = v.T.Say("entry.email")
			return again()
		}
	}
	p := entered(v.Values, s.Desk.Reader().House.People, s.zone())
	// The same words entered twice on a day are entered once: people press the
	// button again.
	sum := sha256.Sum256(append(p.Bytes(), v.T.Now().In(s.zone()).Format(time.DateOnly)...))
	if p.Date.IsZero() {
		p.Date = v.T.Now().In(s.zone())
	}
	rec, err := s.Desk.Receive(r.Context(), flow.Incoming{Raw: p.Bytes(), Form: xunpan.FormPaste, Source: "entry", By: userID(r), Key: "entry/" + hex.EncodeToString(sum[:])})
	if err != nil {
		if v.Problems, err = problems(err, v.T); err != nil {
			return err
		}
		return again()
	}
	return s.back(w, r, "/inquiries/"+string(rec.Inquiry))
}

// entered makes a paste of what was filled in. A chat that was exported is
// taken apart; what was filled in beside it says more than what it shows.
func entered(values map[string]string, people []string, zone *time.Location) intake.Paste {
	p, chat := intake.Chat(values["text"], people, zone)
	if !chat {
		p = intake.Paste{Channel: values["channel"], Text: values["text"]}
	}
	p.Subject = values["product"]
	for into, field := range map[*string]string{&p.Name: "name", &p.Company: "company", &p.Email: "email", &p.Phone: "phone", &p.Country: "country", &p.Quantity: "quantity"} {
		if v := values[field]; v != "" {
			*into = v
		}
	}
	return p
}
