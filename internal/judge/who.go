package judge

import "xunpan"

func whoCompany(c *Case) (float64, where, string) { return word(c.r.Buyer.Company) }

func whoPerson(c *Case) (float64, where, string) {
	b := &c.r.Buyer
	if b.Title.Value != "" {
		return 1, b.Title.At, b.Title.Value
	}
	if b.Name.Value != "" {
		return 0.5, b.Name.At, b.Name.Value
	}
	return silent()
}

func whoPhone(c *Case) (float64, where, string) {
	for i := range c.s.Phones {
		if p := &c.s.Phones[i]; p.Valid == xunpan.Passed && !p.Fax {
			return 1, p.At, p.Number
		}
	}
	if len(c.r.Buyer.Phones) > 0 {
		return 0.5, c.r.Buyer.Phones[0].At, c.r.Buyer.Phones[0].Value
	}
	return silent()
}

// whoPhoneForeign: the telephone is of another country than the one claimed (D3.32).
func whoPhoneForeign(c *Case) (float64, where, string) {
	claimed := c.r.Buyer.Country.Value
	if claimed == "" || c.r.Buyer.CountryBasis == "phone" {
		return silent()
	}
	var odd *xunpan.PhoneFact
	for i := range c.s.Phones {
		p := &c.s.Phones[i]
		if p.Country == claimed {
			return silent() // one number of his own country is enough
		}
		if p.Valid == xunpan.Passed && p.Country != "" && odd == nil {
			odd = p
		}
	}
	if odd == nil {
		return silent()
	}
	return 1, odd.At, odd.Country + " ≠ " + claimed
}

func whoAddress(c *Case) (float64, where, string) { return word(c.r.Buyer.Address) }

func whoWebsite(c *Case) (float64, where, string) { return word(c.r.Buyer.Website) }

func whoOwnDomain(c *Case) (float64, where, string) {
	if c.s.From.Kind != xunpan.DomainOwn || c.s.From.CheapTLD || c.s.From.LooksLike != "" {
		return silent()
	}
	if c.s.NameInDomain == xunpan.Failed {
		return 0.3, c.header("From"), c.s.From.Name
	}
	return 1, c.header("From"), c.s.From.Name
}

func whoFreeDomain(c *Case) (float64, where, string) {
	if c.s.From.Kind != xunpan.DomainFree {
		return silent()
	}
	return 1, c.header("From"), c.s.From.Name
}

// whoAgrees: name, mail domain and website tell of one firm (D3.26).
func whoAgrees(c *Case) (float64, where, string) {
	switch {
	case c.s.MailIsSite == xunpan.Passed && c.s.NameInDomain == xunpan.Passed:
		return 1, c.header("From"), c.s.From.Org
	case c.s.MailIsSite == xunpan.Passed || c.s.NameInDomain == xunpan.Passed:
		return 0.7, c.header("From"), c.s.From.Org
	}
	return silent()
}

// whoSameFax: one number for telephone and fax means a small firm (D3.21).
func whoSameFax(c *Case) (float64, where, string) {
	for _, f := range c.r.Buyer.Fax {
		for _, p := range c.r.Buyer.Phones {
			if f.Value != "" && f.Value == p.Value {
				return 1, f.At, f.Value
			}
		}
	}
	return silent()
}

func whoPlatformLevel(c *Case) (float64, where, string) {
	if c.m.Given.Level == "" || c.m.Via == nil || !c.m.Via.Genuine {
		return silent()
	}
	return 1, where{}, c.m.Given.Level
}

// originIP: the sending address is of another country than the one claimed
// (D3.30). Unknown never speaks.
func originIP(c *Case) (float64, where, string) {
	if !c.falseOrigin() {
		return silent()
	}
	o := &c.s.Origin
	return 1, o.IPHeader, o.IP + " (" + o.Country + ") ≠ " + c.r.Buyer.Country.Value
}

func originIPAgrees(c *Case) (float64, where, string) {
	if c.s.Origin.Match != xunpan.Passed {
		return silent()
	}
	return 1, c.s.Origin.IPHeader, c.s.Origin.IP + " (" + c.s.Origin.Country + ")"
}

func originNight(c *Case) (float64, where, string) {
	if !c.s.Origin.NightAtHome {
		return silent()
	}
	return 1, c.header("Date"), itoa(max(0, c.s.Origin.LocalHour)) + ":00"
}

// originOffset: the Date header's zone is of no zone of the claimed country (D3.31).
func originOffset(c *Case) (float64, where, string) {
	if c.s.Origin.Offset != xunpan.Failed {
		return silent()
	}
	if c.s.Origin.OffsetHome {
		return 1, c.header("Date"), ""
	}
	return 0.6, c.header("Date"), ""
}

func originAuthPass(c *Case) (float64, where, string) {
	if c.s.Auth.DMARC == xunpan.Passed || c.s.Auth.SPF == xunpan.Passed && c.s.Auth.DKIM == xunpan.Passed {
		return 1, c.s.Auth.At, ""
	}
	return silent()
}

// whoHome: the sender is of our own country: a supplier, a service, a
// colleague more often than a buyer from abroad.
func whoHome(c *Case) (float64, where, string) {
	home := c.f.Home
	switch {
	case home == "" || c.m.Via != nil && c.m.Via.Genuine || c.r.Needs.DestCountry.Value != "":
		return silent()
	case c.r.Buyer.Country.Value == home && c.r.Buyer.CountryBasis != "language":
		return 1, c.r.Buyer.Country.At, home
	case c.r.Buyer.Country.Value == "" && c.s.From.Country == home:
		return 0.8, c.header("From"), c.s.From.Name
	}
	return silent()
}
