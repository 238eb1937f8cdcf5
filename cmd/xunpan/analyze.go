package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"os"
	"runtime/debug"

	"xunpan"
	"xunpan/internal/intake"
)

// memoryLimit keeps the collector awake early: memory stays under 200 MB
// however large the folder is.
const memoryLimit = 150 << 20

type analyzeCommand struct {
	deskFlags
	Format  string   `help:"text for people; json for programs, one object a line." enum:"text,json" default:"text"`
	Lang    string   `help:"Language of the text: en or zh; by default that of the environment." enum:"en,zh," default:""`
	Text    bool     `help:"With json: the texts that offsets point into come along."`
	Details bool     `help:"Every message in full, also when there are several."`
	Color   string   `help:"Colours: auto, always or never." enum:"auto,always,never" default:"auto"`
	Paths   []string `arg:"" name:"path" help:".eml, .mbox, Maildir, .txt (a pasted inquiry), a folder of these, or - for stdin."`
}

func (c *analyzeCommand) Run(w *world) error {
	if c.Lang != "" {
		w.Lang = c.Lang
	}
	d, err := c.desk(w)
	if err != nil {
		return err
	}
	debug.SetMemoryLimit(memoryLimit)
	buffered := bufio.NewWriterSize(w.Out, 64<<10)
	var p printer
	if c.Format == "json" {
		p = &jsonPrinter{json: encoder(buffered)}
	} else {
		t := &textPrinter{sheet: newSheet(buffered, w, c.Color), details: c.Details}
		t.sheet.rules = d.Rules
		p = t
	}
	broken, count := 0, 0
	withText := c.Text || c.Format == "text"
	items := func(room func(int)) iter.Seq[intake.Item] { return intake.Files(c.Paths, w.In, room) }
	err = readAll(d.jobs, items, func(it intake.Item) outcome { return d.read(it, withText) },
		func(o outcome) error {
			count++
			if o.err != nil {
				broken++
			}
			if err := p.print(o); err != nil {
				return err
			}
			if o.source == "-" || isTerminal(w.Out) {
				return buffered.Flush()
			}
			return nil
		})
	if err == nil {
		err = p.end()
	}
	if err == nil {
		err = buffered.Flush()
	}
	switch {
	case err != nil:
		return err
	case broken > 0:
		return errUnreadable
	case count == 0:
		fmt.Fprintln(w.Err, w.say("xunpan: no messages found", "xunpan: 没有找到邮件"))
	}
	return nil
}

// printer writes outcomes in one of the formats.
type printer interface {
	print(outcome) error
	end() error
}

type jsonPrinter struct{ json *json.Encoder }

func encoder(w io.Writer) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e
}

func (p *jsonPrinter) print(o outcome) error {
	if o.err != nil {
		return p.json.Encode(xunpan.Unreadable{Source: o.source, Error: o.err.Error()})
	}
	return p.json.Encode(o.got)
}

func (p *jsonPrinter) end() error { return nil }

// terminal returns the file behind the writer if there is one.
func terminal(w io.Writer) *os.File {
	f, _ := w.(*os.File)
	return f
}
