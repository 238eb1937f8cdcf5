package compose

import (
	"fmt"
	netmail "net/mail"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"xunpan"
	"xunpan/internal/spell"
)

// check looks at a draft and says what it found; several findings are several
// places, none means that there was nothing to look at.
type check struct {
	id   string
	pass xunpan.Text // what is said where nothing is wrong
	find func(*work) []xunpan.Finding
}

// checks are all checks in the order they are shown (DOMAIN D8.6). A new one is a
// line here and a function.
var checks = []check{
	{"recipient", xunpan.Text{En: "It goes to the buyer", Zh: "收件人是买家"}, recipient},
	{"channel", xunpan.Text{En: "It goes the way the inquiry came", Zh: "与询盘同渠道回复"}, channel},
	{"subject", xunpan.Text{En: "The subject says the matter", Zh: "主题明确"}, subject},
	{"greeting", xunpan.Text{En: "The greeting fits him", Zh: "称呼正确"}, greeting},
	{"gaps", xunpan.Text{En: "Nothing is left to fill", Zh: "没有未填的空白"}, gaps},
	{"residue", xunpan.Text{En: "Nothing of a template is left", Zh: "没有模板残留"}, residue},
	{"answers", xunpan.Text{En: "Every question is answered", Zh: "每个问题都已答复"}, answered},
	{"price", xunpan.Text{En: "Prices have currency, term, place and validity", Zh: "价格带有币种、术语、地点和有效期"}, prices},
	{"quotation", xunpan.Text{En: "What it says agrees with the quotation", Zh: "内容与报价单一致"}, agrees},
	{"lead", xunpan.Text{En: "The lead time says from when it counts", Zh: "交期注明起算点"}, leadStart},
	{"promise", xunpan.Text{En: "The promised time is exact and to come", Zh: "承诺的时间明确且在将来"}, promise},
	{"files", xunpan.Text{En: "What it names as attached is attached", Zh: "提到的附件已附上"}, files},
	{"links", xunpan.Text{En: "The links lead somewhere", Zh: "链接有效"}, links},
	{"others", xunpan.Text{En: "No other buyer is named", Zh: "未提及其他买家"}, others},
	{"secrets", xunpan.Text{En: "Nothing of the house is told", Zh: "未泄露内部信息"}, secrets},
	{"signature", xunpan.Text{En: "It is signed", Zh: "有署名"}, signed},
	{"spelling", xunpan.Text{En: "It is spelt right", Zh: "拼写正确"}, spelling},
	{"model", xunpan.Text{En: "Its words are a person's", Zh: "文字出自人手"}, polished},
	{"length", xunpan.Text{En: "It has a good length", Zh: "长度合适"}, length},
	{"manner", xunpan.Text{En: "Its manner is calm", Zh: "语气得体"}, manner},
	{"dates", xunpan.Text{En: "Weekdays and dates agree", Zh: "星期与日期一致"}, dates},
}

// work is one draft being checked.
type work struct {
	d *xunpan.Draft
	f *Facts
}

// Check says of every check whether a draft passes it, and where it does not. It
// is made to run while somebody types.
func Check(d *xunpan.Draft, f *Facts) []xunpan.Finding {
	w := &work{d, f}
	var all []xunpan.Finding
	for _, c := range checks {
		found := c.find(w)
		if len(found) == 0 {
			all = append(all, xunpan.Finding{Check: c.id, State: xunpan.FindPass, Say: c.pass})
		}
		for _, x := range found {
			x.Check = c.id
			all = append(all, x)
		}
	}
	return all
}

// Blocked reports whether one of the findings forbids sending.
func Blocked(all []xunpan.Finding) bool {
	return slices.ContainsFunc(all, func(f xunpan.Finding) bool { return f.State == xunpan.FindBlock })
}

func one(state xunpan.FindingState, field string, start, end int, en, zh string, args ...any) []xunpan.Finding {
	return []xunpan.Finding{{State: state, Field: field, Start: start, End: end, Say: xunpan.Text{En: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}}}
}

