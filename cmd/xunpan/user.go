package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"

	"golang.org/x/term"

	"xunpan"
	"xunpan/internal/config"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// cli is the actor of what is done at the command line: whoever may read the
// data folder.
var cli = flow.Who{Actor: xunpan.Actor{Kind: "desk", Name: "command line"}, Scope: store.Scope{All: true}}

type userCommand struct {
	Add userAddCommand `cmd:"" help:"Add a user; the password is read from stdin or asked for."`
}

type userAddCommand struct {
	config.Book
	Email string `arg:""`
	Role  string `help:"owner, manager, sales or viewer." enum:"owner,manager,sales,viewer" required:""`
	Name  string `help:"The name colleagues see." placeholder:"NAME"`
}

func (c *userAddCommand) Run(w *world) error {
	ctx, stop := untilStopped()
	defer stop()
	password, err := readPassword(w)
	if err != nil {
		return err
	}
	d, err := openDesk(ctx, w, &c.Book, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer d.Store.Close()
	u, err := d.AddUser(ctx, cli, flow.NewUser{Email: c.Email, Name: c.Name, Password: password, Role: xunpan.Role(c.Role)})
	if err != nil {
		return w.said(err)
	}
	fmt.Fprintf(w.Out, w.say("%s can sign in as %s\n", "%s 可以登录了，角色：%s\n"), u.Email, u.Role)
	return nil
}

// readPassword asks at a terminal and reads a line elsewhere.
func readPassword(w *world) (string, error) {
	if f, ok := w.In.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		fmt.Fprint(w.Err, w.say("Password: ", "密码："))
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(w.Err)
		return string(b), err
	}
	line, err := bufio.NewReader(io.LimitReader(w.In, 4096)).ReadString('\n')
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		return "", errors.New(w.say("no password on stdin", "标准输入里没有密码"))
	}
	return line, nil
}

// said is an error in the user's language where it has one.
func (w *world) said(err error) error {
	var inv *xunpan.Invalid
	if errors.As(err, &inv) {
		return settingsError{errors.New(inv.Say.In(w.Lang))}
	}
	return err
}

type keyCommand struct {
	Add keyAddCommand `cmd:"" help:"Make an API key; it is printed once and never again."`
}

type keyAddCommand struct {
	config.Book
	Name  string `arg:"" help:"What the key is for."`
	Scope string `help:"read, write or admin; each includes the ones before." enum:"read,write,admin" required:""`
}

func (c *keyAddCommand) Run(w *world) error {
	ctx, stop := untilStopped()
	defer stop()
	d, err := openDesk(ctx, w, &c.Book, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer d.Store.Close()
	key, _, err := d.AddKey(ctx, cli, c.Name, xunpan.KeyScope(c.Scope))
	if err != nil {
		return w.said(err)
	}
	_, err = fmt.Fprintln(w.Out, key)
	return err
}
