package judge

import (
	"path"
	"strings"

	"xunpan"
)

// Signals of danger: what is attached or linked could harm who opens it.

// executableKind reports kinds that run when opened.
func executableKind(k xunpan.FileKind) bool {
	switch k {
	case xunpan.FileExecutable, xunpan.FileScript, xunpan.FileDiskImage, xunpan.FileShortcut:
		return true
	}
	return false
}

// executableExts are file names that run when opened.
var executableExts = map[string]bool{
	".exe": true, ".scr": true, ".com": true, ".pif": true, ".bat": true, ".cmd": true, ".js": true, ".jse": true, ".vbs": true, ".vbe": true,
	".wsf": true, ".wsh": true, ".hta": true, ".ps1": true, ".msi": true, ".jar": true, ".lnk": true, ".cpl": true, ".reg": true, ".dll": true,
	".iso": true, ".img": true, ".vhd": true, ".vhdx": true, ".apk": true, ".one": true, ".xll": true, ".url": true, ".chm": true, ".msc": true,
}

func dangerExecutable(c *Case) (float64, where, string) {
	for i := range c.m.Files {
		f := &c.m.Files[i]
		if executableKind(f.Kind) || executableExts[lower(path.Ext(f.Name))] {
			return 1, c.file(i), f.Name
		}
		for _, in := range f.Inner {
			if executableExts[lower(path.Ext(in))] {
				return 1, c.file(i), f.Name + " → " + in
			}
		}
	}
	return silent()
}

// dangerArchive: papers of an order come as PDF or Excel; packed in an archive
// they hide from filters.
func dangerArchive(c *Case) (float64, where, string) {
	for i := range c.m.Files {
		f := &c.m.Files[i]
		if f.Kind != xunpan.FileArchive {
			continue
		}
		strength := 0.9 // honest papers come as PDF or Excel; drawings sometimes in a ZIP
		if lower(path.Ext(f.Name)) == ".zip" {
			strength = 0.6
		}
		if orderName(f.Name) || c.anyPhrase("fraud.po_attached", "quote.request") {
			strength = 1
		}
		if !c.firstContact() {
			strength *= 0.5
		}
		return strength, c.file(i), f.Name
	}
	return silent()
}

// orderName reports names that lure: order, PO, quotation, invoice, payment.
func orderName(name string) bool {
	n := lower(name)
	for _, w := range [...]string{"order", "po", "quot", "rfq", "invoice", "inv", "payment", "swift", "sample", "inquiry", "enquiry", "contract", "siparis", "pedido", "bestell", "commande", "ordine", "заказ", "list", "spec", "awb", "dhl", "订单", "询价", "doc", "scan", "remit", "purchase", "product"} {
		if strings.Contains(n, w) {
			return true
		}
	}
	return false
}

// dangerLocked: an archive that needs a password, with the password in the
// text, is made to pass the virus scanner.
func dangerLocked(c *Case) (float64, where, string) {
	for i := range c.m.Files {
		f := &c.m.Files[i]
		archive := f.Kind == xunpan.FileArchive
		if p := c.phrase("phish.archive_password"); p != nil && archive {
			return 1, p.At, f.Name
		}
		if f.Encrypted && archive {
			return 0.8, c.file(i), f.Name
		}
	}
	return silent()
}

// dangerHTML: a web page or drawing with code as attachment.
func dangerHTML(c *Case) (float64, where, string) {
	for i := range c.m.Files {
		f := &c.m.Files[i]
		if f.Inline && f.Name == "" {
			continue
		}
		if (f.Kind == xunpan.FileHTML || f.Kind == xunpan.FileSVG && f.Script) && f.Name != "" {
			if orderName(f.Name) || f.Script {
				return 1, c.file(i), f.Name
			}
			return 0.6, c.file(i), f.Name
		}
	}
	return silent()
}

// dangerForm: an attached page that asks for a password, or a form in the mail.
func dangerForm(c *Case) (float64, where, string) {
	for i := range c.m.Files {
		if f := &c.m.Files[i]; f.Form && f.Name != "" {
			return 1, c.file(i), f.Name
		}
	}
	for _, l := range c.s.Links {
		if l.Issue == xunpan.LinkForm && !c.s.Bulk {
			return 0.6, where{}, l.Domain.Name
		}
	}
	return silent()
}

func dangerMacro(c *Case) (float64, where, string) {
	for i := range c.m.Files {
		if c.m.Files[i].Macro {
			return 1, c.file(i), c.m.Files[i].Name
		}
	}
	return silent()
}

