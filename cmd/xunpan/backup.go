package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"xunpan/internal/config"
	"xunpan/internal/store"
)

// backupCommand copies the whole book into one file.
type backupCommand struct {
	config.Book
	File string `arg:"" help:"The file to write; - for stdout." type:"path"`
}

func (c *backupCommand) Run(w *world) error {
	ctx, stop := untilStopped()
	defer stop()
	d, err := openDesk(ctx, w, &c.Book, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer d.Store.Close()
	progress := w.progress(w.say("%d rows", "%d 行"))
	if c.File == "-" {
		return d.Store.Backup(ctx, w.Out, w.now(), progress.rows)
	}
	// A half-written backup must never stand where a whole one is expected.
	f, err := os.CreateTemp(filepath.Dir(c.File), ".xunpan-backup-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	err = d.Store.Backup(ctx, f, w.now(), progress.rows)
	progress.end()
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), c.File); err != nil {
		return err
	}
	info, err := os.Stat(c.File)
	if err != nil {
		return err
	}
	fmt.Fprintf(w.Out, w.say("%s: %d KB. Passwords of mailboxes are in it sealed; keep the secret key (%s) at another place.\n",
		"%s：%d KB。其中的邮箱密码是加密的；请另外保管密钥（%s）。\n"), c.File, info.Size()>>10, c.keyPlace())
	return nil
}

func (c *backupCommand) keyPlace() string {
	if c.SecretKey != "" || c.SecretKeyFile != "" {
		return "XUNPAN_SECRET_KEY"
	}
	return filepath.Join(c.Data, "secret.key")
}

// restoreCommand fills a book from a backup.
type restoreCommand struct {
	config.Book
	File    string `arg:"" help:"The backup to read; - for stdin." type:"path"`
	Replace bool   `help:"Replace what is in the database now."`
}

func (c *restoreCommand) Run(w *world) error {
	ctx, stop := untilStopped()
	defer stop()
	var from io.Reader = w.In
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer f.Close()
		from = f
	}
	d, err := openDesk(ctx, w, &c.Book, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer d.Store.Close()
	progress := w.progress(w.say("%d rows", "%d 行"))
	err = d.Store.Restore(ctx, from, w.now(), c.Replace, progress.rows)
	if errors.Is(err, store.ErrNotEmpty) {
		return settingsError{errors.New(w.say("there are inquiries or users in the database already; add --replace to put the backup in their place",
			"数据库里已有询盘或用户；如要用备份替换，请加 --replace"))}
	}
	if err != nil {
		return err
	}
	if err := d.Reload(ctx); err != nil {
		return err
	}
	n, err := d.Reindex(ctx, progress.rows)
	progress.end()
	if err != nil {
		return err
	}
	fmt.Fprintf(w.Out, w.say("restored; %d messages indexed\n", "已恢复；已索引 %d 条消息\n"), n)
	locked, err := d.LockedMailboxes(ctx)
	if err != nil {
		return err
	}
	if len(locked) > 0 {
		fmt.Fprintf(w.Out, w.say("The passwords of these mailboxes were sealed with another secret key: %s. Put that key where this one lies (%s), or enter the passwords again.\n",
			"以下邮箱的密码是用另一把密钥加密的：%s。请把原密钥放到（%s），或重新填写密码。\n"), strings.Join(locked, ", "), (&backupCommand{Book: c.Book}).keyPlace())
	}
	return nil
}

// rejudgeCommand judges every inquiry again by the rules in force now.
type rejudgeCommand struct {
	config.Book
	DryRun bool `help:"Only say what would change."`
}

func (c *rejudgeCommand) Run(w *world) error {
	ctx, stop := untilStopped()
	defer stop()
	d, err := openDesk(ctx, w, &c.Book, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer d.Store.Close()
	progress := w.progress(w.say("%d inquiries", "%d 条询盘"))
	rep, err := d.Rejudge(ctx, c.DryRun, progress.rows)
	progress.end()
	if err != nil {
		return err
	}
	fmt.Fprintf(w.Out, w.say("%d judged again, %d changed\n", "重新评估 %d 条，%d 条有变化\n"), rep.Judged, len(rep.Changed)+rep.More)
	for _, x := range rep.Changed {
		fmt.Fprintf(w.Out, "  %s  %s %d★ → %s %d★  %s\n", x.Inquiry, x.From.Type, x.From.Stars, x.To.Type, x.To.Stars, x.Subject)
	}
	if rep.More > 0 {
		fmt.Fprintf(w.Out, w.say("  and %d more\n", "  还有 %d 条\n"), rep.More)
	}
	return nil
}

// progress writes a number that grows on a terminal, and nothing elsewhere.
type progress struct {
	w      *world
	format string
	live   bool
}

func (w *world) progress(format string) *progress { return &progress{w, format, isTerminal(w.Err)} }

func (p *progress) rows(n int) {
	if p.live {
		fmt.Fprintf(p.w.Err, "\r"+p.format, n)
	}
}

func (p *progress) end() {
	if p.live {
		fmt.Fprint(p.w.Err, "\r\033[K")
	}
}
