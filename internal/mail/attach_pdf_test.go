package mail

import "testing"

// A PDF that only forbids printing opens without a password; one that has a
// user password does not. O and U were computed by an implementation of
// ISO 32000-2 7.6.4 other than this package's.
func TestPDFLocked(t *testing.T) {
	t.Parallel()
	const (
		id     = "<000102030405060708090a0b0c0d0e0f>"
		open   = "/O <b436d18e2c60441a6d8f6d46979c1641f305f91c030faaede3100e66b6daf3bb> /U <cde3de3c49515687f6eebd115ec55a6500000000000000000000000000000000>"
		secret = "/O <efecfca20761e6e447d16d65e2277349937d0650d26fba43ccaa77f0ec09b5cd> /U <d0f95a9ba80ef539c4c923d5d1d639ba00000000000000000000000000000000>"
	)
	file := func(dict string) []byte {
		return []byte("%PDF-1.4\n14 0 obj\n<<>>\nendobj\n4 0 obj\n<</Filter /Standard /V 2 /R 3 /Length 128 /P -44 " + dict + ">>\nendobj\ntrailer\n<</Encrypt 4 0 R /ID [" + id + id + "]>>\n%%EOF")
	}
	for _, c := range []struct {
		name string
		data []byte
		want bool
	}{
		{"owner's only", file(open), false},
		{"user's", file(secret), true},
		{"no such object", []byte("%PDF-1.4\ntrailer\n<</Encrypt 9 0 R>>\n%%EOF"), true},
		{"in place", []byte("%PDF-1.4\ntrailer\n<</Encrypt<</R 9>>>>\n%%EOF"), true},
		{"public key", []byte("%PDF-1.4\ntrailer\n<</Encrypt<</Filter/Adobe.PubSec>>>>\n%%EOF"), true},
		{"none", []byte("%PDF-1.4\n<</EncryptMetadata false>>\n%%EOF"), false},
		{"cut", []byte("/Encrypt"), false},
		{"cut reference", []byte("/Encrypt 1 0 R"), true},
	} {
		if got := pdfLocked(c.data); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
	if s := string(pdfString([]byte(`(a\)\(b(c)\053\n)`))); s != "a)(b(c)+\n" {
		t.Errorf("string %q", s)
	}
}
