package paper

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// marks are the sign of thousands and the decimal point of a language. Spaces do
// not break.
func marks(lang string) (thousands, point string) {
	switch lang {
	case "es", "de", "pt", "it", "tr":
		return ".", ","
	case "fr", "ru":
		return "\u00A0", ","
	}
	return ",", "."
}

// decimal writes an exact decimal as a language does: 1,234.50 or 1.234,50.
func decimal(lang, number string) string {
	sign := ""
	if strings.HasPrefix(number, "-") {
		sign, number = "-", number[1:]
	}
	whole, rest, fraction := strings.Cut(number, ".")
	thousands, point := marks(lang)
	var b strings.Builder
	b.WriteString(sign)
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(thousands)
		}
		b.WriteRune(r)
	}
	if fraction {
		b.WriteString(point + rest)
	}
	return b.String()
}

// day writes a date, 2006-01-02, so that nobody takes its month for its day. What
// is no date stays as it is.
func day(lang, date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	months := strings.Fields(Word(lang, "months"))
	return Word(lang, "day", "d", t.Day(), "m", months[t.Month()-1], "y", t.Year())
}

// country is a country's name in a language of papers, by ISO 3166-1 alpha-2. What
// is no such code stays as it is.
func country(lang, code string) string {
	region, err := language.ParseRegion(code)
	if err != nil || len(code) != 2 {
		return code
	}
	if name := display.Regions(language.Make(lang)).Name(region); name != "" {
		return name
	}
	return code
}

// abroad is the name of an address' country, "" where the address says it
// already in English.
func abroad(lang, address, code string) string {
	if en := country("en", code); en != "" && strings.HasSuffix(strings.ToLower(strings.TrimRight(address, " .")), strings.ToLower(en)) {
		return ""
	}
	return country(lang, code)
}

// inWords is an amount in words, as banks want it on a proforma invoice: in
// English and Chinese, "" in other languages.
func inWords(lang string, amount, currency string) string {
	whole, cents, _ := strings.Cut(amount, ".")
	n, err := strconv.ParseUint(whole, 10, 64)
	if err != nil || n >= 1e15 {
		return ""
	}
	switch lang {
	case "en":
		text := currency + " " + englishNumber(n)
		if strings.Trim(cents, "0") != "" {
			text += " and " + cents + "/1" + strings.Repeat("0", len(cents))
		}
		return text + " only"
	case "zh":
		return chineseCurrency(currency) + chineseNumber(n, cents)
	}
	return ""
}

var (
	englishSmall = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	englishTens  = strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
	englishBig   = []string{"", " thousand", " million", " billion", " trillion"}
)

func englishNumber(n uint64) string {
	if n == 0 {
		return englishSmall[0]
	}
	var groups []string
	for big := 0; n > 0; big++ {
		if part := n % 1000; part > 0 {
			groups = append([]string{englishBelowThousand(part) + englishBig[big]}, groups...)
		}
		n /= 1000
	}
	return strings.Join(groups, " ")
}

func englishBelowThousand(n uint64) string {
	var text []string
	if n >= 100 {
		text = append(text, englishSmall[n/100]+" hundred")
	}
	switch rest := n % 100; {
	case rest == 0:
	case rest < 20:
		text = append(text, englishSmall[rest])
	case rest%10 == 0:
		text = append(text, englishTens[rest/10])
	default:
		text = append(text, englishTens[rest/10]+"-"+englishSmall[rest%10])
	}
	return strings.Join(text, " ")
}

// chineseNumber is an amount in the figures that cannot be altered: 壹万叁仟元整.
func chineseNumber(n uint64, cents string) string {
	const figures = "零壹贰叁肆伍陆柒捌玖"
	figure := func(d byte) string { return string([]rune(figures)[d-'0']) }
	digits := strconv.FormatUint(n, 10)
	var b strings.Builder
	gap, group := false, false
	for i := range len(digits) {
		place := len(digits) - 1 - i
		if digits[i] == '0' {
			gap = true
		} else {
			if gap && b.Len() > 0 {
				b.WriteString("零")
			}
			gap, group = false, true
			b.WriteString(figure(digits[i]) + []string{"", "拾", "佰", "仟"}[place%4])
		}
		if place%4 == 0 && group {
			b.WriteString([]string{"", "万", "亿", "万亿"}[place/4])
			group = false
		}
	}
	if b.Len() == 0 {
		b.WriteString("零")
	}
	b.WriteString("元")
	if strings.Trim(cents, "0") == "" {
		return b.String() + "整"
	}
	gap = false
	for i := range min(len(cents), 3) {
		if cents[i] == '0' {
			gap = true
			continue
		}
		if gap {
			b.WriteString("零")
		}
		gap = false
		b.WriteString(figure(cents[i]) + []string{"角", "分", "厘"}[i])
	}
	if len(cents) < 2 || strings.Trim(cents[1:], "0") == "" {
		b.WriteString("整")
	}
	return b.String()
}

func chineseCurrency(code string) string {
	switch code {
	case "CNY":
		return "人民币"
	case "USD":
		return "美元"
	case "EUR":
		return "欧元"
	case "GBP":
		return "英镑"
	case "JPY":
		return "日元"
	case "HKD":
		return "港元"
	}
	return code + " "
}
