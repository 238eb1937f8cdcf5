package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/geo"
	pricing "xunpan/internal/price"
	"xunpan/internal/price/pricefile"
)

type priceCommand struct {
	Format  string   `help:"text for people; json for programs." enum:"text,json" default:"text"`
	Lang    string   `help:"en or zh; by default that of the environment." enum:"en,zh," default:""`
	Terms   []string `help:"Offer these instead of the sheet's options: FOB,CIF or \"FOB Ningbo\"; also CIFC5 for a commission of 5 %." placeholder:"TERM,…"`
	Details bool     `help:"The build-up of each option with totals and running subtotals."`
	Offer   bool     `help:"Only what a buyer may see: no costs, margins or floor."`
	Date    string   `help:"Day of the calculation where the sheet has none; by default today." placeholder:"2026-11-23"`
	Color   string   `help:"Colours: auto, always or never." enum:"auto,always,never" default:"auto"`
	File    string   `arg:"" name:"file" help:"Cost sheet in YAML or JSON, or - for stdin; docs/pricing.md explains it."`
}

func (c *priceCommand) Run(w *world) error {
	if c.Lang != "" {
		w.Lang = c.Lang
	}
	calc, err := c.compute(w)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(w.Out)
	switch {
	case c.Format == "json" && c.Offer:
		err = encoder(b).Encode(calc.Offer())
	case c.Format == "json":
		err = encoder(b).Encode(priceJSON(calc))
	default:
		p := pricePage{sheet: newSheet(b, w, c.Color), calc: calc, details: c.Details}
		if c.Offer {
			p.offer()
		} else {
			p.show()
		}
	}
	if err != nil {
		return err
	}
	return b.Flush()
}

// compute reads the sheet and prices it. What is wrong is told in the user's
// language, with the line.
func (c *priceCommand) compute(w *world) (*pricing.Calculation, error) {
	name, data, err := c.read(w)
	if err != nil {
		return nil, settingsError{fmt.Errorf("%s%w", w.say("reading the cost sheet: ", "读取核算单："), err)}
	}
	f, err := pricefile.Read(name, data)
	if err != nil {
		return nil, explained(w, err)
	}
	if err := c.adjust(w, &f.Sheet); err != nil {
		return nil, err
	}
	calc, err := pricing.Compute(&f.Sheet)
	if err != nil {
		return nil, explained(w, f.Explain(err))
	}
	return calc, nil
}

func (c *priceCommand) read(w *world) (name string, data []byte, err error) {
	name, r := "stdin", w.In
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return "", nil, err
		}
		defer f.Close()
		name, r = c.File, f
	}
	data, err = io.ReadAll(io.LimitReader(r, pricefile.MostBytes+1))
	return name, data, err
}

// adjust puts what the command line says into the sheet.
func (c *priceCommand) adjust(w *world, s *pricing.Sheet) error {
	if c.Date != "" && s.Date.IsZero() {
		if err := s.Date.UnmarshalText([]byte(c.Date)); err != nil {
			return explained(w, err)
		}
	}
	if s.Date.IsZero() {
		now := w.now()
		s.Date.Time = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	}
	if len(c.Terms) > 0 {
		s.Options = nil
	}
	for _, t := range c.Terms {
		var o pricing.Choice
		if err := o.UnmarshalText([]byte(t)); err != nil {
			return explained(w, err)
		}
		s.Options = append(s.Options, o)
	}
	s.Gazetteer = geo.Gazetteer()
	return nil
}

// explained is an error of the sheet in the user's language.
func explained(w *world, err error) error {
	if p, ok := errors.AsType[*pricefile.Problems](err); ok {
		return settingsError{errors.New(strings.ReplaceAll(p.In(w.Lang), "\n", "\nxunpan: "))}
	}
	if e, ok := errors.AsType[*xunpan.Invalid](err); ok {
		return settingsError{errors.New(e.Say.In(w.Lang))}
	}
	return settingsError{err}
}
