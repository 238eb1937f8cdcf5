package flow_test

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/plan/calendar"
)

// A year of trade with an invented crowd of buyers, through the real flow with a
// clock of its own: inquiries come, we answer, buyers answer, are away or stay
// silent, and each planned contact is made when it is due.

// happening is something that comes to pass in the year.
type happening struct {
	at   time.Time
	what string // "inquiry", "we answer", "he answers", "he is away", "contact"
	n    int    // of the buyer
	plan xunpan.ID
}

type agenda []happening

func (a agenda) Len() int           { return len(a) }
func (a agenda) Less(i, j int) bool { return a[i].at.Before(a[j].at) }
func (a agenda) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)        { *a = append(*a, x.(happening)) }
func (a *agenda) Pop() any          { old := *a; x := old[len(old)-1]; *a = old[:len(old)-1]; return x }

// trader is a buyer of the year.
type trader struct {
	inquiry xunpan.ID
	country string
	zone    *time.Location
	eager   float64 // how likely he answers a letter
	mails   int
	made    []time.Time // contacts, our answers left out
	waits   bool        // he waits for us
	said    int         // how often he answered
}

type year struct {
	*office
	t       *testing.T
	r       *rand.Rand
	todo    agenda
	traders []trader
	count   map[string]int
}

var traderCountries = []struct{ code, zone, sign string }{
	{"BR", "America/Sao_Paulo", "Rua XV 10, Santos, Brazil"}, {"DE", "Europe/Berlin", "Hafenstr. 1, Hamburg, Germany"}, {"SA", "Asia/Riyadh", "King Road 5, Riyadh, Saudi Arabia"}, {"US", "America/New_York", "5 Main St, New York, USA"},
	{"VN", "Asia/Ho_Chi_Minh", "Le Loi 3, Ho Chi Minh City, Vietnam"}, {"AU", "Australia/Sydney", "1 George St, Sydney, Australia"}, {"NG", "Africa/Lagos", "Broad St 7, Lagos, Nigeria"}, {"IN", "Asia/Kolkata", "MG Road 2, Mumbai, India"},
}

func (y *year) add(h happening) { heap.Push(&y.todo, h) }

func (y *year) set(at time.Time) {
	y.mu.Lock()
	defer y.mu.Unlock()
	y.clock = at
}

func (y *year) mail(n int, text string, auto bool) []byte {
	b := &y.traders[n]
	b.mails++
	head := []string{fmt.Sprintf("From: Buyer %d <buyer@firm%d.example>", n, n), "To: sales@" + ourDomain, fmt.Sprintf("Subject: Lights %d", n), fmt.Sprintf("Message-ID: <%d.%d@firm%d.example>", n, b.mails, n)}
	if b.mails > 1 {
		head = append(head, fmt.Sprintf("In-Reply-To: <%d.1@firm%d.example>", n, n))
	}
	if auto {
		head = append(head, "Auto-Submitted: auto-replied")
	}
	return letter(text, head...)
}

// next puts the open contact of an inquiry on the agenda.
func (y *year) next(n int) {
	if f := y.open(y.traders[n].inquiry); f != nil {
		at := f.Prepare
		if now := y.Clock(); at.Before(now) {
			at = now
		}
		y.add(happening{at: at, what: "contact", n: n, plan: f.ID})
	}
}

// mostSaid is how often a buyer answers before he has said all.
const mostSaid = 5

// heard is what a buyer does after a letter of ours.
func (y *year) heard(n int) {
	b := &y.traders[n]
	switch p := y.r.Float64(); {
	case p < b.eager && b.said < mostSaid:
		y.add(happening{at: y.Clock().Add(time.Duration(1+y.r.IntN(140)) * time.Hour), what: "he answers", n: n})
	case p < b.eager+0.05:
		y.add(happening{at: y.Clock().Add(time.Minute), what: "he is away", n: n})
	}
}

