package mail

import (
	"encoding/binary"
	"unsafe"
)

// odd reports whether a byte of a header is a control (but tab) or beyond ASCII.
func odd(c byte) bool { return c < ' ' && c != '\t' || c >= 0x7f }

// hasOdd reports whether s holds an odd byte. Eight bytes are looked at at once.
func hasOdd(s string) bool {
	b := unsafe.Slice(unsafe.StringData(s), len(s))
	i := 0
	for ; i+8 <= len(b); i += 8 {
		x := binary.LittleEndian.Uint64(b[i:])
		if (x|below(x, ' ')|equal(x, 0x7f))&highBits == 0 {
			continue
		}
		for _, c := range b[i : i+8] {
			if odd(c) {
				return true
			}
		}
	}
	for ; i < len(b); i++ {
		if odd(b[i]) {
			return true
		}
	}
	return false
}

// Arithmetic on eight bytes in one word: the high bit of the result tells
// whether any byte has the property.
const (
	highBits = 0x8080808080808080
	lowBits  = 0x0101010101010101
)

// below marks bytes smaller than n, equal those that are n. The lowest mark is
// exact; marks above it may be false.
func below(x uint64, n uint64) uint64 { return (x - lowBits*n) &^ x & highBits }

func equal(x uint64, n uint64) uint64 { return below(x^lowBits*n, 1) }

// trimBlanks takes spaces and tabs off both ends.
func trimBlanks(b []byte) []byte {
	for len(b) > 0 && (b[0] == ' ' || b[0] == '\t') {
		b = b[1:]
	}
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == '\t') {
		b = b[:len(b)-1]
	}
	return b
}
