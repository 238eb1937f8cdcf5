package lookup

import "math/bits"

// sieve holds for many keys which letters each has, so that those a label could
// be a twin of are found without a look at the others: a twin has the key's
// letters, all but those that slipped. 64 keys are counted at once.
type sieve struct {
	blocks []sieveBlock
	used   uint64 // letters that some key has
}

// sieveBlock is 64 keys, one a bit.
type sieveBlock struct {
	has   [letterBits]uint64 // the keys that have the letter
	slips [3]uint64          // the keys that may miss so many letters or more
}

// maxSlips is the most letters that a key may miss.
const maxSlips = 2

func (s *sieve) add(i int, letters uint64, slips int) {
	if i/64 == len(s.blocks) {
		s.blocks = append(s.blocks, sieveBlock{})
	}
	b, bit := &s.blocks[i/64], uint64(1)<<(i%64)
	s.used |= letters
	for ; letters != 0; letters &= letters - 1 {
		b.has[bits.TrailingZeros64(letters)] |= bit
	}
	for n := 0; n <= min(slips, maxSlips); n++ {
		b.slips[n] |= bit
	}
}

// pass returns the keys of a block that miss no more letters than they may in
// a label without the absent letters.
func (b *sieveBlock) pass(absent []uint8) uint64 {
	var one, two, more uint64 // bits of each key's count of letters missing
	for _, c := range absent {
		m := b.has[c&(letterBits-1)]
		carry := one & m
		one ^= m
		more |= two & carry
		two ^= carry
	}
	// Only the keys that may miss one are asked for one, and so on.
	none := ^(one | two | more)
	return none&b.slips[0] | one&^two&^more&b.slips[1] | two&^one&^more&b.slips[2]
}

// absent lists the letters of some key that a label has not.
func (s *sieve) absent(label uint64, buf *[letterBits]uint8) []uint8 {
	out := buf[:0]
	for m := s.used &^ label; m != 0; m &= m - 1 {
		out = append(out, uint8(bits.TrailingZeros64(m)))
	}
	return out
}
