package mail

import (
	"encoding/base64"
	"net/url"
	"strings"

	"xunpan"
)

// imageSource is where the picture of the tag being read comes from; "" if it
// is held back or leads nowhere.
func (p *pageWriter) imageSource() string {
	src := p.attr("src")
	if src == "" {
		for _, other := range [...]string{"srcset", "lowsrc", "dynsrc"} {
			if p.remote(p.attr(other)) {
				p.view.Remote++
				break
			}
		}
		return ""
	}
	return p.picture(src)
}

// picture is the address to write for a picture: of an inline one, of one in
// the HTML itself, or, if asked for, of one in the network. It counts what is
// held back.
func (p *pageWriter) picture(ref string) string {
	if startsFold(strings.TrimLeft(ref, " \t\n"), "data:") {
		return dataImage(ref)
	}
	ref = bareAddress(ref)
	if a := p.inlinePicture(ref); a != "" {
		return a
	}
	if p.own[ref] && ref != "" {
		return ref
	}
	target := p.remoteTarget(ref)
	if p.opt.Remote && target != "" && publicHost(target) {
		if p.opt.Proxy != "" {
			return p.opt.Proxy + url.QueryEscape(target)
		}
		return target
	}
	if p.remote(ref) {
		p.view.Remote++
	}
	return ""
}

// background is picture for backgrounds, which are shown only with the pictures
// of the network: without them no style has an address at all.
func (p *pageWriter) background(ref string) string {
	if startsFold(ref, "data:") {
		return ""
	}
	if addr := p.picture(ref); p.opt.Remote && !strings.HasPrefix(addr, "data:") {
		return strings.NewReplacer("(", "%28", ")", "%29").Replace(addr)
	}
	return ""
}

// inlinePicture is where the part that a reference means is served.
func (p *pageWriter) inlinePicture(ref string) string {
	if startsFold(ref, "cid:") {
		ref = "cid:" + strings.Trim(ref[len("cid:"):], "<> ")
	}
	places := p.pictures[ref]
	if len(places) == 0 {
		if plain, err := url.PathUnescape(ref); err == nil {
			places = p.pictures[plain]
		}
	}
	if len(places) == 0 {
		return ""
	}
	for _, i := range places {
		if i >= p.first { // of the same message rather than of one around it
			return p.address(i)
		}
	}
	return p.address(places[0])
}

// remoteTarget is the http or https address that a reference means, also one
// that goes through our proxy already; "" if it is none.
func (p *pageWriter) remoteTarget(ref string) string {
	if p.opt.Proxy != "" && strings.HasPrefix(ref, p.opt.Proxy) {
		if plain, err := url.QueryUnescape(ref[len(p.opt.Proxy):]); err == nil {
			ref = plain
		}
	}
	target, _ := safeTarget(ref, p.base)
	if !strings.HasPrefix(target, "http") {
		return ""
	}
	return target
}

// remote reports whether a reference leads to another machine: a page of the
// network, or a share ("\\host\x", "file://host/x").
func (p *pageWriter) remote(ref string) bool {
	ref = bareAddress(ref)
	scheme, rest := schemeOf(ref)
	switch scheme {
	case "http", "https", "ftp", "ws", "wss", "file":
		return true
	case "":
		return p.base != "" && ref != "" || strings.HasPrefix(ref, "//") || strings.HasPrefix(ref, `\\`) || strings.HasPrefix(ref, `/\`) || startsFold(ref, "www.")
	}
	return strings.HasPrefix(rest, "//") && !startsFold(ref, "data:")
}

// remoteAttrs are the attributes by which elements fetch something.
var remoteAttrs = nameSet("src poster data background lowsrc dynsrc srcset")

// countRemote counts what an element that is left out would have fetched.
func (p *pageWriter) countRemote(name string) {
	if name == "script" {
		return
	}
	href := name == "link" || name == "image" || name == "use" || name == "feimage"
	srcset := false
	for i := range p.attrs {
		a := &p.attrs[i]
		fetches := remoteAttrs[a.key] || href && (a.key == "href" || a.key == "xlink:href")
		if !fetches || !p.remote(a.val) || srcset && a.key == "src" {
			continue
		}
		srcset = srcset || a.key == "srcset"
		p.view.Remote++
	}
	if name == "link" {
		p.dropped(droppedSheet)
	}
}

// embedded is a picture as a data: address; "" for one that not every browser
// shows, or that is no picture.
func embedded(data []byte) string {
	if len(data) > maxPictures/4*3 {
		return ""
	}
	return dataImage("data:" + servedMedia(xunpan.FileImage, "", data) + ";base64," + base64.StdEncoding.EncodeToString(data))
}

// dataImage spells a picture that stands in the HTML itself; "" if it is none,
// or a drawing, which may hold script.
func dataImage(ref string) string {
	ref = strings.Map(func(c rune) rune {
		if c <= ' ' {
			return -1
		}
		return c
	}, ref)
	head, body, ok := strings.Cut(ref, ",")
	if !ok || len(ref) > maxPictures {
		return ""
	}
	head = strings.ToLower(head)
	switch head {
	case "data:image/png;base64", "data:image/gif;base64", "data:image/jpeg;base64", "data:image/webp;base64":
	case "data:image/jpg;base64":
		head = "data:image/jpeg;base64"
	default:
		return ""
	}
	if plain, err := url.PathUnescape(body); err == nil {
		body = plain
	}
	if body == "" {
		return ""
	}
	if _, err := base64.StdEncoding.DecodeString(body); err != nil {
		return ""
	}
	return head + "," + body
}
