package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/geo"
	"xunpan/internal/intake"
	"xunpan/internal/judge"
)

// deskFlags are the settings of every command that reads messages.
type deskFlags struct {
	Now     time.Time `help:"The moment of judging, as RFC 3339; the clock's time if left out." placeholder:"TIME"`
	Home    string    `help:"Our own country; CN by default." default:"CN" placeholder:"COUNTRY"`
	Profile string    `help:"Our company's names, domains, people, products and house rules (YAML or JSON)." placeholder:"FILE"`
	Rules   string    `help:"Changes to the signal catalogue (YAML)." placeholder:"FILE"`
	Jobs    int       `help:"How many messages to read at a time; all processors by default." default:"0" placeholder:"N"`
}

// desk is a flow.Reader with its moment.
type desk struct {
	flow.Reader
	now  time.Time
	jobs int
}

func (f *deskFlags) desk(w *world) (*desk, error) {
	d, err := f.settings(w)
	if err != nil {
		return nil, settingsError{err}
	}
	return d, nil
}

func (f *deskFlags) settings(w *world) (*desk, error) {
	d := &desk{now: f.Now, jobs: f.Jobs}
	if d.now.IsZero() {
		d.now = time.Now()
	}
	if d.jobs <= 0 {
		d.jobs = runtime.GOMAXPROCS(0)
	}
	if c := geo.Get(strings.ToUpper(f.Home)); c != nil {
		d.Home = c.Code
	} else {
		return nil, fmt.Errorf(w.say("--home %q is no country; write a code such as CN", "--home %q 不是国家代码，请写如 CN"), f.Home)
	}
	var err error
	if d.House, err = readProfile(f.Profile); err != nil {
		return nil, err
	}
	if d.Rules, err = readRules(f.Rules); err != nil {
		return nil, err
	}
	if d.Rules, err = d.Rules.WithHouse(d.House.Rules); err != nil {
		return nil, fmt.Errorf("%s: %w", f.Profile, err)
	}
	return d, nil
}

func readRules(path string) (*judge.Rules, error) {
	if path == "" {
		return judge.Load(nil)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reading rules: %w", err)
	}
	rules, err := judge.Load(b)
	if errors.Is(err, io.EOF) { // nothing but comments
		return judge.Load(nil)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %s", path, yamlWords(err))
	}
	return rules, nil
}

// yamlWords is an error about YAML without the names of this program's types,
// which no writer of YAML knows.
func yamlWords(err error) string {
	return regexp.MustCompile(` in type [a-z]+\.[A-Za-z]+`).ReplaceAllString(err.Error(), "")
}

// readProfile reads our company's profile; a key it does not know is an error,
// since a misspelt one would silently change every judgement.
func readProfile(path string) (xunpan.Profile, error) {
	var p xunpan.Profile
	if path == "" {
		return p, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return p, fmt.Errorf("reading profile: %w", err)
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	if err := d.Decode(&p); err != nil && !errors.Is(err, io.EOF) {
		return p, fmt.Errorf("%s: %s", path, yamlWords(err))
	}
	for _, r := range p.Rules {
		if r.Action != "" && !slices.Contains(xunpan.Actions[:], r.Action) {
			return p, fmt.Errorf("%s: house rule %q: unknown action %q; the actions are %s", path, r.ID, r.Action, actionNames())
		}
	}
	return p, nil
}

func actionNames() string {
	var names []string
	for _, a := range xunpan.Actions {
		names = append(names, string(a))
	}
	return strings.Join(names, ", ")
}

// outcome is an item after reading.
type outcome struct {
	source string
	got    *xunpan.Analysis
	err    error
}

// read takes an item to its outcome. Whatever may go wrong with one message
// must not end the reading of the others.
func (d *desk) read(it intake.Item, withText bool) (o outcome) {
	o.source = it.Source
	if it.Err != nil {
		o.err = it.Err
		return o
	}
	defer func() {
		if r := recover(); r != nil {
			o.got, o.err = nil, fmt.Errorf("internal error, please report it: %v", r)
		}
	}()
	facts, assessment := d.Read(it.Raw, it.Form, d.now)
	o.got = xunpan.NewAnalysis(it.Source, &facts, &assessment, withText)
	return o
}
