package mail

import "strings"

// Headings above an earlier mail.
const (
	headNone        = iota
	headAttribution // "On … Ann wrote:"
	headOriginal    // "-----Original Message-----" or a bare block of header lines
	headForward     // "---------- Forwarded message ---------"
)

// maxAttribution bounds the line that introduces an answered mail, in bytes.
const maxAttribution = 400

// heading reports whether an earlier mail is introduced at line i, and the line
// behind the introduction.
func (s *segmenter) heading(i int) (end, kind int) {
	h, kind := s.header(i)
	if kind != headNone {
		return h.end, kind
	}
	if n := s.attribution(i); n > 0 {
		return i + n, headAttribution
	}
	return i, headNone
}

// header reads a marker line with the header lines below it, or header lines
// alone, from line i on.
func (s *segmenter) header(i int) (headerLines, int) {
	if kind := markerLine(s.folded(i)); kind != headNone {
		k := s.next(i + 1)
		h := s.headerBlock(k, 2)
		if h.end == 0 && k < len(s.lines) && startsWithDate(s.folded(k)) { // the date in a line of its own
			h = s.headerBlock(s.next(k+1), 2)
			h.date = s.text(k)
		}
		if h.end == 0 {
			h.end = i + 1
		}
		return h, kind
	}
	if h := s.headerBlock(i, 3); h.end > 0 {
		return h, headOriginal
	}
	return headerLines{}, headNone
}

// markerLine tells a line such as "-----Original Message-----" by the words
// between its dashes. Without dashes only "Begin forwarded message:" and its
// like count.
func markerLine(low string) int {
	if len(low) > 160 || low == "" {
		return headNone
	}
	core := trimLead(low, "-_=*— >")
	dashes := len(low) - len(core)
	if dashes < 2 && forwardMarkers.prefix(core) == 0 {
		return headNone // most lines
	}
	if core != "" && !isLetter(core[len(core)-1]) {
		core = strings.TrimRight(core, "-_=*—: ：")
	}
	if core == "" {
		return headNone
	}
	if n := forwardMarkers.prefix(core); n > 0 {
		if dashes >= 2 && (n == len(core) || len(core) < 80) {
			return headForward
		}
		if n == len(core) && low[len(low)-1] != '.' && (strings.HasPrefix(core, "begin") || strings.HasSuffix(low, ":") ||
			strings.HasSuffix(low, "：")) {
			return headForward
		}
	}
	if dashes >= 2 {
		if n := originalMarkers.prefix(core); n > 0 && (n == len(core) || len(core) < n+12) {
			return headOriginal
		}
	}
	return headNone
}

// hasForwardMarker reports whether a line of the text says that a forwarded
// mail follows.
func hasForwardMarker(text string) bool {
	for line := range strings.SplitSeq(fold(text), "\n") {
		if markerLine(strings.TrimSpace(line)) == headForward {
			return true
		}
	}
	return false
}

// attribution reports how many lines from i on say who wrote what follows; 0
// if line i does not begin such a saying.
func (s *segmenter) attribution(i int) int {
	low := s.folded(i)
	if len(low) > maxAttribution {
		return 0
	}
	if c := low[len(low)-1]; c == ':' || strings.HasSuffix(low, "：") {
		if s.isAttribution(low, i+1) {
			return 1
		}
		return 0
	}
	// Programs wrap long introductions: up to two more lines are tried where
	// the first one begins like one, or ends with an address.
	if attributionStarts.prefix(low) == 0 && !startsWithDate(low) && !strings.HasSuffix(low, ">") && (s.ascii || !strings.Contains(low, "写道")) {
		return 0
	}
	size := len(low)
	for k := i + 1; k < len(s.lines) && k <= i+2; k++ {
		l := &s.lines[k]
		if l.blank() || s.body[l.start] == '>' {
			return 0
		}
		more := s.folded(k)
		if size += 1 + len(more); size > maxAttribution {
			return 0
		}
		if strings.HasSuffix(more, ":") || strings.HasSuffix(more, "：") {
			joined := low
			for j := i + 1; j <= k; j++ {
				joined += " " + s.folded(j)
			}
			if s.isAttribution(joined, k+1) {
				return k + 1 - i
			}
			return 0
		}
	}
	return 0
}

