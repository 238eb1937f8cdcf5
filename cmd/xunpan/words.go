package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/geo"
)

// Words of the text output in the user's language.

func stars(n int) string {
	n = min(max(n, 0), 5)
	return strings.Repeat("★", n) + strings.Repeat("☆", 5-n)
}

func (s *sheet) country(code *string) string {
	if code == nil {
		return ""
	}
	c := geo.Get(*code)
	switch {
	case c == nil:
		return *code
	case s.lang == "zh":
		return c.Zh
	}
	return c.En
}

var basisWords = map[string]xunpan.Text{
	"claimed":      {En: "as claimed", Zh: "自称"},
	"form":         {En: "from the form", Zh: "表单填写"},
	"address":      {En: "by address", Zh: "据地址"},
	"phone":        {En: "by phone", Zh: "据电话"},
	"domain":       {En: "by mail domain", Zh: "据邮箱域名"},
	"company_form": {En: "by company form", Zh: "据公司形式"},
	"port":         {En: "by destination", Zh: "据目的港"},
	"currency":     {En: "by currency", Zh: "据货币"},
	"language":     {En: "by language", Zh: "据语言"},
}

var topicWords = map[string]xunpan.Text{
	"price": {En: "price", Zh: "价格"}, "moq": {En: "MOQ", Zh: "起订量"}, "lead_time": {En: "lead time", Zh: "交期"},
	"payment": {En: "payment", Zh: "付款"}, "sample": {En: "sample", Zh: "样品"}, "certification": {En: "certificates", Zh: "认证"},
	"catalogue": {En: "catalogue", Zh: "目录"}, "spec": {En: "specification", Zh: "规格"}, "packaging": {En: "packaging", Zh: "包装"},
	"loading": {En: "loading", Zh: "装柜"}, "freight": {En: "freight", Zh: "运费"}, "documents": {En: "documents", Zh: "单证"},
	"warranty": {En: "warranty", Zh: "质保"}, "spare_parts": {En: "spare parts", Zh: "配件"}, "customization": {En: "customisation", Zh: "定制"},
	"stock": {En: "stock", Zh: "库存"}, "exclusivity": {En: "exclusivity", Zh: "独家代理"}, "company": {En: "our company", Zh: "公司情况"},
	"invitation": {En: "invitation", Zh: "邀请函"}, "import_process": {En: "how to import", Zh: "进口流程"}, "origin": {En: "origin", Zh: "产地"},
	"discount": {En: "discount", Zh: "折扣"}, "other": {En: "other", Zh: "其他"},
}

var sampleWords = map[string]xunpan.Text{
	"free":    {En: "wanted free", Zh: "要求免费"},
	"paid":    {En: "will be paid for", Zh: "愿意付费"},
	"unclear": {En: "not said who pays", Zh: "未说明谁付费"},
}

var severityWords = map[xunpan.Severity]xunpan.Text{
	xunpan.SeverityHigh: {En: "high", Zh: "高"}, xunpan.SeverityMedium: {En: "medium", Zh: "中"}, xunpan.SeverityLow: {En: "low", Zh: "低"},
}

// actionWords are the actions in short; Action.Title says them in full.
var actionWords = map[xunpan.Action]xunpan.Text{
	xunpan.ReplyNow: {En: "reply now", Zh: "立即回复"}, xunpan.Reply: {En: "reply today", Zh: "当天回复"}, xunpan.Nurture: {En: "template, keep informed", Zh: "模板回复"},
	xunpan.AskPayment: {En: "ask for payment", Zh: "请付样品费"}, xunpan.Decline: {En: "decline", Zh: "婉拒"}, xunpan.Verify: {En: "verify first", Zh: "先核实"},
	xunpan.Quarantine: {En: "quarantine", Zh: "隔离"}, xunpan.FileAway: {En: "file", Zh: "归档"},
}

