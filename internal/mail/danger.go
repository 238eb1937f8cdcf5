package mail

import "xunpan"

// Dangers says why an attachment is dangerous, as far as its name and what was
// read of it tell; Open, which has its bytes, may know more.
func Dangers(f *xunpan.File) []xunpan.Text { return dangers(f, nil) }
