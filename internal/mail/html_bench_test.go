package mail

import (
	"fmt"
	"strings"
	"testing"
)

// newsletter is a page in the manner of campaign programs: nested layout
// tables, inline styles, much markup for little text.
func newsletter(blocks int) string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html><head><meta charset="utf-8"><title>News</title><style type="text/css">body{margin:0}.x{color:#333}@media only screen and (max-width:480px){.y{display:none!important}}</style></head><body bgcolor="#f4f4f4" style="margin:0;padding:0;-webkit-text-size-adjust:100%;">`)
	for i := range blocks {
		fmt.Fprintf(&b, `<table align="center" border="0" cellpadding="0" cellspacing="0" width="600" style="border-collapse:collapse;mso-table-lspace:0pt;mso-table-rspace:0pt;background-color:#ffffff;">
  <tr>
    <td align="left" valign="top" style="padding:20px 30px 10px 30px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:24px;color:#333333;">
      <p style="margin:0 0 12px 0;"><strong>Offer %d:</strong> solar garden lamps with 2&nbsp;years of warranty, delivered from stock within ten days &amp; tested one by one.</p>
      <a href="https://shop.example/catalogue/item?id=%d&amp;utm_source=mail&amp;utm_campaign=spring" target="_blank" style="display:inline-block;background-color:#0066cc;color:#ffffff;text-decoration:none;padding:10px 20px;border-radius:4px;"><img src="https://img.example/%d.png" alt="Lamp" width="200" height="150" style="display:block;border:0;">Read more</a>
    </td>
  </tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
`, i, i, i)
	}
	b.WriteString(`</body></html>`)
	return b.String()
}

// BenchmarkHTML reads a newsletter and a plain mail as programs write them.
func BenchmarkHTML(b *testing.B) {
	for name, s := range map[string]string{
		"newsletter": newsletter(40),
		"mail":       `<html><body><div dir="ltr">` + strings.Repeat(`<p class="MsoNormal"><span lang="EN-US">We are an importer of garden tools and look for a reliable maker of pruning shears, 200&nbsp;mm, with SK5 blades.<o:p></o:p></span></p>`, 30) + `</div></body></html>`,
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				htmlToText(s, 1<<20)
			}
		})
	}
}
