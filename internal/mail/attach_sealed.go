package mail

import (
	"bytes"

	"xunpan"
)

// Object identifiers of CMS contents (RFC 5652) in DER.
var (
	oidSigned     = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}
	oidEnveloped  = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x03}
	oidAuthorized = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x17}
	oidData       = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01}
)

// unwrapSigned reads application/pkcs7-mime: opaque-signed content is read like
// the message itself, encrypted content is told. It reports whether the part
// needs no further looking at.
func (b *builder) unwrapSigned(p *part) (pieces []piece, ok bool) {
	data := b.r.decode(p, lookSize)
	head := data[:min(len(data), 64)]
	switch {
	case bytes.Contains(head, oidEnveloped), bytes.Contains(head, oidAuthorized), p.ctype.get("smime-type") == "enveloped-data":
		b.seal(p.where)
		return nil, false
	case !bytes.Contains(head, oidSigned):
		return nil, false
	}
	content := signedContent(data)
	if content == nil {
		b.r.problem(xunpan.ProblemSealed, p.where, "The content is wrapped in a signature that could not be opened.")
		return nil, false
	}
	inner := part{where: p.where}
	inner.head, inner.body = partHead(content, b.r.opt.MaxFields)
	pieces = b.walk(&inner, b.r.opt.MaxDepth/2)
	b.r.kept.file(b.m, p, data)
	b.m.Files = append(b.m.Files, xunpan.File{Name: p.fileName(""), Declared: p.media, Kind: xunpan.FileSignature, Size: int64(len(data))})
	return pieces, true
}

// signedContent finds the content inside SignedData: the octet string that
// follows the identifier of plain data. Mailers write it whole, or in chunks
// of indefinite length.
func signedContent(data []byte) []byte {
	i := bytes.Index(data, append([]byte{0x06, byte(len(oidData))}, oidData...))
	if i < 0 {
		return nil
	}
	data = data[i+2+len(oidData):]
	// [0] EXPLICIT, then the string itself.
	body, ok := berBody(data, 0xa0)
	if !ok {
		return nil
	}
	if whole, ok := berBody(body, 0x04); ok {
		return whole
	}
	chunks, ok := berBody(body, 0x24)
	if !ok {
		return nil
	}
	var out []byte
	for len(chunks) > 0 {
		chunk, ok := berBody(chunks, 0x04)
		if !ok {
			break // the end of an indefinite length
		}
		out = append(out, chunk...)
		chunks = chunks[len(chunk)+berHead(chunks):]
	}
	return out
}

// berHead is the length of an element's tag and length octets; 0 if they make
// no sense.
func berHead(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	if b[1] < 0x80 {
		return 2
	}
	if n := 2 + int(b[1]&0x7f); n <= len(b) && n <= 6 {
		return n
	}
	return 0
}

// berBody returns the content of the element that b begins with, if it has the
// tag. Of an indefinite length it is all that follows.
func berBody(b []byte, tag byte) ([]byte, bool) {
	head := berHead(b)
	if head == 0 || b[0] != tag {
		return nil, false
	}
	if b[1] == 0x80 {
		return b[2:], true
	}
	size := int(b[1])
	if head > 2 {
		size = 0
		for _, c := range b[2:head] {
			size = size<<8 | int(c)
		}
	}
	if size < 0 || size > len(b)-head {
		return b[head:], tag != 0x04 // cut short
	}
	return b[head : head+size], true
}
