package seal

import (
	"bytes"
	"errors"
	"testing"
)

func TestSeal(t *testing.T) {
	t.Parallel()
	box := func() *Box {
		key, err := ParseKey(NewKey())
		if err != nil {
			t.Fatal(err)
		}
		b, err := New(key)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	b := box()
	secret := []byte("app password")
	sealed := b.Seal("mailbox/1", secret)
	if bytes.Contains(sealed, secret) {
		t.Error("the secret can be read")
	}
	if bytes.Equal(sealed, b.Seal("mailbox/1", secret)) {
		t.Error("the same secret looks the same twice")
	}
	if got, err := b.Open("mailbox/1", sealed); err != nil || !bytes.Equal(got, secret) {
		t.Errorf("opened %q, %v", got, err)
	}
	damaged := bytes.Clone(sealed)
	damaged[len(damaged)-1] ^= 1
	for name, open := range map[string]func() ([]byte, error){
		"another place": func() ([]byte, error) { return b.Open("mailbox/2", sealed) },
		"another key":   func() ([]byte, error) { return box().Open("mailbox/1", sealed) },
		"damaged":       func() ([]byte, error) { return b.Open("mailbox/1", damaged) },
		"cut":           func() ([]byte, error) { return b.Open("mailbox/1", sealed[:5]) },
		"empty":         func() ([]byte, error) { return b.Open("mailbox/1", nil) },
	} {
		if got, err := open(); !errors.Is(err, ErrSealed) {
			t.Errorf("%s: opened %q, %v", name, got, err)
		}
	}
}

func TestParseKey(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "short", "not base64!", "AAAA"} {
		if _, err := ParseKey(text); err == nil {
			t.Errorf("%q was taken for a key", text)
		}
	}
	if _, err := New(make([]byte, 16)); err == nil {
		t.Error("a key of 16 bytes was taken")
	}
}
