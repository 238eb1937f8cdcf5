package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
)

// A picture is drawn out of a few shapes, each with its distance from a point:
// negative inside. Points lie in a square from -1 to 1.

type shape func(x, y float64) float64

func box(cx, cy, w, h, round float64) shape {
	return func(x, y float64) float64 {
		dx, dy := math.Abs(x-cx)-w+round, math.Abs(y-cy)-h+round
		return math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - round
	}
}

func disc(cx, cy, r float64) shape {
	return func(x, y float64) float64 { return math.Hypot(x-cx, y-cy) - r }
}

// ring is what lies near the edge of a shape.
func ring(s shape, w float64) shape {
	return func(x, y float64) float64 { return math.Abs(s(x, y)) - w }
}

// layer is a shape in a colour that goes from one at its top to another at its
// bottom.
type layer struct {
	shape    shape
	top, low color.RGBA
}

var (
	housing = color.RGBA{0x3a, 0x3f, 0x47, 255}
	edge    = color.RGBA{0x1f, 0x23, 0x29, 255}
	silver  = color.RGBA{0xc9, 0xce, 0xd6, 255}
	steel   = color.RGBA{0x8d, 0x95, 0xa1, 255}
	glow    = color.RGBA{0xff, 0xf6, 0xd8, 255}
	warm    = color.RGBA{0xff, 0xdf, 0x94, 255}
	cell    = color.RGBA{0x16, 0x2c, 0x57, 255}
	sky     = color.RGBA{0x2a, 0x4c, 0x8a, 255}
)

// leds is a field of light points.
func leds(cx, cy, w, h float64, nx, ny int, r float64) (out []layer) {
	for i := range nx {
		for k := range ny {
			x, y := cx-w+2*w*(float64(i)+.5)/float64(nx), cy-h+2*h*(float64(k)+.5)/float64(ny)
			out = append(out, layer{disc(x, y, r), glow, warm})
		}
	}
	return out
}

// Drawings are the pictures there are, by name.
var Drawings = map[string]func() []byte{
	"flood": drawing(append([]layer{{box(0, .62, .5, .16, .08), steel, edge}, {box(0, -.1, .72, .58, .1), housing, edge}, {box(0, -.1, .6, .46, .04), silver, steel}}, leds(0, -.1, .55, .4, 8, 6, .045)...)),
	"street": drawing(append([]layer{{box(.74, .3, .12, .62, .05), steel, edge}, {box(-.05, -.3, .86, .22, .16), housing, edge}, {box(-.2, -.22, .56, .1, .05), silver, steel}},
		leds(-.2, -.22, .52, .08, 10, 2, .032)...)),
	"highbay": drawing([]layer{{box(0, -.74, .12, .14, .05), steel, edge}, {box(0, -.45, .3, .2, .06), housing, edge}, {disc(0, .12, .72), housing, edge}, {ring(disc(0, .12, .5), .09), glow, warm}, {disc(0, .12, .28), silver, steel}}),
	"panel":   drawing([]layer{{box(0, 0, .8, .8, .03), silver, steel}, {box(0, 0, .73, .73, .01), glow, warm}}),
	"wall":    drawing([]layer{{box(0, -.78, .5, .14, .1), glow, warm}, {box(0, .78, .5, .14, .1), warm, glow}, {box(0, 0, .34, .7, .06), housing, edge}, {box(0, 0, .2, .6, .03), edge, housing}}),
	"solar": drawing(append([]layer{{box(0, .55, .1, .42, .04), steel, edge}, {box(0, -.3, .85, .42, .04), silver, steel}, {box(0, -.3, .8, .37, .02), sky, cell}, {box(0, .24, .4, .09, .04), housing, edge}},
		leds(0, .24, .36, .05, 8, 1, .03)...)),
	"tube": drawing([]layer{{box(0, 0, .92, .12, .12), glow, warm}, {box(-.84, 0, .1, .13, .04), silver, steel}, {box(.84, 0, .1, .13, .04), silver, steel}}),
	"bulb": drawing([]layer{{disc(0, -.22, .52), glow, warm}, {box(0, .3, .24, .2, .05), silver, steel}, {box(0, .6, .2, .16, .05), steel, edge}}),
}

// drawn is the side of a picture in pixels.
const drawn = 480

// drawing draws layers on white as PNG.
func drawing(layers []layer) func() []byte {
	return func() []byte {
		img := image.NewRGBA(image.Rect(0, 0, drawn, drawn))
		const soft = 2.0 / drawn // edges are a pixel soft
		for py := range drawn {
			for px := range drawn {
				x, y := (float64(px)+.5)/drawn*2.2-1.1, (float64(py)+.5)/drawn*2.2-1.1
				c := [3]float64{255, 255, 255}
				shade := 1 - .1*math.Exp(-8*max(math.Hypot(x, (y-.92)*5)-.3, 0)) // what it stands on
				for i := range c {
					c[i] *= shade
				}
				for _, l := range layers {
					a := min(max(.5-l.shape(x, y)/soft, 0), 1)
					if a == 0 {
						continue
					}
					t := (y + 1) / 2
					for i, v := range [3][2]uint8{{l.top.R, l.low.R}, {l.top.G, l.low.G}, {l.top.B, l.low.B}} {
						c[i] += a * (float64(v[0])*(1-t) + float64(v[1])*t - c[i])
					}
				}
				img.SetRGBA(px, py, color.RGBA{uint8(c[0]), uint8(c[1]), uint8(c[2]), 255})
			}
		}
		var b bytes.Buffer
		_ = png.Encode(&b, img) // a buffer takes all
		return b.Bytes()
	}
}
