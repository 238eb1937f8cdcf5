// Package judge turns facts into an assessment: signals, evidence, buyer type,
// stars, grade, intent and the action to take (DOMAIN sections 3 and 4).
//
// Everything here is a pure function of its arguments. The package never asks
// a clock, a network or a database; facts come in, an assessment goes out.
package judge

import (
	"cmp"
	"math"
	"slices"

	"xunpan"
)

// Assess judges one message. The same facts and rules give the same
// assessment for ever.
func Assess(f *xunpan.Facts, rules *Rules) xunpan.Assessment {
	c := newCase(f)
	defer cases.Put(c)
	var a xunpan.Assessment
	found := rules.find(c)
	a.Types = rules.types(found)
	top := 0
	for i := range a.Types {
		if a.Types[i] > a.Types[top] {
			top = i
		}
	}
	a.Type = xunpan.Types[top]
	a.Axes = rules.axes(found)
	a.Risks = risks(c, found)
	veto(c, &a, found)
	a.Stars = stars(c, &a, found)
	a.Grade = grade(a.Type, a.Stars)
	a.Intent = intent(c, &a)
	a.Confidence = confidence(c, &a, found)
	a.Action = action(c, &a)
	a.Evidence = evidence(c, found)
	a.Raise = raise(c, &a)
	rules.house(c, &a)
	return a
}

// finding is a signal that spoke.
type finding struct {
	sig      *Signal
	strength float64 // 0–1
	points   float64 // after the cap of its group
	at       xunpan.Span
	note     string

	told bool // text and why are made
	text string
	why  xunpan.Text
}

// tell makes the quoted text and the reason, which evidence and risks share.
func (f *finding) tell(c *Case) (text string, why xunpan.Text) {
	if !f.told {
		if !f.at.IsZero() {
			f.text = c.quote(f.at)
		}
		f.why, f.told = f.sig.why(f.text, f.note), true
	}
	return f.text, f.why
}

// find asks every signal that is on. The findings stand in the case's memory.
func (r *Rules) find(c *Case) []finding {
	out := c.found[:0]
	for i := range r.Signals {
		s := &r.Signals[i]
		if s.Off {
			continue
		}
		strength, at, note := s.test(c)
		if strength <= 0 {
			continue
		}
		if strength > 1 {
			strength = 1
		}
		out = append(out, finding{sig: s, strength: strength, at: at, note: note})
	}
	c.found = out
	return out
}

// doubt is the probability kept back from what the evidence says.
const doubt = 0.02

// types gives the probability of each type: prior log-odds plus what each
// finding adds, correlated findings (one group) limited together.
func (r *Rules) types(found []finding) [len(xunpan.Types)]float64 {
	score := r.prior
	// Findings come in catalogue order, so those of one group stand together.
	for i := 0; i < len(found); {
		j := i
		var sum [len(xunpan.Types)]float64
		for ; j < len(found) && found[j].sig.Group == found[i].sig.Group; j++ {
			for t, w := range found[j].sig.weights {
				sum[t] += w * found[j].strength
			}
		}
		limit := r.limit(found[i].sig.Group)
		for t := range sum {
			score[t] += math.Max(-limit, math.Min(limit, sum[t]))
		}
		i = j
	}
	best := score[0]
	for _, s := range score[1:] {
		best = math.Max(best, s)
	}
	var p [len(xunpan.Types)]float64
	total := 0.0
	for t, s := range score {
		p[t] = math.Exp((s - best) / r.Temperature)
		total += p[t]
	}
	// Nobody is ever quite sure: a share is kept for what no signal told.
	for t := range p {
		p[t] = (1-doubt)*p[t]/total + doubt/float64(len(p))
	}
	return p
}

// axes adds up the points by axis; each group's share is capped.
func (r *Rules) axes(found []finding) xunpan.Axes {
	var sum [4]float64
	for i := 0; i < len(found); {
		j := i
		var got, room [4]float64
		for ; j < len(found) && found[j].sig.Group == found[i].sig.Group; j++ {
			f := &found[j]
			ax := axisIndex(f.sig.Axis)
			room[ax] = r.points(f.sig.Group)
			f.points = f.sig.Points * f.strength
			if over := got[ax] + f.points - room[ax]; over > 0 {
				f.points = math.Max(0, f.points-over)
			}
			got[ax] += f.points
		}
		for ax := range sum {
			sum[ax] += got[ax]
		}
		i = j
	}
	clamp := func(v float64) int { return int(math.Round(math.Max(0, math.Min(100, v)))) }
	return xunpan.Axes{Need: clamp(sum[0]), Credibility: clamp(sum[1]), Engagement: clamp(sum[2]), Risk: clamp(sum[3])}
}

func axisIndex(a xunpan.Axis) int {
	switch a {
	case xunpan.AxisNeed:
		return 0
	case xunpan.AxisCredibility:
		return 1
	case xunpan.AxisEngagement:
		return 2
	}
	return 3
}

// evidence turns findings into what users read, strongest first.
func evidence(c *Case, found []finding) []xunpan.Evidence {
	out := make([]xunpan.Evidence, 0, len(found))
	for i := range found {
		f := &found[i]
		e := xunpan.Evidence{Signal: f.sig.ID, Axis: f.sig.Axis, Points: math.Round(f.points*10) / 10, Span: f.at}
		e.Text, e.Why = f.tell(c)
		out = append(out, e)
	}
	weight := func(e *xunpan.Evidence) float64 {
		w := math.Abs(e.Points)
		if e.Axis == xunpan.AxisRisk {
			w *= 1.5
		}
		return w
	}
	slices.SortStableFunc(out, func(a, b xunpan.Evidence) int { return cmp.Compare(weight(&b), weight(&a)) })
	return out
}

// confidence is how sure the desk is: the probability of the type, less what
// could not be known.
func confidence(c *Case, a *xunpan.Assessment, found []finding) float64 {
	p := a.Types[a.Type.Index()]
	seen := math.Min(1, float64(len(found))/10)
	conf := p * (0.55 + 0.45*seen)
	if a.Stars == 0 && (a.Type == xunpan.Fraud || a.Type == xunpan.NotBuyer) {
		conf = p * (0.75 + 0.25*seen)
	}
	return math.Round(conf*100) / 100
}
