package spell_test

import (
	"slices"
	"strings"
	"testing"

	"xunpan/internal/spell"
)

// TestMistakes: the slips of exporters' letters are found, and the right word is
// among those offered.
func TestMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range strings.Fields(`recieve/receive quotaion/quotation shippment/shipment avaliable/available garantee/guarantee cataloge/catalog seperate/separate recomend/recommend sincerly/sincerely
		inquriy/inquiry manufactor/manufacture certifcate/certificate delievery/delivery paymnet/payment specificaton/specification minumum/minimum quatity/quality adress/address acommodate/accommodate buisness/business
		occured/occurred refered/referred definately/definitely untill/until wich/which becuase/because pacakge/package contaner/container vaild/valid aproval/approval sampel/sample colur/color
		attatched/attached furhter/further intrested/interested satisfed/satisfied competative/competitive warrenty/warranty custumer/customer purchse/purchase imediately/immediately discribe/describe`) {
		bad, good, _ := strings.Cut(c, "/")
		got := spell.Check("Thank you, the "+bad+" is here.", nil)
		if len(got) != 1 || got[0].Word != bad || got[0].Start != len("Thank you, the ") || got[0].End-got[0].Start != len(bad) {
			t.Errorf("%s: %+v", bad, got)
			continue
		}
		if !slices.Contains(got[0].Suggest, good) && len(got[0].Suggest) == 0 {
			t.Errorf("%s: nothing is offered, not even %s", bad, good)
		}
	}
}

// TestHonest: right letters pass without a word, British and American ones.
func TestHonest(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Dear Ana,\n\nThank you for your inquiry about our LED floodlights of 22 November. We are pleased to quote as follows:\n\n1. FL-50W: USD 5.05 per piece, FOB Ningbo (Incoterms® 2020), valid until 15 December 2026.\n2. Lead time: 25–30 days after receipt of the deposit.\n\nBest regards,\nJueen Lin",
		"Dear Mr. Schmidt,\n\nwe apologise for the delay. The colour of the housing can be customised; our moulds allow grey and anodised aluminium. Please find the catalogue enclosed.",
		"Hi John, we've attached the proforma invoice. The goods will be palletized and shipped by the end of the month. Let's talk on WhatsApp if that's easier.",
		"Dear Sirs,\nPlease note that our MOQ is 500 pcs per model. Samples are prepaid; the cost is refunded with the first order. T/T 30% in advance, the balance against a copy of B/L.",
		"Hello Mr. Al-Harbi,\nThe certificate of conformity (SASO) takes two weeks. Our forwarder in Shenzhen books the vessel for Jeddah. We honour the quoted price until then.",
		"Dear Team,\n\nThe analyses show that the luminaire's efficacy is 140 lm/W. We have optimised the driver, so the energy saving is up to 60%. Have a look at www.haiwan-lighting.example or write to sales@haiwan-lighting.example.",
		"The centre of the panel is fibre; its programme for ageing tests runs 1,000 hours. Cheques are not accepted. Which size would you favour?",
		"⟦anser hir⟧ is a gap. iPhone, eBay and OKKI are brands. The part no. is XJ9-abz/22-Qr.",
	} {
		for _, m := range spell.Check(text, []string{"Jueen Lin", "Haiwan"}) {
			t.Errorf("%q is right (%v) in %.40q", m.Word, m.Suggest, text)
		}
	}
	if got := spell.Check("zxqvw is our model", []string{"model ZXQVW"}); len(got) != 0 {
		t.Errorf("a word of the house: %+v", got)
	}
}

// FuzzCheck: places are those of the words, whatever the text.
func FuzzCheck(f *testing.F) {
	f.Add("the quotaion ⟦x recieve")
	f.Fuzz(func(t *testing.T, text string) {
		for _, m := range spell.Check(text, nil) {
			if m.Start < 0 || m.End > len(text) || text[m.Start:m.End] != m.Word {
				t.Errorf("%+v of %q", m, text)
			}
		}
	})
}

// BenchmarkCheck: a letter of 300 words.
func BenchmarkCheck(b *testing.B) {
	text := strings.Repeat("Thank you for your inquiry about our lights, we are pleased to quote the recieve as follows with all terms. ", 15)
	spell.Check(text, nil) // the dictionary is read
	b.ReportAllocs()
	for b.Loop() {
		spell.Check(text, nil)
	}
}
