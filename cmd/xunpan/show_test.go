package main

import (
	"bufio"
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/judge"
)

var update = flag.Bool("update", false, "write the golden files")

const shownBody = "Dear Jueen,\n\nwe are importers of lighting in São Paulo.\nPlease quote 5,000 pcs of LED flood light FL-50, FOB Ningbo.\n" +
	"Red \x1b[31mtext\x1b[0m and \u202ereversed\u202c words must not steer the terminal.\n\nA line nobody marks.\nAnother one.\nA third.\n\n" +
	"请报最优惠的价格。\n\nMarina Teixeira Lobo\nCasa Ipê Iluminação Ltda.\n"

// in finds a text in the body.
func in(text string) xunpan.Span {
	i := strings.Index(shownBody, text)
	return xunpan.Span{Part: xunpan.PartBody, Start: i, End: i + len(text)}
}

func shownAnalysis(stars int) *xunpan.Analysis {
	word := func(value, text string) xunpan.Word { return xunpan.Word{Value: value, At: in(text)} }
	f := &xunpan.Facts{
		Message: &xunpan.Message{
			ID: "1@casaipe.example", Date: time.Date(2026, 11, 16, 22, 4, 0, 0, time.FixedZone("", 9*3600)), Channel: xunpan.Email,
			Subject: "Order inquiry: LED flood lights", Body: shownBody,
			Problems: []xunpan.Problem{{Code: xunpan.ProblemCharset, Where: "part 2", Detail: "The charset is unknown; it was read as UTF-8."}},
		},
		Reading: &xunpan.Reading{
			Lang: "en",
			Needs: xunpan.Needs{
				Lines: []xunpan.Line{
					{Product: word("LED flood light", "LED flood light"), Model: word("FL-50", "FL-50"),
						Specs:    []xunpan.Word{{Value: "50W"}, {Value: "6500K"}, {Value: "IP65"}, {Value: "die-cast aluminium housing"}, {Value: "tempered glass"}},
						Quantity: &xunpan.Quantity{Min: 5000, Max: 5000, Unit: "pcs", At: in("5,000 pcs")}, Target: &xunpan.Price{Amount: "3.20", Currency: "USD", Per: "pcs"}},
					{Product: xunpan.Word{Value: "路灯 60瓦"}, Quantity: &xunpan.Quantity{Min: 500, Max: 800, Unit: "sets", PerYear: true}},
				},
				Incoterm: word("FOB", "FOB"), Place: word("Ningbo", "Ningbo"), DestPort: xunpan.Word{Value: "Santos"}, DestCountry: xunpan.Word{Value: "BR"},
				Payment: xunpan.Word{Value: "30% T/T in advance, 70% against copy of B/L"}, Sample: xunpan.Word{Value: "paid"}, Urgent: xunpan.Word{Value: "urgent"},
				Certifications: []xunpan.Word{{Value: "CE"}, {Value: "RoHS"}},
			},
			Questions: []xunpan.Question{{Topic: "warranty", Text: "What is the\nwarranty?"}},
			Missing:   []xunpan.Missing{{Field: "voltage", Ask: xunpan.Text{En: "Which voltage: A 110 V, or B 220 V?", Zh: "电压：A 110 伏，还是 B 220 伏？"}}},
			Buyer: xunpan.Buyer{Name: word("Marina Teixeira Lobo", "Marina Teixeira Lobo"), Title: xunpan.Word{Value: "Purchasing Manager"},
				Company: word("Casa Ipê Iluminação Ltda.", "Casa Ipê Iluminação Ltda."), Country: xunpan.Word{Value: "BR"}, CountryBasis: "address",
				Emails: []xunpan.Word{{Value: "compras@casaipe.example"}}, Phones: []xunpan.Word{{Value: "+551155500142"}}},
		},
		Checks: []xunpan.Check{{ID: "mail.spf", State: "passed", Detail: "recorded by mx.haiwan-lighting.example"}, {ID: "phone.valid", State: "failed"},
			{ID: "domain.age", State: "unknown"}, {ID: "sanctions.list", State: "unknown"}},
	}
	a := &xunpan.Assessment{
		Type: xunpan.Seeker, Types: [9]float64{0.62, 0.3, 0.05}, Stars: stars, Grade: "A", Intent: xunpan.High, Confidence: 0.78, Action: xunpan.ReplyNow,
		Axes: xunpan.Axes{Need: 72, Credibility: 55, Engagement: 40, Risk: 3},
		Evidence: []xunpan.Evidence{
			{Signal: "need.quantity", Axis: xunpan.AxisNeed, Points: 12, Span: in("5,000 pcs"), Why: xunpan.Text{En: "Names a quantity with a unit: an order, not a question.", Zh: "写明带单位的数量：是订单，不是打听。"}},
			{Signal: "origin.clock", Axis: xunpan.AxisRisk, Points: 6, Span: in("São Paulo"), Why: xunpan.Text{En: "The clock does not fit the country he claims, which may have a good reason such as a journey.", Zh: "时区与自称国家不符，也可能有合理原因，例如出差在外。"}},
			{Signal: "who.greeted", Axis: xunpan.AxisEngagement, Points: 4.4, Span: in("Jueen"), Why: xunpan.Text{En: "Greets by name.", Zh: "称呼了姓名。"}},
			{Signal: "contact.no_phone", Axis: xunpan.AxisCredibility, Points: -2, Why: xunpan.Text{En: "The number is not valid.", Zh: "号码无效。"}},
		},
		Risks: []xunpan.Risk{{ID: "origin.clock", Severity: xunpan.SeverityMedium, Why: xunpan.Text{En: "Sent from another zone.", Zh: "从其他时区发出。"}}},
		Raise: []xunpan.Text{{En: "A valid telephone number.", Zh: "有效的电话号码。"}},
		House: []xunpan.HouseHit{{ID: "br", Say: xunpan.Text{En: "Brazil: prepayment only.", Zh: "巴西：只接受预付。"}}},
	}
	return xunpan.NewAnalysis("mails/1.eml", f, a, true)
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (run with -update and look at it):\n%s", name, diff)
	}
}

