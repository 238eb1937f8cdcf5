package flow

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"xunpan"
	"xunpan/internal/outbox"
	"xunpan/internal/paper"
	"xunpan/internal/store"
)

// Document is a quotation somebody may see, as it goes on paper: without anything
// of the house.
func (d *Desk) Document(ctx context.Context, who Who, id xunpan.ID) (*paper.Document, error) {
	q, err := d.SeeQuote(ctx, who, id)
	if err != nil {
		return nil, err
	}
	return d.documentOf(ctx, &q.Quotation)
}

// OpenDocument is the quotation behind a buyer's link, as it goes on paper.
func (d *Desk) OpenDocument(ctx context.Context, token string) (*paper.Document, error) {
	o, err := d.OpenQuote(ctx, token)
	if err != nil {
		return nil, err
	}
	return d.documentOf(ctx, &o.Quote)
}

// documentOf is a quotation with who makes it out, and its pictures.
func (d *Desk) documentOf(ctx context.Context, q *xunpan.Quotation) (*paper.Document, error) {
	house, _, err := d.Pricing(ctx)
	if err != nil {
		return nil, err
	}
	doc := &paper.Document{Quotation: *q, Seller: house.Seller, Images: map[xunpan.ID][]byte{}}
	for i := range q.Extras {
		if err := d.image(ctx, doc, q.Extras[i].Picture, true); err != nil {
			return nil, err
		}
	}
	return doc, d.image(ctx, doc, house.Seller.Logo, false)
}

// image puts a picture beside a document; one that is gone is left out. Small
// ones do for a line of a table.
func (d *Desk) image(ctx context.Context, doc *paper.Document, id xunpan.ID, small bool) error {
	if id == "" || doc.Images[id] != nil {
		return nil
	}
	data, err := d.Store.AssetData(ctx, id, small)
	if errors.Is(err, store.ErrNotFound) || err == nil && len(data) == 0 {
		return nil
	}
	doc.Images[id] = data
	return err
}

// Paper is a quotation as a file: "pdf" or "xlsx".
func (d *Desk) Paper(ctx context.Context, who Who, id xunpan.ID, form string) (outbox.Attached, error) {
	doc, err := d.Document(ctx, who, id)
	if err != nil {
		return outbox.Attached{}, err
	}
	return Print(doc, form)
}

// Print makes a document's file: "pdf" or "xlsx".
func Print(doc *paper.Document, form string) (a outbox.Attached, err error) {
	a.Name = strings.NewReplacer("/", "-", " ", "").Replace(doc.Quotation.Number)
	if r := doc.Quotation.Revision; r > 1 {
		a.Name += "-" + strconv.Itoa(r)
	}
	a.Name += "." + form
	switch form {
	case "pdf":
		a.Kind = paper.PDFType
		a.Data, _, err = paper.PDF(doc)
	case "xlsx":
		a.Kind = paper.WorkbookType
		a.Data, err = paper.XLSX(doc)
	default:
		err = invalid("papers", "A quotation goes as pdf or xlsx, not as %q.", "报价单格式为 pdf 或 xlsx，没有“%s”。", form)
	}
	return a, err
}
