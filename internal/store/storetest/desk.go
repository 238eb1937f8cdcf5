// Package storetest is the suite that every database must pass: the same
// stories on SQLite and on PostgreSQL.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"xunpan"
	"xunpan/internal/store"
)

// Open opens a new, empty book that is closed at the end of the test.
type Open func(t *testing.T) *store.Store

// All runs the whole suite.
func All(t *testing.T, open Open) {
	t.Run("write", func(t *testing.T) { t.Parallel(); testWrite(t, open(t)) })
	t.Run("inquiry", func(t *testing.T) { t.Parallel(); testInquiry(t, open(t)) })
	t.Run("paging", func(t *testing.T) { t.Parallel(); testPaging(t, open(t)) })
	t.Run("scope", func(t *testing.T) { t.Parallel(); testScope(t, open(t)) })
	t.Run("search", func(t *testing.T) { t.Parallel(); testSearch(t, open(t)) })
	t.Run("letters", func(t *testing.T) { t.Parallel(); testLetters(t, open(t)) })
	t.Run("changes", func(t *testing.T) { t.Parallel(); testChanges(t, open(t)) })
	t.Run("settings", func(t *testing.T) { t.Parallel(); testSettings(t, open(t)) })
	t.Run("people", func(t *testing.T) { t.Parallel(); People(t, open) })
	t.Run("book", func(t *testing.T) { t.Parallel(); Book(t, open) })
	t.Run("mailboxes", func(t *testing.T) { t.Parallel(); testMailboxes(t, open(t)) })
}

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func id() xunpan.ID { return xunpan.ID(uuid.Must(uuid.NewV7()).String()) }

// write runs f in a transaction at noon.
func write(t *testing.T, s *store.Store, f func(context.Context, *store.Tx) error) {
	t.Helper()
	ctx := context.Background()
	if err := s.Write(ctx, noon, func(tx *store.Tx) error { return f(ctx, tx) }); err != nil {
		t.Fatal(err)
	}
}

// sample is an inquiry that came n minutes after noon.
func sample(n int) *xunpan.Inquiry {
	return &xunpan.Inquiry{
		ID: id(), Tray: xunpan.ToAnswer, Channel: xunpan.Email, Subject: fmt.Sprintf("Flood lights %d", n), Snippet: "Please quote", Party: xunpan.Address{Name: "Ana", Mail: "ana@importer.example"},
		Company: "Importer Ltda", Country: "BR", Lang: "pt", Product: "LED flood light", Quantity: "500 pcs", Type: xunpan.Seeker, Stars: 4, Grade: "A", Intent: xunpan.High, Action: xunpan.ReplyNow,
		Confidence: 0.8, Worth: xunpan.Worth(4, xunpan.High, 0.8), Tags: []string{"LED", "“quoted” 100%"}, Messages: 1, Unread: true, Stage: xunpan.StageNew,
		Created: noon, Received: noon.Add(time.Duration(n) * time.Minute), Due: noon.Add(2 * time.Hour),
	}
}

func add(t *testing.T, s *store.Store, qs ...*xunpan.Inquiry) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		for _, q := range qs {
			if err := tx.AddInquiry(ctx, q, "flood lights", ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// testWrite: a failed transaction leaves nothing, writers wait for each other,
// and what runs after a commit runs only then.
func testWrite(t *testing.T, s *store.Store) {
	ctx := context.Background()
	stop := errors.New("stop")
	q, told := sample(0), false
	err := s.Write(ctx, noon, func(tx *store.Tx) error {
		tx.Tell(func() { told = true })
		if err := tx.AddInquiry(ctx, q, "x", ""); err != nil {
			return err
		}
		return stop
	})
	if !errors.Is(err, stop) || told {
		t.Errorf("a failing write returned %v, told %t", err, told)
	}
	if _, err := s.Inquiry(ctx, q.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a failed write left an inquiry: %v", err)
	}
	// Twenty writers add to one number; none may be lost.
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SetSetting(ctx, "n", 0, 0, "") })
	errs := make(chan error)
	for range 20 {
		go func() {
			errs <- s.Write(ctx, noon, func(tx *store.Tx) error {
				var n int
				v, err := tx.Setting(ctx, "n", &n)
				if err != nil {
					return err
				}
				return tx.SetSetting(ctx, "n", v, n+1, "")
			})
		}()
	}
	for range 20 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	var n int
	if _, err := s.Setting(ctx, "n", &n); err != nil || n != 20 {
		t.Errorf("twenty writers counted to %d, %v", n, err)
	}
	// A transaction that panics is rolled back, and the next one can write.
	func() {
		defer func() { _ = recover() }()
		_ = s.Write(ctx, noon, func(tx *store.Tx) error { panic("oops") })
	}()
	add(t, s, q)
}

