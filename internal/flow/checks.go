package flow

import "xunpan"

// localChecks states every check of DOMAIN section 5 with its answer. What
// needs the network is "unknown (not checked)" here, never "clean".
func localChecks(s *xunpan.Sender, r *xunpan.Reading) []xunpan.Check {
	check := func(id string, v xunpan.Verdict, detail string) xunpan.Check {
		return xunpan.Check{ID: id, State: v.String(), Detail: detail}
	}
	phone, number := xunpan.Unknown, "no telephone number given"
	for _, p := range s.Phones {
		if p.Fax {
			continue
		}
		phone, number = p.Valid, p.Number
		if p.Country != "" {
			number += " (" + p.Country + ")"
		}
		break
	}
	ip := "the headers do not tell"
	if s.Origin.IP != "" {
		ip = s.Origin.IP
		if s.Origin.Country != "" {
			ip += " (" + s.Origin.Country + ")"
		}
	} else if s.Origin.Basis == "webmail" || s.Origin.Basis == "platform" {
		ip = "sent through a " + s.Origin.Basis + ", which does not tell"
	}
	auth := func(v xunpan.Verdict) string {
		if s.Auth.Server == "" {
			return "not recorded by the receiving server"
		}
		if v == xunpan.Unknown {
			return "no answer recorded by " + s.Auth.Server
		}
		return "recorded by " + s.Auth.Server
	}
	const network = "not checked"
	return []xunpan.Check{
		check("origin.ip_country", s.Origin.Match, ip),
		check("origin.clock", s.Origin.Offset, ""),
		check("mail.spf", s.Auth.SPF, auth(s.Auth.SPF)),
		check("mail.dkim", s.Auth.DKIM, auth(s.Auth.DKIM)),
		check("mail.dmarc", s.Auth.DMARC, auth(s.Auth.DMARC)),
		check("phone.valid", phone, number),
		check("mail.is_site", s.MailIsSite, s.WebsiteDomain.Name),
		check("domain.age", xunpan.Unknown, network),
		check("domain.mx", xunpan.Unknown, network),
		check("website.reachable", xunpan.Unknown, network),
		check("sanctions.list", xunpan.Unknown, network),
		check("customs.records", xunpan.Unknown, network),
	}
}
