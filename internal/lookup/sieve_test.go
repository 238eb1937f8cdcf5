package lookup

import (
	"math/bits"
	"testing"
)

// TestSieve counts the letters missing key by key.
func TestSieve(t *testing.T) {
	t.Parallel()
	x := knownBrands()
	for _, name := range []string{"", "a", "paypal", "payapl", "rotterdamgroup", "unileverr", "abcdefghijklmnopqrstuvwxyz0123456789", "北京"} {
		var room [letterBits]uint8
		label := letters(name)
		absent := x.sieve.absent(label, &room)
		for i := range x.keys {
			missing := bits.OnesCount64(letters(x.keys[i].skel) &^ label)
			got := x.sieve.blocks[i/64].pass(absent)>>(i%64)&1 != 0
			if got != (missing <= x.keys[i].slips) {
				t.Errorf("%q, %s: passes %v with %d letters missing of %d", name, x.keys[i].text, got, missing, x.keys[i].slips)
			}
		}
	}
}
