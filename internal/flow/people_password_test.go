package flow

import (
	"context"
	"errors"
	"net/netip"
	"path/filepath"
	"testing"

	"github.com/alexedwards/argon2id"

	"xunpan"
	"xunpan/internal/store"
)

// TestEverybodyIsHashed: an address without an account costs as much hashing as
// one with. It must not run beside others, since it fills the line of those who
// wait to be hashed: only who gets into that line notices.
func TestEverybodyIsHashed(t *testing.T) {
	ctx := context.Background()
	s, err := store.Open(ctx, store.Config{Path: filepath.Join(t.TempDir(), "xunpan.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	d := &Desk{Store: s}
	if _, err := d.AddUser(ctx, Who{Actor: xunpan.TheDesk}, NewUser{Email: "ann@haiwan.example", Password: "lamps over Santos", Role: xunpan.Owner}); err != nil {
		t.Fatal(err)
	}
	for range cap(inLine) {
		inLine <- struct{}{}
	}
	for _, email := range []string{"ann@haiwan.example", "nobody@haiwan.example"} {
		if _, err := d.SignIn(ctx, email, "a wrong password", Visit{IP: netip.MustParseAddr("192.0.2.1")}); !errors.Is(err, ErrCrowded) {
			t.Errorf("%s was not hashed: %v", email, err)
		}
	}
	for range cap(inLine) {
		<-inLine
	}
	params, _, _, err := argon2id.DecodeHash(nobody)
	if err != nil || *params != *hashing {
		t.Errorf("nobody's password is hashed by %+v, all others by %+v, %v", params, hashing, err)
	}
}

// TestHashingIsBounded: no more than two passwords are hashed at a time.
func TestHashingIsBounded(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	entered, leave, done := make(chan struct{}), make(chan struct{}), make(chan error)
	for range 2 {
		go func() {
			done <- hashed(ctx, func() error { entered <- struct{}{}; <-leave; return nil })
		}()
	}
	<-entered
	<-entered
	cancel() // a third one who need not wait would get in
	if err := hashed(ctx, func() error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("a third one got in: %v", err)
	}
	close(leave)
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
