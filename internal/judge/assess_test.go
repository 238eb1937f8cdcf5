package judge

import (
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xunpan"
)

// groupsInUse are all phrase groups that the catalogue and the finders ask for.
var groupsInUse = sync.OnceValue(func() []string {
	gs := []string{"topic.moq", "payment.credit", "fraud.bank", "fraud.fee", "fraud.tender", "phish.credential", "phish.document", "phish.archive_password",
		"fraud.po_attached", "fraud.export_probe", "catalog.ask", "sample.ask", "notice.sell", "hedge", "advice", "oddity.bulk", "goods.prohibited", "spy.process"}
	for i := range Default().Signals {
		gs = append(gs, Default().Signals[i].Phrases...)
	}
	slices.Sort(gs)
	return slices.Compact(gs)
})

// anyFacts draws facts of every kind, most of which no mail would show.
func anyFacts(t *rapid.T) *xunpan.Facts {
	body := rapid.StringN(0, 60, 240).Draw(t, "body") + "500 pcs лампа 灯 مصباح"
	runes := []rune(body)
	span := func(name string) xunpan.Span {
		a := rapid.IntRange(0, len(runes)).Draw(t, name)
		b := rapid.IntRange(a, len(runes)).Draw(t, name)
		return xunpan.Span{Part: xunpan.PartBody, Start: len(string(runes[:a])), End: len(string(runes[:b]))}
	}
	word := func(name string, values ...string) xunpan.Word {
		w := xunpan.Word{Value: rapid.SampledFrom(append(values, "")).Draw(t, name)}
		if w.Value != "" {
			w.At = span(name)
		}
		return w
	}
	flag := func(name string) bool { return rapid.IntRange(0, 4).Draw(t, name) == 0 }
	verdict := func(name string) xunpan.Verdict { return xunpan.Verdict(rapid.IntRange(0, 2).Draw(t, name)) }
	domain := func(name string) xunpan.Domain {
		return xunpan.Domain{Name: name + ".example", Org: name + ".example", Kind: xunpan.DomainKind(rapid.IntRange(0, int(xunpan.DomainOurs)).Draw(t, name)),
			LooksLike: rapid.SampledFrom([]string{"", "", "", "brand"}).Draw(t, name), CheapTLD: flag(name)}
	}
	m := &xunpan.Message{Channel: rapid.SampledFrom(xunpan.Channels).Draw(t, "channel"), Subject: "Anfrage", Body: body}
	m.Headers = []xunpan.Header{{Name: "From", Value: "a@b.example"}, {Name: "To", Value: "sales@c.example"}, {Name: "Date", Value: "Mon, 4 May 2026 09:00:00 +0200"}}
	if flag("file") {
		m.Files = append(m.Files, xunpan.File{Name: rapid.SampledFrom([]string{"PO.pdf", "PO.pdf.exe", "x.zip", "a.html", ""}).Draw(t, "name"),
			Kind:      rapid.SampledFrom([]xunpan.FileKind{xunpan.FilePDF, xunpan.FileExecutable, xunpan.FileArchive, xunpan.FileHTML, xunpan.FileUnknown}).Draw(t, "kind"),
			Encrypted: flag("locked"), Macro: flag("macro"), Form: flag("form"), Script: flag("script"), Inner: []string{"a.txt"}})
	}
	if flag("via") {
		m.Via = &xunpan.Platform{ID: "alibaba", Channel: xunpan.Alibaba, Genuine: flag("genuine")}
	}
	r := &xunpan.Reading{Fresh: rapid.IntRange(0, 6000).Draw(t, "fresh"), Greeted: word("greeted", "Lily"), OurName: word("ours", "Yongtai"), OurGoods: word("goods", "FL-50")}
	for range rapid.IntRange(0, 3).Draw(t, "lines") {
		l := xunpan.Line{Product: word("product", "LED tube"), Model: word("model", "FL-50")}
		if flag("spec") {
			l.Specs = append(l.Specs, word("spec", "50W"))
		}
		if flag("quantity") {
			q := rapid.Float64Range(1, 1e12).Draw(t, "q")
			l.Quantity = &xunpan.Quantity{Min: q, Max: q * 2, Unit: rapid.SampledFrom([]string{"", "pcs", "kg", "40HQ"}).Draw(t, "unit"), PerYear: flag("year"), At: span("quantity")}
		}
		if flag("target") {
			l.Target = &xunpan.Price{Amount: "3.20", Currency: "USD", At: span("target")}
		}
		r.Needs.Lines = append(r.Needs.Lines, l)
	}
	n := &r.Needs
	n.Incoterm, n.Place, n.DestPort = word("incoterm", "FOB"), word("place", "Ningbo"), word("port", "Santos")
	n.DestCountry, n.Payment, n.Delivery = word("dest", "BR", "XX"), word("payment", "T/T"), word("delivery", "in May")
	n.Packaging, n.Custom, n.Sample, n.Urgent = word("packaging", "box"), word("custom", "OEM"), word("sample", "free", "paid"), word("urgent", "asap")
	if flag("cert") {
		n.Certifications = append(n.Certifications, word("cert", "CE"))
	}
	b := &r.Buyer
	b.Name, b.Title, b.Company = word("person", "Iris Holm"), word("title", "Buyer"), word("company", "Holm Ltd")
	b.Country, b.Website, b.Address = word("country", "DE", "IR", "zz"), word("site", "holm.example"), word("address", "12 Harbour Road")
	if flag("phone") {
		b.Phones = append(b.Phones, word("phone", "+4940123456"))
		b.Fax = append(b.Fax, word("fax", "+4940123456"))
	}
	for range rapid.IntRange(0, 4).Draw(t, "questions") {
		r.Questions = append(r.Questions, xunpan.Question{Topic: rapid.SampledFrom(xunpan.Topics[:]).Draw(t, "topic"), At: span("question")})
	}
	for range rapid.IntRange(0, 8).Draw(t, "phrases") {
		r.Phrases = append(r.Phrases, xunpan.Phrase{Group: rapid.SampledFrom(groupsInUse()).Draw(t, "group"), At: span("phrase"), Negated: flag("not")})
	}
	f := &xunpan.Facts{Message: m, Reading: r, Home: "CN"}
	s := &f.Sender
	s.From, s.Reply, s.Return, s.WebsiteDomain = domain("from"), domain("reply"), domain("return"), domain("site")
	s.ReplyDiffers, s.ReturnDiffers, s.Hidden, s.List, s.ListRelay = flag("rd"), flag("rp"), flag("hidden"), flag("list"), flag("relay")
	s.Bulk, s.Auto, s.Bounce, s.NoReply, s.Own, s.SpamMark = flag("bulk"), flag("auto"), flag("bounce"), flag("noreply"), flag("own"), flag("spam")
	s.MailIsSite, s.NameInDomain, s.MailInBody = verdict("site"), verdict("name"), verdict("body")
	s.Auth = xunpan.Auth{SPF: verdict("spf"), DKIM: verdict("dkim"), DMARC: verdict("dmarc")}
	s.Origin = xunpan.Origin{IP: "192.0.2.1", Country: "NG", Match: verdict("match"), Offset: verdict("offset"), LocalHour: rapid.IntRange(-1, 23).Draw(t, "hour"), NightAtHome: flag("night")}
	s.Recipients = rapid.IntRange(0, 9).Draw(t, "recipients")
	if flag("link") {
		s.Links = append(s.Links, xunpan.LinkFact{Link: rapid.IntRange(0, 3).Draw(t, "link"), Issue: rapid.SampledFrom([]string{xunpan.LinkMismatch, xunpan.LinkForm, xunpan.LinkShare, xunpan.LinkBrand}).Draw(t, "issue")})
	}
	return f
}

