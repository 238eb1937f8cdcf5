package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"xunpan/internal/config"
	"xunpan/internal/flow"
	"xunpan/internal/jobs"
	"xunpan/internal/seal"
	"xunpan/internal/store"
)

// openDesk opens the desk's book, makes it where there is none, and puts the
// settings in it in force. The caller closes desk.Store.
func openDesk(ctx context.Context, w *world, c *config.Book, log *slog.Logger) (*flow.Desk, error) {
	dsn, err := secretOf(c.Database, c.DatabaseFile)
	if err != nil {
		return nil, settingsError{err}
	}
	if dsn != "" && !strings.HasPrefix(dsn, "postgres://") && !strings.HasPrefix(dsn, "postgresql://") {
		return nil, settingsError{errors.New(w.say("--database must look like postgres://user@host/name; leave it out to keep the data in a file",
			"--database 应形如 postgres://user@host/name；不写则保存在数据文件夹里"))}
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, settingsError{fmt.Errorf("making the data folder: %w", err)}
	}
	box, err := openSeal(c)
	if err != nil {
		return nil, settingsError{err}
	}
	s, err := store.Open(ctx, store.Config{Path: filepath.Join(c.Data, "xunpan.db"), DSN: dsn})
	if err != nil {
		return nil, err
	}
	d := &flow.Desk{Store: s, Seal: box, Log: log, Jobs: jobs.New(s, log, jobs.Options{})}
	if err := d.Reload(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return d, nil
}

// secretOf is a secret given outright or in a file.
func secretOf(value, file string) (string, error) {
	if value != "" || file == "" {
		return value, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("reading a secret: %w", err)
	}
	return strings.TrimSpace(string(b)), nil
}

// openSeal opens the box of secrets with the key given, or with the one in the
// data folder, which is made at the first start.
func openSeal(c *config.Book) (*seal.Box, error) {
	text, err := secretOf(c.SecretKey, c.SecretKeyFile)
	if err != nil {
		return nil, err
	}
	if text == "" {
		if text, err = keyInFolder(filepath.Join(c.Data, "secret.key")); err != nil {
			return nil, err
		}
	}
	key, err := seal.ParseKey(text)
	if err != nil {
		return nil, err
	}
	return seal.New(key)
}

func keyInFolder(path string) (string, error) {
	b, err := os.ReadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return string(b), err
	}
	// Written beside and moved into place, so that no other process reads half a key.
	f, err := os.CreateTemp(filepath.Dir(path), ".secret.key-*")
	if err != nil {
		return "", fmt.Errorf("making the secret key: %w", err)
	}
	defer os.Remove(f.Name())
	if _, err = f.WriteString(seal.NewKey() + "\n"); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", fmt.Errorf("making the secret key: %w", err)
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("making the secret key: %w", err)
	}
	b, err = os.ReadFile(path)
	return string(b), err
}
