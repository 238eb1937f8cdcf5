package book

import (
	"net/url"
	"strings"

	"xunpan"
)

// Card is what of a buyer is worth looking up by hand (DOMAIN D5.6). Empty
// fields are left out.
type Card struct {
	Company string
	Person  string
	Country string // its English name or code; narrows the search for company and person
	Mails   []string
	Phones  []string
	Address string
	Domains []string // registrable domains of mail and website
}

// Link is one search made ready. The user opens it himself, since he is the one
// to judge; the desk asks none of them.
type Link struct {
	About string // "company", "person", "mail", "phone", "address", "domain"
	What  string // what is looked up: the name, the number
	Where string // the service's name: "Google", "Bing", …
	Title xunpan.Text
	URL   string // always https
}

// maxEach bounds the mails, phones and domains that get links.
const maxEach = 3

// SearchLinks makes the searches ready for a buyer's card, in the order in
// which they help most. None leads to the buyer's own address: a fraudster
// would see who looks.
func SearchLinks(c Card) []Link {
	var l linkList
	place := words(c.Country)
	if name := words(c.Company); name != "" {
		l.search("company", name, xunpan.Text{En: "Company", Zh: "公司"}, quoted(name)+" "+place)
		l.add("company", name, "LinkedIn", xunpan.Text{En: "Company on LinkedIn", Zh: "领英上的公司"}, "https://www.linkedin.com/search/results/companies/", "keywords", name)
		l.add("company", name, "OpenCorporates", xunpan.Text{En: "Company in registers", Zh: "公司注册信息"}, "https://opencorporates.com/companies", "q", name)
	}
	if name := words(c.Person); name != "" {
		l.search("person", name, xunpan.Text{En: "Person", Zh: "联系人"}, quoted(name)+" "+words(c.Company)+" "+place)
		l.add("person", name, "LinkedIn", xunpan.Text{En: "Person on LinkedIn", Zh: "领英上的联系人"}, "https://www.linkedin.com/search/results/people/", "keywords", strings.TrimSpace(name+" "+words(c.Company)))
	}
	for _, m := range first(c.Mails) {
		l.search("mail", m, xunpan.Text{En: "Mail address", Zh: "邮箱"}, quoted(m))
	}
	for _, p := range first(c.Phones) {
		// With and without the "+": pages write it either way.
		l.search("phone", p, xunpan.Text{En: "Telephone", Zh: "电话"}, quoted(p)+" OR "+quoted(strings.TrimPrefix(p, "+")))
	}
	if a := words(c.Address); a != "" {
		l.add("address", a, "OpenStreetMap", xunpan.Text{En: "Address on the map", Zh: "地图上的地址"}, "https://www.openstreetmap.org/search", "query", a)
		l.add("address", a, "Google Maps", xunpan.Text{En: "Address on the map", Zh: "地图上的地址"}, "https://www.google.com/maps/search/?api=1", "query", a)
	}
	for _, d := range first(c.Domains) {
		if !hostName(d) {
			continue
		}
		l.add("domain", d, "ICANN", xunpan.Text{En: "Registration (WHOIS, RDAP)", Zh: "域名注册信息（WHOIS、RDAP）"}, "https://lookup.icann.org/en/lookup", "name", d)
		l.add("domain", d, "who.is", xunpan.Text{En: "Registration (WHOIS)", Zh: "域名注册信息（WHOIS）"}, "https://who.is/whois/"+url.PathEscape(d), "", "")
		l.add("domain", d, "Wayback Machine", xunpan.Text{En: "Website in the archive", Zh: "网站历史存档"}, "https://web.archive.org/web/*/"+url.PathEscape(d), "", "")
		l.search("domain", d, xunpan.Text{En: "Domain", Zh: "域名"}, quoted(d))
	}
	return l
}

type linkList []Link

// search adds a search with each of the search engines: not all can be reached
// from everywhere.
func (l *linkList) search(about, what string, title xunpan.Text, query string) {
	query = strings.Join(strings.Fields(query), " ")
	l.add(about, what, "Google", title, "https://www.google.com/search", "q", query)
	l.add(about, what, "Bing", title, "https://www.bing.com/search", "q", query)
}

func (l *linkList) add(about, what, where string, title xunpan.Text, base, key, value string) {
	if key != "" {
		sep := "?"
		if strings.Contains(base, "?") {
			sep = "&"
		}
		base += sep + key + "=" + url.QueryEscape(value)
	}
	*l = append(*l, Link{about, what, where, title, base})
}

// words is a text on one line, bounded.
func words(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > maxName {
		s = strings.ToValidUTF8(s[:maxName], "")
	}
	return s
}

// quoted asks for the words as they stand.
func quoted(s string) string { return `"` + strings.ReplaceAll(s, `"`, " ") + `"` }

func first(list []string) []string {
	var out []string
	for _, s := range list {
		if s = words(s); s != "" && len(out) < maxEach {
			out = append(out, s)
		}
	}
	return out
}

// hostName reports whether a domain is made of what domains are made of.
func hostName(d string) bool {
	return d != "" && len(d) <= 253 && strings.Contains(d, ".") && !strings.ContainsAny(d, " /\\?#@:%\"'<>")
}
