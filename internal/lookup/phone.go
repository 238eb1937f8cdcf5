package lookup

import (
	"strings"

	"github.com/nyaruka/phonenumbers"

	"xunpan"
)

const maxPhones = 4 // numbers of one mail that are parsed; parsing is the dearest step

// phones fills one fact for each phone and fax of the contact card (D3.21).
// National numbers are read with the country he claims; without one they stay
// unknown.
func (l *local) phones() {
	b := &l.r.Buyer
	n := len(b.Phones) + len(b.Fax)
	if n == 0 {
		return
	}
	region := b.Country.Value
	if l.m.Given.Country != "" && region == "" {
		region = countryCode(l.m.Given.Country)
	}
	if region == "" {
		region = l.s.From.Country
	}
	l.s.Phones = make([]xunpan.PhoneFact, 0, n)
	parsed := 0
	for i, w := range b.Phones {
		f := xunpan.PhoneFact{At: w.At}
		if parsed < maxPhones && (parsed < maxPhones-1 || len(b.Fax) == 0) && i < 64 {
			readPhone(&f, w.Value, region)
			parsed++
		}
		l.s.Phones = append(l.s.Phones, f)
	}
	for _, w := range b.Fax {
		f := xunpan.PhoneFact{At: w.At, Fax: true}
		if parsed < maxPhones {
			readPhone(&f, w.Value, region)
			parsed++
		}
		l.s.Phones = append(l.s.Phones, f)
	}
}

func readPhone(f *xunpan.PhoneFact, text, region string) {
	number := phoneDigits(text)
	if len(number) < 7 {
		return
	}
	if number[0] != '+' && region == "" {
		if len(number) >= 11 && number[0] != '0' {
			readNumber(f, "+"+number, "ZZ") // Digits of full length, the plus left out.
			if f.Valid != xunpan.Passed {
				*f = xunpan.PhoneFact{At: f.At, Fax: f.Fax}
			}
		}
		return
	}
	if region == "" {
		region = "ZZ"
	}
	readNumber(f, number, region)
	if f.Valid != xunpan.Passed && number[0] != '+' && number[0] != '0' && len(number) >= 10 {
		g := xunpan.PhoneFact{At: f.At, Fax: f.Fax}
		if readNumber(&g, "+"+number, "ZZ"); g.Valid == xunpan.Passed {
			*f = g
		}
	}
}

func readNumber(f *xunpan.PhoneFact, number, region string) {
	p, err := phonenumbers.Parse(number, region)
	if err != nil {
		if err == phonenumbers.ErrNumTooLong || number[0] == '+' && len(number) > 8 {
			f.Valid = xunpan.Failed
		}
		return
	}
	code := phonenumbers.GetRegionCodeForNumber(p)
	if len(code) != 2 || code == "ZZ" {
		f.Valid = xunpan.Failed
		if rs := phonenumbers.GetRegionCodesForCountryCode(int(p.GetCountryCode())); len(rs) == 1 && len(rs[0]) == 2 {
			f.Country = rs[0] // The number is wrong, its country code is not.
		}
		return
	}
	kind := phonenumbers.GetNumberType(p)
	f.Country = code
	if kind == phonenumbers.UNKNOWN {
		f.Valid = xunpan.Failed // The country has no such number.
		return
	}
	f.Valid = xunpan.Passed
	f.Number = phonenumbers.Format(p, phonenumbers.E164)
	switch kind {
	case phonenumbers.MOBILE:
		f.Kind = "mobile"
	case phonenumbers.FIXED_LINE:
		f.Kind = "fixed"
	case phonenumbers.FIXED_LINE_OR_MOBILE:
		f.Kind = "either"
	case phonenumbers.VOIP:
		f.Kind = "voip"
	case phonenumbers.TOLL_FREE:
		f.Kind = "tollfree"
	default:
		f.Kind = "other"
	}
}

// phoneDigits returns the digits of a number, full-width, Arabic and Persian
// ones made ASCII, with a leading "+" when one stands at either end
// ("966505881274+" is written so in right-to-left text) or "00" begins it.
func phoneDigits(s string) string {
	if len(s) > 100 {
		return ""
	}
	b := make([]byte, 1, 32)
	b[0] = '+'
	plus := false
	for _, r := range s {
		switch {
		case '0' <= r && r <= '9':
			b = append(b, byte(r))
		case '０' <= r && r <= '９':
			b = append(b, byte(r-'０'+'0'))
		case '٠' <= r && r <= '٩':
			b = append(b, byte(r-'٠'+'0'))
		case '۰' <= r && r <= '۹':
			b = append(b, byte(r-'۰'+'0'))
		case r == '+' || r == '＋':
			plus = true
		case (r == 'x' || r == 'X' || r == '#' || r == ';') && len(b) > 8, (r == '/' || r == ',') && len(b) > 10:
			return finishPhone(b, plus) // An extension or a second number.
		}
	}
	return finishPhone(b, plus)
}

func finishPhone(b []byte, plus bool) string {
	d := string(b[1:])
	if !plus && strings.HasPrefix(d, "00") && len(d) > 8 {
		return "+" + d[2:]
	}
	if plus {
		return "+" + strings.TrimPrefix(d, "00")
	}
	return d
}

// PhoneZones are the IANA zones that a telephone number in E.164 may lie in, by
// its area code; none where it does not tell.
func PhoneZones(e164 string) []string {
	n, err := phonenumbers.Parse(e164, "")
	if err != nil || !phonenumbers.IsValidNumber(n) {
		return nil
	}
	zones, err := phonenumbers.GetTimezonesForNumber(n)
	if err != nil {
		return nil
	}
	return zones
}
