package web

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/a-h/templ"

	"xunpan"
)

var fileIcons = map[xunpan.FileKind]string{
	xunpan.FilePDF: "file-text", xunpan.FileDocument: "file-text", xunpan.FileText: "file-text",
	xunpan.FileSheet: "table-2", xunpan.FileImage: "image", xunpan.FileMedia: "image",
	xunpan.FileArchive: "file-archive", xunpan.FileMessage: "mail", xunpan.FileHTML: "file-code", xunpan.FileSVG: "file-code",
}

// fileIcon is the icon of an attachment; danger has one of its own.
func fileIcon(f FileView) string {
	if f.Danger != "" {
		return "octagon-alert"
	}
	if icon, ok := fileIcons[f.Kind]; ok {
		return icon
	}
	return "file"
}

// pieces writes a text with its marks. It is no template, since every space
// between the pieces would show.
func pieces(t *T, all []Piece, inert bool) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		for _, p := range all {
			if len(p.Ev) == 0 {
				writePiece(&b, t, p, inert)
				continue
			}
			numbers, axis := evNumbers(p.Ev), templ.EscapeString(string(p.Axis))
			fmt.Fprintf(&b, `<mark class="x-%s" data-ev="%s" tabindex="0">`, axis, numbers)
			writePiece(&b, t, p, inert)
			b.WriteString(`</mark>`)
			if p.Note != "" {
				fmt.Fprintf(&b, `<small class="note x-%s" data-ev="%s">%s</small>`, axis, numbers, templ.EscapeString(p.Note))
			}
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}

// writePiece writes words and, where they are a link, what it truly points to.
func writePiece(b *strings.Builder, t *T, p Piece, inert bool) {
	text := templ.EscapeString(p.Text)
	if p.Link == "" {
		b.WriteString(text)
		return
	}
	if inert {
		fmt.Fprintf(b, `<span class="dead" title="%s">%s</span>`, templ.EscapeString(t.Say("link.dead")), text)
	} else {
		// URL lets http, https, mailto and tel through and nothing else.
		href := templ.EscapeString(string(templ.URL(p.Link)))
		fmt.Fprintf(b, `<a href="%s" target="_blank" rel="noopener noreferrer nofollow">%s</a>`, href, text)
	}
	if p.Target != "" {
		fmt.Fprintf(b, `<small class="target">%s</small>`, templ.EscapeString(p.Target))
	}
}
