package mail

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"xunpan"
)

// Bounds of a signature; longer ones are letters of their own.
const (
	maxSigLines = 24
	maxSigScan  = 60 // lines from the end within which a signature is looked for
)

// signature marks the closing formula and the contact card below it within the
// fresh lines of [from, to). What stands below the card and asks for something
// stays fresh.
func (s *segmenter) signature(from, to int) {
	idx := s.idx[:0] // fresh lines with text
	for i := from; i < to; i++ {
		if s.lines[i].kind == xunpan.Fresh && !s.lines[i].blank() {
			idx = append(idx, i)
		}
	}
	s.idx = idx
	if len(idx) == 0 {
		return
	}
	first := max(0, len(idx)-maxSigScan)
	for k := first; k < len(idx); k++ {
		low := s.folded(idx[k])
		dashes, rule := isSigDashes(low), isRule(low)
		if !dashes && !rule && !s.isClosing(idx[k]) {
			continue
		}
		end := s.cardEnd(idx, k+1, dashes)
		if rule && !(end == len(idx) && s.hasCard(idx, k+1, end)) {
			continue // a line drawn across the text
		}
		if end == k+1 && end < len(idx) && !(s.gap(idx, end) && len(idx)-end <= 3) {
			continue // more text follows at once: he goes on writing
		}
		if k == 0 && !dashes && len(idx) > 1 && !s.hasCard(idx, 1, end) {
			continue // "Saludos" or "Thanks" as the first word of a mail
		}
		s.mark(idx[k], idx[end-1]+1, xunpan.Signature)
		if end == len(idx) {
			return
		}
		k = end - 1
		first = end
	}
	if first < len(idx) {
		s.card(idx[first:])
	}
}

// gap reports whether a blank line (or a line of another kind) stands above idx[k].
func (s *segmenter) gap(idx []int, k int) bool { return k == 0 || idx[k] > idx[k-1]+1 }

// cardEnd returns the place in idx behind the lines of a contact card that
// begins at k. Below "-- " everything is the signature, as RFC 3676 says,
// unless it begins to ask for something.
func (s *segmenter) cardEnd(idx []int, k int, dashes bool) int {
	start := k
	for ; k < len(idx) && k-start < maxSigLines; k++ {
		if dashes && !(s.gap(idx, k) && s.asks(idx[k])) && !isPostscript(s.folded(idx[k])) {
			continue
		}
		if low := s.folded(idx[k]); isSigDashes(low) || isRule(low) || s.isClosing(idx[k]) || s.sigLike(idx[k]) {
			continue
		}
		break
	}
	return k
}

// hasCard reports whether some line of idx[from:to] holds a contact.
func (s *segmenter) hasCard(idx []int, from, to int) bool {
	for _, i := range idx[from:to] {
		if hasContact(s.folded(i)) {
			return true
		}
	}
	return false
}

// card marks a contact card at the end that no formula introduces, or the name
// that ends the letter.
func (s *segmenter) card(idx []int) {
	k, contacts, top := len(idx), 0, len(idx)
	for k > 0 && len(idx)-k < 14 && s.sigLike(idx[k-1]) {
		k--
		if hasContact(s.folded(idx[k])) {
			contacts++
			top = k
		}
	}
	if contacts == 0 {
		s.lastName(idx)
		return
	}
	// The card begins with the paragraph of its first contact, and with the
	// paragraphs above it if they hold nothing but a name, a position, a firm.
	start := top
	for start > k && !s.gap(idx, start) {
		start--
	}
	for n := 0; n < 3 && start > k; n++ {
		up := start - 1
		for up > k && !s.gap(idx, up) {
			up--
		}
		if start-up > 4 || !s.gap(idx, up) || !s.allNames(idx[up:start]) {
			break
		}
		start = up
	}
	if contacts == 1 && (start == top && len(idx)-start == 1 || !s.nameLike(idx[start]) && !s.nameLike(idx[min(start+1, len(idx)-1)])) {
		s.lastName(idx)
		return
	}
	if start == 0 && len(idx) > 1 {
		return // nothing would be left of the letter
	}
	s.mark(idx[start], idx[len(idx)-1]+1, xunpan.Signature)
}

// lastName marks up to three lines at the end that are only names, below a
// sentence that ended.
func (s *segmenter) lastName(idx []int) {
	n := len(idx)
	for k := n - 1; k >= max(1, n-3) && s.nameLike(idx[k]); k-- {
		if !s.gap(idx, k) && k > n-3 && s.nameLike(idx[k-1]) {
			continue
		}
		if above := s.text(idx[k-1]); endsSentence(above) && (s.gap(idx, k) || k == n-1) {
			s.mark(idx[k], idx[n-1]+1, xunpan.Signature)
		}
		return
	}
}