// TestAnyFacts: whatever the facts, the assessment is one that DOMAIN section 4
// allows, and judging neither changes them nor depends on anything else.
func TestAnyFacts(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := anyFacts(t)
		lines, phrases := slices.Clone(f.Reading.Needs.Lines), slices.Clone(f.Reading.Phrases)
		a := Assess(f, Default())
		if b := Assess(f, Default()); !cmp.Equal(a, b) {
			t.Fatalf("judged again: %s", cmp.Diff(a, b))
		}
		if !cmp.Equal(lines, f.Reading.Needs.Lines) || !cmp.Equal(phrases, f.Reading.Phrases) {
			t.Fatal("judging changed what was read")
		}
		sum := 0.0
		for _, p := range a.Types {
			sum += p
		}
		if math.Abs(sum-1) > 1e-9 || math.IsNaN(sum) {
			t.Fatalf("probabilities sum to %v", sum)
		}
		if a.Stars < 0 || a.Stars > 5 || a.Confidence < 0 || a.Confidence > 1 {
			t.Fatalf("%d stars, confidence %v", a.Stars, a.Confidence)
		}
		for _, v := range [...]int{a.Axes.Need, a.Axes.Credibility, a.Axes.Engagement, a.Axes.Risk} {
			if v < 0 || v > 100 {
				t.Fatalf("axes %+v", a.Axes)
			}
		}
		if f.Sender.Origin.Match == xunpan.Failed && a.Stars > 1 {
			t.Fatalf("false origin and %d stars", a.Stars)
		}
		if a.Type == xunpan.Spy && a.Grade != "D" || a.Type == xunpan.Fraud && (a.Stars != 0 || a.Action != xunpan.Quarantine) {
			t.Fatalf("%s: %d stars, grade %s, %s", a.Type, a.Stars, a.Grade, a.Action)
		}
		for i := range f.Message.Files {
			if f.Message.Files[i].Kind == xunpan.FileExecutable && a.Type != xunpan.Fraud && (a.Type != xunpan.NotBuyer || !f.Sender.Bounce) {
				t.Fatalf("an executable is attached, and it is %s", a.Type)
			}
		}
	})
}

// TestNothingKnown: of a mail with nothing in it nothing is claimed.
func TestNothingKnown(t *testing.T) {
	t.Parallel()
	a := Assess(&xunpan.Facts{Message: &xunpan.Message{}, Reading: &xunpan.Reading{}}, Default())
	if a.Stars > 1 || a.Axes.Risk != 0 || a.Evidence == nil || a.Risks == nil {
		t.Errorf("%+v", a)
	}
}

// TestMoreOfOneKind: correlated signals cannot pile up beyond their group's cap.
func TestMoreOfOneKind(t *testing.T) {
	t.Parallel()
	r := Default()
	for i := range r.Signals {
		g := r.Signals[i].Group
		var found []finding
		for k := range r.Signals {
			if r.Signals[k].Group == g {
				found = append(found, finding{sig: &r.Signals[k], strength: 1})
			}
		}
		x := r.axes(found)
		for _, v := range [...]int{x.Need, x.Credibility, x.Engagement, x.Risk} {
			if float64(v) > r.Groups[g].Points {
				t.Errorf("all of %s together give %+v, the cap is %v", g, x, r.Groups[g].Points)
			}
		}
		p := r.types(found)
		for k := range p {
			for l := range p {
				if most := (2*r.Groups[g].Odds + math.Abs(r.prior[k]-r.prior[l])) / r.Temperature; math.Log(p[k]/p[l]) > most+1e-9 {
					t.Errorf("all of %s together give %s against %s more than the cap allows", g, xunpan.Types[k], xunpan.Types[l])
				}
			}
		}
	}
}
