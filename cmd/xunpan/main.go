// Command xunpan is the inquiry desk at the command line.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	// Buyers' local times must be right on machines without a zone database.
	_ "time/tzdata"

	"github.com/alecthomas/kong"
)

// version is set by the linker.
var version = ""

// Exit statuses that scripts may rely on.
const (
	exitFine   = 0
	exitFailed = 1 // an input could not be read, or the command could not do its work
	exitUsage  = 2 // the command line or a file of settings makes no sense; nothing was done
)

func main() {
	os.Exit(run(os.Args[1:], &world{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv}))
}

// world is what a command sees of the outside.
type world struct {
	In     io.Reader
	Out    io.Writer
	Err    io.Writer
	Getenv func(string) string
	Lang   string // "en" or "zh"
}

type commands struct {
	Analyze    analyzeCommand    `cmd:"" help:"Read messages and say what they are worth, and why."`
	Eval       evalCommand       `cmd:"" help:"Measure the judgement against labelled messages."`
	Signals    signalsCommand    `cmd:"" help:"List the signals that judgement rests on."`
	Price      priceCommand      `cmd:"" help:"Price a cost sheet at any Incoterm, with its build-up."`
	Serve      serveCommand      `cmd:"" help:"Run the desk: pages, API, mailboxes, background work."`
	Demo       demoCommand       `cmd:"" help:"Open a desk full of sample inquiries."`
	User       userCommand       `cmd:"" help:"People who may sign in."`
	Key        keyCommand        `cmd:"" help:"Keys for programs that use the API."`
	Import     importCommand     `cmd:"" help:"Take archives of mails into the book."`
	Backup     backupCommand     `cmd:"" help:"Copy the whole book into a file, also while the server runs."`
	Restore    restoreCommand    `cmd:"" help:"Fill the book from a backup."`
	Doctor     doctorCommand     `cmd:"" help:"Say what is wrong with configuration, database, mailboxes, disk or clock."`
	Config     configCommand     `cmd:"" help:"The server's configuration."`
	Rejudge    rejudgeCommand    `cmd:"" help:"Judge every inquiry again by the rules in force now."`
	Fill       fillCommand       `cmd:"" hidden:"" help:"Fill the book with invented mails, to see how a large one behaves."`
	Version    versionCommand    `cmd:"" help:"Print the version."`
	Completion completionCommand `cmd:"" help:"Print a completion script for a shell."`
}

// errUnreadable says that the work is done but some input could not be read.
var errUnreadable = errors.New("some input could not be read")

// settingsError is a mistake in what the user set: nothing was done.
type settingsError struct{ error }

func (e settingsError) Unwrap() error { return e.error }

// run is the whole program, so that a test can start it.
func run(args []string, w *world) int {
	w.Lang = guessLang(w.Getenv)
	var c commands
	stop := -1
	parser, err := kong.New(&c,
		kong.Name("xunpan"),
		kong.Description("The inquiry desk: reads each inquiry as a veteran of the export trade would, and says what it is worth, and why."),
		kong.Writers(w.Out, w.Err),
		kong.Exit(func(code int) { stop = code }),
		kong.DefaultEnvars("XUNPAN"),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true, WrapUpperBound: 100}),
	)
	if err != nil {
		fmt.Fprintln(w.Err, "xunpan:", err)
		return exitFailed
	}
	ctx, err := parser.Parse(args)
	if stop >= 0 { // help was printed
		return stop
	}
	if err != nil {
		fmt.Fprintf(w.Err, "xunpan: %v\n"+w.say("try: %s --help\n", "用法见：%s --help\n"), err, mistaken(err))
		return exitUsage
	}
	if err = ctx.Run(w, parser); err == nil {
		return exitFine
	}
	if !errors.Is(err, errUnreadable) {
		fmt.Fprintln(w.Err, "xunpan:", err)
	}
	if _, ok := errors.AsType[settingsError](err); ok {
		return exitUsage
	}
	return exitFailed
}

// mistaken is the command whose use was wrong, as it is typed.
func mistaken(err error) string {
	if p, ok := errors.AsType[*kong.ParseError](err); ok && p.Context != nil {
		if n := p.Context.Selected(); n != nil {
			return n.FullPath()
		}
	}
	return "xunpan"
}

// now is the present.
func (w *world) now() time.Time { return time.Now() }

// untilStopped is a context that ends when the program is asked to.
func untilStopped() (context.Context, context.CancelFunc) {
	return signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
}

// say returns the text in the user's language.
func (w *world) say(en, zh string) string {
	if w.Lang == "zh" {
		return zh
	}
	return en
}

// guessLang takes the user's language from where POSIX systems keep it.
func guessLang(getenv func(string) string) string {
	for _, name := range []string{"XUNPAN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := getenv(name); v != "" {
			if len(v) >= 2 && v[:2] == "zh" {
				return "zh"
			}
			return "en"
		}
	}
	return "en"
}

type versionCommand struct{}

func (versionCommand) Run(w *world) error {
	v := version
	if info, ok := debug.ReadBuildInfo(); ok {
		if v == "" {
			v = info.Main.Version
		}
		v += " " + info.GoVersion
	}
	_, err := fmt.Fprintln(w.Out, "xunpan", v)
	return err
}
