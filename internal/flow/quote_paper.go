package flow

import (
	"context"

	"xunpan"
	"xunpan/internal/paper"
)

// Document is a quotation somebody may see, as it goes on paper: without anything
// of the house.
func (d *Desk) Document(ctx context.Context, who Who, id xunpan.ID) (*paper.Document, error) {
	q, err := d.SeeQuote(ctx, who, id)
	if err != nil {
		return nil, err
	}
	house, _, err := d.Pricing(ctx)
	return &paper.Document{Quotation: q.Quotation, Seller: house.Seller}, err
}
