package web

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/geo"
)

// needs takes the table of what is asked for as the user put it right.
func (s *Site) needs(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	n, err := needsOf(r.PostForm)
	if err != nil {
		return err
	}
	return s.change(w, r, flow.Edit{Needs: n}, "saved")
}

// maxNeedLines bounds what one inquiry asks for.
const maxNeedLines = 100

func needsOf(f map[string][]string) (*xunpan.AnalysisNeeds, error) {
	n := &xunpan.AnalysisNeeds{Lines: []xunpan.AnalysisLine{}, Certifications: []string{}}
	field := func(name string, i int) string {
		if i < len(f[name]) {
			return strings.TrimSpace(f[name][i])
		}
		return ""
	}
	for i := range min(len(f["product"]), maxNeedLines) {
		product, model, specs, quantity, target := field("product", i), field("model", i), field("specs", i), field("quantity", i), field("target", i)
		if product+model+specs+quantity+target == "" {
			continue
		}
		line := xunpan.AnalysisLine{Product: some(product), Model: some(model), Specs: commas(specs)}
		if quantity != "" {
			q, ok := quantityOf(quantity)
			if !ok {
				return nil, invalid("quantity", "“%s” is no quantity. Write a number and its unit, such as 5000 pcs or 5–8 cartons.", "“%s”不是数量。请写数字和单位，如 5000 pcs 或 5–8 cartons。", quantity)
			}
			line.Quantity = q
		}
		if target != "" {
			p, ok := priceOf(target)
			if !ok {
				return nil, invalid("target", "“%s” is no price. Write currency and amount, such as USD 3.20/pc.", "“%s”不是价格。请写币种和金额，如 USD 3.20/pc。", target)
			}
			line.TargetPrice = p
		}
		n.Lines = append(n.Lines, line)
	}
	if term := field("incoterm", 0); term != "" {
		code, place, _ := strings.Cut(term, " ")
		if incoterms[strings.ToUpper(code)] {
			n.Incoterm, n.Place = some(strings.ToUpper(code)), some(strings.TrimSpace(place))
		} else {
			n.Place = some(term)
		}
	}
	if to := field("destination", 0); to != "" {
		words := strings.Fields(to)
		if c := geo.Get(strings.ToUpper(words[len(words)-1])); c != nil {
			n.Destination.Country = some(c.Code)
			to = strings.Join(words[:len(words)-1], " ")
		}
		n.Destination.Port = some(to)
	}
	n.Payment, n.Delivery, n.Packaging = some(field("payment", 0)), some(field("delivery", 0)), some(field("packaging", 0))
	n.Sample, n.Custom = some(field("sample", 0)), some(field("custom", 0))
	n.Certifications = commas(field("certifications", 0))
	return n, nil
}

var incoterms = map[string]bool{"EXW": true, "FCA": true, "FAS": true, "FOB": true, "CFR": true, "CIF": true, "CPT": true, "CIP": true, "DAP": true, "DPU": true, "DDP": true}

func some(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func commas(s string) []string {
	out := []string{}
	for _, part := range strings.FieldsFunc(s, func(c rune) bool { return c == ',' || c == '，' || c == '、' || c == ';' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

var (
	quantityForm = regexp.MustCompile(`^([0-9][0-9,]*(?:\.[0-9]+)?)(?:\s*[-–—~]\s*([0-9][0-9,]*(?:\.[0-9]+)?))?\s*(\D{0,40})$`)
	priceForm    = regexp.MustCompile(`^(?:([A-Za-z]{3}|[$€£¥])\s*)?([0-9][0-9,]*(?:\.[0-9]{1,4})?)(?:\s*/\s*(\S{1,20}))?$`)
	currencies   = map[string]string{"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY"}
)

func quantityOf(s string) (*xunpan.AnalysisQuantity, bool) {
	m := quantityForm.FindStringSubmatch(s)
	if m == nil {
		return nil, false
	}
	low, err := strconv.ParseFloat(strings.ReplaceAll(m[1], ",", ""), 64)
	if err != nil {
		return nil, false
	}
	q := &xunpan.AnalysisQuantity{Min: low, Max: low, Unit: some(strings.TrimSpace(m[3]))}
	if m[2] != "" {
		if q.Max, err = strconv.ParseFloat(strings.ReplaceAll(m[2], ",", ""), 64); err != nil || q.Max < q.Min {
			return nil, false
		}
	}
	return q, true
}

func priceOf(s string) (*xunpan.AnalysisPrice, bool) {
	m := priceForm.FindStringSubmatch(s)
	if m == nil {
		return nil, false
	}
	currency := strings.ToUpper(m[1])
	if c := currencies[m[1]]; c != "" {
		currency = c
	}
	return &xunpan.AnalysisPrice{Amount: strings.ReplaceAll(m[2], ",", ""), Currency: some(currency), Per: some(m[3])}, true
}
