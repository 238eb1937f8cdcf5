package world

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"xunpan"
	"xunpan/internal/lookup"
)

const (
	maxPage   = 512 << 10 // bytes read of a page
	maxText   = 24 << 10  // bytes kept of what is to be read
	maxTitle  = 200
	maxLang   = 20
	userAgent = "Mozilla/5.0 (compatible; xunpan; looks at the first page of a sender's website)"
)

// Page looks at the first page of a website and nothing else: an address out of
// a mail may tell its sender that somebody opened it. Now is the date of the
// answer.
func (a *Asker) Page(ctx context.Context, host string, now time.Time) (p lookup.Page) {
	p.At = now
	name, ok := ascii(host)
	if !ok {
		p.Why = xunpan.WhyRefused
		return p
	}
	ctx, done, err := a.slot(ctx, pageTime)
	if err != nil {
		p.Why = xunpan.WhySilent
		return p
	}
	defer done()
	var resp *http.Response
	for _, scheme := range [...]string{"https", "http"} {
		if resp, err = a.get(ctx, scheme+"://"+name+"/"); err == nil || ctx.Err() != nil {
			break
		}
	}
	switch {
	case err != nil && nobodyThere(err):
		if a.outside(ctx) != nil {
			p.Why = xunpan.WhySilent
		}
		return p
	case err != nil:
		p.Why = why(err)
		return p
	}
	defer resp.Body.Close()
	switch p.Status = resp.StatusCode; {
	case p.Status == http.StatusNotFound || p.Status == http.StatusGone:
		return p
	case p.Status < 200 || p.Status >= 400: // it turns programs away, or is out of order today
		p.Why = xunpan.WhyClosed
		return p
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxPage))
	if err != nil && len(body) == 0 {
		p.Why = xunpan.WhySilent
		return p
	}
	readPage(&p, body, resp.Header.Get("Content-Type"))
	p.Parked = p.Parked || parkedAt(resp.Request.URL.Hostname())
	return p
}

func (a *Asker) get(ctx context.Context, address string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("asking for %s: %w", address, err)
	}
	req.Header.Set("User-Agent", userAgent)
	req.Header.Set("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1")
	return a.client.Do(req)
}

// nobodyThere reports an answer that there is no such host, or none that
// listens; anything else may be the network's fault.
func nobodyThere(err error) bool {
	var d *net.DNSError
	return errors.As(err, &d) && d.IsNotFound || errors.Is(err, syscall.ECONNREFUSED)
}

// readPage reads a page's title, language and words.
func readPage(p *lookup.Page, body []byte, contentType string) {
	in, err := charset.NewReader(bytes.NewReader(body), contentType)
	if err != nil {
		in = bytes.NewReader(body)
	}
	var title, text strings.Builder
	z := html.NewTokenizer(in)
	z.SetMaxBuf(maxPage)
	hidden, inTitle := 0, false
	for {
		kind := z.Next()
		if kind == html.ErrorToken || text.Len() > maxText {
			break
		}
		switch kind {
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := string(name)
			var attrs map[string]string
			if more && (tag == "html" || tag == "meta" || tag == "img") {
				attrs = attributes(z)
			}
			switch tag {
			case "script", "style", "noscript", "template", "svg":
				if kind == html.StartTagToken {
					hidden++
				}
			case "title":
				inTitle = kind == html.StartTagToken && title.Len() == 0
			case "html":
				p.Lang = short(strings.ToLower(attrs["lang"]), maxLang)
			case "img":
				text.WriteString(" " + short(attrs["alt"], maxTitle) + " ")
			case "meta":
				metaTag(p, &text, attrs)
			default:
				text.WriteByte(' ')
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch string(name) {
			case "script", "style", "noscript", "template", "svg":
				hidden = max(0, hidden-1)
			case "title":
				inTitle = false
			default:
				text.WriteByte(' ')
			}
		case html.TextToken:
			switch words := z.Text(); {
			case inTitle && title.Len() < maxTitle:
				title.Write(words)
			case hidden == 0:
				text.Write(words)
			}
		}
	}
	p.Title = short(strings.Join(strings.Fields(title.String()), " "), maxTitle)
	p.Text = short(lookup.FoldText(p.Title+" . "+text.String()), maxText)
	padded := " " + p.Text + " "
	p.Parked = p.Parked || says(padded, parkedWords[:], 1) && len(p.Text) < parkedText
	p.Shop = p.Shop || says(padded, shopWords[:], 2)
}

// metaTag takes what a meta element tells of a page.
func metaTag(p *lookup.Page, text *strings.Builder, attrs map[string]string) {
	content := attrs["content"]
	switch strings.ToLower(attrs["name"]) {
	case "description", "keywords":
		text.WriteString(" " + short(content, 1000) + " . ")
	case "generator":
		for _, shop := range [...]string{"shopify", "woocommerce", "prestashop", "magento", "opencart", "bigcommerce"} {
			p.Shop = p.Shop || strings.Contains(strings.ToLower(content), shop)
		}
	}
	if strings.EqualFold(attrs["property"], "og:site_name") {
		text.WriteString(" " + short(content, maxTitle) + " . ")
	}
}

func attributes(z *html.Tokenizer) map[string]string {
	out := map[string]string{}
	for range 40 { // a tag with more is none that people write
		key, value, more := z.TagAttr()
		if len(key) > 0 {
			out[string(key)] = string(value)
		}
		if !more {
			break
		}
	}
	return out
}

func short(s string, limit int) string {
	return strings.ToValidUTF8(xunpan.Shorten(s, limit), "")
}

// says reports whether at least so many of the folded phrases stand in a text
// that is folded and padded with spaces.
func says(text string, phrases []string, need int) bool {
	for _, w := range phrases {
		if strings.Contains(text, w) {
			if need--; need == 0 {
				return true
			}
		}
	}
	return false
}

// parkedText is the length up to which a page that speaks of a domain's sale is
// nothing else; a registrar's or a broker's own site says more.
const parkedText = 6000

// parkedWords are what pages say that stand where no website is.
var parkedWords = [...]string{
	" domain is for sale ", " domain may be for sale ", " domain name is for sale ", " domain name may be for sale ", " buy this domain ", " this domain is parked ",
	" domain is parked ", " parked free courtesy ", " parked domain ", " domain parking ", " inquire about this domain ", " make an offer on this domain ",
	" domain has expired ", " domain name has expired ", " this domain has been registered ", " diese domain steht zum verkauf ", " domain zu verkaufen ",
	" ce domaine est a vendre ", " este dominio esta a la venta ", " este dominio esta a venda ", " questo dominio e in vendita ", " домен продается ", "域名出售", "该域名正在出售", "域名已过期", "此域名可转让",
}

// shopWords are what shops say to whoever comes.
var shopWords = [...]string{
	" add to cart ", " add to basket ", " shopping cart ", " your cart ", " view cart ", " checkout ", " free shipping ", " in den warenkorb ", " warenkorb ", " ajouter au panier ", " panier ",
	" anadir al carrito ", " carrito ", " adicionar ao carrinho ", " carrinho ", " aggiungi al carrello ", " carrello ", " в корзину ", " корзина ", " sepete ekle ", "加入购物车", "购物车",
}

// parkedAt reports a host that shows parked domains, to which they redirect.
func parkedAt(host string) bool {
	for _, p := range [...]string{"sedoparking.com", "sedo.com", "parkingcrew.net", "bodis.com", "dan.com", "afternic.com", "hugedomains.com", "undeveloped.com", "above.com", "parklogic.com"} {
		if host == p || strings.HasSuffix(host, "."+p) {
			return true
		}
	}
	return false
}