func testInquiry(t *testing.T, s *store.Store) {
	ctx := context.Background()
	q := sample(1)
	four := 4
	product := "flood"
	q.Said = &xunpan.Said{Type: xunpan.Entrant, Stars: &four, Why: "比较认真", By: id(), At: noon}
	q.Needs = &xunpan.AnalysisNeeds{Lines: []xunpan.AnalysisLine{{Product: &product}}}
	q.Outcome = &xunpan.Outcome{Value: "1200.50", Currency: "USD", By: id(), At: noon}
	q.Snoozed, q.Answered = noon.Add(time.Hour), noon.Add(time.Minute)
	add(t, s, q)
	got, err := s.Inquiry(ctx, q.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(*q, got); diff != "" {
		t.Errorf("stored and read (-stored +read):\n%s", diff)
	}
	old := got
	got.Tray, got.Subject, got.Owner = xunpan.Done, "Größe 照明 'x' \"y\" ?", id()
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SaveInquiry(ctx, &got) })
	again, err := s.Inquiry(ctx, q.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(got, again); diff != "" || got.Version != 2 {
		t.Errorf("saved and read, version %d:\n%s", got.Version, diff)
	}
	if err := s.Write(ctx, noon, func(tx *store.Tx) error { return tx.SaveInquiry(ctx, &old) }); !errors.Is(err, store.ErrChanged) {
		t.Errorf("an old version was saved: %v", err)
	}
	for _, wrong := range []xunpan.ID{"", "x", id(), "' OR 1=1 --", xunpan.ID(string(q.ID) + "0")} {
		if _, err := s.Inquiry(ctx, wrong); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("inquiry %q: %v", wrong, err)
		}
	}
	if id, err := s.InquiryOfSubject(ctx, "ana@importer.example", "flood lights", noon); err != nil || id != q.ID {
		t.Errorf("by subject: %q, %v", id, err)
	}
	if id, err := s.InquiryOfSubject(ctx, "ana@importer.example", "flood lights", noon.Add(time.Hour)); err != nil || id != "" {
		t.Errorf("by subject, too old: %q, %v", id, err)
	}
}

// testPaging walks the list while rows come, go and move; each row that was
// there all along is seen exactly once.
func testPaging(t *testing.T, s *store.Store) {
	ctx := context.Background()
	want := map[xunpan.ID]int{}
	for i := range 57 {
		q := sample(i / 5) // several of the same moment
		q.Worth = i % 7
		add(t, s, q)
		want[q.ID] = 0
	}
	for _, byWorth := range []bool{false, true} {
		got := map[xunpan.ID]int{}
		f := store.ListFilter{Scope: store.Scope{All: true}, Tray: xunpan.ToAnswer, Limit: 10, ByWorth: byWorth}
		var last *xunpan.Inquiry
		for page := 0; ; page++ {
			qs, next, err := s.Inquiries(ctx, f)
			if err != nil {
				t.Fatal(err)
			}
			for i := range qs {
				q := &qs[i]
				got[q.ID]++
				if last != nil && (byWorth && q.Worth > last.Worth || !byWorth && q.Received.After(last.Received)) {
					t.Errorf("worth %t: out of order", byWorth)
				}
				last = q
			}
			if page == 2 { // new ones above the page, and one in a place already passed
				n := sample(1000)
				n.Worth = 1000
				add(t, s, n)
			}
			if f.Cursor = next; next == "" {
				break
			}
		}
		for id := range want {
			if got[id] != 1 {
				t.Errorf("worth %t: inquiry seen %d times", byWorth, got[id])
			}
		}
	}
	for _, c := range []string{"x", "bm9uZQ", "MSAyIDM"} {
		if _, _, err := s.Inquiries(ctx, store.ListFilter{Scope: store.Scope{All: true}, Cursor: c}); !errors.Is(err, store.ErrCursor) {
			t.Errorf("cursor %q: %v", c, err)
		}
	}
	counts, err := s.TrayCounts(ctx, store.Scope{All: true}, noon, 20)
	if err != nil || counts[xunpan.ToAnswer] != 20 || counts[xunpan.Done] != 0 {
		t.Errorf("counts %v, %v", counts, err)
	}
}

