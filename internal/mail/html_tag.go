package mail

// tag is an HTML element that matters to the text; all others are tagOther.
type tag uint8

const (
	tagOther tag = iota
	tagInline
	tagA
	tagArea
	tagBase
	tagBlock
	tagBlockquote
	tagBody
	tagBr
	tagButton
	tagFont
	tagForm
	tagHeading
	tagHr
	tagImg
	tagInput
	tagLi
	tagMeta
	tagOl
	tagOption
	tagP
	tagPre
	tagRaw
	tagScript
	tagStyle
	tagTable
	tagTd
	tagTitle
	tagTr
	tagUl
	tagVoid
)

// tagOf names the element of a lower-case tag name.
func tagOf(name []byte) tag {
	switch string(name) {
	case "a":
		return tagA
	case "span", "b", "strong", "i", "em", "u", "small", "label", "sup", "sub", "s", "code", "cite", "abbr":
		return tagInline
	case "td", "th":
		return tagTd
	case "tr":
		return tagTr
	case "table":
		return tagTable
	case "p":
		return tagP
	case "br":
		return tagBr
	case "div", "center", "section", "article", "header", "footer", "main", "aside", "nav", "dl", "dt", "dd",
		"address", "fieldset", "figure", "figcaption", "details", "summary", "caption", "html", "legend":
		return tagBlock
	case "img":
		return tagImg
	case "font":
		return tagFont
	case "li":
		return tagLi
	case "ul", "menu", "dir":
		return tagUl
	case "ol":
		return tagOl
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return tagHeading
	case "blockquote":
		return tagBlockquote
	case "body":
		return tagBody
	case "pre", "listing", "plaintext":
		return tagPre
	case "style":
		return tagStyle
	case "script":
		return tagScript
	case "title":
		return tagTitle
	case "xml", "iframe", "noframes", "noembed", "object", "svg", "math", "template":
		return tagRaw
	case "form":
		return tagForm
	case "input":
		return tagInput
	case "button":
		return tagButton
	case "option":
		return tagOption
	case "meta":
		return tagMeta
	case "base":
		return tagBase
	case "area":
		return tagArea
	case "hr":
		return tagHr
	case "col", "link", "embed", "source", "track", "wbr", "param", "keygen", "!doctype", "frame", "bgsound", "basefont":
		return tagVoid
	}
	return tagOther
}

// void reports whether the element never has an end tag.
func (t tag) void() bool {
	switch t {
	case tagArea, tagBase, tagBr, tagHr, tagImg, tagInput, tagMeta, tagVoid:
		return true
	}
	return false
}

// block reports whether the element begins and ends a line.
func (t tag) block() bool {
	switch t {
	case tagBlock, tagBlockquote, tagBody, tagForm, tagHeading, tagLi, tagOl, tagP, tagPre, tagTable, tagTr, tagUl:
		return true
	}
	return false
}

// structural reports whether an end tag of another kind may not reach past it.
func (t tag) structural() bool {
	return t == tagTd || t == tagTr || t == tagTable || t == tagBody
}

// attrs holds the attributes that matter, as written.
type attrs struct {
	href, src, style, class, id, typ, alt, action string
	value, content, equiv, color, bgcolor, cite   string
	backdrop, start                               string
	hidden, handler                               bool
}

// set keeps the attribute if it matters. The name is as written.
func (a *attrs) set(name, value string) {
	switch len(name) {
	case 2:
		if foldEqual(name, "id") {
			a.id = value
		}
	case 3:
		switch name[0] | 0x20 {
		case 's':
			if foldEqual(name, "src") {
				a.src = value
			}
		case 'a':
			if foldEqual(name, "alt") {
				a.alt = value
			}
		}
	case 4:
		switch name[0] | 0x20 {
		case 'h':
			if foldEqual(name, "href") {
				a.href = value
			}
		case 't':
			if foldEqual(name, "type") {
				a.typ = value
			}
		case 'c':
			if foldEqual(name, "cite") {
				a.cite = value
			}
		}
	case 5:
		switch name[0] | 0x20 {
		case 's':
			if foldEqual(name, "style") {
				a.style = value
			} else if foldEqual(name, "start") {
				a.start = value
			}
		case 'c':
			if foldEqual(name, "class") {
				a.class = value
			} else if foldEqual(name, "color") {
				a.color = value
			}
		case 'v':
			if foldEqual(name, "value") {
				a.value = value
			}
		}
	case 6:
		if foldEqual(name, "hidden") {
			a.hidden = true
		} else if foldEqual(name, "action") {
			a.action = value
		}
	case 7:
		if foldEqual(name, "bgcolor") {
			a.bgcolor = value
		} else if foldEqual(name, "content") {
			a.content = value
		}
	case 10:
		if foldEqual(name, "background") {
			a.backdrop = value
		} else if foldEqual(name, "http-equiv") {
			a.equiv = value
		} else if foldEqual(name, "formaction") {
			a.action = value
		}
	}
	if len(name) > 4 && name[0]|0x20 == 'o' && name[1]|0x20 == 'n' {
		a.handler = true
	}
}

// hasFold reports whether s contains the lower-case ASCII word in any case.
func hasFold(s, word string) bool {
	for i := 0; i+len(word) <= len(s); i++ {
		if s[i]|0x20 == word[0]|0x20 && foldEqual(s[i:i+len(word)], word) {
			return true
		}
	}
	return false
}