func recipient(w *work) []xunpan.Finding {
	if len(w.d.To) == 0 {
		if w.d.Channel != xunpan.Email && w.d.Channel != xunpan.Website {
			return nil // it is copied over
		}
		return one(xunpan.FindBlock, "to", 0, 0, "Nobody is named to whom it goes", "没有收件人")
	}
	for _, a := range w.d.To {
		if p, err := netmail.ParseAddress("<" + a.Mail + ">"); err != nil || p.Address != a.Mail {
			return one(xunpan.FindBlock, "to", 0, 0, "“%s” is no mail address", "“%s”不是邮箱地址", a.Mail)
		}
	}
	if w.f.Buyer.Mail != "" && !slices.ContainsFunc(w.d.To, func(a xunpan.Address) bool { return strings.EqualFold(a.Mail, w.f.Buyer.Mail) }) {
		return one(xunpan.FindWarn, "to", 0, 0, "It does not go to %s, who wrote", "收件人不是来信的 %s", w.f.Buyer.Mail)
	}
	return nil
}

func channel(w *work) []xunpan.Finding {
	if w.f.Channel != "" && w.d.Channel != "" && w.d.Channel != w.f.Channel {
		return one(xunpan.FindWarn, "to", 0, 0, "The inquiry came by %s, and the answer goes by %s", "询盘来自 %s，而回复走 %s", w.f.Channel, w.d.Channel)
	}
	return nil
}

var manyReplies = regexp.MustCompile(`(?i)^\s*(?:(?:re|aw|sv|回复|答复)\s*[:：]\s*){2,}`)

func subject(w *work) []xunpan.Finding {
	s := strings.TrimSpace(w.d.Subject)
	switch {
	case s == "":
		return one(xunpan.FindBlock, "subject", 0, 0, "The subject is empty: name the matter", "主题为空：请写明事由")
	case manyReplies.MatchString(s):
		return one(xunpan.FindWarn, "subject", 0, len(manyReplies.FindString(w.d.Subject)), "One “Re:” is enough", "保留一个“Re:”即可")
	case strings.ToUpper(s) == s && utf8.RuneCountInString(s) > 12 && strings.IndexFunc(s, unicode.IsLetter) >= 0 && strings.ToLower(s) != s:
		return one(xunpan.FindWarn, "subject", 0, len(w.d.Subject), "A subject in capitals looks like advertising", "全大写主题像广告")
	case utf8.RuneCountInString(s) > 150:
		return one(xunpan.FindWarn, "subject", 0, len(w.d.Subject), "The subject is longer than most programs show", "主题过长，多数邮件程序显示不全")
	}
	return nil
}

var (
	greets   = regexp.MustCompile(`(?i)^\s*(dear|hi|hello|hey|good (?:morning|afternoon|day)|guten tag|sehr geehrte[rs]?|liebe[r]?|hallo|bonjour|madame|monsieur|cher|estimad[oa]s?(?:/a)?|hola|prezad[oa]s?(?:\(a\))?|olá|caro|gentil[ei]|buongiorno|здравствуйте|уважаем|добрый|尊敬的|您好|你好|亲爱的|السادة|السيد|عزيزي|مرحبا|sayın|merhaba)`)
	casual   = regexp.MustCompile(`(?i)^\s*(hi|hey|hiya|yo|hallo|hola|salut|ciao|oi|привет|嗨|哈喽|selam)\b`)
	formal   = map[string]bool{"DE": true, "AT": true, "CH": true, "FR": true, "BE": true, "NL": true, "IT": true, "ES": true, "PT": true, "PL": true, "CZ": true, "SK": true, "HU": true, "RO": true, "BG": true, "GR": true, "DK": true, "SE": true, "NO": true, "FI": true, "EE": true, "LV": true, "LT": true, "SI": true, "HR": true, "IE": true, "GB": true, "LU": true, "JP": true, "KR": true}
	anybody  = regexp.MustCompile(`(?i)sir|madam|friend|all|team|customer|friends|damen|herren|señores|messieurs|senhores|signori|ladies|gentlemen|السادة|yetkili|先生|女士|您好|你好|здравствуйте!?\s*$`)
	nameWord = regexp.MustCompile(`\p{L}[\p{L}'’.-]*`)
)

