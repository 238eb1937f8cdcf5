package flow

import "xunpan"

// Listen finds one own phrase in a text, for the fuzz test.
func Listen(phrase, text string) (found [][2]int) {
	l := newListener(Words{"en": {"sample.free": {Own: []string{phrase}}}})
	for _, p := range l.listen(nil, xunpan.PartBody, text, hear(nil, text, 0, len(text))) {
		found = append(found, [2]int{p.At.Start, p.At.End})
	}
	return found
}
