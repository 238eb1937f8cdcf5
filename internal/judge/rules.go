package judge

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"xunpan"
)

//go:embed catalogue.yaml
var builtin []byte

// Rules is the signal catalogue in force: the built-in one, overridden by a
// user's file. It does not change once loaded.
type Rules struct {
	Temperature float64            // divides the log-odds; more makes the types less clear-cut
	Prior       map[string]float64 // log-odds of each type before anything is known
	Groups      map[string]Cap
	Signals     []Signal // grouped: signals of one group stand together

	prior [len(xunpan.Types)]float64
	rules []houseRule
}

// Cap limits what the signals of one group can do together, so that many words
// for one thing do not count as many things.
type Cap struct {
	Odds   float64 `yaml:"odds"`   // most log-odds for or against any one type
	Points float64 `yaml:"points"` // most points on any one axis
}

// Signal is a thing worth looking for (DOMAIN section 3).
type Signal struct {
	ID      string             `yaml:"id"`
	Basis   string             `yaml:"basis"`
	Group   string             `yaml:"-"` // the cap group, from the catalogue's structure
	Axis    xunpan.Axis        `yaml:"axis"`
	Points  float64            `yaml:"points"`  // on its axis at full strength
	Types   map[string]float64 `yaml:"types"`   // log-odds for (+) and against (−) each type at full strength
	Phrases []string           `yaml:"phrases"` // groups of the word catalogue that make it speak
	Need    int                `yaml:"need"`    // how many phrases make full strength; 1 if 0
	Unless  []string           `yaml:"unless"`  // groups that silence it
	Title   xunpan.Text        `yaml:"title"`
	Why     xunpan.Text        `yaml:"why"` // "{}" stands for the quoted words or the note
	Off     bool               `yaml:"off"`

	weights [len(xunpan.Types)]float64
	find    finder
}

// file is the catalogue's form on disk.
type file struct {
	Temperature float64            `yaml:"temperature"`
	Prior       map[string]float64 `yaml:"prior"`
	Groups      []struct {
		Group   string   `yaml:"group"`
		Cap     *Cap     `yaml:"cap"`
		Signals []Signal `yaml:"signals"`
	} `yaml:"groups"`
}

// Default is the built-in catalogue.
var Default = sync.OnceValue(func() *Rules {
	r, err := Load(nil)
	if err != nil {
		panic("judge: built-in catalogue: " + err.Error()) // a test loads it, so it cannot happen in the field
	}
	return r
})

// Load reads the built-in catalogue and lays the user's YAML over it: a user's
// signal with a known id changes the fields it states; unknown ids need
// phrases. Errors name the line or the id and what to do.
func Load(user []byte) (*Rules, error) {
	r := &Rules{Groups: map[string]Cap{}}
	if err := r.read(builtin, false); err != nil {
		return nil, err
	}
	if len(user) > 0 {
		if err := r.read(user, true); err != nil {
			return nil, fmt.Errorf("signal file: %w", err)
		}
	}
	return r, r.compile()
}

func (r *Rules) read(data []byte, over bool) error {
	var f file
	dec := yaml.NewDecoder(strings.NewReader(string(data)))
	dec.KnownFields(true)
	if err := dec.Decode(&f); err != nil {
		return err
	}
	if f.Temperature > 0 {
		r.Temperature = f.Temperature
	}
	if r.Prior == nil {
		r.Prior = map[string]float64{}
	}
	for t, p := range f.Prior {
		r.Prior[t] = p
	}
	for _, g := range f.Groups {
		if g.Cap != nil {
			r.Groups[g.Group] = *g.Cap
		}
		for _, s := range g.Signals {
			s.Group = g.Group
			if old := r.Signal(s.ID); old != nil {
				if !over {
					return fmt.Errorf("signal %q stands twice", s.ID)
				}
				old.merge(&s)
				continue
			}
			if over && len(s.Phrases) == 0 {
				return fmt.Errorf("signal %q is not in the built-in catalogue; a new signal needs phrases", s.ID)
			}
			r.insert(s)
		}
	}
	return nil
}

// insert keeps signals of one group together.
func (r *Rules) insert(s Signal) {
	for i := len(r.Signals) - 1; i >= 0; i-- {
		if r.Signals[i].Group == s.Group {
			r.Signals = append(r.Signals, Signal{})
			copy(r.Signals[i+2:], r.Signals[i+1:])
			r.Signals[i+1] = s
			return
		}
	}
	r.Signals = append(r.Signals, s)
}

