package flow_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// phrasesOf are the phrases of a group that a desk hears in a text.
func phrasesOf(d *flow.Desk, text, group string) (found []string) {
	f, _ := d.Reader().Read([]byte(text), xunpan.FormPaste, time.Now())
	for _, p := range f.Reading.Phrases {
		part := f.Message.Body
		if p.At.Part == xunpan.PartSubject {
			part = f.Message.Subject
		}
		if p.Group == group {
			found = append(found, part[p.At.Start:p.At.End])
		}
	}
	return found
}

// TestOwnWords: a company's own phrases speak as the built-in ones do, whatever
// capitals, accents, hyphens and line ends stand between, and those switched off
// are silent.
func TestOwnWords(t *testing.T) {
	t.Parallel()
	const group = "sample.free"
	for name, c := range map[string]struct {
		own, off []string
		text     string
		want     []string
	}{
		"built in":          {nil, nil, "Only free samples, thanks.", []string{"free samples"}},
		"own":               {[]string{"gratis piece"}, nil, "We want a Gratis Piece first.", []string{"Gratis Piece"}},
		"over a line end":   {[]string{"gratis piece"}, nil, "We want a gratis\npiece first.", []string{"gratis\npiece"}},
		"not over a gap":    {[]string{"gratis piece"}, nil, "All is gratis\n\npiece by piece.", nil},
		"not over a stop":   {[]string{"gratis piece"}, nil, "All is gratis. Piece goods only.", nil},
		"accent and hyphen": {[]string{"pieza dé regalo"}, nil, "una PIEZA-de-régalo", []string{"PIEZA-de-régalo"}},
		"any ending":        {[]string{"gratis piec*"}, nil, "gratis pieces, gratis piecework", []string{"gratis pieces", "gratis piecework"}},
		"a stem first":      {[]string{"gratisstück* senden"}, nil, "bitte Gratisstücke senden", []string{"Gratisstücke senden"}},
		"a gap":             {[]string{"send .. for nothing"}, nil, "send us two pieces for nothing", []string{"send us two pieces for nothing"}},
		"too wide a gap":    {[]string{"send .. for nothing"}, nil, "send us two more large pieces for nothing", nil},
		"Chinese":           {[]string{"白送一个"}, nil, "能不能白送一个看看", []string{"白送一个"}},
		"part of a word":    {[]string{"gratis piece"}, nil, "gratis pieceworker", nil},
		"switched off":      {nil, []string{"free samples"}, "Only free samples, thanks.", nil},
		"off by its stem":   {nil, []string{"free sample*"}, "Only free samples, thanks.", nil},
		"another stays":     {nil, []string{"gratis"}, "Only free samples, thanks.", []string{"free samples"}},
		"in the subject":    {[]string{"gratis piece"}, nil, "Subject: Gratis piece\n\nHello", []string{"Gratis piece"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := openDesk(t)
			must(t, d.SetWords(t.Context(), theDesk, 0, "en", group, flow.WordChange{Own: c.own, Off: c.off}))
			if got := phrasesOf(d, c.text, group); !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestWordsAreKept(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	mark := d.Reader().Mark()
	must(t, d.SetWords(t.Context(), theDesk, 0, "en", "sample.free", flow.WordChange{Own: []string{" gratis  piece ", "gratis piece", ""}}))
	w, version, err := d.Words(t.Context())
	must(t, err)
	if got := w["en"]["sample.free"].Own; !slices.Equal(got, []string{"gratis piece"}) || version != 1 {
		t.Errorf("%v, version %d", w, version)
	}
	if d.Reader().Mark() == mark {
		t.Error("assessments cannot tell that the words are others")
	}
	is(t, "an old version", d.SetWords(t.Context(), theDesk, 7, "en", "sample.free", flow.WordChange{}), store.ErrChanged)
	is(t, "no such group", d.SetWords(t.Context(), theDesk, 0, "en", "_unit", flow.WordChange{}), store.ErrNotFound)
	is(t, "no such language", d.SetWords(t.Context(), theDesk, 0, "xx", "sample.free", flow.WordChange{}), store.ErrNotFound)
	for field, c := range map[string][]string{"own": {"a", "*", "..", "x ..", ".. x", "to* *be", "be", "\xff\xfe\xfd", strings.Repeat("long ", 40)}} {
		for _, s := range c {
			refused(t, s, d.SetWords(t.Context(), theDesk, 0, "en", "sample.free", flow.WordChange{Own: []string{s}}), field)
		}
	}
	refused(t, "own and off", d.SetWords(t.Context(), theDesk, 0, "en", "sample.free", flow.WordChange{Own: []string{"gift"}, Off: []string{"gift"}}), "own")
	must(t, d.SetWords(t.Context(), theDesk, version, "en", "sample.free", flow.WordChange{}))
	if w, _, _ := d.Words(t.Context()); len(w) != 0 || d.Reader().Mark() != mark {
		t.Errorf("taken back: %v", w)
	}
}

// TestTryWords: a change is tried on a text without being kept, and then it
// judges what is here, too.
func TestTryWords(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	const text = "Hello, I collect nice things for my channel. Ship me a goodie bag and a goodie bag for my friend. Free samples only."
	receive(t, d, letter(text, "From: Jay <jay@freemail.example>", "Subject: hi", "Message-ID: <1@x.example>"), false)
	change := flow.WordChange{Own: []string{"goodie bag"}, Off: []string{"free samples"}}
	tried, err := d.TryWords(t.Context(), "en", "sample.free", change, text)
	must(t, err)
	var own, off int
	for _, h := range tried.Hits {
		switch {
		case h.Own && h.Text == "goodie bag" && h.Group == "sample.free":
			own++
		case h.Off && strings.EqualFold(h.Text, "free samples"):
			off++
		}
	}
	if own != 2 || off != 1 {
		t.Errorf("tried: %+v", tried.Hits)
	}
	if got := phrasesOf(d, text, "sample.free"); slices.Contains(got, "goodie bag") {
		t.Error("a trial was kept")
	}
	heard, err := d.HeardWords(t.Context(), theDesk, "en", "sample.free")
	must(t, err)
	if len(heard) == 0 || heard[0].N != 1 {
		t.Errorf("heard: %v", heard)
	}
	must(t, d.SetWords(t.Context(), theDesk, 0, "en", "sample.free", change))
	honest := receive(t, d, letter("Hello, I saw your lamp. Can I have a goodie bag or a goodie box? A nice little thing for my garden.", "From: Jay <jay2@gmail.com>", "Subject: hi", "Message-ID: <2@x.example>"), false)
	must(t, d.SetWords(t.Context(), theDesk, 0, "en", "fraud.fee", flow.WordChange{Own: []string{"goodie box", "nice little thing", "my garden"}}))
	rep, err := d.Rejudge(t.Context(), false, nil)
	must(t, err)
	after, err := d.Store.CurrentJudgement(t.Context(), honest.Inquiry)
	must(t, err)
	a, err := after.Analysis()
	must(t, err)
	if len(rep.Changed) == 0 || after.Rules != d.Reader().Mark() || !slices.ContainsFunc(a.Evidence, func(e xunpan.AnalysisEvidence) bool {
		return strings.Contains(e.Text, "little thing") || strings.Contains(e.Text, "goodie box")
	}) {
		t.Errorf("judged again by %q: %+v", after.Rules, rep)
	}
	_, err = d.TryWords(t.Context(), "", "", flow.WordChange{}, " ")
	refused(t, "nothing to try on", err, "text")
}

// FuzzOwnWords: no phrase and no text makes reading stumble, and every phrase
// found lies within its text.
func FuzzOwnWords(f *testing.F) {
	f.Add("gratis piec*", "gratis pieces")
	f.Add("send .. for nothing", "send\nus\n\nfor nothing")
	f.Add("白送一个", "能不能白送一个")
	f.Add("5,000 pcs", "5,000 PCS 5.")
	f.Fuzz(func(t *testing.T, phrase, text string) {
		hits := flow.Listen(phrase, text)
		for _, h := range hits {
			if h[0] < 0 || h[1] > len(text) || h[0] >= h[1] {
				t.Errorf("%q in %q: %v", phrase, text, h)
			}
		}
	})
}
