package demo

import (
	"bytes"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/judge"
)

// someDay is a Wednesday at eleven in the morning.
var someDay = time.Date(2026, 11, 25, 11, 0, 0, 0, Home)

func load(t *testing.T, now time.Time) Story {
	t.Helper()
	s, err := Load(now)
	if err != nil {
		t.Fatalf("at %s: %v", now, err)
	}
	return s
}

// reading is a letter that came in and what the desk says of it.
type reading struct {
	Step
	facts xunpan.Facts
	said  xunpan.Assessment
}

// read has the desk read all letters that came in.
func (s *Story) read(t *testing.T) []reading {
	t.Helper()
	rules, err := judge.Default().WithHouse(s.Profile.Rules)
	if err != nil {
		t.Fatal(err)
	}
	desk := flow.Reader{Rules: rules, House: s.Profile}
	var rs []reading
	for _, step := range s.Steps {
		if step.Act == Arrive {
			f, a := desk.Read(step.Letter.Raw, step.Letter.Form, step.At)
			rs = append(rs, reading{step, f, a})
		}
	}
	return rs
}

// days are a working day and a Sunday in each half of the year, since clocks
// change between them.
var days = []time.Time{someDay, someDay.AddDate(0, 0, 4).Add(9 * time.Hour), someDay.AddDate(0, 7, 5), someDay.AddDate(0, 8, -10).Add(-7 * time.Hour)}

func TestLettersAreReadAsAVeteranWould(t *testing.T) {
	t.Parallel()
	for _, now := range days {
		s := load(t, now)
		var wrong []string
		for _, r := range s.read(t) {
			e := r.Letter.Expect
			if slices.Contains(e.Types, r.said.Type) && r.said.Stars >= e.Min && r.said.Stars <= e.Max {
				continue
			}
			wrong = append(wrong, r.Letter.Key)
			corrected := slices.ContainsFunc(s.Steps, func(c Step) bool {
				return c.Act == Correct && c.Inquiry == r.Inquiry && c.At.After(r.At) &&
					(c.Said.Type == "" || slices.Contains(e.Types, c.Said.Type)) && c.Said.Stars != nil && *c.Said.Stars >= e.Min && *c.Said.Stars <= e.Max
			})
			if !corrected {
				t.Errorf("%s: %s is read as %s %d★, a veteran says %v %d–%d, and nobody in the story corrects it", now, r.Letter.Key, r.said.Type, r.said.Stars, e.Types, e.Min, e.Max)
			}
		}
		if len(wrong) > 8 {
			t.Errorf("%s: the desk errs in %d letters, more than a story about a good desk bears: %v", now, len(wrong), wrong)
		}
	}
}