func testScope(t *testing.T, s *store.Store) {
	ctx := context.Background()
	me, other := id(), id()
	mine, theirs, free := sample(1), sample(2), sample(3)
	mine.Owner, theirs.Owner = me, other
	mine.Tags = []string{"100%"}
	theirs.Country, theirs.Files = "DE", 2
	hidden := sample(4)
	hidden.Snoozed = noon.Add(time.Hour)
	add(t, s, mine, theirs, free, hidden)
	nobody := xunpan.ID("")
	for name, c := range map[string]struct {
		f    store.ListFilter
		want []xunpan.ID
	}{
		"all":              {store.ListFilter{Scope: store.Scope{All: true}}, []xunpan.ID{hidden.ID, free.ID, theirs.ID, mine.ID}},
		"not yet snoozed":  {store.ListFilter{Scope: store.Scope{All: true}, Now: noon}, []xunpan.ID{free.ID, theirs.ID, mine.ID}},
		"after the snooze": {store.ListFilter{Scope: store.Scope{All: true}, Now: noon.Add(2 * time.Hour)}, []xunpan.ID{hidden.ID, free.ID, theirs.ID, mine.ID}},
		"none":             {store.ListFilter{}, nil},
		"mine":             {store.ListFilter{Scope: store.Scope{Owners: []xunpan.ID{me}}}, []xunpan.ID{mine.ID}},
		"mine and free":    {store.ListFilter{Scope: store.Scope{Owners: []xunpan.ID{"", me}}, Now: noon}, []xunpan.ID{free.ID, mine.ID}},
		"another's, asked": {store.ListFilter{Scope: store.Scope{Owners: []xunpan.ID{"", me}}, Owner: &other}, nil},
		"without owner":    {store.ListFilter{Scope: store.Scope{All: true}, Owner: &nobody, Now: noon}, []xunpan.ID{free.ID}},
		"country":          {store.ListFilter{Scope: store.Scope{All: true}, Country: "DE"}, []xunpan.ID{theirs.ID}},
		"files":            {store.ListFilter{Scope: store.Scope{All: true}, Files: true}, []xunpan.ID{theirs.ID}},
		"tag":              {store.ListFilter{Scope: store.Scope{All: true}, Tag: "100%"}, []xunpan.ID{mine.ID}},
		"tag, no pattern":  {store.ListFilter{Scope: store.Scope{All: true}, Tag: "%"}, nil},
		"stars":            {store.ListFilter{Scope: store.Scope{All: true}, MinStars: 5}, nil},
		"since":            {store.ListFilter{Scope: store.Scope{All: true}, Since: noon.Add(3 * time.Minute), Now: noon}, []xunpan.ID{free.ID}},
		"until":            {store.ListFilter{Scope: store.Scope{All: true}, Until: noon.Add(2 * time.Minute)}, []xunpan.ID{mine.ID}},
		"wrong company":    {store.ListFilter{Scope: store.Scope{All: true}, Company: "x"}, nil},
	} {
		qs, _, err := s.Inquiries(ctx, c.f)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []xunpan.ID
		for i := range qs {
			got = append(got, qs[i].ID)
		}
		if !cmp.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
	counts, err := s.TrayCounts(ctx, store.Scope{Owners: []xunpan.ID{"", me}}, noon, 100)
	if err != nil || counts[xunpan.ToAnswer] != 2 {
		t.Errorf("my trays: %v, %v", counts, err)
	}
}

func testSearch(t *testing.T, s *store.Store) {
	ctx := context.Background()
	texts := map[string]*xunpan.Inquiry{
		"Please quote FL-50W/A flood lights for Überlingen":                     sample(1),
		"我们需要蓝牙耳机 5000 个，请报价":                                                   sample(2),
		"Нужны прожекторы 50 Вт, цена CIF Новороссийск":                         sample(3),
		"sl60 street light, 2'x4' panel & more -- \"odd\" * ( ) OR AND NOT : ^": sample(4),
	}
	for text, q := range texts {
		add(t, s, q)
		message := id()
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return tx.AddWords(ctx, message, q.ID, store.Words(text))
		})
	}
	for query, want := range map[string]int{
		"fl-50w": 1, "FL50W/A": 1, "fl-50w/a": 1, "50w": 1, "flood": 1, "flo": 1, "lights flood": 1, "uberlingen": 1, "ÜBERLINGEN": 1,
		"蓝牙耳机": 1, "耳机": 1, "蓝牙": 1, "耳": 1, "机": 1, "牙机": 0, "прожекторы": 1, "Новороссийск cif": 1,
		"SL-60": 1, "street panel": 1, "street-light": 1, "light.street": 1, "a/street": 0, "nothing": 0, "flood street": 0, "": 4, "  ": 4, `"`: 0, `* OR ^`: 1, "AND": 1, "'": 0, "NEAR(a b)": 0, "a:b": 0, "%": 0,
	} {
		qs, _, err := s.Inquiries(ctx, store.ListFilter{Scope: store.Scope{All: true}, Query: query})
		if err != nil {
			t.Errorf("%q: %v", query, err)
			continue
		}
		if query == "  " || query == `"` {
			continue // nothing to look for
		}
		if len(qs) != want {
			t.Errorf("%q found %d inquiries, want %d", query, len(qs), want)
		}
	}
	// Paging: an inquiry with the word in several messages comes once.
	chatty := sample(9)
	add(t, s, chatty)
	for range 5 {
		for _, q := range []*xunpan.Inquiry{chatty, sample(10)} {
			if q != chatty {
				add(t, s, q)
			}
			write(t, s, func(ctx context.Context, tx *store.Tx) error {
				return tx.AddWords(ctx, id(), q.ID, store.Words("common word"))
			})
		}
	}
	seen := map[xunpan.ID]int{}
	f := store.ListFilter{Scope: store.Scope{All: true}, Query: "common", Limit: 2}
	for {
		qs, next, err := s.Inquiries(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		for i := range qs {
			seen[qs[i].ID]++
		}
		if f.Cursor = next; next == "" {
			break
		}
	}
	if len(seen) != 6 || seen[chatty.ID] != 1 {
		t.Errorf("paging through a search saw %v", seen)
	}
	if qs, _, err := s.Inquiries(ctx, store.ListFilter{Scope: store.Scope{Owners: []xunpan.ID{id()}}, Query: "common"}); err != nil || len(qs) > 0 {
		t.Errorf("a search beyond the scope found %d, %v", len(qs), err)
	}
}

