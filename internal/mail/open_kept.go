package mail

import (
	"strings"

	"xunpan"
)

// kept is what Safe and Open ask of the reading of a mail besides the message:
// the HTML of its body, and where the bytes of its files lie. It is kept during
// that same reading, so that what is shown and numbered is what Parse tells.
// Parse goes without: all its methods do nothing on nil.
type kept struct {
	files   map[*xunpan.Message][]keptFile // beside Message.Files
	pieces  map[*xunpan.Message][]piece    // of the body, in order
	forward map[*xunpan.Message]innerMessage
}

// keptFile is where the bytes of one file lie: in a part, still encoded, or in
// data where it came out of a container.
type keptFile struct {
	p    *part
	data []byte
}

// readKept reads a mail like Parse, but for what Parse concludes from its text.
func readKept(raw []byte, opt Options) (*reader, *xunpan.Message) {
	r := newReader(opt)
	r.kept = &kept{
		files:   map[*xunpan.Message][]keptFile{},
		pieces:  map[*xunpan.Message][]piece{},
		forward: map[*xunpan.Message]innerMessage{},
	}
	return r, r.message(raw, 0)
}

// file is called for each file before it joins m.Files.
func (k *kept) file(m *xunpan.Message, p *part, data []byte) {
	if k != nil {
		k.files[m] = append(k.files[m], keptFile{p, data})
	}
}

// filesOf is called before the files of an inner message join those of m.
func (k *kept) filesOf(m, inner *xunpan.Message) {
	if k != nil {
		k.files[m] = append(k.files[m], k.files[inner]...)
	}
}

// body is called with the text parts of a message.
func (k *kept) body(m *xunpan.Message, pieces []piece) {
	if k != nil {
		k.pieces[m] = pieces
	}
}

// unfolded is called when an inner message is written into the body of m.
func (k *kept) unfolded(m *xunpan.Message, in innerMessage) {
	if k != nil {
		k.forward[m] = in
	}
}

// bytes decodes a kept file.
func (r *reader) bytes(f keptFile) []byte {
	if f.p == nil || len(f.p.body) == 0 {
		return f.data
	}
	return r.decode(f.p, r.opt.MaxRaw)
}

// page is one stretch of a mail's body as it is to be shown: HTML, or plain text.
type page struct {
	html, text string
	first      int // its message's files are those from here on
}

// pages lists what is to be shown of a message whose files begin at first.
func (k *kept) pages(m *xunpan.Message, first int) (all []page) {
	for _, pc := range k.pieces[m] {
		switch {
		case pc.source != "":
			all = append(all, page{html: pc.source, first: first})
		case pc.html == nil && !pc.beside && strings.TrimSpace(pc.text) != "":
			all = append(all, page{text: pc.text, first: first})
		}
	}
	if in, ok := k.forward[m]; ok {
		if head := summary(in.m); head != "" {
			all = append(all, page{text: head, first: first})
		}
		all = append(all, k.pages(in.m, first+in.file+1)...)
	}
	return all
}

// pictures lists, under each content id ("cid:…") and content location, the
// places in m.Files of the pictures that bear it.
func (k *kept) pictures(m *xunpan.Message) map[string][]int {
	all := map[string][]int{}
	for i, f := range k.files[m] {
		if m.Files[i].Kind != xunpan.FileImage || f.p == nil {
			continue
		}
		if id := strings.Trim(f.p.head.get("content-id"), "<> \t"); id != "" {
			all["cid:"+id] = append(all["cid:"+id], i)
		}
		if at := strings.TrimSpace(f.p.head.get("content-location")); at != "" {
			all[at] = append(all[at], i)
		}
	}
	return all
}