func endsSentence(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?,。！？，؟…)", r)
}

func (s *segmenter) allNames(idx []int) bool {
	for _, i := range idx {
		if !s.nameLike(i) {
			return false
		}
	}
	return true
}

// isSigDashes reports whether a folded line is the mark above a signature.
func isSigDashes(low string) bool {
	switch low {
	case "--", "-- ", "—", "——", "__", "___", "--=20", "---", "–":
		return true
	}
	return false
}

// isClosing reports whether line i is a closing formula, alone or with the
// writer's name behind it.
func (s *segmenter) isClosing(i int) bool {
	low, text := s.folded(i), s.text(i)
	if len(low) > 120 {
		return false
	}
	for range 4 {
		n := closings.prefix(low)
		if n == 0 {
			return false
		}
		weak := weakClosings.prefix(low) == n
		low, text = low[n:], text[n:]
		cut := len(low) - len(trimLead(low, " ,.!;:-–—&$/+~*，。！、…"))
		for _, w := range [...]string{"and ", "und ", "et ", "y ", "e ", "и ", "ve ", "с ", "与"} {
			if strings.HasPrefix(low[cut:], w) {
				if closings.prefix(low[cut+len(w):]) > 0 {
					cut += len(w)
				}
				break
			}
		}
		low, text = low[cut:], text[cut:]
		if low == "" {
			return true
		}
		if closings.prefix(low) > 0 {
			continue
		}
		if weak {
			return isName(text) && len(text) <= 40 && cut > 0
		}
		return len(text) <= 60 && !strings.ContainsAny(low, "?？") && !hasDigits(low, 3)
	}
	return true
}

// contactWords begin or mark the lines of a contact card.
var contactWords = newPhrases(
	`contact|contact person|contact name|contact no|contact number|company address|company name|zip|zip code|postal code|direct line|hotline|office address|registered office|tel|tel.|telephone|phone|ph|ph.|ph#|mob|mob.|mobile|cell|cellphone|fax|telefax|whatsapp|whats app|wechat|skype|viber|telegram|e-mail|email|mail|e|m|t|f|p|w|a|c|o|d|web|website|site|url|http|www.|address|add|addr|add.|office|direct|head office|p.o. box|po box|p.o.box|linkedin|instagram|facebook|vat|tax id|reg. no|msn|qq|` +
		`telefon|tel/fax|mobil|handy|adresse|anschrift|ust-id|ustid|téléphone|tél|tél.|portable|courriel|siret|teléfono|telefono|móvil|movil|celular|correo|dirección|direccion|sitio web|rut|rfc|cuit|ruc|nit|telef|telef.|telefone|telemóvel|fone|endereço|cnpj|nif|cellulare|cell.|indirizzo|sito|p.iva|p. iva|` +
		`тел|тел.|телефон|моб|моб.|мобильный|факс|адрес|эл. почта|почта|сайт|инн|огрн|gsm|cep|faks|e-posta|eposta|adres|هاتف|تلفون|جوال|موبايل|فاكس|بريد|العنوان|عنوان|الموقع|电话|手机|传真|邮箱|网址|地址|微信|邮编|电邮|公司|電話|手機|傳真|住所|携帯`,
)

// hasContact reports whether a folded line shows a telephone, mail or web
// address, or says that one follows.
func hasContact(low string) bool {
	if len(low) > 160 {
		return false
	}
	if strings.IndexByte(low, '@') >= 0 || strings.Contains(low, "www.") || strings.Contains(low, "http") {
		return true
	}
	if n := contactWords.prefix(low); n > 0 {
		rest := strings.TrimLeft(strings.TrimPrefix(strings.TrimLeft(low[n:], " .*\t/()#"), "number"), " .*\t/()#")
		if rest != "" && (rest[0] == ':' || rest[0] == '+' || digit(rest[0]) || strings.HasPrefix(rest, "：")) {
			return true
		}
	}
	return len(low) <= 100 && looksLikePhone(low)
}

// looksLikePhone reports whether the line holds a run of at least eight digits
// and the signs that stand in telephone numbers.
func looksLikePhone(low string) bool {
	digits := 0
	plus := false
	for i := 0; i < len(low); i++ {
		switch c := low[i]; {
		case digit(c):
			digits++
			if plus && digits >= 8 || digits >= 10 {
				return true
			}
		case c == '+':
			plus, digits = true, 0
		case c == ' ' || c == '-' || c == '(' || c == ')' || c == '.' || c == '/':
		default:
			digits, plus = 0, false
		}
	}
	return false
}

