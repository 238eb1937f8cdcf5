package flow

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"image"
	_ "image/jpeg" // pictures of products
	"image/png"
	"net/http"
	"path"
	"strings"
	"sync"

	"golang.org/x/image/draw"

	"xunpan"
	"xunpan/internal/store"
)

// Limits of files of the house.
const (
	MaxAsset  = 10 << 20   // bytes
	maxPixels = 25_000_000 // of a picture, as many as papers take
	// ThumbSize is the longer side of a small picture, in pixels.
	ThumbSize = 320
)

// officeKinds are documents in zip containers, by a member that only they have.
var officeKinds = map[string]string{
	"xl/workbook.xml":   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

// KindOf is the media type of a file by its content: PNG and JPEG pictures, PDF,
// and the documents of Word and Excel without macros; "" for all else, which
// does not come into the house's files.
func KindOf(data []byte) string {
	switch kind := http.DetectContentType(data); kind {
	case "image/png", "image/jpeg", "application/pdf":
		return kind
	case "application/zip":
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return ""
		}
		found := ""
		for _, f := range z.File {
			if strings.HasSuffix(strings.ToLower(f.Name), "vbaproject.bin") {
				return ""
			}
			found = orElse(found, officeKinds[f.Name])
		}
		return found
	}
	return ""
}

func isPicture(kind string) bool { return kind == "image/png" || kind == "image/jpeg" }

// AddAsset keeps a file of the house: a picture, a data sheet, a certificate. A
// file that is there already is kept once.
func (d *Desk) AddAsset(ctx context.Context, who Who, name string, data []byte) (xunpan.Asset, error) {
	a := xunpan.Asset{ID: newID(), Name: path.Base(strings.ReplaceAll(name, `\`, "/")), Size: len(data), Kind: KindOf(data)}
	if err := cleanLine("file", &a.Name, 200); err != nil {
		return a, err
	}
	if a.Name == "" || a.Name == "." || a.Name == "/" {
		a.Name = "file"
	}
	switch {
	case len(data) == 0:
		return a, invalid("file", "The file %s is empty.", "文件 %s 是空的。", a.Name)
	case len(data) > MaxAsset:
		return a, invalid("file", "%s is larger than %d MB.", "%s 超过 %d MB。", a.Name, MaxAsset>>20)
	case a.Kind == "":
		return a, invalid("file", "%s is none of PNG, JPEG, PDF, Word (docx) or Excel (xlsx) without macros. Save it as one of these.", "%s 不是 PNG、JPEG、PDF、Word（docx）或 Excel（xlsx，无宏）文件，请另存为其中一种。", a.Name)
	}
	var small []byte
	if isPicture(a.Kind) {
		var err error
		if small, err = thumb(data); err != nil {
			return a, invalid("file", "The picture %s cannot be read; save it anew as PNG or JPEG, with at most 25 megapixels.", "图片 %s 无法读取，请重新保存为 PNG 或 JPEG（不超过 2500 万像素）。", a.Name)
		}
	}
	sum := sha256.Sum256(data)
	a.SHA256 = hex.EncodeToString(sum[:])
	err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanPrice); err != nil {
			return err
		}
		return tx.AddAsset(ctx, &a, data, small, userID(who.Actor))
	})
	return a, err
}

// scaling lets one picture be unpacked at a time: a large one needs a hundred
// megabytes.
var scaling sync.Mutex

// thumb is a small PNG of a picture, which is thereby shown to be one.
func thumb(data []byte) ([]byte, error) {
	scaling.Lock()
	defer scaling.Unlock()
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if c.Width <= 0 || c.Height <= 0 || c.Width > maxPixels/c.Height {
		return nil, image.ErrFormat
	}
	from, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	b := from.Bounds()
	w, h := b.Dx(), b.Dy()
	if longer := max(w, h); longer > ThumbSize {
		w, h = max(w*ThumbSize/longer, 1), max(h*ThumbSize/longer, 1)
	}
	to := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.ApproxBiLinear.Scale(to, to.Bounds(), from, b, draw.Src, nil)
	var out bytes.Buffer
	err = png.Encode(&out, to)
	return out.Bytes(), err
}