// greeting looks at the first line.
func greeting(w *work) []xunpan.Finding {
	body := strings.TrimLeft(w.d.Body, "\n ")
	offset := len(w.d.Body) - len(body)
	line, _, _ := strings.Cut(body, "\n")
	end := offset + len(line)
	switch {
	case strings.TrimSpace(body) == "":
		return nil // said elsewhere
	case !greets.MatchString(line):
		return one(xunpan.FindWarn, "body", offset, end, "It begins without a greeting", "开头没有称呼")
	case casual.MatchString(line) && formal[w.f.Country]:
		return one(xunpan.FindWarn, "body", offset, end, "For a buyer in %s this greeting is too easy-going", "对 %s 的买家，这个称呼过于随意", w.f.Country)
	}
	if w.f.Buyer.Name == "" {
		return nil
	}
	rest := greets.ReplaceAllString(line, "")
	names := nameWord.FindAllString(rest, -1)
	if len(names) == 0 || anybody.MatchString(rest) {
		return one(xunpan.FindWarn, "body", offset, end, "He signed as %s: greet him by name", "对方署名 %s：请用姓名称呼", w.f.Buyer.Name)
	}
	his := strings.ToLower(w.f.Buyer.Name)
	for _, n := range names {
		n = strings.ToLower(strings.Trim(n, ".'’"))
		if titles[n] || strings.Contains(his, n) || strings.Contains(n, his) {
			continue
		}
		return one(xunpan.FindBlock, "body", offset, end, "The greeting names somebody else: he signed as %s", "称呼的是别人：对方署名 %s", w.f.Buyer.Name)
	}
	return nil
}

// titles stand beside names.
var titles = map[string]bool{"mr": true, "mrs": true, "ms": true, "miss": true, "dr": true, "prof": true, "herr": true, "frau": true, "sr": true, "sra": true, "sig": true, "sig.ra": true, "m": true, "mme": true, "ing": true, "dott": true, "and": true, "mister": true, "محترم": true, "المحترم": true, "المحترمة": true, "ة": true, "السيدة": true, "bey": true, "hanım": true, "o": true, "a": true, "sayın": true, "tag": true, "и": true}

func gaps(w *work) []xunpan.Finding {
	var all []xunpan.Finding
	for at := 0; ; {
		i := strings.Index(w.d.Body[at:], xunpan.GapOpen)
		if i < 0 {
			break
		}
		start, end := at+i, len(w.d.Body)
		if j := strings.Index(w.d.Body[start:], xunpan.GapClose); j >= 0 {
			end = start + j + len(xunpan.GapClose)
		}
		all = append(all, one(xunpan.FindBlock, "body", start, end, "Fill in: %s", "请填写：%s", strings.Trim(w.d.Body[start:end], xunpan.GapOpen+xunpan.GapClose))...)
		at = end
	}
	if strings.TrimSpace(w.d.Body) == "" {
		all = one(xunpan.FindBlock, "body", 0, 0, "There is no text yet", "还没有正文")
	}
	if strings.Contains(w.d.Subject, xunpan.GapOpen) {
		all = append(all, one(xunpan.FindBlock, "subject", 0, len(w.d.Subject), "The subject has a gap", "主题中有空白")...)
	}
	return all
}

var leftover = regexp.MustCompile(`\{\{[^}\n]*\}?\}?|\[(?:name|company|product|date|姓名|公司|产品)\]|<(?:name|company|product)>|(?i)\b(?:lorem ipsum|xxx+|tbd|todo)\b`)

func residue(w *work) []xunpan.Finding {
	if at := leftover.FindStringIndex(w.d.Body); at != nil {
		return one(xunpan.FindBlock, "body", at[0], at[1], "“%s” is left of a template", "“%s”是模板残留", w.d.Body[at[0]:at[1]])
	}
	return nil
}