func (y *year) happen(h happening) {
	t, b := y.t, &y.traders[h.n]
	y.count[h.what]++
	switch h.what {
	case "inquiry":
		where := traderCountries[y.r.IntN(len(traderCountries))]
		b.country = where.code
		b.zone, _ = time.LoadLocation(where.zone)
		b.eager = []float64{0.55, 0.2, 0.03}[y.r.IntN(3)]
		b.inquiry = y.wire(y.mail(h.n, fmt.Sprintf("Dear Haiwan,\n\nplease quote %d pcs LED flood light 50W IP65 FOB Ningbo with CE.\n\nBest regards,\nBuyer %d\nFirm %d Ltd\n%s\n", 500+h.n, h.n, h.n, where.sign), false), false).Inquiry
		b.waits = true
		y.add(happening{at: h.at.Add(time.Duration(1+y.r.IntN(30)) * time.Hour), what: "we answer", n: h.n})
	case "we answer":
		_, err := y.AddAnswer(ctx, theDesk, b.inquiry, "Dear buyer, our offer.")
		must(t, err)
		b.waits = false
		if f := y.open(b.inquiry); f == nil {
			q, err := y.Store.Inquiry(ctx, b.inquiry)
			must(t, err)
			if q.Grade != "D" && q.Tray == xunpan.Waiting {
				t.Errorf("%d: answered, and nothing is planned: %+v", h.n, q)
			}
		}
		y.heard(h.n)
		y.next(h.n)
	case "he answers":
		if b.waits {
			return
		}
		y.wire(y.mail(h.n, "Thank you, what about the price for more?", false), false)
		b.waits = true
		b.said++
		if f := y.open(b.inquiry); f != nil {
			t.Errorf("%d: he answered, and a contact is planned for %s", h.n, f.Leave)
		}
		y.add(happening{at: h.at.Add(time.Duration(1+y.r.IntN(40)) * time.Hour), what: "we answer", n: h.n})
	case "he is away":
		back := h.at.AddDate(0, 0, 2+y.r.IntN(20))
		y.wire(y.mail(h.n, "I am out of the office until "+back.Format("2 January 2006")+".", true), false)
		if f := y.open(b.inquiry); f != nil && !b.waits && f.Leave.Before(time.Date(back.Year(), back.Month(), back.Day(), 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%d: away until %s, planned for %s", h.n, back, f.Leave)
		}
		y.next(h.n)
	case "contact":
		y.contact(h, b)
	}
}

// contact makes a planned contact, if it still stands.
func (y *year) contact(h happening, b *trader) {
	t := y.t
	f := y.open(b.inquiry)
	if f == nil || f.ID != h.plan || f.Prepare.After(h.at) {
		y.count["contact"]--
		y.count["called off or moved"]++
		return
	}
	if b.waits {
		t.Errorf("%d: a contact on %s while he waits for our answer", h.n, f.Leave)
	}
	day := calendar.DayOf(f.Leave.In(b.zone))
	if n := len(b.made); n > 0 && !day.At(0, time.UTC).After(calendar.DayOf(b.made[n-1].In(b.zone)).At(0, time.UTC)) {
		t.Errorf("%d: contacts on %s and %s", h.n, b.made[n-1], f.Leave)
	}
	if r, off := calendar.Of(b.country, "").Rest(day); off {
		t.Errorf("%d: a contact on %s, %s in %s", h.n, day, r.Name.En, b.country)
	}
	b.made = append(b.made, f.Leave)
	_, err := y.FollowDone(ctx, theDesk, b.inquiry, "mail")
	must(t, err)
	y.heard(h.n)
	y.next(h.n)
}

// TestYear: no follow-up is lost or doubled, none comes after an answer.
// XUNPAN_YEAR says how many inquiries the year has.
func TestYear(t *testing.T) {
	t.Parallel()
	inquiries := 60
	if n, err := strconv.Atoi(os.Getenv("XUNPAN_YEAR")); err == nil {
		inquiries = n
	}
	y := &year{office: openOffice(t), t: t, r: rand.New(rand.NewPCG(2026, 9)), traders: make([]trader, inquiries), count: map[string]int{}}
	begin := time.Date(2026, 1, 5, 1, 0, 0, 0, time.UTC)
	end := begin.AddDate(1, 0, 0)
	for n := range inquiries {
		y.add(happening{at: begin.Add(time.Duration(y.r.Int64N(int64(365 * 24 * time.Hour)))), what: "inquiry", n: n})
	}
	for y.todo.Len() > 0 {
		h := heap.Pop(&y.todo).(happening)
		if h.at.After(end) {
			continue
		}
		y.set(h.at)
		y.happen(h)
	}
	made := 0
	for n := range y.traders {
		b := &y.traders[n]
		if b.inquiry == "" {
			continue
		}
		made += len(b.made)
		q, err := y.Store.Inquiry(ctx, b.inquiry)
		must(t, err)
		fs, err := y.Store.FollowUpsOf(ctx, b.inquiry, 1000)
		must(t, err)
		done, open := 0, 0
		for i := range fs {
			switch fs[i].State {
			case xunpan.FollowDone:
				if fs[i].Ended == "mail" {
					done++
				}
			case xunpan.FollowOpen:
				open++
			}
		}
		if want := len(b.made); done != want {
			t.Errorf("%d: %d contacts made, %d kept", n, want, done)
		}
		if open > 1 || open == 1 != (q.Tray == xunpan.Waiting && q.Grade != "D") {
			t.Errorf("%d: %d open contacts, %s, %s, %s", n, open, q.Tray, q.Stage, q.Grade)
		}
	}
	if made < inquiries/2 || y.count["he answers"] == 0 || y.count["he is away"] == 0 || y.count["called off or moved"] == 0 {
		t.Errorf("a poor year: %v", y.count)
	}
	t.Logf("%d inquiries, %d contacts, %v", inquiries, made, y.count)
}