// isAttribution judges a folded line that ends with a colon; the answered mail
// would begin at line next.
func (s *segmenter) isAttribution(low string, next int) bool {
	at, clock := strings.IndexByte(low, '@') >= 0, hasClock(low)
	if at && clock {
		return true
	}
	// The verb alone is not enough: "our engineer wrote:" can be his own text.
	n := s.next(next)
	quoted := n < len(s.lines) && s.body[s.lines[n].start] == '>'
	return (quoted || (at || clock) && hasDigits(low, 2)) && containsAny(low, attributionVerbs)
}

// hasClock reports whether the text shows a time ("10:22", "10.22 Uhr") or a
// year between 1990 and 2099.
func hasClock(s string) bool {
	for i := 0; i+4 <= len(s); i++ {
		if digit(s[i]) && (s[i+1] == ':' && digit(s[i+2]) && digit(s[i+3]) ||
			(s[i] == '2' && s[i+1] == '0' || s[i] == '1' && s[i+1] == '9') && digit(s[i+2]) && digit(s[i+3])) {
			return true
		}
	}
	return false
}

// hasDigits reports whether at least n digits stand in the text.
func hasDigits(s string, n int) bool {
	for i := 0; i < len(s) && n > 0; i++ {
		if digit(s[i]) {
			n--
		}
	}
	return n <= 0
}

// startsWithDate reports whether a line begins like "2026-05-03", "3 мая 2026".
func startsWithDate(low string) bool {
	n := 0
	for n < len(low) && digit(low[n]) {
		n++
	}
	return (n == 4 || n == 1 || n == 2) && n < len(low) && hasDigits(firstOf(low, 24), 4)
}

// headerLines is a block of header lines as programs show them above the mail
// that is answered or forwarded.
type headerLines struct {
	from, date, to, subject string
	end                     int // line behind the block; 0 if there is none
}

// headerBlock reads header lines from line i on: "From: …", "Sent: …", in any
// of the languages, with at least need of sender, date, receiver and subject,
// the sender among them.
func (s *segmenter) headerBlock(i, need int) headerLines {
	var h headerLines
	if i >= len(s.lines) || headerLabel(s.folded(i)).kind == labelNone {
		return headerLines{}
	}
	var seen [labelKinds]bool
	count, last := 0, labelNone
	gap := false
	for k := i; k < len(s.lines) && k < i+24; k++ {
		l := &s.lines[k]
		if l.blank() {
			if gap { // one blank line may stand between lines of HTML mail
				break
			}
			gap = true
			continue
		}
		lab := headerLabel(s.folded(k))
		if lab.kind == labelNone {
			// A long list of receivers or a long subject goes on below.
			if !gap && (last == labelTo || last == labelSubject) && k < i+16 && count < need+2 && s.goesOn(k) {
				continue
			}
			break
		}
		if seen[lab.kind] && lab.kind != labelOther && lab.kind != labelTo {
			break
		}
		gap = false
		if !seen[lab.kind] && lab.kind < labelOther {
			count++
		}
		seen[lab.kind] = true
		value := strings.TrimSpace(strings.Trim(s.text(k)[lab.len:], "* \t"))
		switch last = lab.kind; last {
		case labelFrom:
			h.from = value
		case labelDate:
			h.date = value
		case labelTo:
			if h.to == "" {
				h.to = value
			}
		case labelSubject:
			h.subject = value
		}
		h.end = k + 1
	}
	if count < need || !seen[labelFrom] {
		return headerLines{}
	}
	return h
}

// goesOn reports whether line k can be the rest of the header line above it:
// an address list, or a line directly followed by another header line.
func (s *segmenter) goesOn(k int) bool {
	if strings.Contains(s.folded(k), "@") && len(s.folded(k)) < 300 {
		return true
	}
	return k+1 < len(s.lines) && !s.lines[k+1].blank() && headerLabel(s.folded(k+1)).kind != labelNone
}

// Kinds of header lines.
const (
	labelNone = iota
	labelFrom
	labelDate
	labelTo
	labelSubject
	labelOther // Cc, Reply-To, importance, attachments
	labelKinds
)

