package judge

import (
	"bytes"
	"strings"
	"testing"

	"xunpan"
)

// a firm order, as reading would hand it over.
func firmOrder() *xunpan.Facts {
	const body = "Please quote 500 pcs LED tube, urgently."
	at := func(words string) xunpan.Span {
		i := strings.Index(body, words)
		return xunpan.Span{Part: xunpan.PartBody, Start: i, End: i + len(words)}
	}
	return &xunpan.Facts{
		Message: &xunpan.Message{Channel: xunpan.Email, Subject: "LED tube", Body: body, From: xunpan.Address{Mail: "iris@holm-trade.example"}},
		Reading: &xunpan.Reading{
			Needs:   xunpan.Needs{Lines: []xunpan.Line{{Product: xunpan.Word{Value: "LED tube", At: at("LED tube")}, Quantity: &xunpan.Quantity{Min: 500, Max: 500, Unit: "pcs", At: at("500 pcs")}}}},
			Phrases: []xunpan.Phrase{{Group: "quote.request", At: at("Please quote")}, {Group: "urgency", At: at("urgently")}},
			Fresh:   33,
		},
		Sender: xunpan.Sender{From: xunpan.Domain{Name: "holm-trade.example", Org: "holm-trade.example", Kind: xunpan.DomainOwn}},
		Home:   "CN",
	}
}

func spoke(a *xunpan.Assessment, id string) *xunpan.Evidence {
	for i := range a.Evidence {
		if a.Evidence[i].Signal == id {
			return &a.Evidence[i]
		}
	}
	return nil
}

