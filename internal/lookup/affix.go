package lookup

import (
	"strings"
	"sync"
)

// wordSet is a set of words; the list is read at the first question.
type wordSet struct {
	list string
	once sync.Once
	m    map[string]bool
}

func words(list string) *wordSet { return &wordSet{list: list} }

func (s *wordSet) has(word string) bool {
	s.once.Do(func() {
		s.m = map[string]bool{}
		for _, w := range strings.Fields(s.list) {
			s.m[w] = true
		}
	})
	return s.m[word]
}

// affixes are the words that impostors put beside a borrowed name.
var affixes = words(`group groups grp holding holdings trading trade traders supply supplies supplier suppliers supplychain
	procurement procurements procure purchase purchases purchasing sourcing buyer buyers buying tender tenders bidding order orders
	ordering sales sale invoice invoices billing payment payments pay account accounts accounting finance financial logistics logistic
	shipping express delivery deliveries courier cargo parcel parcels tracking track mail email mails webmail office offices online
	secure security login logon signin verify verification update support service services help helpdesk customer customers care
	center centre admin portal cloud docs document documents share file files transfer download drive alert alerts notice
	notification info team international intl global worldwide world plc ltd limited inc corp corporation company co llc gmbh bv nv
	import imports export exports importexport uk us usa eu uae de fr it nl es cn hk china germany france europe africa asia london
	dubai hr career careers jobs recruitment rfq quote quotes quotation vendor vendors contract contracts project projects retail
	stores store shop outlet wholesale distributor distributors distribution warehouse b2b biz net web site app id connect partner
	partners partnership dept department hq headoffice bank banking wallet promo deals ship freight line lines customs clearance
	reservation booking voicemail fax scan doc pdf auth sso server host hosting data user users client clients member members
	groupe grupo gruppo gruppe konzern achats achat compras compra einkauf acquisti acquisto ventes ventas vendas vendite verkauf
	fournisseurs proveedores fornecedores lieferanten fornitori appro approvisionnement abastecimiento suprimentos beschaffung
	trgovina ticaret satinalma ihale licitacion licitaciones licitacoes appels offres marches`)

// guardWords are those that make even an ordinary word a brand's door.
var guardWords = words(`login logon signin secure security verify verification support billing account accounts procurement tenders
	tender webmail helpdesk customercare supplychain vendor vendors recruitment`)

// plainTwin are names that stand close to a brand's but are their own.
var plainTwin = words(`phillips amazone amazonas amazonia goggle goggles nettle morrison barclay cosco costa philip
	philippe holland oriental emirate maker samson boling casino intex metra visas mercer roches apples
	united wolters nestor amazing toyoda volta alibi cargo shelly`)

// allAffixes reports whether s is made of affix words and digits only.
func allAffixes(s string) bool {
	s = strings.TrimLeft(s, "0123456789")
	if s == "" || affixes.has(s) {
		return true
	}
	for i := 2; i <= len(s)-2; i++ {
		if affixes.has(s[:i]) && affixes.has(s[i:]) {
			return true
		}
	}
	return false
}

// edgeAffix reports whether s begins or ends with an affix word of four
// letters or more: "rotterdamgroup".
func edgeAffix(s string) bool {
	for i := 4; i < len(s); i++ {
		if affixes.has(s[:i]) || affixes.has(s[len(s)-i:]) {
			return true
		}
	}
	return affixes.has(s)
}
