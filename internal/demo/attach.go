package demo

import (
	"archive/zip"
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"path"
	"strings"
)

// file draws or packs an attachment from what the letter says of it.
func (p *part) file() (media string, content []byte, err error) {
	switch ext := strings.ToLower(path.Ext(p.name)); ext {
	case ".pdf":
		return "application/pdf", pdf(strings.Split(strings.TrimSpace(p.text), "\n")), nil
	case ".png":
		content, err = picture(p.name)
		return "image/png", content, err
	case ".zip":
		content, err = archive(p.text)
		return "application/zip", content, err
	case ".htm", ".html":
		return "text/html", []byte(p.text), nil
	case ".csv":
		return "text/csv", []byte(p.text), nil
	case ".vcf":
		return "text/vcard", []byte(crlf(p.text)), nil
	default:
		return "", nil, fmt.Errorf("attachment %q: no way to make a %q", p.name, ext)
	}
}

// pdf is one page with the lines on it, ASCII only.
func pdf(lines []string) []byte {
	var page strings.Builder
	page.WriteString("BT /F1 11 Tf 16 TL 60 780 Td\n")
	for _, l := range lines {
		fmt.Fprintf(&page, "(%s) Tj T*\n", strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(l))
	}
	page.WriteString("ET")
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", page.Len(), page.String()),
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var places []int
	for i, o := range objects {
		places = append(places, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

// picture is a lamp's cone of light in a colour that the name decides.
func picture(name string) ([]byte, error) {
	const width, height = 160, 96
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	h := hash(name)
	lamp := color.RGBA{uint8(40 + h%60), uint8(60 + h>>8%60), uint8(90 + h>>16%80), 255}
	for y := range height {
		for x := range width {
			away := max(x-width/2, width/2-x)
			c := color.RGBA{244, 246, 248, 255}
			switch {
			case y < 20 && away < 30:
				c = lamp
			case y >= 20 && away < 30+(y-20)*2/3:
				glow := uint8(max(0, 110-y))
				c = color.RGBA{255, 240, 245 - glow, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil, fmt.Errorf("picture %q: %w", name, err)
	}
	return b.Bytes(), nil
}

// archive packs one harmless file; its name stands in the first line, its
// content below.
func archive(text string) ([]byte, error) {
	name, content, _ := strings.Cut(text, "\n")
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
	if err == nil {
		_, err = f.Write([]byte(content))
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("archive with %q: %w", name, err)
	}
	return b.Bytes(), nil
}