// words by which an answer to a topic is recognised, in the languages of letters.
var topicWords = map[string]*regexp.Regexp{
	"price":         regexp.MustCompile(`(?i)price|usd|eur|cny|\$|€|价|precio|prix|preis|preço|prezzo|цен|سعر|أسعار|fiyat`),
	"moq":           regexp.MustCompile(`(?i)minimum|moq|起订|mínim|minimal|mindest|minim|минимал|الحد الأدنى|asgari`),
	"lead_time":     regexp.MustCompile(`(?i)lead time|deliver|days|weeks|交期|天|plazo|días|délai|jours|liefer|tage|wochen|prazo|dias|consegna|giorni|срок|дн|недел|مدة|يوم|teslim|gün`),
	"payment":       regexp.MustCompile(`(?i)pay|t/t|l/c|deposit|付款|定金|pago|paiement|acompte|zahl|anzahlung|pagament|оплат|предоплат|الدفع|دفعة|ödeme`),
	"sample":        regexp.MustCompile(`(?i)sample|样品|样|muestra|échantillon|muster|amostra|campion|образ|عين|numune`),
	"certification": regexp.MustCompile(`(?i)certif|\bce\b|rohs|iso|fda|sgs|tüv|认证|证书|zertif|сертиф|شهاد|sertifika|belge`),
	"packaging":     regexp.MustCompile(`(?i)pack|carton|包装|箱|embal|verpack|karton|imball|упаков|короб|تعبئة|كرتون|ambalaj|koli`),
	"warranty":      regexp.MustCompile(`(?i)warrant|guarant|质保|保修|garant|gewähr|гарант|ضمان`),
	"catalogue":     regexp.MustCompile(`(?i)catalog|brochure|目录|样本|katalog|каталог|كتالوج`),
	"discount":      regexp.MustCompile(`(?i)discount|%|折|descuento|remise|rabatt|desconto|sconto|скидк|خصم|indirim`),
	"freight":       regexp.MustCompile(`(?i)freight|shipping|cif|cfr|ddp|dap|运费|海运|flete|fret|fracht|frete|nolo|фрахт|доставк|شحن|navlun`),
	"stock":         regexp.MustCompile(`(?i)stock|inventory|库存|现货|existencia|lager|estoque|magazzino|склад|наличи|مخزون|stok`),
}

// answered looks whether each question finds words that answer it. It cannot know
// that the answer is right: it warns where nothing speaks of the matter.
func answered(w *work) []xunpan.Finding {
	if w.d.Situation != xunpan.AnswerPlain && w.d.Situation != xunpan.AnswerNoRush {
		return nil
	}
	var all []xunpan.Finding
	for _, q := range w.f.Questions {
		words := topicWords[q.Topic]
		if words == nil || words.MatchString(w.d.Body) || strings.Contains(w.d.Body, clip(q.Text)) {
			continue
		}
		all = append(all, one(xunpan.FindWarn, "body", 0, 0, "Nothing answers his question: %s", "未答复他的问题：%s", clip(q.Text))...)
	}
	return all
}

var (
	amount   = regexp.MustCompile(`(?:[$€£¥]\s?\d[\d.,]*|\b(?:USD|EUR|GBP|CNY|RMB|JPY|AED|INR|BRL|RUB|TRY)\s?\d[\d.,]*|\b\d[\d.,]*\s?(?:USD|EUR|GBP|CNY|RMB|US\$|dollars?|euros?)\b)`)
	bare     = regexp.MustCompile(`(?i)\b(?:price|precio|prix|preis|preço|prezzo|fiyat)\w*\s*(?:is|:|=|of|es|est|é|ist)?\s*(\d+[.,]\d{1,4})\b`)
	term     = regexp.MustCompile(`\b(EXW|FCA|FAS|FOB|CFR|CIF|CPT|CIP|DAP|DPU|DDP)\b(?:[ \t]+([\p{Lu}\p{Lo}][\p{L}'’.-]+))?`)
	validity = regexp.MustCompile(`(?i)valid|until|有效|válid|valable|gültig|gelten|gilt|valid[oi]|действи|صالح|geçerli`)
)