// dangerType: the content is not what the name says ("PO.pdf.exe", a "pdf"
// that is a web page).
func dangerType(c *Case) (float64, where, string) {
	for i := range c.m.Files {
		f := &c.m.Files[i]
		ext := lower(path.Ext(f.Name))
		inner := lower(path.Ext(strings.TrimSuffix(lower(f.Name), ext)))
		if inner != "" && documentExt(inner) && (executableExts[ext] || ext == ".html" || ext == ".htm" || ext == ".gz" || ext == ".z" || ext == ".zip" || ext == ".rar" || ext == ".7z" || ext == ".shtml") {
			return 1, c.file(i), f.Name
		}
		if documentExt(ext) && (executableKind(f.Kind) || f.Kind == xunpan.FileHTML || f.Kind == xunpan.FileArchive && ext != ".docx" && ext != ".xlsx" && ext != ".pptx") {
			return 1, c.file(i), f.Name
		}
	}
	return silent()
}

func documentExt(ext string) bool {
	switch ext {
	case ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".jpg", ".jpeg", ".png", ".txt", ".csv":
		return true
	}
	return false
}

// dangerPOFirst: an order attached at first contact, while the text names no
// goods: nobody orders what he has not asked the price of (D3.44).
func dangerPOFirst(c *Case) (float64, where, string) {
	p := c.phrase("fraud.po_attached")
	if p == nil || !c.firstContact() {
		return silent()
	}
	lines := 0
	for i := range c.r.Needs.Lines {
		if l := &c.r.Needs.Lines[i]; l.Quantity != nil && l.Product.Value != "" {
			lines++
		}
	}
	if lines > 1 || c.r.OurGoods.Value != "" || c.terms >= 2 {
		return silent()
	}
	if lines == 1 || c.specs > 1 {
		return 0.35, p.At, ""
	}
	return 1, p.At, ""
}

func dangerLink(c *Case) (float64, where, string) {
	best, at, note := 0.0, where{}, ""
	for i := range c.s.Links {
		l := &c.s.Links[i]
		s := 0.0
		switch l.Issue {
		case xunpan.LinkMismatch:
			s = 0.9
		case xunpan.LinkUserinfo, xunpan.LinkData:
			s = 1
		case xunpan.LinkMailParam:
			s = 1
			if c.s.Bulk || len(c.m.Links) > 12 {
				s = 0.4 // newsletters mark their links so
			}
		case xunpan.LinkIP, xunpan.LinkPunycode:
			s = 0.8
		case xunpan.LinkExecFile:
			s = 0.9
		case xunpan.LinkFreeHost, xunpan.LinkShortener, xunpan.LinkCheapTLD:
			s = 0.5
		}
		if s > best {
			best, note = s, l.Detail
			at = where{}
			if l.Link < len(c.m.Links) {
				if k := &c.m.Links[l.Link]; k.End > k.Start {
					at = where{Part: xunpan.PartBody, Start: k.Start, End: k.End}
				}
			}
			if note == "" {
				note = l.Domain.Name
			}
		}
	}
	return best, at, note
}

// dangerBrand: the mail shows a brand whose domain is not the sender's.
func dangerBrand(c *Case) (float64, where, string) {
	for i := range c.s.Links {
		if l := &c.s.Links[i]; l.Issue == xunpan.LinkBrand {
			return 1, where{}, l.Detail
		}
	}
	return silent()
}

// dangerImitation: a platform's notification from a domain not the platform's.
func dangerImitation(c *Case) (float64, where, string) {
	if c.m.Via == nil || c.m.Via.Genuine || c.m.Via.ID == "form" {
		return silent()
	}
	return 1, c.header("From"), c.m.Via.ID
}

func dangerHiddenText(c *Case) (float64, where, string) {
	if len(c.m.Hidden) < 200 || c.s.Bulk {
		return silent()
	}
	return 0.6, where{}, ""
}

// dangerLogin: asks to log in somewhere, or for a password, and offers a link
// or a file to do so.
func dangerLogin(c *Case) (float64, where, string) {
	p := c.phrase("phish.credential", "phish.document")
	if p == nil || len(c.m.Links) == 0 && len(c.m.Files) == 0 {
		return silent()
	}
	n := c.count("phish.credential", "phish.document")
	s := float64(n) / 3
	for i := range c.m.Files {
		if c.m.Files[i].Kind == xunpan.FileHTML {
			s += 0.5
		}
	}
	if len(c.s.Links) > 0 {
		s += 0.3
	}
	if c.product.Value != "" && c.quantity != nil && !c.anyPhrase("phish.credential") {
		s *= 0.5
	}
	return s, p.At, ""
}

