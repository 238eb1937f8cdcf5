package book

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCardsRoundTrip(t *testing.T) {
	t.Parallel()
	want := []VCard{
		{Name: "Ana Souza", Company: "Souza Luz Ltda", Title: "Purchasing manager", Country: "BR", Address: "Rua XV 10, Santos", Website: "https://souza-luz.example", Lang: "pt", Note: "met at the fair;\nlikes FL-50, FL-100",
			Mails: []string{"ana@souza-luz.example", "ana.souza@gmail.com"}, Phones: []string{"+551332190000"}, Tags: []string{"fair", "重点"}},
		{Name: "中条 麻衣", Company: "株式会社あかり堂", Country: "JP", Mails: []string{"nakajo@akari.example"}},
		{Name: "م. ماجد الحارثي", Phones: []string{"+966112345678"}},
	}
	var b bytes.Buffer
	if err := WriteCards(&b, want); err != nil {
		t.Fatal(err)
	}
	got, bad, err := ReadCards(&b)
	if err != nil || len(bad) != 0 {
		t.Fatalf("%v, %v", bad, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("read otherwise than written:\n%s", diff)
	}
}

func TestCardsOfOthers(t *testing.T) {
	t.Parallel()
	file := "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Weiß;Karl;;Dr.;\r\nFN:Dr. Karl Weiß\r\nORG:Weiß GmbH;Einkauf\r\nTEL;TYPE=WORK,VOICE:+49 40 123456\r\nTEL;TYPE=CELL:+49 171 1234567\r\nEMAIL;TYPE=INTERNET:k.weiss@weiss.example\r\nADR;TYPE=WORK:;;Hafenstr. 1;Hamburg;;20457;Germany\r\nEND:VCARD\r\n" +
		"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:\r\nEND:VCARD\r\n" +
		"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Bob\r\nTEL;VALUE=uri:tel:+1-555-010-0100\r\nEND:VCARD\r\n"
	cards, bad, err := ReadCards(strings.NewReader(file))
	if err != nil || len(cards) != 2 || len(bad) != 1 || bad[0].No != 2 {
		t.Fatalf("%+v, %+v, %v", cards, bad, err)
	}
	c := cards[0]
	if c.Name != "Dr. Karl Weiß" || c.Company != "Weiß GmbH" || len(c.Phones) != 2 || c.Mails[0] != "k.weiss@weiss.example" || c.Country != "Germany" || c.Address != "Hafenstr. 1, 20457 Hamburg" {
		t.Errorf("%+v", c)
	}
	if cards[1].Phones[0] != "+1-555-010-0100" {
		t.Errorf("%+v", cards[1])
	}
	if _, _, err := ReadCards(strings.NewReader("")); !errors.Is(err, ErrNoCards) {
		t.Errorf("an empty file: %v", err)
	}
	if _, bad, err := ReadCards(strings.NewReader("name,mail\nAna,a@b.example\n")); err == nil && len(bad) == 0 {
		t.Error("a file that is none was read")
	}
}

func FuzzReadCards(f *testing.F) {
	f.Add("BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Bob\r\nEND:VCARD\r\n")
	f.Fuzz(func(t *testing.T, text string) {
		cards, _, err := ReadCards(strings.NewReader(text))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := WriteCards(&b, cards); err != nil {
			t.Fatal(err)
		}
	})
}
