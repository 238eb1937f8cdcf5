package extract

import (
	"testing"
	"time"
)

func TestReturnDay(t *testing.T) {
	t.Parallel()
	came := time.Date(2026, 12, 18, 9, 0, 0, 0, time.UTC)
	for _, c := range []struct{ text, back string }{
		{"I am out of the office until 4 January 2027 with no access to mail.", "2027-01-05"},
		{"Thank you for your mail. I will be back on January 11th.", "2027-01-11"},
		{"I'm on leave from 21 December to 8 January. For urgent matters call Ana.", "2027-01-09"},
		{"Out of office, returning Monday, 4 January.", "2027-01-04"},
		{"I am away from 12/24 through 1/3 and will reply afterwards", "2027-01-04"},
		{"I return to the office on 2027-01-07.", "2027-01-07"},
		{"Ich bin bis zum 05.01.2027 nicht im Büro.", "2027-01-06"},
		{"Ab dem 7. Januar bin ich wieder erreichbar.", "2027-01-07"},
		{"Estaré fuera de la oficina hasta el 6 de enero.", "2027-01-07"},
		{"Estou de férias até 10 de janeiro de 2027.", "2027-01-11"},
		{"Je suis absente jusqu'au 3 janvier inclus, de retour le 4 janvier.", "2027-01-04"},
		{"Sono fuori ufficio fino al 6 gennaio.", "2027-01-07"},
		{"Я в отпуске до 11 января.", "2027-01-12"},
		{"本人休假至1月5日。", "2027-01-06"},
		{"外出期间邮件回复较慢，1月4日回来上班。", "2027-01-04"},
		{"Thank you, we got your mail and answer within 24 hours.", ""},
		{"Our offer is valid until 31 December 2028.", ""},
		{"We were closed until 1 December 2026.", ""},
		{"back on 99 Foo", ""},
		{"", ""},
	} {
		got := ""
		if back, ok := ReturnDay(c.text, came); ok {
			got = back.Format(time.DateOnly)
		}
		if got != c.back {
			t.Errorf("%q: %q, want %q", c.text, got, c.back)
		}
	}
}

func FuzzReturnDay(f *testing.F) {
	f.Add("until 4 January, back on 5/1")
	came := time.Date(2026, 12, 18, 9, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		if back, ok := ReturnDay(text, came); ok && (back.Before(came.Add(-48*time.Hour)) || back.After(came.Add(farthestReturn+24*time.Hour))) {
			t.Errorf("%q: %s", text, back)
		}
	})
}
