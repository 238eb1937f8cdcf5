package price

import "github.com/govalues/decimal"

// Kind is a kind of container.
type Kind string

// The dry containers in common use.
const (
	GP20 Kind = "20GP"
	GP40 Kind = "40GP"
	HQ40 Kind = "40HQ"
	HQ45 Kind = "45HQ"
)

// Container is what goods are loaded into. Carriers' boxes differ by a few
// millimetres and some hundred kilograms; these are usual figures.
type Container struct {
	Kind    Kind
	Inner   Size  // millimetres
	Payload int64 // grams; roads often allow less
}

// Containers lists them from the smallest.
var Containers = []Container{
	{GP20, Size{5898, 2352, 2393}, 28_200_000},
	{GP40, Size{12032, 2352, 2393}, 26_700_000},
	{HQ40, Size{12032, 2352, 2698}, 26_500_000},
	{HQ45, Size{13556, 2352, 2698}, 27_600_000},
}

func containerOf(k Kind) (Container, bool) {
	for _, c := range Containers {
		if c.Kind == k {
			return c, true
		}
	}
	return Container{}, false
}

// usableShare of the inner volume is what hand-stowed cartons fill.
var usableShare = decimal.MustNew(88, 2)

// Limit is what keeps more from going into a container.
type Limit string

// The limits.
const (
	ByVolume Limit = "volume" // the usable share of the inner volume is full
	ByWeight Limit = "weight" // the payload is reached
	BySize   Limit = "size"   // cartons of this size leave gaps, or do not go in at all
)

// Fit is how many equal cartons go into one container.
type Fit struct {
	Kind     Kind
	ByVolume int64 // usable volume ÷ volume of a carton
	ByWeight int64 // payload ÷ gross weight of a carton
	BySize   int64 // as laid out in blocks and layers, turned as allowed
	Cartons  int64 // the least of the three
	Binds    Limit // which of them it is
}

// space is a container as the sheet allows it to be used.
type space struct {
	Container
	usable int64 // mm³
}

func (s *Shipping) space(b Container) space {
	if s.Payload > 0 {
		b.Payload = min(b.Payload, int64(s.Payload))
	}
	share := usableShare
	if !s.Usable.Fraction.IsZero() {
		share = s.Usable.Fraction
	}
	var c calc
	mm3, _, _ := c.mul(whole(b.Inner.mm3()), share).Floor(0).Int64(0)
	return space{b, mm3}
}

// fit loads one kind of carton. The least of the three bounds holds, so that
// what is promised goes in.
func (b *space) fit(p *Packing) Fit {
	f := Fit{Kind: b.Kind, ByVolume: b.usable / p.Size.mm3(), ByWeight: b.Payload / int64(p.Gross), BySize: layout(b.Inner, p)}
	f.Cartons, f.Binds = f.ByVolume, ByVolume
	if f.BySize < f.Cartons {
		f.Cartons, f.Binds = f.BySize, BySize
	}
	if f.ByWeight < f.Cartons {
		f.Cartons, f.Binds = f.ByWeight, ByWeight
	}
	return f
}

// Load is one item's part of a shipment.
type Load struct {
	Cartons int64
	CBM     Number // cubic metres
	Gross   Number // kilograms
	Net     Number // kilograms; zero if not known
	Fits    []Fit  // in the order of Containers
}

// Plan is how many containers of one kind a mixed load takes.
type Plan struct {
	Kind   Kind
	Count  int64
	Filled Number // containers' worth of cargo by what binds: 1.4 is one full and one at 40%
	Binds  Limit
}

// Loading is how the goods of a sheet are shipped.
//
// Mixed loads add up shares: a kind of carton of which 400 fill a container
// takes a quarter of one with 100. Weight is added up beside that, and the
// greater need holds. Small cartons might still find room in the gaps of large
// ones; that is the reserve of the heuristic.
type Loading struct {
	Items      []Load // as the items of the sheet; zero for one without packing
	Cartons    int64
	CBM        Number
	Gross      Number // kilograms
	Net        Number // kilograms; zero if any item's is not known
	WM         Number // freight tons: cubic metres or metric tons, whichever is more
	Chargeable Number // kilograms as air freight or courier, at the sheet's divisor
	Divisor    int    // cm³ per kilogram
	Plans      []Plan // one for each kind of container; Count is 0 where a carton does not go in
}

// Fits tells how many cartons of one kind each container takes, in the order
// of Containers.
func Fits(p Packing, s Shipping) ([]Fit, error) {
	var f faults
	p.check("packing", &f)
	s.check(&f)
	if err := f.err(); err != nil {
		return nil, err
	}
	var fits []Fit
	for _, b := range Containers {
		space := s.space(b)
		fits = append(fits, space.fit(&p))
	}
	return fits, nil
}

// cargo is the goods of a sheet as a shipper sees them.
type cargo struct {
	parts  []part
	spaces []space
	packed bool // every item's packing is known
}