func testLetters(t *testing.T, s *store.Store) {
	ctx := context.Background()
	q := sample(1)
	add(t, s, q)
	raws := map[xunpan.ID][]byte{}
	var all []xunpan.Letter
	for i := range 5 {
		l := xunpan.Letter{
			ID: id(), Inquiry: q.ID, Direction: xunpan.In, Form: xunpan.FormMail, Channel: xunpan.Email, MessageID: fmt.Sprintf("%d@importer.example", i), Subject: "S",
			From: xunpan.Address{Name: "Ana", Mail: "Ana@importer.example"}, To: []xunpan.Address{{Mail: "sales@maker.example"}}, Date: noon, Received: noon.Add(time.Duration(i) * time.Second),
			Size: 10, Source: "test", Judged: xunpan.Brief{Type: xunpan.Seeker, Stars: 4, Grade: "A", Intent: xunpan.High, Action: xunpan.ReplyNow, Confidence: .5},
		}
		raw := []byte{0, 1, 2, byte(i)}
		if i == 3 {
			raw = make([]byte, 300_000)
		}
		raws[l.ID] = raw
		all = append(all, l)
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return tx.AddLetter(ctx, &l, []byte(l.ID), store.Pack(raw))
		})
	}
	got, err := s.Letters(ctx, q.ID, 100)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(all, got); diff != "" {
		t.Errorf("messages (-stored +read):\n%s", diff)
	}
	for id, raw := range raws {
		if back, err := s.Raw(ctx, id); err != nil || !cmp.Equal(raw, back) {
			t.Errorf("raw bytes differ: %d of %d, %v", len(back), len(raw), err)
		}
	}
	if err := s.Write(ctx, noon, func(tx *store.Tx) error {
		l := all[0]
		l.ID = id()
		return tx.AddLetter(ctx, &l, []byte(all[0].ID), store.Pack(nil))
	}); err == nil {
		t.Error("the same digest was stored twice")
	}
	if m, i, err := s.LetterOfDigest(ctx, []byte(all[2].ID)); err != nil || m != all[2].ID || i != q.ID {
		t.Errorf("by digest: %s, %s, %v", m, i, err)
	}
	if id, err := s.InquiryOfMessages(ctx, []string{"none@x", "2@importer.example"}); err != nil || id != q.ID {
		t.Errorf("by Message-ID: %q, %v", id, err)
	}
	who, err := s.Participants(ctx, q.ID)
	if err != nil || !cmp.Equal(who, map[string]bool{"ana@importer.example": true, "sales@maker.example": true}) {
		t.Errorf("participants %v, %v", who, err)
	}
	// An assessment and which one is shown.
	body := store.Pack([]byte(`{"type":"seeker","stars":4}`))
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		return tx.AddJudgement(ctx, &store.Judgement{ID: id(), Inquiry: q.ID, Message: all[0].ID, At: noon, Why: "received", Rules: "r", World: &xunpan.World{Web: xunpan.WebsiteFacts{Asked: xunpan.Asked{At: noon}, Firm: xunpan.Passed}}, Body: body}, true)
	})
	j, err := s.CurrentJudgement(ctx, q.ID)
	if err != nil || j.World == nil || !j.World.Web.Answered() || j.World.Web.Firm != xunpan.Passed {
		t.Fatalf("judgement %+v, %v", j, err)
	}
	if a, err := j.Analysis(); err != nil || a.Stars != 4 {
		t.Errorf("analysis %+v, %v", a, err)
	}
}

