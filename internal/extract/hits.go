package extract

// hitIndex finds the hits that begin at a token.
type hitIndex struct {
	hits  []hit
	start []int32   // by token: index of its first hit; the next token's entry ends it
	some  []uint64  // by token: a bit for each group that begins there, by number modulo 64; most questions end here
	all   [4]uint64 // a bit for each group that was found at all, by number modulo 256
}

// has reports whether a hit of the group may be there: most groups are not in
// a mail, and what reads them need not look through its hits.
func (x *hitIndex) has(group int16) bool {
	return group >= 0 && x.all[group>>6&3]>>(group&63)&1 != 0
}

// with returns all hits if some may be of one of the groups.
func (x *hitIndex) with(groups ...int16) []hit {
	for _, g := range groups {
		if x.has(g) {
			return x.hits
		}
	}
	return nil
}

// reset makes room for n tokens.
func (x *hitIndex) reset(n int) {
	x.hits = x.hits[:0]
	if cap(x.start) < n+1 {
		x.start = make([]int32, n+1, n+n/2+1)
		x.some = make([]uint64, n+1, n+n/2+1)
	}
	x.start, x.some = x.start[:n+1], x.some[:n+1]
	clear(x.some)
	x.all = [4]uint64{}
}

// at returns the hit of the group that begins at token i, or nil.
func (x *hitIndex) at(i int, group int16) *hit {
	if uint(i) >= uint(len(x.some)) || x.some[i]&(1<<(uint(group)&63)) == 0 || group < 0 || i+1 >= len(x.start) {
		return nil
	}
	for h := x.start[i]; h < x.start[i+1]; h++ {
		if x.hits[h].group == group {
			return &x.hits[h]
		}
	}
	return nil
}

// within returns the first hit of the group beginning in tokens [from,to), or nil.
func (x *hitIndex) within(from, to int, group int16) *hit {
	if from < 0 || from >= len(x.start) || !x.has(group) {
		return nil
	}
	if to >= len(x.start) {
		to = len(x.start) - 1
	}
	for h := x.start[from]; h < x.start[to]; h++ {
		if x.hits[h].group == group {
			return &x.hits[h]
		}
	}
	return nil
}