func load(t *testing.T, text string) *Rules {
	t.Helper()
	r, err := Load([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestUserFileOverrides(t *testing.T) {
	t.Parallel()
	r := load(t, `
groups:
  - group: need
    signals:
      - id: need.quantity
        points: 7
        types: {casual: 9}
  - group: order
    signals:
      - id: order.urgent
        off: true
  - group: our
    cap: {odds: 2, points: 3}
    signals:
      - id: our.hurry
        basis: house
        axis: engagement
        points: 9
        types: {seeker: 0.1}
        phrases: [urgency]
        title: {en: Hurry, zh: 急}
        why: {en: 'In a hurry: {}', zh: '急：{}'}
`)
	f := firmOrder()
	before, after := Assess(f, Default()), Assess(f, r)
	if spoke(&before, "order.urgent") == nil || spoke(&after, "order.urgent") != nil {
		t.Error("a signal switched off still speaks")
	}
	if e := spoke(&after, "need.quantity"); e == nil || e.Points >= spoke(&before, "need.quantity").Points {
		t.Errorf("overridden points: %+v", e)
	}
	if after.Types[xunpan.Casual.Index()] <= before.Types[xunpan.Casual.Index()] {
		t.Error("overridden weights change nothing")
	}
	e := spoke(&after, "our.hurry")
	if e == nil {
		t.Fatal("a new phrase signal is silent")
	}
	if e.Points != 3 || e.Text != "urgently" || e.Why.En != "In a hurry: urgently" || e.Why.Zh != "急：urgently" {
		t.Errorf("new signal: %+v; want 3 points, which its group's cap allows", e)
	}
	if d := Default().Signal("need.quantity"); d.Points == 7 || Default().Signal("our.hurry") != nil || Default().Signal("order.urgent").Off {
		t.Error("a user's file changed the built-in catalogue")
	}
}

// TestUserFileErrors: what is wrong is told by name or line.
func TestUserFileErrors(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, want string }{
		{"unknown id without phrases", "groups:\n  - group: need\n    signals:\n      - id: need.qantity\n        points: 3\n", `"need.qantity"`},
		{"broken YAML", "groups:\n  - group: need\n    signals: [\n", "line "},
		{"a word for a number", "groups:\n  - group: need\n    signals:\n      - id: need.spec\n        points: many\n", "line 5"},
		{"unknown field", "groups:\n  - group: need\n    signals:\n      - id: need.spec\n        wieght: 3\n", "wieght"},
		{"unknown type", "groups:\n  - group: need\n    signals:\n      - id: need.spec\n        types: {buyer: 1}\n", `"buyer"`},
		{"unknown axis", "groups:\n  - group: need\n    signals:\n      - id: need.spec\n        axis: luck\n", `"luck"`},
		{"unknown type in the prior", "prior: {dreamer: 1}\n", `"dreamer"`},
		{"no title", "groups:\n  - group: our\n    signals:\n      - id: our.x\n        axis: need\n        phrases: [urgency]\n", `"our.x"`},
	} {
		_, err := Load([]byte(tc.text))
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: error %v, want it to name %s", tc.name, err, tc.want)
		}
	}
	if _, err := Load([]byte("{}")); err != nil {
		t.Errorf("a file that changes nothing: %v", err)
	}
}

// TestCatalogueIsSound: every weight lies within reason, each signal belongs to a
// group with a cap, and no finder is without a signal.
func TestCatalogueIsSound(t *testing.T) {
	t.Parallel()
	r := Default()
	ids, groups, last := map[string]bool{}, map[string]bool{}, ""
	for i := range r.Signals {
		s := &r.Signals[i]
		ids[s.ID] = true
		if s.Group != last {
			if groups[s.Group] {
				t.Errorf("%s: signals of group %s do not stand together", s.ID, s.Group)
			}
			groups[s.Group], last = true, s.Group
		}
		if c := r.Groups[s.Group]; c.Odds <= 0 || c.Points <= 0 {
			t.Errorf("%s: group %s has no cap", s.ID, s.Group)
		}
		if !strings.HasPrefix(s.ID, s.Group+".") {
			t.Errorf("%s stands in group %s", s.ID, s.Group)
		}
		if !strings.HasPrefix(s.Basis, "D") {
			t.Errorf("%s: basis %q is no rule of the domain", s.ID, s.Basis)
		}
		if s.Points < 0 || s.Points > 60 {
			t.Errorf("%s: %v points", s.ID, s.Points)
		}
		for ty, w := range s.Types {
			if w < -10 || w > 10 {
				t.Errorf("%s: weight %v for %s", s.ID, w, ty)
			}
		}
	}
	for id := range finders {
		if !ids[id] {
			t.Errorf("finder %s has no signal in the catalogue", id)
		}
	}
	for id := range hardProof {
		if !ids[id] {
			t.Errorf("hard proof %s is no signal of the catalogue", id)
		}
	}
}

func TestHouseRules(t *testing.T) {
	t.Parallel()
	say := xunpan.Text{En: "our policy"}
	with := func(rules ...xunpan.HouseRule) (*Rules, error) { return Default().WithHouse(rules) }
	for _, tc := range []struct {
		rule xunpan.HouseRule
		want string
	}{
		{xunpan.HouseRule{ID: "a", When: "quantity <", Say: say}, `"a"`},
		{xunpan.HouseRule{ID: "b", When: "margin < 5", Say: say}, `"b"`},
		{xunpan.HouseRule{ID: "c", When: "quantity", Say: say}, `"c"`},
		{xunpan.HouseRule{ID: "d", When: "true", Action: "ignore", Say: say}, `"ignore"`},
		{xunpan.HouseRule{ID: "e", When: "true"}, "say"},
		{xunpan.HouseRule{When: "qty > 1", Say: say}, `"house.1"`},
	} {
		if _, err := with(tc.rule); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%+v: error %v, want it to name %s", tc.rule, err, tc.want)
		}
	}

	f := firmOrder()
	plain := Assess(f, Default())
	for _, when := range []string{`quantity >= 500 && unit == "pcs"`, `"LED tube" in products`, `type == "` + string(plain.Type) + `"`, `"need.quantity" in signals`, `not free_mail`, `country in ["", "NG"]`} {
		r, err := with(xunpan.HouseRule{ID: "house", When: when, Action: xunpan.Decline, Say: say})
		if err != nil {
			t.Errorf("%s: %v", when, err)
			continue
		}
		a := Assess(f, r)
		if len(a.House) != 1 || a.Action != xunpan.Decline || a.House[0].Say.Zh == "" {
			t.Errorf("%s: %s, %+v", when, a.Action, a.House)
		}
		if a.Stars != plain.Stars || a.Grade != plain.Grade || a.Type != plain.Type || a.Types != plain.Types {
			t.Errorf("%s changed the judgement: %s %d, it was %s %d", when, a.Type, a.Stars, plain.Type, plain.Stars)
		}
	}
	r, err := with(xunpan.HouseRule{ID: "never", When: "quantity < 100", Action: xunpan.Decline, Say: say}, xunpan.HouseRule{ID: "note", When: "true", Say: say})
	if err != nil {
		t.Fatal(err)
	}
	if a := Assess(f, r); a.Action != plain.Action || len(a.House) != 1 || a.House[0].ID != "note" {
		t.Errorf("a rule that only says something: %s, %+v", a.Action, a.House)
	}

	// A danger's quarantine stands above every rule.
	f.Message.Files = []xunpan.File{{Name: "PO.exe", Kind: xunpan.FileExecutable, Size: 512}}
	if r, err = with(xunpan.HouseRule{ID: "all", When: "true", Action: xunpan.ReplyNow, Say: say}); err != nil {
		t.Fatal(err)
	}
	if a := Assess(f, r); a.Action != xunpan.Quarantine || a.Stars != 0 || len(a.House) != 1 {
		t.Errorf("%s, %d stars, %+v", a.Action, a.Stars, a.House)
	}
}

func TestMarkdownListsEverySignal(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := WriteMarkdown(&b, Default()); err != nil {
		t.Fatal(err)
	}
	for i := range Default().Signals {
		if id := "`" + Default().Signals[i].ID + "`"; strings.Count(b.String(), id) != 1 {
			t.Errorf("%s stands %d times in the document", id, strings.Count(b.String(), id))
		}
	}
}
