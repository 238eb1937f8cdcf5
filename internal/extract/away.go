package extract

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Words before the day until which somebody is away, and before the day on which he is
// back, in the languages that the desk reads.
var (
	awayUntil = `until|till|through|to|bis(?: zum| einschließlich)?|hasta(?: el)?|até(?: o dia| ao| o)?|jusqu['’]au|fino al|al|до|по|حتى|إلى|至|到|截止`
	awayBack  = `back(?: in the office)?(?: on| from)?|return(?:ing)?(?: to the office)?(?: on)?|again (?:on|from)|wieder(?: erreichbar)?(?: ab| am)?(?: dem)?|ab dem|zurück(?: am| ab)?(?: dem)?|regreso(?: el)?|vuelvo(?: el)?|regresaré(?: el)?|retorno(?: em| dia| no dia)*|volto(?: em| dia| no dia)*|de retour(?: le)?|retour(?: le)?|rientro(?: il)?|rientrerò(?: il)?|вернусь|буду|с|عودة|أعود|dönüş|itibaren|返回|回来|回到|起`
)

// months are the beginnings of months' names in the Latin, Cyrillic and Arabic scripts.
var months = []struct {
	month time.Month
	names string
}{
	{time.January, "jan ene gen янв oca ocak يناير"}, {time.February, "feb feb fev fév şub фев فبراير"}, {time.March, "mar mär mars mrz мар مارس"}, {time.April, "apr abr avr апр nis أبريل ابريل"},
	{time.May, "may mai mag maj мая май مايو"}, {time.June, "jun juin giu июн haz يونيو"}, {time.July, "jul juil lug июл tem يوليو"}, {time.August, "aug ago août aoû авг ağu أغسطس"},
	{time.September, "sep set сен eyl سبتمبر"}, {time.October, "oct okt out ott окт eki أكتوبر"}, {time.November, "nov ноя kas نوفمبر"}, {time.December, "dec dez dic déc дек ara ديسمبر"},
}

const (
	isoDay   = `(\d{4})-(\d{1,2})-(\d{1,2})`
	zhDay    = `(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]`
	dotDay   = `(\d{1,2})[./](\d{1,2})(?:[./](\d{2,4}))?`
	nameDay  = `(\d{1,2})(?:st|nd|rd|th|er|º|\.)?\s+(?:de\s+|of\s+)?(\p{L}{3,12})\.?,?(?:\s+(?:de\s+)?(\d{4}))?`
	dayName  = `(\p{L}{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?`
	weekdays = `(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|lunes|martes|miércoles|jueves|viernes|lundi|mardi|mercredi|jeudi|vendredi|lunedì|martedì|mercoledì|giovedì|venerdì|segunda(?:-feira)?|terça(?:-feira)?|quarta(?:-feira)?|quinta(?:-feira)?|sexta(?:-feira)?|понедельник[а]?|вторник[а]?|mon|tue|wed|thu|fri|mo|di|mi|do|fr)\.?,?\s+(?:(?:the|den|dem|el|le|il)\s+)?`
)

var awayDay = regexp.MustCompile(`(?i)(?:^|[^\p{L}]|\p{Han})(?:(` + awayUntil + `)|(` + awayBack + `))[\s:]*(?:(?:the|den|dem|el|le|il|and including|including|einschließlich|день)\s+)?(?:` + weekdays + `)?(?:` + isoDay + `|` + zhDay + `|` + nameDay + `|` + dotDay + `|` + dayName + `)`)

// zhBack finds "1月5日回来", where the word follows.
var zhBack = regexp.MustCompile(zhDay + `\s*(?:回|返|上班|恢复|起)`)

// farthestReturn is how far ahead a return is believed.
const farthestReturn = 120 * 24 * time.Hour

// likelyReturn is how far ahead a day is still read with its day first.
const likelyReturn = 60 * 24 * time.Hour

// ReturnDay reads out of an out-of-office notice from which day on its writer is back:
// the latest that it names, at midnight in UTC; the day after one "until" which
// he is away. It reports false where none is named within four months of when
// the notice came. A day that may be read two ways (1/3) is read with its day
// first unless that lies far ahead.
func ReturnDay(text string, came time.Time) (back time.Time, ok bool) {
	if len(text) > 4000 {
		text = text[:4000]
	}
	text = strings.ToValidUTF8(text, " ")
	consider := func(day time.Time, until bool) {
		if until {
			day = day.AddDate(0, 0, 1)
		}
		if day.After(came.Add(-24*time.Hour)) && day.Before(came.Add(farthestReturn)) && day.After(back) {
			back, ok = day, true
		}
	}
	for _, m := range awayDay.FindAllStringSubmatch(text, 20) {
		until := m[1] != ""
		for _, day := range daysOf(m[3:], came) {
			consider(day, until)
		}
	}
	for _, m := range zhBack.FindAllStringSubmatch(text, 20) {
		if day, ok := dayIn(m[1], m[2], m[3], came); ok {
			consider(day, false)
		}
	}
	return back, ok
}

// daysOf are the readings of the groups of awayDay after its words.
func daysOf(g []string, came time.Time) (out []time.Time) {
	add := func(year, month, day string) {
		if d, ok := dayIn(year, month, day, came); ok {
			out = append(out, d)
		}
	}
	switch {
	case g[0] != "":
		add(g[0], g[1], g[2])
	case g[4] != "":
		add(g[3], g[4], g[5])
	case g[6] != "":
		add(g[8], monthOf(g[7]), g[6])
	case g[9] != "":
		add(g[11], g[10], g[9])
		if len(out) == 0 || g[11] == "" && out[0].Sub(came) > likelyReturn { // 12/24: month first
			add(g[11], g[9], g[10])
			out = out[max(0, len(out)-1):]
		}
	case g[12] != "":
		add(g[14], monthOf(g[12]), g[13])
	}
	return out
}

func monthOf(name string) string {
	name = strings.ToLower(name)
	for _, m := range months {
		for n := range strings.FieldsSeq(m.names) {
			if strings.HasPrefix(name, n) {
				return strconv.Itoa(int(m.month))
			}
		}
	}
	return ""
}

// dayIn is a day of a year, or of the next time that it comes.
func dayIn(year, month, day string, came time.Time) (time.Time, bool) {
	m, err := strconv.Atoi(month)
	if err != nil || m < 1 || m > 12 {
		return time.Time{}, false
	}
	n, err := strconv.Atoi(day)
	if err != nil || n < 1 || n > 31 {
		return time.Time{}, false
	}
	y := came.Year()
	if year != "" {
		if y, err = strconv.Atoi(year); err != nil {
			return time.Time{}, false
		}
		if y < 100 {
			y += 2000
		}
	}
	t := time.Date(y, time.Month(m), n, 0, 0, 0, 0, time.UTC)
	if t.Day() != n {
		return time.Time{}, false
	}
	if year == "" && t.Before(came.Add(-48*time.Hour)) {
		t = t.AddDate(1, 0, 0)
	}
	return t, true
}