// needWords mark a line that asks for goods, not one of a card.
var needWords = newPhrases(
	`pcs|pieces|qty|quantity|moq|fob|cif|quote|quotation|price|prices|please|kindly|require|interested|we need|i need|we want|i want|we are|i am|i'm|we would|could you|can you|do you|would you|let me know|let us know|attached|send me|send us|per month|per year|pls|` +
		`stück|bitte|angebot|preis|preise|wir|pièces|prix|veuillez|nous|piezas|unidades|precio|precios|por favor|preço|preços|peças|pezzi|prezzo|prezzi|prego|шт.|цена|цену|цены|прошу|просим|количество|adet|fiyat|lütfen|قطعة|السعر|数量|报价|价格|需要|请问|请`,
)

// asks reports whether line i asks for something.
func (s *segmenter) asks(i int) bool {
	low := s.folded(i)
	return asksOpenly(low) || !hasContact(low) && needWords.within(low)
}

// asksOpenly reports a question or a postscript.
func asksOpenly(low string) bool {
	return low[len(low)-1] == '?' || strings.HasSuffix(low, "？") || strings.HasSuffix(low, "؟") || isPostscript(low)
}

func isPostscript(low string) bool {
	for _, p := range [...]string{"p.s", "ps:", "ps ", "p/s", "pps", "n.b", "nb:", "p.d.", "p. s", "з.ы", "p.d:"} {
		if strings.HasPrefix(low, p) {
			return true
		}
	}
	return false
}

// sigLike reports whether line i can stand in a contact card: short, no
// sentence, no request.
func (s *segmenter) sigLike(i int) bool {
	low := s.folded(i)
	if hasContact(low) {
		return !s.asksAloud(low)
	}
	if len(low) > 110 && utf8.RuneCountInString(low) > 90 {
		return false
	}
	if greetings.prefix(low) > 0 || asksOpenly(low) || needWords.within(low) {
		return false
	}
	last := low[len(low)-1]
	if last == ':' || strings.HasSuffix(low, "：") { // "Contact information:" heads a part of the card
		return len(low) <= 40 && (containsAny(low, cardHeads) || contactWords.prefix(low) > 0)
	}
	return !(len(low) > 60 && (last == '.' || last == '!') && !hasDigits(low, 2))
}

var cardHeads = []string{"address", "contact", "office", "adres", "direcc", "endere", "indirizzo", "адрес", "контакт", "العنوان", "地址", "联系"}

// asksAloud reports whether a line with a contact is a sentence that asks:
// "please send to sales@x.example".
func (s *segmenter) asksAloud(low string) bool {
	return len(low) > 40 && (low[len(low)-1] == '?' || hasWord(low, "please") || hasWord(low, "kindly") || hasWord(low, "send") ||
		hasWord(low, "contact me") || isPostscript(low))
}

// greetings open a letter.
var greetings = newPhrases(
	`dear|hi|hello|hey|good morning|good afternoon|good evening|good day|greetings|to whom|sehr geehrte|guten tag|hallo|bonjour|madame|monsieur|cher|chère|estimado|estimada|estimados|hola|buenos días|buenas tardes|prezado|prezada|prezados|caro|cara|olá|bom dia|boa tarde|gentile|gentili|egregio|buongiorno|salve|spett|уважаемый|уважаемая|уважаемые|здравствуйте|добрый день|sayın|merhaba|السلام|مرحبا|تحية طيبة|عزيزي|السادة|您好|你好|尊敬的|亲爱的`,
)

// nameLike reports whether line i is a name, a position or a firm.
func (s *segmenter) nameLike(i int) bool {
	low := s.folded(i)
	return isName(s.text(i)) && greetings.prefix(low) == 0 && !s.asks(i)
}

// isName reports whether a text is one to six words that begin with capitals
// (or belong to a script without them), with no digits and no sentence's end.
func isName(s string) bool {
	if len(s) > 90 || s == "" {
		return false
	}
	words, small := 0, 0
	for w := range strings.FieldsSeq(s) {
		words++
		r, _ := utf8.DecodeRuneInString(trimLead(w, "(\"'&-–,.|/"))
		switch {
		case r == utf8.RuneError, unicode.IsUpper(r), unicode.Is(unicode.Lo, r):
		case unicode.IsLower(r):
			small++
		default:
			return false
		}
	}
	// A single small word is how people sign in a hurry; "de", "van", "of" stand within names.
	if words > 7 || small > 1 && small*2 > words || words == 1 && small == 1 && len(s) > 12 {
		return false
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '?' || c == '!' || c == ';' || c == ':' || c == '=' || digit(c):
			return false
		case c == 0xef && i+2 < len(s) && s[i+1] == 0xbc && (s[i+2] == 0x9f || s[i+2] == 0x81 || s[i+2] == 0x9a): // ？！：
			return false
		}
	}
	return true
}
