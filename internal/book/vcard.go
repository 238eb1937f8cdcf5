package book

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-vcard"

	"xunpan"
)

// VCard is a contact as address books exchange it (RFC 6350): what a contact and his
// company have in common with them.
type VCard struct {
	Name, Company, Title, Country, Address, Website, Lang, Note string

	Mails, Phones, Tags []string
}

// Bounds of a file of cards. A hostile one costs little.
const (
	MostCards = 20_000
	mostLines = 20 // of a kind in one card
	longField = 2000
)

// ErrNoCards says that a file holds none.
var ErrNoCards = errors.New("the file holds no vCards")

// BadCard is a card that does not read, by its number from 1.
type BadCard struct {
	No  int
	Say xunpan.Text
}

// WriteCards writes contacts as vCards of version 4.
func WriteCards(w io.Writer, cards []VCard) error {
	enc := vcard.NewEncoder(w)
	for i := range cards {
		c := &cards[i]
		v := vcard.Card{}
		v.SetValue(vcard.FieldVersion, "4.0")
		set := func(field, value string) {
			if value = strings.TrimSpace(value); value != "" {
				v.AddValue(field, value)
			}
		}
		set(vcard.FieldFormattedName, firstFilled(c.Name, c.Company, firstOf(c.Mails), firstOf(c.Phones), "?"))
		set(vcard.FieldOrganization, c.Company)
		set(vcard.FieldTitle, c.Title)
		set(vcard.FieldURL, c.Website)
		set(vcard.FieldNote, c.Note)
		set(vcard.FieldLanguage, c.Lang)
		for _, m := range c.Mails {
			set(vcard.FieldEmail, m)
		}
		for _, p := range c.Phones {
			set(vcard.FieldTelephone, p)
		}
		if c.Address != "" || c.Country != "" {
			v.AddAddress(&vcard.Address{StreetAddress: c.Address, Country: c.Country})
		}
		if len(c.Tags) > 0 {
			v.SetCategories(c.Tags)
		}
		if err := enc.Encode(v); err != nil {
			return err
		}
	}
	return nil
}

// ReadCards reads the cards of a file, of versions 2.1 to 4. Those that do not read come
// back by their number, the good ones are kept. The error is ErrNoCards, or that
// of the file as a whole.
func ReadCards(r io.Reader) (cards []VCard, bad []BadCard, err error) {
	dec := vcard.NewDecoder(r)
	for no := 1; ; no++ {
		if no > MostCards {
			return cards, bad, fmt.Errorf("a file holds at most %d cards", MostCards)
		}
		v, err := dec.Decode()
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		if err != nil {
			bad = append(bad, BadCard{no, xunpan.Text{En: "the card does not read: " + err.Error(), Zh: "名片无法读取：" + err.Error()}})
			break // nobody knows where the next one begins
		}
		c := cardOf(v)
		if c.Name == "" && len(c.Mails) == 0 && len(c.Phones) == 0 {
			bad = append(bad, BadCard{no, xunpan.Text{En: "neither name nor mail address nor telephone number", Zh: "没有姓名、邮箱或电话"}})
			continue
		}
		cards = append(cards, c)
	}
	if len(cards) == 0 && len(bad) == 0 {
		return nil, nil, ErrNoCards
	}
	return cards, bad, nil
}

func cardOf(v vcard.Card) VCard {
	text := func(s string) string {
		s = strings.TrimSpace(strings.ToValidUTF8(s, "\uFFFD"))
		for len(s) > longField {
			_, n := utf8.DecodeLastRuneInString(s[:longField])
			s = s[:longField-n]
		}
		return s
	}
	all := func(field string, strip string) (out []string) {
		for _, x := range v.Values(field) {
			if x = text(strings.TrimPrefix(x, strip)); x != "" && len(out) < mostLines {
				out = append(out, x)
			}
		}
		return out
	}
	c := VCard{Name: text(v.PreferredValue(vcard.FieldFormattedName)), Title: text(v.PreferredValue(vcard.FieldTitle)), Website: text(v.PreferredValue(vcard.FieldURL)), Note: text(v.PreferredValue(vcard.FieldNote)),
		Lang: text(v.PreferredValue(vcard.FieldLanguage)), Mails: all(vcard.FieldEmail, "mailto:"), Phones: all(vcard.FieldTelephone, "tel:")}
	c.Company, _, _ = strings.Cut(text(v.PreferredValue(vcard.FieldOrganization)), ";")
	if c.Name == "" {
		if n := v.Name(); n != nil {
			c.Name = text(strings.Join(filledOf(n.GivenName, n.FamilyName), " "))
		}
	}
	if a := v.Address(); a != nil {
		c.Country = text(a.Country)
		c.Address = text(strings.Join(filledOf(a.PostOfficeBox, a.StreetAddress, strings.TrimSpace(a.PostalCode+" "+a.Locality), a.Region), ", "))
	}
	for _, t := range v.Categories() {
		if t = text(t); t != "" && len(c.Tags) < mostLines {
			c.Tags = append(c.Tags, t)
		}
	}
	return c
}

func filledOf(list ...string) (out []string) {
	for _, s := range list {
		if strings.TrimSpace(s) != "" {
			out = append(out, strings.TrimSpace(s))
		}
	}
	return out
}

func firstOf(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func firstFilled(list ...string) string { return firstOf(filledOf(list...)) }
