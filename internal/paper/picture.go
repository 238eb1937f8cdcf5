package paper

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"

	"xunpan"
)

// Limits of pictures: bytes of one, points of one, points of all of a document.
const (
	maxPictureBytes = 5 << 20
	maxPicture      = 25_000_000
	maxPictures     = 200_000_000
)

// pictureSide is how many points a picture has on paper at most, on its longer
// side: what printers show of a logo.
const pictureSide = 480

// picture is an image as it goes into a document: small, without transparency.
type picture struct {
	data          []byte
	name, kind    string // kind is "PNG" or "JPG"
	width, height int
}

// within is the size of the picture as large as it fits into a box.
func (p *picture) within(w, h float64) (float64, float64) {
	scale := min(w/float64(p.width), h/float64(p.height))
	return float64(p.width) * scale, float64(p.height) * scale
}

// pictures makes those of d.Images that the document shows ready.
func (d *Document) pictures() (map[xunpan.ID]*picture, error) {
	wanted := []xunpan.ID{d.Seller.Logo}
	for i := range d.Quotation.Extras {
		wanted = append(wanted, d.Quotation.Extras[i].Picture)
	}
	ready := map[xunpan.ID]*picture{}
	points := 0
	for _, id := range wanted {
		data, there := d.Images[id]
		if !there || ready[id] != nil {
			continue
		}
		if len(data) > maxPictureBytes {
			return nil, unfit(fmt.Sprintf("is larger than %d MB", maxPictureBytes>>20), fmt.Sprintf("超过 %d MB", maxPictureBytes>>20), id)
		}
		c, _, err := image.DecodeConfig(bytes.NewReader(data))
		if err != nil {
			return nil, unfit("is neither PNG nor JPEG", "既不是 PNG 也不是 JPEG", id)
		}
		points += c.Width * c.Height
		if c.Width < 1 || c.Height < 1 || c.Width > maxPicture/c.Height || points > maxPictures {
			return nil, unfit("has too many pixels", "像素过多", id)
		}
		p, err := shrink(data)
		if err != nil {
			return nil, unfit("cannot be read: it is damaged", "无法读取：文件已损坏", id)
		}
		p.name = string(id)
		ready[id] = p
	}
	return ready, nil
}

func unfit(en, zh string, id xunpan.ID) error {
	return &xunpan.Invalid{Field: "picture", Say: xunpan.Text{En: fmt.Sprintf("Picture %s %s. Put another one in its place.", id, en), Zh: fmt.Sprintf("图片 %s %s，请更换。", id, zh)}}
}

// shrink takes a picture to the size of paper, on white ground.
func shrink(data []byte) (*picture, error) {
	source, kind, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	size := source.Bounds().Size()
	w, h := size.X, size.Y
	if longer := max(w, h); longer > pictureSide {
		w, h = max(1, w*pictureSide/longer), max(1, h*pictureSide/longer)
	}
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(to, to.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(to, to.Bounds(), source, source.Bounds(), draw.Over, nil)
	p := &picture{kind: "PNG", width: w, height: h}
	var b bytes.Buffer
	if kind == "jpeg" {
		p.kind, err = "JPG", jpeg.Encode(&b, to, &jpeg.Options{Quality: 88})
	} else {
		err = png.Encode(&b, to)
	}
	p.data = b.Bytes()
	return p, err
}