// word looks a word up; what is not there is shown as it is.
func word[K ~string](s *sheet, words map[K]xunpan.Text, id K) string {
	if t, ok := words[id]; ok {
		return s.in(t)
	}
	return strings.ReplaceAll(string(id), "_", " ")
}

// thousands writes a number with marks of thousands and no idle digits.
func thousands(f float64) string {
	t := strconv.FormatFloat(f, 'f', -1, 64)
	whole, rest, point := strings.Cut(t, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		return whole + "." + rest
	}
	return whole
}

func (s *sheet) quantity(q *xunpan.AnalysisQuantity) string {
	if q == nil {
		return ""
	}
	t := thousands(q.Min)
	if q.Max != q.Min {
		t += "–" + thousands(q.Max)
	}
	if q.Unit != nil {
		t += " " + *q.Unit
	}
	if q.PerYear {
		t += s.t(" a year", "/年")
	}
	return t
}

func price(p *xunpan.AnalysisPrice) string {
	if p == nil {
		return ""
	}
	t := p.Amount
	if p.Currency != nil {
		t = *p.Currency + " " + t
	}
	if p.Per != nil {
		t += "/" + *p.Per
	}
	return t
}

// percent never says 100: nothing about a stranger is certain.
func percent(p float64) string { return fmt.Sprintf("%.0f %%", math.Round(min(p, 0.99)*100)) }

// date writes when the mail was sent, by the sender's clock, and what the
// clock showed in his country where that is another time.
func (s *sheet) date(a *xunpan.Analysis) string {
	if a.Date == nil {
		return ""
	}
	d, err := time.Parse(time.RFC3339, *a.Date)
	if err != nil {
		return *a.Date
	}
	text := s.day(d) + s.t(", ", " ") + d.Format("15:04") + " (UTC" + strings.Replace(d.Format("-07:00"), "-", "−", 1) + ")"
	if a.Buyer.Country == nil {
		return text
	}
	c := geo.Get(*a.Buyer.Country)
	if c == nil {
		return text
	}
	_, east := d.Zone()
	var there time.Time
	for _, zone := range c.Zones {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			continue
		}
		local := d.In(loc)
		if _, e := local.Zone(); e == east {
			return text
		}
		if there.IsZero() {
			there = local
		}
	}
	if there.IsZero() {
		return text
	}
	return text + " · " + there.Format("15:04") + s.t(" in "+c.En, " "+c.Zh+"时间")
}

func (s *sheet) day(d time.Time) string {
	if s.lang == "zh" {
		return d.Format("2006-01-02") + " 周" + [...]string{"日", "一", "二", "三", "四", "五", "六"}[d.Weekday()]
	}
	return d.Format("Mon 2 Jan 2006")
}

var checkWords = map[string]xunpan.Text{
	"origin.ip_country": {En: "sending address against country", Zh: "发信地址与国家"},
	"origin.clock":      {En: "clock against country", Zh: "时区与国家"},
	"mail.spf":          {En: "SPF", Zh: "SPF"},
	"mail.dkim":         {En: "DKIM", Zh: "DKIM"},
	"mail.dmarc":        {En: "DMARC", Zh: "DMARC"},
	"mail.is_site":      {En: "mail domain against website", Zh: "邮箱域名与网站"},
	"phone.valid":       {En: "telephone number", Zh: "电话号码"},
	"domain.age":        {En: "age of the domain", Zh: "域名年龄"},
	"domain.mx":         {En: "mail servers of the domain", Zh: "域名的邮件服务器"},
	"website.reachable": {En: "website", Zh: "网站"},
	"sanctions.list":    {En: "sanctions lists", Zh: "制裁名单"},
	"customs.records":   {En: "customs records", Zh: "海关记录"},
}

// checkName is a check's name for people.
func checkName(s *sheet, id string) string {
	if t, ok := checkWords[id]; ok {
		return s.in(t)
	}
	return strings.NewReplacer(".", " ", "_", " ").Replace(id)
}