// merge takes the fields that the user stated.
func (s *Signal) merge(u *Signal) {
	if u.Axis != "" {
		s.Axis = u.Axis
	}
	if u.Points != 0 {
		s.Points = u.Points
	}
	if u.Types != nil {
		s.Types = u.Types
	}
	if u.Phrases != nil {
		s.Phrases = u.Phrases
	}
	if u.Unless != nil {
		s.Unless = u.Unless
	}
	if u.Need != 0 {
		s.Need = u.Need
	}
	if u.Title.En != "" {
		s.Title = u.Title
	}
	if u.Why.En != "" {
		s.Why = u.Why
	}
	s.Off = u.Off
}

// Signal returns the signal with the id, or nil.
func (r *Rules) Signal(id string) *Signal {
	for i := range r.Signals {
		if r.Signals[i].ID == id {
			return &r.Signals[i]
		}
	}
	return nil
}

// compile checks the catalogue and prepares the weights.
func (r *Rules) compile() error {
	if r.Temperature <= 0 {
		return fmt.Errorf("temperature must be above 0")
	}
	for name, p := range r.Prior {
		i := xunpan.BuyerType(name).Index()
		if i < 0 {
			return fmt.Errorf("prior: no buyer type %q", name)
		}
		r.prior[i] = p
	}
	for i := range r.Signals {
		s := &r.Signals[i]
		switch s.Axis {
		case xunpan.AxisNeed, xunpan.AxisCredibility, xunpan.AxisEngagement, xunpan.AxisRisk:
		default:
			return fmt.Errorf("signal %q: no axis %q; use need, credibility, engagement or risk", s.ID, s.Axis)
		}
		if s.Title.En == "" || s.Title.Zh == "" || s.Why.En == "" || s.Why.Zh == "" || s.Basis == "" {
			return fmt.Errorf("signal %q: title, why (en and zh) and basis are needed", s.ID)
		}
		s.weights = [len(xunpan.Types)]float64{}
		for name, w := range s.Types {
			t := xunpan.BuyerType(name).Index()
			if t < 0 {
				return fmt.Errorf("signal %q: no buyer type %q", s.ID, name)
			}
			s.weights[t] = w
		}
		s.find = finders[s.ID]
		if s.find == nil && len(s.Phrases) == 0 {
			return fmt.Errorf("signal %q: neither code nor phrases make it speak", s.ID)
		}
	}
	return nil
}

func (r *Rules) limit(group string) float64 {
	if c, ok := r.Groups[group]; ok && c.Odds > 0 {
		return c.Odds
	}
	return 1e9
}

func (r *Rules) points(group string) float64 {
	if c, ok := r.Groups[group]; ok && c.Points > 0 {
		return c.Points
	}
	return 1e9
}

// test asks whether the signal speaks: strength 0–1, where, and a note.
func (s *Signal) test(c *Case) (float64, xunpan.Span, string) {
	for _, g := range s.Unless {
		if c.anyPhrase(g) {
			return 0, xunpan.Span{}, ""
		}
	}
	if s.find != nil {
		strength, at, note := s.find(c)
		switch {
		case s.Group == "need" && s.Points > 0:
			strength *= c.wanted()
		case s.Group == "empty":
			strength *= c.idle()
		}
		return strength, at, note
	}
	strength, at, note := c.phrases(s.Phrases, s.Need)
	switch s.Group {
	case "empty":
		strength *= c.idle()
	case "order", "supplier", "newcomer":
		strength *= c.wanted() // words of trade in passing are no trade
	}
	return strength, at, note
}

// why fills the quoted words into the reason.
func (s *Signal) why(text, note string) xunpan.Text {
	if note == "" {
		note = text
	}
	const place = "{}"
	en, en2, inEn := strings.Cut(s.Why.En, place)
	zh, zh2, inZh := strings.Cut(s.Why.Zh, place)
	if !inEn || !inZh || strings.Contains(en2, place) || strings.Contains(zh2, place) {
		return xunpan.Text{En: strings.ReplaceAll(s.Why.En, place, note), Zh: strings.ReplaceAll(s.Why.Zh, place, note)}
	}
	// Mostly once in each: the two share memory.
	both := en + note + en2 + zh + note + zh2
	n := len(en) + len(note) + len(en2)
	return xunpan.Text{En: both[:n], Zh: both[n:]}
}