func TestStoryShowsEverything(t *testing.T) {
	t.Parallel()
	s := load(t, someDay)
	seen := map[string]bool{}
	messages, first := map[string]int{}, map[string]bool{}
	for _, r := range s.read(t) {
		seen["type "+string(r.said.Type)] = true
		seen["stars "+string(rune('0'+r.said.Stars))] = true
		seen["grade "+r.said.Grade] = true
		seen["action "+string(r.said.Action)] = true
		seen["channel "+string(r.facts.Message.Channel)] = true
		seen["lang "+r.facts.Reading.Lang] = true
		if r.facts.Message.Forward != nil {
			seen["a colleague's forward"] = true
		}
		for i := range r.facts.Message.Files {
			f := &r.facts.Message.Files[i]
			seen["file "+string(f.Kind)] = true
			if f.Inline {
				seen["a picture in the text"] = true
			}
			if len(f.Inner) == 1 && strings.HasSuffix(f.Inner[0], ".exe") {
				seen["a program in an archive"] = true
			}
		}
		first[r.Inquiry] = true
	}
	for _, step := range s.Steps {
		seen["act "+string(step.Act)] = true
		switch step.Act {
		case Arrive, Send:
			messages[step.Inquiry]++
			seen["form "+string(step.Letter.Form)] = true
		case Assign:
			seen["owner "+step.Who] = true
		case Correct:
			c := step.Said
			seen["corrected type"] = seen["corrected type"] || c.Type != ""
			seen["corrected stars"] = seen["corrected stars"] || c.Stars != nil
			seen["corrected grade"] = seen["corrected grade"] || c.Grade != ""
			if c.Why == "" {
				t.Errorf("%s: corrected without a word why", step.Inquiry)
			}
		case Conclude:
			o := step.Outcome
			seen["stage "+string(o.Stage)] = true
			if o.Stage == xunpan.StageWon && (o.Value == "" || o.Currency == "") || o.Stage == xunpan.StageLost && (o.Reason == "" || o.Note == "") {
				t.Errorf("%s: %s without value or reason", step.Inquiry, o.Stage)
			}
			seen["lost for "+o.Reason] = true
		case Snooze:
			if step.Until.After(someDay) {
				seen["still snoozed"] = true
			}
		}
	}
	var want []string
	for _, v := range xunpan.Types {
		want = append(want, "type "+string(v))
	}
	for _, v := range xunpan.Actions {
		want = append(want, "action "+string(v))
	}
	for _, v := range []string{"email", "website", "alibaba", "made-in-china", "globalsources", "linkedin", "whatsapp", "phone", "fair"} {
		want = append(want, "channel "+v)
	}
	for _, v := range []string{"en", "es", "pt", "fr", "de", "it", "ru", "ar", "tr", "zh", "ja"} {
		want = append(want, "lang "+v)
	}
	for _, v := range []Act{Arrive, Send, Assign, Correct, Conclude, Label, Remark, Snooze, Join, Merge, Fill, Close} {
		want = append(want, "act "+string(v))
	}
	want = append(want, "stars 0", "stars 1", "stars 2", "stars 3", "stars 4", "stars 5", "grade A", "grade B", "grade C", "grade D",
		"form mail", "form paste", "form note", "owner mike", "owner jueen", "owner kelly", "corrected type", "corrected stars", "corrected grade",
		"stage replied", "stage quoted", "stage sample", "stage negotiating", "stage won", "stage lost", "lost for price", "lost for product", "lost for fake", "still snoozed",
		"file pdf", "file image", "file archive", "file html", "a picture in the text", "a program in an archive", "a colleague's forward")
	for _, w := range want {
		if !seen[w] {
			t.Errorf("the story shows no %s", w)
		}
	}
	if len(first) < 60 {
		t.Errorf("the story has %d inquiries, want at least 60", len(first))
	}
	for n := 1; n <= 6; n++ {
		if !slices.Contains(valuesOf(messages), n) {
			t.Errorf("no conversation has %d messages", n)
		}
	}
}

func valuesOf(m map[string]int) []int {
	var out []int
	for _, v := range m {
		out = append(out, v)
	}
	return out
}

func TestHonestBuyersWriteFromWhereTheySay(t *testing.T) {
	t.Parallel()
	s := load(t, someDay)
	agree := 0
	for _, r := range s.read(t) {
		honest := slices.Contains([]xunpan.BuyerType{xunpan.Seeker, xunpan.Entrant, xunpan.Collector}, r.Letter.Expect.Types[0]) && r.Letter.Expect.Max > 1
		o := r.facts.Sender.Origin
		switch {
		case o.Match == xunpan.Passed:
			agree++
		case honest && o.Match == xunpan.Failed:
			t.Errorf("%s: %s (%s) is not in %s", r.Letter.Key, o.IP, o.Country, r.facts.Reading.Buyer.Country.Value)
		case honest && o.Offset == xunpan.Failed:
			t.Errorf("%s: the Date header's zone is not one of %s", r.Letter.Key, r.facts.Reading.Buyer.Country.Value)
		}
	}
	if agree < 30 {
		t.Errorf("only %d letters show an address of the country named", agree)
	}
}

