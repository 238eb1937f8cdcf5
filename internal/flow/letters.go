package flow

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"xunpan"
	"xunpan/internal/compose"
)

// SettingLetters names the setting of the house's own letters: a list of
// xunpan.LetterTemplate.
const SettingLetters = "letters"

// Limits of letters.
const (
	maxLetters    = 100
	maxLetterSize = 20_000 // bytes of one text
)

// Letters are the house's own letters, with the version to give back when they are
// saved.
func (d *Desk) Letters(ctx context.Context) (ls []xunpan.LetterTemplate, version int64, err error) {
	version, err = d.Store.Setting(ctx, SettingLetters, &ls)
	return ls, version, err
}

// SaveLetters sets the house's own letters. A text that makes no sense is refused
// with its line; ErrChanged if somebody else saved meanwhile.
func (d *Desk) SaveLetters(ctx context.Context, who Who, version int64, ls []xunpan.LetterTemplate) error {
	if len(ls) > maxLetters {
		return invalid("letters", "There is room for %d letters.", "最多 %d 个模板。", maxLetters)
	}
	seen := map[string]bool{}
	for i := range ls {
		l := &ls[i]
		field := fmt.Sprintf("letters.%d", i)
		if err := cleanLine(field+".name", &l.Name, 200); err != nil {
			return err
		}
		if l.Name == "" {
			return invalid(field+".name", "Give the letter a name.", "请给模板起个名字。")
		}
		if l.ID == "" {
			l.ID = string(newID())
		}
		if seen[l.ID] {
			return invalid(field, "Two letters have the id %q.", "有两个模板的编号都是“%s”。", l.ID)
		}
		seen[l.ID] = true
		if l.Situation != "" && !slices.Contains(xunpan.Situations[:], l.Situation) {
			return invalid(field+".situation", "An answer is one of %v.", "回复类型须为 %v 之一。", xunpan.Situations)
		}
		if err := cleanLetterTexts(field, l); err != nil {
			return err
		}
	}
	return d.set(ctx, who, SettingLetters, version, ls)
}

func cleanLetterTexts(field string, l *xunpan.LetterTemplate) error {
	for lang, text := range l.Texts {
		if text = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", "\n")); text == "" {
			delete(l.Texts, lang)
			continue
		}
		if !slices.Contains(xunpan.PaperLangs[:], lang) {
			return invalid(field, "Letters are there in %v, not in %q.", "回复语言为 %v，没有“%s”。", xunpan.PaperLangs, lang)
		}
		if len(text) > maxLetterSize {
			return invalid(field+"."+lang, "The letter is longer than %d bytes.", "模板超过 %d 字节。", maxLetterSize)
		}
		if wrong := compose.CheckTemplate(text); len(wrong) > 0 {
			w := wrong[0]
			return &xunpan.Invalid{Field: field + "." + lang, Say: xunpan.Text{En: fmt.Sprintf("%s, line %d: %s", l.Name, w.Line, w.Say.En), Zh: fmt.Sprintf("%s 第 %d 行：%s", l.Name, w.Line, w.Say.Zh)}}
		}
		l.Texts[lang] = text
	}
	if len(l.Texts) == 0 {
		return invalid(field, "The letter %s has no text.", "模板 %s 没有内容。", l.Name)
	}
	for lang, s := range l.Subject {
		if s = strings.Join(strings.Fields(s), " "); s == "" {
			delete(l.Subject, lang)
		} else {
			l.Subject[lang] = s
		}
	}
	return nil
}

// letterNamed is the text of one of the house's letters in a language, else in
// English; false if there is none.
func (d *Desk) letterNamed(ctx context.Context, id, lang string) (text, subject string, ok bool, err error) {
	ls, _, err := d.Letters(ctx)
	if err != nil {
		return "", "", false, err
	}
	for i := range ls {
		if ls[i].ID == id {
			return ls[i].Texts.In(lang), ls[i].Subject.In(lang), true, nil
		}
	}
	return "", "", false, nil
}

// PreviewLetter is a text of a letter filled with an invented buyer and what the
// house says of itself, to be looked at while it is written.
func (d *Desk) PreviewLetter(ctx context.Context, text, lang, desk string) (string, error) {
	house, _, err := d.Pricing(ctx)
	if err != nil {
		return "", err
	}
	now := d.now()
	f := compose.Facts{Lang: lang, Desk: desk, Situation: xunpan.AnswerPlain, Subject: "LED flood light", Buyer: xunpan.Address{Name: "Ana Souza", Mail: "ana@souza-luz.example"}, Company: "Souza Luz Ltda", Country: "BR", Product: "LED flood light 50 W",
		Seller: house.Seller, Terms: house.Terms, Now: now, Promise: now.AddDate(0, 0, 2),
		Questions: []xunpan.AnalysisQuestion{{Topic: "payment", Text: "What are your payment terms?"}, {Topic: "lead_time", Text: "How long does it take?"}},
		Quotation: &xunpan.Quotation{Number: "Q0000-0001", Terms: house.Terms, Offer: xunpan.Offer{Currency: "USD", ValidUntil: now.AddDate(0, 0, 15).Format("2006-01-02"), Options: []xunpan.OfferOption{{Term: xunpan.FOB, Place: "Ningbo", Rule: xunpan.IncotermsRule,
			Lines: []xunpan.OfferLine{{Product: "LED flood light 50 W", Quantity: "500", Unit: "pcs", Price: xunpan.Money{Amount: "5.05", Currency: "USD"}}}}}}}}
	f.Signer.Name = "Li"
	return f.FillTemplate(text), nil
}
