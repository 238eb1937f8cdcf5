package mail

import (
	"os"
	"path/filepath"
	"testing"
)

// realMails reads a folder of real mails, or skips the test where there is none.
func realMails(tb testing.TB, folders ...string) map[string][]byte {
	tb.Helper()
	root := os.Getenv("XUNPAN_DATA")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared", "data")
	}
	mails := map[string][]byte{}
	for _, f := range folders {
		paths, _ := filepath.Glob(filepath.Join(root, f, "*.eml"))
		for _, p := range paths {
			b, err := os.ReadFile(p)
			if err != nil {
				tb.Fatal(err)
			}
			mails[f+"/"+filepath.Base(p)] = b
		}
	}
	if len(mails) == 0 {
		tb.Skip("real data not present: set XUNPAN_DATA")
	}
	return mails
}