// prices looks for what a price must have.
func prices(w *work) []xunpan.Finding {
	body := w.d.Body
	if at := bare.FindStringIndex(body); at != nil && !amount.MatchString(body[at[0]:min(len(body), at[1]+8)]) {
		return one(xunpan.FindBlock, "body", at[0], at[1], "This price has no currency", "该价格没有币种")
	}
	var at []int // of the first price of goods
	for _, found := range amount.FindAllStringIndex(body, -1) {
		if !paidOnce(body[:found[0]], body[found[1]:]) {
			at = found
			break
		}
	}
	if at == nil {
		return nil
	}
	var all []xunpan.Finding
	switch t := term.FindStringSubmatch(body); {
	case t == nil:
		all = append(all, one(xunpan.FindBlock, "body", at[0], at[1], "The price has no term: FOB Ningbo, CIF Santos …", "价格没有贸易术语：如 FOB Ningbo")...)
	case t[2] == "":
		i := term.FindStringIndex(body)
		all = append(all, one(xunpan.FindBlock, "body", i[0], i[1], "%s without its place is no term", "%s 未写明地点", t[1])...)
	}
	if !validity.MatchString(body) {
		all = append(all, one(xunpan.FindWarn, "body", at[0], at[1], "Say until when the price is valid", "请注明价格有效期")...)
	}
	return all
}

// spelling looks for misspelt words in English letters; names of buyer, house and
// goods are right.
func spelling(w *work) (all []xunpan.Finding) {
	if w.d.Lang != "en" {
		return nil
	}
	f := w.f
	known := []string{f.Buyer.Name, f.Company, f.Product, f.Subject, f.Signer.Name, f.Signer.Title, f.Seller.Company, f.Seller.Address, f.Seller.Markets, f.Seller.Line["en"], f.Terms.Payment, f.Terms.Packing, f.Terms.Sample, f.Terms.Warranty}
	for _, g := range f.Goods {
		known = append(known, g.Model, g.Name, g.Origin)
		for _, s := range g.Specs {
			known = append(known, s.Name, s.Value)
		}
	}
	if q := f.Quotation; q != nil {
		known = append(known, q.Buyer.Company, q.Buyer.Person, q.Buyer.Address, q.Terms.Payment, q.Terms.Packing)
		for i := range q.Offer.Options {
			known = append(known, q.Offer.Options[i].Place)
			for _, l := range q.Offer.Options[i].Lines {
				known = append(known, l.Product, l.Model)
			}
		}
	}
	for _, m := range spell.Check(w.d.Body, known) {
		if len(m.Suggest) == 0 {
			all = append(all, one(xunpan.FindWarn, "body", m.Start, m.End, "“%s” is in no dictionary", "词典中没有“%s”", m.Word)...)
		} else {
			all = append(all, one(xunpan.FindWarn, "body", m.Start, m.End, "“%s” may be misspelt: %s?", "“%s”可能拼错：%s？", m.Word, strings.Join(m.Suggest, ", "))...)
		}
	}
	return all
}

func polished(w *work) []xunpan.Finding {
	if w.d.Polished {
		return one(xunpan.FindWarn, "body", 0, 0, "A language model changed its words: read it before it leaves", "文字经语言模型改动，请通读后再发")
	}
	return nil
}

// paidOnce reports whether an amount is paid once, for tools and the like, by the
// words around it: it is no price of goods and needs no term.
func paidOnce(before, after string) bool {
	for _, phrase := range phrases()["once"] {
		head, tail, _ := strings.Cut(phrase, "{cost}")
		if strings.HasSuffix(before, head) && strings.HasPrefix(after, tail) {
			return true
		}
	}
	return false
}