func TestCompanyIsComplete(t *testing.T) {
	t.Parallel()
	s := load(t, someDay)
	var roles []string
	for _, p := range s.People {
		roles = append(roles, string(p.Role))
		if p.Name.En == "" || p.Name.Zh == "" || !strings.HasSuffix(p.Mail, "@"+s.Profile.Domains[0]) {
			t.Errorf("%s: name or address is missing or not of the company", p.ID)
		}
	}
	if want := []string{"owner", "manager", "sales", "sales"}; !slices.Equal(roles, want) {
		t.Errorf("roles are %v, want %v", roles, want)
	}
	for _, v := range s.Views {
		q, err := url.ParseQuery(v.Query)
		if err != nil || len(q) == 0 {
			t.Errorf("view %q: %q: %v", v.Name.En, v.Query, err)
		}
		if tag := q.Get("tag"); tag != "" && !slices.ContainsFunc(s.Steps, func(s Step) bool { return slices.Contains(s.Tags, tag) }) {
			t.Errorf("view %q shows tag %q, which nothing has", v.Name.En, tag)
		}
	}
	fields := map[string]xunpan.CustomField{}
	for _, f := range s.Fields {
		fields[f.ID] = f
	}
	for _, step := range s.Steps {
		for id, v := range step.Values {
			f, ok := fields[id]
			if !ok || f.Kind == xunpan.FieldChoice && !slices.Contains(f.Choices, v) {
				t.Errorf("%s: field %q does not take %q", step.Inquiry, id, v)
			}
		}
	}
}

func TestSameNowSameStory(t *testing.T) {
	t.Parallel()
	if !reflect.DeepEqual(load(t, someDay), load(t, someDay)) {
		t.Error("two loads of the same moment differ")
	}
}

// TestDatesMoveWithNow loads the story a week later, in weeks in which no clock
// of it is put forward or back.
func TestDatesMoveWithNow(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 1, 27, 11, 0, 0, 0, Home)
	before, after := load(t, now), load(t, now.AddDate(0, 0, 7))
	if len(before.Steps) != len(after.Steps) {
		t.Fatalf("%d steps, a week later %d", len(before.Steps), len(after.Steps))
	}
	for i, a := range before.Steps {
		b := after.Steps[i]
		if d := b.At.Sub(a.At); a.Inquiry != b.Inquiry || d != 7*24*time.Hour {
			t.Errorf("step %d of %s moved by %s, not by a week", i, a.Inquiry, d)
		}
		if a.Letter != nil && a.Letter.Form == xunpan.FormMail && bytes.Equal(a.Letter.Raw, b.Letter.Raw) {
			t.Errorf("%s: nothing in the letter moved", a.Letter.Key)
		}
	}
}

// TestNothingIsLaterThanNow tells the story at many moments of a year, whatever
// the day and the hour; order within an inquiry is the loader's own check.
func TestNothingIsLaterThanNow(t *testing.T) {
	t.Parallel()
	told, err := readScripts()
	if err != nil {
		t.Fatal(err)
	}
	for now := someDay; now.Before(someDay.AddDate(1, 0, 0)); now = now.Add(25*time.Hour + 17*time.Minute) {
		l := newLoader(now)
		if err := l.tell(told); err != nil {
			t.Fatalf("at %s: %v", now, err)
		}
		for _, s := range l.steps {
			if s.At.After(now) {
				t.Errorf("at %s: %s of %s is told of %s", now, s.Act, s.Inquiry, s.At)
			}
			if s.By != "" && s.Act != Arrive && weekend(s.At.In(Home)) {
				t.Errorf("at %s: %s works on a weekend, %s", now, s.By, s.At)
			}
		}
	}
}

var (
	domainForm = regexp.MustCompile(`(?:@|https?://|www\.|^Via: )([A-Za-z0-9.-]+[A-Za-z0-9])`)
	hostForm   = regexp.MustCompile(`\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|net|org|cn|de|uk|io|info|biz|ru|br|fr|it|es|tr|jp|hk|ae|eu|us|co)\b`)
)

// TestNobodyIsReal keeps registered domains out of the story.
func TestNobodyIsReal(t *testing.T) {
	t.Parallel()
	names, err := files.ReadDir("data/letters")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		b, err := files.ReadFile("data/letters/" + n.Name())
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			for _, m := range domainForm.FindAllStringSubmatch(line, -1) {
				if d := m[1]; !strings.HasSuffix(d, ".example") && !strings.HasSuffix(d, ".test") {
					t.Errorf("%s: %q is no reserved domain", n.Name(), d)
				}
			}
			if d := hostForm.FindString(line); d != "" {
				t.Errorf("%s: %q may be registered", n.Name(), d)
			}
		}
	}
}