// dangerLure: words of trade, a demand to log in, and a link to a place where
// no company keeps its papers.
func dangerLure(c *Case) (float64, where, string) {
	p := c.phrase("phish.credential")
	if p == nil || c.asks == 0 && !c.anyPhrase("fraud.po_attached") || c.s.Bulk {
		return silent()
	}
	for i := range c.s.Links {
		switch l := &c.s.Links[i]; l.Issue {
		case xunpan.LinkFreeHost, xunpan.LinkCheapTLD, xunpan.LinkMismatch, xunpan.LinkMailParam, xunpan.LinkIP, xunpan.LinkShortener, xunpan.LinkPunycode, xunpan.LinkUserinfo:
			return 1, p.At, l.Domain.Name
		}
	}
	return silent()
}

func dangerSpamMark(c *Case) (float64, where, string) {
	if !c.s.SpamMark {
		return silent()
	}
	return 1, where{}, ""
}

// fraudPromise: an order is promised or announced before any goods are named.
func fraudPromise(c *Case) (float64, where, string) {
	if c.product.Value != "" || c.quantity != nil {
		return silent()
	}
	p := c.phrase("order.firm", "order.trial", "fraud.export_probe", "fraud.po_attached")
	if p == nil {
		return silent()
	}
	return 1, p.At, ""
}

// fraudBankChange: another bank account in a running deal.
func fraudBankChange(c *Case) (float64, where, string) {
	p := c.phrase("fraud.bank")
	if p == nil {
		return silent()
	}
	n := c.count("fraud.bank")
	s := 0.4 + 0.25*float64(n-1)
	if c.s.ReplyDiffers || c.s.From.LooksLike != "" || c.s.Reply.LooksLike != "" || c.s.Auth.DMARC == xunpan.Failed {
		s += 0.5
	}
	return s, p.At, ""
}

// fraudProbe: asks whether we ship to a country or take cards, and will tell
// the goods later (D3.44).
func fraudProbe(c *Case) (float64, where, string) {
	p := c.phrase("fraud.export_probe")
	if p == nil {
		return silent()
	}
	s := 0.35 * float64(c.count("fraud.export_probe"))
	if c.anyPhrase("fraud.overpay") {
		s += 0.5
	}
	if c.quantity != nil && c.specs > 0 {
		s -= 0.6
	}
	return s, p.At, ""
}

// dangerShare: the order lies behind a file share. Honest buyers share drawings
// too, so it is weak where goods are named.
func dangerShare(c *Case) (float64, where, string) {
	for i := range c.s.Links {
		if l := &c.s.Links[i]; l.Issue == xunpan.LinkShare {
			if c.product.Value != "" && c.quantity != nil {
				return 0.3, where{}, l.Domain.Name
			}
			return 1, where{}, l.Domain.Name
		}
	}
	return silent()
}

// fraudAdvance: a fee before a contract that a tender, a fund or an authority
// is to award: the oldest fraud of all.
func fraudAdvance(c *Case) (float64, where, string) {
	fee := c.phrase("fraud.fee")
	if fee == nil || !c.anyPhrase("fraud.tender", "fraud.funds") {
		return silent()
	}
	return float64(c.count("fraud.fee")) / 3, fee.At, ""
}

// fraudTerms: credit asked for goods not named. A known firm that names its
// goods and its usual terms does what firms do.
func fraudTerms(c *Case) (float64, where, string) {
	p := c.phrase("fraud.terms")
	if p == nil || c.product.Value != "" && (c.specs > 0 || c.quantity != nil) && !c.s.ReplyDiffers && c.s.From.LooksLike == "" && c.s.Impersonates == "" {
		return silent()
	}
	return 1, p.At, ""
}

// fraudScheme: two parts of one swindle in one mail, such as a card that pays
// too much and a shipper who gets the rest.
func fraudScheme(c *Case) (float64, where, string) {
	parts := 0
	var at where
	for _, g := range [...]string{"fraud.overpay", "fraud.funds", "fraud.fee", "fraud.tender", "oddity.secret"} {
		if p := c.phrase(g); p != nil {
			parts++
			at = p.At
		}
	}
	if parts < 2 || !c.anyPhrase("fraud.overpay", "fraud.funds", "fraud.fee") {
		return silent()
	}
	return float64(parts - 1), at, ""
}