// agrees compares the letter with its quotation.
func agrees(w *work) []xunpan.Finding {
	q := w.f.Quotation
	if q == nil {
		return nil
	}
	switch q.State {
	case xunpan.QuoteDraft, xunpan.QuoteAsked:
		return one(xunpan.FindBlock, "files", 0, 0, "Quotation %s is not finished, or waits for a manager's approval", "报价单 %s 尚未完成或待批准", q.Number)
	case xunpan.QuoteReplaced:
		return one(xunpan.FindWarn, "files", 0, 0, "Quotation %s was replaced by a newer one", "报价单 %s 已有新版", q.Number)
	}
	if q.Offer.ValidUntil != "" && q.Offer.ValidUntil < w.f.Now.UTC().Format(time.DateOnly) {
		return one(xunpan.FindBlock, "files", 0, 0, "Quotation %s ended on %s", "报价单 %s 已于 %s 到期", q.Number, q.Offer.ValidUntil)
	}
	known := map[string]bool{}
	for i := range q.Offer.Options {
		known[digitsOf(q.Offer.Options[i].Total.Amount)] = true
		for _, l := range q.Offer.Options[i].Lines {
			known[digitsOf(l.Price.Amount)], known[digitsOf(l.Amount.Amount)] = true, true
			if l.List != nil {
				known[digitsOf(l.List.Amount)] = true
			}
			for _, r := range l.Ladder {
				known[digitsOf(r.Price.Amount)] = true
			}
		}
	}
	for _, at := range amount.FindAllStringIndex(w.d.Body, -1) {
		text := w.d.Body[at[0]:at[1]]
		if paidOnce(w.d.Body[:at[0]], w.d.Body[at[1]:]) {
			continue
		}
		if !known[digitsOf(text)] {
			return one(xunpan.FindWarn, "body", at[0], at[1], "%s does not stand in quotation %s", "%s 不在报价单 %s 中", text, q.Number)
		}
		if c := currencyOf(text); c != "" && c != q.Offer.Currency {
			return one(xunpan.FindBlock, "body", at[0], at[1], "The quotation is in %s", "报价单币种是 %s", q.Offer.Currency)
		}
	}
	return nil
}