func page(columns int, colour bool, lang string, write func(*sheet)) []byte {
	var b bytes.Buffer
	s := &sheet{w: bufio.NewWriter(&b), columns: columns, colour: colour, lang: lang}
	write(s)
	s.w.Flush()
	return b.Bytes()
}

func TestShow(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		columns int
		colour  bool
		lang    string
	}{
		"show.en.80.txt": {80, false, "en"}, "show.zh.80.txt": {80, false, "zh"}, "show.en.120.txt": {112, true, "en"}, "show.zh.40.txt": {40, false, "zh"},
	} {
		got := page(c.columns, c.colour, c.lang, func(s *sheet) { s.show(shownAnalysis(4)) })
		golden(t, name, got)
		for line := range strings.Lines(string(got)) {
			if w := textWidth(strings.TrimRight(line, "\n")); !c.colour && w > c.columns {
				t.Errorf("%s: %d columns: %s", name, w, line)
			}
			if !c.colour && strings.ContainsAny(line, "\x1b\u202e") {
				t.Errorf("%s: a mail can steer the terminal: %q", name, line)
			}
		}
	}
}

func TestSeveralMails(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "zh"} {
		golden(t, "brief."+lang+".txt", page(80, false, lang, func(s *sheet) {
			p := &textPrinter{sheet: s}
			for _, o := range []outcome{{source: "mails/1.eml", got: shownAnalysis(4)}, {source: "mails/2.eml", err: os.ErrNotExist}, {source: "mails/3.eml", got: shownAnalysis(1)}, {source: "mails/4.eml", got: shownAnalysis(5)}} {
				if err := p.print(o); err != nil {
					t.Fatal(err)
				}
			}
			if err := p.end(); err != nil {
				t.Fatal(err)
			}
		}))
	}
}

