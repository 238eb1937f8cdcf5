package mail

import "xunpan"

// segment splits a body into blocks, in order and without gaps.
func segment(body string) []xunpan.Block {
	if body == "" {
		return nil
	}
	return []xunpan.Block{{Kind: xunpan.Fresh, End: len(body)}}
}
