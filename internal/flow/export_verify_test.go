package flow

import "xunpan"

// Weigh is weigh for the cases.
func (r *Reader) Weigh(f *xunpan.Facts, w *xunpan.World) xunpan.Assessment { return r.weigh(f, w) }