func TestOneMailIsShownInFull(t *testing.T) {
	t.Parallel()
	full := page(80, false, "en", func(s *sheet) { s.show(shownAnalysis(4)) })
	got := page(80, false, "en", func(s *sheet) {
		p := &textPrinter{sheet: s}
		if err := p.print(outcome{got: shownAnalysis(4)}); err != nil {
			t.Fatal(err)
		}
		if err := p.end(); err != nil {
			t.Fatal(err)
		}
	})
	if !bytes.HasPrefix(got, full) {
		t.Errorf("got\n%s", got)
	}
}

// What decides the type is told, however many better points stand beside it.
func TestTellingEvidenceIsNotCut(t *testing.T) {
	t.Parallel()
	a := shownAnalysis(2)
	a.Type = xunpan.Collector
	for range 20 {
		a.Evidence = append(a.Evidence, xunpan.AnalysisEvidence{Signal: "who.phone", Axis: xunpan.AxisCredibility, Points: 2})
	}
	a.Evidence = append(a.Evidence, xunpan.AnalysisEvidence{Signal: "supplier.compare", Axis: xunpan.AxisNeed})
	s := &sheet{lang: "en", rules: judge.Default()}
	last := len(a.Evidence) - 1
	if got := s.telling(a); got[0] != last {
		t.Errorf("number %d is told first, want %d", got[0], last)
	}
	if got := s.shown(a); len(got) != mostEvidence || got[len(got)-1] != last {
		t.Errorf("shown are %v", got)
	}
	a.Stars = 4
	if got := s.telling(a); got[0] != 0 {
		t.Errorf("number %d is told first of a good mail, want 0", got[0])
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text    string
		columns int
		want    string
	}{
		{"one two three", 8, "one two|three"}, {"one two", 3, "one|two"}, {"unbreakable", 5, "unbre|akabl|e"},
		{"数量五千件", 4, "数量|五千|件"}, {"数量，五千件", 4, "数|量，|五千|件"}, {"a数b量", 3, "a数|b量"}, {"", 5, ""}, {"é́é", 2, "é́é"}, {"宽", 1, "宽"},
	} {
		var got []string
		for _, row := range wrap(cells(c.text, asIs), c.columns) {
			var b strings.Builder
			for _, x := range row {
				b.WriteRune(x.r)
			}
			got = append(got, b.String())
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.text, c.columns, s, c.want)
		}
	}
}

func TestWidth(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"abc": 3, "数量": 4, "ｶﾅ": 2, "é": 1, "e\u0301": 1, "★☆": 2, "（）": 4, "مرحبا": 5, "한글": 4, "\x1b[1m": 3, "": 0} {
		if got := textWidth(text); got != want {
			t.Errorf("%q is %d columns wide, want %d", text, got, want)
		}
	}
}

// Whatever text comes, no row is wider than the column, nothing but spaces is
// lost, and no control character stays.
func FuzzWrap(f *testing.F) {
	f.Add("one two 三四 five\x1b[0m", 7)
	f.Fuzz(func(t *testing.T, text string, columns int) {
		columns = 2 + columns&63
		letters := func(cs []cell) (n int) {
			for _, c := range cs {
				if c.r < ' ' || c.r == 0x202e {
					t.Errorf("%q keeps %U", text, c.r)
				}
				if c.r != ' ' {
					n++
				}
			}
			return n
		}
		all, rows := cells(text, asIs), 0
		for _, row := range wrap(all, columns) {
			rows += letters(row)
			if w := cellsWidth(row); w > columns {
				t.Errorf("%q is %d columns wide, more than %d", text, w, columns)
			}
		}
		if rows != letters(all) {
			t.Errorf("%q: %d letters became %d", text, letters(all), rows)
		}
	})
}