type label struct{ kind, len int }

// headerLabel tells which header line a folded line is, and where its value begins.
func headerLabel(low string) label {
	lead := 0
	for lead < len(low) && (low[lead] == '*' || low[lead] == '>' || low[lead] == ' ' || low[lead] == '|') {
		lead++
	}
	rest := low[lead:]
	if rest == "" {
		return label{}
	}
	if len(rest) > 1 && headerSeconds[rest[0]]>>(rest[1]&63)&1 == 0 || strings.IndexByte(rest, ':') < 0 && !strings.Contains(rest, "：") {
		return label{}
	}
	for _, e := range headerWords[rest[0]] {
		if !strings.HasPrefix(rest, e.word) {
			continue
		}
		n := len(e.word)
		for n < len(rest) && (rest[n] == ' ' || rest[n] == '*' || strings.HasPrefix(rest[n:], "\u00a0") || strings.HasPrefix(rest[n:], "\u3000")) {
			switch rest[n] {
			case 0xc2:
				n += 2
			case 0xe3:
				n += 3
			default:
				n++
			}
		}
		if n < len(rest) && rest[n] == ':' {
			return label{e.kind, lead + n + 1}
		}
		if strings.HasPrefix(rest[n:], "：") {
			return label{e.kind, lead + n + len("：")}
		}
	}
	return label{}
}

type headerWord struct {
	word string
	kind int
}

// headerSeconds has the lower six bits of the bytes that can stand second.
var headerSeconds [256]uint64

// headerWords holds the names of header lines by their first byte.
var headerWords = func() (t [256][]headerWord) {
	for kind, list := range map[int]string{
		labelFrom:    "from|sender|von|de|da|от|от кого|отправитель|kimden|gönderen|من|المرسل|发件人|寄件者|寄件人|发信人|发送人|差出人|送信者|van|od|från|fra|mittente|remitente|remetente|expéditeur|absender|від|lähettäjä|feladó|từ|dari|từ",
		labelDate:    "sent|date|date sent|sent on|gesendet|datum|envoyé|envoyé le|date d'envoi|enviado|enviado el|enviado em|enviada|enviada em|enviado a las|fecha|data|fecha de envío|data de envio|inviato|inviata|дата|отправлено|отправлен|дата отправки|tarih|gönderilme tarihi|gönderildi|gönderme tarihi|تاريخ|التاريخ|أرسلت|تاريخ الإرسال|تم الإرسال|发送时间|发送日期|日期|时间|發送時間|寄件日期|傳送時間|日付|送信日時|verzonden|wysłano|data wysłania|odesláno|skickat|sendt|lähetetty|elküldve|dátum|надіслано|đã gửi|ngày|dikirim|tanggal",
		labelTo:      "to|an|à|a|pour|para|кому|получатель|kime|alıcı|إلى|الى|المستلم|收件人|收件者|收信人|宛先|aan|do|komu|till|til|vastaanottaja|címzett|destinataire|destinatario|destinatário|empfänger|đến|tới|kepada",
		labelSubject: "subject|betreff|objet|sujet|asunto|assunto|oggetto|тема|konu|الموضوع|موضوع|主题|主旨|标题|主題|件名|onderwerp|temat|předmět|ämne|emne|aihe|tárgy|chủ đề|subjek|perihal",
		labelOther:   "cc|kopie|copie à|copia|cópia|копия|bilgi|抄送|副本|نسخة|bcc|reply-to|reply to|antwort an|répondre à|responder a|responder para|importance|priority|attachments|attachment|anlagen|pièces jointes|adjuntos|anexos|allegati|вложения|ekler|附件|message-id|mailed-by|signed-by|organization|resent-from|密送|重要性",
	} {
		for w := range strings.SplitSeq(list, "|") {
			w = fold(w)
			t[w[0]] = append(t[w[0]], headerWord{w, kind})
			if len(w) == 1 {
				headerSeconds[w[0]] = ^uint64(0)
			} else {
				headerSeconds[w[0]] |= 1 << (w[1] & 63)
			}
		}
	}
	return
}()
