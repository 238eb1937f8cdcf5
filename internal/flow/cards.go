package flow

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"xunpan"
	"xunpan/internal/book"
	"xunpan/internal/geo"
	"xunpan/internal/store"
)

// CardImport is what came of a file of vCards.
type CardImport struct {
	Added int
	Same  int // contacts that the book has already: they stay as they are
	Bad   []book.BadCard
}

// ImportCards takes the contacts of a file of vCards into the book, with their
// companies. Who is there already, by a mail address, stays as he is.
func (d *Desk) ImportCards(ctx context.Context, who Who, file []byte) (out CardImport, err error) {
	if _, err := require(ctx, d.Store, who, xunpan.CanEditBook); err != nil {
		return out, err
	}
	cards, bad, err := book.ReadCards(bytes.NewReader(file))
	if errors.Is(err, book.ErrNoCards) {
		return out, invalid("file", "The file holds no vCards: export them from your address book as .vcf.", "文件中没有 vCard：请从通讯录导出 .vcf 文件。")
	}
	if err != nil {
		return out, invalid("file", "%s.", "文件无法读取：%s。", err)
	}
	out.Bad = bad
	for i := range cards {
		c := &cards[i]
		company, err := d.companyOfCard(ctx, who, c)
		if err == nil {
			lang := strings.ToLower(c.Lang[:min(2, len(c.Lang))])
			edit := ContactEdit{EntryEdit: EntryEdit{Name: &c.Name, Note: &c.Note, Tags: &c.Tags}, Title: &c.Title, Mails: &c.Mails}
			if country := countryOf(c.Country); country != "" {
				edit.Country = &country
			}
			if company != "" {
				edit.Company = &company
			}
			if len(lang) == 2 {
				edit.Lang = &lang
			}
			if len(c.Phones) > 0 {
				edit.Phones = &c.Phones
			}
			_, err = d.AddContact(ctx, who, edit)
		}
		wrong, no := errors.AsType[*xunpan.Invalid](err)
		switch {
		case errors.Is(err, store.ErrExists):
			out.Same++
		case no:
			out.Bad = append(out.Bad, book.BadCard{No: i + 1, Say: xunpan.Text{En: c.Name + ": " + wrong.Say.En, Zh: c.Name + "：" + wrong.Say.Zh}})
		case err != nil:
			return out, err
		default:
			out.Added++
		}
	}
	return out, nil
}

// companyOfCard is the company that a card names: one of the book with that very
// name, else a new one.
func (d *Desk) companyOfCard(ctx context.Context, who Who, c *book.VCard) (xunpan.ID, error) {
	if c.Company == "" {
		return "", nil
	}
	found, _, err := d.Store.Companies(ctx, store.BookFilter{Scope: who.Scope, Query: c.Company, Limit: 20})
	if err != nil {
		return "", err
	}
	for i := range found {
		if strings.EqualFold(found[i].Name, c.Company) {
			return found[i].ID, nil
		}
	}
	edit := CompanyEdit{EntryEdit: EntryEdit{Name: &c.Company}, Address: &c.Address}
	if country := countryOf(c.Country); country != "" {
		edit.Country = &country
	}
	if c.Website != "" {
		edit.Website = &c.Website
	}
	made, err := d.AddCompany(ctx, who, edit)
	if errors.Is(err, store.ErrExists) { // the same domain under another name
		return "", nil
	}
	return made.ID, err
}

// countryOf is the code of a country by its code or one of its names; "" for none.
func countryOf(text string) string {
	text = strings.TrimSpace(text)
	if c := geo.Get(strings.ToUpper(text)); c != nil {
		return c.Code
	}
	for _, c := range geo.All() {
		for _, n := range c.Names {
			if strings.EqualFold(n, text) {
				return c.Code
			}
		}
	}
	return ""
}

// exportPage is how many contacts are read at once.
const exportPage = 500

// ExportCards is the contacts that somebody may see as vCards: all, or one.
func (d *Desk) ExportCards(ctx context.Context, who Who, one xunpan.ID) ([]byte, error) {
	var list []xunpan.Contact
	if one != "" {
		c, err := d.contact(ctx, d.Store, who, one)
		if err != nil {
			return nil, err
		}
		list = []xunpan.Contact{c}
	}
	for cursor := ""; one == ""; {
		page, next, err := d.Store.Contacts(ctx, store.BookFilter{Scope: who.Scope, Cursor: cursor, Limit: exportPage})
		if err != nil {
			return nil, err
		}
		list = append(list, page...)
		if cursor = next; next == "" || len(list) >= book.MostCards {
			break
		}
	}
	firms := map[xunpan.ID]xunpan.Company{}
	cards := make([]book.VCard, 0, len(list))
	for i := range list {
		c := &list[i]
		if _, known := firms[c.Company]; !known && c.Company != "" {
			f, err := d.company(ctx, d.Store, who, c.Company)
			if err != nil && !errors.Is(err, store.ErrNotFound) {
				return nil, err
			}
			firms[c.Company] = f
		}
		f := firms[c.Company]
		cards = append(cards, book.VCard{Name: c.Name, Company: f.Name, Title: c.Title, Country: orElse(c.Country, f.Country), Address: f.Address, Website: f.Website, Lang: c.Lang, Note: c.Note,
			Mails: c.KeysOf(xunpan.KeyMail), Phones: keysOf(&c.Entry, xunpan.KeyPhone, xunpan.KeyWhatsApp), Tags: c.Tags})
	}
	var b bytes.Buffer
	err := book.WriteCards(&b, cards)
	return b.Bytes(), err
}
