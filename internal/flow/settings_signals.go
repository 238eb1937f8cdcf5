package flow

import (
	"context"
	"math"

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

// SetSignal changes one signal; nil goes back to the built-in one. Version is
// the one that was read, 0 for whatever is there; ErrChanged if somebody else
// saved meanwhile.
func (d *Desk) SetSignal(ctx context.Context, who Who, version int64, id string, c *SignalChange) error {
	text, present, err := d.withSignal(ctx, id, c)
	if err != nil {
		return err
	}
	return d.setSignals(ctx, who, orPresent(version, present), text)
}

// ResetSignals goes back to the built-in catalogue.
func (d *Desk) ResetSignals(ctx context.Context, who Who, version int64) error {
	_, present, err := d.SignalChanges(ctx)
	if err != nil {
		return err
	}
	return d.setSignals(ctx, who, orPresent(version, present), "")
}

func orPresent(version, present int64) int64 {
	if version == 0 {
		return present
	}
	return version
}

// setSignals keeps a catalogue that can be loaded, and no other.
func (d *Desk) setSignals(ctx context.Context, who Who, version int64, text string) error {
	if _, err := judge.Load([]byte(text)); err != nil {
		return invalid("signal", "%v", "%v", err)
	}
	return d.set(ctx, who, SettingSignals, version, text)
}

// Limits of what a signal can weigh.
const (
	maxPoints = 100 // on its axis
	maxWeight = 6   // log-odds for or against one type
)

func (c *SignalChange) check() error {
	if c.Points < -maxPoints || c.Points > maxPoints || math.IsNaN(c.Points) {
		return invalid("points", "Points go from %d to %d.", "分值须在 %d 到 %d 之间。", -maxPoints, maxPoints)
	}
	for t, w := range c.Types {
		if xunpan.BuyerType(t).Index() < 0 {
			return invalid("type", "There is no buyer type %q.", "没有“%s”这种买家类型。", t)
		}
		if w < -maxWeight || w > maxWeight || math.IsNaN(w) {
			return invalid("weight."+t, "A weight goes from %d to %d.", "权重须在 %d 到 %d 之间。", -maxWeight, maxWeight)
		}
	}
	return nil
}

// withSignal is the catalogue's changes with one more, as text.
func (d *Desk) withSignal(ctx context.Context, id string, c *SignalChange) (text string, version int64, err error) {
	if judge.Default().Signal(id) == nil {
		return "", 0, store.ErrNotFound
	}
	changes, version, err := d.SignalChanges(ctx)
	if err != nil {
		return "", 0, err
	}
	if delete(changes, id); c != nil {
		if err := c.check(); err != nil {
			return "", 0, err
		}
		kept := *c
		if kept.ID = id; kept.Types != nil && len(kept.Types) == 0 {
			kept.Types = map[string]float64{string(xunpan.Seeker): 0} // an empty list would not be written down
		}
		if kept.Off || kept.Points != 0 || kept.Types != nil {
			changes[id] = kept
		}
	}
	text, err = signalText(changes)
	return text, version, err
}
