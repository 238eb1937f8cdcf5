package storetest

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/store"
)

// Dump moves a book from one database to another and back: what comes out is
// what went in.
func Dump(t *testing.T, open, other Open) {
	ctx := context.Background()
	a, b := open(t), other(t)
	q := sample(3)
	q.Tags, q.Owner = []string{"ünï", "询盘"}, id()
	add(t, a, q, sample(4))
	l := xunpan.Letter{ID: id(), Inquiry: q.ID, Direction: xunpan.In, Form: xunpan.FormMail, Channel: xunpan.Email, Received: noon, Date: noon, Auto: true}
	write(t, a, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddLetter(ctx, &l, []byte{0, 255, '"', '\\'}, store.Pack([]byte("raw \x00\xff bytes"))); err != nil {
			return err
		}
		if err := tx.SetSetting(ctx, "x", 0, "值\n\"<&>", ""); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: xunpan.TheDesk, Object: "inquiry", ID: q.ID, What: "created"})
	})
	var first, second bytes.Buffer
	if err := a.Backup(ctx, &first, noon, nil); err != nil {
		t.Fatal(err)
	}
	backup := first.Bytes()
	if err := b.Restore(ctx, bytes.NewReader(backup[:len(backup)-20]), noon, false, nil); !errors.Is(err, store.ErrNotBackup) {
		t.Errorf("half a backup: %v", err)
	}
	if err := b.Restore(ctx, bytes.NewReader([]byte("no backup")), noon, false, nil); err == nil {
		t.Error("something else was restored")
	}
	if err := b.Restore(ctx, bytes.NewReader(backup), noon, false, nil); err != nil {
		t.Fatal(err)
	}
	if err := b.Restore(ctx, bytes.NewReader(backup), noon, false, nil); !errors.Is(err, store.ErrNotEmpty) {
		t.Errorf("a book with rows in it: %v", err)
	}
	got, err := b.Inquiry(ctx, q.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(*q, got); diff != "" {
		t.Errorf("inquiry:\n%s", diff)
	}
	if ls, err := b.Letters(ctx, q.ID, 10); err != nil || len(ls) != 1 || !ls[0].Auto {
		t.Errorf("messages %+v, %v", ls, err)
	}
	if raw, err := b.Raw(ctx, l.ID); err != nil || string(raw) != "raw \x00\xff bytes" {
		t.Errorf("raw %q, %v", raw, err)
	}
	// New rows go on counting.
	last, err := b.LastChange(ctx)
	if err != nil {
		t.Fatal(err)
	}
	write(t, b, func(ctx context.Context, tx *store.Tx) error {
		return tx.AddChange(ctx, &xunpan.Change{Actor: xunpan.TheDesk, Object: "x", What: "y"})
	})
	if next, err := b.LastChange(ctx); err != nil || next <= last {
		t.Errorf("change %d after %d, %v", next, last, err)
	}
	// And back over what is there.
	if err := b.Backup(ctx, &second, noon, nil); err != nil {
		t.Fatal(err)
	}
	if err := a.Restore(ctx, &second, noon, true, nil); err != nil {
		t.Fatal(err)
	}
	if got, err := a.Inquiry(ctx, q.ID); err != nil || !cmp.Equal(*q, got) {
		t.Errorf("there and back: %+v, %v", got, err)
	}
}
