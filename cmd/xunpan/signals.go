package main

import (
	"bufio"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"

	"xunpan"
	"xunpan/internal/judge"
)

type signalsCommand struct {
	Format string `help:"text, md, or yaml in the form that --rules takes." enum:"text,md,yaml" default:"text"`
	Lang   string `help:"en or zh; by default that of the environment." enum:"en,zh," default:""`
	Rules  string `help:"Changes to the signal catalogue (YAML)." placeholder:"FILE"`
}

func (c *signalsCommand) Run(w *world) error {
	if c.Lang != "" {
		w.Lang = c.Lang
	}
	rules, err := readRules(c.Rules)
	if err != nil {
		return settingsError{err}
	}
	switch c.Format {
	case "md":
		return judge.WriteMarkdown(w.Out, rules)
	case "yaml":
		e := yaml.NewEncoder(w.Out)
		e.SetIndent(2)
		return e.Encode(catalogue(rules))
	}
	b := bufio.NewWriter(w.Out)
	listSignals(newSheet(b, w, "auto"), rules)
	return b.Flush()
}

// catalogueGroup is a group of signals as the catalogue's file has it.
type catalogueGroup struct {
	Group   string         `yaml:"group"`
	Cap     judge.Cap      `yaml:"cap"`
	Signals []judge.Signal `yaml:"signals"`
}

// catalogue puts the rules in force into the form of a catalogue's file.
func catalogue(r *judge.Rules) any {
	var gs []catalogueGroup
	for _, s := range r.Signals {
		if len(gs) == 0 || gs[len(gs)-1].Group != s.Group {
			gs = append(gs, catalogueGroup{Group: s.Group, Cap: r.Groups[s.Group]})
		}
		g := &gs[len(gs)-1]
		g.Signals = append(g.Signals, s)
	}
	return struct {
		Temperature float64            `yaml:"temperature"`
		Prior       map[string]float64 `yaml:"prior"`
		Groups      []catalogueGroup   `yaml:"groups"`
	}{r.Temperature, r.Prior, gs}
}

// listSignals writes the signals for people, group by group.
func listSignals(s *sheet, r *judge.Rules) {
	group := ""
	for i := range r.Signals {
		g := &r.Signals[i]
		if g.Group != group {
			group = g.Group
			s.heading(group, group)
		}
		var types []string
		for _, t := range xunpan.Types {
			if v, ok := g.Types[string(t)]; ok {
				types = append(types, fmt.Sprintf("%s %+g", t, v))
			}
		}
		off := ""
		if g.Off {
			off = s.t(" (off)", "（停用）")
		}
		s.line(cells("  ", asIs), cells(g.ID, bold), cells(off+"  "+s.in(g.Title)+"  ", asIs), cells(fmt.Sprintf("%s %+g · %s", g.Axis, g.Points, g.Basis), faint))
		if len(types) > 0 {
			s.line(cells("      ", asIs), cells(strings.Join(types, ", "), faint))
		}
	}
}
