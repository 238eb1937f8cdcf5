package mail

import (
	"bytes"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// candidates are the charsets that unlabelled bytes are tried as, the likelier
// first: of equals the first one wins.
var candidates = [...]string{
	"windows-1252", "gb18030", "big5", "shift_jis", "euc-kr", "euc-jp", "windows-1251", "koi8-r",
	"windows-1250", "windows-1254", "windows-1253", "windows-1256", "windows-1255",
}

// guessSample is how many bytes are tried, from the first one beyond ASCII.
const guessSample = 2 << 10

// guess decodes bytes of unknown charset: UTF-8 if they are valid, else the
// charset in which they read best. The hint is a charset that is likelier than
// others, "" for none.
func guess(b []byte, hint string) (text []byte, used string) {
	if utf8.Valid(b) {
		return b, "utf-8"
	}
	if zeros := bytes.Count(b[:min(len(b), 512)], []byte{0}); zeros*3 > min(len(b), 512) {
		if len(b) > 1 && b[0] == 0 {
			return mustDecode("utf-16be", b), "utf-16be"
		}
		return mustDecode("utf-16le", b), "utf-16le"
	}
	sample := b
	for i, c := range b {
		if c >= utf8.RuneSelf {
			sample = b[max(i-1, 0):min(len(b), i+guessSample)]
			break
		}
	}
	telling := nearHigh(sample)
	high := float64(max(highBytes(sample), 1))
	best, bestScore := "windows-1252", -1e9
	for _, name := range candidates {
		s := plausible(mustDecode(name, telling)) / high
		if name == hint {
			s += 0.5
		}
		if s > bestScore+1e-9 {
			best, bestScore = name, s
		}
	}
	if e, ok := encodingFor(hint); ok {
		if s := plausible(decode(e, sample))/high + 0.5; s > bestScore {
			return decode(e, b), hint
		}
	}
	// Much UTF-8 with slips in it: cut samples, truncated texts.
	if s := plausible([]byte(strings.ToValidUTF8(string(telling), "\ufffd"))) / high; s > bestScore {
		return b, "utf-8"
	}
	return mustDecode(best, b), best
}

// nearHigh leaves out the ASCII bytes that none of the candidates tells apart:
// those away from bytes beyond ASCII. What such a byte begins ends within four more.
func nearHigh(b []byte) []byte {
	out := make([]byte, 0, min(len(b), 1<<10))
	behind := 0 // bytes that may still belong to one beyond ASCII
	for i, c := range b {
		switch {
		case c >= utf8.RuneSelf:
			behind = 4
		case behind > 0:
			behind--
		case hasHigh(b[i:min(i+3, len(b))]): // stands before one
		default:
			continue
		}
		out = append(out, c)
	}
	return out
}

// mustDecode decodes by a label of the list above.
func mustDecode(label string, b []byte) []byte {
	e, ok := encodingFor(label)
	if !ok {
		return b
	}
	return decode(e, b)
}

// misread reports whether text of a one-byte charset reads like another one's
// bytes.
func misread(text []byte) bool {
	n := 0
	for _, c := range text {
		if c >= 0xc0 { // first byte of a character beyond ASCII
			n++
		}
	}
	return n >= 4 && plausible(text[:min(len(text), 8<<10)])/float64(n) < 0.5
}

// plausible says how much a decoding reads like a written language: the sum of
// its characters' worth. A character of two bytes counts about double, so that
// decodings of the same bytes compare.
func plausible(text []byte) float64 {
	sum := 0.0
	var prev, cur rune
	for i := 0; i < len(text); {
		next, n := rune(text[i]), 1
		if next >= utf8.RuneSelf {
			next, n = utf8.DecodeRune(text[i:])
		}
		i += n
		if cur >= utf8.RuneSelf {
			sum += worth(prev, cur, next)
		}
		prev, cur = cur, next
	}
	if cur >= utf8.RuneSelf {
		sum += worth(prev, cur, 0)
	}
	return sum
}

func worth(prev, c, next rune) float64 {
	switch {
	case c == utf8.RuneError:
		return -8
	case c < 0xa0, c >= 0xe000 && c < 0xf900:
		return -5
	case c >= 0x4e00 && c < 0xa000:
		if frequent()[c] {
			return 6
		}
		return 0.6
	case c >= 0xac00 && c < 0xd7a4:
		if frequent()[c] {
			return 6
		}
		return 0.8
	case c >= 0x3040 && c < 0x3100:
		return 5
	case c >= 0x3000 && c < 0x3020, c >= 0xff00 && c < 0xff61:
		return 3
	case c >= 0xff61 && c < 0xffa0:
		return -1.5
	case c >= 0x400 && c < 0x530, c >= 0x370 && c < 0x400:
		return worthCased(prev, c, next)
	case c >= 0x5d0 && c < 0x5eb, c >= 0x620 && c < 0x64b:
		if unicode.Is(unicode.Latin, prev) || unicode.Is(unicode.Latin, next) {
			return -1
		}
		return 1.6
	case strings.ContainsRune("\u00a0“”‘’–—…•€™®©°«»¿¡£·§±×²³½¼¾", c):
		return 1
	case c < 0x250 && unicode.IsLetter(c):
		switch {
		case strings.ContainsRune("ðþÐÞƒ", c):
			return -0.5
		case prev >= utf8.RuneSelf && unicode.IsLetter(prev) || next >= utf8.RuneSelf && unicode.IsLetter(next):
			return 0.2
		case unicode.IsUpper(c) && unicode.IsLower(prev):
			return -1
		case asciiLetter(prev) || asciiLetter(next):
			return 2
		}
		return 0.2
	}
	return -1
}

func asciiLetter(c rune) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// worthCased is the worth of a Cyrillic or Greek letter: a wrong charset shows
// by capitals inside words.
func worthCased(prev, c, next rune) float64 {
	switch {
	case !unicode.IsLetter(c):
		return -1
	case asciiLetter(prev) || asciiLetter(next):
		return -1
	case unicode.IsUpper(c) && unicode.IsLower(prev):
		return -2
	case unicode.IsUpper(c):
		return 0.8
	case strings.ContainsRune("оеаинтсрвлαοιετνσ", c):
		return 2.2
	}
	return 1.3
}

// frequent returns the characters that make up most of Chinese (simplified and
// traditional) and Korean text, business mail's own words among them.
var frequent = sync.OnceValue(func() map[rune]bool {
	set := make(map[rune]bool, 1200)
	for _, s := range [...]string{
		`的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边张该交规万取格望觉术领共确传清今切让识候带导争运`,
		`您好谢请询价货盘邮附联络订单购购买客户厂商贸易出口进型号规格质优惠票税款付欢迎咨营销网站址址链登录账验证证书发布免费热线培训企`,
		`這個們來為國說時會對過發後裡種經麼學現當沒動還進樣開從實軍無與長機關點業將兩間問應戰頭體見產話給門東聲員論處義幾認條係氣題爾別變總電數報結論務場計資許統區隊決馬書則聽卻達強難權設張該規萬覺術領確傳讓識帶導爭運謝請詢價貨盤郵聯絡訂單購買戶廠貿進號規質優票稅營銷網鏈登錄賬驗證發費熱線訓`,
		`이다는의을를에가고하지은도로기사시한인리어그나자대수제해서아라일들만정보으부전있것세여상안우주게면년원장소스니요합습감문드신구경무연조과성위저메품격견적할까청회님`,
	} {
		for _, c := range s {
			set[c] = true
		}
	}
	return set
})
