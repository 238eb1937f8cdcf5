package world

import "xunpan/internal/lookup"

// ReadPage reads a page's bytes.
func ReadPage(body []byte, contentType string) (p lookup.Page) {
	readPage(&p, body, contentType)
	return p
}
