package extract

import "xunpan"

// dropAskingCard takes back an address or company that holds words of asking:
// a mail of one line ("500 adet panel, fiyat alabilir miyim, Mersin, Işık Ltd")
// looks like a card to its end, but it is the request itself.
func (d *doc) dropAskingCard() {
	b := &d.out.Buyer
	for _, w := range [...]*xunpan.Word{&b.Address, &b.Company} {
		if w.At.Part == xunpan.PartBody && d.asksIn(w.At) {
			*w = xunpan.Word{}
		}
	}
}

// asksIn reports whether words of asking or ordering stand in the span.
func (d *doc) asksIn(at xunpan.Span) bool {
	first := d.body.tokenAt(at.Start + 1)
	last := d.body.tokenAt(at.End)
	for _, name := range [...]string{"quote.request", "order.firm", "_trigger.buy", "_ask.verb", "topic.price"} {
		if g := d.groupID(name); g >= 0 && d.bodyX.within(first, last+1, g) != nil {
			return true
		}
	}
	return false
}
