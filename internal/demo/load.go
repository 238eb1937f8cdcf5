package demo

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"xunpan"
)

// Load tells the story as it stands at now: the same now gives the same story.
// Its errors name the file that is wrong; the tests see to it that there are none.
func Load(now time.Time) (Story, error) {
	l := newLoader(now)
	if err := read("data/company.yaml", &l.company); err != nil {
		return Story{}, err
	}
	pricing, err := readPricing(now)
	if err != nil {
		return Story{}, err
	}
	goods, err := readGoods()
	if err != nil {
		return Story{}, err
	}
	told, err := readScripts()
	if err != nil {
		return Story{}, err
	}
	if err := l.tell(told); err != nil {
		return Story{}, err
	}
	if err := l.letters(); err != nil {
		return Story{}, err
	}
	slices.SortStableFunc(l.steps, func(a, b Step) int { return a.At.Compare(b.At) })
	c := &l.company
	return Story{People: c.People, Profile: c.Profile, Fields: c.Fields, Views: c.Views, Pricing: pricing, Goods: goods, Steps: l.steps}, l.check()
}

// PricingAge is how many days before the story's end its way of pricing was
// set; its rates of exchange are of the day before.
const PricingAge = 20

// readPricing reads data/pricing.yaml.
func readPricing(now time.Time) (Pricing, error) {
	raw, err := files.ReadFile("data/pricing.yaml")
	if err != nil {
		return Pricing{}, err
	}
	var tree any // the nouns carry the keys of JSON
	if err := yaml.Unmarshal(raw, &tree); err != nil {
		return Pricing{}, fmt.Errorf("data/pricing.yaml: %w", err)
	}
	b, err := json.Marshal(tree)
	if err != nil {
		return Pricing{}, fmt.Errorf("data/pricing.yaml: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var p Pricing
	if err := d.Decode(&p); err != nil {
		return Pricing{}, fmt.Errorf("data/pricing.yaml: %w", err)
	}
	p.Sheet = strings.ReplaceAll(p.Sheet, "DATE", now.AddDate(0, 0, -PricingAge-1).In(Home).Format(time.DateOnly))
	return p, nil
}

// company is data/company.yaml.
type company struct {
	People  []Person             `yaml:"people"`
	Profile xunpan.Profile       `yaml:"profile"`
	Fields  []xunpan.CustomField `yaml:"fields"`
	Views   []View               `yaml:"views"`
}

// inquiry is one inquiry of a script and what happened to it.
type inquiry struct {
	Name  string   `yaml:"inquiry"`
	Steps []scribe `yaml:"steps"`
}

// scribe is a step as scripts write it: a time, who, and one act.
type scribe struct {
	At      string            `yaml:"at"`
	By      string            `yaml:"by"`
	In      string            `yaml:"in"`
	Expect  string            `yaml:"expect"` // "seeker 4-5", "entrant|seeker 3-4"
	Out     string            `yaml:"out"`
	Assign  string            `yaml:"assign"`
	Correct *Said             `yaml:"correct"`
	Outcome *Outcome          `yaml:"outcome"`
	Tag     []string          `yaml:"tag"`
	Note    string            `yaml:"note"`
	Snooze  string            `yaml:"snooze"`
	Join    string            `yaml:"join"`
	Merge   string            `yaml:"merge"`
	Set     map[string]string `yaml:"set"`
	Close   bool              `yaml:"close"`
}

// readScripts reads all scripts in the order of their names.
func readScripts() ([]inquiry, error) {
	scripts, err := files.ReadDir("data/script")
	if err != nil {
		return nil, err
	}
	var all []inquiry
	for _, f := range scripts {
		var told []inquiry
		if err := read(path.Join("data/script", f.Name()), &told); err != nil {
			return nil, err
		}
		all = append(all, told...)
	}
	return all, nil
}

func read(name string, v any) error {
	b, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// loader holds what was read so far.
type loader struct {
	now     time.Time
	company company
	steps   []Step
	dates   map[string]time.Time // of letters, by key
	mails   map[string]*template // by key
}

func newLoader(now time.Time) *loader {
	return &loader{now: now.Truncate(time.Minute), dates: map[string]time.Time{}, mails: map[string]*template{}}
}

// tell turns the scripts into steps, inquiry after inquiry.
func (l *loader) tell(told []inquiry) error {
	for i := range told {
		if err := l.inquiry(&told[i]); err != nil {
			return fmt.Errorf("inquiry %q: %w", told[i].Name, err)
		}
	}
	return nil
}

func (l *loader) inquiry(q *inquiry) error {
	var before time.Time
	for i := range q.Steps {
		s, err := l.step(q.Name, &q.Steps[i], before)
		if err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		if s.At.Before(before) {
			return fmt.Errorf("step %d: %s is before the step above it, %s", i+1, s.At, before)
		}
		before = s.At.In(Home) // what follows "+" is told by our clock
		l.steps = append(l.steps, s)
	}
	return nil
}

func (l *loader) step(inquiry string, c *scribe, before time.Time) (Step, error) {
	at, err := when(c.At, l.now, before)
	if err != nil {
		return Step{}, err
	}
	if before.IsZero() && c.In == "" {
		return Step{}, errors.New("an inquiry begins with a letter")
	}
	s := Step{
		At: at, Inquiry: inquiry, By: c.By, Who: c.Assign, Said: c.Correct, Outcome: c.Outcome,
		Tags: c.Tag, Text: strings.TrimSpace(c.Note), Other: cmp.Or(c.Join, c.Merge), Values: c.Set,
	}
	acts := 0
	for _, a := range []struct {
		act  Act
		done bool
	}{
		{Arrive, c.In != ""}, {Send, c.Out != ""}, {Assign, c.Assign != ""}, {Correct, c.Correct != nil}, {Conclude, c.Outcome != nil},
		{Label, c.Tag != nil}, {Remark, c.Note != ""}, {Snooze, c.Snooze != ""}, {Join, c.Join != ""}, {Merge, c.Merge != ""},
		{Fill, c.Set != nil}, {Close, c.Close},
	} {
		if a.done {
			s.Act = a.act
			acts++
		}
	}
	if acts != 1 {
		return s, fmt.Errorf("a step does one thing, this one %d", acts)
	}
	if c.Snooze != "" {
		if s.Until, err = when(c.Snooze, l.now, at); err != nil {
			return s, err
		}
	}
	if s.Act != Arrive && s.Act != Send {
		return s, nil
	}
	s.Letter, err = l.announce(cmp.Or(c.In, c.Out), s.Act, &s.At)
	if err == nil && s.Act == Arrive {
		s.Letter.Expect, err = readExpect(c.Expect)
	}
	return s, err
}

// announce makes a letter whose bytes are filled in when the dates of all
// letters are known. Its second of sending is its own.
func (l *loader) announce(file string, act Act, at *time.Time) (*Letter, error) {
	key, kind, _ := strings.Cut(file, ".")
	t := &Letter{Key: key, Form: xunpan.FormMail}
	switch {
	case kind == "txt" && act == Arrive:
		t.Form = xunpan.FormPaste
	case kind == "txt":
		t.Form = xunpan.FormNote
	case kind != "mail":
		return nil, fmt.Errorf("%q is neither .mail nor .txt", file)
	}
	if _, twice := l.dates[key]; twice {
		return nil, fmt.Errorf("letter %q comes twice", key)
	}
	b, err := files.ReadFile("data/letters/" + file)
	if err != nil {
		return nil, err
	}
	*at = at.Add(time.Duration(hash(key)%50) * time.Second)
	t.Raw, l.dates[key] = b, *at
	return t, nil
}

// readExpect reads "entrant|seeker 3-4".
func readExpect(s string) (Expect, error) {
	types, stars, _ := strings.Cut(s, " ")
	low, high, ranged := strings.Cut(stars, "-")
	if !ranged {
		high = low
	}
	var e Expect
	var err1, err2 error
	e.Min, err1 = strconv.Atoi(low)
	e.Max, err2 = strconv.Atoi(high)
	for t := range strings.SplitSeq(types, "|") {
		if !slices.Contains(xunpan.Types[:], xunpan.BuyerType(t)) {
			return e, fmt.Errorf("expect %q: no type %q", s, t)
		}
		e.Types = append(e.Types, xunpan.BuyerType(t))
	}
	if err1 != nil || err2 != nil || e.Min > e.Max || e.Max > 5 {
		return e, fmt.Errorf("expect %q: stars are one number or a range of 0 to 5", s)
	}
	return e, nil
}

// letters fills in the dates and turns mails into the form that travels.
func (l *loader) letters() error {
	for _, s := range l.steps {
		if s.Letter == nil {
			continue
		}
		text, err := l.fill(string(s.Letter.Raw), s.At)
		if err != nil {
			return fmt.Errorf("letter %q: %w", s.Letter.Key, err)
		}
		s.Letter.Raw = []byte(text)
		if s.Letter.Form != xunpan.FormMail {
			continue
		}
		m, err := readTemplate(s.Letter.Key, text)
		if err != nil {
			return fmt.Errorf("letter %q: %w", s.Letter.Key, err)
		}
		m.at = s.At
		l.mails[s.Letter.Key] = m
	}
	for _, s := range l.steps {
		if s.Letter == nil || s.Letter.Form != xunpan.FormMail {
			continue
		}
		m := l.mails[s.Letter.Key]
		if err := l.thread(m); err != nil {
			return fmt.Errorf("letter %q: %w", s.Letter.Key, err)
		}
		raw, err := m.compose()
		if err != nil {
			return fmt.Errorf("letter %q: %w", s.Letter.Key, err)
		}
		s.Letter.Raw = raw
	}
	return nil
}

// token is a time within a text: {{date}}, {{date of KEY|02.01.2006}},
// {{+6w|2 January}}. Without a layout it is written as mails write dates.
var token = regexp.MustCompile(`\{\{([^|{}]+)(?:\|([^{}]+))?\}\}`)

func (l *loader) fill(text string, date time.Time) (string, error) {
	var failed error
	text = token.ReplaceAllStringFunc(text, func(s string) string {
		m := token.FindStringSubmatch(s)
		at, err := date, error(nil)
		if key, ok := strings.CutPrefix(m[1], "date of "); ok {
			at, ok = l.dates[key]
			if !ok {
				err = fmt.Errorf("%s: no such letter", s)
			}
		} else if m[1] != "date" {
			at, err = when(m[1], l.now, date)
		}
		failed = cmp.Or(failed, err)
		return at.Format(cmp.Or(m[2], mailDate))
	})
	return text, failed
}

// check sees to it that what the steps name exists.
func (l *loader) check() error {
	people := map[string]bool{"": true}
	for _, p := range l.company.People {
		people[p.ID] = true
	}
	begun := map[string]bool{"": true}
	for _, s := range l.steps {
		switch {
		case !people[s.By] || !people[s.Who]:
			return fmt.Errorf("inquiry %q: nobody is called %q", s.Inquiry, cmp.Or(s.Who, s.By))
		case s.Act == Arrive:
			begun[s.Inquiry] = true
		case !begun[s.Inquiry] || !begun[s.Other]:
			return fmt.Errorf("inquiry %q: %s comes before the first letter", cmp.Or(s.Other, s.Inquiry), s.Act)
		}
	}
	return nil
}
