package main

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"xunpan/internal/geo"
	"xunpan/internal/intake"
	"xunpan/internal/trial"
)

type evalCommand struct {
	deskFlags
	Half   string `help:"Which lines of LABELS: first (1, 3, 5, …), second or all; so that what is tuned on is not measured on." enum:"first,second,all" default:"all"`
	Format string `help:"text, md or json." enum:"text,md,json" default:"text"`
	Misses int    `help:"How many misses of each kind to list." default:"100" placeholder:"N"`
	Labels string `arg:"" help:"A .jsonl file of labels; or an expectation for all mails, such as 'stars<=1'."`
	Mails  string `arg:"" help:"Folder with ID.eml or ID.txt for each label; with an expectation any path that analyze takes."`
}

func (c *evalCommand) Run(w *world) error {
	d, err := c.desk(w)
	if err != nil {
		return err
	}
	cases, items, err := c.cases(w)
	if err != nil {
		return err
	}
	n := 0
	err = readAll(d.jobs, items, func(it intake.Item) outcome { return d.read(it, false) }, func(o outcome) error {
		if n == len(cases) { // an expectation: one case for each mail as it comes
			l, err := trial.ParseExpectation(c.Labels)
			if err != nil {
				return err
			}
			l.ID = o.source
			cases = append(cases, trial.Case{Label: l})
		}
		cases[n].Got = o.got
		if o.err != nil {
			cases[n].Err = o.err.Error()
		}
		n++
		return nil
	})
	if err != nil {
		return err
	}
	if n == 0 {
		return errors.New("no mails to measure")
	}
	r := trial.Measure(cases, trial.Normal{Country: countryNames(), Unit: unitOf})
	if c.Format == "json" {
		return encoder(w.Out).Encode(r)
	}
	return r.Markdown(w.Out, c.Misses)
}

// cases returns the labels and their mails in the same order; for an
// expectation the cases come with the mails.
func (c *evalCommand) cases(w *world) ([]trial.Case, func(room func(int)) iter.Seq[intake.Item], error) {
	if trial.IsExpectation(c.Labels) {
		if _, err := trial.ParseExpectation(c.Labels); err != nil {
			return nil, nil, settingsError{err}
		}
		return nil, func(room func(int)) iter.Seq[intake.Item] {
			return c.halfOf(intake.Files([]string{c.Mails}, w.In, room))
		}, nil
	}
	f, err := os.Open(c.Labels)
	if err != nil {
		return nil, nil, settingsError{fmt.Errorf("reading labels: %w", err)}
	}
	defer f.Close()
	labels, err := trial.ReadLabels(f, trial.Half(c.Half))
	if err != nil {
		return nil, nil, settingsError{fmt.Errorf("%s: %w", c.Labels, err)}
	}
	cases := make([]trial.Case, len(labels))
	for i, l := range labels {
		cases[i].Label = l
	}
	return cases, func(room func(int)) iter.Seq[intake.Item] {
		return func(yield func(intake.Item) bool) {
			for _, l := range labels {
				if !yield(labelled(c.Mails, l.ID, room)) {
					return
				}
			}
		}
	}, nil
}

// labelled reads the mail of a label.
func labelled(dir, id string, room func(int)) intake.Item {
	for _, ext := range []string{".eml", ".txt"} {
		path := filepath.Join(dir, id+ext)
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		for it := range intake.Files([]string{path}, nil, room) {
			return it
		}
	}
	return intake.Item{Source: filepath.Join(dir, id), Err: errors.New("no such mail")}
}

// halfOf takes every other mail, counting from 1.
func (c *evalCommand) halfOf(items iter.Seq[intake.Item]) iter.Seq[intake.Item] {
	return func(yield func(intake.Item) bool) {
		n := 0
		for it := range items {
			n++
			if c.Half == "first" && n%2 == 0 || c.Half == "second" && n%2 == 1 {
				continue
			}
			if !yield(it) {
				return
			}
		}
	}
}

// countryNames returns a look-up from a country's code or name to its code.
func countryNames() func(string) string {
	codes := map[string]string{}
	for _, c := range geo.All() {
		for _, name := range append(slices.Clone(c.Names), c.Code) {
			codes[strings.ToLower(name)] = c.Code
		}
	}
	return func(name string) string { return codes[strings.ToLower(strings.TrimSpace(name))] }
}

// unitOf takes the words labels use for units to one form.
func unitOf(word string) string {
	w := strings.TrimSuffix(strings.ToLower(strings.TrimSpace(word)), ".")
	for form, words := range unitWords {
		if w == form || slices.Contains(words, w) {
			return form
		}
	}
	return ""
}

var unitWords = map[string][]string{
	"pcs": {"pc", "piece", "pieces", "unit", "units", "unidades", "unidad", "ud", "uds", "piezas", "pieza", "peças", "peça",
		"pièces", "pièce", "stk", "stück", "pezzi", "шт", "штук", "adet", "قطعة", "قطع", "ea", "nos", "件", "个", "只", "台"},
	"sets":    {"set", "kit", "kits", "комплект", "комплектов", "takım", "套", "jeux", "juegos", "satz"},
	"pairs":   {"pair", "pares", "par", "paires", "paar", "paia", "пар", "пара", "çift", "双", "prs"},
	"t":       {"mt", "ton", "tons", "tonne", "tonnes", "toneladas", "tonelada", "тонн", "т", "吨", "طن"},
	"kg":      {"kgs", "kilo", "kilos", "кг", "公斤", "千克"},
	"cartons": {"carton", "ctn", "ctns", "cajas", "caixas", "cartoni", "koli", "箱"},
	"dozens":  {"dozen", "doz", "dz", "docenas", "打"},
	"rolls":   {"roll", "rollos", "rolos", "rouleaux", "rollen", "rotoli", "卷"},
	"m":       {"meter", "meters", "metre", "metres", "metros", "mètres", "米", "м"},
	"m2":      {"sqm", "sq.m", "square meters", "m²", "平方米"},
}