func testChanges(t *testing.T, s *store.Store) {
	ctx := context.Background()
	obj := id()
	for i := range 10 {
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			c := xunpan.Change{Actor: xunpan.TheDesk, Object: "inquiry", ID: obj, Inquiry: obj, What: fmt.Sprint("step", i), Detail: map[string]int{"i": i}}
			if i%2 == 1 {
				c.Object, c.Actor = "company", xunpan.Actor{Kind: "user", ID: obj, Name: "李"}
			}
			return tx.AddChange(ctx, &c)
		})
	}
	for name, c := range map[string]struct {
		f    store.ChangeFilter
		want []string
	}{
		"newest":  {store.ChangeFilter{Limit: 3}, []string{"step9", "step8", "step7"}},
		"object":  {store.ChangeFilter{Object: "company", ID: obj, Limit: 2}, []string{"step9", "step7"}},
		"inquiry": {store.ChangeFilter{Inquiry: obj, Limit: 1}, []string{"step9"}},
		"actor":   {store.ChangeFilter{Actor: obj, Limit: 1}, []string{"step9"}},
		"what":    {store.ChangeFilter{What: "step4"}, []string{"step4"}},
		"wrong":   {store.ChangeFilter{ID: "x"}, nil},
	} {
		cs, err := s.Changes(ctx, c.f)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []string
		for _, x := range cs {
			got = append(got, x.What)
		}
		if !cmp.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	last, err := s.LastChange(ctx)
	if err != nil {
		t.Fatal(err)
	}
	cs, err := s.Changes(ctx, store.ChangeFilter{After: last - 3, Limit: 2})
	if err != nil || len(cs) != 2 || cs[0].What != "step7" || cs[1].What != "step8" {
		t.Errorf("the feed after %d: %+v, %v", last-3, cs, err)
	}
}

