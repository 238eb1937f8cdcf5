package web

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"strings"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
)

func (s *Site) pricingRoutes() []gate.Route {
	save := s.route("POST /settings/pricing", xunpan.CanSettings, s.savePricing)
	save.Body = flow.MaxAsset + 1<<20
	return []gate.Route{
		s.route("GET /settings/pricing", xunpan.CanSettings, s.pricing),
		save,
		s.route("POST /settings/pricing/rates", xunpan.CanSettings, s.takeRates),
	}
}

// takeRates asks the European Central Bank for its rates.
func (s *Site) takeRates(w http.ResponseWriter, r *http.Request) error {
	if _, err := s.Desk.TakeRates(r.Context(), who(r), flow.ECBRates); err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/settings/pricing")
}

func (s *Site) pricingView(r *http.Request) (v PricingView, p flow.Pricing, err error) {
	p, version, err := s.Desk.Pricing(r.Context())
	v = PricingView{Frame: s.frame(r, "setting.pricing"), Version: version, Sheet: parseSheet(p.Sheet), Terms: p.Terms, Seller: p.Seller, Prefix: p.Prefix, Problems: map[string]string{}}
	v.Path = "/settings/pricing"
	if len(p.Sheet) == 0 { // what most exporters begin with
		v.Sheet = sheetTree{"currency": "USD", "valid_days": "15", "profit": "10%", "floor": "5%"}
	}
	return v, p, err
}

func (s *Site) pricing(w http.ResponseWriter, r *http.Request) error {
	v, _, err := s.pricingView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, PricingPage(v))
}

func (s *Site) savePricing(w http.ResponseWriter, r *http.Request) error {
	v, p, err := s.pricingView(r)
	if err != nil {
		return err
	}
	if err := r.ParseMultipartForm(8 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return badForm(err)
	}
	v.Sheet.fill(r.PostForm)
	text := func(name string) string { return strings.TrimSpace(r.PostForm.Get("seller." + name)) }
	p.Terms, p.Prefix, p.Sheet = termsOf(r.PostForm), strings.TrimSpace(r.PostForm.Get("prefix")), json.RawMessage(v.Sheet.json())
	p.Seller.Party = xunpan.Party{Company: text("company"), Address: text("address"), Country: text("country"), Mail: text("mail"), Phone: text("phone"), Website: text("website"), TaxID: text("tax_id")}
	p.Seller.Local, p.Seller.Bank, p.Seller.Markets, p.Seller.WhatsApp, p.Seller.WeChat = text("local"), text("bank"), text("markets"), text("whatsapp"), text("wechat")
	if p.Seller.Line = maps.Clone(p.Seller.Line); p.Seller.Line == nil {
		p.Seller.Line = xunpan.Names{}
	}
	p.Seller.Line["en"] = text("line")
	if r.MultipartForm != nil && len(r.MultipartForm.File["logo"]) > 0 {
		var logo xunpan.Asset
		if logo, err = s.takeFile(r, r.MultipartForm.File["logo"][0]); err == nil {
			p.Seller.Logo = logo.ID
		}
	}
	if err == nil {
		err = s.Desk.SavePricing(r.Context(), who(r), formVersion(r), p)
	}
	if err != nil {
		if v.Problems, err = problems(err, v.T); err != nil {
			return err
		}
		for _, say := range v.Problems {
			v.Problem = say
		}
		v.Terms, v.Seller, v.Prefix = p.Terms, p.Seller, p.Prefix
		return s.show(w, r, http.StatusUnprocessableEntity, PricingPage(v))
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/settings/pricing")
}
