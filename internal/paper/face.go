package paper

import (
	"embed"
	"encoding/binary"
	"fmt"
	"sync"
	"unicode"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed fonts/*.zst
var fontFiles embed.FS

// face is one font of the binary, unpacked when a document first needs it.
type face struct {
	name string // of its file, and in documents
	thin bool   // has no bold of its own: bold is drawn with a stroke
	load func() *loadedFace
}

// loadedFace is a font unpacked. It is safe for documents made at the same time.
type loadedFace struct {
	ttf  []byte
	font *sfnt.Font
	em   float64
	err  error
}

func newFace(name string, thin bool) *face {
	return &face{name, thin, sync.OnceValue(func() *loadedFace { return readFace(name) })}
}

func readFace(name string) *loadedFace {
	f := &loadedFace{em: 1000}
	packed, err := fontFiles.ReadFile("fonts/" + name + ".ttf.zst")
	if err == nil {
		var r *zstd.Decoder
		if r, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1)); err == nil {
			defer r.Close()
			f.ttf, err = r.DecodeAll(packed, nil)
		}
	}
	if err == nil {
		f.font, err = sfnt.Parse(f.ttf)
	}
	if err != nil {
		f.err = fmt.Errorf("reading the font %s: %w", name, err)
		return f
	}
	f.em = float64(f.font.UnitsPerEm())
	roundTables(f.ttf)
	return f
}

// roundTables makes the length of each table of a TrueType font a multiple of four,
// which its padding allows. The PDF writer would else write that padding anew into
// the bytes that documents made at the same time share.
func roundTables(ttf []byte) {
	const head, entry, length = 12, 16, 12
	for i := range int(binary.BigEndian.Uint16(ttf[4:])) {
		at := ttf[head+i*entry+length:]
		binary.BigEndian.PutUint32(at, (binary.BigEndian.Uint32(at)+3)&^3)
	}
}

// faces in the order they are asked for a character: regular and bold.
var faces = [...][2]*face{
	{newFace("NotoSans-Regular", false), newFace("NotoSans-Bold", false)},
	{newFace("NotoSansArabic-Regular", false), newFace("NotoSansArabic-Bold", false)},
	sameFace(newFace("NotoSansSC-Regular", true)),
}

func sameFace(f *face) [2]*face { return [2]*face{f, f} }

// glyph is how one character is drawn: by which font and how wide, in parts of
// the size of the letters.
type glyph struct {
	face    *face
	r       rune
	advance float64
}

// replacement stands for a character that no font has.
const replacement = '\uFFFD'

// glyphKey is a character in a weight.
type glyphKey struct {
	r    rune
	bold bool
}

// glyphs finds characters in the fonts, for one document.
type glyphs struct {
	buf     sfnt.Buffer
	found   map[glyphKey]glyph
	missing map[rune]bool
	err     error
}

func newGlyphs() *glyphs {
	return &glyphs{found: map[glyphKey]glyph{}, missing: map[rune]bool{}}
}

// of is how a character is drawn. What no font has is noted, and drawn as U+FFFD.
func (g *glyphs) of(r rune, bold bool) glyph {
	key := glyphKey{r, bold}
	if known, ok := g.found[key]; ok {
		return known
	}
	drawn, ok := g.search(r, bold)
	if unicode.Is(unicode.Devanagari, r) {
		g.missing[r] = true
	}
	if !ok {
		g.missing[r] = true
		drawn, _ = g.search(replacement, bold)
	}
	g.found[key] = drawn
	return drawn
}

func (g *glyphs) search(r rune, bold bool) (glyph, bool) {
	if r > 0xFFFF { // the PDF writer's fonts end there
		return glyph{}, false
	}
	weight := 0
	if bold {
		weight = 1
	}
	for _, pair := range faces {
		f := pair[weight]
		l := f.load()
		if l.err != nil {
			g.err = l.err
			return glyph{face: f, r: r}, true
		}
		index, err := l.font.GlyphIndex(&g.buf, r)
		if err != nil || index == 0 {
			continue
		}
		wide, err := l.font.GlyphAdvance(&g.buf, index, fixed.I(int(l.em)), font.HintingNone)
		if err != nil {
			continue
		}
		return glyph{f, r, float64(wide) / 64 / l.em}, true
	}
	return glyph{}, false
}
