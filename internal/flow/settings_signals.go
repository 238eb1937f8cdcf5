package flow

import (
	"context"
	"slices"

	"go.yaml.in/yaml/v3"

	"xunpan"
	"xunpan/internal/judge"
	"xunpan/internal/store"
)

// SignalChange is what the company changed of one signal.
type SignalChange struct {
	ID     string             `yaml:"id"`
	Off    bool               `yaml:"off,omitempty"`
	Points float64            `yaml:"points,omitempty"` // 0 leaves the built-in ones
	Types  map[string]float64 `yaml:"types,omitempty"`  // nil leaves the built-in ones
}

// signalFile is the setting "signals" in the form that judge.Load takes.
type signalFile struct {
	Groups []signalGroup `yaml:"groups"`
}

type signalGroup struct {
	Group   string         `yaml:"group"`
	Signals []SignalChange `yaml:"signals"`
}

// SignalChanges returns what the company changed of the catalogue, by signal,
// and the version to give back.
func (d *Desk) SignalChanges(ctx context.Context) (changes map[string]SignalChange, version int64, err error) {
	var text string
	if version, err = d.Store.Setting(ctx, SettingSignals, &text); err != nil {
		return nil, 0, err
	}
	var f signalFile
	if err := yaml.Unmarshal([]byte(text), &f); err != nil {
		return nil, 0, err
	}
	changes = map[string]SignalChange{}
	for _, g := range f.Groups {
		for _, s := range g.Signals {
			changes[s.ID] = s
		}
	}
	return changes, version, nil
}

// signalText writes changes as judge.Load takes them, in the catalogue's order.
func signalText(changes map[string]SignalChange) (string, error) {
	var f signalFile
	for _, s := range judge.Default().Signals {
		c, ok := changes[s.ID]
		if !ok {
			continue
		}
		if n := len(f.Groups); n == 0 || f.Groups[n-1].Group != s.Group {
			f.Groups = append(f.Groups, signalGroup{Group: s.Group})
		}
		g := &f.Groups[len(f.Groups)-1]
		g.Signals = append(g.Signals, c)
	}
	if len(f.Groups) == 0 {
		return "", nil
	}
	b, err := yaml.Marshal(f)
	return string(b), err
}

// SetSignal changes one signal; nil goes back to the built-in one.
func (d *Desk) SetSignal(ctx context.Context, who Who, id string, c *SignalChange) error {
	text, version, err := d.withSignal(ctx, id, c)
	if err != nil {
		return err
	}
	return d.set(ctx, who, SettingSignals, version, text)
}

// withSignal is the catalogue's changes with one more.
func (d *Desk) withSignal(ctx context.Context, id string, c *SignalChange) (text string, version int64, err error) {
	if judge.Default().Signal(id) == nil {
		return "", 0, store.ErrNotFound
	}
	changes, version, err := d.SignalChanges(ctx)
	if err != nil {
		return "", 0, err
	}
	if delete(changes, id); c != nil {
		for t := range c.Types {
			if !slices.Contains(xunpan.Types[:], xunpan.BuyerType(t)) {
				return "", 0, invalid("type", "There is no buyer type %q.", "没有“%s”这种买家类型。", t)
			}
		}
		c.ID = id
		changes[id] = *c
	}
	text, err = signalText(changes)
	return text, version, err
}

// Otherwise is how an inquiry would be judged otherwise.
type Otherwise struct {
	Inquiry  xunpan.Inquiry
	From, To xunpan.Brief
}

// previewed is how many of the newest inquiries a preview judges again.
const previewed = 200

// PreviewSignal says what a change of one signal would do to the newest
// inquiries, and how many it looked at. Nothing is kept.
func (d *Desk) PreviewSignal(ctx context.Context, who Who, id string, c *SignalChange) (looked int, changed []Otherwise, err error) {
	text, _, err := d.withSignal(ctx, id, c)
	if err != nil {
		return 0, nil, err
	}
	company, _, err := d.CompanySettings(ctx)
	if err != nil {
		return 0, nil, err
	}
	r, err := NewReader(company, text)
	if err != nil {
		return 0, nil, invalid("signal", "%v", "%v", err)
	}
	err = d.newest(ctx, who, func(q *xunpan.Inquiry, j *store.Judgement, a *xunpan.Analysis, raw []byte, form xunpan.Form) {
		looked++
		_, v := r.Read(raw, form, j.At)
		from := xunpan.Brief{Type: a.Type, Stars: a.Stars, Grade: a.Grade, Intent: a.Intent, Action: a.Action, Confidence: a.Confidence}
		if to := brief(&v); to.Type != from.Type || to.Stars != from.Stars {
			changed = append(changed, Otherwise{*q, from, to})
		}
	})
	return looked, changed, err
}

// newest reads the newest inquiries with what they were judged by.
func (d *Desk) newest(ctx context.Context, who Who, f func(*xunpan.Inquiry, *store.Judgement, *xunpan.Analysis, []byte, xunpan.Form)) error {
	qs, _, err := d.Store.Inquiries(ctx, store.ListFilter{Scope: who.Scope, Snoozed: true, Limit: previewed})
	if err != nil {
		return err
	}
	for i := range qs {
		j, err := d.Store.CurrentJudgement(ctx, qs[i].ID)
		if err != nil {
			continue // joined or never judged
		}
		a, err := j.Analysis()
		if err != nil {
			return err
		}
		l, err := d.Store.Letter(ctx, j.Message)
		if err != nil {
			return err
		}
		raw, err := d.Store.Raw(ctx, j.Message)
		if err != nil {
			return err
		}
		f(&qs[i], &j, a, raw, l.Form)
	}
	return nil
}

// TryRule says which of the newest inquiries a house rule speaks on, and how
// many it looked at. Nothing is kept.
func (d *Desk) TryRule(ctx context.Context, who Who, rule xunpan.HouseRule) (looked int, hits []xunpan.Inquiry, err error) {
	rule.Off = false
	if rule.Say.En == "" && rule.Say.Zh == "" {
		rule.Say.En = "-"
	}
	company, _, err := d.CompanySettings(ctx)
	if err != nil {
		return 0, nil, err
	}
	company.Rules = []xunpan.HouseRule{rule}
	r, err := NewReader(company, "")
	if err != nil {
		return 0, nil, invalid("when", "%v", "%v", err)
	}
	err = d.newest(ctx, who, func(q *xunpan.Inquiry, j *store.Judgement, _ *xunpan.Analysis, raw []byte, form xunpan.Form) {
		looked++
		if _, v := r.Read(raw, form, j.At); len(v.House) > 0 {
			hits = append(hits, *q)
		}
	})
	return looked, hits, err
}

// SetRules sets the company's house rules, in their order.
func (d *Desk) SetRules(ctx context.Context, who Who, change func([]xunpan.HouseRule) ([]xunpan.HouseRule, error)) error {
	c, version, err := d.CompanySettings(ctx)
	if err != nil {
		return err
	}
	if c.Rules, err = change(c.Rules); err != nil {
		return err
	}
	return d.SaveCompany(ctx, who, version, c)
}
