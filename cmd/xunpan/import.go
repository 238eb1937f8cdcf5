package main

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"

	"xunpan/internal/config"
	"xunpan/internal/flow"
	"xunpan/internal/intake"
)

// importCommand takes archives of mails into the book.
type importCommand struct {
	config.Book
	Paths []string `arg:"" name:"path" help:"Mails (.eml), mailboxes (.mbox), Maildirs, pasted inquiries (.txt), folders of these, or - for stdin."`
}

func (c *importCommand) Run(w *world) error {
	// A mistyped path is not a mail that could not be read.
	for _, p := range c.Paths {
		if p == "-" {
			continue
		}
		if _, err := os.Stat(p); err != nil {
			if pe, ok := errors.AsType[*fs.PathError](err); ok {
				err = pe.Err
			}
			return settingsError{fmt.Errorf(w.say("%s: %w; nothing was imported", "%s：%w；什么都没有导入"), p, err)}
		}
	}
	ctx, stop := untilStopped()
	defer stop()
	d, err := openDesk(ctx, w, &c.Book, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer d.Store.Close()
	live := isTerminal(w.Err)
	rep, err := d.Import(ctx, intake.Files(c.Paths, w.In, nil), func(r flow.ImportReport) {
		if live {
			fmt.Fprintf(w.Err, "\r%s", importLine(w, r))
		}
	})
	if live {
		fmt.Fprint(w.Err, "\r\033[K")
	}
	for _, f := range rep.Failed {
		fmt.Fprintf(w.Err, "xunpan: %s: %s\n", f.Source, f.Error)
	}
	if more := rep.Errors - len(rep.Failed); more > 0 {
		fmt.Fprintf(w.Err, w.say("xunpan: and %d more\n", "xunpan：还有 %d 个\n"), more)
	}
	fmt.Fprintln(w.Out, importLine(w, rep))
	if err != nil {
		return err
	}
	if rep.Errors > 0 {
		return errUnreadable
	}
	return nil
}

func importLine(w *world, r flow.ImportReport) string {
	return fmt.Sprintf(w.say("%d read, %d new, %d here already, %d not readable", "读取 %d，新增 %d，已有 %d，无法读取 %d"), r.Read, r.Stored, r.Again, r.Errors)
}
