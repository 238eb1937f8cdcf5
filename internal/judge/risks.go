package judge

import (
	"strings"

	"xunpan"
	"xunpan/internal/geo"
)

// risks lists dangers found and risks of the trade. The latter are shown
// beside and never lower a sincere buyer's stars (D3.50).
func risks(c *Case, found []finding) []xunpan.Risk {
	out := []xunpan.Risk{}
	for i := range found {
		f := &found[i]
		if f.sig.Axis != xunpan.AxisRisk || f.points <= 0 && f.sig.Points <= 0 {
			continue
		}
		sev := xunpan.SeverityLow
		switch p := f.sig.Points * f.strength; {
		case p >= 25:
			sev = xunpan.SeverityHigh
		case p >= 12:
			sev = xunpan.SeverityMedium
		}
		_, why := f.tell(c)
		out = append(out, xunpan.Risk{ID: f.sig.ID, Severity: sev, Why: why})
	}
	country := c.r.Buyer.Country.Value
	if country == "" {
		country = c.r.Needs.DestCountry.Value
	}
	if g := geo.Get(country); g != nil {
		for _, id := range g.Risks {
			if t, ok := countryRisks[id]; ok {
				out = append(out, xunpan.Risk{ID: "country." + id, Severity: t.severity, Why: xunpan.Text{En: g.En + ": " + t.why.En, Zh: g.Zh + "：" + t.why.Zh}})
			}
		}
	}
	n := &c.r.Needs
	if p := n.Payment; p.Value != "" && c.anyUsance() {
		out = append(out, xunpan.Risk{ID: "payment.credit", Severity: xunpan.SeverityLow, Why: xunpan.Text{En: "He asks for credit: " + p.Value, Zh: "对方要求赊账：" + p.Value}})
	}
	if p := c.phrase("goods.prohibited"); p != nil {
		out = append(out, xunpan.Risk{ID: "goods.prohibited", Severity: xunpan.SeverityHigh, Why: xunpan.Text{En: "Goods that may be counterfeit or forbidden: " + c.quote(p.At), Zh: "可能涉及侵权或违禁品：" + c.quote(p.At)}})
	}
	return out
}

// anyUsance reports payment some days after delivery: credit terms by name, or
// a number of days in what he says of paying.
func (c *Case) anyUsance() bool {
	if c.anyPhrase("fraud.terms") {
		return true
	}
	paying := lower(c.r.Needs.Payment.Value)
	if !strings.ContainsAny(paying, "0123456789") {
		return false
	}
	for _, days := range [...]string{"days", "día", "dias", "jours", "tage", "giorni", "дней", "дня", "gün", "يوم", "天"} {
		if strings.Contains(paying, days) {
			return true
		}
	}
	return false
}

// countryRisks are the words for the risk ids of internal/geo.
var countryRisks = map[string]struct {
	severity xunpan.Severity
	why      xunpan.Text
}{
	geo.RiskFX:         {xunpan.SeverityMedium, xunpan.Text{En: "foreign currency is controlled; payment may be late, ask for prepayment or a confirmed L/C", Zh: "外汇管制，付款可能延迟，建议预付或保兑信用证"}},
	geo.RiskConflict:   {xunpan.SeverityHigh, xunpan.Text{En: "war or unrest; transport and payment are uncertain", Zh: "战乱或动荡，运输和收款不确定"}},
	geo.RiskSanctions:  {xunpan.SeverityHigh, xunpan.Text{En: "sanctions may forbid goods, banks or partners; check before quoting", Zh: "可能涉及制裁，报价前须核查货物、银行和对方"}},
	geo.RiskConformity: {xunpan.SeverityLow, xunpan.Text{En: "a certificate of conformity is needed for import (SONCAP, SASO, PVoC, COC …)", Zh: "进口须符合性证书（SONCAP、SASO、PVoC、COC 等）"}},
}
