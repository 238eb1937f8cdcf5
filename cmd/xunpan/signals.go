package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"xunpan/internal/judge"
)

type signalsCommand struct {
	Format string `help:"text, md, or yaml as --rules takes it." enum:"text,md,yaml" default:"text"`
	Lang   string `help:"en or zh; by default that of the environment." enum:"en,zh," default:""`
	Rules  string `help:"Changes to the signal catalogue (YAML)." placeholder:"FILE"`
}

func (c *signalsCommand) Run(w *world) error {
	if c.Lang != "" {
		w.Lang = c.Lang
	}
	rules, err := readRules(c.Rules)
	if err != nil {
		return err
	}
	switch c.Format {
	case "md":
		return judge.WriteMarkdown(w.Out, rules)
	case "yaml":
		return yaml.NewEncoder(w.Out).Encode(map[string]any{"signals": rules.Signals})
	}
	for _, s := range rules.Signals {
		var types []string
		for _, t := range slices.Sorted(maps.Keys(s.Types)) {
			types = append(types, fmt.Sprintf("%s %+.1f", t, s.Types[t]))
		}
		off := ""
		if s.Off {
			off = w.say(" (off)", "（停用）")
		}
		fmt.Fprintf(w.Out, "%s%s  %s\n    %s\n    %s %+g · %s · %s\n", s.ID, off, s.Title.In(w.Lang), s.Why.In(w.Lang), s.Axis, s.Points, s.Basis, strings.Join(types, ", "))
	}
	return nil
}
