package price

// layout counts how many cartons go into a box laid out as a stevedore would:
// layers of one height, each floor in at most two blocks of which the second
// is turned, and what height is left filled with cartons lying another way.
// It is a count that surely fits, not always the best there is.
func layout(box Size, p *Packing) int64 {
	z := p.Size
	heights := [][3]int64{{z.H, z.L, z.W}}
	if !p.Upright {
		heights = append(heights, [3]int64{z.L, z.W, z.H}, [3]int64{z.W, z.L, z.H})
	}
	return stack(box.H, floors(box, heights), p.MaxLayers, len(heights))
}

// floor is one way to lay a layer.
type floor struct {
	height, cartons int64
}

func floors(box Size, heights [][3]int64) []floor {
	var list []floor
	for _, h := range heights {
		if n := pack(box.L, box.W, h[1], h[2]); n > 0 && h[0] <= box.H {
			list = append(list, floor{h[0], n})
		}
	}
	return list
}

// stack fills a height with layers. Each way is used once, as often as it
// fits or less by a few, so that the next may use the height that is left.
func stack(height int64, ways []floor, layers, depth int) int64 {
	var best int64
	if depth == 0 {
		return 0
	}
	for i, f := range ways {
		n := height / f.height
		if layers > 0 {
			n = min(n, int64(layers))
		}
		rest := make([]floor, 0, len(ways)-1)
		rest = append(append(rest, ways[:i]...), ways[i+1:]...)
		for k := n; k > 0 && k > n-4; k-- {
			count := k * f.cartons
			if left := layers - int(k); layers == 0 || left > 0 {
				count += stack(height-k*f.height, rest, max(left, 0), depth-1)
			}
			best = max(best, count)
		}
	}
	return best
}

// pack counts rectangles a × b on a floor in two blocks: columns the one way,
// then the rest the other way, cut along either side.
func pack(length, width, a, b int64) int64 {
	return max(columns(length, width, a, b), columns(length, width, b, a), columns(width, length, a, b), columns(width, length, b, a))
}

// mostColumns bounds the work for cartons of a few millimetres: beyond it only
// full and empty blocks are tried, which for such cartons loses nothing.
const mostColumns = 500

func columns(length, width, a, b int64) int64 {
	n := length / a
	best := n * (width / b)
	if n > mostColumns {
		return best
	}
	for k := range n {
		rest := length - k*a
		best = max(best, k*(width/b)+(rest/b)*(width/a))
	}
	return best
}