// digitsOf is an amount without its marks: "13,100.00" and "13.100,00" are the same.
func digitsOf(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func currencyOf(s string) string {
	for sign, code := range map[string]string{"USD": "USD", "US$": "USD", "$": "USD", "EUR": "EUR", "€": "EUR", "GBP": "GBP", "£": "GBP", "CNY": "CNY", "RMB": "CNY"} {
		if strings.Contains(s, sign) {
			return code
		}
	}
	return ""
}

var (
	leadTime = regexp.MustCompile(`(?i)(?:lead time|delivery(?: time)?|交期|交货期|plazo|délai|lieferzeit|prazo|consegna|срок поставки|مدة التسليم|teslim)[^\n]{0,40}?\d+\s*(?:-|–|to|bis|à|a)?\s*\d*\s*(?:days?|weeks?|天|周|días|semanas|jours|semaines|tage|wochen|dias|giorni|settimane|дн|недел|يوم|gün|hafta)`)
	leadFrom = regexp.MustCompile(`(?i)\b(?:from|after|upon|once|since)\b|自|起|后|desde|tras|después|à compter|après|dès|\bab\b|nach|a partir|após|\bda\b|dopo|с момента|после|من|بعد|itibaren|sonra`)
)

func leadStart(w *work) []xunpan.Finding {
	at := leadTime.FindStringIndex(w.d.Body)
	if at == nil {
		return nil
	}
	end := strings.IndexByte(w.d.Body[at[0]:], '\n')
	if end < 0 {
		end = len(w.d.Body) - at[0]
	}
	if leadFrom.MatchString(w.d.Body[at[0] : at[0]+end]) {
		return nil
	}
	return one(xunpan.FindWarn, "body", at[0], at[1], "Say from when the lead time counts: order, deposit, approval of the sample", "请注明交期从何时起算：下单、定金或样品确认")
}

func promise(w *work) []xunpan.Finding {
	switch {
	case w.d.Situation == xunpan.AnswerNeedTime && w.d.Promise.IsZero():
		return one(xunpan.FindBlock, "promise", 0, 0, "Set the day and hour by which you come back; the desk then holds us to it", "请设定答复的日期和时间，工作台会按时提醒")
	case !w.d.Promise.IsZero() && !w.d.Promise.After(w.f.Now):
		return one(xunpan.FindBlock, "promise", 0, 0, "The promised time is over", "承诺的时间已过")
	}
	return nil
}

var attached = regexp.MustCompile(`(?i)\battach(?:ed|ment)|\benclosed|附件|随附|\badjunt|ci-joint|pièce jointe|\banhang|\banbei|beigefügt|\banex|\ballegat|во вложении|прилага|приложен|مرفق|(?:^|\P{L})ek(?:te|li|teki)(?:\P{L}|$)`)

func files(w *work) (all []xunpan.Finding) {
	size := 0
	for _, f := range w.f.Files {
		size += f.Size
		switch {
		case f.Gone:
			all = append(all, one(xunpan.FindBlock, "files", 0, 0, "The attachment %s is not there any more", "附件 %s 已不存在", f.Name)...)
		case f.Ended != "":
			all = append(all, one(xunpan.FindBlock, "files", 0, 0, "The certificate %s ended on %s: take it off, or renew it", "证书 %s 已于 %s 到期：请移除或更新", f.Name, f.Ended)...)
		}
	}
	if size > maxFiles {
		all = append(all, one(xunpan.FindBlock, "files", 0, 0, "The attachments have %d MB together, and most servers take no more than %d", "附件共 %d MB，多数邮件服务器最多接受 %d MB", size>>20, maxFiles>>20)...)
	}
	if at := attached.FindStringIndex(w.d.Body); at != nil && len(w.d.Files) == 0 && len(w.d.Papers) == 0 {
		all = append(all, one(xunpan.FindBlock, "body", at[0], at[1], "It speaks of an attachment, and there is none", "提到了附件，但没有附上")...)
	}
	return all
}

// maxFiles is what most servers take, before encoding.
const maxFiles = 18 << 20

var (
	link    = regexp.MustCompile(`https?://[^\s<>"']+`)
	badLink = regexp.MustCompile(`(?i)^https?://(?:localhost|127\.|10\.|192\.168\.|0\.0\.0\.0|[^./]+(?:[:/]|$)|\.)`)
)

func links(w *work) []xunpan.Finding {
	for _, at := range link.FindAllStringIndex(w.d.Body, -1) {
		if badLink.MatchString(w.d.Body[at[0]:at[1]]) {
			return one(xunpan.FindWarn, "body", at[0], at[1], "This address works inside our house only", "该链接只在公司内部可用")
		}
	}
	return nil
}

// others looks for other buyers in the text: names of firms and addresses.
func others(w *work) []xunpan.Finding {
	lower := strings.ToLower(w.d.Body)
	for _, name := range w.f.Others {
		if i := wordIndex(lower, strings.ToLower(strings.TrimSpace(name))); i >= 0 {
			return one(xunpan.FindBlock, "body", i, i+len(name), "It names another buyer: %s", "提到了其他买家：%s", name)
		}
	}
	return nil
}

// secrets looks for what never leaves the house. The finding does not repeat it.
func secrets(w *work) []xunpan.Finding {
	for _, s := range w.f.Secrets {
		if i := wordIndex(strings.ToLower(w.d.Body), strings.ToLower(strings.TrimSpace(s))); i >= 0 {
			return one(xunpan.FindBlock, "body", i, i+len(s), "This stays in the house: costs, floor prices and suppliers are not for buyers", "此内容仅限内部：成本、底价和供应商不能告知买家")
		}
	}
	if at := innerWords.FindStringIndex(w.d.Body); at != nil {
		return one(xunpan.FindWarn, "body", at[0], at[1], "“%s” is a word of the house", "“%s”是内部用语", w.d.Body[at[0]:at[1]])
	}
	return nil
}

var innerWords = regexp.MustCompile(`(?i)\bfloor price\b|\bour cost\b|\bour margin\b|底价|我方成本|我们的成本|利润率`)

// wordIndex finds a name that is no part of another word; what is shorter than
// four bytes is none.
func wordIndex(text, name string) int {
	if len(name) < 4 {
		return -1
	}
	for at := 0; ; {
		i := strings.Index(text[at:], name)
		if i < 0 {
			return -1
		}
		i += at
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(name):])
		if !letter(before) && !letter(after) {
			return i
		}
		at = i + len(name)
	}
}

// letter reports whether a sign continues a word; signs of Chinese stand alone.
func letter(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.Is(unicode.Han, r) && r != utf8.RuneError
}

