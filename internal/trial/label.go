// Package trial measures assessments against labels that careful readers gave:
// types, stars, grades, intents, actions, fields, questions, and how far the
// stated probabilities can be believed. It reads no mail and judges nothing.
package trial

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"xunpan"
)

// Label is what a careful reader says of one mail. Nil or empty means that he
// does not say.
type Label struct {
	ID                 string
	Types              []xunpan.BuyerType // acceptable types, the best one first
	StarsMin, StarsMax int
	Grades             []string
	Intents            []string
	Actions            []string
	Fields             map[string][]string // by the names of Fields
	Questions          []string            // topics; nil if not labelled, empty if he found none
}

// Half picks odd or even lines of a label file, so that tuning and the final
// measurement never see the same mails.
type Half string

// The halves.
const (
	All    Half = "all"
	First  Half = "first"  // lines 1, 3, 5, …
	Second Half = "second" // lines 2, 4, 6, …
)

func (h Half) takes(line int) bool {
	return h == First && line%2 == 1 || h == Second && line%2 == 0 || h == All || h == ""
}

// ReadLabels reads a label file: one JSON object a line.
func ReadLabels(r io.Reader, half Half) ([]Label, error) {
	var ls []Label
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 4<<20)
	for n := 1; sc.Scan(); n++ {
		line := bytes.TrimSpace(sc.Bytes())
		if len(line) == 0 || !half.takes(n) {
			continue
		}
		l, err := readLabel(line)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		ls = append(ls, l)
	}
	return ls, sc.Err()
}

// ParseExpectation reads an expectation for a whole folder, such as "stars<=1".
func ParseExpectation(s string) (Label, error) {
	l := Label{StarsMax: 5}
	for _, part := range strings.Split(s, ",") {
		part = strings.ReplaceAll(part, " ", "")
		rest, ok := strings.CutPrefix(part, "stars")
		op := strings.TrimRight(rest, "012345")
		n, err := strconv.Atoi(rest[len(op):])
		if !ok || err != nil || n > 5 {
			return l, fmt.Errorf("%q is no expectation: write stars<=N, stars>=N or stars=N", s)
		}
		switch op {
		case "<=":
			l.StarsMax = n
		case ">=":
			l.StarsMin = n
		case "=":
			l.StarsMin, l.StarsMax = n, n
		default:
			return l, fmt.Errorf("%q is no expectation: write stars<=N, stars>=N or stars=N", s)
		}
	}
	return l, nil
}

// IsExpectation tells an expectation from a label file's name.
func IsExpectation(s string) bool {
	return strings.HasPrefix(s, "stars") && strings.ContainsAny(s, "<>=")
}

// strs is one string or a list of them; numbers count as strings.
type strs []string

func (s *strs) UnmarshalJSON(b []byte) error {
	var v any
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return err
	}
	if list, ok := v.([]any); ok {
		for _, x := range list {
			s.add(x)
		}
		return nil
	}
	s.add(v)
	return nil
}

func (s *strs) add(x any) {
	switch x := x.(type) {
	case string:
		if strings.TrimSpace(x) != "" {
			*s = append(*s, x)
		}
	case json.Number:
		*s = append(*s, x.String())
	}
}

func readLabel(line []byte) (Label, error) {
	var row struct {
		ID    string
		Human struct {
			Type        string
			TypeAlt     []string `json:"type_alt"`
			StarsMin    int      `json:"stars_min"`
			StarsMax    int      `json:"stars_max"`
			Grade       string
			GradeOK     []string `json:"grade_ok"`
			Intent      string
			IntentOK    []string        `json:"intent_ok"`
			ActionOK    []string        `json:"action_ok"`
			Fields      map[string]strs `json:"fields"`
			Questions   []string
			NotVerbatim []string `json:"not_verbatim"`
			Inferred    []string
		}
	}
	if err := json.Unmarshal(line, &row); err != nil {
		return Label{}, err
	}
	h := &row.Human
	if row.ID == "" || h.Type == "" {
		return Label{}, errors.New("a label needs id and human.type")
	}
	l := Label{ID: row.ID, StarsMin: h.StarsMin, StarsMax: h.StarsMax, Grades: h.GradeOK, Intents: h.IntentOK,
		Actions: h.ActionOK, Questions: h.Questions, Fields: map[string][]string{}}
	for _, word := range append([]string{h.Type}, h.TypeAlt...) {
		types, err := typesOf(word)
		if err != nil {
			return l, err
		}
		for _, t := range types {
			if !slices.Contains(l.Types, t) {
				l.Types = append(l.Types, t)
			}
		}
	}
	if h.Grade != "" && !slices.Contains(l.Grades, h.Grade) {
		l.Grades = append(l.Grades, h.Grade)
	}
	if h.Intent != "" && !slices.Contains(l.Intents, h.Intent) {
		l.Intents = append(l.Intents, h.Intent)
	}
	for name, values := range h.Fields {
		// A reader's own words, or what he inferred, cannot be found in the text.
		if slices.Contains(h.NotVerbatim, name) || slices.Contains(h.Inferred, name) {
			continue
		}
		if to, ok := olderFields[name]; ok {
			name = to
		}
		if fieldByName(name) != nil && len(values) > 0 {
			l.Fields[name] = append(l.Fields[name], values...)
		}
	}
	// An analysis knows a currency only as that of a price.
	if l.Fields["target_price"] == nil {
		delete(l.Fields, "currency")
	}
	return l, nil
}

// olderFields maps the names older labels use.
var olderFields = map[string]string{"port": "place", "price": "target_price", "packing": "packaging"}

// olderTypes maps the words older labels use; the first type is the best one.
var olderTypes = map[string][]xunpan.BuyerType{
	"phishing":      {xunpan.Fraud},
	"promo":         {xunpan.NotBuyer},
	"prohibited":    {xunpan.NotBuyer, xunpan.Casual},
	"buyer":         {xunpan.Seeker},
	"potential":     {xunpan.Entrant, xunpan.Seeker},
	"info_collect":  {xunpan.Collector, xunpan.Casual},
	"sample_seeker": {xunpan.Sampler},
}

func typesOf(word string) ([]xunpan.BuyerType, error) {
	if ts, ok := olderTypes[word]; ok {
		return ts, nil
	}
	if t := xunpan.BuyerType(word); t.Index() >= 0 {
		return []xunpan.BuyerType{t}, nil
	}
	return nil, fmt.Errorf("unknown type %q", word)
}
