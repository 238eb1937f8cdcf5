package judge

import "xunpan"

// veto applies what no words can outweigh (D4.4): a hard proof of danger makes
// the mail a fraud whatever its text says.
func veto(c *Case, a *xunpan.Assessment, found []finding) {
	proof := false
	var groups [4]string
	n := 0
	for i := range found {
		f := &found[i]
		if f.sig.Axis != xunpan.AxisRisk || f.sig.weights[xunpan.Fraud.Index()] <= 0 {
			continue
		}
		if hardProof[f.sig.ID] && f.strength >= 0.9 {
			proof = true
		}
		if f.points >= 8 && n < len(groups) && (n == 0 || groups[n-1] != f.sig.Group) {
			groups[n] = f.sig.Group
			n++
		}
	}
	// One group alone never condemns, two together with much weight do.
	if a.Axes.Risk >= vetoRisk && n >= 2 {
		proof = true
	}
	if !proof || a.Type == xunpan.Fraud || a.Type == xunpan.NotBuyer && c.s.Bounce {
		return
	}
	// Move the weight of the other types so that fraud leads, without hiding them.
	fraud := xunpan.Fraud.Index()
	rest := 1 - a.Types[fraud]
	for t := range a.Types {
		if t != fraud && rest > 0 {
			a.Types[t] *= 0.1 / rest
		}
	}
	a.Types[fraud] = 0.9
	a.Type = xunpan.Fraud
}

// dangerRisk is the risk, out of 100, from which on a mail is not free of
// danger: it must be verified, and five stars are out of its reach (D4.1).
const dangerRisk = 40

// vetoRisk is the risk, out of 100, at which corroborated danger condemns.
const vetoRisk = 50

// hardProof lists the signals of which one alone condemns.
var hardProof = map[string]bool{
	"danger.executable": true,
	"danger.form":       true,
	"danger.lure":       true,
	"fraud.advance":     true,
	"mask.spoofed":      true,
	"mask.twin":         true,
	"mask.clone":        true,
	"danger.html":       true,
	"danger.locked":     true,
	"danger.imitation":  true,
}

// stars is the quality index 0–5 (D4.0–D4.4).
func stars(c *Case, a *xunpan.Assessment, found []finding) int {
	n := 0
	switch a.Type {
	case xunpan.Seeker:
		n = 4
		if c.identity < 2 && !c.termStated() && c.r.OurGoods.Value == "" {
			n = 3 // nobody to be seen, nothing but goods and a number
		}
		if c.fullOrder() && a.Axes.Credibility >= 15 && a.Axes.Risk < dangerRisk {
			n = 5
		}
		if c.product.Value == "" || a.Axes.Need < 25 {
			n = 3
		}
	case xunpan.Entrant:
		n = 3
		if a.Axes.Need >= 55 && a.Axes.Credibility >= 45 && a.Types[xunpan.Seeker.Index()] > 0.35 {
			n = 4
		}
	case xunpan.Collector:
		n = 2
	case xunpan.Casual, xunpan.Spy:
		n = 1
	}
	// Where the type is anybody's guess, the stars are what they are worth on average.
	if n >= 4 && a.Type == xunpan.Seeker && a.Types[a.Type.Index()] < unclear { // an order that is only likely
		n = 3
	}
	sure := a.Types[a.Type.Index()]
	if a.Type == xunpan.Seeker || a.Type == xunpan.Entrant {
		sure = a.Types[xunpan.Seeker.Index()] + a.Types[xunpan.Entrant.Index()] // a buyer either way
	}
	// Goods with an amount and its unit speak for themselves, however few the words.
	concrete := c.product.Value != "" && c.quantity != nil && c.quantity.Unit != "" && !c.retail && c.asks > 0 && a.Axes.Risk < 20
	doubtful := a.Axes.Risk >= 10 || a.Axes.Credibility < 15 || !c.direct()
	if n >= 2 && sure < unclear && !concrete && doubtful {
		mean := 0.0
		for t, p := range a.Types {
			mean += p * usualStars[t]
		}
		mean *= 1 - min(1, 1.5*float64(a.Axes.Risk)/100)
		if a.Axes.Credibility < 10 && c.m.Channel == xunpan.Email {
			mean *= 0.8 // nobody to be seen behind it
		}
		n = max(1, min(n, int(mean+0.5)))
	}
	if n > 1 && (c.falseOrigin() || c.s.SpamMark && a.Types[a.Type.Index()] < clearCut) {
		n = 1
	}
	return n
}

// unclear is the probability below which a type is a guess.
const unclear = 0.5

// clearCut is the probability above which the words outweigh a server's spam mark.
const clearCut = 0.75

// usualStars are the stars of each type in the mean, in the order of xunpan.Types.
var usualStars = [len(xunpan.Types)]float64{4.3, 3, 2, 1, 0, 0, 0.7, 0, 0}