func signed(w *work) []xunpan.Finding {
	if strings.TrimSpace(w.d.Body) == "" || w.f.Signer.Name == "" {
		return nil
	}
	tail := w.d.Body[max(0, len(w.d.Body)-600):]
	if !strings.Contains(strings.ToLower(tail), strings.ToLower(w.f.Signer.Name)) {
		return one(xunpan.FindWarn, "body", len(w.d.Body), len(w.d.Body), "It is not signed with your name", "没有您的署名")
	}
	if w.f.Seller.Company != "" && !strings.Contains(tail, w.f.Seller.Company) {
		return one(xunpan.FindWarn, "body", len(w.d.Body), len(w.d.Body), "The signature does not name %s", "署名中没有公司名 %s", w.f.Seller.Company)
	}
	return nil
}

func length(w *work) []xunpan.Finding {
	n := utf8.RuneCountInString(strings.TrimSpace(w.d.Body))
	switch {
	case n == 0:
		return nil
	case n < 60:
		return one(xunpan.FindWarn, "body", 0, 0, "It is so short that it looks careless", "过短，显得敷衍")
	case n > 4000:
		return one(xunpan.FindWarn, "body", 0, 0, "It is longer than people read: put details into the quotation", "过长：细节请放入报价单")
	}
	return nil
}

var (
	shouting = regexp.MustCompile(`!{2,}|！{2,}|\?{3,}`)
	blaming  = regexp.MustCompile(`(?i)your (?:standard|requirement|request)s? (?:is|are) (?:too|not|un)|you (?:must|have to) understand|as i (?:already )?(?:said|told you)|you (?:failed|forgot) to|标准太高|要求太高|你们的要求不合理`)
	inCaps   = regexp.MustCompile(`\b[A-Z]{4,}(?:[ ,]+[A-Z]{3,}){3,}`)
)

func manner(w *work) []xunpan.Finding {
	if at := blaming.FindStringIndex(w.d.Body); at != nil {
		return one(xunpan.FindWarn, "body", at[0], at[1], "This blames the buyer: offer options with their cost and time instead", "这是在责怪买家：请改为给出方案及其费用和时间")
	}
	if at := shouting.FindStringIndex(w.d.Body); at != nil {
		return one(xunpan.FindWarn, "body", at[0], at[1], "One sign is enough", "一个标点即可")
	}
	if at := inCaps.FindStringIndex(w.d.Body); at != nil {
		return one(xunpan.FindWarn, "body", at[0], at[1], "Capitals read as shouting", "全大写像在喊叫")
	}
	if w.f.Written != "" && w.d.Lang != w.f.Written && w.d.Lang != "en" && slices.Contains(xunpan.PaperLangs[:], w.f.Written) {
		return one(xunpan.FindWarn, "lang", 0, 0, "He wrote in %s, and the answer is in %s", "对方用 %s 来信，而回复用 %s", w.f.Written, w.d.Lang)
	}
	return nil
}

var dated = regexp.MustCompile(`(?i)\b(mon|tues|wednes|thurs|fri|satur|sun)day,?\s+(\d{1,2})(?:st|nd|rd|th)?\s+(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+(20\d\d)\b|\b(20\d\d)-(\d\d)-(\d\d)\s*\((mon|tue|wed|thu|fri|sat|sun)[a-z]*\)`)

// dates compares weekdays with the dates beside them.
func dates(w *work) []xunpan.Finding {
	for _, m := range dated.FindAllStringSubmatchIndex(w.d.Body, -1) {
		text := w.d.Body[m[0]:m[1]]
		part := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return strings.ToLower(w.d.Body[m[2*i]:m[2*i+1]])
		}
		day, layout, value := part(1), "2 Jan 2006", ""
		if day != "" {
			value = part(2) + " " + strings.ToUpper(part(3)[:1]) + part(3)[1:3] + " " + part(4)
		} else {
			day, layout, value = part(8), time.DateOnly, part(5)+"-"+part(6)+"-"+part(7)
		}
		t, err := time.Parse(layout, value)
		if err != nil || !strings.HasPrefix(strings.ToLower(t.Weekday().String()), day) {
			return one(xunpan.FindWarn, "body", m[0], m[1], "“%s”: weekday and date do not agree", "“%s”：星期与日期不符", text)
		}
	}
	return nil
}
