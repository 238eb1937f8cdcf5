package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// lockFolder makes sure that one server at a time works on a data folder with
// SQLite. Other commands may use the book meanwhile.
func lockFolder(w *world, dir string) (release func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, "server.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lockFile(f); err != nil {
		f.Close()
		if errors.Is(err, errLocked) {
			return nil, settingsError{fmt.Errorf(w.say("another server already works on the data folder %s; stop it first, or name another folder with --data",
				"另一个服务器正在使用数据文件夹 %s；请先停止它，或用 --data 指定其他文件夹"), dir)}
		}
		return nil, fmt.Errorf("locking %s: %w", f.Name(), err)
	}
	return func() { f.Close() }, nil
}

// errLocked says that somebody else holds the lock.
var errLocked = errors.New("locked")