// termStated reports a price term, payment, delivery time or certificate; a
// destination alone says little.
func (c *Case) termStated() bool {
	n := &c.r.Needs
	return n.Incoterm.Value != "" || n.Payment.Value != "" || n.Delivery.Value != "" || len(n.Certifications) > 0
}

// fullOrder reports a real order at hand as D4.1 defines it: product with spec,
// quantity, two of {price term or destination, payment, delivery time,
// certification}, an identifiable company, no danger and no contradiction.
func (c *Case) fullOrder() bool {
	if c.product.Value == "" || c.quantity == nil || c.retail || c.terms < 2 {
		return false
	}
	if c.specs == 0 && len(c.r.Needs.Lines) < 2 && len(c.r.Needs.Certifications) == 0 {
		return false
	}
	if c.r.Buyer.Company.Value == "" && c.s.From.Kind != xunpan.DomainOwn || c.identity < 3 {
		return false
	}
	return !c.falseOrigin() && c.s.From.LooksLike == "" && !c.s.ReplyDiffers
}

// falseOrigin reports that the mail does not come from where it claims (D3.30).
func (c *Case) falseOrigin() bool { return c.s.Origin.Match == xunpan.Failed }

// grade is the value to us (D4.2).
func grade(t xunpan.BuyerType, stars int) string {
	switch {
	case t == xunpan.Spy || stars == 0:
		return "D"
	case stars >= 4:
		return "A"
	case stars == 3:
		return "B"
	}
	return "C"
}

// intent is the instant sort (D2.3): it decides the speed of the first answer.
func intent(c *Case, a *xunpan.Assessment) xunpan.Intent {
	switch a.Type {
	case xunpan.Seeker:
		if a.Stars >= 3 && (c.quantity != nil || c.terms >= 2 || c.specs >= 2) {
			return xunpan.High
		}
		return xunpan.General
	case xunpan.Entrant, xunpan.Collector:
		if a.Stars >= 4 {
			return xunpan.High
		}
		return xunpan.General
	case xunpan.Casual:
		if c.product.Value != "" && c.identity >= 2 {
			return xunpan.General
		}
	}
	return xunpan.Low
}

// action is what to do (DOMAIN section 4).
func action(c *Case, a *xunpan.Assessment) xunpan.Action {
	todo := xunpan.ActionOf(a.Type, a.Stars, a.Intent)
	switch todo {
	case xunpan.ReplyNow, xunpan.Reply, xunpan.Nurture:
		if c.falseOrigin() || a.Axes.Risk >= dangerRisk {
			return xunpan.Verify
		}
	}
	return todo
}

// raise says what would raise the stars, most useful first (D4.5).
func raise(c *Case, a *xunpan.Assessment) []xunpan.Text {
	if a.Type == xunpan.NotBuyer {
		return nil
	}
	var out []xunpan.Text
	add := func(missing bool, en, zh string) {
		if missing && len(out) < 5 {
			out = append(out, xunpan.Text{En: en, Zh: zh})
		}
	}
	b, n := &c.r.Buyer, &c.r.Needs
	switch a.Type {
	case xunpan.Fraud:
		add(true, "a proof by another way (telephone from the company's own website) that he is who he says", "通过其他途径（公司官网上的电话）证实其身份")
		return out
	case xunpan.Sampler:
		add(true, "that he pays for sample and freight", "对方同意承担样品费和运费")
	case xunpan.Inviter:
		add(true, "an order or a deposit before any letter", "先有订单或定金，再谈邀请函")
	case xunpan.Spy:
		add(true, "a quantity and a destination instead of questions about how it is made", "给出数量和目的地，而不是打听工艺")
	}
	if a.Stars >= 5 {
		return nil
	}
	add(c.falseOrigin(), "an explanation why the mail does not come from the country he names", "解释为何邮件并非从其声称的国家发出")
	add(c.product.Value == "", "a product by name or model", "说明产品名称或型号")
	add(c.quantity == nil, "an order quantity with its unit", "给出订购数量和单位")
	add(c.product.Value != "" && c.specs == 0, "specifications (size, material, power, grade)", "给出规格（尺寸、材质、功率、等级）")
	add(n.Incoterm.Value == "" && n.DestPort.Value == "", "price term and port of destination", "贸易术语和目的港")
	add(n.Delivery.Value == "", "the delivery time he needs", "需要的交货时间")
	add(b.Company.Value == "", "the company's name", "公司名称")
	add(c.s.From.Kind != xunpan.DomainOwn && b.Website.Value == "", "a mail address of the company's own domain, or its website", "企业域名邮箱或公司网站")
	add(len(b.Phones) == 0, "a telephone number", "电话号码")
	return out
}