func testSettings(t *testing.T, s *store.Store) {
	ctx := context.Background()
	var v map[string]string
	if n, err := s.Setting(ctx, "x", &v); n != 0 || err != nil || v != nil {
		t.Errorf("a setting never set: %d, %v, %v", n, err, v)
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		return tx.SetSetting(ctx, "x", 0, map[string]string{"a": "值"}, "")
	})
	for _, version := range []int64{0, 7} {
		if err := s.Write(ctx, noon, func(tx *store.Tx) error { return tx.SetSetting(ctx, "x", version, "other", "") }); !errors.Is(err, store.ErrChanged) {
			t.Errorf("version %d was taken: %v", version, err)
		}
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		return tx.SetSetting(ctx, "x", 1, map[string]string{"a": "b"}, id())
	})
	if n, err := s.Setting(ctx, "x", &v); n != 2 || err != nil || v["a"] != "b" {
		t.Errorf("read %d, %v, %v", n, err, v)
	}
}

func testMailboxes(t *testing.T, s *store.Store) {
	ctx := context.Background()
	m := store.Mailbox{ID: id(), Name: "Sales", Address: "sales@maker.example", Config: []byte(`{"host":"h"}`), Secret: []byte{1, 2, 0, 3}, Active: true, State: []byte(`{}`), Created: noon}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddMailbox(ctx, &m) })
	got, err := s.Mailbox(ctx, m.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(m, got); diff != "" {
		t.Errorf("mailbox (-stored +read):\n%s", diff)
	}
	lease := func(node string, at, until time.Time) (ok bool) {
		t.Helper()
		if err := s.Write(ctx, at, func(tx *store.Tx) (err error) { ok, err = tx.Lease(ctx, m.ID, node, until); return err }); err != nil {
			t.Fatal(err)
		}
		return ok
	}
	soon := noon.Add(10 * time.Second)
	if !lease("a", noon, soon) || lease("b", noon, soon) || !lease("a", noon.Add(5*time.Second), soon) || !lease("b", soon.Add(time.Second), soon.Add(time.Minute)) || lease("a", soon.Add(2*time.Second), soon.Add(time.Minute)) {
		t.Error("two nodes had the same lease, or none got it")
	}
	if _, known, err := s.Position(ctx, m.ID, "INBOX"); known || err != nil {
		t.Errorf("a position before the first: %v", err)
	}
	for _, p := range []struct{ set, want store.Position }{
		{store.Position{Folder: "INBOX", Validity: 1, UID: 5}, store.Position{Folder: "INBOX", Validity: 1, UID: 5}},
		{store.Position{Folder: "INBOX", Validity: 1, UID: 3}, store.Position{Folder: "INBOX", Validity: 1, UID: 5}},
		{store.Position{Folder: "INBOX", Validity: 4294967295, UID: 2}, store.Position{Folder: "INBOX", Validity: 4294967295, UID: 2}},
	} {
		write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SetPosition(ctx, m.ID, p.set) })
		if got, known, err := s.Position(ctx, m.ID, "INBOX"); err != nil || !known || got != p.want {
			t.Errorf("position %+v, want %+v, %v", got, p.want, err)
		}
	}
	for i, outcome := range []string{"stored", "skipped", "stored"} {
		e := store.LedgerEntry{Folder: "INBOX", Validity: 1, UID: uint32(i + 1), Outcome: outcome, Reason: "r"}
		for range 2 { // a retry writes the same entry again
			write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddLedger(ctx, m.ID, &e) })
		}
	}
	counts, err := s.LedgerCounts(ctx, m.ID)
	if err != nil || counts["stored"] != 2 || counts["skipped"] != 1 {
		t.Errorf("ledger %v, %v", counts, err)
	}
	if es, err := s.Ledger(ctx, m.ID, "skipped", time.Time{}, 10); err != nil || len(es) != 1 || es[0].UID != 2 {
		t.Errorf("skipped: %+v, %v", es, err)
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveMailbox(ctx, m.ID) })
	if _, err := s.Mailbox(ctx, m.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a removed mailbox: %v", err)
	}
}