// part is one item of the cargo.
type part struct {
	cartons int64
	volume  Number // m³
	gross   Number // kg
	charge  Number // kg by weight or volume, whichever is more; for sharing
	fits    []Fit
	rooms   []Number // containers' worth of each kind by volume and size; zero where a carton does not go in
}

// fill computes the rooms from the fits.
func (p *part) fill(c *calc) {
	p.rooms = make([]Number, len(p.fits))
	for k := range p.fits {
		if n := min(p.fits[k].ByVolume, p.fits[k].BySize); n > 0 {
			p.rooms[k] = c.div(whole(p.cartons), whole(n))
		}
	}
}

// limit is the payload in kilograms.
func (b *space) limit() Number { return decimal.MustNew(b.Payload, 3) }

var (
	cubicMetre = whole(1_000_000_000) // mm³
	kilogram   = whole(1000)          // g
)

func (s *Sheet) cargo(c *calc) cargo {
	g := cargo{packed: true, parts: make([]part, len(s.Items))}
	for _, b := range Containers {
		g.spaces = append(g.spaces, s.Shipping.space(b))
	}
	for i := range s.Items {
		it := &s.Items[i]
		if it.Packing == nil {
			g.packed = false
			continue
		}
		g.parts[i] = s.part(c, it, it.Quantity)
		for k := range g.spaces {
			g.parts[i].fits = append(g.parts[i].fits, g.spaces[k].fit(it.Packing))
		}
		g.parts[i].fill(c)
	}
	return g
}

// part is what a quantity of an item takes; its fits are left out.
func (s *Sheet) part(c *calc, it *Item, quantity Number) part {
	p := part{cartons: ceilCount(c.div(quantity, it.Packing.PerCarton))}
	n := whole(p.cartons)
	p.volume = c.div(c.mul(whole(it.Packing.Size.mm3()), n), cubicMetre)
	p.gross = c.div(c.mul(whole(int64(it.Packing.Gross)), n), kilogram)
	p.charge = p.gross.Max(c.div(c.mul(p.volume, whole(1_000_000)), whole(int64(s.Shipping.Divisor))))
	return p
}

// sum is what the parts come to together.
type sum struct {
	volume, gross, chargeable, wm Number
	cartons                       int64
}

func (g *cargo) sum(c *calc, s *Sheet) sum {
	t := sum{}
	for i := range g.parts {
		t.volume = c.add(t.volume, g.parts[i].volume)
		t.gross = c.add(t.gross, g.parts[i].gross)
		t.cartons += g.parts[i].cartons
	}
	t.finish(c, s)
	return t
}

// finish derives what is charged by from volume and weight. Air freight is
// charged by the half kilogram begun.
func (t *sum) finish(c *calc, s *Sheet) {
	t.wm = t.volume.Max(c.div(t.gross, whole(1000)))
	t.chargeable = chargeable(c, t.gross, volumeKG(c, t.volume, s.Shipping.Divisor))
}

// plan says how many containers of a kind the parts take.
func (g *cargo) plan(c *calc, k int) Plan {
	p := Plan{Kind: g.spaces[k].Kind, Binds: ByVolume}
	var room, weight, most Number
	for i := range g.parts {
		part := &g.parts[i]
		if part.cartons == 0 {
			continue
		}
		f := &part.fits[k]
		if f.Cartons == 0 {
			return Plan{Kind: p.Kind, Binds: f.Binds}
		}
		share := part.rooms[k]
		room = c.add(room, share)
		if f.BySize < f.ByVolume && share.Cmp(most) > 0 {
			p.Binds = BySize
		}
		most = most.Max(share)
		weight = c.add(weight, part.gross)
	}
	weight = c.div(weight, g.spaces[k].limit())
	p.Filled = room
	if weight.Cmp(room) > 0 {
		p.Filled, p.Binds = weight, ByWeight
	}
	p.Count = ceilCount(p.Filled)
	return p
}

func (g *cargo) loading(c *calc, s *Sheet) *Loading {
	t := g.sum(c, s)
	l := &Loading{Cartons: t.cartons, CBM: t.volume, Gross: t.gross, WM: t.wm, Chargeable: t.chargeable, Divisor: s.Shipping.Divisor}
	known := true
	for i := range g.parts {
		p := &g.parts[i]
		load := Load{Cartons: p.cartons, CBM: p.volume, Gross: p.gross, Fits: p.fits}
		if k := s.Items[i].Packing; k != nil && k.Net > 0 {
			load.Net = c.div(c.mul(whole(int64(k.Net)), whole(p.cartons)), kilogram)
		} else {
			known = false
		}
		l.Net = c.add(l.Net, load.Net)
		l.Items = append(l.Items, load)
	}
	if !known {
		l.Net = zero
	}
	for k := range g.spaces {
		l.Plans = append(l.Plans, g.plan(c, k))
	}
	return l
}
