package compose

import (
	"strings"
	"time"

	"xunpan"
)

// again says which letter of ours a follow-up comes back to.
func (f *Facts) again() string {
	switch f.Purpose {
	case xunpan.PurposeGreeting, xunpan.PurposeClosing, xunpan.PurposeCare, xunpan.PurposeNews:
		return ""
	}
	day := f.gap("day of our last letter", "我方上一封信的日期")
	if !f.Wrote.IsZero() {
		day = f.Wrote.In(f.zone()).Format(time.DateOnly)
	}
	if f.Product == "" {
		return say(f.Lang, "follow_all", "day", day)
	}
	return say(f.Lang, "follow", "product", f.Product, "day", day)
}

// follow is what a follow-up brings him (DOMAIN D9.3): a fact where one is known, a gap
// where somebody must say it.
func (f *Facts) follow() string {
	number := f.gap("number of the quotation", "报价单号")
	if f.Quotation != nil {
		number = f.Quotation.Number
	}
	switch f.Purpose {
	case xunpan.PurposeMissing:
		if ask := f.questionsBack(); ask != "" {
			return ask
		}
		return say(f.Lang, "next")
	case xunpan.PurposeFit:
		return say(f.Lang, "follow_fit", "number", number)
	case xunpan.PurposeValidity:
		until := f.gap("last day of the quotation", "报价截止日期")
		if f.Quotation != nil && f.Quotation.Offer.ValidUntil != "" {
			until = f.Quotation.Offer.ValidUntil
		}
		return say(f.Lang, "follow_validity", "number", number, "until", until)
	case xunpan.PurposeAlternative:
		return say(f.Lang, "follow_alternative", "what", f.gap("another quantity, term or model, with its price", "其他数量、术语或型号及其价格"))
	case xunpan.PurposeProof:
		if list := f.ofGoods(f.certificates); list != "" {
			return list + "\n\n" + say(f.Lang, "next")
		}
		return say(f.Lang, "follow_proof", "proof", f.gap("a test report, a reference in his market, a picture of the line", "检测报告、其市场的参考客户或产线照片"))
	case xunpan.PurposeSample:
		return say(f.Lang, "follow_sample")
	case xunpan.PurposeNext:
		return say(f.Lang, "follow_next")
	case xunpan.PurposeReorder:
		return say(f.Lang, "follow_reorder")
	case xunpan.PurposeCare:
		return say(f.Lang, "follow_care")
	case xunpan.PurposeNews:
		return say(f.Lang, "follow_news", "news", f.gap("the new product or price", "新产品或新价格"))
	case xunpan.PurposeGreeting:
		return say(f.Lang, "follow_greeting")
	case xunpan.PurposeClosing:
		return say(f.Lang, "follow_closing")
	}
	point := f.gap("a point of the product that he has not heard", "尚未提到的产品卖点")
	for i := range f.Goods {
		if len(f.Goods[i].Points) > 0 {
			point = strings.TrimRight(f.Goods[i].Points[0], ". 。")
			break
		}
	}
	return say(f.Lang, "follow_point", "point", point) + "\n\n" + say(f.Lang, "next")
}

func (f *Facts) zone() *time.Location {
	if f.Zone == nil {
		return time.UTC
	}
	return f.Zone
}
