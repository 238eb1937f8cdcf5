// Package seal encrypts what must not be read in the database: mailbox
// passwords, tokens, webhook secrets. The key stands outside the database, so a
// stolen backup opens nothing. Pure but for the random numbers it needs.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

// version is the first byte of everything sealed, so that the way of sealing
// can change.
const version = 1

// Box seals and opens with one key. It is safe for concurrent use.
type Box struct{ aead cipher.AEAD }

// New makes a box of a key of KeySize random bytes.
func New(key []byte) (*Box, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("the secret key has %d bytes, it must have %d", len(key), KeySize)
	}
	derived, err := hkdf.Key(sha256.New, key, nil, "xunpan seal 1", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(derived)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &Box{aead}, nil
}

// NewKey is a new key in the form ParseKey reads.
func NewKey() string {
	key := make([]byte, KeySize)
	_, _ = rand.Read(key) // never fails since Go 1.24
	return base64.StdEncoding.EncodeToString(key)
}

// ParseKey reads a key written in base64.
func ParseKey(text string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) != KeySize {
		return nil, fmt.Errorf("the secret key is not %d bytes in base64", KeySize)
	}
	return key, nil
}

// Seal encrypts a secret for one place, such as "mailbox/0190…": what was
// sealed for one place does not open at another.
func (b *Box) Seal(place string, secret []byte) []byte {
	return b.aead.Seal([]byte{version}, nil, secret, []byte(place))
}

// ErrSealed says that a secret cannot be opened: another key sealed it, or it
// was damaged or moved.
var ErrSealed = errors.New("a stored secret does not open with the present secret key; enter it again, or start with the key it was sealed with")

// Open is the inverse of Seal.
func (b *Box) Open(place string, sealed []byte) ([]byte, error) {
	if len(sealed) < 1 || sealed[0] != version {
		return nil, ErrSealed
	}
	secret, err := b.aead.Open(nil, nil, sealed[1:], []byte(place))
	if err != nil {
		return nil, ErrSealed
	}
	return secret, nil
}
